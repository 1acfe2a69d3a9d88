"""The command that holds a workspace against everything it should be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.output import put, put_json
from kompass_evidence.errors import ExitCode

if TYPE_CHECKING:
    from kompass_evidence.evaluate.audit import Audit

LISTED = 20  # problems of one check that are told one by one


@click.command("audit")
@click.option("--head", metavar="HASH", help="A head of the log that was noted; it is looked for.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all problems.")
@click.pass_obj
def audit_command(folder: Path, head: str | None, as_json: bool) -> int:
    """Check originals, database, log, citations, scores and review; exits with 5 on any failure.

    Nothing is changed. A head that was noted earlier, from a pack or an export, shows whether the
    log was cut since.

    \b
    Example:
      kompass audit --head 3f0c…
    """
    from kompass_evidence.evaluate.audit import audit
    from kompass_evidence.workspace import find_folder

    found = audit(find_folder(folder), head)
    if as_json:
        put_json(found.as_plain())
    else:
        print_audit(found)
    return ExitCode.OK if found.ok else ExitCode.INTEGRITY


def print_audit(found: Audit) -> None:
    """Write what came of each check, a line each, and what is wrong under it."""
    from kompass_evidence.evaluate.audit import CHECKS

    for check in found.checks:
        put(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {CHECKS[check.name][0]}")
        for problem in check.problems[:LISTED]:
            put(f"       {problem.where}: {problem.message.rstrip('.')}. {problem.hint}")
        if len(check.problems) > LISTED:
            put(f"       … and {len(check.problems) - LISTED} more (--json lists them all)")
    put(f"Head of the log: {found.head}")
