"""A quote is found to the letter or not at all; what is near is offered with its likeness."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import Span
from kompass_evidence.evaluation.quotes import SearchedText, alike, flat, same_sentence

TEXT = (
    "Planen  följs\n\nupp varje år.  Besöken ökade med 21 procent,\nvilket är 12,5 mer än 2024."
    " Resultatet blev -5 miljoner. Åtgärder som är möjliga görs; omöjliga görs inte."
)
WORDS = st.lists(st.text("abcåäö012", min_size=1, max_size=6), min_size=3, max_size=30)
BLANKS = st.sampled_from([" ", "\n", "  ", "\n\n", "\t ", "\xa0"])


def found(text: str, quote: str) -> list[str]:
    return [span.of(text) for span in SearchedText(text).find(quote)]


@given(WORDS, st.data())
def test_any_words_of_a_text_are_found_however_its_lines_break(
    words: list[str], data: st.DataObject
) -> None:
    text = "".join(word + data.draw(BLANKS) for word in words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = data.draw(BLANKS).join(words[first : last + 1])
    spans = SearchedText(text).find(quote)
    assert spans
    for span in spans:
        exact = span.of(text)
        assert flat(exact) == flat(quote)
        assert exact == exact.strip()
    start = sum(len(word) for word in words[:first])
    assert any(len(text[: s.start].replace(" ", "")) >= start for s in spans)


@given(st.text(), st.text())
def test_what_is_found_is_the_texts_own_characters(text: str, quote: str) -> None:
    for span in SearchedText(text).find(quote):
        exact = span.of(text)
        assert unicodedata.normalize("NFC", flat(exact)) == unicodedata.normalize(
            "NFC", flat(quote)
        )


@given(st.text(), st.text(min_size=1))
def test_what_is_near_lies_in_the_text_and_has_a_likeness(text: str, quote: str) -> None:
    near = SearchedText(text).nearest(quote)
    if near is not None:
        assert 0 <= near.score <= 1
        assert near.span.end <= len(text)
        assert near.span.of(text).strip()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("quoted", ["NFC", "NFD"])
def test_letters_are_the_same_however_they_are_composed(form: str, quoted: str) -> None:
    text = unicodedata.normalize(form, "Åtgärderna följs upp på våren.")
    quote = unicodedata.normalize(quoted, "följs upp på våren")
    assert found(text, quote) == [unicodedata.normalize(form, "följs upp på våren")]


@pytest.mark.parametrize(
    "quote",
    [
        "1 procent",  # of 21 procent
        "är 12",  # of 12,5
        "5 mer",
        "blev -5 miljone",
        "5 miljoner",  # of -5
        "möjliga görs;",  # has another beginning than omöjliga, but is there once
        "följs inte upp",
        "Planen följs upp varje ar.",
        "planen följs",
    ],
)
def test_part_of_a_word_or_figure_and_other_letters_are_no_quote(quote: str) -> None:
    assert found(TEXT, quote) == (["möjliga görs;"] if quote.startswith("möjliga") else [])


def test_a_letter_is_not_parted_from_its_accent() -> None:
    assert found("Resultatet fo\u0308r aret", "Resultatet fo") == []


def test_a_quote_that_was_cut_inside_a_word_may_be_cut_so_again() -> None:
    text = "Nämndens omsorgsplan gäller."
    assert SearchedText(text).find("sorgsplan gäller") == []
    (span,) = SearchedText(text).find("sorgsplan gäller", before="Nämndens om", after=".")
    assert span.of(text) == "sorgsplan gäller"
    assert SearchedText("Nämndens sorgsplan gäller").find("plan", before="Budgetplan") == []


def test_every_place_is_found_in_order() -> None:
    text = "Ja, ja och ja. ja"
    assert SearchedText(text).find("ja") == [Span(4, 6), Span(11, 13), Span(15, 17)]


@pytest.mark.parametrize("quote", ["", "  \n"])
def test_nothing_is_found_for_nothing(quote: str) -> None:
    assert SearchedText(TEXT).find(quote) == []
    assert SearchedText(TEXT).nearest(quote) is None


@pytest.mark.parametrize(
    ("quote", "near"),
    [
        ("Besöken ökade med 12 procent", "Besöken ökade med 21 procent,"),
        ("Planen följs inte upp varje år.", "Planen  följs\n\nupp varje år."),
        ("Resultatet blev minus fem miljoner.", "Resultatet blev -5 miljoner."),
    ],
)
def test_the_nearest_is_whole_words(quote: str, near: str) -> None:
    offered = SearchedText(TEXT).nearest(quote)
    assert offered is not None
    assert offered.span.of(TEXT) == near
    assert 0.6 < offered.score < 1


def test_the_nearest_within_a_span_stays_there() -> None:
    text = "Besöken ökade med 12 procent. " * 3 + "Lånen minskade med 3 procent."
    window = Span(text.index("Lånen"), len(text))
    near = SearchedText(text).nearest("Besöken ökade med 12 procent.", within=window)
    assert near is not None
    assert near.span.start >= window.start


def test_the_nearest_is_found_far_into_a_long_text() -> None:
    filler = "Vägar och broar underhålls enligt plan varje sommar. " * 500
    text = f"{filler}Biblioteket\n  hade 48 112 besök under året. {filler}"
    near = SearchedText(text).nearest("Biblioteket hade 47 112 besök under året.")
    assert near is not None
    assert near.span.of(text) == "Biblioteket\n  hade 48 112 besök under året."


def test_blanks_make_no_difference_to_likeness() -> None:
    assert alike("följs  upp", "följs\nupp ") == 1.0
    assert alike("följs upp", "skjuts upp") < 0.9


def test_the_same_sentence_ends_where_the_next_begins() -> None:
    assert same_sentence("Den är antagen. Planen ", " varje år. Lånen ökade.") == (
        " Planen ", " varje år.",
    )  # fmt: skip
    assert same_sentence("Rubrik\nPlanen ", " alltid\nNästa") == ("Planen ", " alltid")
    assert same_sentence("planen ", " alltid") == ("planen ", " alltid")
