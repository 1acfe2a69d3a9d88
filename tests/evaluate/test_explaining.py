"""Why a sub-area has its points, gathered from a workspace, whatever has become of its sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.domain.act import ActKind
from kompass_evidence.errors import UsageError
from kompass_evidence.evaluate import evaluation_of, keep
from kompass_evidence.evaluate.explaining import explain_sub_area, pictures_of
from kompass_evidence.evaluation.scoring import Wanted, agree_score, set_score
from kompass_evidence.workspace import Workspace
from tests.cli.evaluating import cite
from tests.small_town import FIRST_PAGE, ON_THE_WEB, make_town, open_town

EVA, BO = "Eva Ek", "Bo Berg"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_town(make_town(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def cited(workspace: Workspace) -> list[str]:
    return [cite(workspace.folder, words) for words in (FIRST_PAGE, ON_THE_WEB)]


def score(workspace: Workspace, points: str, cited: list[str], by: str = EVA) -> None:
    wanted = Wanted("B.1", points, cited, (), "Därför", by)
    framework = workspace.framework
    keep(workspace, by, ActKind.SET_SCORE, lambda now: set_score(wanted, now, framework))


def agree(workspace: Workspace, points: str) -> None:
    wanted, framework = Wanted("B.1", points, (), (), "Vi är överens", EVA), workspace.framework
    keep(workspace, EVA, ActKind.AGREE_SCORE, lambda now: agree_score(wanted, now, framework))


def explained(workspace: Workspace, person: str | None = EVA) -> dict[str, Any]:
    return explain_sub_area(workspace, "B.1", person, None)


def test_evidence_is_told_with_its_source_and_place(workspace: Workspace, cited: list[str]) -> None:
    score(workspace, "5", cited)
    document, web = explained(workspace)["evidence"]["for"]
    assert (document["quote"], document["places"]) == (FIRST_PAGE, ["s. 1"])
    assert (document["source"]["kind"], web["source"]["kind"]) == ("document", "web")
    assert document["source"]["state"] == "current"
    assert document["by"] == EVA


def test_evidence_of_points_that_are_not_agreed_is_all_that_was_cited(
    workspace: Workspace, cited: list[str]
) -> None:
    score(workspace, "5", cited[:1])
    score(workspace, "6", cited[1:], by=BO)
    told = explained(workspace)
    assert told["score"] is None
    assert [entry["id"] for entry in told["evidence"]["for"]] == cited
    agree(workspace, "5,5")
    assert explained(workspace)["score"]["points"] == 5.5


def test_source_that_is_retired_is_said_to_be(workspace: Workspace, cited: list[str]) -> None:
    score(workspace, "5", cited)
    source = evaluation_of(workspace).citations[cited[0]].source
    workspace.corpus.retire(source)
    assert explained(workspace)["evidence"]["for"][0]["source"]["state"] == "retired"


def test_source_that_is_lost_is_said_to_be_and_has_no_picture(
    workspace: Workspace, cited: list[str]
) -> None:
    score(workspace, "5", cited)
    source = evaluation_of(workspace).citations[cited[0]].source
    workspace.corpus.delete(source)
    told = explained(workspace)
    assert told["evidence"]["for"][0]["source"]["state"] == "missing"
    assert cited[0] not in pictures_of(workspace, told)


def test_pictures_are_of_the_pages_that_the_quotes_stand_on(
    workspace: Workspace, cited: list[str]
) -> None:
    score(workspace, "5", cited)
    pictures = pictures_of(workspace, explained(workspace))
    assert [len(pictures[one]) for one in cited] == [1, 0]  # a web page has none
    assert pictures[cited[0]][0].startswith(b"\xff\xd8\xff")


def test_head_is_that_of_the_log(workspace: Workspace, cited: list[str]) -> None:
    assert explained(workspace)["head"] == workspace.ledger.head()


def test_unknown_sub_area_is_told(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match=r"9\.9"):
        explain_sub_area(workspace, "9.9", EVA, None)
