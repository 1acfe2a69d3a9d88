"""Draws the evidence pack as one HTML file that needs nothing outside itself.

All text is escaped; the page may run only its own script and style, which it names by their
digests, and may ask the network for nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from kompass_evidence.domain.document import Box
from kompass_evidence.domain.evidence import FLAG_NAMES, FLAG_STATE_NAMES, FlagKind
from kompass_evidence.domain.facts import FACT_NAMES, STANDING_NAMES
from kompass_evidence.domain.framework import RUNG_NAMES, Rung
from kompass_evidence.reporting.one_file import in_line, own_file, policy, template
from kompass_evidence.reporting.plain import printable

KINDS = {"document": "dokument", "web": "webb", "interview": "intervju"}
PART = re.compile(r" \([^)]*\)$")


@dataclass(frozen=True, slots=True)
class PageView:
    """One page as a picture: its source, index, printed label and JPEG bytes."""

    source: str
    page: int
    label: str
    picture: bytes


@dataclass(frozen=True, slots=True)
class TextView:
    """The text of a source without pages, and where its headings stand in it."""

    text: str
    headings: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where a passage stands: boxes on pages, or its characters in a text without pages."""

    boxes: tuple[Box, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Views:
    """What the snippets open: pictures of pages, and the text of sources without pages."""

    pages: Sequence[PageView]
    texts: Mapping[str, TextView]
    places: Mapping[str, PlaceView]


def render_pack(pack: Mapping[str, Any], views: Views) -> str:
    """Return the whole page; the same pack and views give the same bytes."""
    style, script = own_file("pack.css"), own_file("pack.js")
    sub_areas = [sub_area for area in pack["areas"] for sub_area in area["sub_areas"]]
    page = template(
        "pack.html", decimal=decimal, points=points, plain=printable, marked=marked,
        count=count_words,
    )  # fmt: skip
    return page.render(
        pack=pack,
        rungs=[(rung.value, RUNG_NAMES[rung]) for rung in Rung],
        rung_names={rung.value: name for rung, name in RUNG_NAMES.items()},
        flag_names={kind.value: name for kind, name in FLAG_NAMES.items()},
        standing_names={s.value: name for s, name in STANDING_NAMES.items()},
        state_names={s.value: name for s, name in FLAG_STATE_NAMES.items()},
        fact_names={f.value: name for f, name in FACT_NAMES.items()},
        flag_total=sum(len(s["flags"]) for s in sub_areas),
        kinds=KINDS,
        weighty=sorted(sub_areas, key=lambda s: (-s["max"], _by_number(s["id"]))),
        flag_counts={s["id"]: _flag_counts(s["flags"]) for s in sub_areas},
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        data=Markup(_data(views)),  # noqa: S704 - escaped by _data
        policy=policy(style, script),
    )


def decimal(value: float, places: int = 1) -> str:
    """Return a number with a decimal comma."""
    return f"{value:.{places}f}".replace(".", ",")


def points(value: float) -> str:
    """Return points as they are written: whole without decimals, else with a decimal comma."""
    return f"{value:g}".replace(".", ",")


def count_words(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 källa", "2 källor"."""
    shown = f"{number:,}".replace(",", "\u00a0")
    return f"{shown} {one if number == 1 else many}"


def marked(text: str, terms: Iterable[str]) -> Markup:
    """Return text as HTML with the matched words marked; everything is escaped."""
    words = sorted({PART.sub("", term) for term in terms}, key=lambda w: (-len(w), w))
    shown = printable(text)
    if not words:
        return escape(shown)
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, words)) + r")(?!\w)")
    pieces = pattern.split(shown)
    joined = Markup("")
    for number, piece in enumerate(pieces):
        joined += Markup("<mark>{}</mark>").format(piece) if number % 2 else escape(piece)
    return joined


def _by_number(identifier: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", identifier))


def _flag_counts(flags: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    return [
        (kind.value, n) for kind in FlagKind if (n := sum(1 for f in flags if f["kind"] == kind))
    ]


def _data(views: Views) -> str:
    """Return what the script shows, as JSON that cannot end its script element."""
    value = {
        "pages": {
            f"{view.source}/{view.page}": {
                "label": printable(view.label),
                "picture": in_line(view.picture),
            }
            for view in views.pages
        },
        "texts": {
            source: {"text": printable_same_length(view.text), "headings": list(view.headings)}
            for source, view in views.texts.items()
        },
        "places": {
            passage: [[b.page, *(round(v, 5) for v in (b.x0, b.y0, b.x1, b.y1))] for b in v.boxes]
            if v.boxes
            else [v.start, v.end]
            for passage, v in views.places.items()
        },
    }
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def printable_same_length(text: str) -> str:
    """Return text with each control character as a space, so that places in it stay true."""
    return "".join(c if c in "\n\t" or printable(c) == c else " " for c in text)
