"""Flags and rungs kept in the index: read again until something changes that they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kompass_evidence.assess import assess
from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.citation import Citation, Quote
from kompass_evidence.domain.document import SourceKind, Span
from kompass_evidence.evaluate import flags_kept
from kompass_evidence.evaluate.flags_kept import FILE, KeptFlags, kept_flags
from kompass_evidence.workspace import Workspace
from tests.small_town import make_town, open_town

DAY = "2026-05-04"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_town(make_town(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The days on which the assessment was made anew."""
    days: list[str] = []
    real = flags_kept._assessed

    def counted(workspace: Workspace, day: str) -> KeptFlags:
        days.append(day)
        return real(workspace, day)

    monkeypatch.setattr(flags_kept, "_assessed", counted)
    return days


def test_flags_are_those_of_the_assessment(workspace: Workspace) -> None:
    kept, fresh = kept_flags(workspace, DAY), assess(workspace, DAY)
    for sub in workspace.framework.sub_areas():
        assert [flag["id"] for flag in kept.flags[sub.id]] == [f.id for f in fresh.flags_of(sub)]


def test_what_is_kept_reads_back_the_same_and_is_not_made_again(
    workspace: Workspace, made: list[str]
) -> None:
    first, second = kept_flags(workspace, DAY), kept_flags(workspace, DAY)
    assert made == [DAY]
    assert dict(first.flags) == dict(second.flags)
    assert json.loads(json.dumps(first.readings)) == second.readings


def test_another_day_or_what_people_say_of_it_makes_them_anew(
    workspace: Workspace, made: list[str]
) -> None:
    kept_flags(workspace, DAY)
    kept_flags(workspace, "2026-05-05")
    passage = workspace.corpus.passages()[0].id
    data = {"passage": passage, "criterion": "B.1.1", "judgement": "accepted", "note": ""}
    workspace.ledger.append("Eva Ek", ActKind.JUDGE_EVIDENCE, data)
    kept_flags(workspace, "2026-05-05")
    source = workspace.corpus.sources()[0].id
    workspace.corpus.take_as(source, SourceKind.WEB)
    workspace.ledger.append("Eva Ek", ActKind.TAKE_AS, {"source": source, "kind": "web"})
    kept_flags(workspace, "2026-05-05")
    assert made == [DAY, *["2026-05-05"] * 3]


def test_a_score_does_not_make_them_anew(workspace: Workspace, made: list[str]) -> None:
    kept_flags(workspace, DAY)
    workspace.ledger.append("Eva Ek", ActKind.SET_FLAG, {"flag": "x", "state": "asked", "note": ""})
    workspace.ledger.append("Ada Alm", ActKind.START_REVIEW, {})
    kept_flags(workspace, DAY)
    assert made == [DAY]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"key": 1}', "\x00"])
def test_damaged_file_is_made_anew(workspace: Workspace, made: list[str], content: str) -> None:
    first = kept_flags(workspace, DAY)
    (workspace.index_folder / FILE).write_text(content, encoding="utf-8")
    assert dict(kept_flags(workspace, DAY).flags) == dict(first.flags)
    assert made == [DAY, DAY]


def test_file_that_cannot_be_kept_changes_no_answer(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_flags(workspace, DAY)
    (workspace.index_folder / FILE).unlink()
    (workspace.index_folder / FILE).mkdir()  # nothing can be written there
    assert dict(kept_flags(workspace, DAY).flags) == dict(kept.flags)


# ---- the rung where a citation stands


def citation(start: int, end: int) -> Citation:
    return Citation(
        "cit-1", "src-1", "a" * 64, "r", "t", Quote("x" * (end - start)), Span(start, end)
    )


KEPT = KeptFlags(
    {},
    {
        "src-1": [
            (0, 100, "1.1", "intent", "supports"), (0, 100, "1.1", "applied", "supports"),
            (50, 200, "1.2", "effect", "supports"), (300, 400, "1.1", None, "weakens"),
        ]
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "sub_area", "found"),
    [
        ((10, 20), "1.1", ("applied", "supports")),  # the highest
        ((60, 70), "1.1", ("applied", "supports")),  # of its own sub-area, though others are higher
        ((60, 70), "1.2", ("effect", "supports")),
        ((60, 70), "2.1", ("effect", "supports")),  # another's, where its own has none
        ((310, 320), "1.1", (None, "weakens")),
        ((200, 300), "1.1", (None, None)),
    ],
)
def test_rung_of_a_citation_is_that_of_the_evidence_where_it_stands(
    place: tuple[int, int], sub_area: str, found: tuple[str | None, str | None]
) -> None:
    assert KEPT.reading(citation(*place), sub_area) == found


def test_citation_in_another_source_has_no_rung() -> None:
    other = Citation("cit-1", "src-2", "a" * 64, "r", "t", Quote("x"), Span(10, 11))
    assert KEPT.reading(other, "1.1") == (None, None)
