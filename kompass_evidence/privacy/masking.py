"""Masks personal data: in the texts that leave, and in the lists that ask about it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from kompass_evidence.domain.document import Document, Passage, Span
from kompass_evidence.privacy.finding import Candidate, PersonalKind

BLOT = "▮"  # stands for each character that is masked, so that spans stay true
# most texts hold too few digits, and are passed over without a closer look
_MAY_HOLD = re.compile(r"@|(?:\d\D{0,20}){8}\d")

_T = TypeVar("_T")


def crossed_out(found: Candidate, text: str) -> str:
    """Return a value as it is shown to who decides about it: enough to know it again on its page,
    too little to know it from."""
    written = " ".join(found.span.of(text).split())
    if found.kind is PersonalKind.EMAIL:
        name, at, domain = written.partition("@")
        return name[:1] + "x" * (len(name) - 1) + at + domain
    digits = sum(character.isdigit() for character in written)
    if found.kind is PersonalKind.PHONE:
        hidden = set(range(digits - 7, digits - 2))
    else:  # the last digit of the year, and the four after the date
        hidden = {digits - 9, *range(digits - 4, digits)}
    return _replaced_digits(written, hidden)


def _replaced_digits(written: str, hidden: set[int]) -> str:
    number = -1
    made = []
    for character in written:
        number += character.isdigit()
        made.append("x" if character.isdigit() and number in hidden else character)
    return "".join(made)


def blotted(text: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length with what stands in the spans masked: the digits of a
    number, the name in an address."""
    made = list(text)
    for span in spans:
        written = span.of(text)
        is_address = any(character.isalpha() for character in written)
        end = written.find("@") if "@" in written else len(written)
        for offset, character in enumerate(written[:end]):
            if character.isdigit() or is_address:
                made[span.start + offset] = BLOT
    return "".join(made)


class Mask:
    """Masks values wherever they stand, by their digests; `find` says what is written in a text.

    `spans` are where they stand in the text of each source, for quotes that may cut a value in two.
    """

    def __init__(
        self, hidden: frozenset[str], spans: Mapping[str, list[Span]],
        find: Callable[[str], list[Candidate]],
    ) -> None:  # fmt: skip
        self.hidden, self._spans, self._find = hidden, spans, find

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def spans_in(self, text: str) -> list[Span]:
        """Return where the text holds a value that is masked."""
        if not self.hidden or not _MAY_HOLD.search(text):
            return []
        return [found.span for found in self._find(text) if found.digest in self.hidden]

    def spans_of(self, source: str) -> list[Span]:
        """Return where the text of a source holds a value that is masked."""
        return self._spans.get(source, [])

    def text(self, text: str) -> str:
        """Return a text of the same length with every masked value in it blotted out."""
        spans = self.spans_in(text)
        return blotted(text, spans) if spans else text

    def quote(self, source: str, span: Span, text: str) -> str:
        """Return what stands at `span` of a source, given as `text`, masked to the edge."""
        spans = self.spans_of(source)
        return self.text(_cut(spans, span, text) if spans else text)

    def passage(self, passage: Passage) -> Passage:
        """Return a passage with its text and headings masked."""
        if not self.hidden:
            return passage
        text = self.quote(passage.source, passage.span, passage.text)
        heading = tuple(self.text(words) for words in passage.heading)
        context = self.text(passage.context)
        return dataclasses.replace(passage, text=text, heading=heading, context=context)

    def document(self, source: str, document: Document) -> Document:
        """Return a document with its text masked; every span in it stays true."""
        if not self.hidden:
            return document
        text = self.text(blotted(document.text, self.spans_of(source)))
        return dataclasses.replace(document, text=text)

    def all_of(self, value: _T) -> _T:
        """Return a value with each text in it masked: dataclasses, mappings, lists and tuples."""
        return self._walk(value) if self.hidden else value

    def _walk(self, value: Any) -> Any:
        if type(value) is str:
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self._walk(part) for key, part in value.items()}
        if type(value) in (list, tuple):
            return type(value)(self._walk(part) for part in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            parts = {f.name: self._walk(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return dataclasses.replace(value, **parts)
        return value


def _cut(spans: Iterable[Span], within: Span, text: str) -> str:
    """Return `text`, which stands at `within`, with the parts of the spans in it blotted out."""
    parts = [
        Span(max(0, s.start - within.start), min(s.end, within.end) - within.start)
        for s in spans
        if s.overlaps(within)
    ]
    return blotted(text, parts)
