"""The page that is drawn from a pack: whatever a document holds, it is text and nothing more."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.domain.facts import Standing
from kompass_evidence.reporting.html import count_words, decimal, marked, points, render_pack
from kompass_evidence.reporting.pack import build_pack
from tests.reporting.hand_made import hand_made, hand_made_pack, hand_made_views

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--></style></title><img src=x onerror=alert(1)>",
    "<!--<script>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "{{ 7 * 7 }}{% for x in y %}",
    "&lt;b&gt; &amp;#39;",
    "]]>\u2028\u2029\\u003c/script>",
    'https://example.invalid/"><a href=javascript:alert(1)>',
]
INVISIBLE = ["\u202e", "\u2066", "\u2069", "\u200b", "\x00", "\x07", "\x1b[31m", "\x7f", "\x9b"]


def _draw(text: str, *, found: bool = True) -> str:
    return render_pack(hand_made_pack(text, found=found), hand_made_views(text))


def _shape(page: str) -> Counter[tuple[str, tuple[str, ...]]]:
    """Return how often each element stands in the page, with the names of its attributes."""
    elements = lxml.html.document_fromstring(page).iter(lxml.html.etree.Element)
    return Counter((str(e.tag), tuple(sorted(e.attrib))) for e in elements if e.tag != "mark")


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_document_makes_no_element_and_no_attribute(text: str, found: bool) -> None:
    assert _shape(_draw(text, found=found)) == _shape(_draw("ofarligt", found=found))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40))
@settings(max_examples=25, deadline=None)
def test_any_text_is_shown_and_stays_text(text: str) -> None:
    text = f"x{text}x"  # not empty, as no passage is
    page = _draw(text)
    assert _shape(page) == _shape(_draw("ofarligt"))


@pytest.mark.parametrize("text", HOSTILE[:-2])
def test_hostile_text_can_be_read_as_it_stands(text: str) -> None:
    page = lxml.html.document_fromstring(_draw(text))
    assert page.xpath("//blockquote")[0].text_content() == text


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("character", INVISIBLE)
def test_characters_that_cannot_be_seen_are_nowhere_in_the_page(
    character: str, found: bool
) -> None:
    page = _draw(f"Planen {character}antogs", found=found)
    assert character not in page


def test_a_change_of_writing_direction_is_shown_for_what_it_is() -> None:
    page = lxml.html.document_fromstring(_draw("antogs\u202e ej"))
    assert page.xpath("//blockquote")[0].text_content() == "antogs⟨U+202E⟩ ej"


@pytest.mark.parametrize("text", HOSTILE)
def test_the_data_of_the_page_are_json_that_holds_the_text(text: str) -> None:
    script = lxml.html.document_fromstring(_draw(text)).get_element_by_id("data")
    assert json.loads(script.text)["texts"]["src-plain"]["text"] == text


def test_the_data_keep_every_place_when_invisible_characters_are_taken_out() -> None:
    text = "A\u202e\x00B\x1bC"
    script = lxml.html.document_fromstring(_draw(text)).get_element_by_id("data")
    shown = json.loads(script.text)["texts"]["src-plain"]["text"]
    assert [shown.index(c) for c in "ABC"] == [text.index(c) for c in "ABC"]


def _policy(page: str) -> dict[str, list[str]]:
    (meta,) = lxml.html.document_fromstring(page).xpath("//meta[@http-equiv]")
    rules = [rule.split() for rule in meta.get("content").split(";")]
    return {rule[0]: rule[1:] for rule in rules}


def test_the_page_may_load_nothing_but_pictures_that_it_carries() -> None:
    policy = _policy(_draw("text"))
    assert (policy["default-src"], policy["img-src"]) == (["'none'"], ["data:"])


@pytest.mark.parametrize(("element", "rule"), [("style", "style-src"), ("script", "script-src")])
def test_only_the_pages_own_style_and_script_may_run(element: str, rule: str) -> None:
    page = _draw("text")
    (own,) = re.findall(f"<{element}>(.*?)</{element}>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    assert _policy(page)[rule] == [f"'sha256-{digest}'"]


def test_the_page_names_no_address_to_load_from() -> None:
    page = lxml.html.document_fromstring(_draw("https://example.invalid/"))
    linked = [e.get(a) for a in ("src", "href", "action", "data") for e in page.xpath(f"//*[@{a}]")]
    assert [link for link in linked if not link.startswith("#")] == []


def test_every_link_within_the_page_leads_somewhere() -> None:
    page = lxml.html.document_fromstring(_draw("text"))
    targets = {"#" + identifier for identifier in page.xpath("//@id")}
    assert set(page.xpath("//a/@href")) <= targets


@pytest.mark.parametrize("found", [True, False])
def test_every_button_has_a_place_to_show(found: bool) -> None:
    page = lxml.html.document_fromstring(_draw("text", found=found))
    data = json.loads(page.get_element_by_id("data").text)
    shown = page.xpath("//button/@data-passage")
    assert shown
    assert set(shown) <= set(data["places"])


def test_the_same_pack_gives_the_same_page() -> None:
    assert _draw("text") == _draw("text")


def _text(page: str) -> str:
    body = lxml.html.document_fromstring(page).body
    for element in body.xpath("//script|//style"):
        element.drop_tree()
    return str(body.text_content())


@pytest.mark.parametrize("found", [True, False])
def test_no_number_has_a_decimal_point(found: bool) -> None:
    text = _text(_draw("text", found=found)).replace("1.1.1", "").replace("1.1", "")
    assert re.findall(r"\d\.\d", text) == []


@pytest.mark.parametrize("number", ["7,5 poäng", "5,2", "3,2", "1,5"])
def test_numbers_have_a_decimal_comma(number: str) -> None:
    assert number in _text(_draw("text"))


def test_a_large_number_is_grouped_with_spaces() -> None:
    assert re.search(r"12\s345", _text(_draw("text")))


def test_what_could_not_be_read_is_listed() -> None:
    page = lxml.html.document_fromstring(_draw("rapport.pdf"))
    assert "rapport.pdf" in page.get_element_by_id("olast").text_content()


def test_what_came_nearest_can_be_seen_where_nothing_was_found() -> None:
    page = lxml.html.document_fromstring(_draw("Nästan rätt.", found=False))
    assert "Nästan rätt." in page.xpath("//details[@class='nearest']")[0].text_content()


# ---- flags, and how each was searched for


def _flag(page: str, identifier: str) -> Any:
    return lxml.html.document_fromstring(page).get_element_by_id(identifier)


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("text", HOSTILE[:-2])
def test_hostile_note_and_name_at_a_flag_can_be_read_as_they_stand(text: str) -> None:
    page = _draw(text, found=False)
    said = _flag(page, "flg-1.1.1-no-evidence").xpath(".//span[@class='ask']")[0].text_content()
    assert f"Frågad: {text} ({text})." in said


@pytest.mark.parametrize("text", HOSTILE[:-2])
def test_hostile_words_in_a_proof_can_be_read_as_they_stand(text: str) -> None:
    page = lxml.html.document_fromstring(_draw(text, found=False))
    asked, nearest = page.xpath("//details[@class='proof']")[0].xpath("./ul")
    assert [item.text_content() for item in asked] == [text]
    assert text in nearest[0].text_content()


@pytest.mark.parametrize("text", HOSTILE[:-2])
def test_hostile_facts_of_a_document_can_be_read_as_they_stand(text: str) -> None:
    page = lxml.html.document_fromstring(_draw(text))
    (stated,) = page.xpath("//td[@class='stated']/span")
    assert (stated.get("title"), stated.text_content()) == (text, f"beslutad av {text}")


def test_a_flag_says_what_it_is_and_the_points_at_stake() -> None:
    said = _words(_flag(_draw("text", found=False), "flg-1.1.1-no-evidence"))
    assert said.startswith("inget belägg Inget belägg. 7,5 poäng. Fråga: tjänsteperson.")


def test_a_flag_that_is_not_certain_looks_another_way() -> None:
    page = lxml.html.document_fromstring(_draw("text", found=False))
    unsure = page.xpath("//div[@class='flagbox'][.//span[contains(@class, 'unsure')]]/@id")
    assert unsure == ["flg-1.1.1-no-evidence"]


def test_a_flag_that_nobody_has_touched_says_nothing_of_its_state() -> None:
    flag = _flag(_draw("text"), "flg-1.1-missing-rung-effect")
    assert flag.xpath(".//b") == []


def test_a_proof_tells_what_was_asked_covered_and_nearest() -> None:
    page = lxml.html.document_fromstring(_draw("Planen.", found=False))
    proof = _words(page.xpath("//article//details[@class='proof']")[0])
    assert proof.startswith(
        "Så sökte vi Sökt i 2 källor med 2 textavsnitt; 1 fil kunde inte läsas."
    )
    assert "Närmast, mot gränsen 4,5 av 7: 5,2 – Planen., s. Planen. psg-paged" in proof
    assert "För 25 procent av ramverkets kriterier" in proof


def test_a_proof_is_closed_until_it_is_asked_for() -> None:
    page = lxml.html.document_fromstring(_draw("text", found=False))
    proofs = page.xpath("//details[@class='proof']")
    assert proofs
    assert not any("open" in proof.attrib for proof in proofs)


def test_a_contradiction_shows_both_passages_under_their_titles() -> None:
    page = _draw("text")
    first, second = _flag(page, "flg-1.1.1-contradiction").xpath(".//div[@class='beside']/div")
    assert [len(side.xpath(".//blockquote")) for side in (first, second)] == [1, 1]
    shown = [side.xpath(".//button/@data-passage") for side in (first, second)]
    assert shown == [["psg-paged"], ["psg-plain"]]


# ---- what documents say of themselves


def _standing(standing: Standing | None) -> Any:
    """Return the page where the source with pages stands like this."""
    given = hand_made()
    assessment = replace(given.assessment, standings={"src-paged": standing, "src-plain": None})
    pack = build_pack(replace(given, assessment=assessment))
    return lxml.html.document_fromstring(render_pack(pack, hand_made_views()))


@pytest.mark.parametrize(
    ("standing", "chips"),
    [
        (Standing.DRAFT, ["utkast"]),
        (Standing.EXPIRED, ["utgånget"]),
        (Standing.SUPERSEDED, ["ersatt"]),
        (Standing.ADOPTED, []),
        (None, []),
    ],
)
def test_evidence_says_so_where_its_document_is_not_in_force(
    standing: Standing | None, chips: list[str]
) -> None:
    page = _standing(standing)
    shown = page.xpath("//ol[@class='evidence']//span[@class='chip standing']")
    assert [chip.text_content() for chip in shown] == chips


@pytest.mark.parametrize("standing", list(Standing))
def test_the_list_of_sources_says_where_each_stands(standing: Standing) -> None:
    names = {"draft": "utkast", "adopted": "antaget", "expired": "utgånget", "superseded": "ersatt"}
    table = _standing(standing).get_element_by_id("kallor")
    shown = table.xpath(".//span[contains(@class, 'chip')]")
    assert [chip.text_content() for chip in shown] == [names[standing]]


def test_a_source_names_its_other_versions() -> None:
    page = lxml.html.document_fromstring(_draw("text"))
    rows = page.get_element_by_id("kallor").xpath(".//tbody/tr/td[@class='stated']")
    assert "Andra versioner: src-plain" in rows[0].text_content()


# ---- what evidence says


def test_evidence_that_a_person_accepted_bears_a_mark() -> None:
    page = lxml.html.document_fromstring(_draw("text"))
    marks = [
        item.xpath(".//span[@class='chip accepted']/text()")
        for item in page.xpath("//ol[@class='evidence']/li")
    ]
    assert marks == [["godtaget av utvärderare"], []]


def test_evidence_of_something_lacking_says_so_in_the_place_of_a_rung() -> None:
    page = lxml.html.document_fromstring(_draw("text"))
    lacking = page.xpath("//ol[@class='evidence']/li")[1]
    assert lacking.xpath(".//span[contains(@class, 'chip')]/text()") == ["säger att något saknas"]


# ---- how words and numbers are shown


def test_matched_words_are_marked_as_whole_words() -> None:
    found = str(marked("plan, planen och Plan", ["plan"]))
    assert found == "<mark>plan</mark>, planen och Plan"


def test_a_word_that_was_found_by_a_part_is_marked_whole() -> None:
    found = str(marked("Medborgardialogen hölls", ["Medborgardialogen (dialog)"]))
    assert found == "<mark>Medborgardialogen</mark> hölls"


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=5), max_size=4))
@settings(max_examples=60)
def test_marking_words_neither_adds_nor_takes_away_text(text: str, terms: list[str]) -> None:
    plain = str(marked(text, []))
    assert str(marked(text, terms)).replace("<mark>", "").replace("</mark>", "") == plain


@pytest.mark.parametrize(
    ("value", "shown"), [(7.5, "7,5"), (10, "10"), (0, "0"), (0.25, "0,25"), (1000, "1000")]
)
def test_points_are_shown_without_needless_decimals(value: float, shown: str) -> None:
    assert points(value) == shown


@given(st.floats(-1000, 1000))
def test_a_decimal_number_has_one_comma_and_no_point(value: float) -> None:
    assert re.fullmatch(r"-?\d+,\d", decimal(value))


@pytest.mark.parametrize(("number", "shown"), [(0, "0 källor"), (1, "1 källa"), (2, "2 källor")])
def test_a_count_agrees_with_its_noun(number: int, shown: str) -> None:
    assert count_words(number, "källa", "källor") == shown


def test_the_page_is_in_swedish() -> None:
    page: Any = lxml.html.document_fromstring(_draw("text"))
    assert page.get("lang") == "sv"
