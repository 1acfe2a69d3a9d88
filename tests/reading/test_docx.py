"""Word files: headings, lists and tables in their order, and nothing lost."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document as WordFile
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading.docx import read_docx
from tests.reading.places import assert_blocks_make_up_the_text, texts

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(word: WordFile) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def read(word: WordFile) -> Document:
    return read_docx(saved(word), "policy.docx")


def table(word: WordFile, rows: list[list[str]], *, marked: bool = False) -> None:
    grid = word.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts_ in zip(grid.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts_, strict=True):
            cell.text = text
    if marked:
        mark = OxmlElement("w:tblHeader")
        grid.rows[0]._tr.get_or_add_trPr().append(mark)


def policy() -> WordFile:
    word = docx.Document()
    word.add_paragraph("Kvalitetspolicy", style="Title")
    word.add_heading("Syfte", 1)
    word.add_paragraph("Policyn visar hur vi arbetar med kvalitet.")
    word.add_heading("Avgränsning", 2)
    word.add_paragraph("Den gäller alla nämnder.", style="List Bullet")
    word.add_paragraph("Bolagen beslutar själva.", style="List Number")
    word.add_heading("Ansvar", 1)
    word.add_paragraph("Styrelsen följer upp.")
    return word


def test_blocks_are_in_the_order_of_the_file() -> None:
    assert read(policy()).text.splitlines() == [
        "Kvalitetspolicy",
        "Syfte",
        "Policyn visar hur vi arbetar med kvalitet.",
        "Avgränsning",
        "Den gäller alla nämnder.",
        "Bolagen beslutar själva.",
        "Ansvar",
        "Styrelsen följer upp.",
    ]


def test_blocks_make_up_the_text() -> None:
    assert_blocks_make_up_the_text(read(policy()))


def test_heading_styles_make_the_path_of_headings() -> None:
    document = read(policy())
    assert document.heading_at(document.text.index("Den gäller"))[-2:] == ("Syfte", "Avgränsning")


def test_a_heading_ends_the_deeper_ones_before_it() -> None:
    document = read(policy())
    assert "Avgränsning" not in document.heading_at(document.text.index("Styrelsen"))


def test_points_of_lists_are_told_from_paragraphs() -> None:
    assert len(texts(read(policy()), BlockKind.LIST_ITEM)) == 2


def test_the_title_style_gives_the_title() -> None:
    assert read(policy()).title == "Kvalitetspolicy"


def test_a_file_without_headings_is_called_by_its_name() -> None:
    word = docx.Document()
    word.add_paragraph("Bara text.")
    assert read(word).title == "policy"


def test_no_pages_are_invented() -> None:
    word = policy()
    word.add_page_break()
    word.add_paragraph("Efter sidbrytningen.")
    assert read(word).pages == ()


def test_cells_are_named_by_a_marked_header() -> None:
    word = docx.Document()
    table(word, [["Nämnd", "Utfall"], ["Skola", "118"], ["Vård", "84"]], marked=True)
    assert read(word).text.splitlines()[1:] == [
        "Nämnd: Skola; Utfall: 118",
        "Nämnd: Vård; Utfall: 84",
    ]


def test_a_table_of_labels_and_values_is_not_given_a_header() -> None:
    word = docx.Document()
    table(word, [["Beslutad av", "Kommunfullmäktige"], ["Dnr", "KS 2025/12"]])
    assert "Kommunfullmäktige: " not in read(word).text


def test_a_cell_merged_over_columns_is_read_once() -> None:
    word = docx.Document()
    grid = word.add_table(rows=3, cols=3)
    for row in grid.rows:
        for cell in row.cells:
            cell.text = "x"
    grid.cell(1, 0).merge(grid.cell(1, 2)).text = "Gemensam verksamhet"
    assert read(word).text.count("Gemensam verksamhet") == 1


def test_figures_after_a_merged_cell_keep_their_column() -> None:
    word = docx.Document()
    table(word, [["Nämnd", "Enhet", "Utfall"], ["", "", ""]], marked=True)
    grid = word.tables[0]
    grid.cell(1, 0).merge(grid.cell(1, 1)).text = "Skola"
    grid.cell(1, 2).text = "118"
    assert "Utfall: 118" in read(word).text


def test_tables_stand_where_they_are_put() -> None:
    word = docx.Document()
    word.add_paragraph("Före")
    table(word, [["a", "b"]])
    word.add_paragraph("Efter")
    assert read(word).text.splitlines() == ["Före", "a | b", "Efter"]


def test_a_paragraph_inside_a_content_control_is_read() -> None:
    word = policy()
    inner = word.add_paragraph("Beslutad av kommunfullmäktige 2025-03-10.")
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    inner._p.addprevious(control)
    content.append(inner._p)
    assert "Beslutad av kommunfullmäktige 2025-03-10." in read(word).text


def test_words_inside_a_content_control_stay_in_their_sentence() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Gäller till ")
    run = paragraph.add_run("2027-12-31")
    paragraph.add_run(" för alla.")
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    run._r.addprevious(control)
    content.append(run._r)
    assert read(word).text == "Gäller till 2027-12-31 för alla."


@pytest.mark.parametrize(("change", "expected"), [("ins", "gäller alla."), ("del", "gäller .")])
def test_tracked_changes_are_read_as_accepted(change: str, expected: str) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("gäller ")
    run = paragraph.add_run("alla")
    paragraph.add_run(".")
    mark = OxmlElement(f"w:{change}")
    mark.set(qn("w:id"), "1")
    run._r.addprevious(mark)
    mark.append(run._r)
    if change == "del":
        (letters,) = run._r.t_lst
        letters.tag = qn("w:delText")
    assert read(word).text == expected


def test_a_line_break_and_a_tab_part_words() -> None:
    word = docx.Document()
    run = word.add_paragraph("Dnr\tKS 1").add_run()
    run.add_break()
    run.add_text("Bilaga")
    assert read(word).text.split() == ["Dnr", "KS", "1", "Bilaga"]


def test_headers_and_footers_are_not_in_the_text() -> None:
    word = policy()
    word.sections[0].header.paragraphs[0].text = "Byköpings kommun"
    word.sections[0].footer.paragraphs[0].text = "Sida 1 av 3"
    assert not any(words in read(word).text for words in ("Byköping", "Sida 1"))


def test_headers_and_footers_are_kept_as_margins() -> None:
    word = policy()
    word.sections[0].header.paragraphs[0].text = "Byköpings  kommun"
    word.sections[0].footer.paragraphs[0].text = "Antagen av KF 2022-05-23 § 61"
    assert read(word).margins == ("Byköpings kommun", "Antagen av KF 2022-05-23 § 61")


def test_margins_of_the_first_page_are_kept_beside_the_others() -> None:
    word = policy()
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Dnr KS 2022/147"
    section.header.paragraphs[0].text = "Byköpings kommun"
    assert read(word).margins == ("Dnr KS 2022/147", "Byköpings kommun")


def test_a_table_in_a_footer_is_kept_row_by_row() -> None:
    word = policy()
    grid = word.sections[0].footer.add_table(2, 2, docx.shared.Cm(12))
    for row, cells in zip(grid.rows, [("Beslutad av", "KF"), ("Dnr", "KS 1")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    assert read(word).margins == ("Beslutad av | KF", "Dnr | KS 1")


def test_a_margin_that_is_repeated_is_kept_once() -> None:
    word = policy()
    word.sections[0].header.paragraphs[0].text = "Byköpings kommun"
    second = word.add_section().header
    second.is_linked_to_previous = False
    second.paragraphs[0].text = "Byköpings kommun"
    assert read(word).margins == ("Byköpings kommun",)


def test_the_margins_of_every_section_are_kept() -> None:
    word = policy()
    word.sections[0].header.paragraphs[0].text = "Byköpings kommun"
    second = word.add_section().header
    second.is_linked_to_previous = False
    second.paragraphs[0].text = "Bilaga 1"
    assert read(word).margins == ("Byköpings kommun", "Bilaga 1")


def test_a_section_that_goes_on_with_the_margins_before_adds_none() -> None:
    word = policy()
    word.sections[0].header.paragraphs[0].text = "Byköpings kommun"
    word.add_section()
    assert read(word).margins == ("Byköpings kommun",)


def test_a_file_without_headers_and_footers_has_no_margins() -> None:
    assert read(policy()).margins == ()


def test_margins_of_a_first_page_that_is_like_the_others_are_not_shown() -> None:
    word = policy()
    word.sections[0].first_page_header.paragraphs[0].text = "Utkast"
    assert read(word).margins == ()


@pytest.mark.parametrize(("turned_on", "margins"), [(True, ("Dnr KS 1",)), (False, ())])
def test_margins_of_even_pages_are_kept_where_they_are_shown(
    turned_on: bool, margins: tuple[str, ...]
) -> None:
    word = policy()
    word.settings.odd_and_even_pages_header_footer = turned_on
    word.sections[0].even_page_footer.paragraphs[0].text = "Dnr KS 1"
    assert read(word).margins == margins


def with_part(word: WordFile, name: str, body: str) -> bytes:
    """Return the file with a part "word/<name>.xml" of notes or comments added."""
    kind = f"{RELATIONS}/{name}"
    part = Part(
        PackURI(f"/word/{name}.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml",
        f'<w:{name} xmlns:w="{WORD}">{body}</w:{name}>'.encode(),
        word.part.package,
    )
    word.part.relate_to(part, kind)
    return saved(word)


def note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_comes_after_the_paragraph_that_refers_to_it(kind: str) -> None:
    word = docx.Document()
    run = word.add_paragraph("Nämnden följer upp").add_run()
    mark = OxmlElement(f"w:{kind}Reference")
    mark.set(qn("w:id"), "2")
    run._r.append(mark)
    word.add_paragraph("Nästa stycke.")
    line = note(kind, 0, "-").replace("w:id", 'w:type="separator" w:id', 1)
    body = line + note(kind, 2, "Beslut KF § 61.")
    text = read_docx(with_part(word, f"{kind}s", body), "a.docx").text
    assert text.splitlines() == ["Nämnden följer upp", "Beslut KF § 61.", "Nästa stycke."]


def test_comments_are_counted_and_not_in_the_text() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Nämnden följer upp.")
    word.add_comment(paragraph.runs, text="Stämmer det?", author="Eva")
    word.add_comment(paragraph.runs, text="Ja.", author="Rut")
    document = read(word)
    assert "Stämmer" not in document.text
    assert document.remarks == ("2 kommentarer i marginalen, inte med i texten",)


BOX = (
    '<w:r xmlns:w="{w}" xmlns:mc="{mc}" xmlns:wps="urn:wps" xmlns:v="urn:v"><mc:AlternateContent>'
    '<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Före rutan.")
    inner = "<w:txbxContent><w:p><w:r><w:t>I rutan</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    paragraph._p.append(parse_xml(BOX.format(w=WORD, mc=mc, inner=inner)))
    word.add_paragraph("Efter.")
    assert read(word).text.splitlines() == ["Före rutan.", "I rutan", "Efter."]


def test_text_that_is_moved_stands_only_where_it_was_moved_to() -> None:
    word = docx.Document()
    for change, text in (("moveFrom", "flyttat"), ("moveTo", "flyttat")):
        run = word.add_paragraph("Här: ").add_run(text)
        mark = OxmlElement(f"w:{change}")
        run._r.addprevious(mark)
        mark.append(run._r)
    assert read(word).text.splitlines() == ["Här:", "Här: flyttat"]


def test_a_row_that_is_deleted_with_track_changes_is_left_out() -> None:
    word = docx.Document()
    table(word, [["a", "b"], ["struken", "rad"]])
    word.tables[0].rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:del"))
    assert read(word).text == "a | b"


@pytest.mark.parametrize(
    "data",
    [b"hej", saved(policy())[:500], b"PK\x03\x04" + b"\0" * 50],
    ids=["text", "cut", "broken archive"],
)
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="Word"):
        read_docx(data, "a.docx")


def test_another_archive_under_the_name_of_a_word_file_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hej.txt", "hej")
    with pytest.raises(InputError, match="Word"):
        read_docx(buffer.getvalue(), "a.docx")


def test_a_file_behind_a_password_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="password"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "a.docx")


def test_a_file_that_unpacks_to_more_than_memory_holds_is_refused() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(301):
            member.write(bytes(1_000_000))
    with pytest.raises(InputError, match="unpacks"):
        read_docx(buffer.getvalue(), "a.docx")


def test_a_file_without_text_is_refused() -> None:
    with pytest.raises(InputError, match="no text"):
        read(docx.Document())
