"""Finds a quote in a text: to the letter, or else the nearest words, which are only offered.

To the letter means the same characters but for blanks, since a line or page may break anywhere;
and whole words and figures, since "1 procent" does not stand in "21 procent".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from kompass_evidence.domain.document import Span

_BLANKS = re.compile(r"\s{2,}|[^\S ]")  # all runs but that of one space
_WORD = re.compile(r"\w+")
_CHUNK = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_STEP = 32  # characters; places nearer to each other than this are tried as one
_MOST_PLACES = 400  # of one word, beyond which it tells nothing of where a quote stands
_TRIED = 3  # places that are compared letter by letter
_SHORT = 64  # characters; a quote this short is sought letter by letter without loss of time


@dataclass(frozen=True, slots=True)
class Near:
    """Words that are like a quote; `score` is from 0 to 1, where 1 is the same letters."""

    span: Span
    score: float


class SearchedText:
    """A text made ready to find many quotes in; all spans are of the text as it was given."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._flat, self._after, self._shifts = _flatten(text)

    def find(self, quote: str, before: str = "", after: str = "") -> list[Span]:
        """Return every place where the quote stands to the letter, in order.

        `before` and `after` are what surrounded it where it was taken from: one that was cut
        inside a word there may be cut so here.
        """
        found: set[Span] = set()
        for spelled in _spellings(quote):
            start = self._flat.find(spelled)
            while start >= 0:
                end = start + len(spelled)
                if self._is_whole(start, end, before, after):
                    found.add(self._span(start, end))
                start = self._flat.find(spelled, start + 1)
        return sorted(found)

    def nearest(self, quote: str, within: Span | None = None) -> Near | None:
        """Return the whole words that are most like the quote, anywhere or within a span.

        None where nothing shares a word with it.
        """
        quote = flat(quote)
        if not quote:
            return None
        if within is not None:
            windows = [(self._position(within.start), self._position(within.end))]
        else:
            windows = self._places_to_try(quote)
        tried = [self._nearest_in(quote, *window) for window in windows]
        near = [found for found in tried if found is not None]
        return max(near, key=lambda found: (found.score, -found.span.start), default=None)

    # ---- to the letter

    def _is_whole(self, start: int, end: int, before: str, after: str) -> bool:
        cut_before = _is_cut(self._flat, start) and (
            not before or self._flat[max(0, start - 2) : start] != before[-2:]
        )
        cut_after = _is_cut(self._flat, end) and (
            not after or self._flat[end : end + 2] != after[:2]
        )
        return not (cut_before or cut_after)

    def _span(self, start: int, end: int) -> Span:
        """Return the span in the text as given; start and end are of letters, not of blanks."""
        return Span(self._original(start), self._original(end - 1) + 1)

    def _original(self, position: int) -> int:
        return position + self._shifts[bisect_right(self._after, position)]

    def _position(self, original: int) -> int:
        """Return the place in the flat text of a place in the text as given, near enough."""
        number = bisect_right(self._originals, original)
        return min(max(0, original - self._shifts[number]), len(self._flat))

    @cached_property
    def _originals(self) -> list[int]:
        return [at + shift for at, shift in zip(self._after, self._shifts[1:], strict=True)]

    # ---- nearest

    @cached_property
    def _words(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for word in _WORD.finditer(self._flat):
            places[word.group().casefold()].append(word.start())
        return places

    def _places_to_try(self, quote: str) -> list[tuple[int, int]]:
        """Return stretches where the quote's rarer words stand as they do in it."""
        votes: defaultdict[int, float] = defaultdict(float)
        for word in _WORD.finditer(quote):
            places = self._words.get(word.group().casefold(), ())
            if 0 < len(places) <= _MOST_PLACES:
                for place in places:
                    step = (place - word.start()) // _STEP
                    votes[step] += 1 / len(places)
                    votes[step + 1] += 1 / len(places)
        best = sorted(votes, key=lambda step: (-votes[step], step))[:_TRIED]
        if not best:
            return [(0, len(self._flat))] if len(quote) <= _SHORT else []
        around = _STEP + len(quote) // 3
        return [
            (max(0, step * _STEP - around), (step + 1) * _STEP + len(quote) + around)
            for step in best
        ]

    def _nearest_in(self, quote: str, start: int, end: int) -> Near | None:
        window = self._flat[start:end]
        aligned = fuzz.partial_ratio_alignment(quote, window)
        if aligned is None or not window.strip():
            return None
        chunks = [(c.start(), c.end()) for c in _CHUNK.finditer(window)]
        first, last = _covered(chunks, aligned.dest_start, aligned.dest_end)
        whole = self._sentence(start, chunks, first, last)
        stretches = {(first, last), whole, _shared(quote, window, chunks)}
        scored = [
            (fuzz.ratio(quote, window[chunks[a][0] : chunks[b][1]]) / 100, a, b)
            for a, b in sorted(stretches)
        ]
        score, a, b = max(scored, key=lambda s: (s[0], s[2] - s[1]))
        return Near(self._span(start + chunks[a][0], start + chunks[b][1]), score)

    def _sentence(
        self, start: int, chunks: list[tuple[int, int]], first: int, last: int
    ) -> tuple[int, int]:
        """Return the chunks widened to the ends of their sentences, as far as the window goes."""
        ends = [self._flat[start + c[1] - 1] in ".!?" for c in chunks]
        while first > 0 and not ends[first - 1]:
            first -= 1
        while last < len(chunks) - 1 and not ends[last]:
            last += 1
        return first, last


def flat(text: str) -> str:
    """Return a text with each run of blanks as one space, and none at its ends."""
    return " ".join(text.split())


def alike(one: str, other: str) -> float:
    """Return how alike two texts are in their letters, 0 to 1, blanks aside."""
    one, other = flat(one), flat(other)
    return 1.0 if one == other else fuzz.ratio(one, other) / 100


def same_sentence(before: str, after: str) -> tuple[str, str]:
    """Return what of the text before and after a quote stands in the same sentence with it."""
    ends = [end.end() for end in _SENTENCE_END.finditer(before)]
    end = _SENTENCE_END.search(after)
    return before[ends[-1] :] if ends else before, after[: end.end()].rstrip() if end else after


def _flatten(text: str) -> tuple[str, list[int], list[int]]:
    """Return the text with blanks as single spaces, where in it runs were shortened (the place
    after each), and by how much a place is shifted before the first, after the first, …"""
    parts: list[str] = []
    after: list[int] = []
    shifts = [0]
    done = length = 0
    for run in _BLANKS.finditer(text):
        parts += (text[done : run.start()], " ")
        length += run.start() - done + 1
        done = run.end()
        if run.end() - run.start() > 1:
            after.append(length)
            shifts.append(done - length)
    parts.append(text[done:])
    return "".join(parts), after, shifts


def _spellings(quote: str) -> list[str]:
    words = flat(quote)
    spelled = (words, *(unicodedata.normalize(form, words) for form in ("NFC", "NFD")))
    return list(dict.fromkeys(s for s in spelled if s))


def _is_cut(text: str, at: int) -> bool:
    """Say whether a word, a letter or a figure goes on across this place."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if unicodedata.combining(right) or (left.isalnum() and right.isalnum()):
        return True
    if unicodedata.combining(left):
        return right.isalnum()
    if left.isdigit() and right in ".,":  # 12,5 is not 12
        return text[at + 1 : at + 2].isdigit()
    if right.isdigit() and left in ".,":
        return text[max(0, at - 2) : at - 1].isdigit()
    if right.isdigit() and left in "-−":  # a loss is no gain
        return not text[max(0, at - 2) : at - 1].strip()
    return False


def _covered(chunks: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the first and last chunk of which a stretch covers a letter; the nearest if none."""
    inside = [n for n, (a, b) in enumerate(chunks) if a < end and start < b]
    if inside:
        return inside[0], inside[-1]
    nearest = min(range(len(chunks)), key=lambda n: abs(chunks[n][0] - start))
    return nearest, nearest


def _shared(quote: str, window: str, chunks: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the chunks from the first to the last word that the quote shares, with as many
    before and after as the quote has there."""
    words = quote.split()
    there = [window[a:b] for a, b in chunks]
    same = [op for op in LCSseq.opcodes(words, there) if op.tag == "equal"]
    if not same:
        return 0, len(chunks) - 1
    first = max(0, same[0].dest_start - same[0].src_start)
    last = min(len(chunks), same[-1].dest_end + len(words) - same[-1].src_end)
    return first, last - 1
