"""What the evidence comes to: findings and flags for every criterion, and rungs a sub-area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kompass_evidence.domain.evidence import Finding, Flag
from kompass_evidence.domain.framework import Framework, Rung, SubArea


@dataclass(frozen=True, slots=True)
class Assessment:
    """Findings and flags by criterion id, under one framework, model and state of the corpus."""

    framework: Framework
    model: str
    model_digest: str
    findings: Mapping[str, Finding]
    flags: Mapping[str, tuple[Flag, ...]]

    def rungs(self, sub_area: SubArea) -> dict[Rung, int]:
        """Return how many passages reach each rung, each passage once at its highest."""
        highest: dict[str, Rung] = {}
        order = list(Rung)
        for criterion in sub_area.criteria:
            for evidence in self.findings[criterion.id].evidence:
                if evidence.reading is None:
                    continue
                rung, passage = evidence.reading.rung, evidence.match.passage
                known = highest.get(passage)
                if known is None or order.index(rung) > order.index(known):
                    highest[passage] = rung
        counts = Counter(highest.values())
        return {rung: counts[rung] for rung in order}

    def flags_of(self, sub_area: SubArea) -> tuple[Flag, ...]:
        """Return the sub-area's flags in the order of its criteria."""
        return tuple(flag for c in sub_area.criteria for flag in self.flags[c.id])
