"""How far evaluators' own points agree: differences, and Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Area, Framework, SubArea
from kompass_evidence.domain.score import Hidden, same_name


@dataclass(frozen=True, slots=True)
class Compared:
    """Evaluators' own points for a sub-area, by name; `hidden` says why they are not shown."""

    sub_area: SubArea
    points: Mapping[str, Decimal]
    hidden: Hidden | None = None

    @property
    def difference(self) -> Decimal | None:
        """Return the highest less the lowest points; None where fewer than two have scored."""
        if len(self.points) < 2:
            return None
        return max(self.points.values()) - min(self.points.values())


@dataclass(frozen=True, slots=True)
class ComparedArea:
    """An area's sub-areas; its sums count only those that all of `evaluators` have scored."""

    area: Area
    rows: tuple[Compared, ...]
    evaluators: tuple[str, ...]

    @property
    def shared(self) -> list[Compared]:
        return [row for row in self.rows if len(row.points) == len(self.evaluators) > 1]

    def sums(self) -> dict[str, Decimal]:
        """Return each evaluator's points summed over the sub-areas that all have scored."""
        shared = self.shared
        if not shared:
            return {}
        return {
            name: sum((row.points[name] for row in shared), Decimal(0)) for name in self.evaluators
        }


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha over `units` sub-areas; `alpha` is None where it cannot be computed,
    with the reason in Swedish in `why`."""

    alpha: float | None
    units: int
    why: str = ""


RULE = (
    "Krippendorffs alfa, intervallskala, på poäng som andel av delområdets högsta poäng. Bara"
    " delområden som minst två utvärderare har poängsatt räknas; övriga lämnas utanför och fylls"
    " inte i. Varje utvärderares senast satta egna poäng gäller."
)


def compare(
    evaluation: Evaluation, framework: Framework, person: str | None
) -> tuple[ComparedArea, ...]:
    """Return the evaluators' own points beside each other, as `person` may see them."""
    names: dict[str, str] = {}
    areas = []
    for area in framework.areas:
        rows = [_compared(evaluation, sub, person, names) for sub in area.sub_areas]
        areas.append((area, rows))
    evaluators = tuple(names.values())
    return tuple(ComparedArea(area, tuple(rows), evaluators) for area, rows in areas)


def _compared(
    evaluation: Evaluation, sub_area: SubArea, person: str | None, names: dict[str, str]
) -> Compared:
    own = evaluation.scores_of(sub_area.id).own()
    points = {names.setdefault(same_name(n), n): s.points for n, s in own.items()}
    for score in own.values():
        if (why := evaluation.hidden(score, person)) is not None:
            return Compared(sub_area, {}, why)
    return Compared(sub_area, points)


def agreement(areas: Sequence[ComparedArea]) -> Agreement:
    """Return how far the evaluators agree over all sub-areas that at least two have scored."""
    evaluators = areas[0].evaluators if areas else ()
    units = [row for area in areas for row in area.rows if len(row.points) > 1]
    if len(units) < 2:
        return Agreement(None, len(units), "färre än två delområden har poäng av minst två")
    shares = [
        [float(row.points[name] / row.sub_area.maximum) if name in row.points else float("nan")
         for row in units]
        for name in evaluators
    ]  # fmt: skip
    if len({value for row in shares for value in row if value == value}) < 2:  # nan is not itself
        return Agreement(None, len(units), "alla poäng är lika stora andelar, utan variation")
    import krippendorff

    found = krippendorff.alpha(reliability_data=shares, level_of_measurement="interval")
    return Agreement(float(found), len(units))
