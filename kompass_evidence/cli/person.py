"""Who says something: asked for before it is kept, since the log names a person for every act."""

from __future__ import annotations

import getpass
import os

import click

from kompass_evidence.errors import UsageError

ENVIRONMENT = "KOMPASS_BY"

by_option = click.option(
    "--by", metavar="NAME", help=f"Who says so (default: {ENVIRONMENT} in the environment)."
)
asker_option = click.option(
    "--by", metavar="NAME",
    help=f"Who asks, since points may be hidden from some (default: {ENVIRONMENT}).",
)  # fmt: skip
note_option = click.option("--note", metavar="TEXT", default="", help="Why, for the log.")


def require_name(by: str | None) -> str:
    """Return who says so: `--by`, or else the environment's KOMPASS_BY.

    Raises UsageError where neither holds a name.
    """
    given = os.environ.get(ENVIRONMENT, "") if by is None else by
    name = " ".join(kept_text(given, "The name").split())
    if not name:
        raise UsageError(
            "The log keeps who says so, and no name was given.",
            f'Give it with --by "Förnamn Efternamn", or set {ENVIRONMENT} in the environment.',
        )
    return name


def asker(by: str | None) -> str | None:
    """Return who asks, where somebody says so: what they may see can depend on it."""
    given = os.environ.get(ENVIRONMENT, "") if by is None else by
    return " ".join(kept_text(given, "The name").split()) or None


def name_or_account(by: str | None) -> str:
    """Return who does something for which nobody need be asked: `--by`, KOMPASS_BY, or else the
    name of the account.

    Raises UsageError where none of them is a name.
    """
    if by is None and not os.environ.get(ENVIRONMENT, "").strip():
        try:
            by = getpass.getuser()
        except (OSError, KeyError, ImportError):  # an account without a name
            by = None
    return require_name(by)


def kept_text(text: str, what: str) -> str:
    """Return a text as the log keeps it, without blanks around it.

    Raises UsageError, which begins with `what`, where it is not whole characters.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{what} holds bytes that are no text.", "Write it anew, in UTF-8."
        ) from error
    return text.strip()
