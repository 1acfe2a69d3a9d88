"""A citation: a source's own words, where they stand, and enough around them to find them again.

It never changes. It names the bytes and the text that it was made in, so that it can be checked
however the source is cut, embedded or read later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kompass_evidence.domain.document import SLIDE, Box, Span, places_of

AROUND = 48  # characters kept before and after the quote


@dataclass(frozen=True, slots=True)
class Quote:
    """The words themselves, to the letter, and the text on both sides of them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands; `text_digest` is the SHA-256 of the text that `span` points into.

    `pages` are (index from 0, printed label), `boxes` fractions of the page as shown; both are
    empty where a source has no pages. `captured` is when a web page was taken, ISO 8601.
    """

    id: str
    source: str
    digest: str  # SHA-256 of the source's bytes, hex
    reader: str
    text_digest: str
    quote: Quote
    span: Span
    pages: tuple[tuple[int, str], ...] = ()
    boxes: tuple[Box, ...] = ()
    heading: tuple[str, ...] = ()
    url: str | None = None
    captured: str | None = None
    by: str = ""
    at: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """Return where it stands in Swedish: pages, or the nearest heading."""
        return places_of((label for _, label in self.pages), self.heading)


def place_in_words(places: Sequence[str]) -> str:
    """Return places as one: "s. 6–7" for a quote over a page break."""
    rest = (place.removeprefix("s. ").removeprefix(SLIDE) for place in places[1:])
    return "–".join([*places[:1], *rest])


def place_told(labels: Iterable[str], heading: Sequence[str]) -> str:
    """Return where something stands as one: its pages, or the nearest heading, or "i texten"."""
    return place_in_words(places_of(labels, heading)) or "i texten"


class AnchorState(StrEnum):
    """What has become of a citation in the source as it is now."""

    EXACT = "exact"  # the same words in the same surroundings and place
    MOVED = "moved"  # the same words, elsewhere
    CHANGED = "changed"  # other words in their place
    GONE = "gone"


ANCHOR_NAMES = {
    AnchorState.EXACT: "oförändrat",
    AnchorState.MOVED: "flyttat",
    AnchorState.CHANGED: "ändrat",
    AnchorState.GONE: "borta",
}


def text_digest(text: str) -> str:
    """Return the SHA-256 (hex) of a document's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def citation_id(digest: str, span: Span, exact: str) -> str:
    """Return the id of the citation of these words at this place of the source with `digest`."""
    key = f"{digest}\n{span.start}\n{span.end}\n{exact}".encode("utf-8", "surrogatepass")
    return "cit-" + hashlib.sha256(key).hexdigest()[:12]


def citation_as_plain(citation: Citation) -> dict[str, Any]:
    """Return what the log keeps of a citation; who made it and when stand beside it there."""
    quote = citation.quote
    return {
        "id": citation.id, "source": citation.source, "digest": citation.digest,
        "reader": citation.reader, "text": citation.text_digest,
        "quote": [quote.exact, quote.prefix, quote.suffix],
        "span": [citation.span.start, citation.span.end],
        "pages": [list(page) for page in citation.pages],
        "boxes": [[b.page, b.x0, b.y0, b.x1, b.y1] for b in citation.boxes],
        "heading": list(citation.heading), "url": citation.url, "captured": citation.captured,
    }  # fmt: skip


def citation_from_plain(data: Mapping[str, Any], by: str, at: str) -> Citation:
    """Return the citation that the log keeps; one that was brought in keeps who made it and when.

    Raises LookupError, TypeError or ValueError where the values are none of a citation.
    """
    return Citation(
        data["id"], data["source"], data["digest"], data["reader"], data["text"],
        Quote(*data["quote"]), Span(*data["span"]),
        tuple((page, label) for page, label in data["pages"]),
        tuple(Box(*box) for box in data["boxes"]), tuple(data["heading"]), data["url"],
        data["captured"], data.get("by", by), data.get("at", at),
    )  # fmt: skip
