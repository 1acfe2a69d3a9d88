"""Holds people's citations, scores and verdicts against a workspace, and keeps them in its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.evaluation.replay import KINDS, replay
from kompass_evidence.evaluation.table import score_table, table_as_plain
from kompass_evidence.workspace import WAIT, Workspace

# what the log keeps, made from the evaluation as it stands; it raises where a rule forbids it
Decide = Callable[[Evaluation], Mapping[str, Any]]


def evaluation_of(workspace: Workspace) -> Evaluation:
    """Return the evaluation as it stands. Raises IntegrityError where the log is damaged."""
    return replay(workspace.ledger.acts(*KINDS))


def scores_of(workspace: Workspace) -> dict[str, Any]:
    """Return the table of points, JSON-ready, as one who has set none may see it."""
    table = score_table(evaluation_of(workspace), workspace.framework, None)
    return table_as_plain(table, workspace.ledger.head())


def keep(workspace: Workspace, by: str, kind: ActKind, decide: Decide) -> Act:
    """Keep one act of a person, decided on the evaluation as it stands at that moment.

    Nobody else's act comes between what the rules were held against and what is kept.
    """
    with workspace.writing(wait=WAIT), workspace.together():
        return workspace.ledger.append(by, kind, decide(evaluation_of(workspace)))
