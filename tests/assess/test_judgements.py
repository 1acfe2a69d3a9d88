"""What people have decided is read by replaying the log: the later act counts, and only it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assess.judgements import edited, judged_evidence, triage
from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.document import Span
from kompass_evidence.domain.evidence import FlagState, Judgement, Triage
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Where
from kompass_evidence.store.database import open_database
from kompass_evidence.store.ledger import Ledger

AT = "2026-11-23T10:00:00Z"
Said = tuple[ActKind, Mapping[str, Any]]


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    connection = open_database(Path(":memory:"), create=True)
    yield Ledger(connection)
    connection.close()


def judge(ledger: Ledger, passage: str, judgement: str | None, criterion: str = "1.1.1") -> None:
    data = {"passage": passage, "criterion": criterion, "judgement": judgement, "note": ""}
    ledger.append("Eva Ek", ActKind.JUDGE_EVIDENCE, data, AT)


def set_flag(ledger: Ledger, flag: str, state: str, note: str = "", by: str = "Eva Ek") -> None:
    data = {"flag": flag, "state": state, "note": note}
    ledger.append(by, ActKind.SET_FLAG, data, AT)


def edit(ledger: Ledger, fact: str, value: str | None, by: str = "Eva Ek") -> None:
    data = {"source": "src-a", "fact": fact, "value": value, "before": None}
    ledger.append(by, ActKind.EDIT_FACT, data, AT)


# ---- evidence


def test_nothing_said_is_nothing_judged(ledger: Ledger) -> None:
    assert judged_evidence(ledger) == {}


def test_judgements_are_by_criterion_and_passage(ledger: Ledger) -> None:
    judge(ledger, "psg-a", "accepted")
    judge(ledger, "psg-b", "rejected")
    judge(ledger, "psg-a", "rejected", "1.1.2")
    assert judged_evidence(ledger) == {
        "1.1.1": {"psg-a": Judgement.ACCEPTED, "psg-b": Judgement.REJECTED},
        "1.1.2": {"psg-a": Judgement.REJECTED},
    }


def test_later_judgement_counts(ledger: Ledger) -> None:
    judge(ledger, "psg-a", "accepted")
    judge(ledger, "psg-a", "rejected")
    assert judged_evidence(ledger) == {"1.1.1": {"psg-a": Judgement.REJECTED}}


def test_undone_judgement_is_as_if_never_said(ledger: Ledger) -> None:
    judge(ledger, "psg-a", "accepted")
    judge(ledger, "psg-a", None)
    assert judged_evidence(ledger) == {}


def test_undone_judgement_can_be_said_again(ledger: Ledger) -> None:
    for judgement in ("accepted", None, "rejected"):
        judge(ledger, "psg-a", judgement)
    assert judged_evidence(ledger) == {"1.1.1": {"psg-a": Judgement.REJECTED}}


# ---- flags


def test_flag_stands_as_it_was_last_set(ledger: Ledger) -> None:
    set_flag(ledger, "flg-a", "asked", "Mejl")
    set_flag(ledger, "flg-b", "accepted")
    set_flag(ledger, "flg-a", "answered", "Svar", by="Åsa Öst")
    assert triage(ledger) == {
        "flg-a": Triage(FlagState.ANSWERED, "Svar", "Åsa Öst", AT),
        "flg-b": Triage(FlagState.ACCEPTED, "", "Eva Ek", AT),
    }


# ---- facts

READ = DocumentFacts(
    "src-a",
    {
        FactName.DNR: Fact(FactName.DNR, "KS 1", "Dnr KS 1", Where.TEXT, Span(0, 8)),
        FactName.DECIDED: Fact(FactName.DECIDED, "2025-03-03", "2025-03-03", Where.TITLE),
    },
)


def test_what_nobody_corrected_is_as_it_was_read(ledger: Ledger) -> None:
    assert edited(ledger).apply(READ) == READ


def test_corrections_of_one_source_leave_the_others_alone(ledger: Ledger) -> None:
    edit(ledger, "dnr", "KS 2")
    other = DocumentFacts("src-b", READ.facts)
    assert edited(ledger).apply(other) == other


def test_stated_fact_names_who_stated_it_and_when(ledger: Ledger) -> None:
    edit(ledger, "dnr", "KS 2")
    fact = edited(ledger).apply(READ).facts[FactName.DNR]
    assert fact == Fact(FactName.DNR, "KS 2", "Eva Ek 2026-11-23", Where.PERSON)


def test_facts_that_were_not_corrected_stay(ledger: Ledger) -> None:
    edit(ledger, "dnr", "KS 2")
    corrected = edited(ledger).apply(READ).facts
    assert corrected[FactName.DECIDED] == READ.facts[FactName.DECIDED]


def test_fact_that_was_not_read_can_be_stated(ledger: Ledger) -> None:
    edit(ledger, "valid_to", "2027-12-31")
    assert edited(ledger).apply(READ).value(FactName.VALID_TO) == "2027-12-31"


def test_cleared_fact_is_gone(ledger: Ledger) -> None:
    edit(ledger, "dnr", None)
    assert set(edited(ledger).apply(READ).facts) == {FactName.DECIDED}


def test_clearing_what_was_not_read_changes_nothing(ledger: Ledger) -> None:
    edit(ledger, "valid_to", None)
    assert edited(ledger).apply(READ) == READ


def test_later_correction_counts_with_its_own_person(ledger: Ledger) -> None:
    edit(ledger, "dnr", None)
    edit(ledger, "dnr", "KS 2")
    edit(ledger, "dnr", "KS 3", by="Åsa Öst")
    fact = edited(ledger).apply(READ).facts[FactName.DNR]
    assert (fact.value, fact.quote) == ("KS 3", "Åsa Öst 2026-11-23")


# ---- any log

JUDGING = st.fixed_dictionaries({
    "passage": st.sampled_from("ab"), "criterion": st.sampled_from(["1.1.1", "1.1.2"]),
    "judgement": st.sampled_from([None, "accepted", "rejected"]), "note": st.just(""),
})  # fmt: skip
SETTING = st.fixed_dictionaries({
    "flag": st.sampled_from("fg"), "state": st.sampled_from([s.value for s in FlagState]),
    "note": st.text(max_size=3),
})  # fmt: skip
EDITING = st.fixed_dictionaries({
    "source": st.sampled_from(["src-a", "src-b"]), "fact": st.sampled_from(["dnr", "decided"]),
    "value": st.sampled_from([None, "x", "y"]), "before": st.none(),
})  # fmt: skip
LOGS = st.lists(
    st.tuples(st.just(ActKind.JUDGE_EVIDENCE), JUDGING)
    | st.tuples(st.just(ActKind.SET_FLAG), SETTING)
    | st.tuples(st.just(ActKind.EDIT_FACT), EDITING),
    max_size=15,
)


def subject(said: Said) -> tuple[str, ...]:
    """Return what an act is about: acts about different things do not touch each other."""
    kind, data = said
    named = {
        ActKind.JUDGE_EVIDENCE: ("passage", "criterion"), ActKind.SET_FLAG: ("flag",),
        ActKind.EDIT_FACT: ("source", "fact"),
    }[kind]  # fmt: skip
    return kind, *(data[name] for name in named)


def replayed(log: Sequence[Said]) -> tuple[object, ...]:
    """Return all that is read from a log with these acts."""
    connection = open_database(Path(":memory:"), create=True)
    ledger = Ledger(connection)
    for kind, data in log:
        ledger.append("Eva Ek", kind, data, AT)
    corrections = edited(ledger)
    facts = [corrections.apply(DocumentFacts(s, READ.facts)) for s in ("src-a", "src-b")]
    found = judged_evidence(ledger), triage(ledger), facts
    connection.close()
    return found


@given(LOGS)
def test_only_the_last_act_about_each_thing_counts(log: list[Said]) -> None:
    last = {subject(said): said for said in log}
    assert replayed(log) == replayed(list(last.values()))


@given(LOGS)
def test_order_counts_only_among_acts_about_the_same(log: list[Said]) -> None:
    assert replayed(log) == replayed(sorted(log, key=subject))  # sorting keeps order among equals


@given(LOGS)
def test_same_log_gives_the_same_answer(log: list[Said]) -> None:
    assert replayed(log) == replayed(log)
