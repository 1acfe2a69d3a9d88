"""The command that shows what people have stated, act by act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kompass_evidence.cli.act_words import act_words
from kompass_evidence.cli.output import put, put_json, put_table, say
from kompass_evidence.domain.act import Act


@click.command("log")
@click.option(
    "--last", metavar="N", type=click.IntRange(min=1), default=200, show_default=True,
    help="Show only the last N acts; the whole chain is checked.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all acts.")
@click.pass_obj
def log_command(folder: Path, last: int, as_json: bool) -> None:
    """Show all that people have stated, set and judged, and the head of the log's chain.

    Each act carries the hash of the one before: whoever has noted a head finds it again, unless
    something up to it was changed or taken out. Exits with 5 where the chain is broken.
    """
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        acts, head = list(workspace.ledger.acts()), workspace.ledger.head()
    if as_json:
        put_json({"schema": "kompass.log/1", "acts": [_json(act) for act in acts], "head": head})
        return
    if acts:
        if len(acts) > last:
            say(f"The last {last} of {len(acts)} acts; see more with: kompass log --last N")
        rows = [(str(act.number), act.at, act.by, act_words(act)) for act in acts[-last:]]
        put_table(("Nr", "När", "Vem", "Vad"), rows)
    put(f"Kedjans slut: {head}")


def _json(act: Act) -> dict[str, Any]:
    return {
        "number": act.number, "at": act.at, "by": act.by, "tool": act.tool, "kind": act.kind,
        "data": dict(act.data), "hash": act.hash,
    }  # fmt: skip
