"""What may be scored, agreed and locked, and what the log keeps of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.review import Step, Verdict
from kompass_evidence.domain.score import ScoreState
from kompass_evidence.errors import InputError, UsageError
from kompass_evidence.evaluation.scoring import (
    NotReadyError,
    lock,
    missing_for_lock,
    plain_points,
    read_points,
    scores_digest,
)
from tests.evaluation.people import ADA, BO, EVA, People, framework, refused


@pytest.fixture
def people() -> People:
    return People()


# ---- points as typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9", "9"), ("9,5", "9.5"), ("9.5", "9.5"), (" 9 ", "9"), ("0", "0"), ("0,0", "0"),
        ("-0", "0"), ("09", "9"), ("9,50000000", "9.5"), ("0,0001", "0.0001"), ("20,000", "20"),
        ("10", "10"), ("100", "100"),
    ],
)  # fmt: skip
def test_points_are_kept_exactly_without_needless_digits(typed: str, kept: str) -> None:
    assert plain_points(read_points(typed)) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "nio", "9 5", "9,5,5", "1e2", "NaN", "inf", "1_0", "٩", "9,", ",5", "+9", "9" * 40],
)
def test_what_is_no_number_of_points_is_told(typed: str) -> None:
    with pytest.raises(UsageError, match="is no number of points"):
        read_points(typed)


@pytest.mark.parametrize("typed", ["9,12345", "1." + "0" * 40 + "1"])
def test_points_with_too_many_decimals_are_told_never_rounded(typed: str) -> None:
    with pytest.raises(UsageError, match="more than 4 decimals"):
        read_points(typed)


@given(st.decimals(0, 800, places=4), st.sampled_from([".", ","]))
def test_points_come_back_from_the_log_as_they_were_typed(points: Decimal, mark: str) -> None:
    read = read_points(f"{points:f}".replace(".", mark))
    assert read == points
    assert Decimal(plain_points(read)) == points


# ---- set


def test_score_is_kept_with_all_that_it_rests_on(people: People) -> None:
    act = people.score("1.1", "9,50", cite=(people.plan, people.plan), against=(people.effect,))
    assert act.data == {
        "sub_area": "1.1", "points": "9.5", "cite": [people.plan], "against": [people.effect],
        "rationale": "Planen är antagen", "framework": "f" * 64,
    }  # fmt: skip


def test_later_score_supersedes_and_the_earlier_stays(people: People) -> None:
    people.score("1.1", "9")
    people.score("1.1", "8")
    scores = people.evaluation.scores_of("1.1")
    assert [score.points for score in scores.history] == [9, 8]
    assert scores.standing is scores.history[1]


@pytest.mark.parametrize("points", ["0", "7,5"])
def test_points_may_be_none_at_all_or_the_maximum(people: People, points: str) -> None:
    assert people.score("2.1", points).data["points"] == points.replace(",", ".")


@pytest.mark.parametrize("points", ["-1", "-0,0001", "7,5001", "8", "999999999"])
def test_points_outside_the_bounds_are_told_with_the_maximum(people: People, points: str) -> None:
    with pytest.raises(UsageError, match=r"between 0 and 7\.5"):
        people.score("2.1", points)


def test_unknown_sub_area_is_told(people: People) -> None:
    with pytest.raises(UsageError, match=r"no sub-area 9\.9"):
        people.score("9.9", "1")


def test_unknown_citation_is_told(people: People) -> None:
    with pytest.raises(InputError, match="cit-000000000000"):
        people.score("1.1", "1", cite=("cit-000000000000",))


def test_citation_on_both_sides_is_told(people: People) -> None:
    with pytest.raises(UsageError, match="both for and against"):
        people.score("1.1", "1", against=(people.plan,))


def test_score_without_citation_is_refused(people: People) -> None:
    assert refused(lambda: people.score("1.1", "1", cite=()), "1.1", "--no-evidence")


def test_score_that_only_something_speaks_against_is_cited(people: People) -> None:
    assert people.score("1.1", "0", cite=(), against=(people.plan,)).data["cite"] == []


def test_score_without_evidence_is_kept_when_that_is_said(people: People) -> None:
    act = people.score("1.1", "0", cite=(), no_evidence=True)
    assert (act.data["cite"], act.data["against"]) == ([], [])


def test_no_evidence_with_a_citation_is_told(people: People) -> None:
    with pytest.raises(UsageError, match="rests on no citation"):
        people.score("1.1", "1", no_evidence=True)


@pytest.mark.parametrize("no_evidence", [True, False])
def test_score_without_rationale_is_told(people: People, no_evidence: bool) -> None:
    cite = () if no_evidence else None
    with pytest.raises(UsageError, match="needs a rationale"):
        people.score("1.1", "1", cite=cite, rationale="", no_evidence=no_evidence)


@pytest.mark.parametrize("did", ["judge", "reveal", "send back"])
def test_who_reviews_a_sub_area_cannot_set_its_points(people: People, did: str) -> None:
    people.score("1.1", "9")
    people.start()
    if did == "judge":
        people.judge(people.plan)
    elif did == "reveal":
        people.reveal("1.1")
    else:
        people.step("1.1", Step.SEND_BACK)
    assert refused(lambda: people.score("1.1", "1", by="ada  alm"), "reviews 1.1")
    assert people.score("1.2", "1", by=ADA)  # another sub-area may be theirs


def test_locked_evaluation_takes_no_points(people: People) -> None:
    people.finish()
    people.lock()
    for what in (people.score, people.agree):
        assert refused(lambda what=what: what("1.1", "1"), "locked", EVA, "score reopen")


# ---- agree


@pytest.fixture
def both(people: People) -> People:
    """Eva and Bo have scored 1.1, on two citations each."""
    people.score("1.1", "9", cite=(people.plan, people.followed))
    people.score("1.1", "7", by=BO, cite=(people.plan,), against=(people.effect,))
    return people


def test_agreed_score_names_both_rows_and_rests_on_all_that_was_cited(both: People) -> None:
    act = both.agree("1.1", "8")
    rows = [score.act for score in both.evaluation.scores_of("1.1").history[:2]]
    assert act.data["of"] == rows
    assert act.data["cite"] == [both.plan, both.followed]
    assert act.data["against"] == [both.effect]


def test_agreed_score_rests_on_what_is_named_for_it(both: People) -> None:
    act = both.agree("1.1", "8", cite=(both.followed,))
    assert (act.data["cite"], act.data["against"]) == ([both.followed], [])


def test_what_is_named_against_an_agreed_score_is_taken_from_what_speaks_for_it(
    both: People,
) -> None:
    act = both.agree("1.1", "8", against=(both.followed,))
    assert (act.data["cite"], act.data["against"]) == ([both.plan], [both.followed])


def test_agreed_score_names_the_latest_row_of_each(both: People) -> None:
    newer = both.score("1.1", "8")
    assert newer.number in both.agree("1.1", "8").data["of"]
    assert both.evaluation.state_of("1.1") is ScoreState.AGREED


def test_points_set_after_they_were_agreed_are_to_be_agreed_anew(both: People) -> None:
    first = both.agree("1.1", "8")
    both.score("1.1", "6")
    assert both.evaluation.state_of("1.1") is ScoreState.TO_AGREE
    assert both.evaluation.scores_of("1.1").standing.act == first.number  # type: ignore[union-attr]
    both.agree("1.1", "7")
    assert both.evaluation.state_of("1.1") is ScoreState.AGREED


def test_citation_that_the_evaluators_hold_on_different_sides_is_to_be_decided(
    people: People,
) -> None:
    people.score("1.1", "9")
    people.score("1.1", "7", by=BO, cite=(people.followed,), against=(people.plan,))
    with pytest.raises(UsageError, match="both for and against"):
        people.agree("1.1", "8")
    assert people.agree("1.1", "8", cite=(people.plan,)).data["cite"] == [people.plan]


@pytest.mark.parametrize("scored", [0, 1])
def test_nothing_is_agreed_by_fewer_than_two(people: People, scored: int) -> None:
    for _ in range(scored):
        people.score("1.1", "9")
    assert refused(lambda: people.agree("1.1", "8"), f"{scored} evaluator(s)", "score set 1.1")


def test_one_who_has_set_no_points_agrees_on_none(both: People) -> None:
    assert refused(lambda: both.agree("1.1", "8", by=ADA), ADA, EVA, BO)


def test_agreement_without_any_citation_says_so(people: People) -> None:
    for by in (EVA, BO):
        people.score("1.1", "0", by=by, cite=(), no_evidence=True)
    assert refused(lambda: people.agree("1.1", "0"), "rests on no citation")
    assert people.agree("1.1", "0", no_evidence=True).data["cite"] == []


# ---- lock


def missing(people: People) -> list[tuple[str, str]]:
    return [(p.where, p.message) for p in missing_for_lock(people.evaluation, people.framework)]


def test_empty_evaluation_lacks_points_everywhere(people: People) -> None:
    assert missing(people) == [(sub, "it has no points") for sub in ("1.1", "1.2", "2.1")]


def test_finished_evaluation_lacks_nothing_and_is_locked(people: People) -> None:
    people.finish()
    assert missing(people) == []
    act = people.lock()
    assert act.data == {
        "scores": scores_digest(people.evaluation),
        "framework": "f" * 64,
        "version": 1,
    }
    assert people.evaluation.state_of("1.1") is ScoreState.LOCKED


def test_citation_without_verdict_is_named(people: People) -> None:
    people.finish()
    people.score("1.1", "5", cite=(people.plan, people.effect))
    assert missing(people) == [("1.1", f"no verdict on {people.effect}")]


def test_rationale_without_verdict_is_named(people: People) -> None:
    people.finish()
    people.score("1.1", "0", cite=(), no_evidence=True)
    assert missing(people) == [("1.1", "no verdict on its rationale")]


def test_points_that_are_not_agreed_are_named(people: People) -> None:
    people.finish()
    people.score("1.1", "9", by=BO)
    assert missing(people) == [("1.1", "its points are not agreed")]


def test_points_set_after_they_were_agreed_are_named(people: People) -> None:
    people.finish()
    people.score("1.1", "9", by=BO)
    people.agree("1.1", "8")
    assert missing(people) == []
    people.score("1.1", "7", by=BO)
    assert missing(people) == [("1.1", "its points are not agreed")]


@pytest.mark.parametrize("steps", [[Step.SEND_BACK], [Step.SEND_BACK, Step.ANSWER]])
def test_sub_area_that_was_sent_back_and_not_closed_is_named(
    people: People, steps: list[Step]
) -> None:
    people.finish()
    for taken in steps:
        people.step("1.2", taken, by=EVA if taken is Step.ANSWER else ADA)
    assert missing(people) == [("1.2", "it was sent back and is not closed")]
    if Step.ANSWER not in steps:
        people.step("1.2", Step.ANSWER, by=EVA)
    people.step("1.2", Step.CLOSE)
    assert missing(people) == []


def test_points_under_another_framework_are_named(people: People) -> None:
    people.finish()
    people.framework = framework("e" * 64)
    assert {message for _, message in missing(people)} == {
        "its points were set under another framework"
    }


def test_lock_that_is_refused_tells_all_that_is_missing(people: People) -> None:
    people.score("1.1", "5")
    with pytest.raises(NotReadyError, match=r"3 sub-area\(s\)") as told:
        lock(people.evaluation, people.framework)
    assert [problem.where for problem in told.value.problems] == ["1.1", "1.2", "2.1"]


def test_what_is_locked_is_not_locked_again(people: People) -> None:
    people.finish()
    people.lock()
    assert refused(people.lock, "is locked")


def test_new_version_opens_what_was_locked_with_a_reason(people: People) -> None:
    people.finish()
    people.lock()
    assert people.reopen("Nya dokument").data == {"version": 2, "reason": "Nya dokument"}
    people.score("1.1", "6")
    people.lock()
    assert people.evaluation.lock is not None
    assert people.evaluation.lock.version == 2


def test_new_version_without_reason_is_told(people: People) -> None:
    people.finish()
    people.lock()
    with pytest.raises(UsageError, match="reason"):
        people.reopen("")


def test_what_is_not_locked_is_not_reopened(people: People) -> None:
    assert refused(people.reopen, "not locked")


def test_digest_of_the_scores_is_of_those_that_count(people: People) -> None:
    people.score("1.1", "5")
    before = scores_digest(people.evaluation)
    people.start()
    people.judge(people.plan, Verdict.SUPPORTS)
    assert scores_digest(people.evaluation) == before
    people.score("1.1", "5,5")
    assert scores_digest(people.evaluation) != before


def test_kinds_of_acts_are_those_that_the_rules_are_kept_as(people: People) -> None:
    people.finish()
    people.lock()
    kinds = [act.kind for act in people.acts]
    assert kinds[-1] is ActKind.LOCK
    assert kinds.count(ActKind.SET_SCORE) == kinds.count(ActKind.JUDGE_CITATION) == 3
