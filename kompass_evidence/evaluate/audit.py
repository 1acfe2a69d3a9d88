"""Looks at everything that a workspace's evaluation rests on, and names what does not hold.

A check is a small function that yields problems; one that breaks down is itself a problem and
stops no other. Nothing is changed, and nothing is decided here that the rules have not said.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kompass_evidence.domain.act import FIRST
from kompass_evidence.errors import (
    IntegrityError,
    KompassError,
    Problem,
    UsageError,
    WorkspaceError,
)
from kompass_evidence.evaluate import audit_citations, audit_scores, audit_store
from kompass_evidence.evaluate.audit_grounds import RESTORE, Grounds
from kompass_evidence.store.originals import Originals
from kompass_evidence.workspace import Workspace

SCHEMA = "kompass.audit/1"

Check = Callable[[Grounds], Iterator[Problem]]

# name of the check, what it says in one line, and the function
CHECKS: dict[str, tuple[str, Check]] = {
    "database": ("the database is sound", audit_store.database),
    "log": ("the log is an unbroken chain of acts", audit_store.log),
    "head": ("the noted head is in the log", audit_store.noted_head),
    "originals": ("the originals have their SHA-256", audit_store.originals),
    "contents": ("what is stored of each source is what was taken in", audit_store.contents),
    "sources": ("kind, force and retirement are as the log says", audit_store.sources),
    "passages": ("every passage is in its source at its place", audit_store.passages),
    "citations": ("every citation is in its source at its place", audit_citations.citations),
    "scores": ("scores are in bounds, and rest on what is cited", audit_scores.scores),
    "sums": ("points and maxima sum as they should", audit_scores.sums),
    "verdicts": ("verdicts are of scores and citations that are there", audit_scores.verdicts),
    "reviewers": ("nobody has reviewed what they scored", audit_scores.reviewers),
    "steps": ("sub-areas were sent back, answered and closed in turn", audit_scores.steps),
    "locks": ("nothing was set while the evaluation was locked", audit_scores.locks),
    "index": ("the index is of the sources and model as they are", audit_store.index),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one check."""

    name: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of all checks; `head` is that of the log as it stands."""

    checks: tuple[Checked, ...]
    head: str

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    def as_plain(self) -> dict[str, Any]:
        """Return the audit, JSON-ready."""
        return {
            "schema": SCHEMA,
            "checks": [
                {
                    "name": check.name, "ok": check.ok,
                    "problems": [
                        {"where": p.where, "message": p.message, "hint": p.hint}
                        for p in check.problems
                    ],
                }
                for check in self.checks
            ],
            "ok": self.ok,
            "head": self.head,
        }  # fmt: skip


def audit(folder: Path, noted: str | None = None) -> Audit:
    """Return what came of all checks on the workspace in `folder`; `noted` is a head to find.

    Raises UsageError where that is no head, WorkspaceError where the folder may not be written.
    """
    if noted is not None:
        noted = noted.strip().lower()
        if len(noted) != len(FIRST) or set(noted) - set("0123456789abcdef"):
            raise UsageError(
                f"{noted!r} is no head of a log.",
                "It has 64 characters, 0 to 9 and a to f; see: kompass log",
            )
    try:
        workspace = Workspace(folder)
    except Exception as error:  # whatever a damaged file raises is what is to be told
        if isinstance(error, WorkspaceError) and not os.access(folder, os.W_OK):
            raise  # SQLite writes even to read; nothing is wrong with what is held
        return _closed(folder, error)
    try:
        grounds = Grounds(workspace, noted)
        checks = [Checked(name, _run(check, grounds)) for name, (_, check) in CHECKS.items()]
        return Audit(tuple(checks), grounds.head)
    finally:
        workspace.close()


def _run(check: Check, grounds: Grounds) -> tuple[Problem, ...]:
    found: list[Problem] = []
    try:
        found.extend(check(grounds))
    except KompassError as error:
        found.append(Problem("workspace", error.message, error.hint))
    except Exception as error:  # what is damaged raises what it likes; the other checks go on
        found.append(Problem("workspace", f"this could not be checked ({error})", RESTORE))
    return tuple(found)


def _closed(folder: Path, error: Exception) -> Audit:
    """Return the audit of a workspace that cannot be opened: its originals say their own digest."""
    told = error if isinstance(error, KompassError) else IntegrityError(
        f"The workspace {folder} cannot be opened ({error}).", RESTORE
    )  # fmt: skip
    found: dict[str, tuple[Problem, ...]] = dict.fromkeys(
        CHECKS, (Problem("workspace", "this could not be checked: it cannot be opened", told.hint),)
    )
    found["database"] = (Problem("workspace", told.message, told.hint),)
    found["originals"] = tuple(Originals(folder / "sources").check(()))
    return Audit(tuple(Checked(name, problems) for name, problems in found.items()), FIRST)
