"""The table of points as chapter 4 of a report has it: areas, sub-areas, sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Area, Framework, SubArea
from kompass_evidence.domain.score import Hidden, Score, ScoreState, Sums, number, sum_points
from kompass_evidence.evaluation.scoring import plain_points

SCHEMA = "kompass.scores/1"


@dataclass(frozen=True, slots=True)
class Row:
    """A sub-area with the score that counts; `hidden` says why its points are not shown."""

    sub_area: SubArea
    state: ScoreState
    score: Score | None
    hidden: Hidden | None

    @property
    def points(self) -> Decimal | None:
        return self.score.points if self.score is not None and self.hidden is None else None


@dataclass(frozen=True, slots=True)
class AreaTable:
    """An area's rows; `sums` are of the points that are shown."""

    area: Area
    rows: tuple[Row, ...]

    @property
    def sums(self) -> Sums:
        return _sums(self.rows)

    @property
    def points(self) -> Decimal | None:
        """Return the sum of what is shown; None where nothing is."""
        return self.sums.exact if self.sums.parts else None


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """All areas of a framework, as one person may see them."""

    areas: tuple[AreaTable, ...]
    maximum: Decimal

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for area in self.areas for row in area.rows)

    @property
    def sums(self) -> Sums:
        return _sums(self.rows)

    def count(self, *states: ScoreState) -> int:
        return sum(row.state in states for row in self.rows)


def _sums(rows: tuple[Row, ...]) -> Sums:
    return sum_points({row.sub_area.id: row.points for row in rows if row.points is not None})


def score_table(evaluation: Evaluation, framework: Framework, person: str | None) -> ScoreTable:
    """Return the points as they stand; what `person` may not see yet has none."""
    areas = tuple(
        AreaTable(area, tuple(_row(evaluation, sub, person) for sub in area.sub_areas))
        for area in framework.areas
    )
    return ScoreTable(areas, framework.maximum)


def _row(evaluation: Evaluation, sub_area: SubArea, person: str | None) -> Row:
    scores = evaluation.scores_of(sub_area.id)
    hidden = None if scores.standing is None else evaluation.hidden(scores.standing, person)
    return Row(sub_area, evaluation.state_of(sub_area.id), scores.standing, hidden)


def points_text(points: Decimal | None) -> str:
    """Return points as Swedish writes them, exactly; a dash where there are none."""
    return "–" if points is None else plain_points(points).replace(".", ",")


def table_as_plain(table: ScoreTable, head: str) -> dict[str, Any]:
    """Return the table as JSON values; `head` is the hash of the log's last act."""
    sums = table.sums
    return {
        "schema": SCHEMA,
        "areas": [_area_as_plain(area) for area in table.areas],
        "total": number(sums.exact), "max": number(table.maximum),
        "sum_of_rounded": sums.of_rounded, "rounded_sum": sums.rounded,
        "unscored": table.count(ScoreState.UNSCORED), "to_agree": table.count(ScoreState.TO_AGREE),
        "hidden": sum(row.hidden is not None for row in table.rows),
        "head": head,
    }  # fmt: skip


def _area_as_plain(area: AreaTable) -> dict[str, Any]:
    sums = area.sums
    return {
        "id": area.area.id, "name": area.area.name, "points": number(area.points),
        "max": number(area.area.maximum), "sum_of_rounded": sums.of_rounded,
        "rounded_sum": sums.rounded, "sub_areas": [_row_as_plain(row) for row in area.rows],
    }  # fmt: skip


def _row_as_plain(row: Row) -> dict[str, Any]:
    score = row.score
    return {
        "id": row.sub_area.id, "name": row.sub_area.name, "points": number(row.points),
        "max": number(row.sub_area.maximum),
        "citations": list(score.cite) if score else [],
        "against": list(score.against) if score else [],
        "by": score.by if score else None, "recorded": score.at if score else None,
        "state": row.state.value, "hidden": row.hidden.value if row.hidden else None,
    }  # fmt: skip
