"""Gathers why a sub-area has its points: what they rest on, what was said of it, what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kompass_evidence.domain.citation import Citation
from kompass_evidence.domain.document import Source
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.evidence import FlagState
from kompass_evidence.domain.framework import SubArea
from kompass_evidence.domain.review import GivenVerdict
from kompass_evidence.domain.score import Score, number
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluate.flags_kept import KeptFlags, kept_flags
from kompass_evidence.evaluate.places import page_pictures
from kompass_evidence.evaluation.told import (
    history_as_plain,
    review_as_plain,
    score_as_plain,
    verdict_as_plain,
)
from kompass_evidence.privacy.masking import Mask
from kompass_evidence.protect import covers, mask_of
from kompass_evidence.workspace import Workspace

SCHEMA = "kompass.explanation/1"
DPI, QUALITY = 96, 70  # of page pictures: readable on a screen and on print, some 80 kB a page


def explain_sub_area(
    workspace: Workspace, sub_area: str, person: str | None, day: str | None,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:  # fmt: skip
    """Return why a sub-area has its points, as JSON values, as `person` may see it.

    `day` (ISO 8601) is that of the flags and rungs; without one, or without any source, both are
    left out, which is quick. Personal data that nobody has allowed is masked. Raises UsageError
    where there is no such sub-area.
    """
    sub = workspace.framework.require(sub_area)
    if not workspace.corpus.sources():
        day = None  # nothing that flags and rungs could be read from
    kept = kept_flags(workspace, day, tell) if day else None
    evaluation = evaluation_of(workspace)
    area = next(area for area in workspace.framework.areas if sub in area.sub_areas)
    scores = evaluation.scores_of(sub.id)
    standing = scores.standing
    mask = mask_of(workspace)
    telling = _Telling(workspace, evaluation, kept, mask)
    framework, who = workspace.framework, workspace.municipality
    return mask.all_of({
        "schema": SCHEMA,
        "municipality": who.name, "year": who.year,
        "framework": {"id": framework.id, "edition": framework.edition, "name": framework.name,
                      "digest": framework.digest},
        "id": sub.id, "name": sub.name, "max": number(sub.maximum),
        "area": {"id": area.id, "name": area.name},
        "state": evaluation.state_of(sub.id).value,
        "score": score_as_plain(evaluation, standing, person) if standing else None,
        "evidence": telling.evidence(sub, standing),
        "flags": telling.flags(sub), "as_of": day,
        "review": review_as_plain(evaluation, sub.id, person),
        "history": history_as_plain(evaluation, sub.id, person),
        "version": evaluation.version, "locked": _locked(evaluation),
        "head": workspace.ledger.head(),
    })  # fmt: skip


def _locked(evaluation: Evaluation) -> dict[str, str] | None:
    lock = evaluation.lock
    return None if lock is None else {"by": lock.by, "recorded": lock.at}


class _Telling:
    """Tells of evidence and flags, with the sources read once."""

    def __init__(
        self, workspace: Workspace, evaluation: Evaluation, kept: KeptFlags | None, mask: Mask
    ) -> None:
        self._workspace, self._evaluation, self._kept = workspace, evaluation, kept
        self._mask = mask
        self._sources: Mapping[str, Source] = {
            source.id: source for source in workspace.corpus.sources(current=False)
        }

    def evidence(self, sub: SubArea, score: Score | None) -> dict[str, list[dict[str, Any]]]:
        """Return the citations of the score that counts, or of all that wait to be agreed."""
        own = self._evaluation.scores_of(sub.id).own().values()
        scores = [score] if score else list(own)
        sides = {
            "for": dict.fromkeys(c for s in scores for c in s.cite),
            "against": dict.fromkeys(c for s in scores for c in s.against),
        }
        given = self._evaluation.verdicts(score) if score else {}
        return {
            side: [self._citation(self._evaluation.citations[c], sub, given.get(c)) for c in cited]
            for side, cited in sides.items()
        }

    def _citation(
        self, citation: Citation, sub: SubArea, given: GivenVerdict | None
    ) -> dict[str, Any]:
        rung, stance = self._kept.reading(citation, sub.id) if self._kept else (None, None)
        quote = self._mask.quote(citation.source, citation.span, citation.quote.exact)
        return {
            "id": citation.id, "quote": quote, "places": list(citation.places),
            "heading": list(citation.heading), "url": citation.url, "captured": citation.captured,
            "source": self._source(citation.source), "rung": rung, "stance": stance,
            "verdict": verdict_as_plain(given) if given else None,
            "by": citation.by, "recorded": citation.at,
        }  # fmt: skip

    def _source(self, identifier: str) -> dict[str, Any]:
        source = self._sources.get(identifier)
        if source is None:  # a workspace that has lost it; the audit names it
            return {"id": identifier, "title": identifier, "kind": None, "path": None,
                    "version": None, "state": "missing"}  # fmt: skip
        state = "retired" if source.retired else "current" if source.current else "replaced"
        return {
            "id": source.id, "title": source.title, "kind": source.kind.value,
            "path": source.path, "version": source.version, "state": state,
        }  # fmt: skip

    def flags(self, sub: SubArea) -> list[dict[str, Any]] | None:
        """Return the flags that are open or asked about; None where they were not read."""
        if self._kept is None:
            return None
        from kompass_evidence.assess.judgements import triage

        said = triage(self._workspace.ledger)
        found = []
        for flag in self._kept.flags.get(sub.id, ()):
            now = said.get(flag["id"])
            state = now.state if now else FlagState.OPEN
            if not state.is_settled:
                found.append({**flag, "state": state.value, "note": now.note if now else ""})
        return found


def pictures_of(workspace: Workspace, told: Mapping[str, Any]) -> dict[str, list[bytes]]:
    """Return the pages of each citation that is told of, as JPEG with the quote boxed; personal
    data that nobody has allowed is covered.

    Raises IntegrityError where an original is not what was ingested.
    """
    citations, mask = evaluation_of(workspace).citations, mask_of(workspace)
    found = {}
    for entry in (*told["evidence"]["for"], *told["evidence"]["against"]):
        if entry["source"]["state"] != "missing":
            citation = citations[entry["id"]]
            cover = covers(workspace, citation.source, mask)
            pages = page_pictures(workspace, citation.source, citation.boxes, DPI, QUALITY, cover)
            found[entry["id"]] = [pages[page] for page in sorted(pages)]
    return found
