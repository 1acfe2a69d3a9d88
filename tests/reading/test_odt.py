"""OpenDocument text: headings, lists, tables, notes; comments and deleted text apart."""

from __future__ import annotations

import io
import zipfile

import pytest
from odf.office import Annotation
from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, List, ListItem, Note, NoteBody, NoteCitation, P, S, Tab

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading.opendocument import read_odt
from tests.reading.places import assert_blocks_make_up_the_text, texts


def saved(made: OpenDocumentText) -> bytes:
    buffer = io.BytesIO()
    made.write(buffer)
    return buffer.getvalue()


def read(made: OpenDocumentText) -> Document:
    return read_odt(saved(made), "policy.odt")


def with_content(data: bytes, change: dict[str, bytes]) -> bytes:
    """Return an archive with some members' content replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change.pop(name, None) or old.read(name))
        for name, content in change.items():
            new.writestr(name, content)
    return buffer.getvalue()


def policy() -> OpenDocumentText:
    made = OpenDocumentText()
    made.text.addElement(H(outlinelevel=1, text="Policy för kvalitet"))
    paragraph = P(text="Nämnden")
    paragraph.addElement(S())
    paragraph.addText("följer")
    paragraph.addElement(Tab())
    paragraph.addText("upp målen")
    note = Note(noteclass="footnote")
    note.addElement(NoteCitation(text="1"))
    body = NoteBody()
    body.addElement(P(text="Beslutat av fullmäktige."))
    note.addElement(body)
    paragraph.addElement(note)
    paragraph.addText(".")
    remark = Annotation()
    remark.addElement(P(text="Stämmer det?"))
    paragraph.addElement(remark)
    made.text.addElement(paragraph)
    points = List()
    item = ListItem()
    item.addElement(P(text="Lyssna"))
    points.addElement(item)
    made.text.addElement(points)
    table = Table(name="T")
    for cells in (("Nämnd", "Utfall", "Mål"), ("Skola", "118", "120")):
        row = TableRow()
        for words in cells:
            cell = TableCell()
            cell.addElement(P(text=words))
            row.addElement(cell)
        table.addElement(row)
    made.text.addElement(table)
    return made


def test_everything_is_read_in_its_order_and_notes_after_their_paragraph() -> None:
    assert read(policy()).text.splitlines() == [
        "Policy för kvalitet", "Nämnden följer upp målen.", "Beslutat av fullmäktige.", "Lyssna",
        "Nämnd | Utfall | Mål", "Nämnd: Skola; Utfall: 118; Mål: 120",
    ]  # fmt: skip


def test_blocks_have_their_kinds() -> None:
    document = read(policy())
    assert texts(document, BlockKind.HEADING) == ["Policy för kvalitet"]
    assert texts(document, BlockKind.LIST_ITEM) == ["Lyssna"]
    assert_blocks_make_up_the_text(document)


def test_comments_are_counted_and_not_in_the_text() -> None:
    document = read(policy())
    assert "Stämmer" not in document.text
    assert document.remarks == ("1 kommentar i marginalen, inte med i texten",)


def test_what_is_deleted_with_track_changes_is_not_in_the_text() -> None:
    data = saved(policy())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml")
    deleted = (
        b'<office:text><text:tracked-changes><text:changed-region text:id="c"><text:deletion>'
        b"<text:p>Struket stycke</text:p></text:deletion></text:changed-region>"
        b"</text:tracked-changes>"
    )
    changed = with_content(data, {"content.xml": content.replace(b"<office:text>", deleted)})
    assert "Struket" not in read_odt(changed, "a.odt").text


def test_a_file_behind_a_password_is_refused_with_the_reason() -> None:
    manifest = b'<manifest><encryption-data checksum="x"/></manifest>'
    data = with_content(saved(policy()), {"META-INF/manifest.xml": manifest})
    with pytest.raises(InputError, match="password"):
        read_odt(data, "a.odt")


def test_xml_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(InputError, match="entities"):
        read_odt(with_content(saved(policy()), {"content.xml": bomb}), "a.odt")


@pytest.mark.parametrize("data", [b"hej", saved(policy())[:400]])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="can be opened"):
        read_odt(data, "a.odt")
