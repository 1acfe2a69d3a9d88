"""What options of several commands share: the day that counts, the encoder, roles."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click

from kompass_evidence.domain.framework import Role

Command = TypeVar("Command", bound=Callable[..., Any])


class RoleChoice(click.Choice[str]):
    """A role by its Swedish name, with or without its dots."""

    def __init__(self) -> None:
        super().__init__([role.value for role in Role])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        named = unicodedata.normalize("NFC", value).lower().replace("tjansteperson", Role.OFFICIAL)
        return super().convert(named, param, ctx)


def as_of_option(
    told: str = "The day on which documents are in force or not (default: today).",
) -> Callable[[Command], Command]:
    """Give a command `--as-of`, a day; `told` is its help."""
    return click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=told)


def model_option(
    told: str = "A sentence encoder's name or folder, instead of the default.",
) -> Callable[[Command], Command]:
    """Give a command `--model`, a sentence encoder; `told` is its help."""
    return click.option("--model", help=told)


def day_of(as_of: datetime | None) -> str:
    """Return the day that was asked for, today's where none was, as ISO 8601 writes it."""
    return (as_of.date() if as_of else date.today()).isoformat()
