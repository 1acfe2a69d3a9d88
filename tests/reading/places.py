"""What must hold between a document's text, its blocks, its pages and its boxes."""

from __future__ import annotations

import unicodedata

import numpy as np
import pymupdf
from numpy.typing import NDArray

from kompass_evidence.domain.document import BlockKind, Box, Document, Span

JOINTS = set(":;|")  # put between the cells of a row, and not always printed


def span_of(document: Document, words: str) -> Span:
    """Return where some words stand; they must stand there once."""
    assert document.text.count(words) == 1, (words, document.text)
    start = document.text.index(words)
    return Span(start, start + len(words))


def texts(document: Document, kind: BlockKind) -> list[str]:
    """Return the blocks of one kind as they read."""
    return [b.span.of(document.text) for b in document.blocks if b.kind is kind]


def assert_blocks_make_up_the_text(document: Document) -> None:
    """Blocks follow one another, hold something, and leave nothing but line breaks between."""
    end = 0
    for block in document.blocks:
        assert not document.text[end : block.span.start].strip()
        assert block.span.start >= end
        assert block.span.of(document.text).strip()
        end = block.span.end
    assert not document.text[end:].strip()


def assert_pages_make_up_the_text(document: Document) -> None:
    """Pages follow one another from the text's first character to its last."""
    assert [page.index for page in document.pages] == list(range(len(document.pages)))
    assert document.pages[0].span.start == 0
    assert document.pages[-1].span.end == len(document.text)
    for page, following in zip(document.pages, document.pages[1:], strict=False):
        assert page.span.end == following.span.start


def assert_every_printed_character_has_a_box(document: Document) -> None:
    """Words are without space, stand on the page they say, and leave only joints uncovered."""
    covered: set[int] = set()
    for page in document.pages:
        for word in page.words:
            assert word.page == page.index
            assert word.start < word.end
            assert not any(c.isspace() for c in document.text[word.start : word.end])
            assert -0.01 <= word.x0 < word.x1 <= 1.01
            assert -0.01 <= word.y0 < word.y1 <= 1.01
            assert not covered & set(range(word.start, word.end))
            covered |= set(range(word.start, word.end))
    bare = {c for at, c in enumerate(document.text) if at not in covered and not c.isspace()}
    assert bare <= JOINTS


def ink(data: bytes, page: int) -> NDArray[np.bool_]:
    """Return where a page as shown is dark, one element a point."""
    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        picture = pdf[page].get_pixmap(dpi=144, colorspace="gray")
    rows = np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.stride)
    return rows[:, : picture.width] < 128


def ink_box(dark: NDArray[np.bool_], page: int) -> Box:
    """Return the smallest box around all ink of a page."""
    ys, xs = np.nonzero(dark)
    height, width = dark.shape
    return Box(
        page,
        float(xs.min() / width),
        float(ys.min() / height),
        float((xs.max() + 1) / width),
        float((ys.max() + 1) / height),
    )


def covers(outer: Box, inner: Box, slack: float = 0.003) -> bool:
    """Say whether one box holds another, but for `slack` of the page."""
    return (
        outer.page == inner.page
        and outer.x0 <= inner.x0 + slack
        and outer.y0 <= inner.y0 + slack
        and outer.x1 >= inner.x1 - slack
        and outer.y1 >= inner.y1 - slack
    )


def plain(text: str) -> str:
    """Return the text with ligatures and other look-alikes taken apart."""
    return unicodedata.normalize("NFKC", text)
