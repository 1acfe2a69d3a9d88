"""A framework as text for the terminal, in Swedish as the framework itself."""

from __future__ import annotations

from collections.abc import Iterator

from kompass_evidence.domain.framework import RUNG_NAMES, Criterion, Framework, SubArea
from kompass_evidence.errors import InputError


def framework_text(framework: Framework, identifier: str | None) -> str:
    """Return an area, sub-area or criterion with what belongs to it, or the list of sub-areas.

    Raises InputError if there is nothing with that id.
    """
    if identifier is None:
        return "\n".join(_overview(framework))
    for area in framework.areas:
        if area.id == identifier:
            lines = [f"{area.id} {area.name} (max {area.maximum})"]
            for sub_area in area.sub_areas:
                lines += ["", *_sub_area(sub_area)]
            return "\n".join(lines)
        for sub_area in area.sub_areas:
            if sub_area.id == identifier:
                return "\n".join(_sub_area(sub_area, whole=True))
            for criterion in sub_area.criteria:
                if criterion.id == identifier:
                    return "\n".join(_criterion(criterion))
    raise InputError(
        f"There is nothing with the id {identifier} in {framework.id}.",
        "See all ids with: kompass framework show",
    )


def _overview(framework: Framework) -> Iterator[str]:
    yield f"{framework.name} {framework.edition}, {framework.maximum} poäng"
    for area in framework.areas:
        yield f"\n{area.id} {area.name} (max {area.maximum})"
        for sub_area in area.sub_areas:
            yield f"  {sub_area.id} {sub_area.name} (max {sub_area.maximum})"


def _sub_area(sub_area: SubArea, *, whole: bool = False) -> list[str]:
    lines = [f"{sub_area.id} {sub_area.name} (max {sub_area.maximum})"]
    if sub_area.aliases:
        lines.append(f"  även: {'; '.join(sub_area.aliases)}")
    for criterion in sub_area.criteria:
        if whole:
            lines += ["", *_criterion(criterion)]
        else:
            lines.append(f"  {criterion.id} {criterion.question}")
    return lines


def _criterion(criterion: Criterion) -> list[str]:
    return [
        f"{criterion.id} {criterion.question}",
        f"  källor: {', '.join(criterion.origins)}; fråga: {', '.join(criterion.ask)}",
        f"  starkt belägg: {criterion.strong_evidence}",
        f"  stöd: {criterion.support} {criterion.support_source}",
        *(f"  – [{RUNG_NAMES[s.rung]}] {s.text}" for s in criterion.statements),
        f"  sökord: {', '.join(criterion.terms)}",
    ]
