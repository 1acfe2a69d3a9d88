"""The command `kompass`: its commands by name, and the one place where errors become exit codes.

Commands are imported when they are called, so that `kompass --help` loads nothing heavy.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from pathlib import Path

import click

from kompass_evidence import __version__
from kompass_evidence.errors import ExitCode, KompassError
from kompass_evidence.reporting.plain import printable

# name of the command: the module that holds it, and its line of help
COMMANDS = {
    "init": ("setup", "Make a workspace for one evaluation."),
    "ingest": ("corpus", "Take documents and saved web pages into the workspace."),
    "sources": ("sources", "List what has been taken in; show and correct its facts."),
    "search": ("find", "Search the workspace's passages."),
    "show": ("find", "Show a passage in its context, or its page with the place boxed."),
    "open": ("snapshots", "Print the web address of a passage, at its words."),
    "snapshot": ("snapshots", "Compare saved websites; show clicks, orphan pages and dead links."),
    "map": ("evidence", "Find the evidence for every criterion, and the first flags."),
    "pack": ("evidence", "Write the evidence pack, in Swedish, as HTML and JSON."),
    "questions": ("interview", "Write the interview guide from the flags, a page a role."),
    "request": ("interview", "Write the letter that asks for documents that were not handed in."),
    "flag": ("flags", "List flags, show how each was searched for, and keep what came of them."),
    "evidence": ("judging", "Accept or reject a suggested passage for a criterion."),
    "privacy": ("privacy", "List personal data, and mask or allow it in what is handed on."),
    "interview": ("interviews", "Take in what was said in interviews; forget whom they were with."),
    "cite": ("citing", "Cite a source's own words, to the letter and in their place."),
    "citations": ("citations", "List citations, check them in newer versions, export and import."),
    "score": ("score", "Set, agree, show and lock the points of sub-areas."),
    "review": ("review", "Judge every citation that points rest on, here or in a browser."),
    "status": ("status", "Show how far the evaluation has come, and what to do next."),
    "log": ("log", "Show what people have stated, act by act."),
    "audit": ("audit", "Check that everything is as it was kept, and that the rules were held to."),
    "export": ("exchange", "Write all that an audit elsewhere needs to one file."),
    "import": ("exchange", "Make a workspace of such a file, and audit it."),
    "backup": ("exchange", "Write the whole workspace to one file."),
    "restore": ("exchange", "Make a workspace of a backup, and audit it."),
    "framework": ("setup", "Check or show a framework."),
    "models": ("setup", "Install or list the sentence encoders."),
    "index": ("corpus", "Make the derived indexes anew."),
    "doctor": ("setup", "Check the installation and the workspace."),
}


class LazyGroup(click.Group):
    """Lists its commands from a table and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kompass_evidence.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "folder", type=click.Path(path_type=Path), default=Path(),
    help="Work in the workspace in this folder (default: the current one or above).",
)  # fmt: skip
@click.version_option(__version__, prog_name="kompass")
@click.pass_context
def cli(ctx: click.Context, folder: Path) -> None:
    """Evidence for Kommunkompassen: from a municipality's documents to an evidence pack, and to
    points that rest on citations.

    \b
    Start here:
      kompass init leksand-2026 --municipality "Leksands kommun"
      kompass -C leksand-2026 ingest documents/ website/
      kompass -C leksand-2026 pack
      kompass -C leksand-2026 status
    """
    ctx.obj = folder


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; errors become one sentence on stderr."""
    try:
        result = cli.main(args=arguments, prog_name="kompass", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _say("Interrupted; what was done is kept.", "", ExitCode.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except KompassError as error:
        return _say(error.message, error.hint, error.exit_code)
    except SystemExit:
        # how click ends when the reader of the output went away; nothing is left to tell it
        return ExitCode.OK
    except Exception as error:
        return _unexpected(error)
    return int(result) if isinstance(result, int) else ExitCode.OK


def _unexpected(error: Exception) -> int:
    if os.environ.get("KOMPASS_DEBUG"):
        raise error
    no_room = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if (isinstance(error, OSError) and error.errno in no_room) or "disk is full" in str(error):
        return _say("The disk is full.", "Free some space and run the same command again;"
                    " what was done is kept.", ExitCode.WORKSPACE)  # fmt: skip
    if isinstance(error, PermissionError):
        return _say(f"{error.filename} may not be written or read.",
                    "Change its permissions or work elsewhere.", ExitCode.WORKSPACE)  # fmt: skip
    from kompass_evidence.store.database import explain

    told = explain(error)
    if told is not None:
        return _say(told.message, told.hint, told.exit_code)
    kind = type(error).__name__
    return _say(f"Something unexpected went wrong ({kind}: {error}).",
                "Set KOMPASS_DEBUG=1 and run the same command again for the details.",
                ExitCode.UNEXPECTED)  # fmt: skip


def _say(message: str, hint: str, code: ExitCode) -> int:
    click.echo(printable(f"kompass: {message}" + (f"\n{hint}" if hint else "")), err=True)
    return int(code)
