"""Swedish sentences, stems and compounds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kompass_evidence.language import (
    MAX_SENTENCE_INPUT,
    Compounds,
    dictionary,
    sentences,
    stem,
    stop_words,
    terms,
    words,
)

FOLD = str.maketrans("åäöé", "aaoe")


def parted(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Detta gäller bl.a. Skolverket och t.ex. Socialstyrelsen.",
        "Enligt 5 kap. 3 § kommunallagen gäller detta.",
        "Jfr prop. 2016/17:171 om demokrati.",
        "Styrelsen m.fl. Nämnder beslutade.",
        "Planen gäller fr.o.m. 2024 t.o.m. 2026.",
        "Ordf. Anna Berg (S) öppnade mötet.",
        "Budgeten är ca. 30 miljoner kronor.",
        "Beslutet har dnr. KS 2025/12.",
        "Mötet började kl. 16.30 i kommunhuset.",
        "Kostnaden var 12.5 miljoner kronor.",
        "Resultatet, dvs. Skillnaden mot budget, är 3 mnkr.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    following = "Nästa mening står här."
    assert parted(f"{sentence} {following}") == [sentence, following]


@pytest.mark.parametrize("end", [".", "!", "?"])
def test_a_sentence_ends_at_its_sign(end: str) -> None:
    assert parted(f"Vi har fyra mål{end} De följs upp.") == [
        f"Vi har fyra mål{end}",
        "De följs upp.",
    ]


def test_a_year_ends_a_sentence() -> None:
    assert len(parted("Planen antogs 2024. Den gäller i tre år.")) == 2


PROSE = st.lists(
    st.sampled_from(
        ["Mål", "råd", "bl.a.", "5", "kap.", "§", "2024.", "?", "“Ja!”", "\n", "\xa0", "…", "-"]
    )
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(PROSE, st.text(max_size=80)))
@example("")
def test_sentences_hold_everything_but_space(text: str) -> None:
    assert "".join("".join(parted(text)).split()) == "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(st.one_of(PROSE, st.text(max_size=80)))
def test_sentences_are_in_order_and_without_outer_space(text: str) -> None:
    end = 0
    for start, stop in sentences(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop


def test_a_text_longer_than_is_read_at_once_loses_nothing() -> None:
    text = "Kommunen har fyra mål. " * (MAX_SENTENCE_INPUT // 20)
    assert "".join(parted(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mål", "mal"),
        ("målen", "malen"),
        ("målet", "malet"),
        ("råd", "rad"),
        ("råden", "raden"),
        ("rådet", "radet"),
        ("får", "far"),
        ("höra", "hora"),
        ("väg", "vag"),
    ],
)
def test_words_that_differ_by_a_swedish_letter_never_share_a_stem(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_no_swedish_word_shares_its_stem_with_itself_folded() -> None:
    swedish = sorted(word for word in dictionary() if set(word) & set("åäö"))[::240]
    assert len(swedish) > 500
    assert [word for word in swedish if stem(word) == stem(word.translate(FOLD))] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dialogen", "dialogerna"),
        ("nämnd", "nämnderna"),
        ("mål", "målen"),
        ("uppföljning", "uppföljningen"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_keep_their_swedish_letters_in_small() -> None:
    assert words("Åtgärder FÖR Äldre") == ["åtgärder", "för", "äldre"]


def test_words_and_figures_are_told_apart_from_signs() -> None:
    assert words("IT-strategi 2024–2026 (s. 4)") == ["it-strategi", "2024", "2026", "s", "4"]


@pytest.mark.parametrize("word", ["och", "att", "ska", "enligt"])
def test_common_words_are_stop_words(word: str) -> None:
    assert word in stop_words()


@pytest.mark.parametrize("word", ["mål", "dialog", "kommun", "råd"])
def test_words_that_say_something_are_no_stop_words(word: str) -> None:
    assert word not in stop_words()


@pytest.fixture(scope="module")
def compounds() -> Compounds:
    return Compounds(dictionary())


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("medborgardialogen", ("medborgare", "dialogen")),
        ("föreningsbidrag", ("förening", "bidrag")),
        ("resultatstyrning", ("resultat", "styrning")),
        ("kommunfullmäktige", ("kommun", "fullmäktige")),
        ("trygghetspunkter", ("trygghet", "punkter")),
        ("brukarundersökning", ("brukare", "undersökning")),
    ],
)
def test_a_compound_is_parted_into_words(
    compounds: Compounds, compound: str, parts: tuple[str, ...]
) -> None:
    assert compounds.split(compound) == parts


@pytest.mark.parametrize("word", ["mål", "råd", "vatten", "utveckling", "verksamhet"])
def test_a_simple_word_is_not_parted(compounds: Compounds, word: str) -> None:
    assert compounds.split(word) == ()


def test_a_compound_is_found_by_the_form_of_its_part(compounds: Compounds) -> None:
    assert stem("dialoger") in terms("medborgardialogen", compounds)


def test_a_compound_with_a_swedish_letter_is_not_found_by_the_folded_word(
    compounds: Compounds,
) -> None:
    assert stem("mal") not in terms("fullmäktigemålen", compounds)


@settings(max_examples=60, deadline=None)
@given(st.text("abdeghiklmnorstuvåäö-", min_size=1, max_size=18))
def test_a_word_is_always_found_by_its_own_stem(word: str) -> None:
    assert terms(word, Compounds(frozenset({"mål", "råd", "skola", "hus"})))[0] == stem(word)
