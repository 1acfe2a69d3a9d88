"""Plain text and Markdown in the encodings that offices use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading.text import read_markdown, read_text
from tests.reading.places import assert_blocks_make_up_the_text, texts

Reader = Callable[[bytes, str], Document]
SWEDISH = "Åtgärder för äldre: mål och råd i Örebro – ”nära” kostar 5 €."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("reader", [read_text, read_markdown])
def test_swedish_letters_come_through_in_every_encoding(reader: Reader, encoding: str) -> None:
    assert reader(SWEDISH.encode(encoding), "a.txt").text == SWEDISH


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04\0\0", b"\0"])
def test_a_file_that_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not text"):
        read_text(data, "a.txt")


@pytest.mark.parametrize("data", [b" \n\n\t\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("reader", [read_text, read_markdown])
def test_a_file_of_nothing_but_space_is_refused(reader: Reader, data: bytes) -> None:
    with pytest.raises(InputError, match="empty"):
        reader(data, "a.txt")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_empty_line_parts_paragraphs_whatever_ends_a_line(end: str) -> None:
    document = read_text(f"Ett stycke{end}på två rader.{end}{end}Nästa.".encode(), "a.txt")
    assert texts(document, BlockKind.PARAGRAPH) == ["Ett stycke på två rader.", "Nästa."]


def test_points_of_a_list_are_blocks_of_their_own() -> None:
    document = read_text(b"Vi ska:\n- lyssna\n- svara\n  i tid", "a.txt")
    assert texts(document, BlockKind.LIST_ITEM) == ["- lyssna", "- svara i tid"]


def test_a_text_file_is_called_by_its_name() -> None:
    assert read_text(b"Hej.", "samtal med chefen.txt").title == "samtal med chefen"


MARKDOWN = """---
author: någon
---
# Policy för kvalitet

Vi har **fyra** mål, se [planen](https://bykoping.example/plan_1 "Planen").

## Mål och mått

| Nämnd | Utfall |
| :-- | --: |
| Skola | 118 |
| Vård | |

- Lyssna
- Svara

### Ansvar ###
Styrelsen följer upp.
"""


def test_the_first_heading_of_markdown_is_the_title() -> None:
    assert read_markdown(MARKDOWN.encode(), "a.md").title == "Policy för kvalitet"


def test_headings_of_markdown_have_their_levels() -> None:
    document = read_markdown(MARKDOWN.encode(), "a.md")
    path = document.heading_at(document.text.index("Styrelsen"))
    assert path == ("Policy för kvalitet", "Mål och mått", "Ansvar")


def test_marks_of_emphasis_and_links_are_not_in_the_text() -> None:
    assert "Vi har fyra mål, se planen." in read_markdown(MARKDOWN.encode(), "a.md").text


def test_front_matter_is_not_in_the_text() -> None:
    assert "author" not in read_markdown(MARKDOWN.encode(), "a.md").text


def test_cells_of_markdown_are_named_by_their_columns() -> None:
    rows = texts(read_markdown(MARKDOWN.encode(), "a.md"), BlockKind.TABLE_ROW)
    assert rows[1:] == ["Nämnd: Skola; Utfall: 118", "Nämnd: Vård"]


def test_lines_that_follow_one_another_are_one_paragraph() -> None:
    document = read_markdown("Första raden\ngår vidare.".encode(), "a.md")
    assert document.text == "Första raden går vidare."


@given(st.text(st.sampled_from("Aå é#-|*_[]()\n\t.1:~ "), min_size=1, max_size=120))
def test_blocks_of_markdown_make_up_the_text_whatever_it_holds(text: str) -> None:
    try:
        document = read_markdown(text.encode(), "a.md")
    except InputError:
        return
    assert_blocks_make_up_the_text(document)


@given(st.lists(st.text("abcåäö", min_size=1), min_size=1))
def test_no_word_of_a_text_is_lost(words: list[str]) -> None:
    assert read_text(" ".join(words).encode(), "a.txt").text.split() == words
