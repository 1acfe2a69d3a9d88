"""A workspace whose scores rest on citations, made as evaluators would have made it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.citation import (
    Citation,
    Quote,
    citation_as_plain,
    citation_id,
    text_digest,
)
from kompass_evidence.domain.document import Span
from kompass_evidence.evaluate import evaluation_of, keep
from kompass_evidence.evaluation.scoring import Wanted, set_score
from kompass_evidence.workspace import Workspace
from tests.small_town import FIRST_PAGE, HOSTILE, NEXT_PAGE, ON_THE_WEB, make_town, open_town

SCORER, REVIEWER = "Eva Ek", "Rut Ros"
ACROSS = f"{FIRST_PAGE}\n{NEXT_PAGE}"
RATIONALE = f"Planen är antagen och redovisas varje år. {HOSTILE}"


def cite(workspace: Workspace, words: str, by: str = SCORER) -> str:
    """Cite the first place where the words stand, however their lines are broken."""
    for source in workspace.corpus.sources():
        document = workspace.corpus.document(source.id)
        found = _find(words, document.text)
        if found is None:
            continue
        exact, text = found.of(document.text), document.text
        citation = Citation(
            citation_id(source.digest, found, exact), source.id, source.digest, document.reader,
            text_digest(text),
            Quote(exact, text[max(0, found.start - 48) : found.start],
                  text[found.end : found.end + 48]),
            found, tuple((page.index, page.label) for page in document.pages_of(found)),
            document.boxes_of(found), document.heading_at(found.start), source.url,
            "2026-03-02T08:15:00Z" if source.pages is None else None,
        )  # fmt: skip
        data = citation_as_plain(citation)
        keep(workspace, by, ActKind.CITE, lambda _, data=data: data)
        return citation.id
    raise AssertionError(f"not in any source: {words}")


def _find(words: str, text: str) -> Span | None:
    found = re.search(r"\s+".join(map(re.escape, words.split())), text)
    return Span(*found.span()) if found else None


def score(
    workspace: Workspace, sub_area: str, points: str, cited: list[str], against: list[str],
    rationale: str = RATIONALE, by: str = SCORER,
) -> None:  # fmt: skip
    """Set points that rest on the citations; on none where none are given."""
    wanted = Wanted(sub_area, points, cited, against, rationale, by, not (cited or against))
    keep(workspace, by, ActKind.SET_SCORE,
         lambda evaluation: set_score(wanted, evaluation, workspace.framework))  # fmt: skip


def make_cited_town(folder: Path) -> Path:
    """Make the small town with B.1 scored on three citations and B.2 on none, by one evaluator;
    returns the workspace's folder."""
    made = make_town(folder)
    workspace = open_town(made)
    plan, both = cite(workspace, FIRST_PAGE), cite(workspace, ACROSS)
    web = cite(workspace, ON_THE_WEB)
    score(workspace, "B.1", "6.25", [plan, web], [both])
    score(workspace, "B.2", "1", [], [], "Inget hittades om läsfrämjande.")
    workspace.close()
    return made


def acts(folder: Path) -> list[tuple[str, ActKind, dict[str, object]]]:
    """Return who did what in a workspace, with what is kept of it."""
    workspace = open_town(folder)
    try:
        return [(act.by, act.kind, dict(act.data)) for act in workspace.ledger.acts()]
    finally:
        workspace.close()


def changed(folder: Path, change: Callable[[Workspace], object]) -> None:
    """Change a workspace as another command would, while the site is open."""
    workspace = open_town(folder)
    try:
        change(workspace)
    finally:
        workspace.close()


def citations(folder: Path) -> list[str]:
    """Return the citations' ids in the order that they were made."""
    found: list[str] = []
    changed(folder, lambda workspace: found.extend(evaluation_of(workspace).citations))
    return found
