"""The command that shows what people have stated, act by act."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kompass_evidence.cli.judging import JUDGEMENT_NAMES
from kompass_evidence.cli.output import put, put_json, put_table, say
from kompass_evidence.cli.sources import value_words
from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.evidence import FLAG_STATE_NAMES, FlagState, Judgement
from kompass_evidence.domain.facts import FACT_NAMES, FactName


@click.command("log")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def log_command(folder: Path, as_json: bool) -> None:
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
        rows = [(str(act.number), act.at, act.by, _words(act)) for act in acts]
        put_table(("Nr", "När", "Vem", "Vad"), rows)
    put(f"Kedjans slut: {head}")


def _json(act: Act) -> dict[str, Any]:
    return {
        "number": act.number, "at": act.at, "by": act.by, "tool": act.tool, "kind": act.kind,
        "data": dict(act.data), "hash": act.hash,
    }  # fmt: skip


def _words(act: Act) -> str:
    """Return what was done in Swedish."""
    words = {
        ActKind.EDIT_FACT: _edited,
        ActKind.SET_FLAG: lambda data: (
            f"{data['flag']}: {FLAG_STATE_NAMES[FlagState(data['state'])]}"
        ),
        ActKind.JUDGE_EVIDENCE: _judged,
    }[act.kind](act.data)
    note = act.data.get("note")
    return f"{words} ({note})" if note else words


def _edited(data: Mapping[str, Any]) -> str:
    name = FactName(data["fact"])
    before, value = (
        "inget" if value is None else value_words(name, value)
        for value in (data["before"], data["value"])
    )
    return f"{data['source']}: {FACT_NAMES[name]} {before} → {value}"


def _judged(data: Mapping[str, Any]) -> str:
    said = data["judgement"]
    judgement = "omdömet återtaget" if said is None else JUDGEMENT_NAMES[Judgement(said)]
    return f"{data['passage']} för {data['criterion']}: {judgement}"
