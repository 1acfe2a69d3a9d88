"""Personal data keeps a pack or an export from being written until somebody has decided about it,
and what is masked is nowhere in what leaves."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.errors import ExitCode
from kompass_evidence.evaluate.explaining import explain_sub_area, pictures_of
from kompass_evidence.privacy.masking import BLOT
from kompass_evidence.workspace import open_workspace
from tests.cli.conftest import Kompass
from tests.made import write_pdf, write_tree
from tests.privacy.people import made

EVA = ("--by", "Eva Ek")
NUMBER = made(date(1981, 1, 1), 987)[2:]
WRITTEN = f"{NUMBER[:6]}-{NUMBER[6:]}"
VALUES = (NUMBER[6:], "maja.ek", "123 45 67", "123 45 99")
LETTER = (
    f"Biblioteksplanen antogs av nämnden. Klagande: Maja Ek, {WRITTEN}, maja.ek@gmail.com och"
    " 070-123 45 67, vill att biblioteksplanen följs upp varje år."
)


@pytest.fixture
def private(kompass: Kompass, ws: Path, tmp_path: Path) -> Path:
    """A workspace whose material holds personal data in text, title, path, table and web page."""
    folder = write_tree(
        tmp_path / "docs",
        {
            f"svar-{WRITTEN}.txt": LETTER,
            "web/tider.html": "<html><head><title>Nyheter</title></head><body><main>"
            "<h1>Nyheter</h1><p>Huvudbiblioteket har öppet till klockan nitton på vardagar."
            " Maja Ek på Storgatan säger att biblioteksplanen är bra, ring 073-123 45 99.</p>"
            "</main></body></html>",
            "plan.md": "# Biblioteksplan\n\nBibliotekschef Bo Berg, 070-999 88 77, bo@ort.se.\n",
        },
    )
    write_pdf(folder / "plan.pdf", [LETTER, LETTER.replace(f"{WRITTEN}, ", "")])
    (folder / f"bild {WRITTEN}.xyz").write_bytes(b"?")
    assert kompass("-C", ws, "ingest", folder).code == ExitCode.PARTLY
    return ws


def listed(kompass: Kompass, ws: Path, *arguments: str) -> list[dict[str, Any]]:
    told = json.loads(kompass("-C", ws, "privacy", "list", "--json", *arguments).out)
    assert told["schema"] == "kompass.privacy/1"
    return list(told["findings"])


def holds_none(*texts: str) -> bool:
    return not [value for value in VALUES for text in texts if value in text]


def test_list_says_where_it_stands_and_shows_little(kompass: Kompass, private: Path) -> None:
    ran = kompass("-C", private, "privacy", "list")
    found = listed(kompass, private)
    assert {one["where"] for one in found} == {"text", "title", "path", "unread"}
    assert {one["place"] for one in found} >= {"s. 1", "s. 2", "titel", "sökväg"}
    assert all(one["id"] in ran.out for one in found)
    assert "8x0101-xxxx" in ran.out
    assert "999 88" not in ran.out
    assert holds_none(ran.out, json.dumps(found), ran.err.replace("123 45 xx", ""))


@pytest.mark.parametrize("command", [["pack"], ["export", "--out", "x.zip"]])
def test_nothing_leaves_before_somebody_has_decided(
    kompass: Kompass, private: Path, tmp_path: Path, command: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    ran = kompass("-C", private, *command)
    assert ran.is_told(ExitCode.REFUSED, "personal data", "kompass privacy", "s. 1: personnummer")
    assert holds_none(ran.err)
    assert not (tmp_path / "x.zip").exists()
    assert not list((private / "packs").iterdir())


def test_a_pack_with_masked_data_holds_none_of_it(
    kompass: Kompass, private: Path, tmp_path: Path
) -> None:
    assert kompass("-C", private, "privacy", "mask", "--all", *EVA).code == ExitCode.OK
    assert kompass("-C", private, "pack", "--out", tmp_path / "out").code == ExitCode.OK
    page, data = ((tmp_path / "out" / f"pack.{kind}").read_text() for kind in ("html", "json"))
    page = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)
    assert holds_none(page, data)
    assert f"{BLOT * 6}-{BLOT * 4}" in page
    assert f"{BLOT * 6}-{BLOT * 4}" in data
    assert "999 88 77" in page + data or "070" not in page + data  # who holds an office stays


def test_guide_and_letter_hold_nothing_that_is_not_allowed(kompass: Kompass, private: Path) -> None:
    ran = [kompass("-C", private, command).out for command in ("questions", "request")]
    assert all(ran)
    assert holds_none(*ran)


def test_explanation_holds_nothing_that_is_not_allowed(kompass: Kompass, private: Path) -> None:
    with open_workspace(private) as workspace:
        (source,) = [s.id for s in workspace.corpus.sources() if s.path.endswith("plan.pdf")]
        sub = next(iter(workspace.framework.sub_areas())).id
    quote = LETTER[LETTER.index("Maja") : LETTER.index("@")]
    cited = kompass("-C", private, "cite", source, "--quote", quote, "--page", "1", "--json", *EVA)
    assert cited.code == ExitCode.OK, cited
    identifier = re.findall(r"cit-[0-9a-f]+", cited.out)[0]
    told = kompass(
        "-C", private, "score", "set", sub, "1", "--cite", identifier, "--rationale", "x", *EVA
    )
    assert told.code == ExitCode.OK, told
    with open_workspace(private) as workspace:
        said = explain_sub_area(workspace, sub, "Eva Ek", None)
        pictures = pictures_of(workspace, said)
    assert holds_none(json.dumps(said, ensure_ascii=False))
    assert BLOT in json.dumps(said, ensure_ascii=False)
    assert pictures[identifier]


def test_an_export_needs_to_be_told_that_masked_data_goes_along(
    kompass: Kompass, private: Path, tmp_path: Path
) -> None:
    kompass("-C", private, "privacy", "mask", "--all", *EVA)
    out = tmp_path / "x.zip"
    ran = kompass("-C", private, "export", "--no-pack", "--out", out)
    assert ran.is_told(ExitCode.REFUSED, "4 of the files", "--with-personal-data")
    assert not out.exists()
    command = ("export", "--no-pack", "--with-personal-data", "--out", out)
    assert kompass("-C", private, *command).code == ExitCode.OK
    with zipfile.ZipFile(out) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("README.txt")]
        readme = archive.read(name).decode()
    assert "Personuppgifter" in readme
    assert holds_none(readme)
    assert kompass("import", out, tmp_path / "back").code == ExitCode.OK
    assert {f["decision"] for f in listed(kompass, tmp_path / "back")} == {"masked"}


def test_what_is_allowed_stands_as_it_is(kompass: Kompass, private: Path, tmp_path: Path) -> None:
    allow = ("privacy", "allow", "--all", "--note", "Får visas", *EVA)
    assert kompass("-C", private, *allow).code == ExitCode.OK
    assert kompass("-C", private, "pack", "--out", tmp_path / "out").code == ExitCode.OK
    assert WRITTEN in (tmp_path / "out" / "pack.json").read_text()
    assert BLOT not in (tmp_path / "out" / "pack.json").read_text()
    assert kompass("-C", private, "export", "--no-pack", "--out", tmp_path / "x.zip").code == 0


def test_what_is_masked_in_one_place_is_masked_in_all(
    kompass: Kompass, private: Path, tmp_path: Path
) -> None:
    kompass("-C", private, "privacy", "allow", "--all", "--note", "Får visas", *EVA)
    first = next(f for f in listed(kompass, private) if f["kind"] == "identity_number")
    assert kompass("-C", private, "privacy", "mask", first["id"], *EVA).code == ExitCode.OK
    assert kompass("-C", private, "pack", "--out", tmp_path / "out").code == ExitCode.OK
    data = (tmp_path / "out" / "pack.json").read_text()
    assert NUMBER[6:] not in data
    assert "maja.ek@gmail.com" in data


def test_decisions_are_acts_without_any_value_and_can_be_undone(
    kompass: Kompass, private: Path
) -> None:
    (source,) = {f["source"] for f in listed(kompass, private) if f["path"].endswith("plan.pdf")}
    assert kompass("-C", private, "privacy", "mask", source, *EVA).code == ExitCode.OK
    masked = [f for f in listed(kompass, private) if f["decision"] == "masked"]
    assert {f["source"] for f in masked} == {source}
    assert all(f["by"] == "Eva Ek" for f in masked)
    assert kompass("-C", private, "privacy", "undo", masked[0]["id"], *EVA).code == ExitCode.OK
    assert len(listed(kompass, private, "--waiting")) == len(listed(kompass, private)) - (
        len(masked) - 1
    )
    with open_workspace(private) as workspace:
        acts = [act for act in workspace.ledger.acts() if act.kind == "judge_personal"]
    assert len(acts) == len(masked) + 1
    assert all(set(act.data) == {"finding", "source", "decision", "note"} for act in acts)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["mask"], ExitCode.USAGE, "what is meant"),
        (["mask", "per-1", "--all"], ExitCode.USAGE, "both"),
        (["mask", "per-1"], ExitCode.INPUT, "per-1"),
        (["undo", "per-1"], ExitCode.INPUT, "per-1"),
        (["undo"], ExitCode.USAGE, "what is meant"),
        (["allow", "--all", "--note", " "], ExitCode.USAGE, "note"),
    ],
)
def test_what_cannot_be_meant_is_told(
    kompass: Kompass, private: Path, arguments: list[str], code: ExitCode, words: str
) -> None:
    assert kompass("-C", private, "privacy", *arguments, *EVA).is_told(code, words)


def test_the_log_names_who_decided(kompass: Kompass, private: Path) -> None:
    told = kompass("-C", private, "privacy", "mask", "--all", "--by", "")
    assert told.is_told(ExitCode.USAGE, "no name")


@pytest.mark.parametrize("damage", ["", "{", '{"finder": "0", "sources": {}}', "[]"])
def test_what_the_index_holds_is_made_anew_where_it_is_gone_or_damaged(
    kompass: Kompass, private: Path, damage: str
) -> None:
    before = listed(kompass, private)
    kept = private / "index" / "personal.json"
    assert holds_none(kept.read_text())
    kept.write_text(damage)
    assert listed(kompass, private) == before
    assert listed(kompass, private) == before
    kept.unlink()
    assert listed(kompass, private) == before


def test_town_without_personal_data_has_nothing_to_decide(kompass: Kompass, town: Path) -> None:
    ran = kompass("-C", town, "privacy", "list")
    assert (ran.code, ran.out) == (ExitCode.OK, "")
    assert kompass("-C", town, "pack").code == ExitCode.OK
