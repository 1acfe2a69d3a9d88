"""Checks citations against the newest version of their sources, each document read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kompass_evidence.domain.citation import AnchorState, Citation
from kompass_evidence.domain.document import Source
from kompass_evidence.domain.score import Score
from kompass_evidence.errors import IntegrityError
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluate.sources import newest_versions, source_named
from kompass_evidence.evaluation.anchoring import Anchor, Anchoring
from kompass_evidence.workspace import Workspace

STANDS = (AnchorState.EXACT, AnchorState.MOVED)
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """One citation in the newest version of its source, and the scores that rest on it."""

    citation: Citation
    source: Source  # the version that was searched
    anchor: Anchor
    scores: tuple[Score, ...]

    @property
    def stands(self) -> bool:
        """Say whether its words are still there."""
        return self.anchor.state in STANDS

    @property
    def is_sound(self) -> bool:
        """Say whether scores may go on resting on it: it stands, in a source that is in force."""
        return self.stands and not self.source.retired


def check_citations(
    workspace: Workspace,
    source: str | None = None,
    progress: Progress = lambda done, total, name: None,
) -> list[Checked]:
    """Return what has become of every citation, or of those in one source's versions, in the
    order in which they were made.

    Raises InputError where there is no such source, IntegrityError where a cited one is gone.
    """
    evaluation = evaluation_of(workspace)
    newest = newest_versions(workspace.corpus.sources(current=False))
    wanted = newest[source_named(workspace, source).id].id if source else None
    groups: dict[str, list[Citation]] = defaultdict(list)
    for citation in evaluation.citations.values():
        now = newest.get(citation.source)
        if now is None:
            raise IntegrityError(
                f"{citation.id} cites {citation.source}, which is not in the workspace any more.",
                "Restore the workspace from a backup.",
            )
        if wanted in (None, now.id):
            groups[now.id].append(citation)
    anchors = dict(_anchors(workspace, groups, progress))
    uses = evaluation.uses()
    return [
        Checked(c, newest[c.source], anchors[c.id], tuple(uses.get(c.id, ())))
        for c in evaluation.citations.values()
        if c.id in anchors
    ]


def _anchors(
    workspace: Workspace, groups: dict[str, list[Citation]], progress: Progress
) -> Iterator[tuple[str, Anchor]]:
    for number, (source, citations) in enumerate(groups.items()):
        progress(number, len(groups), workspace.corpus.source(source).title)
        anchoring = Anchoring(workspace.corpus.document(source, pages=False))
        for citation in citations:
            yield citation.id, anchoring.anchor(citation)
    progress(len(groups), len(groups), "")
