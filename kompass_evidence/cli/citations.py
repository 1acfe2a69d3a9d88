"""Commands about all citations: list them, check them in newer versions, hand them on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.citing import citation_json
from kompass_evidence.cli.output import progress, put, put_file, put_json, put_table, say, shortened
from kompass_evidence.cli.person import by_option, require_name
from kompass_evidence.domain.citation import ANCHOR_NAMES, AnchorState, place_in_words
from kompass_evidence.domain.document import SLIDE, Source
from kompass_evidence.domain.score import Score
from kompass_evidence.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from kompass_evidence.evaluate.anchoring import Checked

SHOWN = 80  # characters of a quote in a table
WRONG = (AnchorState.CHANGED, AnchorState.GONE)


@click.group("citations", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def citations_command(context: click.Context, as_json: bool) -> None:
    """List what is cited, check it in newer versions of its sources, export and import it.

    \b
    Examples:
      kompass citations
      kompass citations check
    """
    if context.invoked_subcommand is None:
        _list(context.obj, as_json)
    elif as_json:
        raise UsageError(
            "--json before a command is for the list of citations.",
            f"Options go last: kompass citations {context.invoked_subcommand} …",
        )


@citations_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_citations(folder: Path, as_json: bool) -> None:
    """List the citations, in the order in which they were made."""
    _list(folder, as_json)


def _list(folder: Path, as_json: bool) -> None:
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        evaluation = evaluation_of(workspace)
        sources = {source.id: source for source in workspace.corpus.sources(current=False)}
    found = list(evaluation.citations.values())
    uses = evaluation.uses()
    used = {c.id: sorted({score.sub_area for score in uses.get(c.id, ())}) for c in found}
    if as_json:
        put_json({
            "schema": "kompass.citation-list/1",
            "citations": [citation_json(c) | {"sub_areas": used[c.id]} for c in found],
        })  # fmt: skip
        return
    rows = [
        (
            citation.id, _title(sources.get(citation.source)), place_in_words(citation.places),
            shortened(citation.quote.exact, SHOWN), f"{citation.by} {citation.at[:10]}",
            ", ".join(used[citation.id]),
        )
        for citation in found
    ]  # fmt: skip
    if rows:
        put_table(("Citat", "Källa", "Plats", "Ord", "Av", "Delområden"), rows)
    say(f"Citations: {len(rows)}.")


def _title(source: Source | None) -> str:
    if source is None:
        return "saknas"
    state = " (utgången)" if source.retired else "" if source.current else " (äldre version)"
    return source.title + state


@citations_command.command("check")
@click.option("--source", metavar="SRC", help="Only citations in this source's versions.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def check(folder: Path, source: str | None, as_json: bool) -> int:
    """Find every citation again in the newest version of its source.

    Its words are there unchanged, or moved; or others stand in their place, shown with the
    difference; or they are gone. Listed is what is not unchanged, and which scores rest on what
    is changed, gone or retired.
    Exits with 7 if any is changed or gone.
    """
    from kompass_evidence.evaluate.anchoring import check_citations
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace, progress("Checking") as show:
        checked = check_citations(workspace, source, show)
    if as_json:
        put_json(
            {"schema": "kompass.citations/1", "citations": [_checked_json(c) for c in checked]}
        )
    else:
        _print_checked(checked)
    counts = Counter(c.anchor.state for c in checked)
    say(", ".join([f"Citations: {len(checked)}", *(f"{s.value} {counts[s]}" for s in AnchorState)])
        + ".")  # fmt: skip
    return ExitCode.OK if all(c.stands for c in checked) else ExitCode.PARTLY


def _checked_json(checked: Checked) -> dict[str, object]:
    anchor = checked.anchor
    return {
        "id": checked.citation.id, "state": anchor.state, "score": anchor.score,
        "source": checked.source.id, "places": list(anchor.places),
        "cited_in": checked.citation.source, "retired": checked.source.retired,
        "spans": [[span.start, span.end] for span in anchor.spans],
        "diff": anchor.diff, "differs": list(anchor.differs),
        "scores": [
            {"sub_area": score.sub_area, "points": str(score.points), "by": score.by}
            for score in checked.scores
        ],
    }  # fmt: skip


def _print_checked(checked: list[Checked]) -> None:
    from kompass_evidence.evaluation.table import points_text

    rows = [
        (
            c.citation.id, ANCHOR_NAMES[c.anchor.state], f"{c.anchor.score:.2f}".replace(".", ","),
            _title(c.source), place_in_words(c.citation.places), " eller ".join(c.anchor.places),
            shortened(c.citation.quote.exact, SHOWN),
        )
        for c in checked
        if c.anchor.state is not AnchorState.EXACT or c.source.retired
    ]  # fmt: skip
    put(f"Oförändrade citat: {len(checked) - len(rows)} av {len(checked)}.")
    if rows:
        put_table(("Citat", "Läge", "Likhet", "Källa", "Stod", "Står", "Ord"), rows)
    for c in checked:
        if c.anchor.diff:
            put(f"\n{c.citation.id} ändrat: {c.anchor.diff}")
            for difference in c.anchor.differs:
                put(f"  {difference}")
    unsound = [(score, c) for c in checked if not c.is_sound for score in c.scores]
    if unsound:
        put("")
    for score, c in sorted(unsound, key=lambda pair: _order(pair[0])):
        points = points_text(score.points)
        put(f"{score.sub_area}: {points} poäng vilar på {c.citation.id}, {_trouble(c)}")


def _order(score: Score) -> tuple[list[int], str]:
    return [int(part) for part in score.sub_area.split(".") if part.isdigit()], score.sub_area


def _trouble(checked: Checked) -> str:
    """Return in Swedish why a score should not rest on a citation without a look at it."""
    troubles = []
    if checked.anchor.state in WRONG:
        place = place_in_words(checked.anchor.places)
        is_there = f" på {place}" if place.startswith(("s. ", SLIDE)) else ""
        troubles.append(f"som är {ANCHOR_NAMES[checked.anchor.state]}{is_there}")
    if checked.source.retired:
        troubles.append("vars källa har utgått ur underlaget")
    return f"{' och '.join(troubles)} ({checked.source.title})"


@citations_command.command("export")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The file to write, for example citat.jsonld.",
)  # fmt: skip
@click.pass_obj
def export(folder: Path, out: Path) -> None:
    """Write all citations as W3C Web Annotations (JSON-LD), which other tools read."""
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.evaluation.annotations import annotation_page
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        citations = list(evaluation_of(workspace).citations.values())
    put_file(out, annotation_page(citations).encode(), "Choose another file name.")
    say(f"Wrote {out} (citations: {len(citations)}).")


@citations_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@click.pass_obj
def import_file(folder: Path, file: Path, by: str | None) -> int:
    """Take in citations that kompass citations export wrote, where their sources are here too.

    Each must stand in its source to the letter, at its place; the others are named and left out.
    Exits with 7 if any was.
    """
    from kompass_evidence.evaluate.annotations import import_citations
    from kompass_evidence.workspace import open_workspace

    person = require_name(by)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise InputError(
            f"The file {file} cannot be read ({reason}).", "Check its path."
        ) from error
    with open_workspace(folder, tell=say) as workspace:
        came = import_citations(workspace, text, person)
    for problem in came.refused:
        say(f"  refused {problem}")
    say(f"Took in {len(came.new)}, there already {len(came.known)}, refused {len(came.refused)}.")
    return ExitCode.PARTLY if came.refused else ExitCode.OK
