"""The pack that is written for a small workspace: what it holds, and the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.domain.framework import Rung
from kompass_evidence.errors import InputError, UsageError
from kompass_evidence.make_pack import write_pack
from kompass_evidence.workspace import Workspace
from tests.conftest import ROOT

AS_OF = "2026-01-31"
ELSEWHERE = """
import sys
from pathlib import Path
from kompass_evidence.make_pack import write_pack
from tests.small_town import make_town, open_town
folder = Path(sys.argv[1])
workspace = open_town(make_town(folder))
write_pack(workspace, folder / "out", sys.argv[2])
workspace.close()
"""


@pytest.fixture(scope="module")
def written(town: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_pack(town, tmp_path_factory.mktemp("out"), AS_OF)


@pytest.fixture(scope="module")
def pack(written: tuple[Path, Path]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written[0].read_text(encoding="utf-8"))
    return found


def _evidence(pack: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        entry
        for area in pack["areas"]
        for sub_area in area["sub_areas"]
        for criterion in sub_area["criteria"]
        for entry in criterion["evidence"]
    ]


def test_the_pack_has_the_parts_that_its_schema_promises(pack: dict[str, Any]) -> None:
    assert pack["schema"] == "kompass.pack/2"
    assert pack["as_of"] == AS_OF
    assert pack.keys() >= {
        "municipality", "framework", "model", "areas", "sources", "unread",
    }  # fmt: skip


def test_the_log_s_head_stands_in_the_pack_and_on_the_page(
    pack: dict[str, Any], written: tuple[Path, Path], town: Workspace
) -> None:
    heads = town.ledger.heads()
    assert pack["log"] == {"head": heads[-1], "acts": len(heads)}
    assert heads[-1] in written[1].read_text(encoding="utf-8").rsplit("<footer>", 1)[1]


def test_every_sub_area_has_its_six_rungs_flags_and_criteria(pack: dict[str, Any]) -> None:
    (area,) = pack["areas"]
    assert area.keys() >= {"id", "name", "sub_areas"}
    for sub_area in area["sub_areas"]:
        assert sub_area.keys() >= {"id", "name", "max", "rungs", "flags", "criteria"}
        assert list(sub_area["rungs"]) == [rung.value for rung in Rung]
        for flag in sub_area["flags"]:
            assert flag.keys() >= {
                "id", "kind", "subject", "detail", "points", "certain", "rung", "state",
                "passages", "proof",
            }  # fmt: skip


def test_every_snippet_says_what_it_is_where_it_stands_and_why(pack: dict[str, Any]) -> None:
    assert _evidence(pack)
    for entry in _evidence(pack):
        assert entry.keys() >= {
            "passage", "text", "rung", "score", "why", "source", "places", "heading",
        }  # fmt: skip
        assert entry["why"].keys() == {"semantic", "lexical", "terms"}


def test_every_snippet_is_the_text_of_its_place_in_its_source(
    pack: dict[str, Any], town: Workspace
) -> None:
    for entry in _evidence(pack):
        passage = town.corpus.passage(entry["passage"])
        document = town.corpus.document(entry["source"]["id"])
        assert passage.span.of(document.text) == entry["text"]


def test_the_rungs_count_every_passage_once(town: Workspace, tmp_path: Path) -> None:
    path, _ = write_pack(town, tmp_path, AS_OF, top=1000)
    for area in json.loads(path.read_text(encoding="utf-8"))["areas"]:
        for sub in area["sub_areas"]:
            entries = [e for criterion in sub["criteria"] for e in criterion["evidence"]]
            told = {entry["passage"] for entry in entries if entry["rung"]}
            assert sum(sub["rungs"].values()) == len(told)


def test_what_could_not_be_read_stands_in_the_pack_with_its_reason(pack: dict[str, Any]) -> None:
    (entry,) = pack["unread"]
    assert entry["path"].endswith("trasig.pdf")
    assert entry["reason"]


def test_the_sources_are_listed_with_their_digests(pack: dict[str, Any], town: Workspace) -> None:
    listed = {source["id"]: source["sha256"] for source in pack["sources"]}
    assert listed == {source.id: source.digest for source in town.corpus.sources()}


def test_a_digest_in_the_pack_is_that_of_the_file_that_was_handed_in(
    pack: dict[str, Any], town: Workspace
) -> None:
    digests = {source["path"]: source["sha256"] for source in pack["sources"]}
    for path, digest in digests.items():
        data = (town.folder.parent / path).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest


def test_the_same_workspace_gives_the_same_bytes_again(
    written: tuple[Path, Path], town: Workspace, tmp_path: Path
) -> None:
    again = write_pack(town, tmp_path / "again", AS_OF)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in written]


def test_the_same_material_gives_the_same_bytes_in_another_process_and_folder(
    written: tuple[Path, Path], tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path), AS_OF],
        env=environment, cwd=tmp_path, capture_output=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    for path in written:
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes(), path.name


def test_one_sub_area_alone_can_be_asked_for(town: Workspace, tmp_path: Path) -> None:
    path, _ = write_pack(town, tmp_path, AS_OF, sub_area="B.2")
    (area,) = json.loads(path.read_text(encoding="utf-8"))["areas"]
    assert [sub_area["id"] for sub_area in area["sub_areas"]] == ["B.2"]


def test_no_more_snippets_are_shown_than_asked_for(town: Workspace, tmp_path: Path) -> None:
    path, _ = write_pack(town, tmp_path, AS_OF, top=1)
    for area in json.loads(path.read_text(encoding="utf-8"))["areas"]:
        for sub_area in area["sub_areas"]:
            assert all(len(c["evidence"]) == min(1, c["found"]) for c in sub_area["criteria"])


def test_an_unknown_sub_area_is_told_before_anything_is_written(
    town: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"B\.9"):
        write_pack(town, tmp_path / "out", AS_OF, sub_area="B.9")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_told(town: Workspace, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match="taken"):
        write_pack(town, tmp_path / "taken", AS_OF)


def test_why_a_file_could_not_be_read_is_told_in_swedish(pack: dict[str, Any]) -> None:
    (entry,) = pack["unread"]
    assert entry["reason"].startswith("det är ingen pdf som går att öppna")
