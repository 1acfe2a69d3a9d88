"""A pack with one criterion, made by hand, whose texts a test may choose."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Box, Passage, Source, SourceKind, Span
from kompass_evidence.domain.evidence import (
    Evidence,
    Finding,
    Flag,
    FlagKind,
    FlagState,
    Judgement,
    Match,
    Proof,
    Reading,
    Stance,
    Triage,
    Why,
)
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Standing, Where
from kompass_evidence.domain.framework import (
    Area,
    Criterion,
    Framework,
    Origin,
    Role,
    Rung,
    Statement,
    SubArea,
    Support,
)
from kompass_evidence.reporting.html import PageView, PlaceView, TextView, Views
from kompass_evidence.reporting.pack import PackInput, build_pack

CRITERION = Criterion(
    "1.1.1", "Finns det en plan?", (Origin.DOCUMENTS,), "En antagen plan.", Support.DERIVED, "",
    (Statement(Rung.DECIDED, "Planen antogs."),), ("plan",), (Role.OFFICIAL,),
)  # fmt: skip
SUB_AREA = SubArea("1.1", "Planer", Decimal("7.5"), (), (CRITERION,))
FRAMEWORK = Framework(
    "guide", "Guiden", "2024", Decimal("7.5"),
    (Area("1", "Styrning", Decimal("7.5"), (), (SUB_AREA,)),), "d" * 64,
)  # fmt: skip
AT = "2026-01-30T08:00:00Z"


def hand_made(text: str = "Planen antogs i maj.", *, found: bool = True) -> PackInput:
    """Return the input of a pack in which every text that is not the framework's is `text`.

    One source has pages and has expired, one has none and says nothing of itself. Where something
    is `found` the two contradict each other, one was accepted by a person and the other tells of
    what is lacking; where nothing is, both are only nearest.
    """
    span = Span(0, len(text))
    passages = {
        f"psg-{name}": Passage(f"psg-{name}", f"src-{name}", span, text, (text,), (place,))
        for name, place in (("paged", f"s. {text}"), ("plain", text))
    }
    matches = tuple(
        Match(passage, score, Why(3.25, 1.5, (text,)))
        for passage, score in zip(passages, (5.25, 3.0), strict=True)
    )
    flag, of_sub_area = _flags(text, matches, found=found)
    assessment = Assessment(
        FRAMEWORK, "model", "m" * 64, {CRITERION.id: _finding(text, matches, found=found)},
        {CRITERION.id: (flag,)}, {SUB_AREA.id: (of_sub_area,)},
        {"src-paged": _facts(text)}, {"src-paged": Standing.EXPIRED, "src-plain": None},
        {"src-paged": ("src-plain",), "src-plain": ("src-paged",)},
        {flag.id: Triage(FlagState.ASKED, text, text, AT)}, "2026-01-31",
    )  # fmt: skip
    municipality = {"name": text, "population": 12345, "year": 2026}
    return PackInput(
        municipality, "2026-01-31", assessment, _sources(text), passages, [(text, text)]
    )


def _sources(text: str) -> list[Source]:
    return [
        Source("src-paged", "a" * 64, SourceKind.DOCUMENT, text, "application/pdf", text, 1,
               url=text, pages=2, remarks=(text,)),
        Source("src-plain", "b" * 64, SourceKind.WEB, text, "text/html", text, 1, url=text),
    ]  # fmt: skip


def _finding(text: str, matches: tuple[Match, ...], *, found: bool) -> Finding:
    if not found:
        return Finding(CRITERION.id, (), 4.5, matches, 0.125)
    evidence = (
        Evidence(
            matches[0], Reading(Rung.DECIDED, (text,), Stance.SUPPORTS, text), ("psg-plain",),
            Judgement.ACCEPTED,
        ),
        Evidence(matches[1], Reading(None, (), Stance.WEAKENS, text)),
    )  # fmt: skip
    return Finding(CRITERION.id, evidence, 2.5, (), 0.875)


def _flags(text: str, matches: tuple[Match, ...], *, found: bool) -> tuple[Flag, Flag]:
    """Return a flag of the criterion, and one of the sub-area."""
    proof = Proof(
        (text,), (text,), (text,), (text,), 2, 2, 1, matches, 4.5, 0.25, f"{'m' * 64}:1", "m" * 64
    )
    kind, detail = (
        (FlagKind.CONTRADICTION, "Två källor ger olika uppgifter.")
        if found
        else (FlagKind.NO_EVIDENCE, "Inget belägg.")
    )
    passages = tuple(match.passage for match in matches)
    points = SUB_AREA.maximum
    flag = Flag(kind, CRITERION.id, detail, points, False, None, passages, proof)
    missing = Flag(
        FlagKind.MISSING_RUNG, SUB_AREA.id, "Ingen effekt.", points, True, Rung.EFFECT, (), proof
    )
    return flag, missing


def _facts(text: str) -> DocumentFacts:
    fact = Fact(FactName.DECIDED_BY, text, text, Where.TEXT, Span(0, len(text)))
    return DocumentFacts("src-paged", {fact.name: fact})


def hand_made_pack(text: str = "Planen antogs i maj.", *, found: bool = True) -> dict[str, Any]:
    return build_pack(hand_made(text, found=found))


def hand_made_views(text: str = "Planen antogs i maj.") -> Views:
    places = {
        "psg-paged": PlaceView((Box(0, 0.1, 0.2, 0.5, 0.25), Box(1, 0.1, 0.1, 0.4, 0.15))),
        "psg-plain": PlaceView((), 0, len(text)),
    }
    pages = [PageView("src-paged", n, f"{text}{n}", b"\xff\xd8\xff\xd9") for n in (0, 1)]
    return Views(pages, {"src-plain": TextView(text, ())}, places)
