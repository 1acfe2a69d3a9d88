"""Swedish: sentences, word stems and the parts of compounds. The only user of spaCy.

å, ä and ö are letters of their own and never folded: "mål" is not "mal", "råd" is not "rad".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
# what spaCy's Swedish list of abbreviations lacks; none of them ends a sentence
ABBREVIATED = re.compile(
    r"\b(?:ca|prop|nr|dnr|ordf|jfr|enl|inkl|exkl|tel|kap|resp|fig|sid)\.$", re.IGNORECASE
)
MOST_PER_PART = 2.7  # a split whose parts cost more on average is taken for chance
MAX_SENTENCE_INPUT = 200_000  # characters; a single block longer than this is cut at line breaks

# Endings that look like words of their own but form derivations or inflections.
_NO_TAIL = frozenset(
    (
        "ande", "anden", "andet", "ar", "are", "aren", "arens", "arna", "de", "den", "der",
        "det", "else", "en", "ende", "enden", "ens", "er", "eri", "erna", "ers", "et", "ets",
        "het", "heten", "heter", "hets", "ier", "ing", "inga", "inge", "ingen", "inger", "ion",
        "ionen", "ioner", "isk", "iska", "iskt", "ism", "issa", "ist", "lig", "liga", "ligare",
        "ligt", "lös", "löst", "na", "nad", "nade", "nar", "nas", "ning", "ningar", "ningarna",
        "ningen", "or", "orna", "sam", "samma", "samt", "ska", "skap", "skapet", "sta", "ste",
        "tion", "tionen", "tioner", "ut", "vis", "vist",
    )
)  # fmt: skip
# inflections of nouns, adjectives and verbs, the longest first
_ENDINGS = (
    "arnas", "ernas", "ornas", "arna", "erna", "orna", "andes", "ande", "ades", "ens", "ets",
    "ars", "ers", "ors", "nas", "ade", "are", "ast", "en", "et", "ar", "er", "or", "na", "ns",
    "ad", "at", "te", "de", "as", "es", "n", "t", "s",
)  # fmt: skip
_MORE_STOP_WORDS = frozenset(
    ("ska", "skall", "samt", "även", "via", "inom", "per", "enligt", "dock")
)
_NO_HEAD = frozenset(
    (
        "an", "ar", "av", "be", "de", "den", "der", "det", "en", "er", "et", "för", "han", "hon",
        "in", "om", "or", "på", "re", "som", "ut", "var",
    )
)  # fmt: skip


@cache
def _pipeline() -> Language:
    import spacy

    nlp = spacy.blank("sv")
    nlp.add_pipe("sentencizer")
    nlp.max_length = MAX_SENTENCE_INPUT + 1
    return nlp


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of one block as (start, end) in `text`, without outer whitespace.

    Abbreviations do not end a sentence ("t.ex.", "bl.a."), nor does a stop before a small letter.
    """
    found: list[tuple[int, int]] = []
    for start, end in _chunks(text):
        for sentence in _pipeline()(text[start:end]).sents:
            _append_sentence(found, text, start + sentence.start_char, start + sentence.end_char)
    return found


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > MAX_SENTENCE_INPUT:
        end = text.rfind(" ", start + 1, start + MAX_SENTENCE_INPUT)
        end = end if end > start else start + MAX_SENTENCE_INPUT
        yield start, end
        start = end
    yield start, len(text)


