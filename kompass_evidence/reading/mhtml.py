"""Reads MHTML, a web page with all that belongs to it in one file, as browsers save it."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message

from kompass_evidence.domain.document import Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.html import read_html
from kompass_evidence.reading.moments import from_mail_date


def read_mhtml(data: bytes, name: str) -> Document:
    """Return the page in an MHTML file, with its address and when it was saved.

    Raises UnreadableError where no web page is in it, or the page has no main text.
    """
    saved = message_from_bytes(data, policy=policy.compat32)
    main = _main_page(saved)
    page = main.get_payload(decode=True) if main is not None else None
    if main is None or not isinstance(page, bytes) or not page:
        raise UnreadableError("there is no web page in it", "det finns ingen webbsida i den")
    document = read_html(_marked(page, main.get_content_charset()), name)
    url = str(saved.get("Snapshot-Content-Location") or main.get("Content-Location") or "").strip()
    is_address = url.startswith(("http://", "https://")) and url.isprintable() and " " not in url
    captured = from_mail_date(str(saved.get("Date") or ""))
    return replace(document, url=url if is_address else document.url,
                   captured=captured or document.captured)  # fmt: skip


def _main_page(saved: Message) -> Message | None:
    """Return the first HTML part: browsers put the page before what it is made of."""
    walk = saved.walk()
    return next((part for part in walk if part.get_content_type() == "text/html"), None)


def _marked(page: bytes, charset: str | None) -> bytes:
    """Return the page's bytes in UTF-8, where the part says what they are in."""
    if charset is None:
        return page
    try:
        return page.decode(charset).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return page
