"""How well documents' facts are read: the demo's, written fronts, and real documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from kompass_evidence import reading
from kompass_evidence.assess import read_documents
from kompass_evidence.assessment.facts import read_facts
from kompass_evidence.domain.document import Block, BlockKind, Document, Page, SourceKind, Span
from kompass_evidence.domain.facts import DATES, DocumentFacts, FactName
from kompass_evidence.language import stem, words
from kompass_evidence.workspace import Workspace
from tests.eval.floors import ROOT
from tests.eval.tables import table
from tests.eval.truth import LOADER

NAMES = [name for name in FactName if name is not FactName.REVISED]
LOOSE = (FactName.REPLACES, FactName.RESPONSIBLE, FactName.REVISION, FactName.DECIDED_BY)
Pair = tuple[FactName, str | None, str | None]


def stated_figures(workspace: Workspace, as_of: str) -> dict[str, float]:
    """Measure the facts of the demo's documents against their sources' front matter."""
    documents = read_documents(workspace, as_of)
    pairs: list[Pair] = []
    for source in workspace.corpus.sources():
        path = ROOT / "corpora/exempelkommun/documents" / f"{Path(source.path).stem}.md"
        if source.kind is SourceKind.DOCUMENT and path.exists():
            true = yaml.load(path.read_text(encoding="utf-8").split("---")[1], LOADER)["facts"]
            standing = documents.standings[source.id]
            pairs += _pairs(documents.facts[source.id], true, str(standing) if standing else None)
    return _figures("facts of the demo", pairs)


def front_figures() -> dict[str, float]:
    """Measure the facts of the written fronts, both halves."""
    figures: dict[str, float] = {}
    for half in ("tuning", "judging"):
        text = (ROOT / "corpora/fronts" / f"{half}.yaml").read_text(encoding="utf-8")
        pairs: list[Pair] = []
        for entry in yaml.load(text, LOADER):
            kind = SourceKind(entry["kind_of_source"])
            read = read_facts(entry["id"], front_document(entry), kind, entry["title"])
            pairs += _pairs(read, entry["facts"], _status(read))
        figures |= _figures(f"facts of fronts {half}", pairs)
    return figures


def real_figures(folder: Path) -> dict[str, float]:
    """Measure the facts of real documents against what was read in them by hand."""
    text = (ROOT / "tests/eval/real_facts.yaml").read_text(encoding="utf-8")
    pairs: list[Pair] = []
    for name, true in yaml.load(text, LOADER).items():
        path = next(folder.glob(f"*/{name}"))
        document = reading.read(path.read_bytes(), name)
        kind = SourceKind.WEB if name.endswith(".html") else SourceKind.DOCUMENT
        read = read_facts(name, document, kind, document.title)
        pairs += _pairs(read, true, _status(read))
    return _figures("facts of real documents", pairs)


def front_document(entry: Mapping[str, Any]) -> Document:
    """Return a front as a reader gives it: lines as blocks, wrapped lines of a paragraph joined."""
    lines: list[tuple[BlockKind, str]] = []
    for line in entry["text"].rstrip("\n").split("\n"):
        kind = BlockKind.TABLE_ROW if "|" in line else BlockKind.PARAGRAPH
        if lines and kind is lines[-1][0] is BlockKind.PARAGRAPH and line[:1].islower():
            lines[-1] = (kind, f"{lines[-1][1]} {line.strip()}")
        else:
            lines.append((kind, line))
    text, blocks = "", []
    for kind, line in lines:
        text += "\n" if text else ""
        blocks.append(Block(kind, Span(len(text), len(text) + len(line))))
        text += line
    page = Page(0, "1", Span(0, len(text)), (), tuple(entry["margins"]))
    return Document(text, tuple(blocks), (page,), entry["title"])


def _status(read: DocumentFacts) -> str | None:
    value = read.value(FactName.STATUS)
    return "adopted" if value in ("expired", "superseded") else value


def _pairs(read: DocumentFacts, true: Mapping[str, Any], status: str | None) -> Iterable[Pair]:
    for name in NAMES:
        said = status if name is FactName.STATUS else read.value(name)
        wanted = None if true[name] is None else str(true[name])
        yield name, said, wanted


def _figures(title: str, pairs: Iterable[Pair]) -> dict[str, float]:
    right: Counter[str] = Counter()
    said_of: Counter[str] = Counter()
    true_of: Counter[str] = Counter()
    for name, said, wanted in pairs:
        for key in (name.value, "all"):
            said_of[key] += said is not None
            true_of[key] += wanted is not None
            if said is not None and wanted is not None:
                right[key] += _same(name, said, wanted)
    figures = {}
    for key in (*(name.value for name in NAMES), "all"):
        figures[f"{key} P"] = right[key] / said_of[key] if said_of[key] else 1.0
        figures[f"{key} R"] = right[key] / true_of[key] if true_of[key] else 1.0
    print(table(title.capitalize(), figures, ("P", "R")))
    return {f"{title}: {name}": value for name, value in figures.items()}


def _same(name: FactName, said: str, wanted: str) -> bool:
    if name is FactName.REVISION:  # two ways to say the same
        said, wanted = (re.sub(r"en gång per", "varje", value) for value in (said, wanted))
    one, other = (re.sub(r"[\s.]+", "", value).lower() for value in (said, wanted))
    if one == other:
        return True
    if name in DATES:
        return one.startswith(other) or other.startswith(one)
    if name not in LOOSE:
        return False
    a, b = ([stem(word) for word in words(value) if len(word) > 2] for value in (said, wanted))
    shared = sum(any(x.endswith(y) or y.endswith(x) for y in b) for x in a)
    return bool(a and b) and shared >= 0.6 * min(len(a), len(b))
