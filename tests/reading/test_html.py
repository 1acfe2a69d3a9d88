"""Saved web pages: the page's own text, without what stands around it."""

from __future__ import annotations

import pytest

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading.html import read_html
from tests.reading.places import assert_blocks_make_up_the_text, texts

LEAD = "Här kan du som bor i kommunen lämna förslag och ställa frågor till politikerna."
MORE = "Varje fullmäktige börjar med en frågestund på högst trettio minuter för alla."


def page(main: str, head: str = "<title>Påverka - Byköpings kommun</title>") -> bytes:
    """Return a whole page with menu, cookie banner and footer around the main text."""
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8">{head}</head><body>
    <div class="cookie-banner" role="dialog"><p>Vi använder kakor för statistik.</p>
    <button>Godkänn alla kakor</button></div>
    <header><a href="/">Byköping</a><nav><ul><li><a href="/a">Bygga och bo</a></li>
    <li><a href="/b">Trafik och resor</a></li></ul></nav></header>
    <main><h1>Så påverkar du</h1><p>{LEAD}</p>{main}</main>
    <footer><p>Besöksadress: Storgatan 1, 123 45 Byköping</p><a href="/k">Webbkarta</a></footer>
    </body></html>""".encode()


def read(main: str = f"<p>{MORE}</p>", head: str = "") -> Document:
    return read_html(page(main, head) if head else page(main), "sida.html")


@pytest.mark.parametrize(
    "around", ["kakor", "Bygga och bo", "Trafik och resor", "Besöksadress", "Webbkarta"]
)
def test_what_stands_around_the_main_text_is_left_out(around: str) -> None:
    assert around not in read().text


def test_the_main_text_is_whole_and_in_order() -> None:
    assert texts(read(), BlockKind.PARAGRAPH) == [LEAD, MORE]


def test_blocks_make_up_the_text() -> None:
    table = "<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td>1</td></tr></table>"
    assert_blocks_make_up_the_text(read(f"<h2>Mål</h2><p>{MORE}</p>{table}<ul><li>ett</li></ul>"))


def test_headings_keep_their_levels() -> None:
    document = read(f"<h2>Fullmäktige</h2><p>{MORE}</p><h3>Frågor</h3><p>{LEAD}</p>")
    at = document.text.rindex(LEAD)
    assert document.heading_at(at)[-2:] == ("Fullmäktige", "Frågor")


def test_points_of_a_list_are_blocks_of_their_own() -> None:
    document = read(f"<p>{MORE}</p><ul><li>Ring oss</li><li>Skriv till oss</li></ul>")
    assert texts(document, BlockKind.LIST_ITEM) == ["Ring oss", "Skriv till oss"]


def test_the_words_of_a_link_stay_in_their_sentence() -> None:
    document = read(f'<p>{MORE} Läs <a href="/p">protokollen</a> först.</p>')
    assert "Läs protokollen först." in document.text


def test_each_cell_is_named_by_its_column() -> None:
    table = (
        "<table><thead><tr><th>Väg in</th><th>Svar</th></tr></thead>"
        "<tbody><tr><td>Telefon</td><td>Direkt</td></tr>"
        "<tr><td>Brev</td><td>Inom en vecka</td></tr></tbody></table>"
    )
    rows = texts(read(f"<p>{MORE}</p>{table}"), BlockKind.TABLE_ROW)
    assert rows[1:] == ["Väg in: Telefon; Svar: Direkt", "Väg in: Brev; Svar: Inom en vecka"]


ANSWER = "Nej, alla som är folkbokförda i kommunen får lämna förslag oavsett ålder."
ACCORDIONS = {
    "details": f"<details><summary>Måste jag vara myndig?</summary><p>{ANSWER}</p></details>",
    "button in a heading": (
        "<h2><button aria-expanded='false' aria-controls='x'>Måste jag vara myndig?</button></h2>"
        f"<div id='x' hidden><p>{ANSWER}</p></div>"
    ),
    "bare button": (
        "<button aria-expanded='false' aria-controls='x'>Måste jag vara myndig?</button>"
        f"<div id='x' hidden><p>{ANSWER}</p></div>"
    ),
    "heading": (
        "<div class='accordion is-closed'><h3>Måste jag vara myndig?</h3>"
        f"<div style='display:none'><p>{ANSWER}</p></div></div>"
    ),
}


@pytest.mark.parametrize("kind", ACCORDIONS)
def test_the_answer_in_an_accordion_is_read(kind: str) -> None:
    assert ANSWER in read(f"<p>{MORE}</p>{ACCORDIONS[kind]}").text


@pytest.mark.parametrize("kind", ACCORDIONS)
def test_the_answer_in_an_accordion_stands_under_its_question(kind: str) -> None:
    document = read(f"<p>{MORE}</p>{ACCORDIONS[kind]}")
    assert document.heading_at(document.text.index(ANSWER))[-1] == "Måste jag vara myndig?"


@pytest.mark.parametrize(
    "sentence",
    [
        "Skriv ut blanketten och lämna den i receptionen.",
        "Dela på ansvaret mellan nämnd och förvaltning.",
        "Tipsa om klotter på en lekplats.",
    ],
)
def test_a_sentence_that_begins_as_a_button_is_kept(sentence: str) -> None:
    assert sentence in read(f"<p>{MORE}</p><p>{sentence}</p>").text


def test_the_main_heading_is_the_title() -> None:
    assert read().title == "Så påverkar du"


def test_a_main_heading_in_the_header_of_an_article_is_the_title() -> None:
    data = page("").replace(
        b"<h1>S\xc3\xa5 p\xc3\xa5verkar du</h1>",
        "<article><header><h1>Så påverkar du</h1></header>".encode(),
    )
    data = data.replace(b"</main>", f"<p>{MORE}</p></article></main>".encode())
    assert read_html(data, "a.html").title == "Så påverkar du"


def test_the_name_of_the_site_is_not_taken_for_the_main_heading() -> None:
    data = page(f"<p>{MORE}</p>").replace(
        '<a href="/">Byköping</a>'.encode(), "<h1>Byköpings kommun</h1>".encode()
    )
    assert read_html(data, "a.html").title == "Så påverkar du"


def test_the_address_is_the_one_the_page_states() -> None:
    head = '<title>x</title><link rel="canonical" href="https://www.bykoping.example/paverka">'
    assert read(head=head).url == "https://www.bykoping.example/paverka"


def test_a_page_that_states_no_address_has_none() -> None:
    assert read().url is None


def test_the_date_is_the_one_the_page_states() -> None:
    meta = '<title>x</title><meta property="article:modified_time" content="2026-02-11T08:12:40">'
    assert read(head=meta).dated == "2026-02-11"


def test_a_year_in_the_text_is_not_taken_for_the_date_of_the_page() -> None:
    assert read(f"<p>{MORE} Under 2025 ställdes 17 frågor och 2024 ställdes 12.</p>").dated is None


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_swedish_letters_come_through_in_the_encoding_the_page_states(encoding: str) -> None:
    data = page(f"<p>{MORE}</p>").decode().replace('charset="utf-8"', f'charset="{encoding}"')
    assert LEAD in read_html(data.encode(encoding), "a.html").text


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body></body></html>",
        b"<html><body><nav><a href='/'>Start</a></nav></body></html>",
        b"hej",
        b"\x89PNG\r\n\x1a\n\0\0\0",
    ],
    ids=["empty", "menu", "no markup", "picture"],
)
def test_a_page_without_main_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_html(data, "a.html")
