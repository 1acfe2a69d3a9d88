"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from kompass_evidence.cli.main import COMMANDS
from kompass_evidence.errors import ExitCode

ROOT = Path(__file__).resolve().parents[1]


def test_the_command_line_page_is_what_help_prints() -> None:
    spec = importlib.util.spec_from_file_location("make_cli", ROOT / "docs" / "make_cli.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    stale = "docs/cli.md is stale; run: make docs"
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == module.cli_text(), stale


def test_every_exit_code_is_explained() -> None:
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert documented == {int(code) for code in ExitCode}


def test_the_readme_names_only_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    used = set(
        re.findall(
            r"kompass (?:-C \S+ )?([a-z]+)\b", "\n".join(re.findall(r"```.*?```", text, re.S))
        )
    )
    assert used
    assert used <= set(COMMANDS)


def test_every_direct_dependency_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=!~ ]", entry)[0].lower().replace("_", "-") for entry in wanted}
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in pins if "==" in line}
    assert names <= pinned
