"""Bytes in, documents out: one file a format, and a front door, `read`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

from kompass_evidence.domain.document import Document, SourceKind
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.docx import read_docx
from kompass_evidence.reading.html import NO_MAIN_TEXT as NO_MAIN_TEXT
from kompass_evidence.reading.html import read_html
from kompass_evidence.reading.mail import read_eml, read_msg
from kompass_evidence.reading.mhtml import read_mhtml
from kompass_evidence.reading.pdf import read_pdf
from kompass_evidence.reading.text import read_markdown, read_text


class Format(NamedTuple):
    """A kind of file that can be read, and what it is taken for unless the user says otherwise."""

    media_type: str
    reader: Callable[[bytes, str], Document]
    kind: SourceKind


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {
    ".pdf": Format("application/pdf", read_pdf, SourceKind.DOCUMENT),
    ".docx": Format(_WORD, read_docx, SourceKind.DOCUMENT),
    ".html": Format("text/html", read_html, SourceKind.WEB),
    ".htm": Format("text/html", read_html, SourceKind.WEB),
    ".mhtml": Format("multipart/related", read_mhtml, SourceKind.WEB),
    ".mht": Format("multipart/related", read_mhtml, SourceKind.WEB),
    ".eml": Format("message/rfc822", read_eml, SourceKind.DOCUMENT),
    ".msg": Format("application/vnd.ms-outlook", read_msg, SourceKind.DOCUMENT),
    ".txt": Format("text/plain", read_text, SourceKind.DOCUMENT),
    ".md": Format("text/markdown", read_markdown, SourceKind.DOCUMENT),
    ".markdown": Format("text/markdown", read_markdown, SourceKind.DOCUMENT),
}


def format_of(name: str) -> Format | None:
    """Return the format that a file's ending names, or None if such files cannot be read."""
    return FORMATS.get(PurePath(name).suffix.lower())


def require_format(name: str) -> Format:
    """Return the format that a file's ending names. Raises UnreadableError if there is none."""
    found = format_of(name)
    if found is None:
        suffix = PurePath(name).suffix or "no ending"
        raise UnreadableError(
            f"files of this kind ({suffix}) are not read",
            f"filer av detta slag ({suffix}) läses inte",
        )
    return found


def read(data: bytes, name: str) -> Document:
    """Return the document in a file's bytes, by the ending of its name.

    Raises UnreadableError with the reason, as the end of a sentence, where it cannot be read.
    """
    found = require_format(name)
    if not data:
        raise UnreadableError("the file is empty", "filen är tom")
    return found.reader(data, name)
