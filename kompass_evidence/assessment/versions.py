"""Finds documents that are versions of one another, and which of them is in force.

Two are of one family where one says that it replaces the other, where their titles are the same
but for years and words such as "utkast", or where most of their text is the same.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from kompass_evidence.domain.document import Source, SourceKind
from kompass_evidence.domain.facts import DocumentFacts, FactName, Standing
from kompass_evidence.language import stem, words

SHINGLE, ALIKE = 5, 0.5  # words in a row, and the share of them that two versions have in common
SAMPLE, LEAST = 4, 10  # every which run is looked at, and how many must be shared at the least
COMMON = 20  # documents from which a run of words is a standing phrase

# what titles of versions may differ by: "för Granholms kommun", "utkast till ny", years
_MARKS = re.compile(
    r"\b(?:[\w-]+s\s+)?kommun(?:en)?s?\b"
    r"|\b(?:utkast|förslag|till|remissversion|remiss|version|reviderad|ny|nytt|för|i|och|av|den|det)\b"
    r"|\b(?:19|20)\d\d\b|[\d.–-]+"
)
_DEFINITE = re.compile(r"(?<=[yi])n$")  # "policyn", "strategin": the stemmer leaves it


@dataclass(frozen=True, slots=True)
class Family:
    """Versions of one document, the one in force first; `superseded` are replaced by it."""

    members: tuple[str, ...]
    superseded: frozenset[str]


def find_families(
    sources: Sequence[Source], facts: Mapping[str, DocumentFacts],
    texts: Mapping[str, str], as_of: str,
) -> list[Family]:  # fmt: skip
    """Return the families of two and more; `texts` are the sources' by id."""
    documents = [s for s in sources if s.kind is SourceKind.DOCUMENT]
    alike = _alike({source.id: texts[source.id] for source in documents})
    joined = {source.id: source.id for source in documents}
    replaced: set[str] = set()
    for first, second in combinations(documents, 2):
        newer, older = _replacing(first, second, facts)
        if older and _has_begun(facts[newer], as_of):
            replaced.add(older)
        if older or _same_title(first, second, facts) or (first.id, second.id) in alike:
            _join(joined, first.id, second.id)
    return [_family(members, facts, replaced, as_of) for members in _groups(joined)]


def _family(
    members: list[str], facts: Mapping[str, DocumentFacts], replaced: set[str], as_of: str
) -> Family:
    def order(identifier: str) -> tuple[bool, bool, str, str]:
        own = facts[identifier]
        in_force = own.standing(as_of) is Standing.ADOPTED and _has_begun(own, as_of)
        return identifier not in replaced, in_force, own.value(FactName.DECIDED) or "", identifier

    ordered = sorted(members, key=order, reverse=True)
    head = facts[ordered[0]]
    older = frozenset(
        m for m in ordered[1:]
        if m in replaced or (_decided_before(facts[m], head) and _one_at_a_time(facts[m], head))
    )  # fmt: skip
    return Family(tuple(ordered), older)


def _has_begun(facts: DocumentFacts, as_of: str) -> bool:
    """Say whether a document holds on a day, or has held: until then it replaces no other."""
    begins = facts.value(FactName.VALID_FROM) or facts.value(FactName.DECIDED) or ""
    return facts.standing(as_of) is not Standing.DRAFT and begins <= as_of


def _decided_before(first: DocumentFacts, second: DocumentFacts) -> bool:
    one, other = first.value(FactName.DECIDED), second.value(FactName.DECIDED)
    return one is not None and other is not None and one < other


def _one_at_a_time(first: DocumentFacts, second: DocumentFacts) -> bool:
    """Say whether only one of two can hold: annual reports of two years stand beside each other."""
    passing = {"rapport", "årsredovisning", "delårsrapport", "protokoll", "budget"}
    return not {first.value(FactName.KIND), second.value(FactName.KIND)} & passing


def _replacing(
    first: Source, second: Source, facts: Mapping[str, DocumentFacts]
) -> tuple[str, str]:
    """Return (newer, older) where one of two says that it replaces the other; ("", "") if not."""
    for newer, older in ((first, second), (second, first)):
        said = facts[newer.id].value(FactName.REPLACES)
        if said and _names(said, older, facts[older.id]):
            return newer.id, older.id
    return "", ""


def _names(said: str, source: Source, facts: DocumentFacts) -> bool:
    """Say whether words such as "Personalpolitiskt program från 2016" name a source."""
    title = _title_stems(source.title)
    if not title or not title <= _title_stems(said):
        return False
    years = set(re.findall(r"\b(?:19|20)\d\d\b", said))
    dates = (facts.value(name) or "" for name in (FactName.DECIDED, FactName.VALID_FROM))
    known = " ".join((source.title, *dates))
    return not years or any(year in known for year in years)


def _same_title(first: Source, second: Source, facts: Mapping[str, DocumentFacts]) -> bool:
    a, b = _title_stems(first.title), _title_stems(second.title)
    same_kind = facts[first.id].value(FactName.KIND) == facts[second.id].value(FactName.KIND)
    return bool(a) and a == b and same_kind


@lru_cache(maxsize=50_000)
def _title_stems(title: str) -> frozenset[str]:
    named = (word for word in words(_MARKS.sub(" ", title.lower())) if len(word) > 2)
    return frozenset(stem(_DEFINITE.sub("", word)) for word in named)


def _alike(texts: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of documents that have most of their text in common.

    Every SAMPLE-th run of words, by its digest, stands for a text, so that many documents can be
    compared at once.
    """
    sketches = {identifier: _sketch(text) for identifier, text in texts.items()}
    holders: dict[int, list[str]] = {}
    for identifier, sketch in sketches.items():
        for run in sketch:
            holders.setdefault(run, []).append(identifier)
    shared: Counter[tuple[str, str]] = Counter()
    for found in holders.values():
        if 1 < len(found) <= COMMON:
            shared.update(combinations(found, 2))
    return {
        pair for pair, count in shared.items()
        if count >= LEAST and count >= ALIKE * max(len(sketches[i]) for i in pair)
    }  # fmt: skip


def _sketch(text: str) -> frozenset[int]:
    said = words(text)
    runs = (" ".join(said[i : i + SHINGLE]) for i in range(len(said) - SHINGLE + 1))
    return frozenset(h for run in runs if (h := zlib.crc32(run.encode())) % SAMPLE == 0)


def _groups(joined: Mapping[str, str]) -> list[list[str]]:
    """Return the groups of two and more that are joined."""
    groups: dict[str, list[str]] = {}
    for identifier in joined:
        groups.setdefault(_root(joined, identifier), []).append(identifier)
    return [members for members in groups.values() if len(members) > 1]


def _root(joined: Mapping[str, str], identifier: str) -> str:
    while joined[identifier] != identifier:
        identifier = joined[identifier]
    return identifier


def _join(joined: dict[str, str], first: str, second: str) -> None:
    joined[_root(joined, second)] = _root(joined, first)
