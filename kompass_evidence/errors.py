"""What can go wrong: the exit codes, the errors that stop a command, and trouble as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The tool's exit codes; docs/errors.md says what to do about each."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    INPUT = 3
    WORKSPACE = 4
    INTEGRITY = 5
    REFUSED = 6
    PARTLY = 7
    MISSING = 8
    INTERRUPTED = 130


class KompassError(Exception):
    """Trouble that stops the command: what and where, and what to do next as `hint`."""

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(KompassError):
    """The command was asked for something it cannot mean."""

    exit_code = ExitCode.USAGE


class InputError(KompassError):
    """A file that was given cannot be read, or is not what it should be."""

    exit_code = ExitCode.INPUT


class UnreadableError(InputError):
    """A source that cannot be read: the reason as the end of a sentence, in both languages.

    The command line speaks English; the reason stands in packs, too, which are in Swedish.
    """

    def __init__(self, message: str, swedish: str) -> None:
        super().__init__(message)
        self.swedish = swedish


class WorkspaceError(KompassError):
    """The workspace is missing, locked by another process, or made by a newer version."""

    exit_code = ExitCode.WORKSPACE


class IntegrityError(KompassError):
    """Something stored is not what it was when it was stored."""

    exit_code = ExitCode.INTEGRITY


class RefusedError(KompassError):
    """A rule forbids what was asked."""

    exit_code = ExitCode.REFUSED


class MissingError(KompassError):
    """A program or a model that this needs is not installed."""

    exit_code = ExitCode.MISSING


@dataclass(frozen=True, slots=True)
class Problem:
    """Trouble to know about that does not stop the command."""

    where: str
    message: str
    hint: str = ""
    swedish: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f" {self.hint}" if self.hint else "")
