"""Versions of one document are found by what they say, their titles and their text, and the one in
force is told from those that it replaced."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.versions import Family, find_families
from kompass_evidence.domain.document import Source, SourceKind
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Standing, Where

TODAY = "2026-06-01"
WORDS = [f"ord{letter}{other}" for letter in "abcdefghijklmnop" for other in "abcdefghijklmnop"]


def source(
    name: str, title: str, handed_in: SourceKind = SourceKind.DOCUMENT, **stated: str
) -> tuple[Source, DocumentFacts]:
    made = Source(name, name, handed_in, f"{name}.txt", "text/plain", title, 1)
    facts = {
        FactName(fact): Fact(FactName(fact), value, value, Where.PERSON)
        for fact, value in stated.items()
    }
    return made, DocumentFacts(name, facts)


def adopted(name: str, title: str, decided: str, **stated: str) -> tuple[Source, DocumentFacts]:
    return source(name, title, decided=decided, status=Standing.ADOPTED, **stated)


def families(
    *made: tuple[Source, DocumentFacts], texts: Mapping[str, str] | None = None,
    as_of: str = TODAY,
) -> list[Family]:  # fmt: skip
    facts = {own.id: known for own, known in made}
    all_texts = {own.id: (texts or {}).get(own.id, own.title) for own, _ in made}
    return find_families([own for own, _ in made], facts, all_texts, as_of)


# ---- which are versions of one another


def test_a_document_and_the_one_that_it_says_it_replaces_are_versions() -> None:
    (family,) = families(
        source("a", "Kommunikationspolicy", replaces="Informationspolicy (2011)"),
        source("b", "Informationspolicy 2011"),
    )
    assert family.members == ("a", "b")


def test_what_is_replaced_is_named_in_another_form_of_the_word() -> None:
    assert families(
        source("a", "Kommunikationspolicy", replaces="den tidigare informationspolicyn"),
        source("b", "Informationspolicy"),
    )


def test_what_is_replaced_must_be_of_the_year_that_is_named() -> None:
    assert not families(
        source("a", "Kommunikationspolicy", replaces="Informationspolicy från 2011"),
        source("b", "Informationspolicy", decided="2019-05-06"),
    )


@pytest.mark.parametrize("fact", ["decided", "valid_from"])
def test_the_year_that_is_named_may_stand_in_a_date_of_the_older(fact: str) -> None:
    assert families(
        source("a", "Kommunikationspolicy", replaces="Informationspolicy från 2011"),
        source("b", "Informationspolicy", **{fact: "2011-01-01"}),
    )


def test_a_title_that_is_only_partly_named_is_another_document() -> None:
    assert not families(
        source("a", "Kommunikationspolicy", replaces="Policy"),
        source("b", "Policy för sociala medier"),
    )


def test_one_bodys_rules_are_not_replaced_by_anothers() -> None:
    assert not families(
        source("a", "Reglemente för socialnämnden", replaces="Reglemente för socialnämnden 2019"),
        source("b", "Reglemente för kommunstyrelsen", decided="2019-01-01"),
    )


@pytest.mark.parametrize(
    "title",
    [
        "Digitaliseringsstrategi 2020–2023", "Utkast till digitaliseringsstrategi",
        "Digitaliseringsstrategi för Granholms kommun", "Förslag till ny digitaliseringsstrategi",
        "Digitaliseringsstrategin (remissversion)",
    ],
)  # fmt: skip
def test_titles_that_differ_by_years_and_marks_alone_are_of_versions(title: str) -> None:
    assert families(source("a", "Digitaliseringsstrategi 2024–2027"), source("b", title))


@pytest.mark.parametrize("title", ["Digitaliseringsplan", "Strategi", "2024–2027", ""])
def test_other_titles_are_of_other_documents(title: str) -> None:
    assert not families(source("a", "Digitaliseringsstrategi 2024–2027"), source("b", title))


def test_titles_of_nothing_but_years_and_marks_say_nothing() -> None:
    assert not families(source("a", "Utkast 2024"), source("b", "Förslag 2025"))


def test_documents_of_two_kinds_with_one_title_are_no_versions() -> None:
    assert not families(
        source("a", "Medborgardialog", kind="policy"),
        source("b", "Medborgardialog", kind="rapport"),
    )


def test_documents_with_most_of_their_text_in_common_are_versions() -> None:
    text = " ".join(WORDS)
    texts = {"a": text + " slut", "b": "Ny inledning här. " + text}
    (family,) = families(source("a", "Policy A"), source("b", "Riktlinje B"), texts=texts)
    assert set(family.members) == {"a", "b"}


def test_documents_with_little_of_their_text_in_common_are_no_versions() -> None:
    half = len(WORDS) // 4
    texts = {"a": " ".join(WORDS), "b": " ".join([*WORDS[:half], *reversed(WORDS[half:])])}
    assert not families(source("a", "Policy A"), source("b", "Riktlinje B"), texts=texts)


def test_a_phrase_in_common_makes_no_versions() -> None:
    phrase = "kommunen arbetar för alla som bor verkar och vistas här"
    texts = {"a": phrase, "b": phrase}
    assert not families(source("a", "Policy A"), source("b", "Riktlinje B"), texts=texts)


def test_a_web_page_is_no_version_of_a_document() -> None:
    assert not families(
        source("a", "Kommunikationspolicy"),
        source("b", "Kommunikationspolicy", SourceKind.WEB),
    )


def test_versions_of_versions_are_one_family() -> None:
    (family,) = families(
        source("a", "Informationspolicy"),
        source("b", "Kommunikationspolicy", replaces="Informationspolicy"),
        source("c", "Kommunikationspolicy 2026"),
    )
    assert set(family.members) == {"a", "b", "c"}


def test_a_document_without_versions_is_no_family() -> None:
    assert families(source("a", "Kommunikationspolicy")) == []


# ---- which is in force


def test_the_one_in_force_comes_first() -> None:
    (family,) = families(
        adopted("a", "Policy för kost", "2019-01-01"),
        adopted("b", "Policy för kost", "2023-01-01"),
        source("c", "Utkast till policy för kost", status="draft"),
    )
    assert family.members[0] == "b"


def test_an_earlier_decision_is_replaced_by_a_later_one() -> None:
    (family,) = families(
        adopted("a", "Policy för kost", "2019-01-01"), adopted("b", "Policy för kost", "2023-01-01")
    )
    assert family.superseded == {"a"}


def test_what_a_document_says_it_replaces_is_replaced_though_no_date_is_known() -> None:
    (family,) = families(
        source("a", "Kommunikationspolicy", replaces="Informationspolicy"),
        source("b", "Informationspolicy"),
    )
    assert family.superseded == {"b"}


@pytest.mark.parametrize("kind", ["budget", "rapport", "årsredovisning", "delårsrapport"])
def test_reports_and_budgets_of_two_years_stand_beside_each_other(kind: str) -> None:
    (family,) = families(
        adopted("a", "Årsredovisning 2023", "2024-04-01", kind=kind),
        adopted("b", "Årsredovisning 2024", "2025-04-01", kind=kind),
    )
    assert family.superseded == set()


def test_versions_without_decisions_are_not_told_apart() -> None:
    (family,) = families(source("a", "Policy för kost"), source("b", "Policy för kost"))
    assert family.superseded == set()


def test_a_draft_replaces_nothing_until_it_is_adopted() -> None:
    (family,) = families(
        source("a", "Kommunikationspolicy", status="draft", replaces="Informationspolicy"),
        adopted("b", "Informationspolicy", "2011-01-01"),
    )
    assert family == Family(("b", "a"), frozenset())


@pytest.mark.parametrize(("as_of", "replaced"), [("2026-12-31", set()), ("2027-01-01", {"b"})])
@pytest.mark.parametrize("said", [{"replaces": "Policy för kost"}, {}])
def test_a_document_replaces_another_from_the_day_it_holds(
    said: dict[str, str], as_of: str, replaced: set[str]
) -> None:
    (family,) = families(
        adopted("a", "Policy för kost 2027", "2026-05-04", valid_from="2027-01-01", **said),
        adopted("b", "Policy för kost", "2020-01-01"),
        as_of=as_of,
    )
    assert family.superseded == replaced


def test_an_expired_version_does_not_stand_before_one_that_holds() -> None:
    (family,) = families(
        adopted("a", "Policy för kost", "2024-01-01", valid_to="2025-12-31"),
        adopted("b", "Policy för kost", "2019-01-01"),
    )
    assert family.members[0] == "b"


# ---- the order of sources

MADE = [
    adopted("a", "Policy för kost", "2019-01-01"),
    adopted("b", "Policy för kost 2023", "2023-01-01"),
    source("c", "Utkast till policy för kost", status="draft", replaces="Policy för kost"),
    source("d", "Kommunikationspolicy", replaces="Informationspolicy"),
    source("e", "Informationspolicy"),
    source("f", "Arkivplan"),
]


@given(order=st.permutations(MADE))
def test_the_order_of_the_sources_makes_no_difference(
    order: list[tuple[Source, DocumentFacts]],
) -> None:
    found, expected = families(*order), families(*MADE)
    assert sorted(found, key=lambda f: f.members) == sorted(expected, key=lambda f: f.members)
