"""What commands share in talking to the user: JSON on stdout, all else on stderr, progress."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from kompass_evidence.errors import InputError
from kompass_evidence.reporting.plain import printable
from kompass_evidence.whole_file import write_whole

_UNBROKEN = 10_000  # columns, more than any table needs
# what JSON may hold as it is, and a terminal may obey or not be able to write
_NOT_FOR_TERMINALS = re.compile("[\x7f-\x9f\ud800-\udfff]")


def say(text: str) -> None:
    """Write one line for the user on stderr."""
    click.echo(printable(text), err=True)


def put(text: str) -> None:
    """Write text that was asked for on stdout."""
    click.echo(printable(text))


def put_file(path: Path, data: bytes, hint: str, *, folders: bool = False) -> None:
    """Write a file whole or not at all; with `folders`, make those that it lies in.

    Raises InputError, which ends in `hint`, where it cannot be written.
    """
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise InputError(f"The file {path} cannot be written ({error.strerror}).", hint) from error


def put_json(value: object, *, lines: bool = False) -> None:
    """Write one JSON object on stdout; on a single line with `lines`."""
    text = json.dumps(value, ensure_ascii=False, indent=None if lines else 2)
    click.echo(_NOT_FOR_TERMINALS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def put_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table on stdout; on a terminal its cells are broken to fit, elsewhere never."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))  # not markup, whatever it holds
    console = Console()
    Console(width=None if console.is_terminal else _UNBROKEN).print(table)


def shortened(text: str, most: int) -> str:
    """Return a text on one line, cut to at most `most` characters between two words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 2].rsplit(" ", 1)[0] + " …"


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Yield a function (done, total, name) that shows progress: a bar on a terminal, else lines."""
    if not sys.stderr.isatty():
        yield _lines(title)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, name="")

        def show(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, name=printable(name)[-60:])

        yield show


def _lines(title: str) -> Callable[[int, int, str], None]:
    last = -1

    def show(done: int, total: int, name: str) -> None:
        nonlocal last
        tenth = 10 * done // max(1, total)
        if total and tenth != last:
            last = tenth
            click.echo(f"{title}: {done} of {total}", err=True)

    return show
