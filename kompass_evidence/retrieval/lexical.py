"""The lexical side of search: BM25 over stems and the parts of compounds.

A word is found by its stem; a compound by its parts too, so that "dialog" finds
"medborgardialogen" and "medborgardialog" finds "dialog med medborgarna", for less.
"""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.language import (
    WORD,
    Compounds,
    dictionary,
    sentences,
    stem,
    stop_words,
    terms,
    words,
)

K1, B = 1.2, 0.75  # the usual values of Okapi BM25 (Robertson & Zaragoza 2009)
PART_WEIGHT = 0.45  # what a match by a part of the query's compound counts, against its stem
SHORT = 40  # characters of a sentence that is searched together with the next
VERSION = 2  # raised when the way of analysing words changes


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """A query's stems, the parts of its compounds, and the words both came from."""

    stems: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentences:
    """BM25 over single sentences; `owners[n]` is the row of the text that sentence n is of."""

    engine: Any
    owners: NDArray[np.intp]


class LexicalIndex:
    """BM25 over the passages of one workspace, by their row, and over their sentences."""

    def __init__(
        self, engine: Any, analysed: dict[str, tuple[str, ...]], count: int,
        of_sentences: _Sentences | None = None,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._analysed = analysed  # every word of the texts and what it is found by
        self._count = count
        self._sentences = of_sentences
        self._compounds: Compounds | None = None

    @classmethod
    def build(cls, texts: Sequence[str], parts: Sequence[tuple[str, str]] = ()) -> LexicalIndex:
        """Index the texts; row n of the scores is text n.

        `parts` are each text's context, such as headings, and its body; where they are given,
        the sentences of the body are indexed one by one too, each under the context.
        """
        counts: Counter[str] = Counter()
        tokenised = [words(text) for text in texts]
        for found in tokenised:
            counts.update(found)
        analysed = _analyse(counts)
        engine = _engine([_row(found, analysed) for found in tokenised])
        return cls(engine, analysed, len(texts), _cut(parts, analysed) if parts else None)

    def save(self, folder: Path) -> None:
        """Write the index to a folder that is replaced whole."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if self._engine is not None:
            self._engine.save(str(folder / "bm25"), show_progress=False)
        cut = self._sentences
        if cut is not None and cut.engine is not None:
            cut.engine.save(str(folder / "sentences"), show_progress=False)
        words_file = {
            "count": self._count, "words": self._analysed, "engine": self._engine is not None,
            "sentences": cut is not None and cut.engine is not None,
            "owners": cut.owners.tolist() if cut is not None else None,
        }  # fmt: skip
        (folder / "words.json").write_text(
            json.dumps(words_file, ensure_ascii=False), encoding="utf-8"
        )

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read an index that `save` wrote. Raises OSError or ValueError if it is not whole."""
        import bm25s

        engine = None
        try:
            kept = json.loads((folder / "words.json").read_text(encoding="utf-8"))
            analysed = {word: tuple(found) for word, found in kept["words"].items()}
            if kept["engine"]:
                engine = bm25s.BM25.load(str(folder / "bm25"), show_progress=False)
            cut = None
            if kept["owners"] is not None:
                owners = np.array(kept["owners"], np.intp)
                single = None
                if kept["sentences"]:
                    single = bm25s.BM25.load(str(folder / "sentences"), show_progress=False)
                cut = _Sentences(single, owners)
            return cls(engine, analysed, int(kept["count"]), cut)
        except (EOFError, LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"the lexical index in {folder} is damaged") from error

    def query(self, text: str) -> LexicalQuery:
        """Return what a query looks for; words too common to tell texts apart are left out."""
        stop = stop_words()
        stems: dict[str, None] = {}
        parts: dict[str, None] = {}
        for word in words(text):
            if word in stop:
                continue
            whole, *rest = self._terms(word)
            stems[whole] = None
            parts.update(dict.fromkeys(rest))
        return LexicalQuery(tuple(stems), tuple(part for part in parts if part not in stems))

    def scores(self, query: LexicalQuery) -> NDArray[np.float32]:
        """Return the BM25 score of every text, `(n,)` float32."""
        return _scores(self._engine, query, self._count)

    def sentence_scores(self, query: LexicalQuery) -> NDArray[np.float32] | None:
        """Return the BM25 score of every text's best sentence, `(n,)` float32.

        None where sentences were not indexed; 0 for a text that has none.
        """
        if self._sentences is None:
            return None
        best = np.zeros(self._count, np.float32)
        owners = self._sentences.owners
        np.maximum.at(best, owners, _scores(self._sentences.engine, query, len(owners)))
        return best

    def coverage(self, query: LexicalQuery, best: float) -> float:
        """Return the share, mostly 0 to 1, of what the query's words could give that the score
        `best` is: low where no text has the words that are asked with."""
        could = sum(self._rarity(term) for term in query.stems)
        return best / could if could else 0.0

    def _rarity(self, term: str) -> float:
        """Return a term's inverse document frequency, which bounds its score in one text."""
        number = None if self._engine is None else self._engine.vocab_dict.get(term)
        ends = [] if number is None else self._engine.scores["indptr"][number : number + 2]
        having = int(ends[1] - ends[0]) if len(ends) else 0
        return math.log(1 + (self._count - having + 0.5) / (having + 0.5))

    def matched(self, query: LexicalQuery, text: str) -> tuple[str, ...]:
        """Return the text's own words that the query found, in order, each once.

        A word that was found by a part is given as "medborgardialogen (dialog)".
        """
        wanted = {*query.stems, *query.parts}
        found: dict[str, str] = {}
        for match in WORD.finditer(text):
            word = match.group().lower()
            if word in stop_words() or word in found:
                continue
            whole, *parts = self._terms(word)
            if whole in wanted:
                found[word] = match.group()
            else:
                by = [part for part in parts if part in wanted]
                if by:
                    found[word] = f"{match.group()} ({', '.join(by)})"
        return tuple(found.values())

    def _terms(self, word: str) -> tuple[str, ...]:
        known = self._analysed.get(word)
        if known is not None:
            return known
        if self._compounds is None:
            # parts that no text has cannot be found, so the texts' own words are lexicon enough
            stems = {term for found in self._analysed.values() for term in found}
            self._compounds = _CompoundsByStem(frozenset(self._analysed) | stems)
        return terms(word, self._compounds)


class _CompoundsByStem(Compounds):
    """Compounds whose parts stand in any form in the lexicon, which holds stems too.

    "medborgardialog" is told by "medborgarna" alone, without "medborgare".
    """

    def _is_word(self, form: str) -> bool:
        return super()._is_word(form) or stem(form) in self.lexicon


def _row(found: Sequence[str], analysed: dict[str, tuple[str, ...]]) -> list[str]:
    """Return what a text's words are found by, in their order."""
    stop = stop_words()
    return [term for word in found if word not in stop for term in analysed.get(word, ())]


def _cut(parts: Sequence[tuple[str, str]], analysed: dict[str, tuple[str, ...]]) -> _Sentences:
    """Index the sentences of the bodies, each with the words of its context before it."""
    rows, owners = [], []
    for number, (context, body) in enumerate(parts):
        above = _row(words(context), analysed)
        for start, end in _long_sentences(body):
            rows.append([*above, *_row(words(body[start:end]), analysed)])
            owners.append(number)
    return _Sentences(_engine(rows), np.array(owners, np.intp))


def _long_sentences(body: str) -> list[tuple[int, int]]:
    """Return the (start, end) of sentences; a short one, as a label or a line of a list, is one
    with the next, since by itself it says too little to answer anything."""
    found: list[tuple[int, int]] = []
    for start, end in sentences(body):
        if found and found[-1][1] - found[-1][0] < SHORT:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _scores(engine: Any, query: LexicalQuery, count: int) -> NDArray[np.float32]:
    """Return the BM25 scores of `count` texts: by the query's stems, and for less by its parts."""
    found = _by_terms(engine, query.stems, count)
    if query.parts:
        found = found + np.float32(PART_WEIGHT) * _by_terms(engine, query.parts, count)
    return found


def _by_terms(engine: Any, wanted: Sequence[str], count: int) -> NDArray[np.float32]:
    known = [] if engine is None else [term for term in wanted if term in engine.vocab_dict]
    if not known:
        return np.zeros(count, np.float32)
    return np.asarray(engine.get_scores(known), np.float32)


def _analyse(counts: Counter[str]) -> dict[str, tuple[str, ...]]:
    compounds = Compounds(dictionary(), {word: n for word, n in counts.items() if n > 1})
    return {word: terms(word, compounds) for word in sorted(counts)}


def _engine(rows: list[list[str]]) -> Any:
    """Return a bm25s index of the rows' terms, or None where no row has any."""
    import bm25s

    vocabulary = sorted({term for row in rows for term in row})
    if not vocabulary:
        return None
    numbers = {term: number for number, term in enumerate(vocabulary)}
    corpus = bm25s.tokenization.Tokenized(
        ids=[[numbers[term] for term in row] for row in rows], vocab=numbers
    )
    engine = bm25s.BM25(method="lucene", k1=K1, b=B)
    engine.index(corpus, create_empty_token=False, show_progress=False)
    return engine
