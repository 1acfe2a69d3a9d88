"""What a document or a file's name says is shown as text and never obeyed, in every output."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from kompass_evidence.errors import ExitCode
from tests.cli.conftest import Kompass

SCRIPT = "<script>window.owned = 1</script>"
TITLE = f'=HYPERLINK("http://192.0.2.1/") \x1b[2J\x9b31m\x07 \u202etxet {SCRIPT}'
NAME = "=HYPERLINK(1) \x1b[31m \u202efdp.<script>.md"
WORDS = "Nämnden antog biblioteksplanen som gäller i fyra år, och målen redovisas varje år."
OBEYED = {"\x1b", "\x9b", "\x07", "\u202e"}


@pytest.fixture
def hostile(kompass: Kompass, ws: Path, tmp_path: Path) -> Path:
    """A workspace with a source whose name, title and text are hostile."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / NAME).write_text(f"# {TITLE}\n\n{WORDS} {TITLE}\n", encoding="utf-8")
    (folder / f"trasig {NAME}.pdf").write_bytes(b"%PDF-1.7")
    ran = kompass("-C", ws, "ingest", folder)
    assert ran.code == ExitCode.PARTLY
    assert not OBEYED & set(ran.out + ran.err)
    return ws


@pytest.mark.parametrize(
    "command",
    [
        ("sources",), ("sources", "--json"), ("search", "biblioteksplan"), ("log",),
        ("search", "biblioteksplan", "--json"), ("map",), ("flag", "list"), ("questions",),
        ("request",), ("status",), ("audit",), ("doctor",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_terminal_is_given_nothing_to_obey(
    kompass: Kompass, hostile: Path, command: tuple[str, ...]
) -> None:
    ran = kompass("-C", hostile, *command)
    assert "Traceback" not in ran.err
    assert ran.out + ran.err
    # JSON escapes what terminals obey, and keeps the words to the letter
    assert not OBEYED - ({"\u202e"} if "--json" in command else set()) & set(ran.out + ran.err)


def test_original_is_named_by_its_digest_alone(hostile: Path) -> None:
    for path in (hostile / "sources").iterdir():
        assert re.fullmatch(r"[0-9a-f]{64}\.\w+", path.name)


def test_written_files_hold_the_words_and_no_code(kompass: Kompass, hostile: Path) -> None:
    guide, letter = ("--out", hostile / "guide.docx"), ("--out", hostile / "letter.docx")
    for command in (("pack",), ("questions", *guide), ("request", *letter)):
        assert kompass("-C", hostile, *command).code in (ExitCode.OK, ExitCode.PARTLY)
    written = [p for p in hostile.rglob("*") if p.suffix in (".html", ".docx", ".json")]
    assert {".html", ".docx"} <= {path.suffix for path in written}
    for path in written:
        assert re.fullmatch(r"[\w.\-åäöÅÄÖ ]+", path.name)
        if path.suffix == ".html":
            page = path.read_text(encoding="utf-8")
            assert SCRIPT not in page
            assert not OBEYED & set(page)
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as parts:
                body = parts.read("word/document.xml").decode()
            assert "w:instrText" not in body.replace("PAGE", "") or "HYPERLINK" not in body
            assert not (OBEYED - {"\u202e"}) & set(body)
