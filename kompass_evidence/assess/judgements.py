"""What people have decided, as it stands now: read by replaying the log.

The later act counts; nothing is ever overwritten. Replaying the same log gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.evidence import FlagState, Judgement, Triage
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Where
from kompass_evidence.store.ledger import Ledger


def standing_acts(ledger: Ledger) -> dict[tuple[str, str], Act]:
    """Return the acts whose judgements stand, by criterion and passage, in the order of the log."""
    found: dict[tuple[str, str], Act] = {}
    for act in ledger.acts(ActKind.JUDGE_EVIDENCE):
        key = str(act.data["criterion"]), str(act.data["passage"])
        found.pop(key, None)
        if act.data["judgement"] is not None:
            found[key] = act
    return found


def judged_evidence(ledger: Ledger) -> dict[str, dict[str, Judgement]]:
    """Return what people have said of passages, by criterion and passage."""
    found: dict[str, dict[str, Judgement]] = {}
    for (criterion, passage), act in standing_acts(ledger).items():
        found.setdefault(criterion, {})[passage] = Judgement(act.data["judgement"])
    return found


def flag_history(ledger: Ledger) -> dict[str, list[Triage]]:
    """Return all that people have said of flags, by the flag's id, the latest last."""
    found: dict[str, list[Triage]] = {}
    for act in ledger.acts(ActKind.SET_FLAG):
        said = Triage(FlagState(act.data["state"]), str(act.data["note"]), act.by, act.at)
        found.setdefault(str(act.data["flag"]), []).append(said)
    return found


def triage(ledger: Ledger) -> dict[str, Triage]:
    """Return how far people have come with flags, by the flag's id."""
    return {flag: said[-1] for flag, said in flag_history(ledger).items()}


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