def _append_sentence(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    goes_on = text[start].islower() or not any(c.isalnum() for c in text[start:end])
    if found and (goes_on or ABBREVIATED.search(text, *found[-1])):
        found[-1] = (found[-1][0], end)
    else:
        found.append((start, end))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("swedish")


@lru_cache(maxsize=500_000)
def stem(word: str) -> str:
    """Return the Snowball stem of a lower-case word: "dialogerna" and "dialogen" share one."""
    stemmed = _stemmer().stemWord(word)
    return str(stemmed)


@cache
def stop_words() -> frozenset[str]:
    """Return the Swedish words too common to say what a text is about."""
    from spacy.lang.sv.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | _MORE_STOP_WORDS


@cache
def dictionary() -> frozenset[str]:
    """Return Swedish word forms (spaCy's lookup table of lemmas), for telling compounds apart.

    Takes about half a second to load; only building the lexical index needs it.
    """
    import gzip
    import json
    from pathlib import Path

    import spacy_lookups_data

    table = Path(spacy_lookups_data.sv["lemma_lookup"]).with_suffix(".json.gz")
    with gzip.open(table, "rt", encoding="utf-8") as lines:
        lemmas: dict[str, str] = json.load(lines)
    forms = {form.lower() for form in lemmas} | {lemma.lower() for lemma in lemmas.values()}
    return frozenset(form for form in forms if form.isalpha() and len(form) > 1)


class Compounds:
    """Splits compounds into words of a lexicon, allowing for the forms that joints take.

    `common` counts words in texts of the same kind; a part that is common is more likely meant.
    """

    def __init__(self, lexicon: Iterable[str], common: dict[str, int] | None = None) -> None:
        self.lexicon = lexicon if isinstance(lexicon, frozenset) else frozenset(lexicon)
        self.common = common or {}
        self._split = lru_cache(maxsize=500_000)(self._search)

    def split(self, word: str) -> tuple[str, ...]:
        """Return the parts of a lower-case compound as words of their own, or () if it is none.

        "medborgardialogen" gives ("medborgare", "dialogen").
        """
        if "-" in word:
            pieces = [piece for piece in word.split("-") if len(piece) > 1]
            return tuple(p for piece in pieces for p in (self.split(piece) or (piece,)))
        if len(word) < 6 or not word.isalpha():
            return ()
        base = self._uninflected(word)
        parts, cost = self._split(base, 3)
        if not parts or cost / len(parts) >= MOST_PER_PART:
            return ()
        return (*parts[:-1], parts[-1] + word[len(base) :])

    def _uninflected(self, word: str) -> str:
        """Return the known word that this one is a form of; its ending is no part of a compound.

        "föreningar" is "förening" with an ending, not "före" and "nina" and "gar".
        """
        for ending in _ENDINGS:
            base = word.removesuffix(ending)
            if base != word and len(base) >= 4 and base in self.lexicon:
                return base
        return word

    def _search(self, word: str, most: int) -> tuple[tuple[str, ...], float]:
        """Return the cheapest split of `word` in at most `most` parts, with its cost."""
        best: tuple[str, ...] = ()
        least = float("inf")
        for cut in range(3, len(word) - 2):
            tail_cost = self._tail_cost(word[cut:])
            if tail_cost >= least:
                continue
            for head, head_cost in self._heads(word[:cut], most - 1):
                if head_cost + tail_cost < least:
                    best, least = (*head, word[cut:]), head_cost + tail_cost
        return best, least

    def _heads(self, head: str, most: int) -> Iterator[tuple[tuple[str, ...], float]]:
        for form, joint in _joint_forms(head):
            if self._is_word(form) and form not in _NO_HEAD:
                yield (form,), joint + self._cost(form, len(head))
            elif most > 1 and len(form) >= 6:
                parts, inner = self._split(form, most)
                if parts:
                    yield parts, joint + inner

    def _is_word(self, form: str) -> bool:
        return form in self.lexicon or form in self.common

    def _tail_cost(self, tail: str) -> float:
        if tail in _NO_TAIL or not self._is_word(tail):
            return float("inf")
        return self._cost(tail, len(tail))

    def _cost(self, form: str, printed: int) -> float:
        """Each part costs 2; one that prints short more, one that the texts use often less."""
        short = {1: 9.0, 2: 9.0, 3: 1.0, 4: 0.3}.get(printed, 0.0)
        return 2.0 + short - min(0.8, 0.15 * self.common.get(form, 0).bit_length())


def _joint_forms(head: str) -> Iterator[tuple[str, float]]:
    """Yield the words that `head` may stand for in front of another, with what each costs.

    "förenings" is "förening", "medborgar" is "medborgare", "gatu" is "gata", "skol" is "skola".
    """
    if head.endswith("s") and len(head) > 3:
        yield head[:-1], 0.0
    if head.endswith(("ar", "er")):
        yield head + "e", 0.0
    yield head, 0.05
    if head.endswith(("u", "o")) and len(head) > 3:
        yield head[:-1] + "a", 0.2
    if head.endswith("e") and len(head) > 4:
        yield head[:-1], 0.3
    if head[-1] not in "aeiouyåäös" and len(head) > 3:
        yield head + "a", 0.6
        yield head + "e", 0.7


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in order, in lower case."""
    return [match.group().lower() for match in WORD.finditer(text)]


def terms(word: str, compounds: Compounds) -> tuple[str, ...]:
    """Return what a lower-case word is found by: its stem, and the stems of its parts."""
    whole = stem(word)
    parts = [stem(part) for part in compounds.split(word)]
    return (whole, *(part for part in dict.fromkeys(parts) if part != whole and len(part) > 2))
