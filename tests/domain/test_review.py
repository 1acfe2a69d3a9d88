"""The steps between reviewer and evaluator: every one that may be taken, and every one that not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.review import (
    REVIEW_STATE_NAMES,
    STEP_NAMES,
    VERDICT_NAMES,
    ReviewState,
    ReviewStep,
    Step,
    SubAreaReview,
    Verdict,
    after,
)
from kompass_evidence.errors import ExitCode, RefusedError

MAY = {
    (ReviewState.OPEN, Step.SEND_BACK): ReviewState.SENT_BACK,
    (ReviewState.CLOSED, Step.SEND_BACK): ReviewState.SENT_BACK,
    (ReviewState.ANSWERED, Step.SEND_BACK): ReviewState.SENT_BACK,
    (ReviewState.SENT_BACK, Step.ANSWER): ReviewState.ANSWERED,
    (ReviewState.ANSWERED, Step.CLOSE): ReviewState.CLOSED,
}
ALL = [(state, step) for state in ReviewState for step in Step]


@pytest.mark.parametrize(("state", "step"), [pair for pair in ALL if pair in MAY])
def test_step_that_may_be_taken_leads_on(state: ReviewState, step: Step) -> None:
    assert after(state, step, "1.1") is MAY[state, step]


@pytest.mark.parametrize(("state", "step"), [pair for pair in ALL if pair not in MAY])
def test_step_that_may_not_be_taken_is_refused(state: ReviewState, step: Step) -> None:
    with pytest.raises(RefusedError) as told:
        after(state, step, "1.1")
    assert told.value.exit_code is ExitCode.REFUSED
    assert told.value.message.startswith("1.1 ")
    assert "kompass review list" in told.value.hint


@given(st.lists(st.sampled_from(list(Step)), max_size=12))
def test_state_is_that_of_the_steps_taken_in_order(wished: list[Step]) -> None:
    state, taken = ReviewState.OPEN, []
    for step in wished:
        if (state, step) in MAY:
            state = MAY[state, step]
            taken.append(ReviewStep(len(taken) + 1, "2026-11-23T10:00:00Z", "Ada", step, ""))
    assert SubAreaReview(steps=tuple(taken)).state is state


def test_every_verdict_state_and_step_has_a_swedish_name() -> None:
    assert set(VERDICT_NAMES) == set(Verdict)
    assert set(REVIEW_STATE_NAMES) == set(ReviewState)
    assert set(STEP_NAMES) == set(Step)
