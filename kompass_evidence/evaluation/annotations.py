"""Citations as W3C Web Annotations (JSON-LD), and back, with nothing lost on the way.

Other tools read the selectors: the quote with its surroundings, its characters, and its pages as
fragments of a PDF. What the standard has no word for stands under the prefix `kompass:`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kompass_evidence.domain.citation import Citation, Quote, citation_id
from kompass_evidence.domain.document import Box, Span, source_id

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OWN_TERMS = {"kompass": "urn:kompass:terms:"}
PDF_FRAGMENT = "http://tools.ietf.org/rfc/rfc3778"  # "page=4": pages are numbered from 1


def annotation_page(citations: Iterable[Citation]) -> str:
    """Return citations as one AnnotationPage: JSON-LD that is the same for the same citations."""
    page = {
        "@context": [CONTEXT, OWN_TERMS],
        "id": "urn:kompass:citations", "type": "AnnotationPage", "startIndex": 0,
        "items": [annotation(citation) for citation in citations],
    }  # fmt: skip
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"


def annotation(citation: Citation) -> dict[str, Any]:
    """Return one citation as a Web Annotation."""
    quote, span = citation.quote, citation.span
    state: list[dict[str, Any]] = [{
        "type": "kompass:DigestState", "kompass:sha256": citation.digest,
        "kompass:text": citation.text_digest, "kompass:reader": citation.reader,
    }]  # fmt: skip
    if citation.captured is not None:
        state.append({"type": "TimeState", "sourceDate": citation.captured})
    selectors: list[dict[str, Any]] = [
        {
            "type": "TextQuoteSelector",
            "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix,
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        *(_page_selector(citation, index, label) for index, label in citation.pages),
    ]  # fmt: skip
    return {
        "id": f"urn:kompass:{citation.id}", "type": "Annotation", "motivation": "highlighting",
        "creator": {"type": "Person", "name": citation.by}, "created": citation.at,
        "target": {
            "type": "SpecificResource", "source": citation.url or f"urn:kompass:{citation.source}",
            "state": state, "selector": selectors, "kompass:heading": list(citation.heading),
        },
    }  # fmt: skip


def _page_selector(citation: Citation, index: int, label: str) -> dict[str, Any]:
    boxes = [[b.x0, b.y0, b.x1, b.y1] for b in citation.boxes if b.page == index]
    return {
        "type": "FragmentSelector", "conformsTo": PDF_FRAGMENT, "value": f"page={index + 1}",
        "kompass:label": label, "kompass:boxes": boxes,
    }  # fmt: skip


def annotations_in(text: str) -> list[Any]:
    """Return the annotations of a page, each still to be read. Raises ValueError if it is none."""
    page = json.loads(text)
    items = page.get("items") if isinstance(page, dict) else None
    if not isinstance(items, list):
        raise ValueError("it has no list of items")
    return items


def name_of(item: object) -> str:
    """Return what an annotation calls itself, or "" where it has no such name."""
    name = item.get("id") if isinstance(item, dict) else None
    return name.removeprefix("urn:kompass:") if isinstance(name, str) else ""


def citation_of(item: Mapping[str, Any]) -> Citation:
    """Return the citation that an annotation is.

    Raises LookupError, TypeError, ValueError or AttributeError where it is none of ours.
    """
    target = item["target"]
    state = {entry["type"]: entry for entry in target["state"]}
    selectors = {entry["type"]: entry for entry in target["selector"]}
    pages = [entry for entry in target["selector"] if entry["type"] == "FragmentSelector"]
    words, place = selectors["TextQuoteSelector"], selectors["TextPositionSelector"]
    quote = Quote(_text(words["exact"]), _text(words["prefix"]), _text(words["suffix"]))
    span = Span(int(place["start"]), int(place["end"]))
    digest = _text(state["kompass:DigestState"]["kompass:sha256"])
    source, named = source_id(digest), _text(target["source"])
    captured = state.get("TimeState", {}).get("sourceDate")
    return Citation(
        citation_id(digest, span, quote.exact), source, digest,
        _text(state["kompass:DigestState"]["kompass:reader"]),
        _text(state["kompass:DigestState"]["kompass:text"]), quote, span,
        tuple((_index(page), _text(page["kompass:label"])) for page in pages),
        tuple(
            Box(_index(page), *(float(side) for side in box))
            for page in pages for box in page["kompass:boxes"]
        ),
        tuple(_text(words) for words in target["kompass:heading"]),
        None if named == f"urn:kompass:{source}" else named,
        None if captured is None else _text(captured),
        _text(item["creator"]["name"]), _moment(item["created"]),
    )  # fmt: skip


def _index(page: Mapping[str, Any]) -> int:
    return int(_text(page["value"]).removeprefix("page=")) - 1


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode()  # a half of a character, which JSON can spell, is no text either
    return value


def _moment(value: object) -> str:
    text = _text(value)
    datetime.fromisoformat(text)
    return text
