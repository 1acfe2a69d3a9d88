"""The evaluation as a whole: states, what rests on a citation, what is not there yet."""

from __future__ import annotations

import pytest

from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.review import Step
from kompass_evidence.domain.score import ScoreState
from tests.evaluation.people import BO, EVA, People


@pytest.fixture
def people() -> People:
    return People()


def test_what_nobody_has_scored_is_unscored_and_open() -> None:
    empty = Evaluation()
    assert empty.state_of("1.1") is ScoreState.UNSCORED
    assert empty.scores_of("1.1").history == ()
    assert not empty.is_referenced("1.1")
    assert empty.reviewable("1.1") is None


def test_citation_tells_the_scores_that_count_and_rest_on_it(people: People) -> None:
    people.score("1.1", "5")
    people.score("1.2", "5", cite=(people.followed,), against=(people.plan,))
    people.score("2.1", "5")
    people.score("2.1", "5", cite=(people.effect,))  # no longer on the plan
    assert [s.sub_area for s in people.evaluation.uses()[people.plan]] == ["1.1", "1.2"]


def test_points_that_wait_to_be_agreed_use_no_citation(people: People) -> None:
    people.score("1.1", "5")
    people.score("1.1", "6", by=BO)
    assert people.plan not in people.evaluation.uses()


def test_state_goes_from_unscored_to_locked(people: People) -> None:
    def state() -> ScoreState:
        return people.evaluation.state_of("1.1")

    found = [state()]
    people.score("1.1", "5", cite=(people.plan, people.effect))
    found.append(state())
    people.score("1.1", "7", by=BO)
    found.append(state())
    people.agree("1.1", "6")
    found.append(state())
    people.start()
    people.step("1.1", Step.SEND_BACK)
    found.append(state())
    people.step("1.1", Step.ANSWER, by=EVA)
    found.append(state())
    people.step("1.1", Step.CLOSE)
    people.judge(people.plan)
    found.append(state())
    people.judge(people.effect)
    found.append(state())
    for sub in ("1.2", "2.1"):
        people.score(sub, "1")
        people.judge(people.plan, sub=sub)
    people.lock()
    found.append(state())
    assert found == [
        ScoreState.UNSCORED, ScoreState.SET, ScoreState.TO_AGREE, ScoreState.AGREED,
        ScoreState.SENT_BACK, ScoreState.ANSWERED, ScoreState.AGREED, ScoreState.REFERENCED,
        ScoreState.LOCKED,
    ]  # fmt: skip


def test_points_set_anew_after_they_were_agreed_are_not_referenced(people: People) -> None:
    people.score("1.1", "5")
    people.score("1.1", "7", by=BO)
    people.agree("1.1", "6")
    people.start()
    people.judge(people.plan)
    assert people.evaluation.is_referenced("1.1")
    people.score("1.1", "4", by=BO)
    assert not people.evaluation.is_referenced("1.1")
