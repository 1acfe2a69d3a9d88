"""The demo municipality read back: its written sources against what the readers find."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest
import yaml
from markdown_it import MarkdownIt

from kompass_evidence.domain.document import BlockKind, Box, Document
from kompass_evidence.language import words
from kompass_evidence.reading import read
from tests.reading.conftest import CORPUS
from tests.reading.places import (
    assert_blocks_make_up_the_text,
    assert_every_printed_character_has_a_box,
    assert_pages_make_up_the_text,
    covers,
    plain,
)

DOCUMENTS = [
    "arsredovisning-2025",  # long, with many tables
    "mal-och-budget-2026",
    "kompetensforsorjningsplan-2025-2028",
    "vision-granholm-2040",  # two columns
    "medarbetar-och-arbetsgivarpolicy",
    "klimat-och-miljoprogram-2019-2023",
    "avfallstaxa-2026",
    "protokoll-kf-2026-02-23",
    "kvalitetspolicy",
    "kommunikationspolicy",  # Word
    "riktlinje-synpunkter-klagomal",
    "principer-medborgardialog-utkast",
    "lokala-ordningsforeskrifter",  # Markdown
]
PDFS = DOCUMENTS[:9]
PAGES = sorted(path.stem for path in (CORPUS / "web").glob("*.md"))
MARKDOWN = MarkdownIt("commonmark").enable("table")


@cache
def source(kind: str, name: str) -> tuple[dict[str, str], str]:
    """Return a written source's front matter and body."""
    raw = (CORPUS / kind / f"{name}.md").read_text(encoding="utf-8")
    front, _, body = raw[4:].partition("\n---\n")
    meta: dict[str, str] = yaml.load(front, Loader=yaml.BaseLoader)
    return meta, body


def written(kind: str, name: str) -> list[str]:
    """Return the words of a written source in order, without the marks of Markdown."""
    body = re.sub(r"^:::\s*accordion\s+", "### ", source(kind, name)[1], flags=re.M)
    body = re.sub(r"^:::\s*$", "", body, flags=re.M)
    parts = [
        "".join(" " if c.type.endswith("break") else c.content for c in token.children or [])
        for token in MARKDOWN.parse(body)
        if token.type == "inline"
    ]
    return words(plain(" ".join(parts)))


def read_built(folder: Path, kind: str, name: str) -> Document:
    (path,) = (folder / kind).glob(f"{name}.*")
    return read(path.read_bytes(), path.name)


def share_in_order(expected: list[str], found: list[str]) -> float:
    """Return how much of the expected words stands among the found ones, in order."""
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(expected)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_words_of_a_document_are_read_in_order(exempelkommun: Path, name: str) -> None:
    found = words(plain(read_built(exempelkommun, "documents", name).text))
    assert share_in_order(written("documents", name), found) >= 0.99


@pytest.mark.parametrize("name", PAGES)
def test_the_words_of_a_web_page_are_read_in_order(exempelkommun: Path, name: str) -> None:
    found = words(plain(read_built(exempelkommun, "web", name).text))
    assert share_in_order(written("web", name), found) >= 0.99


@cache
def furniture() -> frozenset[str]:
    """Return what every page carries around its text: menu, footer and cookie banners."""
    site = yaml.safe_load((CORPUS / "site.yaml").read_text(encoding="utf-8"))
    named = [title for title, _ in (*site["footer"], *site["shortcuts"])]
    named += [title for group in site["menu"] for title, _ in group["items"]]
    named += [group["title"] for group in site["menu"]]
    banners = ["Vi använder kakor", "Vi använder cookies", "använder kakor", "Acceptera alla"]
    around = [
        "Hoppa till",
        "Till innehåll på sidan",
        "Hjälpte informationen dig",
        "Organisationsnummer",
    ]
    return frozenset((*named, *banners, *around))


