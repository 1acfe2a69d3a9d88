"""Gathers how far an evaluation has come, without any model: seconds are too long for a glance."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from kompass_evidence.assess.judgements import judged_evidence, triage
from kompass_evidence.domain.act import Act
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.evidence import FlagState, Judgement
from kompass_evidence.domain.review import ReviewState
from kompass_evidence.domain.score import ScoreState
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluation.next_step import Progress, next_step
from kompass_evidence.evaluation.scoring import missing_for_lock
from kompass_evidence.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags of the latest pack of all sub-areas: its day, how many it has, how many of them
    nobody has said anything of."""

    as_of: str
    total: int
    open: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an evaluation has come, in counts; `flags` is None where there is no pack."""

    municipality: str
    kinds: dict[str, int]
    retired: int
    unread: int
    passages: int
    criteria: int
    accepted: int
    judged: int
    triaged: dict[str, int]
    flags: Flags | None
    sub_areas: int
    verdicts: int
    progress: Progress
    version: int
    locked: tuple[str, str] | None  # by whom and when
    last: Act | None
    head: str

    @property
    def next_step(self) -> str:
        return next_step(self.progress)


def standing(workspace: Workspace) -> Standing:
    """Return how far the workspace's evaluation has come.

    Raises IntegrityError where the log is damaged, InputError where the framework cannot be read.
    """
    sources = workspace.corpus.sources()
    counts = workspace.corpus.passage_counts()
    states = workspace.corpus.states()
    judged = judged_evidence(workspace.ledger)
    said = triage(workspace.ledger)
    evaluation = evaluation_of(workspace)
    flags = _flags(workspace, {key for key, value in said.items() if value.state != FlagState.OPEN})
    verdicts, waiting = _verdicts(evaluation)
    last = workspace.ledger.last()
    lock = evaluation.lock
    return Standing(
        workspace.municipality.name,
        dict(Counter(source.kind.value for source in sources)),
        sum(state.retired for state in states),
        len(workspace.corpus.unread()),
        sum(counts.get(source.id, 0) for source in sources),
        sum(1 for _ in workspace.framework.criteria()),
        sum(Judgement.ACCEPTED in of.values() for of in judged.values()),
        len(judged),
        dict(Counter(value.state.value for value in said.values())),
        flags,
        sum(1 for _ in workspace.framework.sub_areas()),
        verdicts,
        _progress(workspace, evaluation, len(sources), waiting, has_pack=flags is not None),
        evaluation.version,
        (lock.by, lock.at) if lock else None,
        last,
        workspace.ledger.head(),
    )


def _progress(
    workspace: Workspace, evaluation: Evaluation, sources: int, waiting: int, *, has_pack: bool
) -> Progress:
    ids = [sub.id for sub in workspace.framework.sub_areas()]
    scores = {sub: evaluation.scores_of(sub).state for sub in ids}
    reviews = {sub: evaluation.review_of(sub).state for sub in ids}
    missing = next((p.hint for p in missing_for_lock(evaluation, workspace.framework)), "")
    return Progress(
        sources=sources,
        has_pack=has_pack,
        citations=len(evaluation.citations),
        unscored=tuple(s for s in ids if scores[s] is ScoreState.UNSCORED),
        to_agree=tuple(s for s in ids if scores[s] is ScoreState.TO_AGREE),
        reviewers=len(evaluation.reviewers),
        verdicts_waiting=waiting,
        sent_back=tuple(s for s in ids if reviews[s] is ReviewState.SENT_BACK),
        answered=tuple(s for s in ids if reviews[s] is ReviewState.ANSWERED),
        missing=missing,
        is_locked=evaluation.lock is not None,
    )


def _verdicts(evaluation: Evaluation) -> tuple[int, int]:
    """Return how many of the citations that points rest on have a verdict, and how many wait."""
    standing = [kept.standing for kept in evaluation.scores.values()]
    waiting = sum(len(evaluation.to_judge(score)) for score in standing if score is not None)
    every = sum(len(score.citations or ("",)) for score in standing if score is not None)
    return every - waiting, waiting


def _flags(workspace: Workspace, settled: set[str]) -> Flags | None:
    """Return the flags of the latest pack that is about all sub-areas."""
    whole = len(workspace.framework.areas)
    packs: list[dict[str, Any]] = []
    for path in (workspace.folder / "packs").glob("*/pack.json"):
        try:
            pack = json.loads(path.read_text(encoding="utf-8"))
            if len(pack["areas"]) == whole:
                packs.append({"as_of": str(pack["as_of"]), "flags": _ids(pack)})
        except (OSError, ValueError, LookupError, TypeError):
            continue  # another program's, or of an older kompass: it says nothing here
    if not packs:
        return None
    latest = max(packs, key=lambda pack: str(pack["as_of"]))
    ids = latest["flags"]
    return Flags(latest["as_of"], len(ids), len(set(ids) - settled))


def _ids(pack: dict[str, Any]) -> list[str]:
    return [
        str(flag["id"])
        for area in pack["areas"]
        for sub_area in area["sub_areas"]
        for flag in sub_area["flags"]
    ]
