"""One reviewer's sitting: what every request needs, and how an act of theirs is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Framework
from kompass_evidence.domain.score import same_name
from kompass_evidence.evaluate import Decide, evaluation_of, keep
from kompass_evidence.review_site.desk import Desk
from kompass_evidence.review_site.page_store import PageStore
from kompass_evidence.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Sitting:
    """A workspace's folder and framework, who reviews, and the pages that were drawn so far."""

    folder: Path
    framework: Framework
    person: str
    pages: PageStore = field(default_factory=PageStore)
    _read: dict[str, Evaluation] = field(default_factory=dict)  # the latest, by the log's head
    _starting: Lock = field(default_factory=Lock)

    @contextmanager
    def opened(self) -> Iterator[tuple[Workspace, Desk]]:
        """Open the workspace for one request: a connection bears only the thread that made it."""
        with open_workspace(self.folder) as workspace:
            yield workspace, Desk(self.framework, self._evaluation(workspace), self.person)

    def _evaluation(self, workspace: Workspace) -> Evaluation:
        """Return the evaluation as it stands, read anew only where the log has grown: what is
        kept is decided on a fresh reading anyway."""
        head = workspace.ledger.head()
        found = self._read.get(head)
        if found is None:
            found = evaluation_of(workspace)
            self._read.clear()
            self._read[head] = found
        return found

    def review(self, workspace: Workspace, desk: Desk, kind: ActKind, decide: Decide) -> None:
        """Keep an act of the reviewer. The first starts their review, unless it is refused."""
        if not self._has_started(desk.evaluation):
            reviewers = *desk.evaluation.reviewers, self.person
            decide(replace(desk.evaluation, reviewers=reviewers))
            with self._starting:
                if not self._has_started(evaluation_of(workspace)):
                    keep(workspace, self.person, ActKind.START_REVIEW, lambda _: {})
        keep(workspace, self.person, kind, decide)

    def _has_started(self, evaluation: Evaluation) -> bool:
        return same_name(self.person) in {same_name(name) for name in evaluation.reviewers}

    def answer(self, workspace: Workspace, decide: Decide) -> None:
        """Keep an evaluator's answer to what was sent back to them."""
        keep(workspace, self.person, ActKind.REVIEW_STEP, decide)
