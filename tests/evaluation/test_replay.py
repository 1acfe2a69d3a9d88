"""The evaluation as the log gives it: the same from the same acts, wherever it is cut."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.review import Step, Verdict
from kompass_evidence.evaluation.replay import KINDS, replay
from tests.evaluation.people import ADA, BO, EVA, PLAN, People


def whole_story() -> People:
    people = People()
    people.score("1.1", "9,5")
    people.score("1.1", "7", by=BO)
    people.agree("1.1", "8,25")
    people.start()
    people.judge(people.plan, Verdict.PARTLY, note="Bara skolan")
    people.reveal("1.1", "8")
    people.step("1.1", Step.SEND_BACK)
    people.step("1.1", Step.ANSWER, by=EVA, note="Se s. 4")
    people.step("1.1", Step.CLOSE)
    for sub in ("1.2", "2.1"):
        people.score(sub, "5")
        people.judge(people.plan, sub=sub)
    people.lock()
    people.reopen()
    return people


STORY = whole_story()


def test_nothing_comes_of_no_acts() -> None:
    assert replay([]) == Evaluation()


def test_all_that_was_said_is_read_back() -> None:
    evaluation = STORY.evaluation
    assert evaluation.citations[STORY.plan].quote.exact == PLAN
    assert evaluation.citations[STORY.plan].by == EVA
    points = [score.points for score in evaluation.scores_of("1.1").history]
    assert points == [Decimal("9.5"), 7, Decimal("8.25")]
    review = evaluation.review_of("1.1")
    assert [step.step for step in review.steps] == [Step.SEND_BACK, Step.ANSWER, Step.CLOSE]
    assert review.verdicts[0].note == "Bara skolan"
    assert review.estimates == {ADA: 8}
    assert review.revealed == {"ada alm"}
    assert (evaluation.reviewers, evaluation.version, evaluation.lock) == ((ADA,), 2, None)


def test_who_and_when_come_from_the_act() -> None:
    act = next(act for act in STORY.acts if act.kind is ActKind.AGREE_SCORE)
    score = STORY.evaluation.scores_of("1.1").history[2]
    assert (score.act, score.by, score.at) == (act.number, act.by, act.at)
    assert score.is_agreed


def test_lock_holds_until_a_new_version() -> None:
    at = next(n for n, act in enumerate(STORY.acts) if act.kind is ActKind.LOCK)
    locked = replay(STORY.acts[: at + 1])
    assert locked.lock is not None
    assert (locked.lock.act, locked.lock.by, locked.lock.version) == (at + 1, EVA, 1)
    assert replay(STORY.acts[: at + 2]).lock is None


def test_citation_made_twice_stays_as_it_was_first() -> None:
    people = People()
    people.cite(PLAN, by=BO)
    assert people.evaluation.citations[people.plan].by == EVA


def test_acts_of_other_kinds_change_nothing() -> None:
    people = People()
    before = people.evaluation
    others = [kind for kind in ActKind if kind not in KINDS]
    assert others
    for kind in others:
        people.add(EVA, kind, {"flag": "flg-1.1-no-evidence", "state": "asked", "note": ""})
    assert people.evaluation == before


@given(st.integers(0, len(STORY.acts)))
def test_earlier_acts_give_an_evaluation_that_later_ones_only_add_to(cut: int) -> None:
    earlier, now = replay(STORY.acts[:cut]), STORY.evaluation
    assert earlier == replay(STORY.acts[:cut])
    for sub, scores in earlier.scores.items():
        assert now.scores_of(sub).history[: len(scores.history)] == scores.history
    for sub, review in earlier.reviews.items():
        assert now.review_of(sub).verdicts[: len(review.verdicts)] == review.verdicts
    assert set(earlier.citations) <= set(now.citations)
