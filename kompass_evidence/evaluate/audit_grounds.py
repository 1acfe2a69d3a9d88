"""What the checks of an audit look at, read once: the log as far as it can be read, and what it
comes to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from kompass_evidence.domain.act import FIRST, Act, ActKind
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.errors import Problem
from kompass_evidence.evaluation.replay import KINDS, replay
from kompass_evidence.workspace import Workspace

RESTORE = "Restore the workspace from a backup: kompass restore"


class Grounds:
    """A workspace under audit; `noted` is a head of its log that somebody has kept."""

    def __init__(self, workspace: Workspace, noted: str | None = None) -> None:
        """Read the log, row by row, however damaged."""
        self.workspace = workspace
        self.noted = noted
        acts, problems = workspace.ledger.examine()
        self.acts: list[Act] = []
        for act in acts:
            wrong = _wrong(act)
            if wrong is None:
                self.acts.append(act)
            else:
                problems.append(Problem(f"row {act.number} of the log", wrong, RESTORE))
        self.log_problems = problems

    @property
    def head(self) -> str:
        return self.acts[-1].hash if self.acts else FIRST

    @cached_property
    def evaluation(self) -> Evaluation:
        return replay(act for act in self.acts if act.kind in KINDS)

    def of_kinds(self, *kinds: ActKind) -> Iterator[Act]:
        """Yield the acts of some kinds, in order."""
        return (act for act in self.acts if act.kind in kinds)

    @cached_property
    def taken_in(self) -> dict[str, Act]:
        """Return the act that took each source in, by source, for those that were not deleted."""
        found: dict[str, Act] = {}
        for act in self.of_kinds(ActKind.INGEST, ActKind.DELETE_SOURCE):
            source = str(act.data["source"])
            if act.kind is ActKind.INGEST:
                found[source] = act
            else:
                found.pop(source, None)
        return found


_NEEDED = {
    ActKind.INGEST: ("source", "digest", "path", "kind", "version", "replaces", "content"),
    ActKind.TAKE_AS: ("source", "kind"),
    ActKind.RETIRE_SOURCE: ("source",),
    ActKind.RESTORE_SOURCE: ("source",),
    ActKind.DELETE_SOURCE: ("source",),
}


def _wrong(act: Act) -> str | None:
    """Return why an act is none of its kind, None where it is."""
    missing = [key for key in _NEEDED.get(act.kind, ()) if key not in act.data]
    if missing:
        return f"lacks its {missing[0]}"
    try:
        list(replay((act,)).citations.values())  # citations are read only when asked for
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        return f"is no act of the kind {act.kind} ({error})"
    return None
