"""Commands that hold the framework against the workspace: map, pack."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kompass_evidence.cli.options import as_of_option, day_of, model_option
from kompass_evidence.cli.output import progress, put, put_json, say
from kompass_evidence.reporting.plain import printable

if TYPE_CHECKING:
    from kompass_evidence.domain.assessment import Assessment
    from kompass_evidence.domain.framework import SubArea


@click.command("map")
@click.option("--sub-area", help="Only this sub-area, for example 1.3.")
@as_of_option()
@click.option("--no-priors", is_flag=True, help="Rank drafts and expired documents like others.")
@model_option()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def map_command(
    folder: Path, sub_area: str | None, as_of: datetime | None, no_priors: bool,
    model: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Find the evidence for every criterion, and print rungs and flags a sub-area."""
    from kompass_evidence.assess import assess
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, model, say) as workspace:
        if sub_area is not None:
            workspace.framework.require(sub_area)
        assessment = assess(workspace, day_of(as_of), priors=not no_priors)
    if as_json:
        put_json(_map_json(assessment, sub_area))
    else:
        _print_map(assessment, sub_area)


def _shown(assessment: Assessment, wanted: str | None) -> list[SubArea]:
    return [sub for sub in assessment.framework.sub_areas() if wanted in (None, sub.id)]


def _map_json(assessment: Assessment, wanted: str | None) -> dict[str, Any]:
    return {
        "schema": "kompass.map/1",
        "framework": assessment.framework.id,
        "sub_areas": [
            {
                "id": sub.id, "name": sub.name, "max": str(sub.maximum),
                "rungs": {rung.value: n for rung, n in assessment.rungs(sub).items()},
                "flags": [
                    {
                        "id": f.id, "kind": f.kind, "subject": f.subject, "detail": f.detail,
                        "certain": f.certain, "points": str(f.points), "rung": f.rung,
                    }
                    for f in assessment.flags_of(sub)
                ],
                "criteria": [
                    {
                        "id": c.id,
                        "evidence": [
                            {
                                "passage": e.match.passage, "score": e.match.score,
                                "rung": e.reading.rung if e.reading else None,
                                "stance": e.reading.stance if e.reading else None,
                            }
                            for e in assessment.findings[c.id].evidence
                        ],
                    }
                    for c in sub.criteria
                ],
            }
            for sub in _shown(assessment, wanted)
        ],
    }  # fmt: skip


def _print_map(assessment: Assessment, wanted: str | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kompass_evidence.domain.evidence import FLAG_NAMES
    from kompass_evidence.domain.framework import RUNG_NAMES

    table = Table(box=None, header_style="bold")
    table.add_column("Delområde", max_width=44)
    table.add_column("Max", justify="right")
    for name in RUNG_NAMES.values():
        table.add_column(name, justify="right")
    table.add_column("Flaggor")
    for sub in _shown(assessment, wanted):
        counts = [str(n or "–") for n in assessment.rungs(sub).values()]
        kinds = [flag.kind for flag in assessment.flags_of(sub)]
        flags = [f"{kinds.count(k)} {name}" for k, name in FLAG_NAMES.items() if k in kinds]
        heading = Text(printable(f"{sub.id} {sub.name}"))  # not markup, whatever stands in it
        table.add_row(heading, str(sub.maximum), *counts, ", ".join(flags))
    console = Console()
    # away from a terminal the table is not squeezed into the usual 80 columns
    Console(width=None if console.is_terminal else 160).print(table)
    if wanted is not None:
        for flag in (f for sub in _shown(assessment, wanted) for f in assessment.flags_of(sub)):
            put(f"{flag.subject} {FLAG_NAMES[flag.kind]}: {flag.detail}")


@click.command("pack")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to (default: packs/DATE in the workspace).",
)
@click.option(
    "--top",
    type=click.IntRange(1, 10),
    default=5,
    show_default=True,
    help="How many snippets a criterion.",
)
@click.option("--sub-area", help="Only this sub-area, for example 1.3.")
@as_of_option("The date that stands on the pack (default: today).")
@click.option("--no-priors", is_flag=True, help="Rank drafts and expired documents like others.")
@model_option()
@click.pass_obj
def pack_command(
    folder: Path, out: Path | None, top: int, sub_area: str | None, as_of: datetime | None,
    no_priors: bool, model: str | None,
) -> None:  # fmt: skip
    """Write the evidence pack, in Swedish: pack.html to read and pack.json for programs.

    Personal data of private persons must be allowed or masked first (kompass privacy).

    \b
    Example:
      kompass pack --top 5 --as-of 2026-11-23
    """
    from kompass_evidence.make_pack import write_pack
    from kompass_evidence.workspace import open_workspace

    day = day_of(as_of)
    with open_workspace(folder, model, say) as workspace:
        target = out or workspace.folder / "packs" / (f"{day}-{sub_area}" if sub_area else day)
        with progress("Drawing pages") as show:
            _json, page = write_pack(
                workspace, target, day, top, sub_area, show, priors=not no_priors
            )
    say("Wrote the pack (pack.json beside it):")
    put(str(page))
