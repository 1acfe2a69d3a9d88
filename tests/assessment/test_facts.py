"""What a document says of itself is read wherever it stands, with the words that say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.fact_words import body_name, kind_of
from kompass_evidence.assessment.facts import FRONT, read_facts
from kompass_evidence.domain.document import Block, BlockKind, Document, Page, SourceKind, Span
from kompass_evidence.domain.facts import DocumentFacts, FactName, Standing, Where

DECISION = {
    FactName.DECIDED_BY: "Kommunfullmäktige",
    FactName.DECIDED: "2022-05-23",
    FactName.PARAGRAPH: "61",
}


def document(
    *lines: str, margins: tuple[str, ...] = (), contents: tuple[str, ...] = ()
) -> Document:
    """A document of one paragraph a line; lines in `contents` are of its table of contents."""
    text, at, blocks = "\n".join(lines), 0, []
    for line in text.split("\n"):
        kind = BlockKind.CONTENTS if line in contents else BlockKind.PARAGRAPH
        blocks.append(Block(kind, Span(at, at + len(line))))
        at += len(line) + 1
    return Document(text, tuple(blocks), margins=margins)


def facts(
    *lines: str, title: str = "Kommunikationspolicy", kind: SourceKind = SourceKind.DOCUMENT,
    margins: tuple[str, ...] = (),
) -> DocumentFacts:  # fmt: skip
    return read_facts("src-a", document(*lines, margins=margins), kind, title)


def stated(found: DocumentFacts, *names: FactName) -> dict[FactName, str | None]:
    return {name: found.value(name) for name in names}


# ---- labels


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("Dokumenttyp | Riktlinje", FactName.KIND, "riktlinje"),
        ("Dokumenttyp: Policy, antagen", FactName.KIND, "policy"),
        ("Dokumenttyp: Manifest", FactName.KIND, "manifest"),
        ("Beslutad av | Kommunstyrelsen", FactName.DECIDED_BY, "Kommunstyrelsen"),
        ("Beslutsinstans: KSAU", FactName.DECIDED_BY, "Kommunstyrelsens arbetsutskott"),
        ("Nämnd: Vård- och omsorgsnämnden", FactName.DECIDED_BY, "Vård- och omsorgsnämnden"),
        ("Beslutsdatum | den 23 maj 2022", FactName.DECIDED, "2022-05-23"),
        ("Beslutsdatum | maj 2022", FactName.DECIDED, "2022-05"),
        ("Paragraf | 61", FactName.PARAGRAPH, "61"),
        ("Beslutad av: KF 2022-05-23 §§ 61 - 63", FactName.PARAGRAPH, "61–63"),
        ("Senast reviderad: 2024-02-01", FactName.REVISED, "2024-02-01"),
        ("Diarienummer | KS 2022/00147", FactName.DNR, "KS 2022/00147"),
        ("Dnr: 2022/147", FactName.DNR, "2022/147"),
        ("Gäller från och med | 2022-06-01", FactName.VALID_FROM, "2022-06-01"),
        ("Giltig till | 2026-12-31", FactName.VALID_TO, "2026-12-31"),
        ("Giltig till: december 2026", FactName.VALID_TO, "2026-12-31"),
        ("Giltighetstid: t.o.m. 2026", FactName.VALID_TO, "2026-12-31"),
        ("Programperiod: 2026", FactName.VALID_TO, "2026-12-31"),
        ("Ersätter | Informationspolicy (2011).", FactName.REPLACES, "Informationspolicy (2011)"),
        ("Status: Remissversion", FactName.STATUS, "draft"),
        ("Status: Gällande", FactName.STATUS, "adopted"),
        ("Status: Upphävd", FactName.STATUS, "superseded"),
        ("Status: Inaktuell", FactName.STATUS, "expired"),
        ("Dokumentansvarig | Kommunikationschef", FactName.RESPONSIBLE, "Kommunikationschef"),
        ("Framtagen av: Personalenheten", FactName.RESPONSIBLE, "Personalenheten"),
        ("Revideras | Varje mandatperiod", FactName.REVISION, "Varje mandatperiod"),
    ],
)
def test_a_labelled_line_gives_its_fact(line: str, name: FactName, value: str) -> None:
    assert facts(line).value(name) == value


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Giltig till | Tills vidare", FactName.VALID_TO),
        ("Ersätter | –", FactName.REPLACES),
        ("Ersätter: Nytt dokument", FactName.REPLACES),
        ("Framtagen av: Anna Ek", FactName.RESPONSIBLE),
        ("Dokumentansvarig: 2022-05-23", FactName.RESPONSIBLE),
        ("Datum: 2022-05-23", FactName.DECIDED),
        ("Till: Anna Ek 2022-05-23", FactName.DECIDED),
        ("Gäller från: tills vidare", FactName.VALID_FROM),
        ("Status: Tills vidare", FactName.STATUS),
    ],
)
def test_a_labelled_line_without_such_a_value_gives_no_fact(line: str, name: FactName) -> None:
    assert facts(line).value(name) is None


def test_a_bare_date_is_the_decisions_just_after_the_body() -> None:
    assert facts("Beslutad av | KF", "Datum | 2022-05-23").value(FactName.DECIDED) == "2022-05-23"


def test_a_period_gives_its_first_day_and_its_last() -> None:
    found = facts("Giltighet: 2023–2026")
    assert stated(found, FactName.VALID_FROM, FactName.VALID_TO) == {
        FactName.VALID_FROM: "2023-01-01",
        FactName.VALID_TO: "2026-12-31",
    }


def test_two_days_are_from_when_and_until_when() -> None:
    found = facts("Gäller från 1 januari 2023 till och med 30 juni 2025")
    assert stated(found, FactName.VALID_FROM, FactName.VALID_TO) == {
        FactName.VALID_FROM: "2023-01-01",
        FactName.VALID_TO: "2025-06-30",
    }


def test_a_year_from_which_a_document_holds_does_not_end_it() -> None:
    found = facts("Gäller från: 2026")
    assert stated(found, FactName.VALID_FROM, FactName.VALID_TO) == {
        FactName.VALID_FROM: "2026-01-01",
        FactName.VALID_TO: None,
    }


def test_a_term_that_is_named_by_its_elections_is_the_years_between_them() -> None:
    found = facts("Gäller: mandatperioden 2018–2022")
    assert stated(found, FactName.VALID_FROM, FactName.VALID_TO) == {
        FactName.VALID_FROM: "2019-01-01",
        FactName.VALID_TO: "2022-12-31",
    }


@pytest.mark.parametrize("words", ["innevarande mandatperiod", "Denna mandatperiod"])
def test_this_term_of_office_is_the_one_of_the_decision(words: str) -> None:
    found = facts("Beslutad av: KF 2021-02-27", f"Giltighet: {words}")
    assert found.value(FactName.VALID_TO) == "2022-12-31"


def test_this_term_of_office_is_not_known_without_a_decision() -> None:
    found = facts("Giltighet: innevarande mandatperiod")
    assert {FactName.VALID_FROM, FactName.VALID_TO}.isdisjoint(found.facts)


def test_a_row_of_a_table_far_down_is_about_the_rows_matter() -> None:
    row = "Ansvarig: Skolchefen; Utfall: 118"
    assert facts(*["Text om annat."] * 150, row).value(FactName.RESPONSIBLE) is None


def test_a_table_at_the_end_is_read() -> None:
    lines = ["Invånarna är nöjda med kommunens service."] * 400
    assert facts(*lines, "Dnr: KS 2022/147").value(FactName.DNR) == "KS 2022/147"


def test_a_table_in_the_middle_of_a_long_document_is_not_the_documents() -> None:
    lines = ["Invånarna är nöjda med kommunens service."] * 300
    assert facts(*lines, "Dnr: KS 2022/147", *lines).value(FactName.DNR) is None


@pytest.mark.parametrize("cut", range(0, 24, 4))
def test_a_line_is_read_whole_where_the_front_ends(cut: int) -> None:
    line = "Beslutsdatum: 2022-05-23"
    before = "x" * (FRONT - cut - 1)
    found = facts(before, line, *["Invånarna är nöjda med kommunens service."] * 100)
    assert found.value(FactName.DECIDED) in (None, "2022-05-23")


@pytest.mark.parametrize("line", ["Status: Utkast", "Förslag till åtgärder", "KF 2022-05-23"])
def test_a_table_of_contents_states_no_facts(line: str) -> None:
    made = document("Policy", line, contents=(line,))
    assert read_facts("src-a", made, SourceKind.DOCUMENT, "Policy").value(FactName.STATUS) is None


# ---- lines without labels


@pytest.mark.parametrize(
    "line",
    [
        "Antagen av kommunfullmäktige 2022-05-23 § 61",
        "Antagen av kommunfullmäktige den 23 maj 2022, § 61",
        "KF 2022-05-23 § 61",
        "Kommunfullmäktiges beslut 2022-05-23, § 61",
        "Fastställd av KF 23/5 2022 § 61",
        "Beslutad: kommunfullmäktige 2022-05-23 § 61",
    ],
)
def test_a_line_about_the_decision_gives_body_date_and_section(line: str) -> None:
    assert stated(facts("Kommunikationspolicy", line), *DECISION) == DECISION


def test_a_section_can_be_numbered_by_the_year() -> None:
    found = facts("Antagen av KF § 61/2022")
    assert stated(found, FactName.PARAGRAPH, FactName.DECIDED) == {
        FactName.PARAGRAPH: "61",
        FactName.DECIDED: "2022",
    }


def test_a_revision_behind_a_decision_is_not_the_decision() -> None:
    found = facts("Antagen av KF 2022-05-23 § 61, reviderad 2024-02-01 § 9")
    assert stated(found, *DECISION, FactName.REVISED) == {
        **DECISION,
        FactName.REVISED: "2024-02-01",
    }


def test_a_line_about_a_revision_gives_its_date() -> None:
    assert facts("Reviderad 2024-02-01").value(FactName.REVISED) == "2024-02-01"


def test_a_reference_number_alone_on_a_line_is_the_documents() -> None:
    assert facts("Granvika kommun", "KS 2022/147").value(FactName.DNR) == "KS 2022/147"


@pytest.mark.parametrize("line", ["2022/147", "Enligt beslut KS 2022/147 gäller reglerna"])
def test_a_number_that_is_not_called_a_reference_number_is_none(line: str) -> None:
    assert facts(line).value(FactName.DNR) is None


def test_a_header_can_state_the_decision() -> None:
    found = facts("Text.", margins=("Antagen av KF 2022-05-23 § 61",))
    assert stated(found, *DECISION) == DECISION


def test_a_footer_can_hold_several_labels() -> None:
    found = facts("Text.", margins=("Dnr: KS 2022/147 | Giltig till: 2026-12-31 | Sida 2",))
    assert stated(found, FactName.DNR, FactName.VALID_TO) == {
        FactName.DNR: "KS 2022/147",
        FactName.VALID_TO: "2026-12-31",
    }


def test_a_header_can_say_that_the_document_is_a_draft() -> None:
    assert facts("Text.", margins=("UTKAST 2",)).value(FactName.STATUS) == "draft"


def test_the_margins_of_pages_are_read() -> None:
    text = "Text."
    page = Page(0, "1", Span(0, len(text)), margins=("Dnr KS 2022/147",))
    found = read_facts("src-a", Document(text, (), (page,)), SourceKind.DOCUMENT, "Policy")
    assert found.value(FactName.DNR) == "KS 2022/147"


# ---- sentences


@pytest.mark.parametrize(
    ("sentence", "name", "value"),
    [
        ("Policyn antogs av kommunfullmäktige den 23 maj 2022.", FactName.DECIDED, "2022-05-23"),
        ("Policyn antogs av kommunfullmäktige den 23 maj 2022, § 61.", FactName.PARAGRAPH, "61"),
        ("Dokumentet antogs av kommunstyrelsen 2019.", FactName.DECIDED, "2019"),
        ("Denna policy antogs av KS den 4 juni 2020.", FactName.DECIDED_BY, "Kommunstyrelsen"),
        (
            "Policyn antogs av KF 2022-05-23 och reviderades senast den 1 februari 2024.",
            FactName.DECIDED,
            "2022-05-23",
        ),
        ("Policyn gäller från och med den 1 juni 2022.", FactName.VALID_FROM, "2022-06-01"),
        ("Policyn gäller till och med utgången av 2026.", FactName.VALID_TO, "2026-12-31"),
        ("Policyn gäller under perioden 2023–2026.", FactName.VALID_TO, "2026-12-31"),
        ("Policyn gäller mandatperioden 2022–2026.", FactName.VALID_FROM, "2023-01-01"),
        ("Policyn träder i kraft den 1 juli 2024.", FactName.VALID_FROM, "2024-07-01"),
        (
            "Policyn antogs av KF den 19 juni 2023 och tillämpas från den 1 juli samma år.",
            FactName.VALID_FROM,
            "2023-07-01",
        ),
        (
            "Policyn ersätter Informationspolicy från 2011 och gäller tills vidare.",
            FactName.REPLACES,
            "Informationspolicy från 2011",
        ),
        (
            "Policyn träder i kraft 2024-07-01, varvid informationspolicyn upphör att gälla.",
            FactName.REPLACES,
            "informationspolicyn",
        ),
        ("Policyn ska revideras varje mandatperiod.", FactName.REVISION, "varje mandatperiod"),
        ("Denna policy ses över vart fjärde år.", FactName.REVISION, "vart fjärde år"),
        (
            "Kommunikationschefen ansvarar för att policyn hålls aktuell.",
            FactName.RESPONSIBLE,
            "Kommunikationschef",
        ),
    ],
)
def test_a_sentence_about_the_document_gives_its_fact(
    sentence: str, name: FactName, value: str
) -> None:
    assert (
        facts("Inledning", f"Kommunen har en policy. {sentence} Den gäller.").value(name) == value
    )


def test_a_pronoun_goes_on_about_the_document() -> None:
    found = facts("Policyn gäller alla. Den ersätter Informationspolicy från 2011.")
    assert found.value(FactName.REPLACES) == "Informationspolicy från 2011"


def test_a_document_can_be_spoken_of_by_the_name_in_its_title() -> None:
    sentence = "Garantierna antogs av socialnämnden den 4 maj 2023."
    found = facts(sentence, title="Servicegarantier")
    assert found.value(FactName.DECIDED) is None
    assert facts(sentence, title="Garantier").value(FactName.DECIDED) == "2023-05-04"


@pytest.mark.parametrize(
    "sentence",
    [
        "Strategin antogs av kommunfullmäktige den 4 maj 2020.",
        "Dokumenthanteringsplanen antogs av kommunstyrelsen den 14 januari 2019.",
        "Avgiften tas ut enligt taxan som kommunfullmäktige beslutade om den 28 november 2022.",
        "Policyn väntas antas av kommunfullmäktige den 4 maj 2027.",
        "Den 4 maj 2020 beslutade kommunfullmäktige om nya lokaler.",
    ],
)
def test_another_documents_decision_is_left_alone(sentence: str) -> None:
    found = facts("Bakgrund", sentence)
    assert {FactName.DECIDED, FactName.DECIDED_BY, FactName.STATUS}.isdisjoint(found.facts)


def test_what_another_document_replaces_is_left_alone() -> None:
    assert facts("Strategin ersätter Vision 2020.").value(FactName.REPLACES) is None


def test_a_cycle_of_a_part_is_not_the_documents() -> None:
    assert facts("Policyn anger belopp som revideras årligen.").value(FactName.REVISION) is None


def test_a_heading_is_no_sentence() -> None:
    text = "Policyn ska revideras varje år"
    heading = Document(text, (Block(BlockKind.HEADING, Span(0, len(text)), 1),))
    found = read_facts("src-a", heading, SourceKind.DOCUMENT, "Policy")
    assert found.value(FactName.REVISION) is None


# ---- what is believed


def test_a_table_is_believed_more_than_a_footer() -> None:
    found = facts("Beslutsdatum: 2022-05-23", margins=("Antagen av KF 2020-01-01",))
    assert found.value(FactName.DECIDED) == "2022-05-23"


def test_a_footer_is_believed_more_than_a_sentence() -> None:
    sentence = "Policyn antogs av kommunstyrelsen den 1 januari 2020."
    found = facts(sentence, margins=("Antagen av KF 2022-05-23",))
    assert found.value(FactName.DECIDED) == "2022-05-23"


def test_a_sentence_is_believed_more_than_the_title() -> None:
    found = facts("Programmet gäller till och med 2030.", title="Klimatprogram 2024–2027")
    assert found.value(FactName.VALID_TO) == "2030-12-31"


def test_of_two_lines_of_equal_weight_the_first_counts() -> None:
    found = facts("Beslutsdatum: 2022-05-23", "Beslutsdatum: 2023-01-01")
    assert found.value(FactName.DECIDED) == "2022-05-23"


# ---- titles


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Kommunikationspolicy", "policy"),
        ("Riktlinjer för representation", "riktlinje"),
        ("Uppföljning av kvalitetspolicyn", "rapport"),
        ("Delårsrapport augusti 2025", "delårsrapport"),
        ("Mål och budget 2026", "budget"),
        ("Protokollsutdrag KF § 88", "protokoll"),
        ("Tidplan", None),
        ("Välkommen", None),
    ],
)
def test_a_title_names_the_kind_of_document(title: str, kind: str | None) -> None:
    assert kind_of(title) == kind


def test_a_period_in_the_title_is_how_long_the_document_holds() -> None:
    found = facts("Text.", title="Kompetensförsörjningsplan 2025–2028")
    assert found.value(FactName.VALID_TO) == "2028-12-31"


def test_the_year_of_a_budget_is_the_year_it_holds() -> None:
    found = facts("Text.", title="Mål och budget 2026")
    assert stated(found, FactName.VALID_FROM, FactName.VALID_TO) == {
        FactName.VALID_FROM: "2026-01-01",
        FactName.VALID_TO: "2026-12-31",
    }


@pytest.mark.parametrize(
    "title",
    ["Årsredovisning 2025", "Anvisningar för budget 2027–2031", "Medarbetarenkät 2023–2024"],
)
def test_a_title_that_tells_of_other_years_does_not_limit_the_document(title: str) -> None:
    assert facts("Text.", title=title).value(FactName.VALID_TO) is None


def test_a_line_that_names_the_kind_alone_outranks_the_title() -> None:
    assert (
        facts("Granvika kommun", "Riktlinje", title="Handbok").value(FactName.KIND) == "riktlinje"
    )


# ---- standing


def test_a_document_with_a_decision_is_adopted() -> None:
    assert facts("Antagen av KF 2022-05-23 § 61").value(FactName.STATUS) == Standing.ADOPTED


def test_a_document_that_states_no_decision_has_no_status() -> None:
    assert facts("Policyn gäller alla.").value(FactName.STATUS) is None


@pytest.mark.parametrize(
    "top", ["UTKAST", "Remissversion 2", "Arbetsmaterial", "Förslag till policy", "Ej antagen"]
)
def test_a_document_that_calls_itself_a_draft_at_the_top_is_one(top: str) -> None:
    assert facts("Granvika kommun", top).value(FactName.STATUS) == Standing.DRAFT


def test_a_title_can_say_that_the_document_is_a_draft() -> None:
    found = facts("Text.", title="Förslag till kommunikationspolicy")
    assert found.facts[FactName.STATUS].where is Where.TITLE


def test_a_draft_has_no_decision() -> None:
    found = facts("Status: Utkast", "Beslutad av: KF 2022-05-23 § 61")
    assert set(DECISION).isdisjoint(found.facts)


def test_a_decision_outweighs_a_word_about_drafts_at_the_top() -> None:
    found = facts("Antagen av KF 2022-05-23 § 61", "Detta utkast har gått på remiss.")
    assert found.value(FactName.STATUS) == Standing.ADOPTED


def test_a_draft_far_down_is_another_matter() -> None:
    found = facts(*["Invånarna är nöjda."] * 60, "Ett utkast finns.")
    assert found.value(FactName.STATUS) is None


# ---- minutes, memos and web pages

MINUTES = (
    "Granvika kommun",
    "SAMMANTRÄDESPROTOKOLL",
    "Kommunfullmäktige",
    "2023-06-12",
    "Policyn antogs av kommunstyrelsen den 4 maj 2016, § 14.",
)


def minutes(*lines: str, title: str = "Protokoll") -> DocumentFacts:
    return facts(*MINUTES, *lines, title=title)


def test_minutes_are_of_the_body_and_day_in_their_head() -> None:
    found = minutes()
    assert stated(found, FactName.DECIDED_BY, FactName.DECIDED) == {
        FactName.DECIDED_BY: "Kommunfullmäktige",
        FactName.DECIDED: "2023-06-12",
    }


def test_whole_minutes_have_no_section_of_their_own() -> None:
    found = minutes("Beslut om budget", "KS 2023-05-30 § 119 återremitterades.")
    assert found.value(FactName.PARAGRAPH) is None


def test_whole_minutes_have_no_reference_number_of_their_own() -> None:
    assert minutes("Dnr KS 2023/211").value(FactName.DNR) is None


def test_an_extract_of_minutes_has_the_section_in_its_title() -> None:
    found = minutes("Dnr KS 2023/211", title="Protokollsutdrag KF § 88")
    assert stated(found, FactName.PARAGRAPH, FactName.DNR) == {
        FactName.PARAGRAPH: "88",
        FactName.DNR: "KS 2023/211",
    }


def test_minutes_that_speak_of_a_draft_are_none() -> None:
    found = facts("Kommunfullmäktige", "Förslag till beslut", title="Protokoll")
    assert found.value(FactName.STATUS) == Standing.ADOPTED


def test_a_memo_speaks_of_the_decision_that_it_asks_for() -> None:
    found = facts(
        "Tjänsteskrivelse", "Dnr: KS 2023/211", "Beslutad av: KF 2022-05-23 § 61",
        title="Ny kommunikationspolicy",
    )  # fmt: skip
    assert stated(found, *found.facts) == {
        FactName.KIND: "tjänsteskrivelse",
        FactName.DNR: "KS 2023/211",
    }


def test_a_web_page_is_one_whatever_it_tells_of() -> None:
    found = facts("Dnr: KS 2023/211", "Policyn gäller till 2026.", kind=SourceKind.WEB)
    assert stated(found, *found.facts) == {FactName.KIND: "webbsida"}


def test_a_web_page_that_carries_a_governing_document_whole_is_that_document() -> None:
    found = facts("Policyn antogs av kommunfullmäktige den 23 maj 2022.", kind=SourceKind.WEB)
    assert stated(found, FactName.KIND, FactName.DECIDED) == {
        FactName.KIND: "policy",
        FactName.DECIDED: "2022-05-23",
    }


def test_a_report_does_not_take_the_validity_of_what_it_reports_on() -> None:
    sentence = "Rapporten visar att planen gäller till och med 2026."
    assert facts(sentence, title="Kvalitetsrapport").value(FactName.VALID_TO) is None


# ---- quotes

LINES = st.sampled_from(
    [
        "Granvika kommun", "Policy", "SAMMANTRÄDESPROTOKOLL", "Kommunfullmäktige", "UTKAST",
        "Tjänsteskrivelse", "Dokumenttyp | Riktlinje", "Beslutad av | Kommunstyrelsen | Datum",
        "2022-05-23", "Beslutsdatum: den 23 maj 2022", "Paragraf | 61", "§ 88 Dnr 2023/211",
        "Dnr: KS 2022/147", "Giltighet: innevarande mandatperiod", "Giltig till", "2026-12-31",
        "Ersätter: Informationspolicy (2011)", "Status: Gällande", "Dokumentansvarig",
        "Kommunikationschef", "  Antagen av KF 2022-05-23 § 61, reviderad 2024-02-01  ", "", " ",
        "Policyn antogs av kommunfullmäktige den 4 maj 2020. Den ersätter Vision 2011.",
        "Nämnd: Skolnämnden; Ansvarig: Skolchefen", "Policyn ska revideras varje mandatperiod.",
    ]
)  # fmt: skip
FRONTS = st.lists(LINES, max_size=9).map(tuple)
TITLES = st.sampled_from(
    ["Kommunikationspolicy", "Protokoll KF § 4", "Plan 2024–2027", "Förslag till plan", "Årsbudget"]
)


@given(front=FRONTS, contents=FRONTS, title=TITLES, kind=st.sampled_from(SourceKind))
def test_a_fact_with_a_place_is_quoted_as_it_stands_there(
    front: tuple[str, ...], contents: tuple[str, ...], title: str, kind: SourceKind
) -> None:
    made = document(*front, contents=contents)
    for fact in read_facts("src-a", made, kind, title).facts.values():
        assert fact.span is None or fact.span.of(made.text) == fact.quote


@given(front=FRONTS, title=TITLES, margins=FRONTS)
def test_a_fact_of_the_text_has_a_place_and_others_have_none(
    front: tuple[str, ...], title: str, margins: tuple[str, ...]
) -> None:
    for fact in facts(*front, title=title, margins=margins).facts.values():
        assert (fact.where is Where.TEXT) == (fact.span is not None)


@given(front=FRONTS, title=TITLES, margins=FRONTS)
def test_a_fact_that_does_not_stand_in_the_text_is_quoted_from_title_or_margin(
    front: tuple[str, ...], title: str, margins: tuple[str, ...]
) -> None:
    for fact in facts(*front, title=title, margins=margins).facts.values():
        assert fact.span is not None or any(fact.quote in words for words in (title, *margins))


@given(front=FRONTS, title=TITLES, margins=FRONTS)
def test_the_same_document_gives_the_same_facts_in_the_same_order(
    front: tuple[str, ...], title: str, margins: tuple[str, ...]
) -> None:
    runs = [facts(*front, title=title, margins=margins).facts.items() for _ in range(2)]
    assert list(runs[0]) == list(runs[1])


@given(front=FRONTS, title=TITLES, margins=st.permutations(["UTKAST", "KS 2022/147", "Sida 2"]))
def test_the_order_of_margins_that_tell_of_different_things_makes_no_difference(
    front: tuple[str, ...], title: str, margins: list[str]
) -> None:
    found = facts(*front, title=title, margins=tuple(margins))
    assert found == facts(*front, title=title, margins=tuple(sorted(margins)))


@pytest.mark.parametrize(
    ("words", "name"),
    [("kf", "Kommunfullmäktige"), ("socialnämnden", "Socialnämnden"), ("KS", "Kommunstyrelsen")],
)
def test_a_body_is_written_out_with_a_capital(words: str, name: str) -> None:
    assert body_name(words) == name
