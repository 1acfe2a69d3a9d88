"""ingest accounts for every file, on stdout what was asked for and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.errors import ExitCode
from tests.cli.conftest import Kompass, sources
from tests.fakes.encoder import FakeEncoder
from tests.made import write_tree


def ingest(kompass: Kompass, ws: Path, *arguments: object) -> tuple[int, dict[str, Any]]:
    ran = kompass("-C", ws, "ingest", "--json", *arguments)
    return ran.code, json.loads(ran.out)


def test_json_of_ingest_is_as_promised(kompass: Kompass, ws: Path, docs: Path) -> None:
    write_tree(docs, {"broken.pdf": b"%PDF broken"})
    _code, told = ingest(kompass, ws, docs)
    assert set(told) == {"schema", "read", "unchanged", "skipped", "sources", "containers"}
    assert told["schema"] == "kompass.ingest/1"
    assert [set(entry) for entry in told["skipped"]] == [{"path", "reason"}]
    keys = {"id", "path", "title", "kind", "pages", "passages"}
    assert [set(entry) for entry in told["sources"]] == [keys] * told["read"]


def test_json_of_ingest_says_what_each_source_is(kompass: Kompass, ws: Path, docs: Path) -> None:
    _code, told = ingest(kompass, ws, docs)
    found = {s["path"]: (s["kind"], s["pages"]) for s in told["sources"]}
    assert found == {
        "docs/budget.pdf": ("document", 1),
        "docs/möte.txt": ("document", None),
        "docs/plan.md": ("document", None),
        "docs/web/tider.html": ("web", None),
    }


def test_ingest_without_json_leaves_stdout_empty(kompass: Kompass, ws: Path, docs: Path) -> None:
    ran = kompass("-C", ws, "ingest", docs)
    assert (ran.code, ran.out) == (ExitCode.OK, "")


def test_ingest_of_the_same_again_reads_and_embeds_nothing(
    kompass: Kompass, town: Path, docs: Path, encoder: FakeEncoder
) -> None:
    before = encoder.embedded
    code, told = ingest(kompass, town, docs)
    assert (code, told["read"], told["unchanged"], told["sources"]) == (0, 0, 4, [])
    assert encoder.embedded == before


def test_ingest_goes_on_after_a_file_that_fails_and_exits_with_7(
    kompass: Kompass, ws: Path, docs: Path
) -> None:
    write_tree(docs, {"a-broken.pdf": b"%PDF broken"})
    code, told = ingest(kompass, ws, docs)
    assert code == ExitCode.PARTLY
    assert (told["read"], [s["path"] for s in told["skipped"]]) == (4, ["docs/a-broken.pdf"])


def test_ingest_tells_each_skipped_file_with_its_reason(
    kompass: Kompass, ws: Path, docs: Path
) -> None:
    write_tree(docs, {"a-broken.pdf": b"%PDF broken", "empty.txt": ""})
    lines = kompass("-C", ws, "ingest", docs).err.splitlines()
    told = [line for line in lines if line.startswith("  skipped docs/")]
    assert [bool(line.partition(": ")[2].strip()) for line in told] == [True, True]


def test_read_and_unchanged_and_skipped_are_all_that_was_seen(
    kompass: Kompass, town: Path, docs: Path
) -> None:
    write_tree(docs, {"new.txt": "Nytt beslut.", "empty.txt": "", "x.zip": b"PK"})
    (docs / "link.txt").symlink_to(docs / "new.txt")
    _code, told = ingest(kompass, town, docs, docs / "saknas.txt")
    seen = [path for path in docs.rglob("*") if path.is_symlink() or path.is_file()]
    assert told["read"] + told["unchanged"] + len(told["skipped"]) == len(seen) + 1


def test_link_is_named_and_the_exit_code_says_that_something_was_left_out(
    kompass: Kompass, ws: Path, docs: Path
) -> None:
    (docs / "länk.txt").symlink_to(docs / "plan.md")
    code, told = ingest(kompass, ws, docs)
    assert code == ExitCode.PARTLY
    assert [Path(s["path"]).name for s in told["skipped"]] == ["länk.txt"]


def test_path_that_is_not_there_is_an_input_error(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    code, told = ingest(kompass, ws, tmp_path / "saknas")
    assert code == ExitCode.INPUT
    assert [s["path"] for s in told["skipped"]] == [str(tmp_path / "saknas")]


def test_path_that_is_not_there_does_not_stop_the_others(
    kompass: Kompass, ws: Path, docs: Path, tmp_path: Path
) -> None:
    code, told = ingest(kompass, ws, tmp_path / "saknas", docs)
    assert (code, told["read"]) == (ExitCode.PARTLY, 4)


def test_kind_can_be_chosen(kompass: Kompass, ws: Path, docs: Path) -> None:
    _code, told = ingest(kompass, ws, "--kind", "interview", docs / "möte.txt")
    assert [s["kind"] for s in told["sources"]] == ["interview"]


def test_many_files_of_one_fault_are_counted_and_all_in_the_json(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    folder = write_tree(tmp_path / "zips", {f"{n}.zip": b"PK" for n in range(40)})
    ran = kompass("-C", ws, "ingest", folder, "--json")
    assert len(json.loads(ran.out)["skipped"]) == 40
    listed = ran.err.count("  skipped ")
    assert 0 < listed < 40
    assert f"{40 - listed} more" in ran.err
    assert len(sources(kompass, ws)["unread"]) == 40


def test_ingest_broken_off_keeps_what_was_read(
    kompass: Kompass, ws: Path, docs: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = encoder.count_tokens

    def break_off(texts: list[str]) -> list[int]:
        if any("sagostund" in text for text in texts):
            raise KeyboardInterrupt
        return count(texts)

    with monkeypatch.context() as interrupted:
        interrupted.setattr(encoder, "count_tokens", break_off)
        ran = kompass("-C", ws, "ingest", docs)
    assert (ran.code, ran.out) == (ExitCode.INTERRUPTED, "")
    assert [s["path"] for s in sources(kompass, ws)["sources"]] == ["docs/budget.pdf"]


def test_ingest_broken_off_and_run_again_reads_what_is_left(
    kompass: Kompass, ws: Path, docs: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_texts: list[str]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(encoder, "passages", break_off)
        assert kompass("-C", ws, "ingest", docs).code == ExitCode.INTERRUPTED
    code, told = ingest(kompass, ws, docs)
    assert (code, told["read"] + told["unchanged"]) == (ExitCode.OK, 4)
    assert encoder.embedded == sum(s["passages"] for s in sources(kompass, ws)["sources"])


def test_control_codes_in_file_names_do_not_reach_the_terminal(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    names = {"a\x1b[2Jb.txt": "Ett beslut.", "c\x9b31m\x07.zip": "x", "d\u202etxt.txt": "Två."}
    folder = write_tree(tmp_path / "d", dict(names))
    told = [kompass("-C", ws, "ingest", folder), kompass("-C", ws, "sources")]
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set("".join(ran.out + ran.err for ran in told))


def test_json_holds_file_names_to_the_letter_and_no_control_codes(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    folder = write_tree(tmp_path / "d", {"c\x9b31m\x07.txt": "Ett beslut."})
    ran = kompass("-C", ws, "ingest", folder, "--json")
    assert [s["path"] for s in json.loads(ran.out)["sources"]] == ["d/c\x9b31m\x07.txt"]
    assert not {"\x9b", "\x07"} & set(ran.out)


def test_index_is_made_anew_from_the_database(kompass: Kompass, town: Path) -> None:
    before = json.loads(kompass("-C", town, "search", "biblioteksplan", "--json").out)
    ran = kompass("-C", town, "index", "rebuild")
    assert (ran.code, ran.out) == (ExitCode.OK, "")
    assert json.loads(kompass("-C", town, "search", "biblioteksplan", "--json").out) == before


def test_index_that_lost_passages_is_seen_by_doctor_and_mended_by_a_rebuild(
    kompass: Kompass, town: Path
) -> None:
    from kompass_evidence.workspace import open_workspace

    with open_workspace(town) as workspace:
        assert workspace.index_is_current()
        workspace.search()
        index = workspace._vector_index
        assert index is not None
        (lost, *_rest) = [passage.id for passage in workspace.corpus.passages()]
        index._collection.delete(ids=[lost])
    assert "not up to date" in kompass("-C", town, "doctor").out
    assert kompass("-C", town, "index", "rebuild").code == ExitCode.OK
    told = kompass("-C", town, "doctor").out
    assert "not up to date" not in told
    assert "up to date" in told


def test_index_of_an_empty_workspace_tells_to_ingest(kompass: Kompass, ws: Path) -> None:
    assert kompass("-C", ws, "index", "rebuild").is_told(ExitCode.USAGE, "kompass ingest")
