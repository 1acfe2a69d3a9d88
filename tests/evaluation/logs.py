"""Logs made by hand: acts in order, each with a number and a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kompass_evidence.domain.act import FIRST, Act, ActKind
from kompass_evidence.domain.citation import (
    Citation,
    Quote,
    citation_as_plain,
    citation_id,
    text_digest,
)
from kompass_evidence.domain.document import Box, Span
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.evaluation.replay import replay

TEXT = "Kommunfullmäktige antog planen. Den följs upp varje år. Besöken ökade med 21 procent."


def made_citation(exact: str, text: str = TEXT, digest: str = "a" * 64) -> Citation:
    """Return a citation of words that stand in `text`."""
    start = text.index(exact)
    span = Span(start, start + len(exact))
    quote = Quote(exact, text[max(0, start - 48) : start], text[span.end : span.end + 48])
    return Citation(
        citation_id(digest, span, exact), "src-" + digest[:12], digest, "made 1",
        text_digest(text), quote, span, ((0, "1"),), (Box(0, 0.1, 0.1, 0.5, 0.12),), ("Plan",),
    )  # fmt: skip


class Log:
    """Acts that are appended as people do things."""

    def __init__(self) -> None:
        self.acts: list[Act] = []

    def add(self, by: str, kind: ActKind, data: Mapping[str, Any]) -> Act:
        before = self.acts[-1].hash if self.acts else FIRST
        number = len(self.acts) + 1
        at = f"2026-11-23T10:{number // 60:02}:{number % 60:02}Z"
        act = Act(number, at, by, "0.1.0", kind, dict(data), before)
        self.acts.append(act)
        return act

    def cite(self, exact: str, by: str = "Eva Ek") -> str:
        citation = made_citation(exact)
        self.add(by, ActKind.CITE, citation_as_plain(citation))
        return citation.id

    @property
    def evaluation(self) -> Evaluation:
        return replay(self.acts)
