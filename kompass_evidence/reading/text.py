"""Reads plain text and Markdown."""

from __future__ import annotations

import re

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.blocks import BlockText
from kompass_evidence.reading.encodings import decode

READER = "text/2"
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,3}[.)])\s+\S")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
ENDS_LINE = re.compile(r"[.:;!?]$")


def read_text(data: bytes, name: str) -> Document:
    """Return the document in a plain text file; paragraphs are parted by empty lines."""
    text = BlockText()
    whole, guessed = decode(data)
    for paragraph in re.split(r"\n\s*\n", _clean(whole)):
        for lines in _items(paragraph.splitlines()):
            kind = BlockKind.LIST_ITEM if ITEM.match(lines[0]) else BlockKind.PARAGRAPH
            text.add(kind, " ".join(lines))
    return _document(text, "", name, guessed)


def read_markdown(data: bytes, name: str) -> Document:
    """Return the document in a Markdown file, its marks of emphasis and links taken off."""
    text = BlockText()
    whole, guessed = decode(data)
    body = FRONT_MATTER.sub("", _clean(whole))
    run: list[str] = []
    for line in [*body.splitlines(), ""]:
        heading = HEADING.match(line)
        starts = bool(heading) or not line.strip() or bool(ITEM.match(line))
        if run and (starts or ("|" in line) != ("|" in run[0])):
            _add_run(text, run)
            run = []
        if heading:
            text.add(BlockKind.HEADING, _plain(heading.group(2)), len(heading.group(1)))
        elif line.strip():
            run.append(line)
    first = [b for b in text.blocks if b.kind is BlockKind.HEADING and b.level == 1]
    return _document(text, first[0].span.of(text.text()) if first else "", name, guessed)


def _clean(text: str) -> str:
    """Return the text with plain line ends and without control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) <= 0x9F))


def _items(lines: list[str]) -> list[list[str]]:
    """Part the lines of a paragraph where list items begin."""
    found: list[list[str]] = []
    for line in lines:
        if found and not ITEM.match(line):
            found[-1].append(line)
        elif line.strip():
            found.append([line])
    return found


def _add_run(text: BlockText, run: list[str]) -> None:
    if run[0].lstrip().startswith("|"):
        has_header = len(run) > 1 and bool(TABLE_RULE.match(run[1]))
        rows = [_row(line) for line in run if not TABLE_RULE.match(line)]
        text.add_table(rows, has_header=has_header and len(rows) > 1)
        return
    kind = BlockKind.LIST_ITEM if ITEM.match(run[0]) else BlockKind.PARAGRAPH
    text.add(kind, _plain(" ".join(run)))


def _row(line: str) -> list[str]:
    return [_plain(cell) for cell in line.strip().strip("|").split("|")]


def _plain(text: str) -> str:
    return LINK.sub(r"\1", EMPHASIS.sub(r"\2", text)).strip()


def _document(text: BlockText, title: str, name: str, guessed: str) -> Document:
    if not text.blocks:
        raise UnreadableError("the file is empty", "filen är tom")
    stem = name.rsplit(".", 1)[0]
    remarks = (f"Läst i gammal teckenkodning: {guessed}",) if guessed else ()
    return Document(
        text.text(), tuple(text.blocks), title=title or stem, reader=READER, remarks=remarks
    )
