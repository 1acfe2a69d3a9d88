"""The command that says on one screen how far an evaluation has come, and what to do next."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kompass_evidence.cli.output import put, put_json, say
from kompass_evidence.domain.document import SourceKind
from kompass_evidence.domain.evidence import FLAG_STATE_NAMES, FlagState

if TYPE_CHECKING:
    from kompass_evidence.evaluate.standing import Standing

KIND_WORDS = {
    SourceKind.DOCUMENT: "dokument",
    SourceKind.WEB: "webbsidor",
    SourceKind.INTERVIEW: "intervjuer",
}
WIDTH = 16  # of the first column


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def status_command(folder: Path, as_json: bool) -> None:
    """Show on one screen how far the evaluation has come, and what to do next."""
    from kompass_evidence.evaluate.standing import standing
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        found = standing(workspace)
    if as_json:
        put_json(_json(found))
        return
    put(found.municipality)
    for name, told in _lines(found):
        put(f"  {name:<{WIDTH}}{told}")
    put(f"Nästa steg: {found.next_step}")


def _lines(found: Standing) -> list[tuple[str, str]]:
    progress, total = found.progress, found.sub_areas
    scored = total - len(progress.unscored)
    lock = "nej"
    if found.locked:
        lock = f"låst av {found.locked[0]} {found.locked[1][:10]}"
    version = f", version {found.version}" if found.version > 1 else ""
    last = "inga händelser"
    if found.last is not None:
        from kompass_evidence.cli.act_words import act_words

        act = found.last
        last = f"{act.at[:16].replace('T', ' ')} {act.by}: {act_words(act)}"
    return [
        ("Källor", _kinds(found)),
        ("Avsnitt", str(found.passages)),
        ("Belägg", f"{found.accepted} av {found.criteria} kriterier har godtaget belägg,"
                   f" {found.judged} är bedömda"),
        ("Flaggor", _flags(found)),
        ("Citat", str(progress.citations)),
        ("Poäng", f"{scored} av {total} delområden, {len(progress.to_agree)} att samordna"),
        ("Omdömen", f"{found.verdicts} givna, {progress.verdicts_waiting} väntar"),
        ("Återsänt", _listed((*progress.sent_back, *progress.answered))),
        ("Låst", lock + version),
        ("Senast", last),
        ("Loggens slut", found.head),
    ]  # fmt: skip


def _kinds(found: Standing) -> str:
    kinds = [
        f"{found.kinds[kind]} {KIND_WORDS[kind]}" for kind in SourceKind if kind in found.kinds
    ]
    rest = [f"{found.retired} uttagna"] if found.retired else []
    rest += [f"{found.unread} gick inte att läsa"] if found.unread else []
    return ", ".join(kinds + rest) or "inga"


def _flags(found: Standing) -> str:
    said = [
        f"{found.triaged[state]} {FLAG_STATE_NAMES[state]}"
        for state in FlagState
        if state is not FlagState.OPEN and state in found.triaged
    ]
    if found.flags is None:
        said.append("hur många som är öppna: kör kompass pack")
    else:
        flags = found.flags
        said.insert(0, f"{flags.open} av {flags.total} öppna (underlaget {flags.as_of})")
    return ", ".join(said)


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) or "inget"


def _json(found: Standing) -> dict[str, Any]:
    progress = found.progress
    return {
        "schema": "kompass.status/1",
        "municipality": found.municipality,
        "sources": {"kinds": found.kinds, "retired": found.retired, "unread": found.unread},
        "passages": found.passages,
        "evidence": {
            "criteria": found.criteria, "accepted": found.accepted, "judged": found.judged,
        },
        "flags": {"triaged": found.triaged, "pack": asdict(found.flags) if found.flags else None},
        "citations": progress.citations,
        "scores": {
            "sub_areas": found.sub_areas, "unscored": list(progress.unscored),
            "to_agree": list(progress.to_agree),
        },
        "verdicts": {"given": found.verdicts, "waiting": progress.verdicts_waiting},
        "sent_back": list(progress.sent_back),
        "answered": list(progress.answered),
        "version": found.version,
        "locked": {"by": found.locked[0], "at": found.locked[1]} if found.locked else None,
        "last": {"number": found.last.number, "at": found.last.at, "by": found.last.by,
                 "kind": found.last.kind} if found.last else None,
        "head": found.head,
        "next": found.next_step,
    }  # fmt: skip
