"""What stands beside the running text of a Word file: notes, comments and tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kompass_evidence.reading.office import xml_tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SIGNS = {W + "tab": " ", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-"}
GONE = frozenset((W + "del", W + "moveFrom"))  # what a tracked change takes away
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def words_of(paragraph: Any) -> str:
    """Return a paragraph's text as it reads with all changes accepted; `paragraph` is a w:p.

    python-docx leaves out runs in content controls and in tracked insertions.
    """
    found = []
    for element in paragraph.iter(*SIGNS, W + "t", M + "t"):
        run = element.getparent()
        owner, gone = _owner(element)
        if run.tag in (W + "r", M + "r") and owner is paragraph and not gone:
            found.append(SIGNS.get(element.tag, element.text or ""))
    return "".join(found)


def _owner(element: Any) -> tuple[Any, bool]:
    """Return the paragraph that a piece of text is of, and whether a change takes it away."""
    gone = False
    for above in element.iterancestors():
        if above.tag == W + "p":
            return above, gone
        gone = gone or above.tag in GONE
    return None, gone


def is_deleted(row: Any) -> bool:
    """Say whether a tracked change takes a table's row away; `row` is a w:tr."""
    return row.trPr is not None and row.trPr.find(W + "del") is not None


def comments(word: Any) -> int:
    """Return how many comments a file has."""
    part = _part(word, "comments")
    return sum(1 for _ in part.iter(W + "comment")) if part is not None else 0


class Notes:
    """The footnotes and endnotes of a file, by the places that refer to them."""

    def __init__(self, word: Any) -> None:
        self._lines: dict[tuple[str, str], list[str]] = {}
        for kind in ("footnote", "endnote"):
            part = _part(word, kind + "s")
            for note in part.iter(W + kind) if part is not None else ():
                if note.get(W + "type") in (None, "normal"):  # others are the line above notes
                    lines = [words_of(paragraph) for paragraph in note.iter(W + "p")]
                    self._lines[kind, note.get(W + "id", "")] = lines

    def of(self, element: Any) -> Iterator[str]:
        """Yield the paragraphs of the notes that a paragraph or table refers to, in order."""
        for mark in element.iter(W + "footnoteReference", W + "endnoteReference"):
            _owner_of_mark, gone = _owner(mark)
            kind = mark.tag.removeprefix(W).removesuffix("Reference")
            if not gone:
                yield from self._lines.get((kind, mark.get(W + "id", "")), ())


def _part(word: Any, name: str) -> Any:
    """Return the root of a part that belongs to the text, or None where there is none."""
    for relation in word.part.rels.values():
        if relation.reltype == RELATIONS + name and not relation.is_external:
            return xml_tree(relation.target_part.blob)
    return None
