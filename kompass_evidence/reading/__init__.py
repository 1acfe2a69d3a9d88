"""Bytes in, documents out: one file a format, and a front door, `read`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from kompass_evidence.domain.document import Document, SourceKind
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.converted import through_libreoffice
from kompass_evidence.reading.docx import read_docx
from kompass_evidence.reading.html import NO_MAIN_TEXT as NO_MAIN_TEXT
from kompass_evidence.reading.html import read_html
from kompass_evidence.reading.language_of import language_of, language_remark
from kompass_evidence.reading.mail import read_eml, read_msg
from kompass_evidence.reading.mhtml import read_mhtml
from kompass_evidence.reading.opendocument import read_ods, read_odt
from kompass_evidence.reading.pdf import read_pdf
from kompass_evidence.reading.pptx import read_pptx
from kompass_evidence.reading.text import read_markdown, read_text
from kompass_evidence.reading.xlsx import read_xlsx


class Format(NamedTuple):
    """A kind of file that can be read, and what it is taken for unless the user says otherwise."""

    media_type: str
    reader: Callable[[bytes, str], Document]
    kind: SourceKind


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_DOCUMENT = SourceKind.DOCUMENT
_as_docx = through_libreoffice("docx", read_docx)
_as_pptx = through_libreoffice("pptx", read_pptx)
_as_xlsx = through_libreoffice("xlsx", read_xlsx)
FORMATS = {
    ".pdf": Format("application/pdf", read_pdf, _DOCUMENT),
    ".docx": Format(_OFFICE + "wordprocessingml.document", read_docx, _DOCUMENT),
    ".pptx": Format(_OFFICE + "presentationml.presentation", read_pptx, _DOCUMENT),
    ".xlsx": Format(_OFFICE + "spreadsheetml.sheet", read_xlsx, _DOCUMENT),
    ".xlsm": Format("application/vnd.ms-excel.sheet.macroEnabled.12", read_xlsx, _DOCUMENT),
    ".odt": Format(_OPEN + "text", read_odt, _DOCUMENT),
    ".ods": Format(_OPEN + "spreadsheet", read_ods, _DOCUMENT),
    ".odp": Format(_OPEN + "presentation", _as_pptx, _DOCUMENT),
    ".doc": Format("application/msword", _as_docx, _DOCUMENT),
    ".docm": Format("application/vnd.ms-word.document.macroEnabled.12", _as_docx, _DOCUMENT),
    ".rtf": Format("application/rtf", _as_docx, _DOCUMENT),
    ".ppt": Format("application/vnd.ms-powerpoint", _as_pptx, _DOCUMENT),
    ".xls": Format("application/vnd.ms-excel", _as_xlsx, _DOCUMENT),
    ".html": Format("text/html", read_html, SourceKind.WEB),
    ".htm": Format("text/html", read_html, SourceKind.WEB),
    ".txt": Format("text/plain", read_text, _DOCUMENT),
    ".md": Format("text/markdown", read_markdown, _DOCUMENT),
    ".markdown": Format("text/markdown", read_markdown, _DOCUMENT),
    ".mhtml": Format("multipart/related", read_mhtml, SourceKind.WEB),
    ".mht": Format("multipart/related", read_mhtml, SourceKind.WEB),
    ".eml": Format("message/rfc822", read_eml, SourceKind.DOCUMENT),
    ".msg": Format("application/vnd.ms-outlook", read_msg, SourceKind.DOCUMENT),
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
    document = found.reader(data, name)
    language = document.language or language_of(document.text)
    remarks = (*document.remarks, *language_remark(language))
    return replace(document, language=language, remarks=remarks)
