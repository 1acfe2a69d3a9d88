"""Hits that say the same are one hit, told where else it stands."""

from __future__ import annotations

from kompass_evidence.assessment.folding import fold
from kompass_evidence.domain.evidence import Match
from tests.assessment.makers import match, passage

TEXT = "Alla nämnder ska varje år redovisa hur de har arbetat med dialog och vad den lett till."
OTHER = "Biblioteket har öppet till klockan nitton på vardagar och till fjorton på lördagar."


def _fold(*found: tuple[str, str, str], in_force: str = "") -> list[tuple[str, tuple[str, ...]]]:
    passages = {i: passage(i, source, text) for i, source, text in found}
    matches: list[Match] = [match(i, 9.0 - n) for n, (i, _, _) in enumerate(found)]
    folded = fold(matches, passages, lambda a, b: a == in_force)
    return [(hit.match.passage, hit.also) for hit in folded]


def test_two_sources_that_say_the_same_are_one_hit() -> None:
    assert _fold(("psg-1", "src-a", TEXT), ("psg-2", "src-b", TEXT)) == [("psg-1", ("psg-2",))]


def test_the_version_in_force_is_shown_in_the_place_of_the_better_hit() -> None:
    found = _fold(
        ("psg-1", "src-a", TEXT), ("psg-3", "src-c", OTHER), ("psg-2", "src-b", TEXT),
        in_force="src-b",
    )  # fmt: skip
    assert found == [("psg-2", ("psg-1",)), ("psg-3", ())]


def test_what_a_source_says_twice_is_two_hits() -> None:
    assert len(_fold(("psg-1", "src-a", TEXT), ("psg-2", "src-a", TEXT))) == 2


def test_short_passages_are_not_taken_for_the_same() -> None:
    assert len(_fold(("psg-1", "src-a", "Se bilaga."), ("psg-2", "src-b", "Se bilaga."))) == 2


def test_passages_that_say_other_things_keep_their_order() -> None:
    assert _fold(("psg-1", "src-a", OTHER), ("psg-2", "src-b", TEXT)) == [
        ("psg-1", ()),
        ("psg-2", ()),
    ]
