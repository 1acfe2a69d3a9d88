"""What the program that saved a web page wrote into it: where it was taken from, and when.

A date that the page itself states is another thing: when its text was published or changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from kompass_evidence.reading.moments import from_mail_date, in_utc

HEAD = 20_000  # bytes at the beginning of a page in which the mark stands
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:"
    rb"\s*([^\r\n(]+?)\s*(?:[\r\n(]|-->)"
)
_HTTRACK = re.compile(rb"<!-- Mirrored from (\S+) by HTTrack[^\]]*\], ([^>]+? GMT) -->")
_BROWSER = re.compile(rb"<!-- saved from url=\(\d+\)(\S+) -->")


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a page was saved from, and when (ISO 8601, UTC), as far as it says so."""

    url: str | None = None
    captured: str | None = None


def saved_from(data: bytes) -> Saved:
    """Return what a saved page's bytes say of where and when it was saved."""
    head = data[:HEAD]
    if found := _SINGLE_FILE.search(head):
        return Saved(_url(found[1]), _moment(_text(found[2])))
    if found := _HTTRACK.search(head):
        return Saved(_url(b"https://" + found[1]), from_mail_date(_text(found[2])))
    if found := _BROWSER.search(head):
        return Saved(_url(found[1]))
    return Saved()


def _url(said: bytes) -> str | None:
    text = said.decode("utf-8", "replace")
    return text if text.startswith(("http://", "https://")) and "\ufffd" not in text else None


def _text(said: bytes) -> str:
    return said.decode("ascii", "replace").strip()


def _moment(said: str) -> str | None:
    """Return the moment that SingleFile states, as JavaScript writes one."""
    try:
        return in_utc(datetime.strptime(said, "%a %b %d %Y %H:%M:%S GMT%z"))
    except (ValueError, OverflowError):
        return None
