"""What a PDF has beside its printed text: what is filled in in a form, and files within it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kompass_evidence.reading.pdf_lines import Line

TICKED = "✓"  # a tick is drawn with a letter of a font of signs, where it reads "3", "4" or "8"
CHOICES = (2, 5)  # pymupdf's kinds of fields: check boxes and radio buttons
NAMED = 20  # attachments that are named; of more, the rest is counted
FILE = 17  # pymupdf's kind of annotation that holds a file


def fill_in(page: Any, lines: list[Line]) -> None:
    """Put what is filled in in a form where it stands on the page, and read ticks as ticks.

    MuPDF gives what stands in the fields after all other text; `lines` are changed in place.
    """
    if page.first_widget is None:
        return
    turned = page.rotation_matrix
    fields = [(w.rect * turned, w.field_type in CHOICES) for w in page.widgets()]
    filled = [line for line in lines if _field_of(line, fields) is not None]
    lines[:] = [line for line in lines if _field_of(line, fields) is None]
    for line in filled:
        if _field_of(line, fields) and len(line.text) == 1:
            line.words[0] = line.words[0]._replace(text=TICKED)
            line.measure()
        _place(line, lines)


def _field_of(line: Line, fields: Sequence[tuple[Any, bool]]) -> bool | None:
    """Say whether a line stands in a field that is ticked (or written in), None if in neither."""
    middle = ((line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2)
    return next((is_choice for rect, is_choice in fields if middle in rect), None)


def _place(line: Line, lines: list[Line]) -> None:
    """Join a filled-in line to the text before it, or put it above what is further down."""
    beside = [
        other for other in lines
        if other.x1 <= line.x0 + 1 and other.y0 < (line.y0 + line.y1) / 2 < other.y1
    ]  # fmt: skip
    if beside:
        nearest = max(beside, key=lambda other: other.x1)
        nearest.words.extend(line.words)
        nearest.measure()
        return
    below = (place for place, other in enumerate(lines) if other.y0 > line.y0)
    lines.insert(next(below, len(lines)), line)


def attachments(pdf: Any) -> tuple[str, ...]:
    """Return a remark that names the files within a PDF, whose content is not read here."""
    try:
        names = [
            str(pdf.embfile_info(name).get("filename") or name) for name in pdf.embfile_names()
        ]
        for page in pdf if pdf.has_annots() else ():
            names.extend(str(note.file_info["filename"]) for note in page.annots(types=[FILE]))
    except Exception:  # damaged trees of names raise whatever MuPDF meets
        return ("Filer som är bifogade i pdf:en gick inte att lista",)
    names = sorted({" ".join(name.split()) for name in names})
    if not names:
        return ()
    more = f" och {len(names) - NAMED} till" if len(names) > NAMED else ""
    return ("Bifogade filer som inte är lästa: " + ", ".join(names[:NAMED]) + more,)
