"""What reaches the user: JSON whole and safe, progress that no file name can disturb."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kompass_evidence.cli.output import progress, put_json

ODD = "Protokoll [slutlig] [/x] [red]\x1b[2J\x9b \ud800.pdf"


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text())
def test_json_is_the_value_to_the_letter_and_plain_to_a_terminal(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    put_json({"text": text}, lines=True)
    out = capsys.readouterr().out
    assert json.loads(out) == {"text": text}
    assert out.count("\n") == 1
    assert not any(ord(c) < 32 or 0x7F <= ord(c) <= 0x9F for c in out[:-1])
    assert out.encode()


def test_bar_on_a_terminal_takes_any_file_name(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with progress("Reading") as show:
        show(1, 2, ODD)
    assert "[slutlig] [/x] [red]" in terminal.getvalue()


def test_progress_away_from_a_terminal_is_a_line_a_tenth(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress("Reading") as show:
        for done in range(1001):
            show(done, 1000, ODD)
    ran = capsys.readouterr()
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 11


def test_progress_of_nothing_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Reading") as show:
        show(0, 0, "")
    assert capsys.readouterr().err == ""
