"""Reads PDF files: the text a reader sees, in order, with a box for every word."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

from kompass_evidence.domain.document import BlockKind, Document, Page, Span
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.office import protected
from kompass_evidence.reading.pdf_extras import attachments, fill_in
from kompass_evidence.reading.pdf_lines import Line, read_lines
from kompass_evidence.reading.pdf_margins import printed_labels, split_margins
from kompass_evidence.reading.pdf_tables import Cell, Table, find_tables, header_of, is_bold
from kompass_evidence.reading.pdf_text import (
    Item,
    Paragraph,
    TableRow,
    TextMaker,
    join_over_breaks,
    mark_headings,
    paragraphs,
    rows_of,
    squeeze,
    unbroken_words,
)  # fmt: skip
from kompass_evidence.reading.scanned import (
    ADVICE,
    ADVICE_ENGLISH,
    ScannedPage,
    looks_scanned,
    meaningless,
    read_scanned,
    settle_sizes,
    tesseract,
)

READER = "pdf/2"
MAX_PAGES = 20_000  # a file of two kilobytes can claim a million
CONTENTS_TITLE = re.compile(r"inneh[åa]ll(s(f[öo]rteckning)?)?$", re.IGNORECASE)
CONTENTS_LINE = re.compile(r"\D\s\d{1,3}$")
NO_LETTERS = 0.2  # the part of a text that may be signs without a meaning
DAMAGED = (
    "it is not a PDF that can be opened; the file may be damaged",
    "det är ingen pdf som går att öppna; filen kan vara skadad",
)
POOR_TITLE = re.compile(
    r"microsoft|untitled|namnlös|dokument\d*$|\.(docx?|pdf|indd|pptx?)$|^$", re.I
)


def read_pdf(data: bytes, name: str) -> Document:
    """Return the document in a PDF's bytes; `name` is the file's, for messages and as a title.

    Raises UnreadableError where the file cannot be opened or has no text at all.
    """
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        pdf = pymupdf.open(stream=data, filetype="pdf")
    except Exception as error:
        raise UnreadableError(*DAMAGED) from error
    with pdf, _without_collector():
        if pdf.needs_pass:
            raise protected()
        count = _count(pdf)
        if not count:
            raise UnreadableError(
                "it is a PDF without pages; the file may be damaged",
                "det är en pdf utan sidor; filen kan vara skadad",
            )
        if count > MAX_PAGES:
            raise UnreadableError(
                f"it has {count} pages, more than the {MAX_PAGES} that are read from one file",
                f"den har {count} sidor, fler än de {MAX_PAGES} som läses ur en fil",
            )
        return _read(pdf, name)


def _count(pdf: Any) -> int:
    try:
        return len(pdf)
    except RuntimeError as error:  # a page tree that claims more pages than there are objects
        raise UnreadableError(*DAMAGED) from error


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the search for reference cycles: a page makes thousands of tuples and no cycle, and
    looking them through again and again takes a seventh of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(pdf: Any, name: str) -> Document:
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    lines, tables, sizes, failed, scans = [], [], [], [], []
    for index in range(len(pdf)):
        page_lines, page_tables, size, trouble, is_scan = _read_page(pdf, index, flags)
        lines.append(page_lines)
        tables.append(page_tables)
        sizes.append(size)
        failed.extend(trouble)
        scans.extend([index] if is_scan else [])
    scanned = _read_scans(pdf, scans, lines, tables)
    parts = split_margins(lines, [height for _width, height in sizes], tables)
    items = _items([body for body, _margin in parts], tables)
    mark_headings(items, _outline(pdf))
    _mark_contents(items)
    maker = TextMaker(unbroken_words(lines))
    for item in items:
        maker.add(item, sizes)
    _require_text(len(pdf), failed, lines)
    labels = _labels(pdf, [margin for _body, margin in parts])
    pages = _pages(maker, labels, [margin for _body, margin in parts])
    empty = [index for index in range(len(pdf)) if not lines[index] and index not in failed]
    return Document(
        maker.text(), tuple(maker.blocks), pages, _title(pdf, maker, name),
        reader=f"{READER} pymupdf {pymupdf.VersionBind}",
        remarks=(
            *_remarks(empty, failed, scanned, labels), *_doubts(pdf, maker.text()),
            *attachments(pdf),
        ),
    )  # fmt: skip


def _require_text(count: int, failed: Sequence[int], lines: Sequence[list[Line]]) -> None:
    """Raise UnreadableError where no page can be read, or none has text."""
    if len(failed) == count:
        raise UnreadableError(
            f"none of its {count} pages can be read; the file is damaged",
            f"ingen av dess {count} sidor går att läsa; filen är skadad",
        )
    if any(lines):
        return
    if tesseract() is None:
        raise UnreadableError(
            f"none of its {count} pages has text (scanned, or drawn as pictures); {ADVICE_ENGLISH}",
            f"ingen av dess {count} sidor har text (skannad eller bilder); {ADVICE}",
        )
    raise UnreadableError(
        f"none of its {count} pages has text, and none could be made out in their pictures",
        f"ingen av dess {count} sidor har text, och ingen gick att tyda i bilderna",
    )


def _read_scans(
    pdf: Any, indexes: Sequence[int], lines: list[list[Line]], tables: list[list[Table]]
) -> dict[int, ScannedPage]:
    """Put what Tesseract makes out on scanned pages in the place of their little text."""
    found = dict(read_scanned(pdf, indexes))
    sizes = [line.size for page in lines for line in page for _ in range(1 + len(line.text) // 10)]
    better = {
        index: page for index, page in found.items()
        if page.letters > _much_more_than(lines[index])
    }  # fmt: skip
    settle_sizes(list(better.values()), median(sizes) if sizes else None)
    for index, page in better.items():
        lines[index], tables[index] = page.lines, []
    return {**better, **{index: page for index, page in found.items() if page.failed}}


def _much_more_than(lines: Sequence[Line]) -> int:
    """Return how many letters must be made out for a picture to stand in the place of a page's
    own text: a cover's few words are printed as they are, and read anew with mistakes."""
    own = sum(sum(map(str.isalnum, line.text)) for line in lines)
    return 2 * own + 100 if own else 0


