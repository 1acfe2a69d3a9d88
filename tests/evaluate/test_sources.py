"""Which version of a source holds now, however its versions came."""

from __future__ import annotations

from itertools import permutations

from kompass_evidence.domain.document import Source, SourceKind
from kompass_evidence.evaluate.sources import chains, newest_versions


def made(name: str, replaces: str | None = None, version: int = 1, *, current: bool) -> Source:
    return Source(
        name, name * 8, SourceKind.DOCUMENT, "plan.md", "text/markdown", "Plan", 9,
        version=version, replaces=replaces, current=current,
    )  # fmt: skip


def test_the_version_in_force_is_found_from_any_of_them_in_any_order() -> None:
    versions = (
        made("a", current=False), made("b", "a", 2, current=False), made("c", "b", 3, current=True),
        made("x", current=True),
    )  # fmt: skip
    for order in permutations(versions):
        newest = newest_versions(order)
        assert {name: source.id for name, source in newest.items()} == {
            "a": "c", "b": "c", "c": "c", "x": "x",
        }  # fmt: skip
        assert sorted(len(chain) for chain in chains(order)) == [1, 3]


def test_a_version_that_came_back_is_the_one_in_force() -> None:
    versions = [made("a", current=True), made("b", "a", 2, current=False)]
    assert newest_versions(versions)["b"].id == "a"


def test_the_last_version_stands_for_those_that_are_all_out_of_force() -> None:
    versions = [made("a", current=False), made("b", "a", 2, current=False)]
    assert newest_versions(versions)["a"].id == "b"


def test_a_version_of_what_was_deleted_stands_alone() -> None:
    assert newest_versions([made("b", "gone", 2, current=True)])["b"].id == "b"
