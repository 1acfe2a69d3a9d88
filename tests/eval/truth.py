"""The demo municipality's truth labels, found again in the passages of a workspace.

A label quotes its source. The built file's text is compared by letters and digits alone, since a
PDF has its own line breaks and hyphens; a quote that cannot be found is an error, not a miss.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kompass_evidence.domain.document import Document, Passage

TRUTH = Path(__file__).resolve().parents[2] / "corpora" / "exempelkommun" / "truth"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Label:
    """One quote that bears on a criterion."""

    document: str
    quote: str
    grade: int
    rung: str
    stance: str


@dataclass(frozen=True, slots=True)
class Question:
    """A search question with the quotes that answer it; none where nothing does."""

    text: str
    answers: tuple[tuple[str, str], ...]


def read_labels() -> tuple[dict[str, list[Label]], dict[str, list[str]], dict[str, dict[str, int]]]:
    """Return labels and expected flags by criterion, and the rung row by sub-area."""
    labels: dict[str, list[Label]] = {}
    flags: dict[str, list[str]] = {}
    rows: dict[str, dict[str, int]] = {}
    for path in sorted(TRUTH.glob("evidence-*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        for criterion, entry in data["criteria"].items():
            labels[criterion] = [Label(**_label(e)) for e in entry["evidence"]]
            flags[criterion] = list(entry["flags"])
        rows |= data["sub_areas"]
    return labels, flags, rows


def _label(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in ("document", "quote", "grade", "rung", "stance")}


def read_questions() -> list[Question]:
    """Return the search questions."""
    found = []
    for path in sorted(TRUTH.glob("questions-*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), LOADER):
            answers = tuple((a["document"], a["quote"]) for a in entry["answers"])
            found.append(Question(entry["question"], answers))
    return found


class Locator:
    """Finds quotes in the passages of one workspace; documents are named by their file's stem."""

    def __init__(self, documents: dict[str, Document], passages: dict[str, list[Passage]]) -> None:
        self._texts = {stem: _squeeze(document.text) for stem, document in documents.items()}
        self._passages = passages
        self.lost: list[tuple[str, str]] = []

    def find(self, document: str, quote: str) -> list[str]:
        """Return the ids of the passages that hold most of the quote; the best first."""
        if document not in self._texts:
            self.lost.append((document, quote))
            return []
        if "|" in quote:
            return self._row(document, quote)
        squeezed, places = self._texts[document]
        wanted, _ = _squeeze(quote)
        at = squeezed.find(wanted)
        if at < 0:
            self.lost.append((document, quote))
            return []
        start, end = places[at], places[at + len(wanted) - 1] + 1
        shares = []
        for passage in self._passages[document]:
            shared = min(end, passage.span.end) - max(start, passage.span.start)
            if shared > 0.3 * (end - start):
                shares.append((-shared, passage.id))
        if not shares:
            self.lost.append((document, quote))
        return [identifier for _, identifier in sorted(shares)]

    def _row(self, document: str, quote: str) -> list[str]:
        """Find a table's row: the passage with most of its cells in one line."""
        cells = [c for cell in quote.split("|") if (c := _squeeze(cell)[0])]
        best, found = 0, []
        for passage in self._passages[document]:
            for line in passage.text.split("\n"):
                squeezed = _squeeze(line)[0]
                score = sum(len(cell) for cell in cells if cell in squeezed)
                if score > best:
                    best, found = score, [passage.id]
        if 2 * best < sum(map(len, cells)):
            self.lost.append((document, quote))
            return []
        return found


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return letters and digits in lower case, and where each stood."""
    letters, places = [], []
    for place, character in enumerate(text):
        for c in character.lower():
            if c.isalnum():
                letters.append(c)
                places.append(place)
    return "".join(letters), places
