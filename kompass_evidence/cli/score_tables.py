"""Commands that show points side by side: the table of a report's chapter 4, and evaluators'."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kompass_evidence.cli.output import put, put_json, say
from kompass_evidence.cli.person import asker, asker_option
from kompass_evidence.domain.score import (
    HIDDEN_NAMES,
    SCORE_STATE_NAMES,
    Hidden,
    ScoreState,
    number,
)

if TYPE_CHECKING:
    from kompass_evidence.domain.score import Sums
    from kompass_evidence.evaluation.agreement import Agreement, Compared, ComparedArea
    from kompass_evidence.evaluation.table import AreaTable, Row, ScoreTable

MARKED = (ScoreState.UNSCORED, ScoreState.TO_AGREE)


@click.command("table")
@asker_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def table(folder: Path, by: str | None, as_json: bool) -> None:
    """Show the points of all areas and sub-areas, as chapter 4 of a report does.

    Marks what has no points or is to be agreed. Where points have decimals, the sum of the
    rounded points and the rounded sum are both stated if they differ.
    """
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.evaluation.table import score_table, table_as_plain
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        evaluation = evaluation_of(workspace)
        found = score_table(evaluation, workspace.framework, asker(by))
        head = workspace.ledger.head()
    if as_json:
        put_json(table_as_plain(found, head))
        return
    put("\n".join(table_lines(found)))
    for line in _remarks(found):
        put(line)
    put(f"Loggens slut: {head}")


def table_lines(found: ScoreTable) -> Iterator[str]:
    """Yield the table's lines, columns aligned."""
    from kompass_evidence.evaluation.table import points_text

    names = [f"{row.sub_area.id} {row.sub_area.name}" for row in found.rows]
    names += [f"{area.area.id}. {area.area.name}" for area in found.areas]
    width = max(map(len, [*names, "Summa av avrundade delområden"]))

    def line(name: str, points: str, maximum: str, state: str = "") -> str:
        return f"{name:<{width}}  {points:>8}  {maximum:>5}  {state}".rstrip()

    def both(sums: Sums) -> Iterator[str]:
        if sums.differs:
            yield line("Summa av avrundade delområden", str(sums.of_rounded), "")
            yield line("Avrundad summa", str(sums.rounded), "")

    for area in found.areas:
        yield line(f"{area.area.id}. {area.area.name}", "Uppnått", "Max", "Läge")
        for row in area.rows:
            name = f"{row.sub_area.id} {row.sub_area.name}"
            maximum = points_text(row.sub_area.maximum)
            yield line(name, points_text(row.points), maximum, _state(row))
        yield line("Summa", points_text(area.points), points_text(area.area.maximum), _gaps(area))
        yield from both(area.sums)
        yield ""
    total = points_text(found.sums.exact if found.sums.parts else None)
    yield line("Totalt", total, points_text(found.maximum))
    yield from both(found.sums)


def _state(row: Row) -> str:
    mark = "! " if row.state in MARKED else ""
    hidden = ", dolda" if row.hidden else ""
    return f"{mark}{SCORE_STATE_NAMES[row.state]}{hidden}"


def _gaps(area: AreaTable) -> str:
    missing = sum(row.points is None for row in area.rows)
    return f"utan {missing} av {len(area.rows)} delområden" if missing else ""


def _remarks(found: ScoreTable) -> Iterator[str]:
    """Yield what the reader of the table must know, in Swedish."""
    unscored, to_agree = (found.count(state) for state in MARKED)
    if unscored:
        yield f"Utan poäng: {unscored} av {len(found.rows)} delområden."
    if to_agree:
        yield f"Ska samordnas: {to_agree} av {len(found.rows)} delområden."
    for why in Hidden:
        if count := sum(row.hidden is why for row in found.rows):
            yield f"Poäng är {HIDDEN_NAMES[why]} (delområden: {count}); de ingår inte i summorna."


