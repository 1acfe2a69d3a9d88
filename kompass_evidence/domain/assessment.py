"""What the evidence comes to: findings and flags for every criterion, and rungs a sub-area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kompass_evidence.domain.evidence import Finding, Flag, FlagState, Triage
from kompass_evidence.domain.facts import DocumentFacts, Standing
from kompass_evidence.domain.framework import Framework, Rung, SubArea


@dataclass(frozen=True, slots=True)
class Assessment:
    """Findings and flags by criterion id, under one framework, model and state of the corpus.

    `sub_area_flags` are by sub-area; `facts` and `standings` by source, on the day `as_of`;
    `families` gives for a source the ids of its other versions, the one in force first.
    """

    framework: Framework
    model: str
    model_digest: str
    findings: Mapping[str, Finding]
    flags: Mapping[str, tuple[Flag, ...]]
    sub_area_flags: Mapping[str, tuple[Flag, ...]] = field(default_factory=dict)
    facts: Mapping[str, DocumentFacts] = field(default_factory=dict)
    standings: Mapping[str, Standing | None] = field(default_factory=dict)
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    triage: Mapping[str, Triage] = field(default_factory=dict)
    as_of: str = ""

    def rungs(self, sub_area: SubArea) -> dict[Rung, int]:
        """Return how many passages reach each rung, each passage once at its highest.

        What only says that something is lacking reaches none.
        """
        highest: dict[str, Rung] = {}
        order = list(Rung)
        for criterion in sub_area.criteria:
            for evidence in self.findings[criterion.id].evidence:
                rung = evidence.shown_rung
                if rung is None:
                    continue
                known = highest.get(evidence.match.passage)
                if known is None or order.index(rung) > order.index(known):
                    highest[evidence.match.passage] = rung
        counts = Counter(highest.values())
        return {rung: counts[rung] for rung in order}

    def flags_of(self, sub_area: SubArea) -> tuple[Flag, ...]:
        """Return the sub-area's own flags, and those of its criteria in their order."""
        of_criteria = (flag for c in sub_area.criteria for flag in self.flags[c.id])
        return (*self.sub_area_flags.get(sub_area.id, ()), *of_criteria)

    def state(self, flag: Flag) -> FlagState:
        """Return how far people have come with a flag: it is open until someone says more."""
        said = self.triage.get(flag.id)
        return said.state if said else FlagState.OPEN

    def all_flags(self) -> list[Flag]:
        """Return all flags, those with most points at stake first."""
        found = [flag for sub in self.framework.sub_areas() for flag in self.flags_of(sub)]
        return sorted(found, key=lambda flag: (-flag.points, not flag.certain))
