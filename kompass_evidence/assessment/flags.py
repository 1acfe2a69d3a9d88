"""Says what is missing: one rule a flag, each a function of what is known of a criterion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kompass_evidence.assessment.fact_words import PASSING
from kompass_evidence.domain.document import SourceKind
from kompass_evidence.domain.evidence import Evidence, Finding, Flag, FlagKind, Judgement
from kompass_evidence.domain.facts import Standing
from kompass_evidence.domain.framework import RUNG_NAMES, Criterion, Origin, Rung, SubArea

# likelihoods of evidence: under the first there is none, as far as the material goes (no criterion
# of the demo is that low); under the second there is possibly none (best F1 on the tuning half)
NONE, DOUBTFUL = 0.2, 0.57
LEADING = 0.5  # of the best gain: the evidence that a criterion mainly rests on
LACKING = 0.5  # of the leading evidence's gain: from which it mainly tells of what is lacking
STATED = 4  # pieces of evidence from which it says something that a rung is not among them

MOSTLY = 0.7  # of the gain of governing documents: what a criterion rests on
# a criterion that asks whether there is a document or a rule; others ask for practice
ASKS_FOR_DOCUMENT = re.compile(r"(?:Finns|Har|Är)\b", re.IGNORECASE)

ORDER = tuple(Rung)
HOLLOW = frozenset(
    (FlagKind.NO_EVIDENCE, FlagKind.ONLY_LACKING, FlagKind.ONLY_DRAFT, FlagKind.ONLY_EXPIRED)
)


@dataclass(frozen=True, slots=True)
class Origins:
    """Where a passage comes from: its source with its kind, its document's kind and standing."""

    source: str
    kind: SourceKind
    document: str | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one criterion: its finding, where passages come from, what disagrees.

    `points` is its share of the sub-area's maximum; `disagreeing` are pairs of passages.
    """

    criterion: Criterion
    finding: Finding
    origins: Mapping[str, Origins]
    points: Decimal
    disagreeing: Sequence[tuple[str, str, str]] = ()

    def leading(self) -> list[Evidence]:
        """Return the evidence that the criterion mainly rests on."""
        if not self.finding.evidence:
            return []
        edge = LEADING * max(e.match.score for e in self.finding.evidence)
        return [
            e for e in self.finding.evidence
            if e.match.score >= edge or e.judgement is Judgement.ACCEPTED
        ]  # fmt: skip

    def flag(self, kind: FlagKind, detail: str, **more: object) -> Flag:
        """Return a flag about the criterion."""
        return Flag(kind, self.criterion.id, detail, self.points, **more)  # type: ignore[arg-type]

    def passages(self, evidence: Sequence[Evidence]) -> tuple[str, ...]:
        return tuple(e.match.passage for e in evidence[:3])


Rule = Callable[[Case], Flag | None]


def raise_flags(case: Case) -> tuple[Flag, ...]:
    """Return the flags for one criterion, in the order of the rules."""
    flags: list[Flag] = []
    for rule in FLAG_RULES:
        flag = rule(case)
        # where nothing holds, it goes without saying that it is not followed up
        if flag is not None and not (
            flag.kind is FlagKind.MISSING_RUNG and any(f.kind in HOLLOW for f in flags)
        ):
            flags.append(flag)
    return (*flags, *_contradictions(case))


def _ask(case: Case) -> Flag | None:
    if case.criterion.origins != (Origin.INTERVIEW,):
        return None
    detail = "Kan inte avgöras i dokument eller på webben; frågan ställs i intervju."
    return case.flag(FlagKind.ASK, detail, passages=case.passages(case.leading()))


def _no_evidence(case: Case) -> Flag | None:
    finding = case.finding
    if any(e.judgement is Judgement.ACCEPTED for e in finding.evidence):
        return None
    if finding.likelihood >= DOUBTFUL and finding.evidence:
        return None
    certain = not finding.evidence and finding.likelihood < NONE
    origins = " och ".join(o for o in case.criterion.origins if o is not Origin.INTERVIEW)
    where = f" (källor: {origins})" if origins else ""
    if certain:
        detail = f"Inget i materialet belägger kriteriet{where}."
    elif finding.evidence or any(m.score >= finding.threshold for m in finding.nearest):
        detail = "Möjligen inget belägg: det som ligger närmast berör kanske bara ämnet."
    else:
        detail = f"Möjligen inget belägg: inget i materialet når gränsen{where}."
    nearest = (*(e.match for e in finding.evidence), *finding.nearest)[:3]
    return case.flag(
        FlagKind.NO_EVIDENCE, detail, certain=certain, passages=tuple(m.passage for m in nearest)
    )


def _only_lacking(case: Case) -> Flag | None:
    leading = case.leading()
    weight = sum(e.match.score for e in leading)
    lacking = sum(e.match.score for e in leading if not e.supports)
    if not leading or leading[0].supports or lacking < LACKING * weight:
        return None
    certain = lacking == weight and len(leading) > 1
    detail = "Det som sägs om kriteriet är att något saknas eller inte har gjorts."
    return case.flag(
        FlagKind.ONLY_LACKING, _possibly(detail, certain), certain=certain,
        passages=case.passages(leading),
    )  # fmt: skip


def _only_draft(case: Case) -> Flag | None:
    return _only_standing(
        case, FlagKind.ONLY_DRAFT, (Standing.DRAFT,),
        "Det dokument som behandlar frågan är ett utkast; inget beslutat dokument hittades.",
    )  # fmt: skip


def _only_expired(case: Case) -> Flag | None:
    return _only_standing(
        case, FlagKind.ONLY_EXPIRED, (Standing.EXPIRED, Standing.SUPERSEDED),
        "Det styrdokument som behandlar frågan gäller inte längre; inget gällande hittades.",
    )  # fmt: skip


def _only_standing(
    case: Case, kind: FlagKind, standings: tuple[Standing, ...], detail: str
) -> Flag | None:
    """Flag where the governing documents that a criterion mainly rests on stand all like this."""
    if Origin.DOCUMENTS not in case.criterion.origins or not ASKS_FOR_DOCUMENT.match(
        case.criterion.question
    ):
        return None
    everything = [e for e in case.finding.evidence if _governs(case.origins[e.match.passage])]
    governing = [e for e in everything if e in case.leading()]
    like = [e for e in governing if case.origins[e.match.passage].standing in standings]
    whole = sum(e.match.score for e in governing)
    # what the criterion rests on most must be such a document, not one brought up in passing
    if not like or like[0] is not case.finding.evidence[0]:
        return None
    if sum(e.match.score for e in like) < MOSTLY * whole:
        return None
    certain = len(like) > 1 and len(like) == len(everything)
    return case.flag(kind, _possibly(detail, certain), certain=certain,
                     passages=case.passages(like))  # fmt: skip


def _governs(origins: Origins) -> bool:
    return origins.kind is SourceKind.DOCUMENT and origins.document not in PASSING


def _web_only(case: Case) -> Flag | None:
    if case.criterion.origins[0] is not Origin.DOCUMENTS or _kinds(case) != {SourceKind.WEB}:
        return None
    return _one_kind(
        case, FlagKind.WEB_ONLY, "Belägg finns bara på webben; inget styrdokument hittades."
    )


def _documents_only(case: Case) -> Flag | None:
    if case.criterion.origins[0] is not Origin.WEB or _kinds(case) != {SourceKind.DOCUMENT}:
        return None
    return _one_kind(
        case, FlagKind.DOCUMENTS_ONLY, "Belägg finns bara i dokument; inget hittades på webben."
    )


def _one_kind(case: Case, kind: FlagKind, detail: str) -> Flag:
    # never certain: one passage that was not recognised in the other kind overturns it
    return case.flag(
        kind, _possibly(detail, certain=False), certain=False,
        passages=case.passages(case.leading()),
    )  # fmt: skip


def _kinds(case: Case) -> set[SourceKind]:
    evidence = case.finding.evidence
    return {case.origins[p].kind for e in evidence for p in (e.match.passage, *e.also)}


def _missing_rung(case: Case) -> Flag | None:
    """Flag the first rung that is missing above what is reached: the one to ask for."""
    if case.criterion.origins == (Origin.INTERVIEW,) or not case.finding.evidence:
        return None
    reached = reached_rungs(case.finding.evidence)
    missing = missing_above(reached) if reached else None
    if missing is None:
        return None
    certain = len(case.finding.evidence) >= STATED
    detail = _possibly(missing_words(reached, missing), certain)
    return case.flag(FlagKind.MISSING_RUNG, detail, certain=certain, rung=missing,
                     passages=case.passages(case.leading()))  # fmt: skip


def reached_rungs(evidence: Sequence[Evidence]) -> set[Rung]:
    """Return the rungs that evidence shows."""
    return {rung for e in evidence if (rung := e.shown_rung)}


def missing_above(reached: set[Rung]) -> Rung | None:
    """Return the rung to ask for: a decision where there is only intent, following up where there
    is a decision or practice, an effect where it is followed up."""
    if reached <= {Rung.INTENT}:
        return Rung.DECIDED
    if not reached & {Rung.FOLLOWED_UP, Rung.EFFECT, Rung.LEARNING}:
        return Rung.FOLLOWED_UP
    if not reached & {Rung.EFFECT, Rung.LEARNING}:
        return Rung.EFFECT
    return None


def missing_words(reached: set[Rung], missing: Rung) -> str:
    """Say in Swedish what is reached and what is missing."""
    highest = RUNG_NAMES[max(reached, key=ORDER.index)]
    words = {
        Rung.DECIDED: "inget beslut hittades",
        Rung.FOLLOWED_UP: "ingen uppföljning hittades",
        Rung.EFFECT: "ingen effekt och inget lärande hittades",
    }[missing]
    return f"Når steget {highest}; {words}."


def _possibly(detail: str, certain: bool) -> str:
    return detail if certain else "Möjligen: " + detail[0].lower() + detail[1:]


def _contradictions(case: Case) -> Iterator[Flag]:
    for first, second, why in case.disagreeing[:1]:
        detail = f"Två källor ger olika uppgifter ({why}). Båda visas; verktyget avgör inte."
        yield case.flag(FlagKind.CONTRADICTION, detail, certain=False, passages=(first, second))


def sub_area_flags(
    sub_area: SubArea, counts: Mapping[Rung, int], findings: Mapping[str, Finding]
) -> Iterator[Flag]:
    """Yield what no criterion of a sub-area has evidence of: rungs, or anything at all."""
    found = sum(len(findings[c.id].evidence) for c in sub_area.criteria)
    if not found:
        detail = "Inget kriterium i delområdet har något belägg i materialet."
        yield Flag(FlagKind.NO_EVIDENCE, sub_area.id, detail, sub_area.maximum)
        return
    for rung in (Rung.DECIDED, Rung.FOLLOWED_UP, Rung.EFFECT, Rung.LEARNING):
        if not counts[rung]:
            certain = found >= 2 * STATED
            detail = _possibly(f"Inget belägg i delområdet når steget {RUNG_NAMES[rung]}.", certain)
            yield Flag(FlagKind.MISSING_RUNG, sub_area.id, detail, sub_area.maximum, certain, rung)


FLAG_RULES: tuple[Rule, ...] = (
    _no_evidence, _only_lacking, _only_draft, _only_expired, _web_only, _documents_only,
    _missing_rung, _ask,
)  # fmt: skip
