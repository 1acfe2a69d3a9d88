"""Whether passages of a real evaluation report land in the area that they were written under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kompass_evidence.assess.measure import score_vectors
from kompass_evidence.assessment.mapping import Weights
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.workspace import Workspace

EXCERPT = "kommunkompassen/leksand-2023-excerpt.txt"
AREAS = ("1", "3", "5", "7")  # whose analyses the excerpt holds
NEAREST = 2  # criteria of an area by whose mean score it is ranked

_ANALYSIS = re.compile(r"Sammanfattande analys av område (\d)")
_END = re.compile(r"Område \d |4 Översikt")
_LEFT_OUT = re.compile(r"Kommunkompassen Analys av|Poäng$|Styrkor$|Förbättringsmöjligheter$|\d+$")


def area_figures(workspace: Workspace, path: Path) -> dict[str, float]:
    """Return the share of passages whose area is ranked first, and among the first three."""
    passages = list(report_passages(path.read_text(encoding="utf-8")))
    texts = [text for _area, text in passages]
    background = score_vectors(
        workspace, workspace.framework, workspace.passage_vectors(texts),
        LexicalIndex.build(texts), Weights(),
    )  # fmt: skip
    of = np.array([c.id.split(".")[0] for c in workspace.framework.criteria()])
    areas = sorted(set(of))
    scores = np.stack(
        [np.sort(background.total[of == a], axis=0)[-NEAREST:].mean(0) for a in areas]
    )
    ranks = [
        1 + int((scores[:, n] > scores[areas.index(area), n]).sum())
        for n, (area, _text) in enumerate(passages)
    ]
    figures = {f"area@{n}": float(np.mean([rank <= n for rank in ranks])) for n in (1, 3)}
    print(f"\nReport passages in their area: {len(passages)} passages, {figures}")
    return figures


def report_passages(text: str) -> Iterator[tuple[str, str]]:
    """Yield (area, text) of the paragraphs and bullets of the analyses, headings left out."""
    area: str | None = None
    heading = False
    lines: list[str] = []
    for line in [*text.replace("\f", "").split("\n"), "Område 9 "]:
        said = line.strip()
        begins = _ANALYSIS.match(said)
        ends = bool(begins or _END.match(said + " "))
        if lines and area and (ends or said.startswith("•") or _LEFT_OUT.match(said) or
                               (not said and re.search(r"[.!?:]$", lines[-1]))):  # fmt: skip
            joined = " ".join(" ".join(lines).split())
            if area in AREAS and len(joined.split()) >= 4:
                yield area, joined
            lines = []
        if ends:
            area, heading, lines = (begins[1] if begins else None), bool(begins), []
        elif heading:
            heading = False
            if len(said) >= 45 or said.endswith("."):
                lines.append(said)
        elif area and said and not _LEFT_OUT.match(said):
            lines.append(said.lstrip("• "))
