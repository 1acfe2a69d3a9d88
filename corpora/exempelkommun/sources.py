"""Reads the written sources of the demo municipality: YAML front matter and a Markdown body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark").enable("table")
NULLS = {"", "null", "~"}


@dataclass(frozen=True)
class Span:
    """A run of text with one look."""

    text: str
    bold: bool = False
    italic: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    level: int
    spans: Spans


@dataclass(frozen=True)
class Para:
    spans: Spans


@dataclass(frozen=True)
class ListItem:
    """One item; items of the same list share list_id. A following paragraph has marker ''."""

    depth: int
    marker: str
    spans: Spans
    list_id: int


@dataclass(frozen=True)
class Table:
    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]


Block = Heading | Para | ListItem | Table


@dataclass(frozen=True)
class Source:
    """One source file: every scalar of the front matter is kept as the text it was written as."""

    slug: str
    meta: dict[str, Any]
    body: str

    def text(self, key: str) -> str:
        value = self.meta.get(key, "")
        return "" if value is None or str(value) in NULLS else str(value)

    def flag(self, key: str) -> bool:
        return self.text(key).lower() in {"true", "yes", "ja"}

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def cover_table(self) -> list[tuple[str, str]]:
        table = self.meta.get("cover_table") or {}
        return [(str(k), str(v)) for k, v in table.items() if str(v) not in NULLS]

    def fact(self, key: str) -> str:
        facts = self.meta.get("facts") or {}
        value = str(facts.get(key, ""))
        return "" if value in NULLS else value

    @property
    def blocks(self) -> list[Block]:
        return without_title(parse_blocks(self.body), self.title)


def read_source(path: Path) -> Source:
    """Split a file into front matter and body."""
    raw = path.read_text(encoding="utf-8")
    if not raw.startswith("---\n"):
        raise ValueError(f"{path}: front matter is missing")
    front, _, body = raw[4:].partition("\n---\n")
    # BaseLoader leaves dates and numbers as written, which is how they must be printed.
    meta = yaml.load(front, Loader=yaml.BaseLoader)
    if not isinstance(meta, dict):
        raise ValueError(f"{path}: front matter is not a mapping")
    return Source(path.stem, meta, body.strip() + "\n")


def read_folder(folder: Path) -> list[Source]:
    return [read_source(path) for path in sorted(folder.glob("*.md"))]


def plain(spans: Spans) -> str:
    return "".join(span.text for span in spans)


def without_title(blocks: list[Block], title: str) -> list[Block]:
    """Drop a leading heading that repeats the title and let the top level be 1 without gaps."""
    first = blocks[0] if blocks else None
    if isinstance(first, Heading) and plain(first.spans).casefold() == title.casefold():
        blocks = blocks[1:]
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    return list(_relevelled(blocks, min(levels, default=1)))


def _relevelled(blocks: list[Block], top: int) -> Iterator[Block]:
    previous = 0
    for block in blocks:
        if isinstance(block, Heading):
            previous = min(block.level - top + 1, previous + 1)
            yield replace(block, level=previous)
        else:
            yield block


def parse_blocks(body: str) -> list[Block]:
    """Turn Markdown into a flat list of blocks."""
    return _BlockReader(MARKDOWN.parse(body)).read()


class _BlockReader:
    """Walks the token stream once, keeping the open lists on a stack."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.blocks: list[Block] = []
        self.lists: list[tuple[int, int | None]] = []  # (list id, next number or None)
        self.marker = ""
        self.list_count = 0

    def read(self) -> list[Block]:
        position = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            if token.type == "table_open":
                position = self._table(position)
            else:
                self._token(token, self.tokens[position - 1])
            position += 1
        return self.blocks

    def _token(self, token: Token, before: Token) -> None:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            number = int(token.attrs.get("start", 1)) if token.tag == "ol" else None
            self.list_count += 1
            self.lists.append((self.list_count, number))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif token.type == "list_item_open":
            self._open_item()
        elif token.type == "inline":
            self._inline(token, before)

    def _open_item(self) -> None:
        list_id, number = self.lists[-1]
        self.marker = "•" if number is None else f"{number}."
        self.lists[-1] = (list_id, None if number is None else number + 1)

    def _inline(self, token: Token, before: Token) -> None:
        spans = inline_spans(token)
        if before.type == "heading_open":
            self.blocks.append(Heading(int(before.tag[1:]), spans))
        elif self.lists:
            depth = len(self.lists)
            self.blocks.append(ListItem(depth, self.marker, spans, self.lists[-1][0]))
            self.marker = ""
        else:
            self.blocks.append(Para(spans))

    def _table(self, position: int) -> int:
        rows: list[list[Spans]] = []
        while self.tokens[position].type != "table_close":
            token = self.tokens[position]
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(inline_spans(token))
            position += 1
        self.blocks.append(Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:])))
        return position


def inline_spans(token: Token) -> Spans:
    """The text of one line of Markdown with bold and italic kept."""
    spans: list[Span] = []
    bold = italic = 0
    for child in token.children or []:
        bold += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(child.type, 0)
        text = " " if child.type in {"softbreak", "hardbreak"} else child.content
        if text:
            spans.append(Span(text, bold > 0, italic > 0))
    return tuple(spans)
