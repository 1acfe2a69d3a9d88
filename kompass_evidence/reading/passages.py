"""Cuts documents into passages along sentences and headings.

A passage aims at 60–180 tokens of the encoder. It never crosses a heading, and never grows past
what the encoder reads: a single sentence that is longer is parted at a space, so that nothing
is cut off unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kompass_evidence.domain.document import (
    Block,
    BlockKind,
    Document,
    Passage,
    Span,
    enter_heading,
    passage_id,
    places_of,
)  # fmt: skip
from kompass_evidence.language import sentences

FEWEST, ENOUGH, MOST = 60, 140, 180  # tokens of the encoder

CountTokens = Callable[[Sequence[str]], list[int]]


class _Piece(NamedTuple):
    """A sentence, list item or table row: the smallest part that passages are made of."""

    span: Span
    kind: BlockKind
    tokens: int
    ends_block: bool


def cut(document: Document, source: str, count_tokens: CountTokens) -> list[Passage]:
    """Return the document's passages in order; together they hold all its text but headings
    and tables of contents.

    `count_tokens` gives the encoder's number of tokens for each text.
    """
    groups = [
        (heading, group)
        for heading, section in _sections(document)
        for group in _groups(_pieces(document.text, section, count_tokens))
    ]
    counts = count_tokens([_span(group).of(document.text) for _, group in groups]) if groups else []
    seen: Counter[str] = Counter()
    passages = []
    for (heading, group), counted in zip(groups, counts, strict=True):
        for part, tokens in _fitting(document.text, group, counted, count_tokens):
            text = _span(part).of(document.text)
            passages.append(_passage(document, source, heading, part, tokens, seen[text]))
            seen[text] += 1
    return passages


def _span(group: Sequence[_Piece]) -> Span:
    return Span(group[0].span.start, group[-1].span.end)


def _fitting(
    text: str, group: list[_Piece], tokens: int, count_tokens: CountTokens
) -> Iterator[tuple[list[_Piece], int]]:
    """Yield a group with its tokens, in halves where it has more than its pieces have alone.

    A line break between two pieces, and a word that comes after one, can cost tokens too.
    """
    if tokens <= MOST or len(group) == 1:
        yield group, tokens
        return
    middle = len(group) // 2
    for half in (group[:middle], group[middle:]):
        counted = count_tokens([_span(half).of(text)])[0]
        yield from _fitting(text, half, counted, count_tokens)


def _sections(document: Document) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Yield runs of blocks under one heading, with the path of headings."""
    path: list[tuple[int, str]] = []
    run: list[Block] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            if run:
                yield tuple(words for _, words in path), run
                run = []
            path = enter_heading(path, block.level, block.span.of(document.text))
        elif block.kind is not BlockKind.CONTENTS:
            run.append(block)
        elif run:  # a passage is one stretch of text: it cannot go on past what is left out
            yield tuple(words for _, words in path), run
            run = []
    if run:
        yield tuple(words for _, words in path), run


def _pieces(text: str, blocks: Iterable[Block], count_tokens: CountTokens) -> list[_Piece]:
    spans: list[tuple[Span, BlockKind, bool]] = []
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW:
            parts = [(0, block.span.end - block.span.start)]
        else:
            parts = sentences(block.span.of(text))
        for number, (start, end) in enumerate(parts):
            span = Span(block.span.start + start, block.span.start + end)
            spans.append((span, block.kind, number == len(parts) - 1))
    counts = count_tokens([span.of(text) for span, _, _ in spans]) if spans else []
    pieces: list[_Piece] = []
    for (span, kind, ends), tokens in zip(spans, counts, strict=True):
        if tokens <= MOST:
            pieces.append(_Piece(span, kind, tokens, ends))
        else:
            pieces.extend(_part(text, span, kind, tokens, ends, count_tokens))
    return pieces


def _part(
    text: str, span: Span, kind: BlockKind, tokens: int, ends: bool, count_tokens: CountTokens
) -> list[_Piece]:
    """Part a very long sentence or row at spaces into pieces of about equal length."""
    count = -(-tokens // ENOUGH)
    step = max(1, (span.end - span.start) // count)
    parts: list[Span] = []
    start = span.start
    while start < span.end:
        end = min(span.end, start + step)
        if end < span.end:
            space = text.rfind(" ", start + step // 2, end)
            end = space if space > start else end
        parts.append(Span(start, end))
        start = end
        while start < span.end and text[start].isspace():
            start += 1
    found: list[_Piece] = []
    for part, size in zip(parts, count_tokens([p.of(text) for p in parts]), strict=True):
        last = ends and part is parts[-1]
        if size > MOST and len(parts) > 1:  # figures and names take more tokens than other words
            found.extend(_part(text, part, kind, size, last, count_tokens))
        else:
            found.append(_Piece(part, kind, size, last))
    return found


def _groups(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Yield pieces gathered into passages of like size, ending with paragraphs if possible."""
    group: list[_Piece] = []
    size = 0
    for number, piece in enumerate(pieces):
        if group and (size + piece.tokens > MOST or _breaks(group[-1], piece, size)):
            yield group
            group, size = [], 0
        group.append(piece)
        size += piece.tokens
        rest = sum(p.tokens for p in pieces[number + 1 : number + 20])
        if size >= ENOUGH and rest >= FEWEST:
            yield group
            group, size = [], 0
    if group:
        yield group


def _breaks(last: _Piece, piece: _Piece, size: int) -> bool:
    """Say whether a new passage begins here: at a new paragraph, or between text and table."""
    if (last.kind is BlockKind.TABLE_ROW) != (piece.kind is BlockKind.TABLE_ROW):
        return size >= FEWEST // 2
    return last.ends_block and size >= FEWEST and piece.kind is BlockKind.PARAGRAPH


def _passage(
    document: Document, source: str, heading: tuple[str, ...], group: Sequence[_Piece],
    tokens: int, occurrence: int,
) -> Passage:  # fmt: skip
    span = _span(group)
    text = span.of(document.text)
    places = places_of((page.label for page in document.pages_of(span)), heading)
    rows = sum(piece.tokens for piece in group if piece.kind is BlockKind.TABLE_ROW)
    return Passage(
        passage_id(source, text, occurrence), source, span, text, heading, places, tokens,
        2 * rows > sum(piece.tokens for piece in group), _context(document.title, heading),
    )  # fmt: skip


def _context(title: str, heading: tuple[str, ...]) -> str:
    """Return what a passage's vector is told of where it stands: title and innermost headings."""
    parts = [title, *(words for words in heading[-2:] if words != title)]
    return " – ".join(part[:100] for part in parts if part)
