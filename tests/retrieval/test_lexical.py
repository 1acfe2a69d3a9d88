"""Words are found by stem and by the parts of compounds; å, ä and ö are letters of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.language import dictionary
from kompass_evidence.retrieval.lexical import LexicalIndex

TEXTS = (
    "Medborgardialogen om parken hölls i maj och följdes upp av nämnden.",
    "Vi har en dialog med medborgarna i varje kommundel.",
    "Kommunens mål för skolan redovisas årligen.",
    "Rad efter rad av siffror om malning och mal i förråden.",
    "Råd för äldre hörs i ärenden som rör dem.",
    "",
    "Sophämtningen sker varannan vecka.",
)
FOLDED = str.maketrans("åäö", "aao")


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def _found(index: LexicalIndex, query: str) -> set[int]:
    return set(np.flatnonzero(index.scores(index.query(query)) > 0).tolist())


@pytest.mark.parametrize(
    ("query", "row"),
    [("dialog", 0), ("medborgardialog", 1), ("medborgardialogerna", 0), ("målen", 2), ("rådet", 4)],
)
def test_a_word_finds_its_forms_its_compounds_and_their_parts(
    index: LexicalIndex, query: str, row: int
) -> None:
    assert row in _found(index, query)


@pytest.mark.parametrize(
    ("query", "other"), [("mål", 3), ("mal", 2), ("råd", 3), ("rad", 4), ("radet", 4)]
)
def test_a_ring_or_dots_make_another_word(index: LexicalIndex, query: str, other: int) -> None:
    assert other not in _found(index, query)


def test_no_short_word_is_found_by_its_spelling_without_rings_and_dots() -> None:
    marked = sorted(w for w in dictionary() if len(w) <= 5 and set("åäö") & set(w))[::40]
    index = LexicalIndex.build(marked)
    for row, word in enumerate(marked):
        assert row not in _found(index, word.translate(FOLDED)), word


def test_a_compound_itself_ranks_above_its_part(index: LexicalIndex) -> None:
    texts = ["medborgardialogen hölls sent", "medborgare hade dialog", *["annat står här"] * 5]
    built = LexicalIndex.build(texts)
    scores = built.scores(built.query("medborgardialogen"))
    assert scores[0] > scores[1] > 0


def test_a_part_is_matched_and_named_with_the_compound(index: LexicalIndex) -> None:
    (named,) = index.matched(index.query("dialog"), TEXTS[0])
    assert named == "Medborgardialogen (dialog)"


def test_the_words_of_a_compound_are_named_as_they_stand(index: LexicalIndex) -> None:
    assert index.matched(index.query("medborgardialog"), TEXTS[1]) == ("dialog", "medborgarna")


def test_a_form_of_the_word_is_named_as_it_stands(index: LexicalIndex) -> None:
    assert index.matched(index.query("skolan målen"), TEXTS[2]) == ("mål", "skolan")


def test_words_that_every_text_has_are_not_looked_for(index: LexicalIndex) -> None:
    assert not index.scores(index.query("och i det som ska")).any()


def test_words_that_every_text_has_are_not_named_as_matched(index: LexicalIndex) -> None:
    query = index.query("vad och vem som har en dialog med medborgarna i varje")
    assert set(index.matched(query, TEXTS[1])) == {"dialog", "medborgarna", "varje"}


@pytest.mark.parametrize("query", ["", "   ", "§ – !?", "xyzzyq"])
def test_a_query_without_known_words_finds_nothing(index: LexicalIndex, query: str) -> None:
    assert _found(index, query) == set()


@pytest.mark.parametrize("texts", [[], [""], ["", " \n", "och det"]])
def test_texts_without_words_have_a_score_of_0_each(texts: list[str]) -> None:
    built = LexicalIndex.build(texts)
    assert built.scores(built.query("dialog")).tolist() == [0.0] * len(texts)


@pytest.mark.parametrize("texts", [[], ["", " "], TEXTS])
def test_a_saved_index_has_the_same_scores_when_it_is_loaded(
    texts: list[str], tmp_path: Path
) -> None:
    built = LexicalIndex.build(texts)
    built.save(tmp_path / "index")
    loaded = LexicalIndex.load(tmp_path / "index")
    for query in ("dialog om mål", "medborgardialogen", "skolmål", "okänt", ""):
        expected = built.scores(built.query(query))
        np.testing.assert_array_equal(loaded.scores(loaded.query(query)), expected, strict=True)


def test_a_saved_index_names_the_same_words_when_it_is_loaded(
    index: LexicalIndex, tmp_path: Path
) -> None:
    index.save(tmp_path / "index")
    loaded = LexicalIndex.load(tmp_path / "index")
    for text in TEXTS:
        named = index.matched(index.query("dialog skola årsmål"), text)
        assert loaded.matched(loaded.query("dialog skola årsmål"), text) == named


def test_an_index_is_the_same_whichever_was_saved_there_before(
    index: LexicalIndex, tmp_path: Path
) -> None:
    LexicalIndex.build(["något helt annat"]).save(tmp_path / "used")
    index.save(tmp_path / "used")
    index.save(tmp_path / "new")
    new, used = (LexicalIndex.load(tmp_path / name) for name in ("new", "used"))
    np.testing.assert_array_equal(
        new.scores(new.query("dialog")), used.scores(used.query("dialog"))
    )


@pytest.mark.parametrize("damage", ["empty", "halved", "gone", "null"])
def test_an_index_with_any_file_damaged_is_never_believed(
    index: LexicalIndex, tmp_path: Path, damage: str
) -> None:
    index.save(tmp_path / "whole")
    files = sorted(p for p in (tmp_path / "whole").rglob("*") if p.is_file())
    for path in files:
        whole = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            new = {"empty": b"", "halved": whole[: len(whole) // 2], "null": b"null"}[damage]
            path.write_bytes(new)
        with pytest.raises((OSError, ValueError)):
            LexicalIndex.load(tmp_path / "whole")
        path.write_bytes(whole)


def test_an_index_whose_engine_is_gone_is_not_taken_for_one_that_finds_nothing(
    index: LexicalIndex, tmp_path: Path
) -> None:
    import shutil

    index.save(tmp_path / "index")
    shutil.rmtree(tmp_path / "index" / "bm25")
    with pytest.raises((OSError, ValueError)):
        LexicalIndex.load(tmp_path / "index")


@given(st.lists(st.text(alphabet="målradskön -\n", max_size=30), max_size=8), st.text(max_size=20))
@settings(max_examples=40, deadline=None)
def test_any_texts_and_any_query_give_one_score_a_text_and_none_below_0(
    texts: list[str], query: str
) -> None:
    built = LexicalIndex.build(texts)
    scores = built.scores(built.query(query))
    assert scores.shape == (len(texts),)
    assert (scores >= 0).all()


# ---- sentences


FIRST = "Planen gäller i fyra år från den första januari nästa år."
BODIES = [f"{FIRST} Dialogen följs upp varje höst.", "Ja. Planen följs upp.", ""]


def _parts(bodies: list[str]) -> list[tuple[str, str]]:
    return [("", body) for body in bodies]


def test_score_of_sentences_is_that_of_the_best_one() -> None:
    alone = "Dialogen följs upp varje höst."
    built = LexicalIndex.build(BODIES, _parts(BODIES))
    single = LexicalIndex.build(
        [FIRST, alone, "Ja. Planen följs upp."],
    )
    query = built.query("dialogen på hösten")
    best = built.sentence_scores(query)
    assert best is not None
    assert best.tolist() == [pytest.approx(float(single.scores(query)[1])), 0.0, 0.0]


def test_sentences_are_not_indexed_unless_given() -> None:
    built = LexicalIndex.build(BODIES)
    assert built.sentence_scores(built.query("dialogen")) is None


def test_short_sentence_is_searched_together_with_the_next() -> None:
    texts = ["Öppettider. Måndag till fredag klockan nio.", "Fredag är det stängt."]
    built = LexicalIndex.build(texts, _parts(texts))
    both = built.sentence_scores(built.query("öppettider fredag"))
    one = built.sentence_scores(built.query("fredag"))
    assert both is not None and one is not None
    assert both[0] > one[0]


def test_index_of_sentences_is_read_as_it_was_saved(tmp_path: Path) -> None:
    built = LexicalIndex.build(BODIES, _parts(BODIES))
    built.save(tmp_path / "index")
    loaded = LexicalIndex.load(tmp_path / "index")
    query = built.query("planen följs upp")
    before, after = built.sentence_scores(query), loaded.sentence_scores(query)
    assert before is not None and after is not None
    assert before.tolist() == after.tolist() and before[1] > 0


def test_texts_without_a_single_word_have_no_sentence_scores() -> None:
    built = LexicalIndex.build(["–", ""], _parts(["–", ""]))
    found = built.sentence_scores(built.query("plan"))
    assert found is not None and found.tolist() == [0.0, 0.0]


def test_sentence_is_found_by_the_words_of_its_context_too() -> None:
    parts = [("Biblioteksplan", "Den följs upp varje höst."), ("Vägar", "De följs upp varje höst.")]
    built = LexicalIndex.build([f"{above} {body}" for above, body in parts], parts)
    found = built.sentence_scores(built.query("biblioteksplan följs upp"))
    assert found is not None and found[0] > found[1] > 0


# ---- coverage


def test_query_whose_words_one_text_has_is_covered_well() -> None:
    built = LexicalIndex.build(BODIES)
    query = built.query("planen gäller i fyra år")
    assert built.coverage(query, float(built.scores(query).max())) > 0.3


def test_words_that_no_text_has_lower_the_coverage() -> None:
    built = LexicalIndex.build(BODIES)
    known, more = (built.query(text) for text in ("planen", "planen kyrkorgel saxofon fagott"))
    best = float(built.scores(known).max())
    assert built.coverage(more, best) < built.coverage(known, best) / 3


def test_query_without_words_is_not_covered() -> None:
    built = LexicalIndex.build(BODIES)
    assert built.coverage(built.query("?"), 0.0) == 0.0


@given(st.lists(st.sampled_from(["plan", "dialog", "höst", "fyra", "år", "x"]), max_size=6))
def test_coverage_is_never_below_0_nor_far_above_1(asked: list[str]) -> None:
    built = LexicalIndex.build(BODIES)
    query = built.query(" ".join(asked))
    assert 0.0 <= built.coverage(query, float(built.scores(query).max())) <= 1.0 + 1e-6
