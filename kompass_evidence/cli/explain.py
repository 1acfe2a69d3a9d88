"""The command that says why a sub-area has its points."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kompass_evidence.cli.options import as_of_option, day_of, model_option
from kompass_evidence.cli.output import put, put_file, put_json, say
from kompass_evidence.cli.person import asker, asker_option
from kompass_evidence.errors import UsageError


@click.command("explain")
@click.argument("sub_area", metavar="SUB")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it with page pictures to this HTML file instead.",
)
@click.option("--quick", is_flag=True, help="Leave out flags and rungs, which take seconds.")
@as_of_option("The day of the flags and rungs (default: today).")
@model_option()
@asker_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def explain(
    folder: Path, sub_area: str, out: Path | None, quick: bool, as_of: datetime | None,
    model: str | None, by: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say why a sub-area has its points: what they rest on, for and against, what reviewers said,
    what is open, and all that was set before.

    \b
    Example:
      kompass score explain 1.1 --out varfor-1.1.html
    """
    from kompass_evidence.cli.explain_text import explanation_text
    from kompass_evidence.evaluate.explaining import explain_sub_area, pictures_of
    from kompass_evidence.workspace import open_workspace

    if out is not None and as_json:
        raise UsageError("--out writes HTML, and --json prints JSON.", "Choose one of them.")
    day = None if quick else day_of(as_of)
    with open_workspace(folder, model, say) as workspace:
        told = explain_sub_area(workspace, sub_area, asker(by), day, say)
        pictures = pictures_of(workspace, told) if out is not None else {}
    if as_json:
        put_json(told)
    elif out is None:
        put(explanation_text(told))
    else:
        from kompass_evidence.reporting.explain import render_explanation

        page = render_explanation(told, pictures)
        put_file(out, page.encode(), "Choose another file with --out.")
        say(f"Written: {out}")
