"""Documents that the material names are found by their names, and only where they can be had."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.named_documents import MOST, NamedDocument, find_named
from kompass_evidence.domain.document import (
    Block,
    BlockKind,
    Document,
    Source,
    SourceKind,
    Span,
)
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Where

HEADING, ITEM, PARAGRAPH = BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.PARAGRAPH


def document(*blocks: str | tuple[BlockKind, str]) -> Document:
    """Return a document with a block a line; a text alone is a paragraph."""
    lines = [(PARAGRAPH, block) if isinstance(block, str) else block for block in blocks]
    start, made = 0, []
    for kind, text in lines:
        made.append(Block(kind, Span(start, start + len(text))))
        start += len(text) + 1
    return Document("\n".join(text for _, text in lines), tuple(made))


def source(
    identifier: str,
    title: str = "Protokoll",
    path: str = "",
    kind: SourceKind = SourceKind.DOCUMENT,
) -> Source:
    path = path or f"{identifier}.pdf"
    return Source(identifier, "d" * 64, kind, path, "application/pdf", title, 1)


def found(*blocks: str | tuple[BlockKind, str], held: tuple[Source, ...] = ()) -> list[str]:
    """Return the names found in one document, where `held` are handed in beside it."""
    documents = {"src-a": document(*blocks), **{s.id: document("Tomt.") for s in held}}
    return [named.name for named in find_named([source("src-a"), *held], documents, {})]


def found_in(*texts: str) -> list[NamedDocument]:
    """Return what is found in several documents of one paragraph."""
    documents = {f"src-{number}": document(text) for number, text in enumerate(texts)}
    return find_named([source(identifier) for identifier in documents], documents, {})


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Rutinen finns i krisledningsplanen.", "Krisledningsplan"),
        ("Insatserna styrs av kompetensförsörjningsplanens mål.", "Kompetensförsörjningsplan"),
        ("Det framgår av kommunens kostpolicy.", "Kostpolicy"),
        ("Nämndens delegationsordning anger vem som beslutar.", "Delegationsordning"),
        ("Det följer av delegationsordningen.", "Delegationsordning"),
        ("Vi arbetar efter energi- och klimatstrategin.", "Energi- och klimatstrategi"),
        ("Avgiften framgår av VA-taxan.", "VA-taxa"),
        ("Målen finns i det bostadspolitiska programmet.", "Bostadspolitiskt program"),
        ("Beslut fattas enligt Riktlinjer för representation (KS 2021/33).",
         "Riktlinjer för representation"),
        ("Policyn mot mutor och korruption gäller också dig.", "Policy mot mutor och korruption"),
        ("Vi följer kommunens riktlinjer för inköp.", "Riktlinjer för inköp"),
        ("Avtalet följer Regler för skolskjuts.", "Regler för skolskjuts"),
    ],
)  # fmt: skip
def test_words_that_mean_a_certain_document_name_it(said: str, name: str) -> None:
    assert found(said) == [name]


@pytest.mark.parametrize(
    "said",
    [
        "Varje kommun behöver en krisledningsplan.",
        "Policyn gäller alla, och planen följs upp.",
        "Bidraget skrivs in i verksamhetsplanen och i enhetens handlingsplan.",
        "Styrdokument är policy, riktlinjer och program.",
        "Energiplan krävs enligt lag.",
        "Samråd hölls enligt plan- och bygglagen.",
        "Vem som äger planen för detta är oklart.",
        "Detaljplanen för området vann laga kraft.",
    ],
)
def test_words_for_any_document_name_none(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "Kostpolicyn saknas.",
        "En ny bemötandepolicy ska tas fram, och kostpolicyn ses över.",
        "Kostpolicyn finns som utkast.",
        "Kostpolicyn är ännu inte antagen.",
        "Den kommande kostpolicyn får mål för svinn.",
        "Någon kostpolicy finns inte hos kommunens verksamheter.",
        "Kommunstyrelsens förslag till kostpolicyn sändes på remiss.",
    ],
)
def test_what_is_only_to_come_is_not_named(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "Den ersätter IT-policyn från 2014.",
        "Den tidigare IT-policyn hade inga mål.",
        "IT-policyn upphörde att gälla 2020.",
    ],
)
def test_what_holds_no_longer_is_not_named(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "Målen utgår från den nationella folkhälsostrategin.",
        "Länsstyrelsens Klimatstrategi anger målen.",
        "Den europeiska klimatstrategin beskrivs nedan.",
        "Livsmedelsstrategin antogs av riksdagen 2017.",
        "Linjen finns i länsplanen.",
    ],
)
def test_documents_of_other_authorities_are_not_named(said: str) -> None:
    assert found(said) == []


def test_documents_listed_as_related_are_named_as_they_stand() -> None:
    names = found(
        (HEADING, "Relaterade dokument"),
        (ITEM, "• Dokumenthanteringsplan"),
        (ITEM, "• Rutin för synpunkter"),
        (ITEM, "• Kommunallagen (2017:725)"),
    )
    assert names == ["Dokumenthanteringsplan", "Rutin för synpunkter"]


def test_a_list_ends_with_the_next_heading() -> None:
    blocks = ((HEADING, "Hänvisningar"), (HEADING, "Bilagor"), (ITEM, "Dokumenthanteringsplan"))
    assert found(*blocks) == []


def test_documents_after_a_label_in_one_line_are_named() -> None:
    line = "Relaterade dokument: Lönepolicy; Arkivreglemente"
    assert sorted(found(line)) == ["Arkivreglemente", "Lönepolicy"]


def test_contents_and_headings_name_nothing() -> None:
    assert found((HEADING, "Om kostpolicyn"), (BlockKind.CONTENTS, "Kostpolicyn . . . 4")) == []


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("kompetensförsörjningsplanen", "Kompetensförsörjningsplan 2025–2028"),
        ("kompetensförsörjningsplanen", "Plan för kompetensförsörjning"),
        ("klimatprogrammet", "Klimat- och miljöprogram"),
        ("synpunktsriktlinjen", "Riktlinjer för hantering av synpunkter och klagomål"),
        ("riktlinjen mot kränkande särbehandling",
         "Riktlinje mot kränkande särbehandling, trakasserier och diskriminering"),
        ("chefshandboken för enhetschefer", "Handbok för chefer och enhetschefer"),
        ("kommunens riktlinjer för inköp", "Inköpsriktlinjer i Granholms kommun"),
        ("styrmodellen", "Styrmodell för Granholms kommunkoncern"),
    ],
)  # fmt: skip
def test_a_document_that_was_handed_in_is_not_missing(said: str, title: str) -> None:
    assert found(f"Det framgår av {said}.", held=(source("src-b", title),)) == []


def test_one_boards_document_does_not_stand_in_for_anothers() -> None:
    held = (source("src-b", "Reglemente för arvoden"),)
    names = found("Det står i reglementet för kommunstyrelsen.", held=held)
    assert names == ["Reglemente för kommunstyrelsen"]


@pytest.mark.parametrize("title", ["Digitaliseringsplan", "Inköpspolicy", "Näringslivsstrategi"])
def test_another_document_on_the_matter_does_not_stand_in(title: str) -> None:
    held = (source("src-b", title),)
    assert found("Det står i digitaliseringsstrategin.", held=held) == ["Digitaliseringsstrategi"]


def test_a_document_is_known_by_its_file_without_dots() -> None:
    held = (source("src-b", "Dokument1", "styrdokument/kompetensforsorjningsplan_2025.pdf"),)
    assert found("Det framgår av kompetensförsörjningsplanen.", held=held) == []


def test_a_page_about_a_document_is_not_the_document() -> None:
    held = (source("src-b", "Översiktsplan", kind=SourceKind.WEB),)
    assert found("Marken prövas mot översiktsplanen.", held=held) == ["Översiktsplan"]


def test_what_a_document_says_that_it_replaces_is_not_missing() -> None:
    replaced = Fact(FactName.REPLACES, "IT-policy från 2014", "IT-policy från 2014", Where.TEXT)
    facts = {"src-a": DocumentFacts("src-a", {FactName.REPLACES: replaced})}
    documents = {"src-a": document("Roller beskrevs i IT-policyn.")}
    assert find_named([source("src-a")], documents, facts) == []


def test_forms_of_one_name_are_one_document_by_its_fullest_name() -> None:
    said = ("Det står i klimatprogrammet.", "Klimat- och miljöprogrammet gäller till 2030.")
    assert [named.name for named in found_in(*said)] == ["Klimat- och miljöprogram"]


def test_a_document_is_counted_once_for_each_source_that_names_it() -> None:
    said = ("Krisledningsplanen gäller. Krisledningsplanen är känd.", "Se krisledningsplanen.")
    (named,) = found_in(*said)
    assert (named.sources, len(named.mentions)) == (2, 3)


def test_the_most_widely_named_stand_first() -> None:
    said = ("Kostpolicyn gäller.", "Lönepolicyn gäller.", "Lönepolicyn är känd.")
    assert [named.name for named in found_in(*said)] == ["Lönepolicy", "Kostpolicy"]


def test_a_long_sentence_is_cut_around_the_name() -> None:
    far = "ord " * 200
    ((mention,),) = (named.mentions for named in found_in(f"Här {far}i krisledningsplanen {far}."))
    assert "i krisledningsplanen" in mention.sentence
    assert len(mention.sentence) <= MOST + len("… ") + len(" …")


NAMES = ("kostpolicyn", "krisledningsplanen", "kommunens lönestrategi", "delegationsordningen")
SENTENCE = st.lists(st.sampled_from((*NAMES, "ord", "och", "•", "mål 3", "å")), min_size=1).map(
    lambda words: "Här " + " ".join(words) + "."
)


@given(st.lists(SENTENCE, min_size=1, max_size=4))
def test_every_mention_stands_at_its_span(said: list[str]) -> None:
    made = document(" ".join(said), *said)
    for named in find_named([source("src-a")], {"src-a": made}, {}):
        for mention in named.mentions:
            shown = mention.sentence.removeprefix("… ").removesuffix(" …")
            assert shown in mention.span.of(made.text)


@given(st.permutations(["Se kostpolicyn.", "Se lönepolicyn.", "Se VA-taxan.", "Se kostpolicyn."]))
def test_the_order_of_sources_changes_nothing(said: list[str]) -> None:
    assert [named.name for named in found_in(*said)] == ["Kostpolicy", "Lönepolicy", "VA-taxa"]
