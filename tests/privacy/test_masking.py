"""What is masked keeps its length, and nothing of it is left, however a quote cuts it."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import Document, Passage, Span
from kompass_evidence.domain.evidence import Stance
from kompass_evidence.privacy.finder import candidates, find_in_document
from kompass_evidence.privacy.masking import BLOT, Mask, blotted, crossed_out
from tests.privacy.people import FORMS, PLACES, made, numbers

NUMBER = made(date(1981, 1, 1), 987)
TEXT = f"Klagande: Maja Ek, {NUMBER[2:8]}-{NUMBER[8:]}, maja.ek81@gmail.com, 070-123 45 67, Å."


def mask_for(text: str) -> Mask:
    found = find_in_document("src-1", Document(text, ()))
    spans = {"src-1": [finding.span for finding in found]}
    return Mask(frozenset(f.digest for f in found), spans, candidates)


def test_digits_and_names_in_addresses_are_blotted_and_all_else_stays() -> None:
    masked = mask_for(TEXT).text(TEXT)
    assert masked == (
        f"Klagande: Maja Ek, {BLOT * 6}-{BLOT * 4}, {BLOT * 9}@gmail.com,"
        f" {BLOT * 3}-{BLOT * 3} {BLOT * 2} {BLOT * 2}, Å."
    )
    assert len(masked) == len(TEXT)


@given(numbers, st.sampled_from(sorted(FORMS)), st.sampled_from(sorted(PLACES)))
def test_a_masked_text_has_its_length_and_holds_nothing(number: str, form: str, place: str) -> None:
    text = PLACES[place].replace("{}", FORMS[form](number))
    masked = mask_for(text).text(text)
    assert len(masked) == len(text)
    assert not list(find_in_document("src-1", Document(masked, ())))
    assert masked.count(BLOT) >= 10


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_a_quote_that_cuts_a_value_in_two_shows_no_half(one: int, other: int) -> None:
    span = Span(min(one, other), max(one, other))
    masked = mask_for(TEXT).quote("src-1", span, span.of(TEXT))
    whole = span.of(mask_for(TEXT).text(TEXT))
    assert len(masked) == len(whole)
    assert all(ours in (BLOT, theirs) for ours, theirs in zip(masked, whole, strict=True))


@given(numbers, st.sampled_from(sorted(FORMS)), numbers)
def test_only_what_is_hidden_is_masked(number: str, form: str, other: str) -> None:
    text = f"{FORMS[form](number)} och {other}"
    found = candidates(text)[0]
    masked = Mask(frozenset({found.digest}), {}, candidates).text(text)
    assert number[2:] == other[2:] or masked.endswith(f"och {other}")
    assert masked[: found.span.end].count(BLOT) >= 10


def test_all_texts_in_a_value_are_masked_and_no_other_part_of_it() -> None:
    passage = Passage("psg-1", "src-1", Span(0, len(TEXT)), TEXT, (TEXT,), (), 3, False, TEXT)
    value = {"a": [passage, (TEXT, 3)], "b": MappingProxyType({"c": TEXT}), "d": Stance.SUPPORTS}
    masked = mask_for(TEXT).all_of(value)
    assert "Maja" in repr(masked)
    assert NUMBER[8:] not in repr(masked)
    assert "maja.ek" not in repr(masked)
    assert masked["a"][0].span == passage.span
    assert masked["d"] is Stance.SUPPORTS
    assert mask_for(TEXT).passage(passage) == masked["a"][0]


def test_where_nothing_is_masked_the_same_value_comes_back() -> None:
    value = {"a": TEXT}
    assert Mask(frozenset(), {}, candidates).all_of(value) is value


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"{NUMBER[2:8]}-{NUMBER[8:]}", "8x0101-xxxx"),
        (NUMBER, "198x0101xxxx"),
        (f"{NUMBER[:8]}-\n{NUMBER[8:]}", "198x0101- xxxx"),
        ("070-123 45 67", "070-xxx xx 67"),
        ("maja.ek@gmail.com", "mxxxxxx@gmail.com"),
    ],
)
def test_what_is_asked_about_is_mostly_crossed_out(written: str, shown: str) -> None:
    (found,) = candidates(written)
    assert crossed_out(found, written) == shown


def test_a_piece_of_an_address_without_its_sign_is_blotted_whole() -> None:
    assert blotted("maja.ek81", [Span(0, 9)]) == BLOT * 9
