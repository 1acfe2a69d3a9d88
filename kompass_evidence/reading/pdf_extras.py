"""What a PDF has beside its printed text: boxes that are ticked, and files within it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kompass_evidence.reading.pdf_lines import Line

TICKED = "✓"  # a tick is drawn with a letter of a font of signs, where it reads "3", "4" or "8"
CHOICES = (2, 5)  # pymupdf's kinds of fields: check boxes and radio buttons
NAMED = 20  # attachments that are named; of more, the rest is counted
FILE = 17  # pymupdf's kind of annotation that holds a file


def mark_choices(page: Any, lines: Sequence[Line]) -> None:
    """Read a tick in a form's box as a tick; what is filled in elsewhere is text as it stands."""
    if page.first_widget is None:
        return
    turned = page.rotation_matrix
    boxes = [w.rect * turned for w in page.widgets() if w.field_type in CHOICES]
    for line in lines if boxes else ():
        for number, word in enumerate(line.words):
            middle = ((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)
            if len(word.text) == 1 and any(middle in box for box in boxes):
                line.words[number] = word._replace(text=TICKED)
                line.measure()


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
