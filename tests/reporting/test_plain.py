"""No text from a document can steer a terminal or read otherwise than it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.reporting.plain import printable

SWEDISH = "Vad kostar det? 1 500 kr – 20 % av ’målet’: åäö ÅÄÖ é €\n\t• punkt"


def test_ordinary_text_is_left_as_it_is() -> None:
    assert printable(SWEDISH) == SWEDISH


@given(text=st.text())
def test_no_control_character_is_left(text: str) -> None:
    left = [c for c in printable(text) if ord(c) < 32 or 0x7F <= ord(c) <= 0x9F]
    assert set(left) <= {"\n", "\t"}


@given(text=st.text())
def test_what_is_printable_can_be_written_anywhere(text: str) -> None:
    shown = printable(text)
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(text=st.text())
def test_printable_text_is_left_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == once


@given(text=st.text(st.characters(categories=["L", "N", "P", "Zs", "Sc"])))
def test_letters_numbers_and_signs_are_left_as_they_are(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_change_of_writing_direction_is_shown_and_not_obeyed(character: str) -> None:
    shown = printable(f"a{character}b")
    assert character not in shown
    assert f"{ord(character):04X}" in shown


@pytest.mark.parametrize("character", "\u200b\u2060\ufeff")
def test_character_that_cannot_be_seen_is_shown(character: str) -> None:
    assert printable(f"mål{character}stad") == f"mål⟨U+{ord(character):04X}⟩stad"


def test_colour_codes_lose_their_force() -> None:
    assert "\x1b" not in printable("\x1b[31mröd\x1b[0m")
