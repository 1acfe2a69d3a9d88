"""Addresses of one page are one key, and a text fragment leads a browser to the words."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.address import page_key, with_text_fragment


@pytest.mark.parametrize(
    "url",
    [
        "https://Granholm.se/skola", "http://granholm.se/skola", "https://granholm.se:443/skola",
        "http://granholm.se:80/skola#del", " https://granholm.se/skola ",
    ],
)  # fmt: skip
def test_addresses_of_one_page_have_one_key(url: str) -> None:
    assert page_key(url) == "https://granholm.se/skola"


@pytest.mark.parametrize(
    "url",
    [
        "https://granholm.se/Skola", "https://granholm.se/skola/", "https://granholm.se/skola?s=2",
        "https://www.granholm.se/skola", "https://granholm.se:8080/skola",
    ],
)  # fmt: skip
def test_other_addresses_have_others(url: str) -> None:
    assert page_key(url) != page_key("https://granholm.se/skola")


def test_a_start_page_is_one_with_and_without_its_file() -> None:
    assert page_key("https://granholm.se") == page_key("https://granholm.se/index.html")


@given(st.text())
def test_no_address_breaks_the_key_and_a_key_is_its_own(url: str) -> None:
    assert page_key(page_key(url)) == page_key(url)


def test_short_words_are_given_whole_and_escaped() -> None:
    said = with_text_fragment("https://granholm.se/a", "Kultur- och fritid, år 2025 & mer")
    assert said == (
        "https://granholm.se/a#:~:text="
        "Kultur%2D%20och%20fritid%2C%20%C3%A5r%202025%20%26%20mer"
    )  # fmt: skip


def test_long_words_are_given_by_beginning_and_end() -> None:
    words = " ".join(f"ord{number}" for number in range(40))
    said = with_text_fragment("https://granholm.se/a", words).partition("text=")[2]
    assert [unquote(part) for part in said.split(",")] == [
        "ord0 ord1 ord2 ord3 ord4 ord5", "ord34 ord35 ord36 ord37 ord38 ord39",
    ]  # fmt: skip


def test_words_over_several_blocks_begin_and_end_in_one_each() -> None:
    said = with_text_fragment("https://granholm.se/a", "Mål\nPlanen gäller nu")
    assert unquote(said.partition("text=")[2]) == "Mål,Planen gäller nu"


def test_a_fragment_of_the_address_stays_before_the_words() -> None:
    assert with_text_fragment("https://a.se/#del", "ord") == "https://a.se/#del:~:text=ord"


def test_no_words_are_the_plain_address() -> None:
    assert with_text_fragment("https://a.se/", " \n ") == "https://a.se/"


@given(st.text())
def test_what_is_said_holds_nothing_that_parts_an_address(words: str) -> None:
    said = with_text_fragment("https://a.se/", words).partition("text=")[2]
    assert not set(said) & set(" -&#<>\"'\n")
    assert said.count(",") <= 1
