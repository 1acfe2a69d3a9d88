"""What is seen in a sentence has one place each, and a word of denial does not always deny."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.cues import CUES, LACKING, NOT_LACKING, fired
from kompass_evidence.assessment.fact_words import KIND_NAMES
from kompass_evidence.assessment.sentence import KINDS, Sentence, feature_names, features
from kompass_evidence.domain.framework import Rung

NAMES = feature_names()
WORDS = st.sampled_from(
    [
        "policyn", "följs", "upp", "ska", "inte", "har", "antagits", "av", "2027", "från 8 till 6",
        "procent", "efter utvärderingen", "ändrades", "därför", "du", "kan", "saknas", "ännu",
        "bara", "§ 4", "Om", "?", "minskade",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
SENTENCES = st.builds(
    Sentence, TEXTS, st.sampled_from(["", "policy", "rapport", "webbsida", "utkast", "okänd"]),
    st.sampled_from(["", "Uppföljning", "§ 3 Ansvar", "Mål"]), TEXTS,
)  # fmt: skip


def seen(text: str, *, kind: str = "", heading: str = "", before: str = "") -> set[str]:
    """The names of the features that are seen in a sentence."""
    values = features(Sentence(text, kind, heading, before))
    return {name for name, value in zip(NAMES, values, strict=True) if value}


# ---- features


@given(sentence=SENTENCES)
def test_features_are_as_many_as_their_names(sentence: Sentence) -> None:
    assert features(sentence).shape == (len(NAMES),)


@given(sentence=SENTENCES)
def test_features_are_zeros_and_ones_of_the_kind_that_heads_weigh(sentence: Sentence) -> None:
    values = features(sentence)
    assert values.dtype == np.float32
    assert set(values.tolist()) <= {0.0, 1.0}


def test_no_two_features_have_one_name() -> None:
    assert len(set(NAMES)) == len(NAMES)


@given(sentence=SENTENCES)
def test_a_sentence_is_seen_by_the_cues_that_fire_in_it(sentence: Sentence) -> None:
    of_cues = {name for name, value in zip(NAMES, features(sentence), strict=True) if value}
    assert {f"cue:{name}" for name in fired(sentence.text)} == {
        name for name in of_cues if name.startswith("cue:")
    }


def test_the_sentence_before_is_seen_apart() -> None:
    found = seen("Det är bra.", before="Policyn antogs 2022.")
    assert "before:adopted" in found and "cue:adopted" not in found


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("policy", "normative"),
        ("reglemente", "rule"),
        ("årsredovisning", "report"),
        ("webbsida", "web"),
        ("utkast", "draft"),
        ("protokoll", "minutes"),
        ("tjänsteskrivelse", "memo"),
        ("budget", "plan"),
        ("handbok", "handbook"),
    ],
)
def test_the_kind_of_document_is_seen(kind: str, group: str) -> None:
    assert f"kind:{group}" in seen("Policyn gäller.", kind=kind)


def test_an_unknown_kind_is_of_no_group() -> None:
    assert not any(name.startswith("kind:") for name in seen("Policyn gäller."))


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Uppföljning", "outcome"), ("§ 3 Ansvar", "decision"), ("Mål och målvärden", "aim"),
        ("Vad säger lagen?", "law"), ("Bakgrund", "background"), ("Ni tyckte", "change"),
    ],
)  # fmt: skip
def test_the_heading_is_seen(heading: str, name: str) -> None:
    assert f"heading:{name}" in seen("Text.", heading=heading)


def test_what_shall_be_is_seen_with_the_kind_that_says_it() -> None:
    assert {"rule+ska", "kind:rule"} <= seen("Chefen ska svara.", kind="reglemente")


def test_two_cues_together_are_seen_as_such() -> None:
    assert "followed+ska" in seen("Målet ska följas upp.")


def test_a_cue_without_another_is_seen_as_such() -> None:
    assert "followed-ska" in seen("Målet följs upp.")
    assert "followed-ska" not in seen("Målet ska följas upp.")


@pytest.mark.parametrize(
    ("count", "form"), [(7, {"brief"}), (8, set()), (22, set()), (23, {"long"})]
)
def test_the_length_is_seen(count: int, form: set[str]) -> None:
    assert seen(" ".join(["har"] * count)) & {"brief", "long"} == form


def test_a_heading_like_sentence_has_no_verb() -> None:
    assert "no verb" in seen("Mål 3: god hälsa")
    assert "no verb" not in seen("Målet är god hälsa")


def test_groups_are_of_kinds_that_facts_can_give() -> None:
    grouped = {kind for kinds in KINDS.values() for kind in kinds.split()}
    assert grouped <= KIND_NAMES | {"webbsida", "utkast"}


# ---- denial

WEAKENS = [
    "Någon uppföljning har inte gjorts.",
    "Det saknas en beslutad plan.",
    "Målet följs aldrig upp.",
    "Inga dialogmöten hölls under året.",
    "Revisionen såg brister i uppföljningen.",
    "Arbetet har försenats.",
    "Uppföljningen uteblev.",
    "Kontrollen är ojämn mellan enheterna.",
    "Planen har fallit i glömska.",
    "Det finns för lite personal.",
    "Endast två av tio enheter svarade.",
]
ONLY_SOUNDS_SO = [
    "Dialogen är inte bara en form av samråd.",
    "Den gäller alla, inte minst barn.",
    "Chefen får inte delegera beslutet.",
    "Du behöver inte boka tid.",
    "Revisionen hade inga anmärkningar.",
    "Reglerna gäller utan undantag.",
    "Alla är välkomna oavsett ålder.",
    "Ordföranden beslutar om inte annat anges.",
    "Ingen ska behöva vänta.",
]


@pytest.mark.parametrize("text", WEAKENS)
def test_words_of_lack_are_seen(text: str) -> None:
    assert "lacking" in seen(text)


@pytest.mark.parametrize("text", ONLY_SOUNDS_SO)
def test_a_turn_of_phrase_that_only_sounds_like_denial_is_not_seen_as_lack(text: str) -> None:
    assert seen(text) & {"lacking", "not lacking"} == {"not lacking"}


@pytest.mark.parametrize("text", WEAKENS)
def test_a_lack_is_no_turn_of_phrase(text: str) -> None:
    assert not NOT_LACKING.search(text.lower())


def test_a_lack_beside_a_turn_of_phrase_is_still_one() -> None:
    assert {"lacking", "not lacking"} <= seen("Planen är inte bara kort, den saknar också mål.")


def test_an_affirmation_holds_no_word_of_lack() -> None:
    assert not LACKING.search("målet följs upp varje år och redovisas för nämnden.")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Inte heller detta år kunde enkäten genomföras.", {"lacking first"}),
        ("En uppföljning av planens alla mål saknas", {"lacking last"}),
        ("Inga mål i planen för de kommande åren saknas", {"lacking first", "lacking last"}),
        ("Det blev så att uppföljningen inte kunde göras under hela det året", set()),
    ],
)
def test_where_in_the_sentence_the_lack_stands_is_seen(text: str, places: set[str]) -> None:
    assert seen(text) & {"lacking first", "lacking last"} == places


def test_an_empty_sentence_can_be_looked_at() -> None:
    assert seen("") == {"brief", "no verb"}


# ---- cues


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ska", "Kommunen ska ta fram en policy."),
        ("ska_later", "Arbetet ska följas upp."),
        ("will", "Planen kommer snart att ses över."),
        ("wish", "Vi vill utveckla dialogen."),
        ("target", "Målvärdet är 80 procent."),
        ("preparing", "En policy är under framtagande."),
        ("proposed", "Nämnden föreslår en plan."),
        ("future_year", "Klart 2028."),
        ("adopted", "Policyn antogs i maj."),
        ("mandate", "Nämnden har i uppdrag att samordna."),
        ("holds", "Reglerna gäller alla."),
        ("rule", "Beslutet får inte delegeras."),
        ("paragraph", "Enligt § 4."),
        ("in_use", "Modellen används."),
        ("followed", "Målet följs årligen upp."),
        ("measured", "Nyckeltalet är gott."),
        ("reported", "Resultatet redovisades i maj."),
        ("goal_met", "Målet har inte nåtts men delmål uppnåddes."),
        ("figure", "Andelen nöjda var 72 procent."),
        ("moved", "Sjukfrånvaron minskade."),
        ("from_to", "Den gick från 8,1 till 6,4 procent."),
        ("compared", "Köerna är kortare."),
        ("led_to", "Det har lett till kortare köer."),
        ("learned", "Efter utvärderingen ändrades rutinen."),
        ("lesson", "En lärdom är att fråga barnen tidigare."),
        ("others", "Grannkommunen har en plan."),
        ("definition", "Med dialog avses samtal."),
        ("question", "Har du synpunkter?"),
        ("percent", "72 %"),
    ],
)
def test_a_cue_fires_at_its_words(name: str, text: str) -> None:
    assert name in fired(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ska", "Skalan går till tio."),
        ("moved", "Kommunen ligger vid Dalälven."),
        ("from_to", "Från Mora till Orsa."),
        ("question", "Har du synpunkter? Hör av dig."),
        ("future_year", "Klart 2024."),
        ("adopted", "Antalet besök är stort."),
    ],
)
def test_a_cue_does_not_fire_at_other_words(name: str, text: str) -> None:
    assert name not in fired(text)


def test_what_fired_is_told_in_the_sentences_words() -> None:
    assert fired("Målet följs\n numera  upp.")["followed"] == "följs numera upp"


def test_cues_speak_for_every_rung() -> None:
    assert {cue.rung for cue in CUES.values()} == {None, *Rung}
