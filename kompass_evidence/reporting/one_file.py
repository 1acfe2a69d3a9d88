"""What pages share that are one HTML file: they escape all text, run and show nothing but what
stands in them, named by its digest, and ask the network for nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

TEMPLATES = Path(__file__).parent / "templates"


def template(name: str, **filters: Callable[..., Any]) -> jinja2.Template:
    """Return one of the package's templates, which may use `filters`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters |= filters
    return environment.get_template(name)


def own_file(name: str) -> str:
    """Return a style or script of the package, to stand in the page."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def policy(style: str, script: str | None = None) -> str:
    """Return the page's Content-Security-Policy: its own style and script, and pictures in it."""
    rules = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none';"
    run = "" if script is None else f"; script-src '{_digest(script)}'"
    return f"{rules} style-src '{_digest(style)}'{run}"


def in_line(picture: bytes) -> str:
    """Return a picture as it stands in the page, in base64."""
    return base64.b64encode(picture).decode("ascii")


def _digest(content: str) -> str:
    return "sha256-" + in_line(hashlib.sha256(content.encode()).digest())
