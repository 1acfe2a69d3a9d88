"""What people have decided, as it stands now: read by replaying the log.

The later act counts; nothing is ever overwritten. Replaying the same log gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.evidence import FlagState, Judgement, Triage
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Where
from kompass_evidence.store.ledger import Ledger


def judged_evidence(ledger: Ledger) -> dict[str, dict[str, Judgement]]:
    """Return what people have said of passages, by criterion and passage."""
    found: dict[str, dict[str, Judgement]] = {}
    for act in ledger.acts(ActKind.JUDGE_EVIDENCE):
        of_criterion = found.setdefault(str(act.data["criterion"]), {})
        said = act.data["judgement"]
        if said is None:
            of_criterion.pop(str(act.data["passage"]), None)
        else:
            of_criterion[str(act.data["passage"])] = Judgement(said)
    return {criterion: judged for criterion, judged in found.items() if judged}


def triage(ledger: Ledger) -> dict[str, Triage]:
    """Return how far people have come with flags, by the flag's id."""
    return {
        str(act.data["flag"]): Triage(
            FlagState(act.data["state"]), str(act.data["note"]), act.by, act.at
        )
        for act in ledger.acts(ActKind.SET_FLAG)
    }


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people have stated of documents, by source and fact; None where there is none."""

    stated: Mapping[str, Mapping[FactName, str | None]]
    by: Mapping[tuple[str, FactName], str]

    def apply(self, read: DocumentFacts) -> DocumentFacts:
        """Return a document's facts with what people have stated in the place of what was read."""
        stated = self.stated.get(read.source)
        if not stated:
            return read
        facts = dict(read.facts)
        for name, value in stated.items():
            if value is None:
                facts.pop(name, None)
            else:
                facts[name] = Fact(name, value, self.by[read.source, name], Where.PERSON)
        return DocumentFacts(read.source, facts)


def edited(ledger: Ledger) -> Corrections:
    """Return what people have stated of documents."""
    stated: dict[str, dict[FactName, str | None]] = {}
    by: dict[tuple[str, FactName], str] = {}
    for act in ledger.acts(ActKind.EDIT_FACT):
        source, name = str(act.data["source"]), FactName(act.data["fact"])
        value = act.data["value"]
        stated.setdefault(source, {})[name] = None if value is None else str(value)
        by[source, name] = f"{act.by} {act.at[:10]}"
    return Corrections(stated, by)
