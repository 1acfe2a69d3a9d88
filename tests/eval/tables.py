"""Figures as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def table(title: str, figures: Mapping[str, float], columns: Sequence[str]) -> str:
    """Return a table with a row for each beginning of a name and a column for each last word."""
    rows: dict[str, dict[str, float]] = {}
    for name, value in figures.items():
        row, _, column = name.rpartition(" ")
        if column in columns:
            rows.setdefault(row, {})[column] = value
    lines = [f"\n{title:<44}" + "".join(f"{column:>11}" for column in columns)]
    for row, values in rows.items():
        cells = (f"{values[c]:>11.3f}" if c in values else f"{'':>11}" for c in columns)
        lines.append(f"  {row:<42}" + "".join(cells))
    return "\n".join(lines)