@click.command("compare")
@asker_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def compare(folder: Path, by: str | None, as_json: bool) -> None:
    """Show evaluators' own points beside each other, how they differ, and how far they agree.

    Agreement is Krippendorff's alpha; sub-areas that only one has scored do not count.
    """
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.evaluation.agreement import agreement
    from kompass_evidence.evaluation.agreement import compare as compared
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        areas = compared(evaluation_of(workspace), workspace.framework, asker(by))
    agreed = agreement(areas)
    if as_json:
        put_json(_compare_json(areas, agreed))
        return
    put("\n".join(compare_lines(areas)))
    put("\n".join(agreement_lines(areas, agreed)))


def compare_lines(areas: tuple[ComparedArea, ...]) -> Iterator[str]:
    """Yield the evaluators' points as an aligned table."""
    from kompass_evidence.evaluation.table import points_text

    evaluators = areas[0].evaluators
    names = [f"{row.sub_area.id} {row.sub_area.name}" for area in areas for row in area.rows]
    width = max(map(len, [*names, *(f"{a.area.id}. {a.area.name}" for a in areas)]))
    widths = [max(8, len(name)) for name in evaluators]

    def line(name: str, cells: list[str], difference: str) -> str:
        shown = "  ".join(f"{c:>{w}}" for c, w in zip(cells, widths, strict=True))
        return f"{name:<{width}}  {shown}{'  ' if shown else ''}{difference:>9}".rstrip()

    for area in areas:
        yield line(f"{area.area.id}. {area.area.name}", list(evaluators), "Skillnad")
        for row in area.rows:
            name = f"{row.sub_area.id} {row.sub_area.name}"
            cells = [_cell(row, evaluator) for evaluator in evaluators]
            yield line(name, cells, points_text(row.difference))
        sums = area.sums()
        cells = [points_text(sums.get(name)) for name in evaluators]
        label = f"Summa, {len(area.shared)} av {len(area.rows)} delområden"
        yield line(label, cells, points_text(_spread(sums.values())))
        yield ""


def _cell(row: Compared, evaluator: str) -> str:
    from kompass_evidence.evaluation.table import points_text

    return "dolda" if row.hidden else points_text(row.points.get(evaluator))


def _spread(values: Any) -> Decimal | None:
    found = list(values)
    return max(found) - min(found) if found else None


def agreement_lines(areas: tuple[ComparedArea, ...], agreed: Agreement) -> Iterator[str]:
    """Yield how far the evaluators agree, and by which rule, in Swedish."""
    from kompass_evidence.evaluation.agreement import RULE

    for why in Hidden:
        if count := sum(row.hidden is why for area in areas for row in area.rows):
            yield f"Poäng är {HIDDEN_NAMES[why]} (delområden: {count}); de räknas inte."
    if agreed.alpha is None:
        yield f"Samstämmighet: kan inte beräknas ({agreed.why})."
    else:
        alpha = f"{agreed.alpha:.3f}".replace(".", ",")
        yield (
            f"Samstämmighet: alfa {alpha} över {agreed.units} delområden (1 är full"
            " samstämmighet, 0 vad slumpen ger; 0,800 brukar krävas för säkra slutsatser)."
        )
    yield RULE
    yield "Områdenas summor räknar bara delområden som alla utvärderare har poängsatt."


def _compare_json(areas: tuple[ComparedArea, ...], agreed: Agreement) -> dict[str, Any]:
    from kompass_evidence.evaluation.agreement import RULE

    return {
        "schema": "kompass.comparison/1",
        "evaluators": list(areas[0].evaluators),
        "areas": [
            {
                "id": area.area.id,
                "sums": {name: number(points) for name, points in area.sums().items()},
                "difference": number(_spread(area.sums().values())),
                "sub_areas": [
                    {
                        "id": row.sub_area.id, "hidden": row.hidden,
                        "points": {name: number(points) for name, points in row.points.items()},
                        "difference": number(row.difference),
                    }
                    for row in area.rows
                ],
            }
            for area in areas
        ],
        "alpha": agreed.alpha, "units": agreed.units, "why": agreed.why, "rule": RULE,
    }  # fmt: skip
