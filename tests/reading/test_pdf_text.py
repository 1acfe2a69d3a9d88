"""Words as a reader reads them: order, line ends, ligatures, paragraphs and lists."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.domain.document import BlockKind
from kompass_evidence.reading.pdf import read_pdf
from tests.reading.pdfs import Sheet, one_page
from tests.reading.places import texts


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("beslut i kommun-", "fullmäktige i juni", "kommunfullmäktige"),
        ("beslut i kommun\u00ad", "fullmäktige i juni", "kommunfullmäktige"),
        ("den årliga upp-", "följningen, som görs", "uppföljningen, som"),
    ],
)
def test_a_word_hyphenated_at_the_line_end_is_mended(first: str, second: str, joined: str) -> None:
    assert joined in read_pdf(one_page(first, second), "a.pdf").text


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("kommunens mål-", "och resultatstyrning", "mål- och resultatstyrning"),
        ("stöd till barn-", "eller ungdomsgrupper", "barn- eller ungdomsgrupper"),
        ("under åren 2024-", "2026 gäller planen", "2024-2026"),
        ("kommunens nya IT-", "strategi gäller nu", "IT-strategi"),
        ("kommunens nya it-", "system gäller nu", "it-system"),
        ("svar som ett sms-", "meddelande samma dag", "sms-meddelande"),
        ("kommunens nya e-", "tjänster finns här", "e-tjänster"),
        ("avtalet är ett 3-", "årigt avtal", "3-årigt"),
        ("banan Stockholm-", "Uppsala byggs ut", "Stockholm-Uppsala"),
    ],
)
def test_a_hyphen_that_belongs_to_the_words_is_kept(first: str, second: str, kept: str) -> None:
    assert kept in read_pdf(one_page(first, second), "a.pdf").text


def test_a_hyphen_seen_inside_a_line_elsewhere_is_kept_at_a_line_end() -> None:
    data = one_page("Följ covid-vågen här och nu", "och nästa gång kommer covid-", "vågen igen")
    assert read_pdf(data, "a.pdf").text.count("covid-vågen") == 2


def test_soft_hyphens_inside_a_line_are_not_in_the_text() -> None:
    text = read_pdf(
        one_page("Kommun\u00adfullmäktige beslutar om verk\u00adsamheten"), "a.pdf"
    ).text
    assert text == "Kommunfullmäktige beslutar om verksamheten"


def test_ligatures_are_read_as_letters() -> None:
    text = read_pdf(one_page("\ufb01nansiering av \ufb02er platser"), "a.pdf").text
    assert text == "finansiering av fler platser"


def test_swedish_letters_come_through() -> None:
    words = "Åtgärder för äldre på Öland: råd, mål, sjö och å"
    assert read_pdf(one_page(words), "a.pdf").text == words


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [
        "Vänster spalt börjar här och går",
        "vidare ned till sidans slut innan",
        "nästa tar vid.",
    ]
    right = ["Höger spalt börjar först när den", "vänstra är läst ända till slutet", "av sidan."]
    sheet = Sheet()
    sheet.line(60, 130, "Två spalter under en rubrik", 18, bold=True)
    sheet.lines(60, 180, left)
    sheet.lines(320, 180, right)
    text = read_pdf(sheet.data(), "a.pdf").text
    assert text.split() == [
        "Två",
        "spalter",
        "under",
        "en",
        "rubrik",
        *" ".join(left + right).split(),
    ]


def test_a_sentence_that_goes_on_in_the_next_column_is_one_paragraph() -> None:
    sheet = Sheet()
    sheet.lines(
        60, 180, ["Nämnden följer varje år upp målen", "och rapporterar sedan till kommun-"]
    )
    sheet.lines(320, 180, ["styrelsen, som i sin tur lämnar", "en samlad rapport."])
    document = read_pdf(sheet.data(), "a.pdf")
    assert len(document.blocks) == 1
    assert "rapporterar sedan till kommunstyrelsen, som" in document.text


def test_an_empty_line_parts_paragraphs() -> None:
    sheet = Sheet()
    below = sheet.lines(72, 180, ["Första stycket handlar om skolan."])
    sheet.lines(72, below + 14, ["Andra stycket handlar om vården."])
    document = read_pdf(sheet.data(), "a.pdf")
    assert texts(document, BlockKind.PARAGRAPH) == [
        "Första stycket handlar om skolan.",
        "Andra stycket handlar om vården.",
    ]


def test_each_point_of_a_list_is_a_block_of_its_own() -> None:
    sheet = Sheet()
    below = sheet.lines(72, 180, ["Planen har tre delar som följs upp varje år av nämnden:"])
    sheet.lines(72, below, ["• Trygghet", "1. Skola och fritid", "2. Vård och omsorg"])
    points = texts(read_pdf(sheet.data(), "a.pdf"), BlockKind.LIST_ITEM)
    assert [point.split(maxsplit=1)[1] for point in points] == [
        "Trygghet",
        "Skola och fritid",
        "Vård och omsorg",
    ]


WORDS = st.text("abcdefghijklmnoprstuvyåäö", min_size=2, max_size=11)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=5), min_size=1, max_size=12))
def test_plain_lines_are_read_word_for_word(lines: list[list[str]]) -> None:
    # a capital opens the text, so that no line is taken for a point "a)" or a page number
    lines[0][0] = lines[0][0].capitalize()
    text = read_pdf(one_page(*(" ".join(line) for line in lines)), "a.pdf").text
    assert text.split() == [word for line in lines for word in line]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=2, max_size=10))
def test_mending_never_adds_or_loses_a_letter(pairs: list[tuple[str, str]]) -> None:
    lines = [f"{tail} text {head}-" for (_, tail), (head, _) in pairwise(pairs)]
    text = read_pdf(one_page(*lines, "slut."), "a.pdf").text
    printed = "".join(lines) + "slut."
    assert [c for c in text if c.isalpha()] == [c for c in printed if c.isalpha()]


def test_a_footnote_does_not_part_a_sentence_that_goes_on_overleaf() -> None:
    sheet = Sheet()
    sheet.lines(72, 600, ["Nämnden följer varje år upp målen och rapporterar till kommun-"])
    sheet.line(72, 680, "1 Se kommunallagen, sjätte kapitlet.", 7)
    sheet.next_page()
    sheet.lines(72, 180, ["styrelsen, som lämnar en samlad rapport till fullmäktige."])
    assert "till kommunstyrelsen, som" in read_pdf(sheet.data(), "a.pdf").text
