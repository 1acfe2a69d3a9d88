"""A flag says what is missing, only where the framework expects it, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.assessment.flags import (
    DOUBTFUL,
    HOLLOW,
    NONE,
    STATED,
    Case,
    Origins,
    missing_above,
    missing_words,
    raise_flags,
    reached_rungs,
    sub_area_flags,
)
from kompass_evidence.domain.document import SourceKind
from kompass_evidence.domain.evidence import (
    FLAG_NAMES,
    Evidence,
    Finding,
    Flag,
    FlagKind,
    Judgement,
    Stance,
)
from kompass_evidence.domain.facts import Standing
from kompass_evidence.domain.framework import RUNG_NAMES, Criterion, Origin, Rung, SubArea
from tests.assessment.makers import criterion, evidence, finding, match

DOC, WEB, TALK = Origin.DOCUMENTS, Origin.WEB, Origin.INTERVIEW
ASKS, PRACTICE = "Finns det en plan?", "Hur följs planen upp?"
POINTS = Decimal("2.5")
HIGHEST = Rung.EFFECT  # a rung above which nothing is asked for
LIKELY, SOME, HARDLY = 1.0, (NONE + DOUBTFUL) / 2, NONE / 2

STANDINGS: dict[str, Standing | None] = {
    "adopted": Standing.ADOPTED, "draft": Standing.DRAFT, "expired": Standing.EXPIRED,
    "superseded": Standing.SUPERSEDED, "unknown": None,
}  # fmt: skip
ORIGINS: dict[str, Origins] = {
    "psg-web": Origins("src-web", SourceKind.WEB),
    "psg-talk": Origins("src-talk", SourceKind.INTERVIEW),
    "psg-report": Origins("src-report", SourceKind.DOCUMENT, "rapport", Standing.DRAFT),
    **{
        f"psg-{name}": Origins(f"src-{name}", SourceKind.DOCUMENT, "policy", standing)
        for name, standing in STANDINGS.items()
    },
}  # fmt: skip


def case(
    *found: Evidence, of: Criterion | None = None, likelihood: float = LIKELY,
    disagreeing: Sequence[tuple[str, str, str]] = (), known: Finding | None = None,
) -> Case:  # fmt: skip
    return Case(
        of or criterion(DOC), known or finding(*found, likelihood=likelihood), ORIGINS, POINTS,
        disagreeing,
    )  # fmt: skip


def high(identifier: str, *also: str, score: float = 5.0) -> Evidence:
    """Evidence that reaches so high that no rung is missing."""
    return evidence(identifier, *also, rung=HIGHEST, score=score)


def kinds(flags: Sequence[Flag]) -> list[FlagKind]:
    return [flag.kind for flag in flags]


def raised(of: Case, kind: FlagKind) -> Flag:
    """The one flag of a kind that is raised."""
    (flag,) = [flag for flag in raise_flags(of) if flag.kind is kind]
    return flag


# ---- no evidence


@pytest.mark.parametrize("origins", [(DOC,), (WEB,), (DOC, WEB, TALK)])
def test_nothing_found_is_flagged_wherever_it_was_to_be_found(origins: tuple[Origin, ...]) -> None:
    assert kinds(raise_flags(case(of=criterion(*origins), likelihood=HARDLY))) == [
        FlagKind.NO_EVIDENCE
    ]


def test_evidence_that_is_likely_to_bear_on_the_criterion_is_not_flagged() -> None:
    assert FlagKind.NO_EVIDENCE not in kinds(raise_flags(case(high("psg-adopted"))))


def test_evidence_that_hardly_bears_on_the_criterion_is_flagged_as_possibly_none() -> None:
    flag = raised(case(high("psg-adopted"), likelihood=SOME), FlagKind.NO_EVIDENCE)
    assert (flag.certain, flag.detail[:8]) == (False, "Möjligen")


def test_where_evidence_is_hardly_likely_and_none_is_shown_there_is_certainly_none() -> None:
    flag = raised(case(likelihood=HARDLY), FlagKind.NO_EVIDENCE)
    assert flag.certain and "öjligen" not in flag.detail


def test_where_evidence_is_likely_but_none_is_shown_there_is_possibly_none() -> None:
    assert not raised(case(likelihood=SOME), FlagKind.NO_EVIDENCE).certain


def test_what_a_person_has_accepted_is_evidence_however_unlikely() -> None:
    accepted = evidence("psg-adopted", rung=HIGHEST, judgement=Judgement.ACCEPTED)
    assert FlagKind.NO_EVIDENCE not in kinds(raise_flags(case(accepted, likelihood=HARDLY)))


@pytest.mark.parametrize("likelihood", [HARDLY, SOME])
def test_a_flag_of_nothing_found_names_the_sources_that_were_expected(likelihood: float) -> None:
    found = raised(case(of=criterion(DOC, WEB, TALK), likelihood=likelihood), FlagKind.NO_EVIDENCE)
    assert "källor: styrdokument och webb)" in found.detail


def test_nothing_is_said_to_reach_the_limit_only_where_nothing_does() -> None:
    under = finding(threshold=2.5, nearest=(match("psg-web", 2.4),), likelihood=SOME)
    over = finding(threshold=2.5, nearest=(match("psg-web", 2.6),), likelihood=SOME)
    said = ["når gränsen" in raised(case(known=f), FlagKind.NO_EVIDENCE).detail
            for f in (under, over)]  # fmt: skip
    assert said == [True, False]


def test_a_flag_of_nothing_found_shows_what_came_nearest() -> None:
    near = tuple(match(p, 1.0) for p in ("psg-web", "psg-draft", "psg-adopted", "psg-talk"))
    flag = raised(case(known=finding(nearest=near, likelihood=SOME)), FlagKind.NO_EVIDENCE)
    assert flag.passages == ("psg-web", "psg-draft", "psg-adopted")


# ---- only lacking


def lacking(identifier: str, score: float = 5.0) -> Evidence:
    return evidence(identifier, rung=None, score=score, stance=Stance.WEAKENS)


def test_where_all_says_that_something_is_lacking_this_is_flagged() -> None:
    flag = raised(case(lacking("psg-adopted"), lacking("psg-web")), FlagKind.ONLY_LACKING)
    assert flag.passages == ("psg-adopted", "psg-web")


@pytest.mark.parametrize(("count", "certain"), [(1, False), (2, True)])
def test_that_something_is_lacking_is_certain_where_two_say_so(count: int, certain: bool) -> None:
    flag = raised(case(*[lacking("psg-adopted")] * count), FlagKind.ONLY_LACKING)
    assert flag.certain is certain
    assert flag.detail.startswith("Möjligen:") is not certain


def test_where_the_best_supports_it_is_not_said_that_something_is_lacking() -> None:
    found = case(high("psg-web", score=5.1), *[lacking("psg-adopted")] * 3)
    assert FlagKind.ONLY_LACKING not in kinds(raise_flags(found))


def test_where_most_supports_it_is_not_said_that_something_is_lacking() -> None:
    found = case(lacking("psg-adopted", 5.1), *[high("psg-web")] * 5)
    assert FlagKind.ONLY_LACKING not in kinds(raise_flags(found))


def test_where_some_supports_something_is_possibly_lacking() -> None:
    found = case(lacking("psg-adopted"), lacking("psg-draft"), high("psg-web", score=4.0))
    assert not raised(found, FlagKind.ONLY_LACKING).certain


def test_what_supports_from_far_off_does_not_make_it_less_certain() -> None:
    found = case(lacking("psg-adopted"), lacking("psg-draft"), high("psg-web", score=0.1))
    assert raised(found, FlagKind.ONLY_LACKING).certain


def test_what_supports_and_was_accepted_by_a_person_outweighs_what_is_lacking() -> None:
    accepted = evidence("psg-web", score=0.5, judgement=Judgement.ACCEPTED)
    found = case(accepted, lacking("psg-adopted", 6.0))
    assert FlagKind.ONLY_LACKING not in kinds(raise_flags(found))


def test_nothing_at_all_is_not_said_to_be_lacking() -> None:
    assert FlagKind.ONLY_LACKING not in kinds(raise_flags(case(likelihood=HARDLY)))


# ---- only drafts, only what holds no longer


@pytest.mark.parametrize(
    ("passage", "kind"),
    [
        ("psg-draft", FlagKind.ONLY_DRAFT),
        ("psg-expired", FlagKind.ONLY_EXPIRED),
        ("psg-superseded", FlagKind.ONLY_EXPIRED),
    ],
)
def test_where_no_document_is_in_force_this_is_flagged(passage: str, kind: FlagKind) -> None:
    assert kinds(raise_flags(case(high(passage)))) == [kind]


@pytest.mark.parametrize("passage", ["psg-adopted", "psg-unknown"])
def test_a_document_that_may_be_in_force_is_not_flagged(passage: str) -> None:
    assert kinds(raise_flags(case(high(passage)))) == []


def test_a_criterion_that_asks_for_practice_may_rest_on_what_holds_no_longer() -> None:
    found = case(high("psg-expired"), of=criterion(DOC, question=PRACTICE))
    assert kinds(raise_flags(found)) == []


def test_a_criterion_that_needs_no_document_may_rest_on_a_draft() -> None:
    found = case(high("psg-draft"), high("psg-web"), of=criterion(WEB))
    assert kinds(raise_flags(found)) == []


def test_a_report_is_not_taken_for_the_document_that_is_asked_for() -> None:
    assert kinds(raise_flags(case(high("psg-report")))) == []


def test_what_rests_on_a_web_page_does_not_rest_on_a_draft() -> None:
    assert kinds(raise_flags(case(high("psg-web"), high("psg-draft", score=4.9)))) == []


def test_a_web_page_is_not_taken_for_the_document_that_is_asked_for() -> None:
    found = case(high("psg-draft"), high("psg-web", score=4.9))
    assert kinds(raise_flags(found)) == [FlagKind.ONLY_DRAFT]


def test_a_better_document_in_force_outweighs_a_draft() -> None:
    assert kinds(raise_flags(case(high("psg-adopted"), high("psg-draft", score=4.0)))) == []


def test_an_equal_document_in_force_outweighs_a_draft() -> None:
    assert kinds(raise_flags(case(high("psg-draft"), high("psg-adopted")))) == []


def test_a_draft_beside_a_much_weaker_document_in_force_is_possibly_all_there_is() -> None:
    flag = raised(
        case(*[high("psg-draft", score=6.0)] * 2, high("psg-adopted", score=1.0)),
        FlagKind.ONLY_DRAFT,
    )
    assert (flag.certain, flag.detail[:9]) == (False, "Möjligen:")


@pytest.mark.parametrize(("count", "certain"), [(1, False), (2, True)])
def test_that_there_is_only_a_draft_is_certain_where_more_than_one_passage_is_found(
    count: int, certain: bool
) -> None:
    assert raised(case(*[high("psg-draft")] * count), FlagKind.ONLY_DRAFT).certain is certain


def test_a_flag_of_a_draft_shows_the_draft() -> None:
    assert raised(case(high("psg-draft")), FlagKind.ONLY_DRAFT).passages == ("psg-draft",)


# ---- one kind of source


@pytest.mark.parametrize(
    ("found", "origins", "flags"),
    [
        (("psg-web",), (DOC,), [FlagKind.WEB_ONLY]),
        (("psg-web",), (DOC, WEB), [FlagKind.WEB_ONLY]),
        (("psg-web",), (WEB,), []),
        (("psg-web",), (WEB, DOC), []),
        (("psg-adopted",), (WEB,), [FlagKind.DOCUMENTS_ONLY]),
        (("psg-adopted",), (WEB, DOC), [FlagKind.DOCUMENTS_ONLY]),
        (("psg-adopted",), (DOC, WEB), []),
        (("psg-adopted", "psg-web"), (DOC, WEB), []),
        (("psg-adopted", "psg-web"), (WEB, DOC), []),
        (("psg-web", "psg-talk"), (DOC, WEB), []),
        (("psg-adopted", "psg-talk"), (WEB,), []),
    ],
)
def test_one_kind_of_source_is_flagged_where_the_other_is_expected_first(
    found: tuple[str, ...], origins: tuple[Origin, ...], flags: list[FlagKind]
) -> None:
    assert kinds(raise_flags(case(*map(high, found), of=criterion(*origins)))) == flags


@pytest.mark.parametrize(
    ("shown", "folded", "origin"),
    [("psg-web", "psg-adopted", DOC), ("psg-adopted", "psg-web", WEB)],
)
def test_a_passage_that_is_folded_under_another_counts_for_its_kind(
    shown: str, folded: str, origin: Origin
) -> None:
    assert kinds(raise_flags(case(high(shown, folded), of=criterion(origin)))) == []


@pytest.mark.parametrize(
    ("passage", "origin", "kind"),
    [("psg-web", DOC, FlagKind.WEB_ONLY), ("psg-adopted", WEB, FlagKind.DOCUMENTS_ONLY)],
)
def test_one_kind_of_source_is_never_certain(passage: str, origin: Origin, kind: FlagKind) -> None:
    """One passage of the other kind that was not recognised overturns it."""
    flag = raised(case(*[high(passage)] * (2 * STATED), of=criterion(origin)), kind)
    assert (flag.certain, flag.detail[:9]) == (False, "Möjligen:")


# ---- missing rungs


@pytest.mark.parametrize(
    ("reached", "missing"),
    [
        ({Rung.INTENT}, Rung.DECIDED),
        ({Rung.DECIDED}, Rung.FOLLOWED_UP),
        ({Rung.APPLIED}, Rung.FOLLOWED_UP),
        ({Rung.INTENT, Rung.APPLIED}, Rung.FOLLOWED_UP),
        ({Rung.FOLLOWED_UP}, Rung.EFFECT),
        ({Rung.INTENT, Rung.FOLLOWED_UP}, Rung.EFFECT),
        ({Rung.EFFECT}, None),
        ({Rung.LEARNING}, None),
        ({Rung.INTENT, Rung.LEARNING}, None),
    ],
)
def test_the_first_rung_above_what_is_reached_is_missing(
    reached: set[Rung], missing: Rung | None
) -> None:
    assert missing_above(reached) is missing


@given(st.sets(st.sampled_from(Rung), min_size=1))
def test_a_missing_rung_is_above_one_that_is_reached_and_is_not_reached(reached: set[Rung]) -> None:
    missing, order = missing_above(reached), list(Rung)
    assert missing is None or missing not in reached
    assert missing is None or order.index(missing) > min(map(order.index, reached))


@given(st.sets(st.sampled_from(Rung), min_size=1))
def test_what_is_missing_can_be_said_of_every_state(reached: set[Rung]) -> None:
    missing = missing_above(reached)
    highest = [name for rung, name in RUNG_NAMES.items() if rung in reached][-1]
    assert missing is None or missing_words(reached, missing).startswith(f"Når steget {highest};")


def test_a_missing_rung_is_flagged_with_the_rung() -> None:
    flag = raised(case(evidence("psg-adopted", rung=Rung.DECIDED)), FlagKind.MISSING_RUNG)
    assert flag.rung is Rung.FOLLOWED_UP


def test_a_missing_rung_says_what_is_reached_and_what_is_not() -> None:
    found = case(*[evidence("psg-adopted", rung=Rung.DECIDED)] * STATED)
    assert raised(found, FlagKind.MISSING_RUNG).detail == (
        "Når steget beslutat; ingen uppföljning hittades."
    )


@pytest.mark.parametrize(("count", "certain"), [(STATED - 1, False), (STATED, True)])
def test_a_missing_rung_is_certain_where_much_is_found(count: int, certain: bool) -> None:
    found = case(*[evidence("psg-adopted", rung=Rung.DECIDED)] * count)
    assert raised(found, FlagKind.MISSING_RUNG).certain is certain


def test_no_rung_is_missing_where_no_passage_shows_any() -> None:
    assert kinds(raise_flags(case(evidence("psg-adopted", rung=None)))) == []


@pytest.mark.parametrize(
    "found",
    [
        case(evidence("psg-adopted"), likelihood=SOME),
        case(lacking("psg-adopted")),
        case(evidence("psg-draft")),
        case(evidence("psg-expired")),
    ],
    ids=["none", "lacking", "draft", "expired"],
)
def test_where_nothing_holds_no_rung_is_said_to_be_missing(found: Case) -> None:
    assert FlagKind.MISSING_RUNG not in kinds(raise_flags(found))


def test_above_what_a_person_has_accepted_a_rung_can_be_missing_however_unlikely() -> None:
    accepted = evidence("psg-adopted", judgement=Judgement.ACCEPTED)
    assert kinds(raise_flags(case(accepted, likelihood=HARDLY))) == [FlagKind.MISSING_RUNG]


def test_what_says_that_something_is_lacking_reaches_no_rung() -> None:
    denied = evidence("psg-web", rung=Rung.FOLLOWED_UP, stance=Stance.WEAKENS)
    assert reached_rungs([evidence("psg-adopted", rung=Rung.DECIDED), denied]) == {Rung.DECIDED}


def test_what_has_not_been_read_reaches_no_rung() -> None:
    assert reached_rungs([Evidence(match("psg-web"), None)]) == set()


# ---- interviews and contradictions


def test_what_is_for_interviews_alone_is_to_be_asked_there() -> None:
    flag = raised(case(high("psg-adopted"), of=criterion(TALK)), FlagKind.ASK)
    assert "intervju" in flag.detail


def test_what_may_also_be_read_is_not_only_to_be_asked() -> None:
    found = case(high("psg-adopted"), of=criterion(DOC, TALK))
    assert FlagKind.ASK not in kinds(raise_flags(found))


def test_what_is_for_interviews_alone_misses_no_rung() -> None:
    assert kinds(raise_flags(case(evidence("psg-adopted"), of=criterion(TALK)))) == [FlagKind.ASK]


def test_two_sources_that_disagree_are_flagged_side_by_side() -> None:
    flag = raised(
        case(high("psg-adopted"), disagreeing=[("psg-adopted", "psg-web", "3 mot 4 dagar")]),
        FlagKind.CONTRADICTION,
    )
    assert (flag.passages, flag.certain) == (("psg-adopted", "psg-web"), False)
    assert "3 mot 4 dagar" in flag.detail


def test_of_several_contradictions_the_first_is_flagged() -> None:
    pairs = [("psg-adopted", "psg-web", "3 mot 4"), ("psg-draft", "psg-web", "5 mot 6")]
    flag = raised(case(high("psg-adopted"), disagreeing=pairs), FlagKind.CONTRADICTION)
    assert "3 mot 4" in flag.detail


# ---- rules that always hold

FOUND = st.lists(
    st.builds(
        evidence, st.sampled_from(sorted(ORIGINS)), rung=st.sampled_from([None, *Rung]),
        score=st.floats(0, 7), stance=st.sampled_from(Stance),
        judgement=st.sampled_from([None, None, Judgement.ACCEPTED]),
    ),
    max_size=6,
)  # fmt: skip
CASES = st.builds(
    lambda found, origins, question, likelihood, disagreeing: case(
        *found, of=criterion(*origins, question=question), likelihood=likelihood,
        disagreeing=disagreeing,
    ),
    FOUND, st.lists(st.sampled_from(Origin), min_size=1, max_size=3, unique=True),
    st.sampled_from([ASKS, PRACTICE]), st.floats(0, 1),
    st.lists(st.just(("psg-adopted", "psg-web", "3 mot 4")), max_size=2),
)  # fmt: skip


@given(CASES)
def test_no_two_flags_of_a_criterion_have_one_id(found: Case) -> None:
    ids = [flag.id for flag in raise_flags(found)]
    assert len(ids) == len(set(ids))


@given(CASES)
@settings(max_examples=200)
def test_every_flag_is_about_its_criterion_and_says_something(found: Case) -> None:
    for flag in raise_flags(found):
        assert (flag.subject, flag.points) == (found.criterion.id, POINTS)
        assert flag.detail[0].isupper() and flag.detail.endswith(".")
        assert flag.certain or flag.detail.startswith(("Möjligen", "Två källor"))
        assert (flag.rung is not None) == (flag.kind is FlagKind.MISSING_RUNG)
        assert len(flag.passages) <= 3


@given(CASES)
def test_no_rung_is_missing_where_nothing_holds(found: Case) -> None:
    shown = set(kinds(raise_flags(found)))
    assert not (FlagKind.MISSING_RUNG in shown and shown & HOLLOW)


@given(CASES)
def test_flags_come_in_the_order_of_the_rules(found: Case) -> None:
    order = [
        FlagKind.NO_EVIDENCE, FlagKind.ONLY_LACKING, FlagKind.ONLY_DRAFT, FlagKind.ONLY_EXPIRED,
        FlagKind.WEB_ONLY, FlagKind.DOCUMENTS_ONLY, FlagKind.MISSING_RUNG, FlagKind.ASK,
        FlagKind.CONTRADICTION,
    ]  # fmt: skip
    places = [order.index(kind) for kind in kinds(raise_flags(found))]
    assert places == sorted(places)


# ---- sub-areas

SUB_AREA = SubArea(
    "1.3", "Dialog", Decimal(30), (), (criterion(identifier="1.3.1"), criterion(identifier="1.3.2"))
)
ALL_RUNGS = dict.fromkeys(Rung, 1)


def of_sub_area(counts: Mapping[Rung, int], found: int = 1) -> list[Flag]:
    """The flags of a sub-area of whose criteria the first has evidence, the second none."""
    findings = {
        "1.3.1": finding(*[evidence("psg-adopted")] * found, identifier="1.3.1"),
        "1.3.2": finding(identifier="1.3.2"),
    }
    return list(sub_area_flags(SUB_AREA, {**ALL_RUNGS, **counts}, findings))


def test_a_sub_area_with_nothing_at_all_is_flagged_once() -> None:
    assert kinds(of_sub_area(dict.fromkeys(Rung, 0), found=0)) == [FlagKind.NO_EVIDENCE]


def test_a_sub_area_whose_rungs_are_all_reached_is_not_flagged() -> None:
    assert of_sub_area({}) == []


@pytest.mark.parametrize("rung", [Rung.DECIDED, Rung.FOLLOWED_UP, Rung.EFFECT, Rung.LEARNING])
def test_a_rung_that_nothing_in_a_sub_area_reaches_is_flagged(rung: Rung) -> None:
    (flag,) = of_sub_area({rung: 0})
    assert (flag.kind, flag.rung) == (FlagKind.MISSING_RUNG, rung)
    assert RUNG_NAMES[rung] in flag.detail


@pytest.mark.parametrize("rung", [Rung.INTENT, Rung.APPLIED])
def test_a_rung_that_needs_no_proof_of_its_own_is_not_flagged(rung: Rung) -> None:
    assert of_sub_area({rung: 0}) == []


@pytest.mark.parametrize(("found", "certain"), [(2 * STATED - 1, False), (2 * STATED, True)])
def test_a_missing_rung_of_a_sub_area_is_certain_where_much_is_found(
    found: int, certain: bool
) -> None:
    (flag,) = of_sub_area({Rung.EFFECT: 0}, found)
    assert flag.certain is certain
    assert flag.detail.startswith("Möjligen:") is not certain


@pytest.mark.parametrize("found", [0, 1])
def test_the_sub_areas_whole_maximum_is_at_stake(found: int) -> None:
    flags = of_sub_area(dict.fromkeys(Rung, 0), found)
    assert {(flag.subject, flag.points) for flag in flags} == {("1.3", Decimal(30))}


def test_no_two_flags_of_a_sub_area_have_one_id() -> None:
    ids = [flag.id for flag in of_sub_area(dict.fromkeys(Rung, 0))]
    assert len(ids) == len(set(ids))


def test_every_flag_has_a_name_in_swedish() -> None:
    assert set(FLAG_NAMES) == set(FlagKind)
