"""Commands that carry a workspace elsewhere and back: export, import, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.audit import print_audit
from kompass_evidence.cli.output import progress, put, say
from kompass_evidence.errors import ExitCode

if TYPE_CHECKING:
    from kompass_evidence.exchange.bring_back import BroughtBack

_out = click.option(
    "--out", required=True, metavar="FILE.zip", type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.",
)  # fmt: skip
_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_into = click.argument("into", metavar="FOLDER", type=click.Path(path_type=Path))


@click.command("export")
@_out
@click.option("--no-pack", is_flag=True, help="Leave the evidence pack out, which takes a while.")
@click.option(
    "--with-personal-data", "personal", is_flag=True,
    help="Also where originals hold personal data that is masked in the pack.",
)  # fmt: skip
@click.pass_obj
def export_command(folder: Path, out: Path, no_pack: bool, personal: bool) -> None:
    """Write all that is needed to audit the evaluation elsewhere to one file (BagIt).

    It holds the originals, the database, the log, the pack and the SHA-256 of every file, but not
    who was interviewed. Personal data must be allowed or masked first (kompass privacy).

    \b
    Example:
      kompass export --out granholm-2026.zip
    """
    from kompass_evidence.exchange.export import export
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace, progress("Drawing pages") as show:
        head = export(workspace, out, pack=not no_pack, personal=personal, progress=show)
    _wrote(out, head)


@click.command("backup")
@_out
@click.pass_obj
def backup_command(folder: Path, out: Path) -> None:
    """Write the whole workspace to one file, who was interviewed included.

    \b
    Example:
      kompass backup --out granholm-2026-11-23.zip
    """
    from kompass_evidence.exchange.export import backup
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        head = backup(workspace, out)
    _wrote(out, head)


def _wrote(out: Path, head: str) -> None:
    say(f"Wrote {out} ({out.stat().st_size / 1e6:.1f} MB). Note the head of the log:")
    put(head)


@click.command("import")
@_file
@_into
def import_command(file: Path, into: Path) -> int:
    """Make a workspace of a file that kompass export wrote, and audit it.

    Exits with 5 where the file, or what it holds, is not what it was.

    \b
    Example:
      kompass import granholm-2026.zip granholm
    """
    from kompass_evidence.exchange.bring_back import bring_back

    return _told(bring_back(file, into))


@click.command("restore")
@_file
@_into
def restore_command(file: Path, into: Path) -> int:
    """Make a workspace of a file that kompass backup wrote, and audit it.

    \b
    Example:
      kompass restore granholm-2026-11-23.zip granholm
    """
    from kompass_evidence.exchange.bring_back import bring_back
    from kompass_evidence.exchange.export import BACKUP

    found = bring_back(file, into)
    if found.kind != BACKUP:
        say("It is an export, not a backup: who was interviewed is not in it.")
    return _told(found)


def _told(found: BroughtBack) -> int:
    print_audit(found.audit)
    if not found.audit.ok:
        say(f"The workspace is in {found.folder}. Its digests hold, and its audit does not.")
        return ExitCode.INTEGRITY
    say(f"The workspace is in {found.folder}. Every digest and every check holds.")
    return ExitCode.OK