def _read_page(
    pdf: Any, index: int, flags: int
) -> tuple[list[Line], list[Table], tuple[float, float], list[int], bool]:
    """Return one page's lines, tables and size, and whether it is a picture of text; a page that
    cannot be read is named, not fatal."""
    import pymupdf

    try:
        page = pdf[index]
        size = (page.rect.width or 1.0, page.rect.height or 1.0)
        lines = read_lines(page, index, flags)
        fill_in(page, lines)
        return lines, find_tables(page, lines), size, [], looks_scanned(page, lines)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):  # what MuPDF meets in damage
        return [], [], (595.0, 842.0), [index], False


def _items(bodies: Sequence[list[Line]], tables: Sequence[list[Table]]) -> list[Item]:
    """Return paragraphs and table rows in reading order over all pages."""
    items: list[Item] = []
    last: tuple[Table, int] | None = None
    for index, (lines, page_tables) in enumerate(zip(bodies, tables, strict=True)):
        waiting = list(page_tables)
        run: list[Line] = []
        placed: set[int] = set()
        for line in lines:
            table = next((t for t in waiting if t.holds(line)), None)
            if table is None:
                run.append(line)
                continue
            if id(table) not in placed:
                items.extend(paragraphs(run))
                goes_on = not run and bool(items) and isinstance(items[-1], TableRow)
                run = []
                before = last if last and goes_on and last[1] >= index - 1 else None
                header, at = _header(table, before, index)
                items.extend(rows_of(table, index, header, at))
                placed.add(id(table))
                last = (table, index)
        items.extend(paragraphs(run))
    return join_over_breaks(items)


def _header(
    table: Table, before: tuple[Table, int] | None, index: int
) -> tuple[tuple[Cell, ...] | None, int]:
    """Return the row that names a table's columns, and its page; `before` it may go on from."""
    own = header_of(table)
    if before is None or not before[0].has_columns_of(table):
        return own, index
    earlier = header_of(before[0])
    if own is None or (earlier is not None and is_bold(earlier) and not is_bold(own)):
        return earlier, before[1]
    return own, index


def _outline(pdf: Any) -> dict[str, int]:
    """Return the PDF's own headings with their levels, where it has an outline."""
    try:
        entries = pdf.get_toc(simple=True)
    except Exception:  # damaged outlines raise whatever MuPDF meets
        return {}
    return {squeeze(title): level for level, title, _page in entries if len(squeeze(title)) > 2}


