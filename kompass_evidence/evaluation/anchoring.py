"""Finds citations again in another text: the same words, or what stands in their place.

Nothing is guessed below a threshold. Words count as the same only to the letter, with the figures
they are part of and the negations in their sentence: "följs upp" is not what "följs inte upp" says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kompass_evidence.domain.citation import (
    AROUND,
    AnchorState,
    Citation,
    Quote,
    place_told,
    text_digest,
)
from kompass_evidence.domain.document import BlockKind, Document, Span, enter_heading
from kompass_evidence.evaluation.quotes import Near, SearchedText, alike, flat, same_sentence

THRESHOLD = 0.75  # how alike other words must be to be said to stand in a citation's place
IN_PLACE = 0.6  # the same where the text on both sides of it is still there, unchanged
SURE = 0.9  # the same where it is there on one side, and the words themselves stand elsewhere
FEW_WORDS = 5  # fewer say nothing alone, and are known again by what surrounds them
ANCHOR = 24  # characters of the surroundings that are sought to the letter
MOST_ANCHORS = 20  # places where they stand that are looked at
MOST = 0.999  # the score of other words, however alike
_FIGURE = r"\d{1,3}(?:[ \xa0]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)*"
_TOKEN = re.compile(rf"{_FIGURE}|\w+|\s+|[^\w\s]")
NEGATIONS = frozenset((
    "inte", "ej", "icke", "aldrig", "ingen", "inget", "inga", "varken", "utan", "saknas", "saknar",
    "saknades", "saknade", "upphör", "upphört", "upphävs", "upphävd", "upphävts",
))  # fmt: skip
NUMERALS = frozenset((
    "noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
    "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton", "tjugo", "trettio",
    "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio", "hundra", "tusen", "miljon",
    "miljoner", "miljard", "miljarder", "hälften", "halva", "tredjedel", "fjärdedel", "varannan",
    "dubbelt",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """What has become of one citation; `score` is from 0 to 1.

    `spans` are in the text that was searched, several where nothing tells them apart. `diff` shows
    removed words as [-so-] and new ones as {+so+}; `differs` names what must not be overlooked.
    """

    state: AnchorState
    score: float
    spans: tuple[Span, ...] = ()
    places: tuple[str, ...] = ()
    diff: str = ""
    differs: tuple[str, ...] = ()


class Anchoring:
    """One document in which citations are found again, many at a cost of reading it once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._digest = text_digest(document.text)
        self._text = SearchedText(document.text)
        self._headings = _headings(document)

    def anchor(self, citation: Citation) -> Anchor:
        """Return what has become of a citation in this document."""
        text, exact = self._document.text, citation.quote.exact
        if citation.text_digest == self._digest and citation.span.of(text) == exact:
            return self._anchored(AnchorState.EXACT, 1.0, [citation.span])
        quote = citation.quote
        found = self._text.find(exact, quote.prefix, quote.suffix)
        if found:
            same = self._same_words(citation, found)
            if same is not None:
                return same
        return self._other_words(citation, found)

    # ---- the same words

    def _same_words(self, citation: Citation, found: Sequence[Span]) -> Anchor | None:
        """Return where the words stand now; None where they are others in truth."""
        likeness = {span: self._surroundings(citation, span) for span in found}
        best = max(sum(sides) for sides in likeness.values())
        nearest = [span for span in found if sum(likeness[span]) > best - 1e-9]
        in_place = [span for span in nearest if self._is_in_place(citation, span)]
        chosen = in_place or nearest
        if min(likeness[chosen[0]]) == 1.0:
            state = AnchorState.EXACT if in_place else AnchorState.MOVED
            return self._anchored(state, 1.0, chosen)
        honest = [span for span in chosen if self._says_the_same(citation, span)]
        few = len(citation.quote.exact.split()) < FEW_WORDS
        if not honest or (few and max(likeness[chosen[0]]) < THRESHOLD):
            return None
        if self._other_in_place(citation, found) is not None:
            return None
        return self._anchored(AnchorState.MOVED, 0.8 + 0.1 * best, honest)

    def _surroundings(self, citation: Citation, span: Span) -> tuple[float, float]:
        """Return how alike the text before and after is to what surrounded the quote."""
        before, after = (flat(side) for side in self._around(span, 2 * AROUND))
        prefix, suffix = flat(citation.quote.prefix), flat(citation.quote.suffix)
        return (
            _side(prefix, before, before.endswith(prefix), before[-AROUND:]),
            _side(suffix, after, after.startswith(suffix), after[:AROUND]),
        )

    def _around(self, span: Span, reach: int) -> tuple[str, str]:
        text = self._document.text
        return text[max(0, span.start - reach) : span.start], text[span.end : span.end + reach]

    def _is_in_place(self, citation: Citation, span: Span) -> bool:
        pages = tuple((page.index, page.label) for page in self._document.pages_of(span))
        return pages == citation.pages and self._heading(span.start) == citation.heading

    def _says_the_same(self, citation: Citation, span: Span) -> bool:
        """Say whether the figure that a quote ends in the midst of, and the negations in its
        sentence outside the quote, are what they were."""
        before, after = self._around(span, AROUND)
        quote = citation.quote
        if _figures(quote.prefix, quote.exact, quote.suffix) != _figures(
            before, quote.exact, after
        ):
            return False
        was, now = same_sentence(quote.prefix, quote.suffix), same_sentence(before, after)
        return [_negations(side) for side in was] == [_negations(side) for side in now]

    # ---- other words

    def _other_words(self, citation: Citation, found: Sequence[Span]) -> Anchor:
        exact = citation.quote.exact
        near = self._other_in_place(citation, found) or self._turned(citation, found)
        if near is None and len(exact.split()) < FEW_WORDS:
            return self._with_surroundings(citation)
        if near is None:
            near = self._text.nearest(exact)
            needed = SURE if self._is_closed_up(citation) else THRESHOLD
            if near is None or near.score < needed:
                return Anchor(AnchorState.GONE, round(near.score, 3) if near else 0.0)
        words = near.span.of(self._document.text)
        if flat(words) == flat(exact):  # what differs stands in the same sentence, around them
            return self._changed(near, *self._sentences(citation, near.span))
        return self._changed(near, exact, words)

    def _other_in_place(self, citation: Citation, found: Sequence[Span]) -> Near | None:
        """Return what stands between the surroundings of a quote now, if it is like the quote
        but not it."""
        quote, length = citation.quote, len(citation.quote.exact)
        before = self._text.find(_last_words(quote.prefix))
        after = self._text.find(_first_words(quote.suffix))
        reach = 2 * length + ANCHOR
        tried: list[tuple[Span, float]] = []
        for left in before[:MOST_ANCHORS]:
            right = next((a for a in after if left.end <= a.start <= left.end + reach), None)
            end = min(len(self._document.text), left.end + length + length // 3 + ANCHOR)
            tried.append(
                (Span(left.end, right.start if right else end), IN_PLACE if right else SURE)
            )
        if not before:
            starts = (a.start for a in after[:MOST_ANCHORS])
            tried += [(Span(max(0, at - length - length // 3 - ANCHOR), at), SURE) for at in starts]
        best: Near | None = None
        for window, needed in tried:
            near = self._text.nearest(quote.exact, within=window)
            if near is None or any(near.span.overlaps(span) for span in found):
                continue
            if near.score >= needed and (best is None or near.score > best.score):
                best = near
        return best

    def _is_closed_up(self, citation: Citation) -> bool:
        """Say whether what stood before and after a quote stands side by side now."""
        before = self._text.find(_last_words(citation.quote.prefix))
        after = [span.start for span in self._text.find(_first_words(citation.quote.suffix))]
        return any(0 <= at - span.end <= 2 for span in before for at in after)

    def _turned(self, citation: Citation, found: Sequence[Span]) -> Near | None:
        """Return where the words stand in a sentence that now says something else."""
        likeness = {
            span: sum(self._surroundings(citation, span)) / 2
            for span in found
            if not self._says_the_same(citation, span)
        }
        span = max(likeness, key=lambda s: likeness[s], default=None)
        if span is None or (
            len(citation.quote.exact.split()) < FEW_WORDS and likeness[span] < THRESHOLD
        ):
            return None
        return Near(span, min(MOST, 0.8 + 0.2 * likeness[span]))

    def _with_surroundings(self, citation: Citation) -> Anchor:
        """Find few words by all that surrounded them."""
        quote = citation.quote
        whole = _in_its_sentence(quote)
        near = self._text.nearest(whole)
        if near is None:
            return Anchor(AnchorState.GONE, 0.0)
        now = near.span.of(self._document.text)
        closed_up = len(whole) - len(flat(now)) > 0.8 * len(quote.exact)  # nothing in its place
        if near.score < THRESHOLD or closed_up:
            return Anchor(AnchorState.GONE, round(min(near.score, THRESHOLD - 0.001), 3))
        return self._changed(near, whole, now)

    def _sentences(self, citation: Citation, span: Span) -> tuple[str, str]:
        quote = citation.quote
        was = same_sentence(quote.prefix, quote.suffix)
        now = same_sentence(*self._around(span, AROUND))
        return f"{was[0]}{quote.exact}{was[1]}", f"{now[0]}{quote.exact}{now[1]}"

    def _changed(self, near: Near, was: str, now: str) -> Anchor:
        anchored = self._anchored(AnchorState.CHANGED, min(near.score, MOST), [near.span])
        diff, differs = word_diff(was, now)
        return Anchor(
            anchored.state, anchored.score, anchored.spans, anchored.places, diff, differs
        )

    # ---- places

    def _anchored(self, state: AnchorState, score: float, spans: Sequence[Span]) -> Anchor:
        places = tuple(dict.fromkeys(self._place(span) for span in spans))
        return Anchor(state, round(score, 3), tuple(spans), places)

    def _place(self, span: Span) -> str:
        labels = (page.label for page in self._document.pages_of(span))
        return place_told(labels, self._heading(span.start))

    def _heading(self, position: int) -> tuple[str, ...]:
        starts, paths = self._headings
        number = bisect_right(starts, position)
        return paths[number - 1] if number else ()


def _side(kept: str, whole: str, is_same: bool, now: str) -> float:
    """Return how alike the text on one side is to what was kept of it."""
    if not kept or not whole:
        return float(kept == whole)
    return 1.0 if is_same else alike(kept, now)


def _last_words(prefix: str) -> str:
    """Return the whole words at the end of the text before a quote that it is sought by."""
    return prefix if len(prefix) <= ANCHOR else prefix[-ANCHOR:].partition(" ")[2]


def _first_words(suffix: str) -> str:
    return suffix if len(suffix) <= ANCHOR else suffix[:ANCHOR].rpartition(" ")[0]


def _in_its_sentence(quote: Quote) -> str:
    """Return few words with the rest of their sentence, or with all that surrounds them."""
    before, after = quote.prefix, quote.suffix
    if len(before) == AROUND:  # cut, most likely inside a word
        before = before.partition(" ")[2]
    if len(after) == AROUND:
        after = after.rpartition(" ")[0]
    left, right = same_sentence(before, after)
    sentence = flat(left + quote.exact + right)
    return sentence if len(sentence.split()) >= FEW_WORDS else flat(before + quote.exact + after)


def word_diff(was: str, now: str) -> tuple[str, tuple[str, ...]]:
    """Return a diff by words, and in Swedish which figures, negations and names differ."""
    before, after = _TOKEN.findall(flat(was)), _TOKEN.findall(flat(now))
    parts: list[str] = []
    removed: list[str] = []
    added: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts += before[a:b]
            continue
        if a < b:
            parts.append(_marked("[-", before[a:b], "-]"))
            removed += before[a:b]
        if c < d:
            parts.append(_marked("{+", after[c:d], "+}"))
            added += after[c:d]
    return "".join(parts), tuple(_named(removed, added))


def _marked(opens: str, tokens: Sequence[str], closes: str) -> str:
    """Return words between marks, and the blanks at their ends outside these."""
    words = "".join(tokens)
    inner = words.strip()
    return words.replace(inner, f"{opens}{inner}{closes}", 1) if inner else words


def _named(removed: Sequence[str], added: Sequence[str]) -> list[str]:
    kinds = (
        ("siffra", _is_figure),
        ("nekande ord", lambda token: token.casefold() in NEGATIONS),
        ("namn", lambda token: token[:1].isupper() and token[1:2].islower()),
    )
    found = []
    for name, is_such in kinds:
        was = [token for token in removed if is_such(token)]
        now = [token for token in added if is_such(token)]
        if sorted(was) != sorted(now):
            found.append(f"{name}: {' '.join(was) or 'inget'} → {' '.join(now) or 'inget'}")
    return found


def _is_figure(token: str) -> bool:
    return any(c.isdigit() for c in token) or token.casefold() in NUMERALS


def _figures(before: str, exact: str, after: str) -> list[str]:
    """Return the figures that go on across an end of a quote, as they stand."""
    start, end = len(before), len(before) + len(exact)
    return [
        figure.group()
        for figure in re.finditer(_FIGURE, before + exact + after)
        if figure.start() < start < figure.end() or figure.start() < end < figure.end()
    ]


def _negations(text: str) -> list[str]:
    return sorted(word for word in re.findall(r"\w+", text.casefold()) if word in NEGATIONS)


def _headings(document: Document) -> tuple[list[int], list[tuple[str, ...]]]:
    """Return where each heading begins, and the headings that the text from there stands under."""
    path: list[tuple[int, str]] = []
    starts: list[int] = []
    paths: list[tuple[str, ...]] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            path = enter_heading(path, block.level, block.span.of(document.text))
            starts.append(block.span.start)
            paths.append(tuple(words for _, words in path))
    return starts, paths
