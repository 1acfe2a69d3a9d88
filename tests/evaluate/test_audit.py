"""The audit holds for a sound workspace, and names what was touched in any other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.domain.act import Act, ActKind, canonical
from kompass_evidence.domain.citation import citation_as_plain
from kompass_evidence.errors import UsageError
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluate.audit import CHECKS, audit
from kompass_evidence.evaluation.scoring import scores_digest
from kompass_evidence.store.database import VERSION_1, VERSION_2
from kompass_evidence.workspace import Workspace
from tests.evaluate.conftest import Edit, failed
from tests.evaluate.made import ADA, EVA, REVIEWER
from tests.small_town import open_town

Appended = Callable[..., None]


@pytest.fixture
def append(town: Path) -> Appended:
    """Append an act as no rule would have it."""

    def call(by: str, kind: ActKind, data: dict[str, object]) -> None:
        workspace = open_town(town)
        workspace.ledger.append(by, kind, data)
        workspace.close()

    return call


def acts(town: Path, *kinds: ActKind) -> list[Act]:
    workspace = open_town(town)
    found = list(workspace.ledger.acts(*kinds))
    workspace.close()
    return found


def row_with(town: Path, kind: ActKind) -> Act:
    return acts(town, kind)[-1]


# ---- what is sound


def test_sound_workspace_passes_every_check(town: Path) -> None:
    found = audit(town)
    assert [check.name for check in found.checks] == list(CHECKS)
    assert failed(town) == {}
    assert found.ok


def test_json_is_as_promised(town: Path, edit: Edit) -> None:
    edit("UPDATE passage SET text = text || ' inte' WHERE ordinal = 0")
    told = audit(town).as_plain()
    assert set(told) == {"schema", "checks", "ok", "head"}
    assert (told["schema"], told["ok"]) == ("kompass.audit/1", False)
    for check in told["checks"]:
        assert set(check) == {"name", "ok", "problems"}
        assert check["ok"] is not bool(check["problems"])
        for problem in check["problems"]:
            assert set(problem) == {"where", "message", "hint"}
    json.dumps(told)


def test_audit_changes_nothing(town: Path) -> None:
    before = (town / "kompass.db").read_bytes()
    audit(town)
    assert (town / "kompass.db").read_bytes() == before


def test_noted_head_is_found_when_more_was_done(town: Path, append: Appended) -> None:
    noted = audit(town).head
    append("Ny", ActKind.START_REVIEW, {})
    assert failed(town, noted) == {}


def test_what_is_no_head_is_a_usage_error(town: Path) -> None:
    with pytest.raises(UsageError, match="no head"):
        audit(town, "abc")


# ---- what was touched


def test_log_cut_at_the_end_is_found_by_the_noted_head(town: Path, edit: Edit) -> None:
    noted = audit(town).head
    edit("DELETE FROM act WHERE number = (SELECT max(number) FROM act)")
    assert failed(town) == {}
    assert "was cut" in failed(town, noted)["head"]


@pytest.mark.parametrize("column", ["at", "by", "tool", "kind", "data", "before", "hash"])
def test_changed_row_of_the_log_is_named(town: Path, edit: Edit, column: str) -> None:
    edit(f"UPDATE act SET {column} = {column} || 'x' WHERE number = 4")
    assert failed(town)["log"].splitlines()[0].startswith("row 4 of the log")


def test_removed_row_of_the_log_is_named_by_the_one_after(town: Path, edit: Edit) -> None:
    edit("DELETE FROM act WHERE number = 5")
    assert "row 6 of the log: does not follow row 4" in failed(town)["log"]


def test_swapped_rows_of_the_log_are_named(town: Path, edit: Edit) -> None:
    edit("UPDATE act SET number = CASE number WHEN 4 THEN -5 ELSE -4 END WHERE number IN (4, 5)")
    edit("UPDATE act SET number = -number WHERE number < 0")
    assert "row 4 of the log" in failed(town)["log"]


def test_changed_quote_of_a_citation_is_named(town: Path, edit: Edit) -> None:
    act = row_with(town, ActKind.CITE)
    data = json.loads(canonical(dict(act.data)))
    data["quote"][0] = data["quote"][0] + " inte"
    edit("UPDATE act SET data = ? WHERE number = ?", (canonical(data), act.number))
    told = failed(town)
    assert f"row {act.number} of the log" in told["log"]
    assert act.data["id"] in told["citations"]


def test_changed_points_of_a_score_are_named(town: Path, edit: Edit) -> None:
    act = row_with(town, ActKind.AGREE_SCORE)
    data = canonical({**act.data, "points": "99"})
    edit("UPDATE act SET data = ? WHERE number = ?", (data, act.number))
    told = failed(town)
    assert f"row {act.number} of the log" in told["log"]
    assert "99 points are not between 0" in told["scores"]
    assert "sums" in told


def test_changed_author_of_a_verdict_is_named(town: Path, edit: Edit) -> None:
    act = row_with(town, ActKind.JUDGE_CITATION)
    edit("UPDATE act SET by = ? WHERE number = ?", (EVA, act.number))
    told = failed(town)
    assert f"row {act.number} of the log" in told["log"]
    assert f"{EVA} has set points" in told["reviewers"]


SOURCE_WITH_PAGES = "(SELECT source FROM page LIMIT 1)"


def test_changed_page_label_is_named(town: Path, edit: Edit) -> None:
    edit("UPDATE page SET label = label || 'b'")
    told = failed(town)
    assert "is not what was taken in" in told["contents"]
    assert "printed labels" in told["citations"]


def test_moved_word_box_is_named(town: Path, edit: Edit) -> None:
    from kompass_evidence.store.word_boxes import pack_words, unpack_words

    with sqlite3.connect(town / "kompass.db") as connection:
        pages = connection.execute("SELECT rowid, words FROM page").fetchall()
    connection.close()
    for row, packed in pages:
        words = [word._replace(y0=word.y0 / 2) for word in unpack_words(packed)]
        edit("UPDATE page SET words = ? WHERE rowid = ?", (pack_words(words), row))
    told = failed(town)
    assert "is not what was taken in" in told["contents"]
    assert "boxes are not where" in told["citations"]


def test_damaged_word_boxes_stop_no_other_check(town: Path, edit: Edit) -> None:
    edit("UPDATE page SET words = x'00'")
    told = failed(town)
    assert set(told) == {"contents", "citations"}


def test_changed_passage_is_named(town: Path, edit: Edit) -> None:
    with sqlite3.connect(town / "kompass.db") as connection:
        identifier, source = connection.execute("SELECT id, source FROM passage").fetchone()
    connection.close()
    edit("UPDATE passage SET text = 'Något annat' WHERE id = ?", (identifier,))
    told = failed(town)
    assert source in told["contents"]
    assert identifier in told["passages"]


@pytest.mark.parametrize(
    "sql",
    [
        f"DELETE FROM passage WHERE source = {SOURCE_WITH_PAGES} AND ordinal = 0",
        f"DELETE FROM page WHERE source = {SOURCE_WITH_PAGES} AND number = 0",
        f"UPDATE source SET title = 'Annan' WHERE id = {SOURCE_WITH_PAGES}",
        f"UPDATE source SET text = text || ' ' WHERE id = {SOURCE_WITH_PAGES}",
        f"UPDATE source SET remarks = '[\"x\"]' WHERE id = {SOURCE_WITH_PAGES}",
        f"UPDATE passage SET context = '' WHERE source = {SOURCE_WITH_PAGES} AND ordinal = 0",
    ],
)
def test_any_change_of_what_is_stored_names_its_source(town: Path, edit: Edit, sql: str) -> None:
    with sqlite3.connect(town / "kompass.db") as connection:
        (source,) = connection.execute(f"SELECT {SOURCE_WITH_PAGES}").fetchone()
    connection.close()
    edit(sql)
    assert source in failed(town)["contents"]


def test_removed_source_is_named(town: Path, edit: Edit) -> None:
    workspace = open_town(town)
    source = workspace.corpus.sources()[-1]
    workspace.corpus.delete(source.id)
    workspace.close()
    assert f"{source.id} ({source.path}): was taken in, and is not" in failed(town)["contents"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("kind = 'interview'", "is interview, and"),
        ("retired = 1, current = 0", "is retired, which the log does not say"),
        ("current = 0", "is in force, or not"),
        ("replaces = id", "replaces another version"),
    ],
)
def test_standing_of_a_source_that_the_log_does_not_know_is_named(
    town: Path, edit: Edit, change: str, message: str
) -> None:
    edit(f"UPDATE source SET {change} WHERE id = {SOURCE_WITH_PAGES}")
    assert message in failed(town)["sources"]


def test_retiring_by_the_log_holds(town: Path, append: Appended) -> None:
    workspace = open_town(town)
    source = workspace.corpus.sources()[-1].id
    workspace.corpus.retire(source)
    workspace.ledger.append(EVA, ActKind.RETIRE_SOURCE, {"source": source})
    workspace.search()
    workspace.close()
    assert failed(town) == {}


def test_changed_and_missing_and_strange_originals_are_named(town: Path) -> None:
    first, second, *_ = sorted((town / "sources").iterdir())
    first.write_bytes(first.read_bytes() + b" ")
    second.unlink()
    (town / "sources" / "annat.pdf").write_bytes(b"%PDF")
    told = failed(town)
    assert set(told) == {"originals"}
    for name in (first.name, second.name, "annat.pdf"):
        assert f"sources/{name}" in told["originals"]


def test_dropped_trigger_is_named(town: Path) -> None:
    with sqlite3.connect(town / "kompass.db") as connection:
        connection.execute("DROP TRIGGER act_is_never_changed")
    connection.close()
    assert "act_is_never_changed is missing" in failed(town)["database"]


def test_framework_that_was_changed_since_is_named(town: Path) -> None:
    carried = town / "framework"
    carried.mkdir()
    for path in Path(Workspace(town).framework_name).iterdir():
        (carried / path.name).write_bytes(path.read_bytes() + b"\n# rad\n")
    assert "under another framework" in failed(town)["scores"]


def test_stale_index_is_named(town: Path) -> None:
    workspace = open_town(town)
    workspace.corpus.see_again("/annan/plats", workspace.corpus.sources()[0])
    workspace.close()
    assert set(failed(town)) == {"index"}


def test_workspace_without_an_index_passes(town: Path) -> None:
    import shutil

    shutil.rmtree(town / "index")
    assert failed(town) == {}


# ---- what no rule allows


def score_data(town: Path, **changes: object) -> dict[str, object]:
    return {**row_with(town, ActKind.SET_SCORE).data, **changes}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": "99"}, "are not between 0"),
        ({"points": "-1"}, "are not between 0"),
        ({"rationale": " "}, "has no rationale"),
        ({"cite": ["cit-000000000000"]}, "which was not cited before"),
        ({"sub_area": "9.9"}, "not in the framework"),
        ({"framework": "0" * 64}, "under another framework"),
    ],
)
def test_score_that_no_rule_allows_is_named(
    town: Path, append: Appended, changes: dict[str, object], message: str
) -> None:
    kind = ActKind.AGREE_SCORE if "framework" in changes else ActKind.SET_SCORE
    of = row_with(town, ActKind.AGREE_SCORE).data["of"]
    append(EVA, kind, score_data(town, **changes) | ({"of": of} if "framework" in changes else {}))
    assert message in failed(town)["scores"]


@pytest.mark.parametrize("of", [[1], [9999], []])
def test_agreed_score_that_names_no_own_rows_is_named(
    town: Path, append: Appended, of: list[int]
) -> None:
    append(EVA, ActKind.AGREE_SCORE, {**row_with(town, ActKind.AGREE_SCORE).data, "of": of or [3]})
    assert "is no evaluator's own score" in failed(town)["scores"]


def test_reviewer_who_scores_afterwards_is_named(town: Path, append: Appended) -> None:
    append(REVIEWER.upper(), ActKind.SET_SCORE, score_data(town))
    assert REVIEWER in failed(town)["reviewers"]


def test_verdict_on_what_is_not_there_is_named(town: Path, append: Appended) -> None:
    data = row_with(town, ActKind.JUDGE_CITATION).data
    append(REVIEWER, ActKind.JUDGE_CITATION, {**data, "citation": "cit-000000000000"})
    append(REVIEWER, ActKind.JUDGE_CITATION, {**data, "score": 1})
    append("Okänd", ActKind.JUDGE_CITATION, dict(data))
    told = failed(town)["verdicts"]
    assert "which the score does not rest on" in told
    assert "no score before it" in told
    assert "Okänd had started no review" in told


def test_step_out_of_turn_is_named(town: Path, append: Appended) -> None:
    append(REVIEWER, ActKind.REVIEW_STEP, {"sub_area": "B.1", "step": "close", "note": ""})
    assert "close cannot follow on open" in failed(town)["steps"]


def test_answer_by_somebody_else_is_named(town: Path, append: Appended) -> None:
    append(REVIEWER, ActKind.REVIEW_STEP, {"sub_area": "B.1", "step": "send_back", "note": "x"})
    append("Bo", ActKind.REVIEW_STEP, {"sub_area": "B.1", "step": "answer", "note": "x"})
    assert "Bo has answered" in failed(town)["reviewers"]


def lock_data(town: Path) -> dict[str, Any]:
    workspace = open_town(town)
    scores = scores_digest(evaluation_of(workspace))
    workspace.close()
    return {"scores": scores, "framework": "", "version": 1}


def test_lock_of_other_points_than_stood_is_named(town: Path, append: Appended) -> None:
    append(ADA, ActKind.LOCK, lock_data(town) | {"scores": "0" * 64})
    assert "locks other points than stood then" in failed(town)["locks"]


def test_what_is_set_while_locked_is_named(town: Path, append: Appended) -> None:
    append(ADA, ActKind.LOCK, lock_data(town))
    assert failed(town) == {}
    append(ADA, ActKind.SET_SCORE, score_data(town))
    append(ADA, ActKind.NEW_VERSION, {"reason": "x"})
    append(ADA, ActKind.NEW_VERSION, {"reason": "x"})
    told = failed(town)["locks"]
    assert "had locked it" in told
    assert "opens a new version of what was not locked" in told


def test_lock_before_all_is_judged_is_named(town: Path, append: Appended) -> None:
    append(ADA, ActKind.SET_SCORE, score_data(town))
    append(ADA, ActKind.LOCK, lock_data(town))
    assert "was locked while its points are not agreed" in failed(town)["locks"]


def test_box_off_the_page_is_named(town: Path, append: Appended) -> None:
    workspace = open_town(town)
    citations = evaluation_of(workspace).citations.values()
    citation = next(c for c in citations if c.boxes)
    workspace.close()
    moved = replace(citation.boxes[0], page=99, x1=1.5)
    wrong = replace(citation, id="cit-111111111111", boxes=(moved, *citation.boxes[1:]))
    append(EVA, ActKind.CITE, citation_as_plain(wrong))
    told = failed(town)["citations"]
    assert "does not lie on page 100" in told
    assert "its id is not that" in told


def test_act_that_is_not_whole_is_named(town: Path, append: Appended) -> None:
    append(EVA, ActKind.SET_SCORE, {"sub_area": "B.1"})
    assert "is no act of the kind set_score" in failed(town)["log"]


# ---- workspaces that are damaged or old


@pytest.mark.parametrize("data", [b"", b"inte en databas" * 300])
def test_database_that_cannot_be_opened_is_told_with_what_can_be_checked(
    town: Path, data: bytes
) -> None:
    (town / "kompass.db").write_bytes(data)
    first = min((town / "sources").iterdir())
    first.write_bytes(b"annat")
    told = failed(town)
    assert set(told) == set(CHECKS)
    assert first.name in told["originals"]


@pytest.mark.parametrize("version", [1, 2])
def test_older_database_is_brought_up_and_told_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    from tests.small_town import make_town

    folder = make_town(tmp_path)
    material = tmp_path / "material"
    as_of_schema(folder, version)
    told = failed(folder)
    assert set(told) == {"contents"}
    assert "the log does not say that it was taken in" in told["contents"]
    take_in_again(folder, material)
    assert failed(folder) == {}
    assert all(act.data["adopted"] for act in acts(folder, ActKind.INGEST))


def as_of_schema(folder: Path, version: int) -> None:
    """Write the database anew as an older version of the tool left it."""
    path = folder / "kompass.db"
    old = sqlite3.connect(folder / "old.db")
    for script in (VERSION_1, VERSION_2)[:version]:
        old.executescript(script)
    old.execute("DELETE FROM setting")
    old.execute("ATTACH DATABASE ? AS new", (str(path),))
    for table in ("source", "place", "page", "passage", "unread", "setting"):
        columns = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
        old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    old.execute(f"PRAGMA user_version = {version}")
    old.commit()
    old.close()
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    (folder / "old.db").rename(path)


def take_in_again(folder: Path, material: Path) -> None:
    from kompass_evidence.ingest import find_files, ingest
    from kompass_evidence.store.intake import Intake

    workspace = open_town(folder)
    files, _ = find_files([material])
    ingest(
        files, workspace.corpus, workspace.originals, workspace.encoder.count_tokens,
        record=Intake(workspace.ledger, EVA),
    )  # fmt: skip
    workspace.close()
