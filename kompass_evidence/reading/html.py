"""Reads saved web pages: the main text with its headings, lists, tables and accordions.

trafilatura tells the page's own text from menus, cookie banners and footers.
"""

from __future__ import annotations

import re
from typing import Any

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.blocks import BlockText
from kompass_evidence.reading.saved_page import saved_from

READER = "html/1"
HEADING = re.compile(r"h([1-6])")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MAX_BYTES = 20_000_000
NO_MAIN_TEXT = "no main text was found in the page (an empty page, a menu or a cookie wall)"
# what a page says about itself; trafilatura takes it for text where it stands in the article
FURNITURE = re.compile(
    r"(?:(?:hjälpte (?:den här )?(?:informationen|sidan|texten) dig|hittade du det du sökte"
    r"|var (?:den här )?(?:informationen|sidan) till hjälp"
    r"|senast (?:uppdaterad|ändrad|granskad|publicerad)"
    r"|sidan (?:uppdaterades|uppdaterad|granskad|senast))\b.{0,60}"
    r"|(?:dela|tipsa om|skriv ut)(?: (?:den här )?(?:sidan|artikeln))?"
    r"(?: (?:på|via) (?:facebook|linkedin|x|twitter|e-post|mejl))?:?"
    r"|till (?:sidans )?topp(?:en)?)$",
    re.IGNORECASE,
)


def read_html(data: bytes, name: str) -> Document:
    """Return the document in a saved page's bytes; `name` is the file's, used without a title.

    Raises UnreadableError where the page has no main text.
    """
    import trafilatura

    if len(data) > MAX_BYTES:
        raise UnreadableError(
            f"the page is larger than {MAX_BYTES // 1_000_000} MB",
            f"sidan är större än {MAX_BYTES // 1_000_000} MB",
        )
    tree = trafilatura.load_html(data)
    if tree is None:
        raise UnreadableError(
            "it is not a web page that can be read", "det är ingen webbsida som går att läsa"
        )
    _keep_accordions(tree)
    _unfold(tree)
    main_heading = _main_heading(tree)
    found = trafilatura.bare_extraction(
        tree, include_tables=True, favor_recall=True, with_metadata=True, include_comments=False,
        include_images=False, deduplicate=False,
        # a date that the page states; a longer search takes any date in the text for its own
        date_extraction_params={"extensive_search": False, "original_date": False},
    )  # fmt: skip
    text = BlockText()
    if found is not None and found.body is not None:
        for element in found.body:
            _add(text, element)
    text = text.without(lambda line: bool(FURNITURE.match(line)))
    if not text.blocks:
        raise UnreadableError(
            NO_MAIN_TEXT,
            "ingen huvudtext hittades på sidan (en tom sida, en meny eller en kakvägg)",
        )
    title = main_heading or _title(found) or name.rsplit(".", 1)[0]
    url = (
        str(found.url) if found.url and str(found.url).startswith(("http://", "https://")) else None
    )
    saved = saved_from(data)
    dated = str(found.date) if found.date and ISO_DATE.fullmatch(str(found.date)) else None
    return Document(
        text.text(), tuple(text.blocks), title=title, url=url or saved.url, dated=dated,
        reader=f"{READER} trafilatura {trafilatura.__version__}", captured=saved.captured,
    )  # fmt: skip


def _keep_accordions(tree: Any) -> None:
    """Make the titles of folded parts headings: buttons are left out as controls otherwise."""
    for button in list(tree.iter("button", "summary")):
        folds = (
            button.tag == "summary" or button.get("aria-expanded") or button.get("aria-controls")
        )
        inside = {parent.tag for parent in button.iterancestors()}
        if folds and _words(button).strip() and not inside & {"nav", "header", "footer", "form"}:
            if button.tag == "summary" and button.find(".//h2") is not None:
                continue
            button.tag = "h3" if not inside & {"h2", "h3", "h4", "h5"} else "span"
            button.attrib.clear()


def _unfold(tree: Any) -> None:
    """Show the folded parts of the main text, which trafilatura leaves out as hidden."""
    folded = "[contains(translate(@style, ' ', ''), 'display:none') or @aria-hidden='true']"
    for part in tree.xpath(f"//*[self::main or self::article]//*{folded}[.//p or .//li or .//td]"):
        part.attrib.pop("style", None)
        part.attrib.pop("aria-hidden", None)


def _main_heading(tree: Any) -> str:
    """Return the page's main heading, where it has just one; a site's name on top is none."""
    headings = [
        " ".join(_words(heading).split())
        for heading in tree.iter("h1")
        if {"main", "article"} & (tags := {parent.tag for parent in heading.iterancestors()})
        or "header" not in tags
    ]
    return headings[0] if len(headings) == 1 else ""


def _title(found: Any) -> str:
    """Return the title that the page states, without the site's name after it."""
    title = " ".join(str(found.title or "").split())
    site = " ".join(str(found.sitename or "").split())
    for joint in (" - ", " | ", " – "):  # what content management systems put between the two
        if site and title.endswith(joint + site):
            title = title.removesuffix(joint + site)
    return title


def _add(text: BlockText, element: Any) -> None:
    """Append one element of trafilatura's tree, and what it holds, to the text."""
    if not isinstance(element.tag, str):
        return
    if element.tag == "head":
        match = HEADING.fullmatch(element.get("rend") or "")
        # an accordion's title has no level of its own: it opens a part of the section it is in
        text.add(BlockKind.HEADING, _words(element), int(match.group(1)) if match else 3)
    elif element.tag == "table":
        _add_table(text, element)
    elif element.tag == "list":
        for item in element:
            _add_mixed(text, item, BlockKind.LIST_ITEM)
    elif element.tag in ("p", "quote", "code", "item", "hi", "ref", "del"):
        _add_mixed(text, element, BlockKind.PARAGRAPH)
    else:
        for child in element:
            _add(text, child)


def _add_mixed(text: BlockText, element: Any, kind: BlockKind) -> None:
    """Append text that may hold lists, tables or headings among its words."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in ("list", "table", "head", "p"):
            text.add(kind, "".join(parts))
            parts = []
            _add(text, child)
        else:
            parts.append(_words(child) if child.tag != "lb" else " ")
        parts.append(child.tail or "")
    text.add(kind, "".join(parts))


def _words(element: Any) -> str:
    return "".join(element.itertext())


def _add_table(text: BlockText, table: Any) -> None:
    rows = [[_words(cell) for cell in row.iter("cell")] for row in table.iter("row")]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return
    first = table.find(".//row")
    cells = list(first.iter("cell")) if first is not None else []
    has_header = bool(cells) and len(rows) > 1 and all(c.get("role") == "head" for c in cells)
    text.add_table(rows, has_header=has_header)
