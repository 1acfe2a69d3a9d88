"""Reads pages that are pictures of text, with Tesseract, which runs as a program of its own.

Words come with their places, as from a printed page. The picture's letters have no font size, so
it is reckoned from their height, and lines of about the body's size are taken to be of it: what
is found is told apart as headings and paragraphs as in other pages.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from statistics import median
from typing import Any

from kompass_evidence.reading.pdf_lines import Line, Word

LANGUAGE = "swe"
DPI = 300
MAX_PIXELS = 40_000_000  # a page of any size is drawn no larger; A3 has 17 million
SECONDS = 120  # that one page may take
MAX_PAGES = 2000  # pages of one file that are read so; the rest is named
FEW_LETTERS = 100  # on a page that a picture covers: a stamp or a page number on a scan
COVERED = 0.5  # share of the page from which on a picture covers it
SURE = 70.0  # per cent of mean confidence below which a page's text is uncertain
FEW_WORDS = 5
NOISE = 25.0  # per cent of confidence below which marks without letters are dirt on the paper
BODY = (0.8, 1.22)  # heights, by the body's, within which a line is of the body's size
BULLETS = frozenset(("«", "»", "»«", "+"))  # what a bullet before a line is made out as
ADVICE = "installera Tesseract med svenska (tesseract-ocr-swe) för att läsa dem"
ADVICE_ENGLISH = "install Tesseract with Swedish (tesseract-ocr-swe) and ingest it again"


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was made out on a page; `confidence` is the words' mean in per cent."""

    lines: list[Line]
    confidence: float
    failed: bool = False  # Tesseract failed or took too long

    @property
    def letters(self) -> int:
        return sum(sum(map(str.isalnum, line.text)) for line in self.lines)

    @property
    def is_uncertain(self) -> bool:
        words = sum(len(line.words) for line in self.lines)
        return self.confidence < SURE or words < FEW_WORDS


@cache
def tesseract() -> str | None:
    """Return the path of Tesseract, or None where it is missing or has no Swedish."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if LANGUAGE in listed.stdout.decode(errors="replace").split() else None


def looks_scanned(page: Any, lines: Sequence[Line]) -> bool:
    """Say whether a pymupdf page's text is missing: none, or little on a picture, or no letters."""
    text = "".join(line.text for line in lines)
    letters = sum(map(str.isalnum, text))
    if not letters:
        return True
    if meaningless(text) > 0.3 * len(text):  # a font that does not say which letters it draws
        return True
    if letters >= FEW_LETTERS:
        return False
    whole = abs(page.rect.width * page.rect.height) or 1.0
    pictures = (info["bbox"] for info in page.get_image_info())
    covered = sum(max(0.0, x1 - x0) * max(0.0, y1 - y0) for x0, y0, x1, y1 in pictures)
    return bool(covered >= COVERED * whole)


def meaningless(text: str) -> int:
    """Return how many of a text's signs stand for no letter: the file says only how they look."""
    return sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in text)


def read_scanned(pdf: Any, indexes: Sequence[int]) -> Iterator[tuple[int, ScannedPage]]:
    """Yield (index, page) for pages of a pymupdf document, at least those that Tesseract reads.

    Pages are drawn here, one at a time, and read by as many processes as there are cores.
    """
    program = tesseract()
    if program is None:
        return
    cores = os.cpu_count() or 1
    waiting = iter(indexes[:MAX_PAGES])
    with ThreadPoolExecutor(cores) as pool:
        while batch := list(islice(waiting, 2 * cores)):
            runs = [(index, *_drawn(pdf[index])) for index in batch]
            texts = pool.map(lambda run: _run(program, run[1], run[2]), runs)
            for (index, _picture, dpi), table in zip(runs, texts, strict=True):
                yield index, _page(table, index, 72 / dpi)


def settle_sizes(pages: Sequence[ScannedPage], body: float | None) -> None:
    """Give all lines of about the same height one size; `body` is the size of the file's own
    text in points, where it has some."""
    lines = [line for page in pages for line in page.lines]
    if not lines:
        return
    heights = [line.size for line in lines for _ in range(1 + len(line.text) // 10)]
    usual = median(heights)
    for line in lines:
        ratio = line.size / usual
        size = body or usual
        line.size = round(size if BODY[0] < ratio < BODY[1] else size * ratio, 1)


def _drawn(page: Any) -> tuple[bytes, int]:
    """Return a page as a grey picture (PNG) and its dots per inch."""
    inches = (page.rect.width / 72) * (page.rect.height / 72)
    dpi = int(min(DPI, (MAX_PIXELS / max(inches, 1e-6)) ** 0.5)) or 1
    return bytes(page.get_pixmap(dpi=dpi, colorspace="GRAY").tobytes("png")), dpi


def _run(program: str, picture: bytes, dpi: int) -> str | None:
    """Return Tesseract's table of words, or None where it failed or took too long."""
    command = [program, "-", "-", "-l", LANGUAGE, "--dpi", str(dpi), "tsv"]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=SECONDS, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # pages run side by side instead
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None


def _page(table: str | None, index: int, scale: float) -> ScannedPage:
    """Return the page in Tesseract's table; `scale` makes points of its dots."""
    if table is None:
        return ScannedPage([], 0.0, failed=True)
    grouped: dict[tuple[int, int, int], list[Word]] = {}
    weights: list[tuple[float, int]] = []
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text, confidence = (row["text"] or "").strip(), float(row["conf"])
        if not text.strip("|") or (confidence < NOISE and not any(map(str.isalnum, text))):
            continue
        x, y = int(row["left"]) * scale, int(row["top"]) * scale
        width, height = int(row["width"]) * scale, int(row["height"]) * scale
        key = int(row["block_num"]), int(row["par_num"]), int(row["line_num"])
        if text in BULLETS and key not in grouped:
            text = "•"
        for part in text.split():
            grouped.setdefault(key, []).append(Word(x, y, x + width, y + height, part))
        weights.append((confidence, len(text)))
    lines = [
        Line(index, 1000 * block + par, words, _size(words), bold=False)
        for (block, par, _line), words in grouped.items()
    ]
    letters = sum(length for _, length in weights)
    mean = sum(confidence * length for confidence, length in weights) / letters if letters else 0.0
    return ScannedPage(lines, mean)


def _size(words: Sequence[Word]) -> float:
    """Return a line's font size, reckoned from how far its letters rise and hang."""
    return median((word.y1 - word.y0) / _ems(word.text) for word in words)


def _ems(text: str) -> float:
    """Return the height of a word's ink by its font size, in a common typeface."""
    rises = 0.93 if set(text) & set("ÅÄÖÉ") else 0.72
    if not any(c.isupper() or c.isdigit() or c in "bdfhijkltåäöé()/§&?!”" for c in text):
        rises = 0.53
    return rises + (0.21 if any(c in "gjpqy,;()§Q" for c in text) else 0.0)
