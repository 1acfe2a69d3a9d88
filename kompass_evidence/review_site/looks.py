"""How the site's pages are drawn: what templates may use, and the files they ask for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from kompass_evidence.domain.document import KIND_NAMES, page_place
from kompass_evidence.domain.review import REVIEW_STATE_NAMES, STEP_NAMES, VERDICT_NAMES
from kompass_evidence.evaluation.table import points_text
from kompass_evidence.reporting.plain import printable
from kompass_evidence.review_site.desk import ACCESS_NAMES, Access

TEMPLATES = Path(__file__).parent / "templates"
FILES = {
    name: ((TEMPLATES / name).read_bytes(), kind)
    for name, kind in (
        ("review.css", "text/css"), ("review.js", "text/javascript"), ("icon.svg", "image/svg+xml"),
    )
}  # fmt: skip
SHOWN = 160  # characters of a quote in a list


def dress(app: Flask, **shown: str) -> None:
    """Let the app's templates use the tables' words; all that they print is escaped, and has no
    control characters. `shown` stands on every page."""
    app.jinja_options = {
        "finalize": _plain, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True
    }  # fmt: skip
    app.jinja_env.filters.update(
        points=points, shortened=shortened, head=head, tail=tail, page_place=page_place
    )
    app.jinja_env.globals.update(
        verdict_names=VERDICT_NAMES, state_names=REVIEW_STATE_NAMES, kind_names=KIND_NAMES,
        step_names=STEP_NAMES, access_names=ACCESS_NAMES, Access=Access, **shown,
    )  # fmt: skip


def points(value: Decimal) -> str:
    """Return points with a decimal comma, as exact as they are."""
    return points_text(value).replace("-", "−")


def shortened(text: str) -> str:
    """Return a quote on one line, cut between two words."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 2].rsplit(" ", 1)[0] + " …"


def head(text: str) -> str:
    """Return the text that follows a quote, without the word that it was cut in."""
    return text.rsplit(maxsplit=1)[0] + " …" if len(text.split()) > 1 else text + "…"


def tail(text: str) -> str:
    """Return the text before a quote, without the word that it was cut in."""
    return "… " + text.split(maxsplit=1)[1] if len(text.split()) > 1 else "…" + text


def _plain(value: Any) -> Any:
    is_text = isinstance(value, str) and not hasattr(value, "__html__")
    return printable(value) if is_text else value
