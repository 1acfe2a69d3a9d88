"""Folds hits that say the same into one: the version in force is shown, the others told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.evidence import Match
from kompass_evidence.language import words

SAME_WORDS = 0.85  # of all words of two passages, from which they say the same
FEWEST = 8  # words: two shorter ones are alike by chance


@dataclass(frozen=True, slots=True)
class Folded:
    """A hit that is shown, and the passages of other sources that say the same."""

    match: Match
    also: tuple[str, ...] = ()


def fold(
    matches: Sequence[Match], passages: Mapping[str, Passage],
    in_force: Callable[[str, str], bool],
) -> list[Folded]:  # fmt: skip
    """Return the matches in their order, those that say the same in different sources as one.

    `in_force(a, b)` says of two sources whether the first rather than the second is in force; the
    passage of the one in force is shown, in the place of the better hit.
    """
    said = {m.passage: frozenset(words(passages[m.passage].text)) for m in matches}
    found: list[Folded] = []
    for match in matches:
        twins = (
            n for n, f in enumerate(found) if _same(f.match.passage, match.passage, said, passages)
        )
        place = next(twins, None)
        if place is None:
            found.append(Folded(match))
            continue
        shown = found[place]
        if in_force(passages[match.passage].source, passages[shown.match.passage].source):
            found[place] = Folded(match, (shown.match.passage, *shown.also))
        else:
            found[place] = Folded(shown.match, (*shown.also, match.passage))
    return found


def _same(
    first: str, second: str, said: Mapping[str, frozenset[str]], passages: Mapping[str, Passage]
) -> bool:
    a, b = said[first], said[second]
    if passages[first].source == passages[second].source or min(len(a), len(b)) < FEWEST:
        return False
    return share_words(a, b)


def share_words(first: frozenset[str], second: frozenset[str]) -> bool:
    """Say whether two passages share so many of their words that they say the same."""
    return len(first & second) >= SAME_WORDS * len(first | second)
