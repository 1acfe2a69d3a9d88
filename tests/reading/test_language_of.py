"""The language of a document, and what is said of those that are not in Swedish."""

from __future__ import annotations

import pytest

from kompass_evidence.reading import read
from kompass_evidence.reading.language_of import language_of

SAMPLES = {
    "sv": "Nämnden följer upp målen varje månad och rapporterar till kommunstyrelsen. Åtgärder"
    " beslutas i samråd med rådet för pensionärer och redovisas på webbplatsen.",
    "fi": "Kunta tarjoaa palveluja suomeksi. Vanhuspalvelut, esiopetus ja koulu järjestetään"
    " yhdessä asukkaiden kanssa, ja tietoa saa kaupungin verkkosivuilta.",
    "se": "Gielda fállá bálvalusaid sámegillii. Mánáidgárdi ja skuvla ordnejuvvojit ovttas"
    " ássiiguin, ja dieđuid gávnnat gieldda neahttasiidduin.",
    "en": "The municipality follows up its goals every month and reports to the executive board."
    " Measures are decided together with the council for senior citizens.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_the_languages_of_swedish_municipalities_are_told_apart(language: str) -> None:
    assert language_of(SAMPLES[language]) == language


@pytest.mark.parametrize(
    ("language", "remarks"),
    [("sv", ()), ("fi", ("Språk: finska",)), ("se", ("Språk: samiska",)),
     ("en", ("Språk: engelska",))],
)  # fmt: skip
def test_another_language_than_swedish_is_remarked_on(
    language: str, remarks: tuple[str, ...]
) -> None:
    document = read(SAMPLES[language].encode(), "a.txt")
    assert (document.language, document.remarks) == (language, remarks)


def test_nothing_is_said_of_a_few_words() -> None:
    assert language_of("Mål 2026") is None


def test_a_table_of_figures_and_names_is_not_taken_for_another_language() -> None:
    assert language_of("Nämnd: Skola; Utfall: 118; Mål: 120\n" * 20) in ("sv", None)


def test_a_long_text_is_judged_by_its_whole_length() -> None:
    assert language_of(SAMPLES["en"] + SAMPLES["sv"] * 300) == "sv"
