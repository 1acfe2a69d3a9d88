"""The letter asks for what is named but not held, and for what the framework looks for in vain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Passage, Source, SourceKind, Span
from kompass_evidence.domain.evidence import Flag, FlagKind, FlagState, Triage
from kompass_evidence.domain.framework import (
    Area,
    Criterion,
    Framework,
    Origin,
    Role,
    SubArea,
    Support,
)
from kompass_evidence.reporting.questions import Place
from kompass_evidence.reporting.request import (
    CLOSING,
    MOST,
    NOTHING,
    SHOWN,
    Letter,
    LetterInput,
    WantedDocument,
    letter_markdown,
    named_in,
    request_letter,
)

SOURCES = {
    "src-a": Source("src-a", "a" * 64, SourceKind.DOCUMENT, "a.pdf", "", "Plan, utkast", 1),
}
PASSAGES = {
    name: Passage(name, "src-a", Span(0, 4), "Text", (), ("s. 1",)) for name in ("psg-a", "psg-b")
}


def criterion(identifier: str, *origins: Origin) -> Criterion:
    return Criterion(
        identifier, f"Finns plan {identifier}?", origins or (Origin.DOCUMENTS, Origin.WEB), "",
        Support.DERIVED, "", (), (), (Role.OFFICIAL,),
    )  # fmt: skip


def letter(
    *flags: Flag, criteria: tuple[Criterion, ...] = (), documents: tuple[WantedDocument, ...] = (),
    triage: dict[str, FlagState] | None = None,
) -> Letter:  # fmt: skip
    """Return the letter about these flags; without criteria there is 1.1.1 alone."""
    by_sub_area: dict[str, list[Criterion]] = {}
    for one in criteria or (criterion("1.1.1"),):
        by_sub_area.setdefault(one.id[:3], []).append(one)
    subs = tuple(
        SubArea(i, f"Delområde {i}", Decimal(9), (), tuple(of)) for i, of in by_sub_area.items()
    )
    framework = Framework(
        "f", "Guiden", "1", Decimal(9), (Area("1", "A", Decimal(9), (), subs),), "d" * 64
    )
    made = Assessment(
        framework, "m", "d" * 64, {},
        {c.id: tuple(f for f in flags if f.subject == c.id) for c in framework.criteria()},
        triage={i: Triage(state, "", "Åsa", "2026-01-01") for i, state in (triage or {}).items()},
    )  # fmt: skip
    return request_letter(
        LetterInput("Provkommun", "2026-11-23", made, PASSAGES, SOURCES, documents)
    )


def flag(
    kind: FlagKind = FlagKind.NO_EVIDENCE, subject: str = "1.1.1", *, certain: bool = True,
    passages: tuple[str, ...] = (),
) -> Flag:  # fmt: skip
    return Flag(kind, subject, "Sagt.", Decimal(3), certain, None, passages)


def named(name: str = "Kostpolicy", places: int = 1) -> WantedDocument:
    return WantedDocument(
        name, tuple(Place(f"Källa {n}", "s. 2", "Se den.") for n in range(places))
    )


def topics(made: Letter) -> list[str]:
    return [topic.criterion for sub_area in made.sub_areas for topic in sub_area.topics]


# ---- what the framework looks for


@pytest.mark.parametrize("kind", [FlagKind.NO_EVIDENCE, FlagKind.ONLY_DRAFT, FlagKind.ONLY_EXPIRED])
def test_a_criterion_without_a_document_in_force_is_asked_about(kind: FlagKind) -> None:
    assert topics(letter(flag(kind))) == ["1.1.1"]


@pytest.mark.parametrize("kind", [FlagKind.MISSING_RUNG, FlagKind.DOCUMENTS_ONLY, FlagKind.ASK])
def test_other_flags_ask_for_no_document(kind: FlagKind) -> None:
    assert topics(letter(flag(kind))) == []


def test_a_criterion_that_no_document_answers_is_not_asked_about() -> None:
    interview = criterion("1.1.1", Origin.INTERVIEW, Origin.WEB)
    assert topics(letter(flag(), criteria=(interview,))) == []


def test_a_criterion_with_several_flags_is_asked_about_once() -> None:
    assert topics(letter(flag(), flag(FlagKind.ONLY_DRAFT))) == ["1.1.1"]


@pytest.mark.parametrize("state", [FlagState.ANSWERED, FlagState.ACCEPTED])
def test_what_is_settled_is_not_asked_about(state: FlagState) -> None:
    assert topics(letter(flag(), triage={flag().id: state})) == []


def test_topics_are_grouped_by_sub_area_in_the_frameworks_order() -> None:
    criteria = tuple(criterion(i) for i in ("1.1.1", "1.1.2", "1.2.1", "1.3.1"))
    made = letter(*(flag(subject=c.id) for c in reversed(criteria) if c.id != "1.2.1"),
                  criteria=criteria)  # fmt: skip
    assert [(sub.id, len(sub.topics)) for sub in made.sub_areas] == [("1.1", 2), ("1.3", 1)]


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (flag(), "Inget hittat"),
        (flag(certain=False), "Inget säkert hittat"),
        (flag(FlagKind.ONLY_EXPIRED), "Gäller inte längre"),
        (flag(FlagKind.ONLY_DRAFT, passages=("psg-a", "psg-b")), "Bara utkast: Plan, utkast"),
    ],
)
def test_a_topic_says_what_there_is_instead(raised: Flag, words: str) -> None:
    ((topic,),) = (sub_area.topics for sub_area in letter(raised).sub_areas)
    assert topic.instead == words


# ---- what is named


def test_no_more_documents_are_asked_for_than_will_be_read() -> None:
    made = letter(documents=tuple(named(f"Plan {n}") for n in range(MOST + 2)))
    assert (len(made.documents), made.left_out) == (MOST, 2)


@pytest.mark.parametrize(
    ("places", "more"),
    [(SHOWN, []), (SHOWN + 1, ["och i ytterligare 1 källa"]),
     (SHOWN + 2, ["och i ytterligare 2 källor"])],
)  # fmt: skip
def test_a_document_shows_where_it_is_named_and_counts_the_rest(
    places: int, more: list[str]
) -> None:
    shown = [f"Källa {n}, s. 2: ”Se den.”" for n in range(SHOWN)]
    assert named_in(named(places=places)) == [*shown, *more]


# ---- in Markdown


def test_markdown_asks_for_documents_and_topics() -> None:
    lines = letter_markdown(letter(flag(), documents=(named(),))).splitlines()
    assert [line for line in lines if line[:1] == "#" or line.lstrip()[:1] == "-"] == [
        "# Begäran om underlag: Provkommun",
        "## Dokument som nämns i materialet",
        "- **Kostpolicy**",
        "  - Källa 0, s. 2: ”Se den.”",
        "## Frågor där vi söker ett gällande styrdokument",
        "### 1.1 Delområde 1.1",
        "- 1.1.1 Finns plan 1.1.1? *Inget hittat*",
    ]


def test_markdown_of_a_letter_that_asks_for_nothing_says_so() -> None:
    lines = letter_markdown(letter()).splitlines()
    assert lines[-3:] == [NOTHING, "", CLOSING]
    assert not any(line.startswith("##") for line in lines)


def test_markdown_says_how_many_documents_are_left_out() -> None:
    text = letter_markdown(letter(documents=(named(),) * (MOST + 1)))
    assert "Ytterligare 1 dokument nämns" in text
