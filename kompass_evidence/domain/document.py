"""A source as it was handed in, the text a reader sees in it, and the passages cut from it.

Everything points into `Document.text` by character span, and `text[span]` is what is shown,
searched and cited. The text is made once, by a reader, and never changed afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import NamedTuple

SLIDE = "bild "  # how the label of a slide begins: "bild 3"
_OPEN = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# what a web server calls the kinds of file that hold text for people, and their usual ending
ENDINGS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf",
    _OPEN + "wordprocessingml.document": ".docx", _OPEN + "spreadsheetml.sheet": ".xlsx",
    _OPEN + "presentationml.presentation": ".pptx", "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
    "application/rtf": ".rtf", "text/rtf": ".rtf", _ODF + "text": ".odt",
    _ODF + "spreadsheet": ".ods", _ODF + "presentation": ".odp",
}  # fmt: skip


class SourceKind(StrEnum):
    """Which of Kommunkompassen's three kinds of source something is."""

    DOCUMENT = "document"
    WEB = "web"
    INTERVIEW = "interview"


KIND_NAMES = {
    SourceKind.DOCUMENT: "dokument",
    SourceKind.WEB: "webbsida",
    SourceKind.INTERVIEW: "intervju",
}


class BlockKind(StrEnum):
    """What a stretch of the text is to a reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CONTENTS = "contents"  # a line of a table of contents: kept, never evidence


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `start` included and `end` not."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}–{self.end}")

    def of(self, text: str) -> str:
        """Return the characters that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: `page` is its index from 0, the rest are fractions of the page
    as it is shown (rotation applied), with the origin in the upper left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_on_page(self) -> bool:
        """Say whether it has its corners in order, and all of it lies on the page."""
        return 0 <= self.x0 <= self.x1 <= 1 and 0 <= self.y0 <= self.y1 <= 1


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row; `level` is given for headings alone."""

    kind: BlockKind
    span: Span
    level: int | None = None


class WordBox(NamedTuple):
    """Where one printed piece of a word stands, `start` and `end` in the document's text.

    A hyphenated word has two. A tuple, since a long document has hundreds of thousands.
    """

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its printed label, its part of the text, and what was kept out of the text.

    `words` cover every character of the span that is printed; the space and line break
    between two words belong to the word before.
    """

    index: int
    label: str
    span: Span
    words: tuple[WordBox, ...] = ()
    margins: tuple[str, ...] = ()  # running headers, footers and page numbers, as they stand


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one source with its structure; `pages` is empty where there are none."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    title: str = ""
    url: str | None = None
    dated: str | None = None  # the date the source itself states, ISO 8601
    language: str | None = None
    reader: str = ""  # name and version of the reader, since another may give another text
    remarks: tuple[str, ...] = ()  # what could not be read in it, in plain words
    margins: tuple[str, ...] = ()  # headers and footers of a document that has no pages
    captured: str | None = None  # when a web page was taken, ISO 8601 in UTC, if that is known

    def heading_at(self, position: int) -> tuple[str, ...]:
        """Return the headings that `position` stands under, outermost first."""
        path: list[tuple[int, str]] = []
        for block in self.blocks:
            if block.span.start > position:
                break
            if block.kind is BlockKind.HEADING:
                path = enter_heading(path, block.level, block.span.of(self.text))
        return tuple(words for _, words in path)

    def pages_of(self, span: Span) -> tuple[Page, ...]:
        """Return the pages that `span` stands on, in order."""
        return tuple(page for page in self.pages if page.span.overlaps(span))

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """Return the boxes of the words in `span`; words on one line are one box.

        Within a word that is only partly covered, the box is cut in proportion to characters.
        """
        found: list[Box] = []
        for page in self.pages_of(span):
            for word in page.words:
                if word.start < span.end and span.start < word.end:
                    _append_joined(found, _clip(word, span))
        return tuple(found)


def page_place(label: str) -> str:
    """Return where a page is, in Swedish: "s. 4"; a label that says what it is stands as it is."""
    return label if label.startswith(SLIDE) else f"s. {label}"


def places_of(labels: Iterable[str], heading: Sequence[str]) -> tuple[str, ...]:
    """Return where something stands, in Swedish: its pages, or else the nearest heading."""
    return tuple(map(page_place, labels)) or tuple(heading[-1:])


def enter_heading(
    path: list[tuple[int, str]], level: int | None, words: str
) -> list[tuple[int, str]]:
    """Return the path of (level, words) after a heading: those it does not end, and itself."""
    level = level or 1
    return [*(entry for entry in path if entry[0] < level), (level, words)]


def _clip(word: WordBox, span: Span) -> Box:
    length = word.end - word.start
    left = max(0, span.start - word.start) / length
    right = max(0, word.end - span.end) / length
    width = word.x1 - word.x0
    return Box(word.page, word.x0 + left * width, word.y0, word.x1 - right * width, word.y1)


def _append_joined(boxes: list[Box], box: Box) -> None:
    """Add `box`, or widen the last box where `box` goes on along the same line."""
    if boxes:
        last = boxes[-1]
        height = max(last.y1 - last.y0, box.y1 - box.y0)
        on_line = abs(last.y0 - box.y0) + abs(last.y1 - box.y1) < 0.6 * height
        if last.page == box.page and on_line and 0 <= box.x0 - last.x1 + 1e-4 < 2 * height:
            y0, y1 = min(last.y0, box.y0), max(last.y1, box.y1)
            boxes[-1] = Box(last.page, last.x0, y0, max(last.x1, box.x1), y1)
            return
    boxes.append(box)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was handed in: `id` and `digest` are of its bytes."""

    id: str
    digest: str
    kind: SourceKind
    path: str  # as shown to the user, from the folder that was ingested
    media_type: str
    title: str
    size: int
    url: str | None = None
    dated: str | None = None
    pages: int | None = None
    version: int = 1
    replaces: str | None = None  # the id of the version before, where the same path changed
    current: bool = True
    reader: str = ""
    remarks: tuple[str, ...] = ()
    captured: str | None = None
    retired: bool = False  # taken out of the evaluation by a person; what is cited stays

    @property
    def suffix(self) -> str:
        """The ending under which its original is kept, see `kept_suffix`."""
        return kept_suffix(self.path, self.media_type)


@dataclass(frozen=True, slots=True)
class Container:
    """A file that holds sources – an archive, a mail – with its SHA-256 and what came of it.

    `remark` counts what was taken in, what could not be read and what was passed over.
    """

    path: str  # as shown to the user
    digest: str
    remark: str
    swedish: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document along its sentences; `id` comes from its source and its text."""

    id: str
    source: str
    span: Span
    text: str
    heading: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # "s. 4" or "bild 4"; the nearest heading where no pages are
    tokens: int = 0
    table: bool = False
    # the title and headings that its vector is made with
    context: str = field(default="", compare=False)


def kept_suffix(path: str, media_type: str) -> str:
    """Return the ending of the name under which an original is kept: that of its own name, or
    that of its media type where its path ends in a web address, whose ending means nothing."""
    return ENDINGS.get(media_type, "") if "://" in path else PurePath(path).suffix


def source_id(digest: str) -> str:
    """Return the id of the source whose bytes have the SHA-256 `digest` (hex)."""
    return "src-" + digest[:12]


def passage_id(source: str, text: str, occurrence: int) -> str:
    """Return the id of the `occurrence`-th (from 0) passage with this text in its source."""
    key = f"{source}\n{occurrence}\n{text}".encode()
    return "psg-" + hashlib.sha256(key).hexdigest()[:12]
