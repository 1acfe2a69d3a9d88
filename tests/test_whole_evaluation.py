"""One evaluation of the demo municipality from files to a locked, audited export, by commands.

Two evaluators score blind and agree, a reviewer judges every citation and sends one sub-area
back, three documents come in new versions, and the export is audited in another folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.errors import ExitCode
from tests.cli.conftest import Kompass, encoder, kompass  # noqa: F401 - fixtures
from tests.conftest import ROOT

EVA, BO, RUT = "Eva Ek", "Bo Berg", "Rut Ros"
PROMISE = "Du får svar inom tio arbetsdagar. Vi håller vad vi lovar: 95 procent av alla"
CONTAINERS = "ska märka den med namn och telefonnummer"
WINDOWS = "Fönsterputs, trädgårdsarbete, snöskottning och skötsel av husdjur ingår inte."


@dataclass
class Evaluation:
    """The workspace and what has been cited in it, as the commands told."""

    kompass: Kompass
    files: Path
    folder: Path
    maxima: dict[str, float] = field(default_factory=dict)
    cited: dict[str, list[str]] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: object, code: ExitCode = ExitCode.OK) -> str:
        ran = self.kompass("-C", self.folder, *arguments)
        assert ran.code == code, (arguments, ran)
        return ran.out if code == ExitCode.OK or "--json" in arguments else ran.err

    def json(self, *arguments: object, code: ExitCode = ExitCode.OK) -> Any:
        return json.loads(self.run(*arguments, "--json", code=code))

    def cite(self, place: str, quote: str) -> str:
        told = self.json("cite", place, "--quote", quote, "--by", EVA)
        return str(told["id"])

    def state(self, sub_area: str) -> str:
        return str(self.sub_areas()[sub_area]["state"])

    def sub_areas(self) -> dict[str, Any]:
        table = self.json("score", "table", "--by", EVA)
        return {sub["id"]: sub for area in table["areas"] for sub in area["sub_areas"]}


@pytest.fixture
def evaluation(kompass: Kompass, tmp_path: Path) -> Evaluation:  # noqa: F811
    """The demo municipality, taken in and with two citations for every sub-area."""
    files = tmp_path / "files"
    build = ROOT / "corpora" / "exempelkommun" / "build.py"
    subprocess.run([sys.executable, str(build), str(files)], check=True, capture_output=True)
    made = Evaluation(kompass, files, tmp_path / "granholm")
    assert kompass("init", made.folder, "--municipality", "Granholms kommun").code == ExitCode.OK
    made.run("ingest", files / "documents", files / "web", "--by", EVA)
    _cite_for_all(made)
    return made


def _cite_for_all(made: Evaluation) -> None:
    table = made.json("score", "table")
    names = {s["id"]: (s["name"], s["max"]) for a in table["areas"] for s in a["sub_areas"]}
    sources = {source["path"]: source["id"] for source in made.json("sources")["sources"]}
    for sub_area, (name, maximum) in names.items():
        made.maxima[sub_area] = maximum
        hits = made.json("search", name, "--mode", "lexical", "-k", 2)["hits"]
        made.cited[sub_area] = [made.cite(hit["passage"], hit["text"]) for hit in hits]
    assert len(names) == 36 and all(len(ids) == 2 for ids in made.cited.values())
    made.special = {
        "changed": made.cite(sources["web/synpunkter-och-klagomal.html"], PROMISE),
        "moved": made.cite(sources["documents/lokala-ordningsforeskrifter.md"], CONTAINERS),
        "gone": made.cite(sources["documents/servicedeklarationer-hemtjanst.md"], WINDOWS),
    }
    made.cited["5.5"].append(made.special["changed"])


def _score(made: Evaluation, sub_area: str, points: object, by: str, **options: object) -> str:
    cite = [part for c in made.cited[sub_area] for part in ("--cite", c)]
    command = options.pop("command", "set")
    return made.run(
        "score", command, sub_area, points, *cite, "--rationale",
        options.pop("rationale", "Beslutat och uppföljt, effekten är inte visad."), "--by", by,
        **options,
    )  # fmt: skip


def _judge_all(made: Evaluation) -> int:
    """Judge what waits, as the reviewer is shown it, until nothing does."""
    count = 0
    while True:
        shown = made.kompass("-C", made.folder, "review", "next", "--by", RUT, "--json")
        assert shown.code == ExitCode.OK, shown
        waiting = json.loads(shown.out)["next"]
        if waiting is None:
            return count
        target = waiting["citation"] or waiting["sub_area"]
        made.run("review", "judge", target, "supports", "--sub-area", waiting["sub_area"],
                 "--by", RUT)  # fmt: skip
        count += 1


def test_whole_evaluation_from_files_to_an_audited_export(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    made = evaluation
    _two_score_blind_and_agree(made)
    _reviewer_judges_and_sends_back(made)
    _new_versions_come_in(made)
    _evaluation_is_locked(made)
    _export_is_audited_elsewhere(made, tmp_path)


def _two_score_blind_and_agree(made: Evaluation) -> None:
    for number, (sub_area, maximum) in enumerate(made.maxima.items()):
        most = Decimal(str(maximum))
        _score(made, sub_area, most * Decimal("0.5"), EVA)
        if number == 0:
            hidden = made.kompass("-C", made.folder, "score", "history", sub_area, "--by", BO)
            assert "dold" in hidden.out and "Beslutat" not in hidden.out
        _score(made, sub_area, str(most * Decimal("0.6")).replace(".", ","), BO)
    assert {sub["state"] for sub in made.sub_areas().values()} == {"to_agree"}
    assert "alfa" in made.run("score", "compare", "--by", EVA)
    for sub_area, maximum in made.maxima.items():
        _score(made, sub_area, Decimal(str(maximum)) * Decimal("0.55"), EVA, command="agree")
    table = made.json("score", "table")
    assert table["total"] == 440  # 55 of 100 points, exactly
    assert {sub["state"] for sub in made.sub_areas().values()} == {"agreed"}


def _reviewer_judges_and_sends_back(made: Evaluation) -> None:
    refused = made.kompass("-C", made.folder, "review", "start", "--by", EVA)
    made.run("review", "start", "--by", RUT)
    first = next(iter(made.cited["1.1"]))
    own = made.kompass(
        "-C", made.folder, "review", "judge", first, "supports", "--sub-area", "1.1", "--by", EVA
    )
    assert own.code == ExitCode.REFUSED, (refused, own)
    assert _judge_all(made) == sum(len(ids) for ids in made.cited.values())
    assert {sub["state"] for sub in made.sub_areas().values()} == {"referenced"}
    made.run("review", "reveal", "1.1", "--estimate", "8", "--by", RUT)
    made.run("review", "send-back", "1.1", "--note", "Effekten är inte belagd.", "--by", RUT)
    assert made.state("1.1") == "sent_back"
    made.run("score", "lock", "--by", EVA, code=ExitCode.REFUSED)
    for by in (EVA, BO):
        _score(made, "1.1", 7, by, rationale="Beslutat, men inte uppföljt.")
    _score(made, "1.1", 7, EVA, command="agree", rationale="Beslutat, men inte uppföljt.")
    made.run("review", "answer", "1.1", "--note", "Poängen är sänkta.", "--by", EVA)
    assert made.state("1.1") == "answered"
    made.run("review", "close", "1.1", "--by", RUT)
    assert _judge_all(made) == len(made.cited["1.1"])  # what is claimed is another thing now
    assert made.state("1.1") == "referenced"


def _new_versions_come_in(made: Evaluation) -> None:
    states = {c["id"]: c["state"] for c in made.json("citations", "check")["citations"]}
    assert set(states.values()) == {"exact"}
    _rewrite(made.files / "web/synpunkter-och-klagomal.html",
             lambda text: text.replace("95 procent av alla", "62 procent av alla"))  # fmt: skip
    _rewrite(made.files / "documents/lokala-ordningsforeskrifter.md", _with_containers_last)
    _rewrite(made.files / "documents/servicedeklarationer-hemtjanst.md",
             lambda text: text.replace(WINDOWS, ""))  # fmt: skip
    made.run("ingest", made.files / "documents", made.files / "web", "--by", EVA)
    told = made.json("citations", "check", code=ExitCode.PARTLY)
    after = {c["id"]: c["state"] for c in told["citations"]}
    assert {name: after[c] for name, c in made.special.items()} == {
        "changed": "changed", "moved": "moved", "gone": "gone",
    }  # fmt: skip
    words = made.kompass("-C", made.folder, "citations", "check")
    assert "5.5" in words.out and words.code == ExitCode.PARTLY


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, path
    path.write_text(after, encoding="utf-8")


def _with_containers_last(text: str) -> str:
    """Move the paragraph on containers to the end, under a heading of its own."""
    paragraph = next(part for part in text.split("\n\n") if CONTAINERS in part)
    return text.replace(paragraph + "\n\n", "") + f"\n## Upplag\n\n{paragraph}\n"


def _evaluation_is_locked(made: Evaluation) -> None:
    made.run("score", "lock", "--by", EVA)
    assert {sub["state"] for sub in made.sub_areas().values()} == {"locked"}
    cite = made.cited["1.1"][0]
    made.run("score", "set", "1.1", 9, "--cite", cite, "--rationale", "Mer.", "--by", EVA,
             code=ExitCode.REFUSED)  # fmt: skip


def _export_is_audited_elsewhere(made: Evaluation, tmp_path: Path) -> None:
    here = made.json("audit")
    assert here["ok"], [check for check in here["checks"] if not check["ok"]]
    made.run("export", "--out", tmp_path / "granholm.zip", "--no-pack")
    there = tmp_path / "elsewhere"
    ran = made.kompass("import", tmp_path / "granholm.zip", there)
    assert ran.code == ExitCode.OK, ran
    audited = made.kompass("-C", there, "audit", "--json", "--head", here["head"])
    found = json.loads(audited.out)
    assert audited.code == ExitCode.OK and found["ok"] and found["head"] == here["head"]
    victim = next(path for path in sorted((there / "sources").iterdir()) if path.suffix == ".pdf")
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    after = made.kompass("-C", there, "audit", "--json")
    assert after.code == ExitCode.INTEGRITY
    problems = [p for check in json.loads(after.out)["checks"] for p in check["problems"]]
    assert any(victim.name[:12] in p["where"] + p["message"] for p in problems)
