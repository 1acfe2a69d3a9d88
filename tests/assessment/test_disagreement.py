"""Sentences of two sources that say the same with another figure are shown beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.disagreement import SAME, Said, disagreements

SENTENCE = "Handläggningstiden för bygglov i kommunen är {} enligt servicedeklarationen."


def said(*texts: str) -> list[Said]:
    return [Said(text, f"psg-{n}", f"src-{n}") for n, text in enumerate(texts)]


def found(entries: Sequence[Said], near: float = 1.0) -> list[tuple[str, str, str]]:
    """What disagrees where the first sentence's vector is `near` all others', in cosine."""
    first = [near, (1 - near**2) ** 0.5]
    vectors = np.array([first] + [[1.0, 0.0]] * (len(entries) - 1), np.float32)
    return list(disagreements(entries, vectors))


def differing(*texts: str) -> list[str]:
    return [why for _, _, why in found(said(*texts))]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("72 procent", "68 procent", "72 mot 68 procent"),
        ("72,5 %", "72.1 procent", "72,5 mot 72,1 procent"),
        ("tio dagar", "14 arbetsdagar", "10 mot 14 dagar"),
        ("en vecka", "två veckor", "1 mot 2 veckor"),
        ("tolv månader", "9 månader", "12 mot 9 månader"),
        ("40 anställda", "45 medarbetare", "40 mot 45 medarbetare"),
        ("1 240 anställda", "1 250 medarbetare", "1240 mot 1250 medarbetare"),
        ("11 240 anställda", "12 240 anställda", "11\u00a0240 mot 12\u00a0240 medarbetare"),
    ],
)
def test_two_figures_of_one_unit_disagree(first: str, second: str, why: str) -> None:
    assert differing(SENTENCE.format(first), SENTENCE.format(second)) == [why]


def test_two_years_of_adoption_disagree() -> None:
    sentence = "Kommunens policy för representation antogs av kommunfullmäktige {}."
    assert differing(sentence.format(2019), sentence.format(2021)) == ["2019 mot 2021"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("tio dagar", "10 dagar"),  # the same, in letters
        ("72,0 procent", "72 %"),
        ("1 240 anställda", "1240 anställda"),
        ("tio dagar", "två veckor"),  # another unit
        ("72 procent", "god"),
        ("72 procent av 80 procent", "68 procent"),  # which of them is meant is not known
        ("72 procentenheter", "68 procentenheter"),
    ],
)
def test_figures_that_cannot_be_held_against_each_other_do_not_disagree(
    first: str, second: str
) -> None:
    assert differing(SENTENCE.format(first), SENTENCE.format(second)) == []


def test_one_source_does_not_disagree_with_itself() -> None:
    entries = said(SENTENCE.format("72 procent"), SENTENCE.format("68 procent"))
    assert found([replace(entry, source="src-a") for entry in entries]) == []


@pytest.mark.parametrize(("near", "number"), [(SAME - 0.01, 0), (SAME + 0.01, 1)])
def test_sentences_must_say_much_the_same(near: float, number: int) -> None:
    entries = said(SENTENCE.format("72 procent"), SENTENCE.format("68 procent"))
    assert len(found(entries, near)) == number


def test_sentences_must_share_words() -> None:
    assert differing("Andelen nöjda brukare är 72 procent.", "Sjukfrånvaron är 68 procent.") == []


@pytest.mark.parametrize(("others", "number"), [(2, 1), (9, 0)])
def test_sentences_must_share_a_part_of_their_words(others: int, number: int) -> None:
    own = [" ".join(f"{first}{c * 5}" for c in "bcdfghjkl"[:others]) for first in ("om", "av")]
    texts = (
        f"Bygglov och tjänster 72 procent {own[0]}",
        f"Bygglov och tjänster 68 procent {own[1]}",
    )
    assert len(differing(*texts)) == number


# ---- time


def test_figures_of_two_years_do_not_disagree() -> None:
    first, second = "72 procent år 2023", "68 procent år 2024"
    assert differing(SENTENCE.format(first), SENTENCE.format(second)) == []


def test_figures_of_one_year_disagree() -> None:
    first, second = "72 procent år 2024", "68 procent år 2024"
    assert differing(SENTENCE.format(first), SENTENCE.format(second)) == ["72 mot 68 procent"]


@pytest.mark.parametrize(("period", "number"), [("2023", 0), ("2024", 1), ("", 1)])
def test_a_sentence_without_a_year_is_of_the_year_that_its_source_tells_of(
    period: str, number: int
) -> None:
    entries = said(SENTENCE.format("72 procent"), SENTENCE.format("68 procent år 2024"))
    assert len(found([replace(entries[0], period=period), entries[1]])) == number


def test_a_year_in_a_sentence_counts_before_the_sources() -> None:
    entries = said(SENTENCE.format("72 procent år 2024"), SENTENCE.format("68 procent år 2024"))
    assert found([replace(entries[0], period="2023"), entries[1]])


def test_a_goal_does_not_disagree_with_what_came_of_it() -> None:
    assert differing(
        SENTENCE.format("72 procent"), SENTENCE.replace("är", "ska vara").format("80 procent")
    ) == []  # fmt: skip


def test_two_goals_can_disagree() -> None:
    goal = SENTENCE.replace("är", "ska vara")
    assert differing(goal.format("72 procent"), goal.format("80 procent")) == ["72 mot 80 procent"]


# ---- order


def test_what_is_most_alike_comes_first() -> None:
    entries = said(*(SENTENCE.format(f"{n} procent") for n in (72, 68, 65)))
    passages = [(first, second) for first, second, _ in found(entries, 0.95)]
    assert passages[0] == ("psg-1", "psg-2")


@given(count=st.integers(2, 6))
def test_every_pair_of_sources_that_disagrees_is_told_once(count: int) -> None:
    entries = said(*(SENTENCE.format(f"{60 + n} procent") for n in range(count)))
    pairs = [(first, second) for first, second, _ in found(entries)]
    assert len(pairs) == len(set(pairs)) == count * (count - 1) // 2


def test_nothing_said_gives_nothing() -> None:
    assert list(disagreements([], np.zeros((0, 2), np.float32))) == []


def test_a_number_of_things_is_not_taken_for_an_adoption() -> None:
    said = [
        Said("Antalet besök på biblioteken ökade med 12 procent.", "psg-1", "src-a", "2024"),
        Said("Antalet besök på biblioteken ökade med 15 procent.", "psg-2", "src-b", "2025"),
    ]
    assert list(disagreements(said, np.ones((2, 1), np.float32))) == []
