"""Draws why a sub-area has its points as one HTML file that needs nothing outside itself.

All text is escaped; the page runs no script and asks the network for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kompass_evidence.domain.evidence import FLAG_NAMES, FLAG_STATE_NAMES
from kompass_evidence.domain.framework import RUNG_NAMES, Rung
from kompass_evidence.domain.review import STEP_NAMES, VERDICT_NAMES
from kompass_evidence.domain.score import HIDDEN_NAMES, PLACE_NAMES, SCORE_STATE_NAMES
from kompass_evidence.reporting.html import KINDS, count_words
from kompass_evidence.reporting.one_file import in_line, own_file, policy, template
from kompass_evidence.reporting.plain import printable

UNREAD = "inget steg läst"
SOURCE_STATES = {
    "replaced": "källan har en nyare version",
    "retired": "källan är tagen ur bruk",
    "missing": "källan saknas",
}


def render_explanation(told: Mapping[str, Any], pictures: Mapping[str, Sequence[bytes]]) -> str:
    """Return the whole page; `pictures` are JPEGs of pages by the citation's id."""
    style = own_file("explain.css")
    return template(
        "explain.html", plain=printable, points=points_of, where=source_words, read=reading_words,
        rungs=rung_counts, count=count_words,
    ).render(
        told=told,
        style=Markup(style),  # noqa: S704 - our own file
        policy=policy(style),
        pictures={cited: [*map(in_line, pages)] for cited, pages in pictures.items()},
        kinds=KINDS, source_states=SOURCE_STATES,
        standings={place.value: name for place, name in PLACE_NAMES.items()},
        states={state.value: name for state, name in SCORE_STATE_NAMES.items()},
        hidden={why.value: name for why, name in HIDDEN_NAMES.items()},
        verdicts={verdict.value: name for verdict, name in VERDICT_NAMES.items()},
        steps={step.value: name for step, name in STEP_NAMES.items()},
        flag_names={kind.value: name for kind, name in FLAG_NAMES.items()},
        flag_states={state.value: name for state, name in FLAG_STATE_NAMES.items()},
    )  # fmt: skip


def points_of(value: float | None) -> str:
    """Return points from JSON as Swedish writes them; a dash where there are none."""
    return "–" if value is None else str(value).replace(".", ",")


def source_words(entry: Mapping[str, Any]) -> str:
    """Return where a citation stands: title, pages or heading, and kind of source."""
    source = entry["source"]
    places = ", ".join(place for place in entry["places"] if place != source["title"])
    kind = KINDS.get(source["kind"] or "")
    title = source["title"] + (f", {places}" if places else "")
    return f"{title} ({kind})" if kind else title


def reading_words(entry: Mapping[str, Any]) -> str:
    """Return the rung that was read where a citation stands, in Swedish."""
    if entry["stance"] is None:
        return UNREAD
    if entry["stance"] == "weakens":
        return "säger att något saknas"
    return RUNG_NAMES[Rung(entry["rung"])] if entry["rung"] else "oklart steg"


def rung_counts(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, dict[str | None, int]]]:
    """Return for each rung, in order, how many citations of each kind of source reach it."""
    found: dict[str, Counter[str | None]] = {}
    for entry in entries:
        found.setdefault(reading_words(entry), Counter())[entry["source"]["kind"]] += 1
    names = [*RUNG_NAMES.values(), "oklart steg", "säger att något saknas", UNREAD]
    return [(name, dict(found[name])) for name in names if name in found]
