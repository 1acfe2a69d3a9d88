"""Finds personnummer and samordningsnummer in a text, however they are written.

The library says which digits are one, by date and check digit. What is here is how they are
written: with or without century, hyphen, plus and spaces, in parts, over two lines, in addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from personnummer import personnummer

from kompass_evidence.domain.document import Span
from kompass_evidence.privacy.finding import Candidate, PersonalKind

_BLANK = r"(?:[ \t\u00a0\u2007\u2009\u202f]|%20|_)"
# at most one line break, with the blanks around it
_GAP = rf"(?:{_BLANK}{{0,2}}(?:\r?\n{_BLANK}{{0,4}})?)"
_DASH = r"(?:[-+\u00ad\u2010-\u2015\u2212]|%2[DdBb])"
_CENTURY = r"(?:18|19|20)"
_PART = rf"(?:{_BLANK}|[-./\u2010-\u2015])"  # between year, month and day
_BEFORE, _AFTER = r"(?<!\d)", r"(?!\d)"

# how the ten or twelve digits are written
_WHOLE = rf"{_CENTURY}?\d{{6}}{_GAP}(?:{_DASH}{_GAP})?\d{{4}}"
# in parts only with a hyphen before the last four, since rows of tables are numbers in a row
_PARTED = rf"{_CENTURY}?\d\d{_PART}{_GAP}\d\d{_PART}{_GAP}\d\d{_GAP}{_DASH}{_GAP}\d{{4}}"
_SPREAD = (
    rf"(?:\d{_BLANK}){{5}}(?:(?:\d{_BLANK}){{2}})?\d{_BLANK}?{_DASH}{_BLANK}?"
    rf"(?:\d{_BLANK}){{3}}\d"
)
_WRITTEN = re.compile(f"{_BEFORE}(?:{_WHOLE}|{_PARTED}|{_SPREAD}){_AFTER}")
# in parts, after a word that says what it is, also without the hyphen
_TOLD = re.compile(
    rf"(?:person(?:nummer|nr)|p-?nr|samordningsn(?:ummer|r)|född)[^\d\n]{{0,12}}"
    rf"(?P<number>{_CENTURY}?\d\d{_PART}?\d\d{_PART}?\d\d{_BLANK}{{0,3}}\d{{4}}){_AFTER}",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:person(?:nummer|nr)?|p-?nr|samordningsn(?:ummer|r)|ssn|id)[-_ :=]{0,2}$",
                    re.IGNORECASE)  # fmt: skip
_FRACTION = re.compile(r"(?<!\d)\d{1,3}\.$")  # before the digits of a coordinate
_LETTER = re.compile(r"[^\W\d_]")
_NOT_DIGIT = re.compile(r"%2[0DdBb]|\D")
# a mobile number in ten digits can be a date and four more
_PHONE_WORD = re.compile(r"(?:tel|tfn|telefon|mobil|sms|ring|fax)\w*[^\w\n]{0,4}$", re.IGNORECASE)


def identity_numbers(text: str) -> Iterator[Candidate]:
    """Yield every personal or coordination number in the text, in order; the value is its digits,
    ten of them, so that it is the same with and without century."""
    spans = {found.span() for found in _WRITTEN.finditer(text)}
    spans |= {found.span("number") for found in _TOLD.finditer(text)}
    end = 0
    for start, stop in sorted(spans):
        if start < end or _is_other(text, start, stop):
            continue
        found = _read(text[start:stop])
        if found is not None:
            end = stop
            kind, value = found
            yield Candidate(kind, Span(start, stop), value)


def _is_other(text: str, start: int, stop: int) -> bool:
    """Say whether the digits are part of a code with letters in it, or said to be a phone."""
    before, after = text[max(0, start - 20) : start], text[stop : stop + 1]
    bare = text[start:stop].isdigit()
    if bare and (_PHONE_WORD.search(before) or _FRACTION.search(before)):
        return True
    lettered = bool(_LETTER.match(before[-1:]) or _LETTER.match(after))
    return bare and lettered and not _NAMED.search(before)


def _read(written: str) -> tuple[PersonalKind, str] | None:
    """Return what the written digits are, None where the date or the check digit is not right."""
    digits = _NOT_DIGIT.sub("", written)
    try:
        found = personnummer.parse(digits)
    except personnummer.PersonnummerException:
        return None
    kind = (
        PersonalKind.COORDINATION_NUMBER
        if found.is_coordination_number()
        else PersonalKind.IDENTITY_NUMBER
    )
    return kind, digits[-10:]
