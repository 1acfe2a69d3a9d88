"""Citations go out as Web Annotations and come back the same, to the last bit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.citation import Citation, Quote, citation_id
from kompass_evidence.domain.document import Box, Span, source_id
from kompass_evidence.evaluation.annotations import (
    annotation,
    annotation_page,
    annotations_in,
    citation_of,
    name_of,
)
from tests.evaluation.logs import made_citation

SIDE = st.floats(0, 1)
TEXT = st.text(max_size=20)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    digest = draw(st.text("0123456789abcdef", min_size=64, max_size=64))
    exact, start = draw(st.text(min_size=1, max_size=40)), draw(st.integers(0, 9999))
    span = Span(start, start + len(exact))
    indexes = sorted(draw(st.sets(st.integers(0, 40), max_size=3)))
    boxes = [
        Box(page, *draw(st.tuples(SIDE, SIDE, SIDE, SIDE)))
        for page in indexes
        for _ in range(draw(st.integers(0, 2)))
    ]
    return Citation(
        citation_id(digest, span, exact), source_id(digest), digest, draw(TEXT),
        draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        Quote(exact, draw(TEXT), draw(TEXT)), span,
        tuple((index, draw(TEXT)) for index in indexes), tuple(boxes),
        tuple(draw(st.lists(TEXT, max_size=3))),
        draw(st.none() | st.sampled_from(["https://granholm.se/a?b=å", "http://x"])),
        draw(st.none() | st.just("2026-05-12")), draw(TEXT), "2026-11-23T10:00:00Z",
    )  # fmt: skip


@given(st.lists(citations(), max_size=4))
def test_what_goes_out_comes_back_and_goes_out_the_same(made: list[Citation]) -> None:
    page = annotation_page(made)
    back = [citation_of(item) for item in annotations_in(page)]
    assert back == made
    assert annotation_page(back) == page


def test_other_tools_find_quote_position_and_page() -> None:
    made = replace(made_citation("följs upp varje år"), pages=((3, "iv"),))
    written = json.loads(annotation_page([made]))
    assert written["type"] == "AnnotationPage"
    (item,) = written["items"]
    quote, position, page = item["target"]["selector"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", "följs upp varje år")
    assert (position["start"], position["end"]) == (made.span.start, made.span.end)
    assert (page["type"], page["value"]) == ("FragmentSelector", "page=4")
    assert page["conformsTo"] == "http://tools.ietf.org/rfc/rfc3778"
    assert item["target"]["state"][0]["kompass:sha256"] == made.digest


def test_a_web_page_is_named_by_its_address_and_day() -> None:
    made = replace(made_citation("planen"), url="https://granholm.se/", captured="2026-05-12")
    target = annotation(made)["target"]
    assert target["source"] == "https://granholm.se/"
    assert target["state"][1] == {"type": "TimeState", "sourceDate": "2026-05-12"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"items": 3}', "{"])
def test_what_is_no_page_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|no list of items"):
        annotations_in(text)


@pytest.mark.parametrize("name", ["id", "target", "creator"])
def test_an_annotation_without_what_a_citation_needs_is_none(name: str) -> None:
    item = annotation(made_citation("planen"))
    del item[name]
    if name == "id":
        assert name_of(item) == ""
    else:
        with pytest.raises(LookupError):
            citation_of(item)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("created",), "i går"),
        (("created",), 3),
        (("creator", "name"), "Eva \ud83d"),
        (("target", "source"), None),
        (("target", "state"), "ingen"),
        (("target", "selector"), []),
        (("target", "selector", 1, "start"), -1),
        (("target", "selector", 1, "end"), float("inf")),
        (("target", "selector", 2, "value"), "sida fyra"),
        (("target", "selector", 2, "kompass:boxes"), [[0, 0, 1]]),
        (("target", "kompass:heading"), [1]),
    ],
)
def test_values_that_are_none_of_a_citation_are_told(
    path: tuple[str | int, ...], value: object
) -> None:
    item: Any = annotation(made_citation("planen"))
    inner = item
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises((LookupError, TypeError, ValueError, AttributeError, OverflowError)):
        citation_of(item)
