"""Builds full web pages from the web sources, in the manner of three publishing systems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sources import MARKDOWN, NULLS, Source

HERE = Path(__file__).parent
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
ACCORDION = re.compile(r"^:::\s*accordion\s+(?P<title>.+?)\s*\n(?P<text>.*?)^:::\s*$", re.M | re.S)
NOT_INGRESS = ("#", "-", "|", ":::", "1.", "*", ">")


@dataclass(frozen=True)
class Part:
    """A piece of an article: running text, or an accordion when it has a title."""

    html: Markup
    title: str = ""


@dataclass(frozen=True)
class Article:
    """A page's body, made ready for a template."""

    ingress: Markup
    parts: list[Part]


class Site:
    """All pages together, so that a link can show the title of the page it leads to."""

    def __init__(self, pages: list[Source]) -> None:
        self.pages = pages
        self.frame = yaml.safe_load((HERE / "site.yaml").read_text(encoding="utf-8"))
        add_to_menu(self.frame["menu"], pages)
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.templates.filters["swedish_date"] = swedish_date

    @cached_property
    def titles(self) -> dict[str, str]:
        menu = [entry for group in self.frame["menu"] for entry in group["items"]]
        known = {path: title for title, path in [*menu, *self.frame["footer"]]}
        return known | {page.text("path"): page.title for page in self.pages}

    def render(self, page: Source) -> str:
        """The whole page as HTML."""
        template = self.templates.get_template(f"{page.text('cms')}.html")
        path = page.text("path")
        return template.render(
            **self.frame,
            page=page,
            path=path,
            url=self.frame["site"]["address"] + path,
            title=page.title,
            description=page.text("description"),
            updated=page.text("updated"),
            contact=contact_of(page),
            crumbs=breadcrumbs(page),
            links=[(link, self._title(link)) for link in page.meta.get("links") or []],
            article=article_of(page),
        )

    def _title(self, path: str) -> str:
        """A page that is not among the sources is named after the end of its path."""
        words = path.rstrip("/").rpartition("/")[2].replace("-", " ")
        return self.titles.get(path, words.capitalize() or "Startsida")


def add_to_menu(menu: list[dict[str, Any]], pages: list[Source]) -> None:
    """Put pages that the menu lacks under the heading whose path theirs begins with."""
    known = {path for group in menu for _, path in group["items"]}
    for group in menu:
        for page in pages:
            path = page.text("path")
            if path.startswith(group["path"] + "/") and path not in known:
                group["items"].append([page.title, path])


def contact_of(page: Source) -> dict[str, str]:
    contact: Any = page.meta.get("contact")
    return contact if isinstance(contact, dict) else {}


def breadcrumbs(page: Source) -> list[tuple[str, str]]:
    """Names with paths; the steps between follow the page's own path."""
    names = [str(name) for name in page.meta.get("breadcrumbs") or []]
    steps = [step for step in page.text("path").split("/") if step]
    paths = ["/" + "/".join(steps[:number]) for number in range(len(names))]
    return list(zip(names, paths, strict=True))


def article_of(page: Source) -> Article:
    """Split a body into ingress, running text and accordions."""
    body = page.body.strip()
    heading = f"# {page.title}"
    if body.partition("\n")[0].strip().casefold() == heading.casefold():
        body = body.partition("\n")[2].lstrip()
    ingress = ""
    if not body.startswith(NOT_INGRESS):
        ingress, _, body = body.partition("\n\n")
    return Article(_inline(ingress), _parts(body))


def _parts(body: str) -> list[Part]:
    parts, end = [], 0
    for match in ACCORDION.finditer(body):
        parts.append(Part(_html(body[end : match.start()])))
        parts.append(Part(_html(match["text"]), match["title"]))
        end = match.end()
    parts.append(Part(_html(body[end:])))
    return [part for part in parts if part.html.strip()]


def _html(text: str) -> Markup:
    return Markup(MARKDOWN.render(text))


def _inline(text: str) -> Markup:
    return Markup(MARKDOWN.renderInline(text.replace("\n", " ")))


def swedish_date(iso: str) -> str:
    """2026-02-11 as 11 februari 2026; anything else as it is."""
    if iso in NULLS or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
        return iso
    year, month, day = iso.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