def _mark_contents(items: Sequence[Item]) -> None:
    """Mark the lines of a table of contents, which follow its heading and end in a number."""
    inside = False
    for item in items:
        if not isinstance(item, Paragraph):
            continue
        if CONTENTS_TITLE.match(item.text.strip()):
            inside = True
        elif inside and CONTENTS_LINE.search(item.text) and len(item.text) < 160:
            item.kind, item.level = BlockKind.CONTENTS, None
        elif item.kind is not BlockKind.CONTENTS:
            inside = False


def _labels(pdf: Any, margins: Sequence[Sequence[Line]]) -> list[str]:
    """Return the printed page labels: the PDF's own, or as read in the margins."""
    try:
        if pdf.get_page_labels():
            labels = [page.get_label() for page in pdf]
            if all(labels):
                return labels
    except Exception:  # noqa: S110 - damaged label trees raise whatever MuPDF meets
        pass
    return printed_labels(margins)


def _pages(
    maker: TextMaker, labels: Sequence[str], margins: Sequence[Sequence[Line]]
) -> tuple[Page, ...]:
    starts: list[int] = []
    nearest = maker.length
    for index in reversed(range(len(labels))):
        nearest = maker.first.get(index, nearest)
        starts.append(nearest)
    starts.reverse()
    if starts:
        starts[0] = 0
    ends = [*starts[1:], maker.length]
    return tuple(
        Page(
            index, labels[index], Span(start, max(start, end)),
            tuple(maker.words.get(index, ())), tuple(line.text for line in margins[index]),
        )
        for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    )  # fmt: skip


def _title(pdf: Any, maker: TextMaker, name: str) -> str:
    """Return the largest heading of the first page, the metadata's title, or the file's name."""
    stated = str((pdf.metadata or {}).get("title") or "").strip()
    text = maker.text()
    headings = [
        (block.span.of(text), item.lines[0])
        for block, item in zip(maker.blocks, maker.items, strict=True)
        if block.kind is BlockKind.HEADING and isinstance(item, Paragraph)
        and item.lines[0].page <= 1 and block.span.end - block.span.start > 3
    ]  # fmt: skip
    headings = [(words, line) for words, line in headings if not CONTENTS_TITLE.match(words)]
    for words, line in headings:
        if squeeze(words) == squeeze(stated) and line.page == 0:
            return words
    front = [entry for entry in headings if entry[1].page == 0] or headings
    if front:
        return max(front, key=lambda entry: entry[1].size)[0]
    return stated if not POOR_TITLE.search(stated) else name.rsplit(".", 1)[0]


def _remarks(
    empty: Sequence[int], failed: Sequence[int], scanned: Mapping[int, ScannedPage],
    labels: Sequence[str],
) -> tuple[str, ...]:  # fmt: skip
    untold = [index for index in scanned if scanned[index].failed]
    unsure = [i for i, page in scanned.items() if page.is_uncertain and not page.failed]
    sure = [index for index in scanned if index not in unsure and index not in untold]
    told = [index for index in empty if index not in untold]
    missing = f"; {ADVICE}" if tesseract() is None else ""
    found = (
        ("Kunde inte läsas: ", failed, ""),
        ("Utan läsbar text (tom, skannad eller bild): ", told, missing),
        ("Skannad, och texttolkningen misslyckades: ", untold, ""),
        ("Läst med texttolkning, osäker: ", unsure, ""),
        ("Läst med texttolkning: ", sure, ""),
    )
    return tuple(
        what + _page_list(indexes, labels) + advice for what, indexes, advice in found if indexes
    )


def _doubts(pdf: Any, text: str) -> Iterator[str]:
    """Yield what makes the text doubtful: a file mended on the way, letters that are none."""
    if pdf.is_repaired:
        yield "Filen är skadad och har lagats vid läsningen; text kan saknas"
    if meaningless(text) > NO_LETTERS * len(text):
        yield "Typsnitten säger inte vilka bokstäver som visas; texten går inte att lita på"


def _page_list(indexes: Sequence[int], labels: Sequence[str]) -> str:
    """Return pages as "s. 1, 3–7"."""
    runs: list[list[int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    names = [
        labels[run[0]] if len(run) == 1
        else f"{labels[run[0]]}{'–' if len(run) > 2 else ', '}{labels[run[-1]]}"
        for run in runs
    ]  # fmt: skip
    return "s. " + ", ".join(names)
