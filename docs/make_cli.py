"""Writes docs/cli.md from the commands' own --help; a test fails if the file is stale."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kompass_evidence.cli.main import cli

TARGET = Path(__file__).parent / "cli.md"
HEAD = "# The command line\n\nMade from `--help` by `make docs`; do not edit.\n"


def cli_text() -> str:
    """Return the whole page."""
    return HEAD + "".join(
        _pages(
            cli,
            click.Context(
                cli,
                info_name="kompass",
                terminal_width=100,
                max_content_width=100,
                **cli.context_settings,
            ),
        )
    )


def _pages(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"\n## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _pages(
                inner,
                click.Context(
                    inner, parent=context, info_name=name, terminal_width=100, max_content_width=100
                ),
            )


if __name__ == "__main__":
    TARGET.write_text(cli_text(), encoding="utf-8")
