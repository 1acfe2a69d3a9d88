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
    Match,
    Reading,
    Why,
)
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


def hand_made(text: str = "Planen antogs i maj.", *, found: bool = True) -> PackInput:
    """Return the input of a pack in which every text of a source is `text`.

    One source has pages and one has none; where nothing is `found` both are only nearest.
    """
    sources = [
        Source("src-paged", "a" * 64, SourceKind.DOCUMENT, text, "application/pdf", text, 1,
               url=text, pages=2, remarks=(text,)),
        Source("src-plain", "b" * 64, SourceKind.WEB, text, "text/html", text, 1, url=text),
    ]  # fmt: skip
    span = Span(0, len(text))
    passages = {
        f"psg-{name}": Passage(f"psg-{name}", f"src-{name}", span, text, (text,), (place,))
        for name, place in (("paged", f"s. {text}"), ("plain", text))
    }
    matches = [Match(p, score, Why(3.25, 1.5, (text,))) for p, score in zip(passages, (5.25, 3.0))]  # noqa: B905
    evidence = (
        Evidence(matches[0], Reading(Rung.DECIDED, (text,)), ("psg-plain",)),
        Evidence(matches[1], None),
    )
    finding = (
        Finding(CRITERION.id, evidence, 2.5)
        if found
        else Finding(CRITERION.id, (), 4.5, tuple(matches))
    )
    flag = Flag(FlagKind.NO_EVIDENCE, CRITERION.id, "Inget belägg.")
    assessment = Assessment(
        FRAMEWORK, "model", "m" * 64, {CRITERION.id: finding},
        {CRITERION.id: () if found else (flag,)},
    )  # fmt: skip
    municipality = {"name": text, "population": 12345, "year": 2026}
    unread = [(text, text)]
    return PackInput(municipality, "2026-01-31", assessment, sources, passages, unread)


def hand_made_pack(text: str = "Planen antogs i maj.", *, found: bool = True) -> dict[str, Any]:
    return build_pack(hand_made(text, found=found))


def hand_made_views(text: str = "Planen antogs i maj.") -> Views:
    places = {
        "psg-paged": PlaceView((Box(0, 0.1, 0.2, 0.5, 0.25), Box(1, 0.1, 0.1, 0.4, 0.15))),
        "psg-plain": PlaceView((), 0, len(text)),
    }
    pages = [PageView("src-paged", n, f"{text}{n}", b"\xff\xd8\xff\xd9") for n in (0, 1)]
    return Views(pages, {"src-plain": TextView(text, ())}, places)
