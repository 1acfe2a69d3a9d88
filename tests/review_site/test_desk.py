"""What lies on a reviewer's desk, and what comes next, whatever has been judged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.act import ActKind
from kompass_evidence.review_site.desk import Access, Desk
from kompass_evidence.store.framework_file import load_framework
from tests.conftest import TINY
from tests.evaluation.logs import Log

FRAMEWORK = load_framework(TINY)
WORDS = ["Kommunfullmäktige antog planen", "följs upp varje år", "Besöken ökade", "21 procent"]


def _score(log: Log, sub_area: str, cite: list[str], by: str = "Eva Ek") -> int:
    data = {"sub_area": sub_area, "points": "2", "cite": cite, "against": [], "rationale": "Ja.",
            "framework": FRAMEWORK.digest}  # fmt: skip
    return log.add(by, ActKind.SET_SCORE, data).number


def _judge(log: Log, sub_area: str, citation: str, score: int) -> None:
    data = {"sub_area": sub_area, "citation": citation, "score": score, "verdict": "supports",
            "note": ""}  # fmt: skip
    log.add("Rut Ros", ActKind.JUDGE_CITATION, data)


def _desk(judged: set[int], person: str = "Rut Ros") -> Desk:
    """Return a desk of five things: four citations of B.1, and B.2's rationale."""
    log = Log()
    cited = [log.cite(words) for words in WORDS]
    scores = {"B.1": _score(log, "B.1", cited), "B.2": _score(log, "B.2", [])}
    things = [*(("B.1", citation) for citation in cited), ("B.2", "")]
    for number in sorted(judged):
        _judge(log, *things[number], scores[things[number][0]])
    return Desk(FRAMEWORK, log.evaluation, person)


@given(st.sets(st.integers(0, 4)), st.integers(0, 4))
def test_the_next_to_judge_is_the_nearest_after_and_round_again(
    judged: set[int], place: int
) -> None:
    desk = _desk(judged)
    wanted = [n % 5 for n in range(place + 1, place + 5) if n % 5 not in judged]
    found = desk.next_open(desk.items[place])
    assert found == (desk.items[wanted[0]] if wanted else None)
    left = sorted(set(range(5)) - judged)
    assert desk.next_open() == (desk.items[left[0]] if left else None)


def test_a_sub_area_s_own_come_first() -> None:
    desk = _desk({0})
    assert desk.first_open(desk.lines["B.2"]) == desk.items[4]
    desk = _desk({0, 4})
    assert desk.first_open(desk.lines["B.2"]) == desk.items[1]


def test_the_first_and_the_last_have_nothing_beyond_them() -> None:
    desk = _desk(set())
    first, *_, last = desk.items
    assert (desk.beside(first)[0], desk.beside(last)[1]) == (None, None)
    assert desk.beside(first)[1] == desk.items[1]
    assert desk.beside(last)[0] == desk.items[-2]


def test_a_person_s_own_scores_are_none_of_what_they_review() -> None:
    desk = _desk({0}, "eva ek")
    assert desk.items == [] and desk.next_open() is None
    line = desk.lines["B.1"]
    assert (line.access, line.waiting) == (Access.OWN, 3)
    assert desk.beside(line.items[1]) == (None, None)
    assert desk.next_open(line.items[1]) is None


def test_points_that_wait_to_be_agreed_are_not_reviewed_yet() -> None:
    log = Log()
    cited = log.cite(WORDS[0])
    _score(log, "B.1", [cited])
    _score(log, "B.1", [cited], "Ulf Uv")
    lines = Desk(FRAMEWORK, log.evaluation, "Rut Ros").lines
    assert (lines["B.1"].access, lines["B.1"].items) == (Access.NOT_AGREED, ())
    assert lines["B.2"].access is Access.NO_POINTS


def test_an_estimate_is_found_however_its_giver_wrote_their_name() -> None:
    log = Log()
    _score(log, "B.1", [log.cite(WORDS[0])])
    log.add("rut  ROS", ActKind.REVEAL_SCORE, {"sub_area": "B.1", "estimate": "4.5"})
    desk = Desk(FRAMEWORK, log.evaluation, "Rut Ros")
    assert str(desk.estimate(desk.lines["B.1"])) == "4.5"
    assert desk.lines["B.1"].revealed
    assert desk.estimate(desk.lines["B.2"]) is None