@pytest.mark.parametrize("name", PAGES)
def test_menus_footers_and_cookie_banners_are_not_read(exempelkommun: Path, name: str) -> None:
    own = plain(source("web", name)[1] + source("web", name)[0]["title"])
    text = read_built(exempelkommun, "web", name).text
    assert [words for words in sorted(furniture()) if words in text and words not in own] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_web_page_is_dated_as_it_states(exempelkommun: Path, name: str) -> None:
    stated = source("web", name)[0].get("updated", "null")
    assert read_built(exempelkommun, "web", name).dated == (None if stated == "null" else stated)


@pytest.mark.parametrize("name", PAGES)
def test_a_web_page_is_called_by_its_heading(exempelkommun: Path, name: str) -> None:
    assert read_built(exempelkommun, "web", name).title == source("web", name)[0]["title"]


@pytest.mark.parametrize("name", PAGES)
def test_a_web_page_has_the_address_it_states(exempelkommun: Path, name: str) -> None:
    url = read_built(exempelkommun, "web", name).url or ""
    assert url.endswith(source("web", name)[0]["path"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_called_by_its_title(exempelkommun: Path, name: str) -> None:
    meta = source("documents", name)[0]
    assert read_built(exempelkommun, "documents", name).title == meta["title"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_headings_of_a_document_are_headings(exempelkommun: Path, name: str) -> None:
    document = read_built(exempelkommun, "documents", name)
    found = {
        " ".join(words(b.span.of(document.text)))
        for b in document.blocks
        if b.kind is BlockKind.HEADING
    }
    tokens = MARKDOWN.parse(source("documents", name)[1])
    marked = [
        " ".join(words(plain(after.content.replace("*", ""))))
        for token, after in pairwise(tokens)
        if token.type == "heading_open"
    ]
    assert [heading for heading in marked if heading not in found] == []


@pytest.mark.parametrize("name", PDFS)
def test_running_lines_of_a_pdf_are_not_read(exempelkommun: Path, name: str) -> None:
    document = read_built(exempelkommun, "documents", name)
    header = source("documents", name)[0]["header"]
    after_the_first = document.pages[1:]  # the first may hold the title in the same words
    running = [line for page in after_the_first for line in page.margins]
    text = "\n".join(page.span.of(document.text) for page in after_the_first).splitlines()
    assert header in ("", *running)
    assert [line for line in running if line in text] == []


@pytest.mark.parametrize("name", PDFS)
def test_pages_of_a_pdf_are_called_what_is_printed_on_them(exempelkommun: Path, name: str) -> None:
    document = read_built(exempelkommun, "documents", name)
    printed = [re.search(r"Sida (\d+) \(", " ".join(page.margins)) for page in document.pages]
    numbered = [(p.label, m[1]) for p, m in zip(document.pages, printed, strict=True) if m]
    assert len(numbered) >= len(document.pages) - 1
    assert all(label == number for label, number in numbered)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_blocks_make_up_the_text(exempelkommun: Path, name: str) -> None:
    assert_blocks_make_up_the_text(read_built(exempelkommun, "documents", name))


@pytest.mark.parametrize("name", PDFS)
def test_every_character_has_its_page_and_box(exempelkommun: Path, name: str) -> None:
    document = read_built(exempelkommun, "documents", name)
    assert_pages_make_up_the_text(document)
    assert_every_printed_character_has_a_box(document)


@pytest.mark.parametrize("name", ["kvalitetspolicy", "vision-granholm-2040", "avfallstaxa-2026"])
def test_boxes_stand_where_pymupdf_finds_the_word(exempelkommun: Path, name: str) -> None:
    document = read_built(exempelkommun, "documents", name)
    checked = 0
    with pymupdf.open(exempelkommun / "documents" / f"{name}.pdf") as pdf:
        for page in document.pages:
            sheet = pdf[page.index]
            for word in page.words[::25]:
                printed = sheet.search_for(document.text[word.start : word.end])
                boxes = [
                    Box(
                        page.index,
                        r.x0 / sheet.rect.width,
                        r.y0 / sheet.rect.height,
                        r.x1 / sheet.rect.width,
                        r.y1 / sheet.rect.height,
                    )
                    for r in printed
                ]
                assert any(covers(Box(*word[2:]), box) for box in boxes), word
                checked += 1
    assert checked > 20
