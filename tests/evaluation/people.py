"""Two evaluators, a reviewer and a small framework: what they do becomes acts of a log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.framework import Area, Framework, SubArea
from kompass_evidence.domain.review import Step, Verdict
from kompass_evidence.evaluation import reviewing, scoring
from tests.evaluation.logs import Log

EVA, BO, ADA = "Eva Ek", "Bo Berg", "Ada Alm"
PLAN, FOLLOWED, EFFECT = (
    "Kommunfullmäktige antog planen.", "Den följs upp varje år.",
    "Besöken ökade med 21 procent.",
)  # fmt: skip


def framework(digest: str = "f" * 64) -> Framework:
    """Return a framework of two areas and three sub-areas."""

    def sub(identifier: str, maximum: str) -> SubArea:
        return SubArea(identifier, f"Delområde {identifier}", Decimal(maximum), (), ())

    areas = (
        Area("1", "Öppenhet", Decimal(30), (), (sub("1.1", "20"), sub("1.2", "10"))),
        Area("2", "Styrning", Decimal("7.5"), (), (sub("2.1", "7.5"),)),
    )
    return Framework("prov", "Provet", "2026", Decimal("37.5"), areas, digest)


class People(Log):
    """A log to which people add by the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.framework = framework()
        self.plan, self.followed, self.effect = (self.cite(q) for q in (PLAN, FOLLOWED, EFFECT))

    def _wanted(
        self, sub: str, points: str, cite: Sequence[str] | None, by: str, said: dict[str, Any]
    ) -> scoring.Wanted:
        cite = (self.plan,) if cite is None else cite
        values = {"against": (), "rationale": "Planen är antagen"} | said
        return scoring.Wanted(sub, points, cite, by=by, **values)

    def score(
        self, sub: str, points: str, by: str = EVA, cite: Sequence[str] | None = None, **said: Any
    ) -> Act:
        wanted = self._wanted(sub, points, cite, by, said)
        data = scoring.set_score(wanted, self.evaluation, self.framework)
        return self.add(by, ActKind.SET_SCORE, data)

    def agree(
        self, sub: str, points: str, by: str = EVA, cite: Sequence[str] = (), **said: Any
    ) -> Act:
        wanted = self._wanted(sub, points, cite, by, said)
        data = scoring.agree_score(wanted, self.evaluation, self.framework)
        return self.add(by, ActKind.AGREE_SCORE, data)

    def start(self, by: str = ADA) -> Act:
        return self.add(by, ActKind.START_REVIEW, reviewing.start(self.evaluation, by))

    def judge(
        self, target: str, verdict: Verdict = Verdict.SUPPORTS, by: str = ADA, note: str = "",
        sub: str | None = None,
    ) -> Act:  # fmt: skip
        use = reviewing.find_use(self.evaluation, target, sub)
        data = reviewing.judge(self.evaluation, use, verdict, note, by)
        return self.add(by, ActKind.JUDGE_CITATION, data)

    def reveal(self, sub: str, estimate: str | None = None, by: str = ADA) -> Act:
        data = reviewing.reveal(self.evaluation, self.framework, sub, estimate, by)
        return self.add(by, ActKind.REVEAL_SCORE, data)

    def step(self, sub: str, taken: Step, by: str = ADA, note: str = "Därför") -> Act:
        data = reviewing.step(self.evaluation, self.framework, sub, taken, note, by)
        return self.add(by, ActKind.REVIEW_STEP, data)

    def lock(self, by: str = EVA) -> Act:
        return self.add(by, ActKind.LOCK, scoring.lock(self.evaluation, self.framework))

    def reopen(self, reason: str = "Nya dokument", by: str = EVA) -> Act:
        return self.add(by, ActKind.NEW_VERSION, scoring.reopen(self.evaluation, reason))

    def finish(self) -> None:
        """Score all sub-areas and judge all that they rest on, so that all can be locked."""
        for sub in ("1.1", "1.2", "2.1"):
            self.score(sub, "5")
        if not self.evaluation.is_reviewer(ADA):
            self.start()
        for sub in ("1.1", "1.2", "2.1"):
            self.judge(self.plan, sub=sub)


def refused(what: Callable[[], object], *words: str) -> bool:
    """Assert that a rule forbids it, in words that name these."""
    import pytest

    from kompass_evidence.errors import RefusedError

    with pytest.raises(RefusedError) as told:
        what()
    assert all(word in f"{told.value.message} {told.value.hint}" for word in words), told.value
    return True
