"""Who may judge what, what waits, and the steps between reviewer and evaluator."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kompass_evidence.domain.review import ReviewState, Step, Verdict
from kompass_evidence.domain.score import Hidden, ScoreState
from kompass_evidence.errors import InputError, UsageError
from kompass_evidence.evaluation.reviewing import find_use, waiting
from tests.evaluation.people import ADA, BO, EVA, People, refused


@pytest.fixture
def people() -> People:
    """Eva has scored 1.1 on two citations, and Ada reviews."""
    made = People()
    made.score("1.1", "9", cite=(made.plan,), against=(made.effect,))
    made.start()
    return made


def left(people: People, person: str = ADA, sub: str | None = None) -> list[tuple[str, str]]:
    found = waiting(people.evaluation, people.framework, person, sub)
    return [(score.sub_area, cited) for score, cited in found]


# ---- who may review


def test_who_has_started_a_review_is_a_reviewer(people: People) -> None:
    assert people.evaluation.reviewers == (ADA,)
    assert people.evaluation.is_reviewer("ada  ALM")


def test_review_is_started_once(people: People) -> None:
    assert refused(lambda: people.start("ada alm"), "started a review already")


def test_who_has_started_no_review_judges_nothing(people: People) -> None:
    assert refused(lambda: people.judge(people.plan, by="Cia"), "Cia", "kompass review start")


@pytest.mark.parametrize("what", ["judge", "reveal", "send back", "close"])
def test_who_has_set_points_does_not_review_them(people: People, what: str) -> None:
    people.start(EVA)
    for step in (Step.SEND_BACK, Step.ANSWER):
        people.step("1.1", step, by=EVA if step is Step.ANSWER else ADA)
    doing = {
        "judge": lambda: people.judge(people.plan, by="eva ek"),
        "reveal": lambda: people.reveal("1.1", by=EVA),
        "send back": lambda: people.step("1.1", Step.SEND_BACK, by=EVA),
        "close": lambda: people.step("1.1", Step.CLOSE, by=EVA),
    }
    assert refused(doing[what], "has set points for 1.1", "cannot review")


def test_who_has_only_set_superseded_points_does_not_review_either(people: People) -> None:
    people.score("1.2", "5", by=BO)
    people.score("1.2", "6", by=EVA)
    people.agree("1.2", "5", by=EVA)
    people.start(BO)
    assert refused(lambda: people.judge(people.plan, by=BO, sub="1.2"), BO, "1.2")


@pytest.mark.parametrize("again", [False, True])
def test_points_that_are_not_agreed_are_not_reviewed(people: People, again: bool) -> None:
    people.score("1.1", "7", by=BO)
    if again:
        people.agree("1.1", "8")
        people.score("1.1", "7", by=BO)
    assert left(people) == []
    assert refused(lambda: people.reveal("1.1"), "1.1", "not agreed yet")


def test_points_that_are_not_set_are_not_reviewed(people: People) -> None:
    assert refused(lambda: people.reveal("1.2"), "1.2", "not set yet")


# ---- what waits


def test_each_citation_waits_until_it_has_a_verdict(people: People) -> None:
    assert left(people) == [("1.1", people.plan), ("1.1", people.effect)]
    people.judge(people.plan)
    assert left(people) == [("1.1", people.effect)]
    people.judge(people.effect)
    assert left(people) == []


def test_nothing_of_ones_own_waits(people: People) -> None:
    people.start(EVA)
    assert left(people, EVA) == []


def test_what_waits_may_be_asked_for_a_sub_area(people: People) -> None:
    people.score("2.1", "1", cite=(people.followed,))
    assert left(people, sub="2.1") == [("2.1", people.followed)]


def test_rationale_of_points_without_citation_waits(people: People) -> None:
    people.score("1.2", "0", cite=(), no_evidence=True)
    assert left(people, sub="1.2") == [("1.2", "")]
    people.judge("1.2", Verdict.NOT_IN_PLACE, note="Det finns en plan")
    assert left(people, sub="1.2") == []


# ---- verdicts


@pytest.mark.parametrize("verdict", list(Verdict))
def test_verdict_is_kept_with_the_score_that_it_is_on(people: People, verdict: Verdict) -> None:
    act = people.judge(people.plan, verdict, note="Så är det")
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    assert act.data == {
        "sub_area": "1.1", "citation": people.plan, "score": score.act, "verdict": verdict.value,
        "note": "Så är det",
    }  # fmt: skip


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.SUPPORTS])
def test_verdict_that_is_not_supports_needs_a_note(people: People, verdict: Verdict) -> None:
    with pytest.raises(UsageError, match="needs a note"):
        people.judge(people.plan, verdict)


def test_later_verdict_counts_and_the_earlier_stays(people: People) -> None:
    people.judge(people.plan)
    people.judge(people.plan, Verdict.PARTLY, note="Bara skolan")
    evaluation = people.evaluation
    score = evaluation.scores_of("1.1").standing
    assert score is not None
    assert evaluation.verdicts(score)[people.plan].verdict is Verdict.PARTLY
    assert len(evaluation.review_of("1.1").verdicts) == 2


def test_score_is_referenced_when_every_citation_has_a_verdict(people: People) -> None:
    people.judge(people.plan)
    assert people.evaluation.state_of("1.1") is ScoreState.SET
    people.judge(people.effect, Verdict.CONTRADICTS, note="Säger annat")
    assert people.evaluation.state_of("1.1") is ScoreState.REFERENCED


def test_citation_that_no_score_rests_on_is_told(people: People) -> None:
    with pytest.raises(InputError, match=people.followed):
        find_use(people.evaluation, people.followed, None)


def test_citation_in_several_sub_areas_is_asked_about(people: People) -> None:
    people.score("1.2", "5")
    with pytest.raises(UsageError, match=r"1\.1, 1\.2"):
        find_use(people.evaluation, people.plan, None)
    assert find_use(people.evaluation, people.plan, "1.2") == ("1.2", people.plan)


def test_citation_that_is_not_used_in_the_sub_area_named_is_told(people: People) -> None:
    with pytest.raises(InputError, match=r"in 1\.2"):
        find_use(people.evaluation, people.plan, "1.2")


def test_sub_area_whose_points_are_cited_is_not_judged_by_its_rationale(people: People) -> None:
    with pytest.raises(UsageError, match="rests on citations"):
        find_use(people.evaluation, "1.1", None)


def test_rationale_of_one_sub_area_is_not_judged_in_another(people: People) -> None:
    people.score("1.2", "0", cite=(), no_evidence=True)
    with pytest.raises(UsageError, match="--sub-area"):
        find_use(people.evaluation, "1.2", "1.1")


# ---- what carries over to a new score


def judged(people: People) -> set[str]:
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    return set(people.evaluation.verdicts(score))


@pytest.fixture
def done(people: People) -> People:
    people.judge(people.plan)
    people.judge(people.effect)
    return people


def test_verdicts_hold_when_only_the_points_change(done: People) -> None:
    done.score("1.1", "8", cite=(done.plan,), against=(done.effect,))
    assert judged(done) == {done.plan, done.effect}
    assert done.evaluation.is_referenced("1.1")


def test_verdicts_hold_no_more_when_the_rationale_changes(done: People) -> None:
    done.score("1.1", "9", cite=(done.plan,), against=(done.effect,), rationale="Annat")
    assert judged(done) == set()


def test_verdict_holds_no_more_when_the_citation_changes_sides(done: People) -> None:
    done.score("1.1", "9", cite=(done.plan, done.effect))
    assert judged(done) == {done.plan}
    assert done.evaluation.state_of("1.1") is ScoreState.SET


def test_verdict_on_a_citation_that_is_taken_out_is_not_asked_for(done: People) -> None:
    done.score("1.1", "9", cite=(done.plan,))
    assert judged(done) == {done.plan}
    assert done.evaluation.is_referenced("1.1")


def test_verdict_holds_again_when_the_same_is_said_again(done: People) -> None:
    done.score("1.1", "9", cite=(done.plan,), rationale="Annat")
    done.score("1.1", "9", cite=(done.plan,))
    assert judged(done) == {done.plan}


def test_verdict_on_one_evaluators_score_carries_to_the_agreed_one_that_says_the_same(
    done: People,
) -> None:
    done.score("1.1", "7", by=BO)
    done.agree("1.1", "8")
    assert judged(done) == {done.plan, done.effect}


def test_verdict_on_a_rationale_is_none_on_a_citation(people: People) -> None:
    people.score("1.2", "0", cite=(), no_evidence=True)
    people.judge("1.2")
    people.score("1.2", "5")
    assert left(people, sub="1.2") == [("1.2", people.plan)]


# ---- reveal


def test_points_are_hidden_from_a_reviewer_until_revealed(people: People) -> None:
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    assert people.evaluation.hidden(score, ADA) is Hidden.REVIEW
    people.reveal("1.1")
    assert people.evaluation.hidden(score, ADA) is None


def test_agreed_points_are_hidden_from_a_reviewer_too(people: People) -> None:
    people.score("1.1", "7", by=BO)
    people.agree("1.1", "8")
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    assert people.evaluation.hidden(score, "ada alm") is Hidden.REVIEW
    assert people.evaluation.hidden(score, "Cia") is None


def test_reviewer_who_is_an_evaluator_of_the_sub_area_sees_its_points(people: People) -> None:
    people.start(EVA)
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    assert people.evaluation.hidden(score, EVA) is None


def test_other_evaluators_points_are_hidden_as_blind(people: People) -> None:
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    assert people.evaluation.hidden(score, BO) is Hidden.BLIND
    assert people.evaluation.hidden(score, None) is None


def test_nothing_is_hidden_once_all_is_locked() -> None:
    people = People()
    people.finish()
    people.lock()
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    assert people.evaluation.hidden(score, ADA) is None
    assert people.evaluation.hidden(score, BO) is None


def test_estimate_is_kept_before_the_points_are_seen(people: People) -> None:
    assert people.reveal("1.1", "8,50").data == {"sub_area": "1.1", "estimate": "8.5"}
    assert people.evaluation.review_of("1.1").estimates == {ADA: Decimal("8.5")}


def test_points_may_be_revealed_without_an_estimate_and_again(people: People) -> None:
    assert people.reveal("1.1").data["estimate"] is None
    assert people.reveal("1.1").data["estimate"] is None


def test_estimate_after_the_points_were_seen_is_refused(people: People) -> None:
    people.reveal("1.1")
    assert refused(lambda: people.reveal("1.1", "8"), ADA, "has seen")


@pytest.mark.parametrize("estimate", ["21", "-1", "åtta"])
def test_estimate_is_points_within_the_bounds(people: People, estimate: str) -> None:
    with pytest.raises(UsageError):
        people.reveal("1.1", estimate)


# ---- steps

TO = {
    ReviewState.OPEN: (),
    ReviewState.SENT_BACK: (Step.SEND_BACK,),
    ReviewState.ANSWERED: (Step.SEND_BACK, Step.ANSWER),
    ReviewState.CLOSED: (Step.SEND_BACK, Step.ANSWER, Step.CLOSE),
}
MAY = {
    (ReviewState.OPEN, Step.SEND_BACK), (ReviewState.CLOSED, Step.SEND_BACK),
    (ReviewState.ANSWERED, Step.SEND_BACK), (ReviewState.SENT_BACK, Step.ANSWER),
    (ReviewState.ANSWERED, Step.CLOSE),
}  # fmt: skip


def take(people: People, step: Step) -> None:
    people.step("1.1", step, by=EVA if step is Step.ANSWER else ADA)


@pytest.mark.parametrize("state", list(ReviewState))
@pytest.mark.parametrize("step", list(Step))
def test_each_step_is_taken_or_refused_from_each_state(
    people: People, state: ReviewState, step: Step
) -> None:
    for before in TO[state]:
        take(people, before)
    assert people.evaluation.review_of("1.1").state is state
    count = len(people.acts)
    if (state, step) in MAY:
        take(people, step)
        assert len(people.acts) == count + 1
    else:
        assert refused(lambda: take(people, step), "1.1")
        assert people.evaluation.review_of("1.1").state is state


def test_state_of_a_sub_area_follows_the_review(people: People) -> None:
    found = []
    for step in (Step.SEND_BACK, Step.ANSWER, Step.CLOSE):
        take(people, step)
        found.append(people.evaluation.state_of("1.1"))
    assert found == [ScoreState.SENT_BACK, ScoreState.ANSWERED, ScoreState.SET]


def test_points_set_while_sent_back_leave_it_to_the_answer(people: People) -> None:
    take(people, Step.SEND_BACK)
    people.score("1.1", "8")
    assert people.evaluation.state_of("1.1") is ScoreState.SENT_BACK


@pytest.mark.parametrize("step", [Step.SEND_BACK, Step.ANSWER])
def test_step_without_a_reason_is_told(people: People, step: Step) -> None:
    if step is Step.ANSWER:
        take(people, Step.SEND_BACK)
    with pytest.raises(UsageError, match="reason"):
        people.step("1.1", step, by=EVA if step is Step.ANSWER else ADA, note="")


def test_close_needs_no_note(people: People) -> None:
    take(people, Step.SEND_BACK)
    take(people, Step.ANSWER)
    assert people.step("1.1", Step.CLOSE, note="").data["note"] == ""


@pytest.mark.parametrize("by", [ADA, BO])
def test_only_one_who_set_the_points_answers(people: People, by: str) -> None:
    take(people, Step.SEND_BACK)
    assert refused(lambda: people.step("1.1", Step.ANSWER, by=by), by, "cannot answer")


def test_unknown_sub_area_takes_no_step(people: People) -> None:
    with pytest.raises(UsageError, match=r"9\.9"):
        people.step("9.9", Step.SEND_BACK)


def test_locked_evaluation_takes_no_review() -> None:
    people = People()
    people.finish()
    people.lock()
    for what in (
        lambda: people.start("Cia"),
        lambda: people.judge(people.plan, sub="1.1"),
        lambda: people.reveal("1.1"),
        lambda: people.step("1.1", Step.SEND_BACK),
    ):
        assert refused(what, "is locked")
