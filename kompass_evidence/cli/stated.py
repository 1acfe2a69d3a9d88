"""What a person states of a document on the command line: one option a fact, checked and whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import click

from kompass_evidence.cli.options import Command
from kompass_evidence.cli.person import kept_text
from kompass_evidence.domain.facts import DATES, FactName, Standing
from kompass_evidence.errors import UsageError

OPTIONS = {name: name.replace("_", "-") for name in FactName}
HELP = {
    FactName.KIND: "The kind of document, for example policy.",
    FactName.DECIDED_BY: "The body that decided it.",
    FactName.DECIDED: "The day of the decision.",
    FactName.PARAGRAPH: "The number of the decision in the minutes (§).",
    FactName.REVISED: "The day of the latest revision.",
    FactName.DNR: "The registration number.",
    FactName.VALID_FROM: "The first day on which it holds; of a month or year, its first.",
    FactName.VALID_TO: "The last day on which it holds; of a month or year, its last.",
    FactName.REPLACES: "The title of the document that it replaces.",
    FactName.STATUS: "Where it stands, whatever it says itself.",
    FactName.RESPONSIBLE: "Who is responsible for it.",
    FactName.REVISION: "When or how often it is to be revised.",
}


def fact_options(command: Command) -> Command:
    """Give a command one option a fact, in the facts' order."""
    for name in reversed(FactName):
        kind = click.Choice([s.value for s in Standing]) if name is FactName.STATUS else None
        metavar = None if kind else "DATE" if name in DATES else "TEXT"
        option = click.option(
            f"--{OPTIONS[name]}", name.value, type=kind, metavar=metavar, help=HELP[name]
        )
        command = option(command)
    return command


def changes_of(given: Mapping[str, str | None], clear: Sequence[str]) -> dict[FactName, str | None]:
    """Return what is to be stated by fact, None for what is taken away.

    Raises UsageError where nothing is, or a value cannot be one.
    """
    stated = {FactName(name): text for name, text in given.items() if text is not None}
    cleared = [name for name in FactName if OPTIONS[name] in clear]
    if both := [OPTIONS[name] for name in cleared if name in stated]:
        raise UsageError(
            f"{both[0]} is both stated and cleared.", f"Leave out --{both[0]} or --clear {both[0]}."
        )
    if not stated and not cleared:
        raise UsageError("No fact is stated or cleared.", "For example: --valid-to 2026-12-31")
    values: dict[FactName, str | None] = {name: _value(name, text) for name, text in stated.items()}
    return values | dict.fromkeys(cleared)


def _value(name: FactName, text: str) -> str:
    """Return a fact's value as it is kept. Raises UsageError where it cannot be one."""
    option = f"--{OPTIONS[name]}"
    value = kept_text(text, option)
    if name is FactName.PARAGRAPH:
        value = value.lstrip("§ ")
    if not value:
        raise UsageError(f"{option} is empty.", f"To take the fact away: --clear {OPTIONS[name]}")
    if name in DATES:
        return _date(name, value)
    return value.lower() if name is FactName.KIND else value


def _date(name: FactName, value: str) -> str:
    """Return an ISO date; one that limits how long a document holds is made whole."""
    from kompass_evidence.assessment.dates import Date

    try:
        if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", value):
            raise ValueError
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError as error:
        raise UsageError(
            f"--{OPTIONS[name]} {value} is no date.", "Write it as 2026-12-31, 2026-12 or 2026."
        ) from error
    stated = Date(value, 0, len(value))
    limits = {FactName.VALID_FROM: stated.first_day, FactName.VALID_TO: stated.last_day}
    return limits.get(name, value)
