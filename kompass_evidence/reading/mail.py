"""Reads mails – EML, and Outlook's MSG – as one text: who, when, about what, and what they say.

Their attachments are files of their own, see `eml_members` and `msg_members`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, BinaryIO

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.blocks import BlockText
from kompass_evidence.reading.encodings import decode
from kompass_evidence.reading.member import (
    MAX_MEMBER,
    Guard,
    Held,
    Member,
    distinct,
    problem,
    too_large,
)

READER = "mail/1"
# what is said of a mail, in the order in which it is shown
HEADERS = {"From": "Från", "To": "Till", "Cc": "Kopia", "Date": "Datum"}
_BREAKS = frozenset(("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table",
                     "ul", "ol", "blockquote", "hr"))  # fmt: skip
_HIDDEN = frozenset(("script", "style", "head", "title"))
_NO_MAIL = UnreadableError("it is no mail that can be read", "det är inget mejl som går att läsa")
_DAMAGED = UnreadableError("it is damaged", "den är skadad")
_IN_MAIL = UnreadableError(
    "it is a mail or an object within the mail, which is not read; save it as a file",
    "det är ett mejl eller objekt inne i mejlet, som inte läses; spara det som fil",
)


# ---- EML


def read_eml(data: bytes, name: str) -> Document:
    """Return a mail's headers and text. Raises UnreadableError where it has neither."""
    mail = _eml(data)
    heads = {shown: _header(mail, header) for header, shown in HEADERS.items()}
    moment = _moment(mail)
    if moment:
        heads["Datum"] = f"{moment:%Y-%m-%d %H:%M}"
    return _document(_header(mail, "Subject"), heads, _eml_text(mail), moment, name)


def eml_members(stream: BinaryIO, guard: Guard) -> Iterator[Held]:
    """Yield the attachments of a mail; pictures that stand in its text are none."""
    mail = _eml(stream.read())
    unique = distinct()
    for number, part in enumerate(_attachments(mail), start=1):
        name = unique(_file_name(_part_name(part), f"bilaga-{number}"))
        try:
            yield Member(name, _part_bytes(part, guard), name)
        except UnreadableError as error:
            yield problem(name, error)


def _eml(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    if not any(mail.get(name) for name in ("From", "To", "Subject", "Date", "Received")):
        raise _NO_MAIL
    return mail


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name) or "").split())
    except Exception:  # the standard library breaks down on some malformed addresses
        raw = [value for key, value in mail.raw_items() if key.lower() == name.lower()]
        return " ".join(str(raw[0]).split()) if raw else ""


def _moment(mail: EmailMessage) -> datetime | None:
    try:
        return getattr(mail["Date"], "datetime", None)
    except Exception:  # as above
        return None


def _eml_text(mail: EmailMessage) -> str:
    body = _body(mail, "plain", "html")
    if body is None:
        return ""
    text = _decoded(body)
    return html_text(text) if body.get_content_subtype() == "html" else text


def _body(mail: EmailMessage, *wanted: str) -> Any:
    try:
        return mail.get_body(wanted)
    except Exception:  # as in the headers
        return None


def _decoded(part: Any) -> str:
    """Return a part's text in the encoding that it states, or in one that fits."""
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    stated = part.get_content_charset()
    try:
        return data.decode(stated or "utf-8")
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode(data)[0]


def _attachments(mail: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that are files: attached, or named and no picture in the text."""
    body, shown = _body(mail, "plain", "html"), _body(mail, "html")
    page = _decoded(shown) if shown is not None else ""
    waiting: list[Any] = [mail]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_type() == "message/rfc822" and part is not mail:
            yield part
        elif part.is_multipart():
            waiting[:0] = part.get_payload()
        elif part is not body and part is not mail:
            mark = str(part.get("Content-ID") or "").strip(" <>")
            is_in_text = mark and f"cid:{mark}" in page
            is_other_form = part.get_content_maintype() == "text" and not _part_name(part)
            if not is_in_text and not is_other_form:
                yield part


def _part_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except Exception:  # as in the headers
        name = ""
    if not name and part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        name = (_header(inner, "Subject") or "mejl") + ".eml"  # type: ignore[arg-type]
    return name


def _part_bytes(part: EmailMessage, guard: Guard) -> bytes:
    if part.get_content_type() == "message/rfc822":
        data = part.get_payload(0).as_bytes()  # type: ignore[union-attr]
    else:
        found = part.get_payload(decode=True)
        data = found if isinstance(found, bytes) else b""
    return guard.read(BytesIO(data), len(data))


# ---- MSG


def read_msg(data: bytes, name: str) -> Document:
    """Return an Outlook mail's headers and text. Raises UnreadableError where it is none, or
    damaged."""
    mail = _msg(data)
    try:
        people = "; ".join(_person(found.name, found.email_address) for found in mail.recipients)
        subject, sender, moment = mail.subject, mail.sender or "", mail.sent_date
        text = mail.body or html_text(mail.html_body or "")
    except Exception as error:  # as in _msg
        raise _DAMAGED from error
    when = f"{moment:%Y-%m-%d %H:%M}" if moment else ""
    return _document(subject, {"Från": sender, "Till": people, "Datum": when}, text, moment, name)


def msg_members(stream: BinaryIO, guard: Guard) -> Iterator[Held]:
    """Yield the attachments of an Outlook mail."""
    unique = distinct()
    for number, attached in enumerate(_msg(stream.read()).attachments, start=1):
        name = f"bilaga-{number}"
        try:
            name = _file_name(attached.file_name or "", name)
            data = attached.file_bytes
        except Exception:  # as in _msg
            data, error = None, _DAMAGED
        else:
            error = _IN_MAIL if data is None else too_large()
        name = unique(name)
        if data is None or len(data) > MAX_MEMBER:
            yield problem(name, error)
        else:
            yield Member(name, data, name)


def _msg(data: bytes) -> Any:
    from oxmsg import Message

    try:
        return Message.load(data)
    except Exception as error:  # it raises what it likes on what is no such file
        raise _NO_MAIL from error


def _person(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address and name != address else name or address


# ---- both


def _document(
    subject: str, heads: dict[str, str], said: str, moment: datetime | None, name: str
) -> Document:
    text = BlockText()
    text.add(BlockKind.HEADING, subject, 1)
    for shown, value in heads.items():
        if value.strip():
            text.add(BlockKind.PARAGRAPH, f"{shown}: {value}")
    for paragraph in re.split(r"\n\s*\n", _clean(said)):
        text.add(BlockKind.PARAGRAPH, paragraph)
    if not any(block.kind is BlockKind.PARAGRAPH for block in text.blocks):
        raise UnreadableError("the mail is empty", "mejlet är tomt")
    title = " ".join(subject.split()) or name.rsplit(".", 1)[0]
    dated = moment.date().isoformat() if moment else None
    return Document(text.text(), tuple(text.blocks), title=title, dated=dated, reader=READER)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) <= 0x9F))


def _file_name(wanted: str, otherwise: str) -> str:
    """Return an attachment's name without any folder, and without what no name should hold."""
    last = re.split(r"[/\\]", wanted)[-1]
    last = "".join(c for c in last if c.isprintable()).strip(" .")
    return last or otherwise


class _Words(HTMLParser):
    """Gathers what a mail in HTML says, a block a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BREAKS:
            self.parts.append("\n\n" if tag != "br" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BREAKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(" ".join(data.split("\n")))


def html_text(page: str) -> str:
    """Return what a mail in HTML says, paragraphs parted by empty lines."""
    words = _Words()
    words.feed(page)
    words.close()
    return "".join(words.parts)
