"""Reads the evaluation as it stands from the acts of the log, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.citation import Citation, citation_from_plain
from kompass_evidence.domain.evaluation import NO_REVIEW, Evaluation
from kompass_evidence.domain.review import (
    GivenVerdict,
    ReviewStep,
    Step,
    SubAreaReview,
    Verdict,
)
from kompass_evidence.domain.score import Lock, Score, SubAreaScores, same_name

KINDS = (
    ActKind.CITE, ActKind.SET_SCORE, ActKind.AGREE_SCORE, ActKind.START_REVIEW,
    ActKind.JUDGE_CITATION, ActKind.REVEAL_SCORE, ActKind.REVIEW_STEP, ActKind.LOCK,
    ActKind.NEW_VERSION,
)  # fmt: skip


def replay(acts: Iterable[Act]) -> Evaluation:
    """Return what the acts come to; those of other kinds than KINDS are passed over."""
    state = _State()
    for act in acts:
        read = _READERS.get(act.kind)
        if read is not None:
            read(state, act)
    scores = {sub: SubAreaScores(tuple(history)) for sub, history in state.scores.items()}
    reviews = {sub: review.frozen() for sub, review in state.reviews.items()}
    return Evaluation(
        _Citations(state.citations), scores, reviews, tuple(state.reviewers.values()), state.lock,
        state.version,
    )  # fmt: skip


class _Citations(Mapping[str, Citation]):
    """Citations by id, each read from its act when it is asked for: of thousands few ever are."""

    def __init__(self, acts: Mapping[str, Act]) -> None:
        self._acts = acts

    def __getitem__(self, identifier: str) -> Citation:
        act = self._acts[identifier]
        return citation_from_plain(act.data, act.by, act.at)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._acts

    def __iter__(self) -> Iterator[str]:
        return iter(self._acts)

    def __len__(self) -> int:
        return len(self._acts)


@dataclass(slots=True)
class _Review:
    verdicts: list[GivenVerdict] = field(default_factory=list)
    steps: list[ReviewStep] = field(default_factory=list)
    estimates: dict[str, Decimal] = field(default_factory=dict)
    revealed: set[str] = field(default_factory=set)

    def frozen(self) -> SubAreaReview:
        if not (self.verdicts or self.steps or self.revealed or self.estimates):
            return NO_REVIEW
        return SubAreaReview(
            tuple(self.verdicts), tuple(self.steps), self.estimates, frozenset(self.revealed)
        )


@dataclass(slots=True)
class _State:
    citations: dict[str, Act] = field(default_factory=dict)
    scores: dict[str, list[Score]] = field(default_factory=dict)
    reviews: dict[str, _Review] = field(default_factory=dict)
    reviewers: dict[str, str] = field(default_factory=dict)
    lock: Lock | None = None
    version: int = 1

    def review(self, act: Act) -> _Review:
        return self.reviews.setdefault(str(act.data["sub_area"]), _Review())


def _cite(state: _State, act: Act) -> None:
    state.citations.setdefault(act.data["id"], act)


def _score(state: _State, act: Act) -> None:
    data = act.data
    score = Score(
        act.number, act.at, act.by, data["sub_area"], Decimal(data["points"]),
        tuple(data["cite"]), tuple(data["against"]), data["rationale"], data["framework"],
        tuple(data.get("of", ())),
    )  # fmt: skip
    state.scores.setdefault(score.sub_area, []).append(score)


def _start(state: _State, act: Act) -> None:
    state.reviewers.setdefault(same_name(act.by), act.by)


def _judge(state: _State, act: Act) -> None:
    data = act.data
    given = GivenVerdict(
        act.number, act.at, act.by, data["sub_area"], data["citation"], data["score"],
        Verdict(data["verdict"]), data["note"],
    )  # fmt: skip
    state.review(act).verdicts.append(given)


def _reveal(state: _State, act: Act) -> None:
    review, estimate = state.review(act), act.data["estimate"]
    review.revealed.add(same_name(act.by))
    if estimate is not None:
        review.estimates[act.by] = Decimal(estimate)


def _step(state: _State, act: Act) -> None:
    step = ReviewStep(act.number, act.at, act.by, Step(act.data["step"]), act.data["note"])
    state.review(act).steps.append(step)


def _lock(state: _State, act: Act) -> None:
    state.lock = Lock(act.number, act.at, act.by, state.version)


def _new_version(state: _State, act: Act) -> None:
    state.lock = None
    state.version += 1


_READERS: dict[ActKind, Callable[[_State, Act], None]] = {
    ActKind.CITE: _cite,
    ActKind.SET_SCORE: _score,
    ActKind.AGREE_SCORE: _score,
    ActKind.START_REVIEW: _start,
    ActKind.JUDGE_CITATION: _judge,
    ActKind.REVEAL_SCORE: _reveal,
    ActKind.REVIEW_STEP: _step,
    ActKind.LOCK: _lock,
    ActKind.NEW_VERSION: _new_version,
}
