"""Search gives the exact ranking, however its candidates were come by."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kompass_evidence.domain.evidence import Match
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.retrieval.search import (
    COVERED,
    LEXICAL_WEIGHT,
    Candidates,
    Mode,
    Moments,
    Search,
    standardise,
)
from kompass_evidence.retrieval.search import WELL_COVERED as WELL
from kompass_evidence.retrieval.vectors import VectorIndex
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Workspace
from tests.retrieval.test_vectors import held_elsewhere

COUNT, WIDTH = 1600, 24
WORDS = [
    "plan", "mål", "dialog", "skola", "väg", "park", "budget", "nämnd",
    "råd", "miljö", "bad", "hamn", "barn", "äldre", "jobb",
]  # fmt: skip
QUERIES = ("dialog om skola", "budget", "mål för miljö och barn", "inget av detta: xyzzyq")


class _Town:
    """Random passages with their vectors, texts and a lexical index."""

    def __init__(self, count: int = COUNT) -> None:
        chance = random.Random(5)
        rows = np.random.default_rng(5).normal(size=(count + len(QUERIES), WIDTH))
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        self.vectors = np.ascontiguousarray(rows[:count])
        self.queries = dict(zip(QUERIES, rows[count:], strict=True))
        numbers = chance.sample(range(10**6), count)  # so that order and id have nothing in common
        self.ids = [f"psg-{number:06d}" for number in numbers]
        self.texts = {
            identifier: " ".join(chance.choices(WORDS, k=chance.randint(3, 30)))
            for identifier in self.ids
        }
        self.lexical = LexicalIndex.build([self.texts[identifier] for identifier in self.ids])

    def search(self, candidates: Candidates | None = None) -> Search:
        return Search(self.ids, self.vectors, self.lexical, self.texts.__getitem__, candidates)

    def _weight(self, query: str, raw: NDArray[np.float64]) -> float:
        covered = self.lexical.coverage(self.lexical.query(query), raw.max(initial=0.0))
        return LEXICAL_WEIGHT * float(np.clip((covered - COVERED) / (WELL - COVERED), 0, 1))

    def exact(self, query: str, mode: Mode) -> list[tuple[str, float]]:
        """Return the whole ranking by plain arithmetic in double precision."""
        raw = self.lexical.scores(self.lexical.query(query)).astype(np.float64)
        lexical = (raw - raw.mean()) / raw.std() if raw.std() > 0 else np.zeros(len(raw))
        near = self.vectors.astype(np.float64) @ self.queries[query].astype(np.float64)
        semantic = (near - near.mean()) / near.std()
        total = {
            Mode.SEMANTIC: semantic,
            Mode.LEXICAL: lexical,
            Mode.HYBRID: semantic + self._weight(query, raw) * lexical,
        }[mode].round(5)
        rows = [row for row in range(len(raw)) if mode is not Mode.LEXICAL or raw[row] > 0]
        rows.sort(key=lambda row: (-total[row], self.ids[row]))
        return [(self.ids[row], float(total[row])) for row in rows]


@pytest.fixture(scope="module")
def town() -> _Town:
    return _Town()


def _sweep(town: _Town, short: int = 0, also: Sequence[str] = ()) -> Candidates:
    """Return a stand-in for the vector index that is exact, or gives fewer than asked for."""

    def nearest(vector: NDArray[np.float32], count: int) -> list[str]:
        order = np.argsort(-(town.vectors @ vector))[: count - short if short < count else 0]
        return [*also, *(town.ids[row] for row in order)]

    return nearest


@pytest.fixture(scope="module")
def chroma(town: _Town, tmp_path_factory: pytest.TempPathFactory) -> Candidates:
    index = VectorIndex(tmp_path_factory.mktemp("vectors"))
    index.ready("m:1", town.ids, town.vectors)
    return index.nearest


def _ask(town: _Town, search: Search, query: str, count: int, mode: Mode) -> list[Match]:
    return search.find(query, town.queries[query], count, mode)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("count", [1, 7, 30, COUNT])
def test_with_the_vector_index_the_ranking_is_the_exact_one(
    town: _Town, chroma: Candidates, query: str, mode: Mode, count: int
) -> None:
    found = [match.passage for match in _ask(town, town.search(chroma), query, count, mode)]
    exact = town.exact(query, mode)
    scores = dict(exact)
    # two that differ by less than what is rounded away may stand either way
    assert [scores[i] for i in found] == pytest.approx([s for _, s in exact[:count]], abs=1.1e-5)
    assert count == COUNT or found == [identifier for identifier, _ in exact[:count]]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("query", QUERIES)
def test_scores_are_standard_deviations_above_the_mean(town: _Town, query: str, mode: Mode) -> None:
    found = _ask(town, town.search(), query, 20, mode)
    expected = [score for _, score in town.exact(query, mode)[:20]]
    np.testing.assert_allclose([match.score for match in found], expected, atol=2e-4)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("count", [1, 10, 100])
def test_matches_are_the_same_to_the_last_digit_with_and_without_the_vector_index(
    town: _Town, chroma: Candidates, query: str, mode: Mode, count: int
) -> None:
    with_index = _ask(town, town.search(chroma), query, count, mode)
    assert with_index == _ask(town, town.search(), query, count, mode)


@pytest.mark.parametrize(
    "candidates",
    [
        lambda town: lambda vector, count: [],
        lambda town: _sweep(town, short=200),
        lambda town: _sweep(town, short=255),
        lambda town: _sweep(town, also=["psg-gone", "psg-older"]),
        lambda town: lambda vector, count: town.ids[:5],
    ],
    ids=["none", "few", "one", "of passages that are gone", "any five"],
)
@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.SEMANTIC])
def test_an_index_that_proposes_too_little_changes_nothing(
    town: _Town, candidates: Callable[[_Town], Candidates], mode: Mode
) -> None:
    search = town.search(candidates(town))
    for query in QUERIES:
        assert _ask(town, search, query, 10, mode) == _ask(town, town.search(), query, 10, mode)


def test_the_index_saves_the_sweep_over_all_passages(
    town: _Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    similar = Search._similar

    def counted(self: Search, vector: NDArray[np.float32], rows: NDArray[np.intp]) -> object:
        compared.append(len(rows))
        return similar(self, vector, rows)

    monkeypatch.setattr(Search, "_similar", counted)
    _ask(town, town.search(_sweep(town)), "budget", 5, Mode.SEMANTIC)
    assert max(compared) < COUNT


def test_the_ranking_is_the_same_from_a_vector_index_built_again(
    town: _Town, chroma: Candidates, tmp_path: Path
) -> None:
    again = VectorIndex(tmp_path / "vectors")
    again.ready("m:1", town.ids, town.vectors)
    for query in QUERIES:
        first = _ask(town, town.search(chroma), query, 25, Mode.HYBRID)
        assert _ask(town, town.search(again.nearest), query, 25, Mode.HYBRID) == first
    again.close()


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("count", [1, 3, 8])
def test_ties_are_ordered_by_id(mode: Mode, count: int) -> None:
    ids = [f"psg-{n}" for n in (7, 3, 9, 1, 8, 2, 6, 4)]
    vectors = np.tile(np.float32([1, 0]), (8, 1))
    vectors = np.vstack([vectors, np.float32([[0, 1]] * 20)])
    every = [*ids, *(f"psg-z{n}" for n in range(20))]
    texts = {i: "en plan" if i in ids else "annat" for i in every}
    lexical = LexicalIndex.build([texts[i] for i in every])
    search = Search(every, vectors, lexical, texts.__getitem__)
    found = search.find("plan", np.float32([1, 0]), count, mode)
    assert [match.passage for match in found] == sorted(ids)[:count]


@given(st.lists(st.booleans(), min_size=60, max_size=60), st.integers(1, 70))
@settings(max_examples=40, deadline=None)
def test_a_mask_keeps_the_order_of_those_that_it_lets_through(kept: list[bool], count: int) -> None:
    town = _SMALL
    keep = np.array(kept)
    for mode in Mode:
        search, vector = town.search(), town.queries["budget"]
        every = search.find("budget", vector, 60, mode)
        allowed = {identifier for identifier, k in zip(town.ids, kept, strict=True) if k}
        expected = [match for match in every if match.passage in allowed][:count]
        assert search.find("budget", vector, count, mode, keep) == expected


_SMALL = _Town(60)


def test_a_mask_that_lets_nothing_through_gives_nothing(town: _Town) -> None:
    keep = np.zeros(COUNT, bool)
    assert town.search().find("budget", town.queries["budget"], 5, keep=keep) == []


def test_by_words_alone_only_passages_with_the_words_are_found(town: _Town) -> None:
    found = town.search().find("budget", None, COUNT, Mode.LEXICAL)
    assert {m.passage for m in found} == {i for i, text in town.texts.items() if "budget" in text}


def test_every_match_names_the_words_that_it_was_found_by(town: _Town) -> None:
    for match in town.search().find("budget råd", town.queries["budget"], 30):
        text = town.texts[match.passage].split()
        assert set(match.why.terms) == {"budget", "råd"} & set(text)


def test_by_meaning_alone_the_words_do_not_count(town: _Town) -> None:
    vector = town.queries["budget"]
    found = [town.search().find(q, vector, 20, Mode.SEMANTIC) for q in ("budget", "park")]
    assert [m.passage for m in found[0]] == [m.passage for m in found[1]]


@given(st.integers(0, 10**6), st.integers(2, 40), st.integers(1, 12))
@settings(max_examples=60)
def test_moments_are_the_mean_and_spread_of_every_comparison(
    seed: int, count: int, width: int
) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(count, width)).astype(np.float32)
    query = chance.normal(size=width).astype(np.float32)
    scores = vectors.astype(np.float64) @ query.astype(np.float64)
    found = Moments.of(vectors).standardise(query, scores)
    np.testing.assert_allclose(found, (scores - scores.mean()) / scores.std(), atol=1e-6)


@given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=30))
@settings(max_examples=60)
def test_standardised_scores_have_mean_0_and_spread_1_or_are_all_0(values: list[float]) -> None:
    found = standardise(np.array(values, np.float32))
    if np.float64(np.float32(values)).std() > 1e-9:
        np.testing.assert_allclose([found.mean(), found.std()], [0, 1], atol=1e-6)
    else:
        assert not found.any()


def _fill(workspace: Workspace, folder: Path) -> None:
    folder.mkdir()
    chance = random.Random(8)
    paragraphs = [" ".join(chance.choices(WORDS, k=70)) + "." for _ in range(700)]
    (folder / "allt.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    files, _ = find_files([folder])
    count_tokens, record = workspace.encoder.count_tokens, Intake(workspace.ledger, "Eva Ek")
    ingest(files, workspace.corpus, workspace.originals, count_tokens, record=record)


def _answers(workspace: Workspace) -> list[list[Match]]:
    search = workspace.search()
    vectors = workspace.encoder.queries(QUERIES)
    return [search.find(q, v, 10) for q, v in zip(QUERIES, vectors, strict=True)]


def test_search_gives_the_same_while_another_process_holds_the_index(
    new_workspace: Callable[..., Workspace], tmp_path: Path
) -> None:
    first = new_workspace()
    _fill(first, tmp_path / "texts")
    expected = _answers(first)
    first.close()
    with held_elsewhere(first.index_folder / "vectors"):
        assert _answers(new_workspace()) == expected


def test_search_gives_the_same_when_all_indexes_were_removed(
    new_workspace: Callable[..., Workspace], tmp_path: Path
) -> None:
    workspace = new_workspace()
    _fill(workspace, tmp_path / "texts")
    expected = _answers(workspace)
    workspace.rebuild_index()
    assert _answers(workspace) == expected


# ---- the best sentence


def test_answer_in_one_sentence_stands_above_words_that_lie_scattered() -> None:
    scattered = (
        "Kommunen har en strategi för miljön i staden och vid vattnet. Barnen leker i parken varje"
        " dag. Målet för bolaget är en god ekonomi."
    )
    answer = (
        "Nämnden ansvarar för lokaler, skolskjuts, måltider och vaktmästeri i hela kommunen."
        " Kommunens mål för miljö och barn redovisas här. Telefontiden är på förmiddagen."
    )
    texts = {"psg-a": scattered, "psg-b": answer} | {
        f"psg-{n}": f"Asfalt och grus läggs på vägen till by {n}." for n in range(20)
    }
    index = LexicalIndex.build(list(texts.values()), [("", text) for text in texts.values()])
    vectors = np.eye(len(texts), dtype=np.float32)
    search = Search(list(texts), vectors, index, texts.__getitem__)
    found = search.find("mål för miljö och barn", None, 2, Mode.LEXICAL)
    assert [match.passage for match in found] == ["psg-b", "psg-a"]


@pytest.mark.parametrize("query", ["mål för miljö", "saxofon fagott kyrkorgel"])
def test_words_count_only_as_far_as_some_passage_has_them(town: _Town, query: str) -> None:
    search = town.search()
    asked = town.lexical.query(query)
    weight = search.weight(asked, town.lexical.scores(asked))
    assert weight == (LEXICAL_WEIGHT if query == "mål för miljö" else 0.0)
