"""Every word has its place by its stem, the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.word_hash import PLACES, WEIGHT, hashed_words

TEXT = "Nämnden följer upp målen i april."


@given(st.text())
def test_a_text_has_the_weight_of_any_other_or_none(text: str) -> None:
    length = float(np.linalg.norm(hashed_words(text)))
    assert length == pytest.approx(WEIGHT, abs=1e-4) or length == 0


@given(st.text())
def test_places_are_as_many_as_heads_weigh(text: str) -> None:
    assert hashed_words(text).shape == (PLACES,)


@pytest.mark.parametrize("text", ["", " \n", "– … !"])
def test_a_text_without_words_is_nothing(text: str) -> None:
    assert not hashed_words(text).any()


def test_a_word_stays_in_the_place_that_heads_were_trained_for() -> None:
    assert np.flatnonzero(hashed_words("uppföljning")).tolist() == [1792]


@pytest.mark.parametrize(
    "again",
    [
        "NÄMNDEN FÖLJER UPP MÅLEN I APRIL.",
        "  Nämnden följer upp\nmålen i april",
        "”Nämnden följer upp målen, i april!”",
    ],
)
def test_capitals_blanks_and_stops_are_not_seen(again: str) -> None:
    np.testing.assert_array_equal(hashed_words(again), hashed_words(TEXT))


def test_a_word_is_known_in_its_inflections() -> None:
    np.testing.assert_array_equal(hashed_words("planerna"), hashed_words("planer"))


def test_one_number_is_like_another() -> None:
    np.testing.assert_array_equal(hashed_words("72 procent"), hashed_words("8 procent"))


@pytest.mark.parametrize("mark", "%§?:")
def test_a_mark_that_tells_something_is_seen(mark: str) -> None:
    assert not np.array_equal(hashed_words("planen"), hashed_words(f"planen {mark}"))


def test_the_order_of_words_is_seen() -> None:
    assert not np.array_equal(hashed_words("målet följs"), hashed_words("följs målet"))


def test_texts_of_other_words_have_nothing_in_common() -> None:
    assert float(hashed_words("policyn antogs") @ hashed_words("köerna minskade")) == 0


def test_a_text_is_nearer_to_what_shares_its_words() -> None:
    text = hashed_words("Policyn antogs av kommunfullmäktige.")
    near = hashed_words("Planen antogs av kommunfullmäktige i maj.")
    assert float(text @ near) > float(text @ hashed_words("Köerna blev kortare."))
