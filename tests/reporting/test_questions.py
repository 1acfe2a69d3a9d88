"""The interview guide asks what is worth most, in words that can be said, and once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Passage, Source, SourceKind, Span
from kompass_evidence.domain.evidence import (
    Evidence,
    Finding,
    Flag,
    FlagKind,
    FlagState,
    Match,
    Reading,
    Triage,
    Why,
)
from kompass_evidence.domain.framework import (
    Area,
    Criterion,
    Framework,
    Origin,
    Role,
    Rung,
    SubArea,
    Support,
)
from kompass_evidence.reporting.questions import (
    A_PAGE,
    AS_A_WHOLE,
    QUOTED,
    GuideInput,
    Question,
    RolePage,
    build_guide,
    foot_words,
    guide_markdown,
    number_words,
    shortened,
)

SOURCES = {
    "src-a": Source("src-a", "a" * 64, SourceKind.DOCUMENT, "a.pdf", "", "Styrmodell", 1),
    "src-b": Source("src-b", "b" * 64, SourceKind.WEB, "b.html", "", "Så styrs vi", 1),
}
PASSAGES = {
    "psg-a": Passage("psg-a", "src-a", Span(0, 9), "Planen\nantogs.", ("Mål",), ("s. 4",)),
    "psg-b": Passage("psg-b", "src-b", Span(0, 9), "Planen gäller.", ("Planen",)),
    "psg-c": Passage("psg-c", "src-b", Span(0, 9), "Planen gäller.", ("Så styrs vi",)),
}


def criterion(identifier: str = "1.1.1", *ask: Role) -> Criterion:
    return Criterion(
        identifier, "Finns det en plan?", (Origin.DOCUMENTS,), "", Support.DERIVED, "", (), (),
        ask or (Role.OFFICIAL,),
    )  # fmt: skip


def sub_area(*criteria: Criterion, identifier: str = "1.1", points: int = 30) -> SubArea:
    return SubArea(identifier, "Styrning", Decimal(points), (), criteria)


def flag(
    kind: FlagKind = FlagKind.NO_EVIDENCE, subject: str = "1.1.1", points: float = 3.3,
    detail: str = "Detta sades.", *, certain: bool = True, rung: Rung | None = None,
    passages: tuple[str, ...] = (),
) -> Flag:  # fmt: skip
    return Flag(kind, subject, detail, Decimal(str(points)), certain, rung, passages)


def missing(rung: Rung, subject: str = "1.1.1", points: float = 3.3) -> Flag:
    return flag(FlagKind.MISSING_RUNG, subject, points, rung=rung)


def assessment(
    flags: list[Flag], *sub_areas: SubArea, reached: tuple[Rung, ...] = (),
    triage: dict[str, FlagState] | None = None,
) -> Assessment:  # fmt: skip
    """Return an assessment with these flags, where each criterion reaches the rungs."""
    subs = sub_areas or (sub_area(criterion()),)
    framework = Framework(
        "f", "Guiden", "1", Decimal(1000), (Area("1", "A", Decimal(1000), (), subs),), "d" * 64
    )
    evidence = tuple(Evidence(Match("psg-a", 5, Why(5, 0)), Reading(rung)) for rung in reached)
    criteria = list(framework.criteria())
    by_subject: dict[str, list[Flag]] = {}
    for one in flags:
        by_subject.setdefault(one.subject, []).append(one)
    return Assessment(
        framework, "m", "d" * 64, {c.id: Finding(c.id, evidence, 1) for c in criteria},
        {c.id: tuple(by_subject.get(c.id, ())) for c in criteria},
        {s.id: tuple(by_subject.get(s.id, ())) for s in subs},
        triage={i: Triage(state, "", "Åsa", "2026-01-01") for i, state in (triage or {}).items()},
    )  # fmt: skip


def page(made: Assessment, role: Role = Role.OFFICIAL) -> RolePage:
    given = GuideInput("Provkommun", "2026-11-23", made, PASSAGES, SOURCES, (role,))
    (only,) = build_guide(given).pages
    return only


def question(*flags: Flag, reached: tuple[Rung, ...] = (), role: Role = Role.OFFICIAL) -> Question:
    made = assessment(list(flags), sub_area(criterion("1.1.1", role)), reached=reached)
    (only,) = page(made, role).questions
    return only


# ---- whom to ask


def test_a_question_stands_on_the_pages_of_those_whom_its_criterion_asks() -> None:
    made = assessment([flag()], sub_area(criterion("1.1.1", Role.POLITICIAN, Role.UNION)))
    asked = [role for role in Role if page(made, role).questions]
    assert asked == [Role.POLITICIAN, Role.UNION]


def test_a_question_on_a_sub_area_goes_to_all_whom_its_criteria_ask() -> None:
    criteria = (criterion("1.1.1", Role.COMPANY), criterion("1.1.2", Role.UNION))
    made = assessment([missing(Rung.EFFECT, "1.1", 30)], sub_area(*criteria))
    assert [role for role in Role if page(made, role).questions] == [Role.COMPANY, Role.UNION]


def test_pages_come_in_the_order_of_the_roles_that_were_given() -> None:
    roles = (Role.UNION, Role.POLITICIAN)
    given = GuideInput("P", "2026-11-23", assessment([]), PASSAGES, SOURCES, roles)
    assert [made.role for made in build_guide(given).pages] == list(roles)


# ---- what to ask


@pytest.mark.parametrize("state", [FlagState.ANSWERED, FlagState.ACCEPTED])
def test_what_is_settled_is_not_asked_again(state: FlagState) -> None:
    assert page(assessment([flag()], triage={flag().id: state})).questions == ()


@pytest.mark.parametrize("state", [FlagState.OPEN, FlagState.ASKED])
def test_what_is_not_yet_answered_is_asked(state: FlagState) -> None:
    assert len(page(assessment([flag()], triage={flag().id: state})).questions) == 1


def test_the_most_points_stand_first() -> None:
    subs = [sub_area(criterion(f"1.{n}.1"), identifier=f"1.{n}") for n in (1, 2, 3)]
    flags = [flag(subject="1.1.1", points=2), flag(subject="1.2.1", points=5),
             flag(subject="1.3.1", points=3)]  # fmt: skip
    asked = page(assessment(flags, *subs)).questions
    assert [one.criterion for one in asked] == ["1.2.1", "1.3.1", "1.1.1"]


def test_a_page_leaves_out_the_fewest_points_and_counts_them() -> None:
    count = A_PAGE + 3
    subs = [sub_area(criterion(f"1.{n}.1"), identifier=f"1.{n}") for n in range(count)]
    flags = [flag(subject=f"1.{n}.1", points=n + 1) for n in range(count)]
    made = page(assessment(flags, *subs))
    assert [one.points for one in made.questions] == [count - n for n in range(A_PAGE)]
    assert made.left_out == 3


def test_no_sub_area_takes_the_whole_page() -> None:
    large = sub_area(*(criterion(f"1.1.{n}") for n in range(20)))
    small = [sub_area(criterion(f"1.{n}.1"), identifier=f"1.{n}") for n in range(2, 8)]
    flags = [flag(subject=f"1.1.{n}", points=4) for n in range(20)]
    flags += [flag(subject=f"1.{n}.1", points=2) for n in range(2, 8)]
    asked = page(assessment(flags, large, *small)).questions
    assert {one.sub_area for one in asked} == {"1.1", *(f"1.{n}" for n in range(2, 8))}


def test_whole_sub_areas_leave_room_for_their_criteria() -> None:
    count = A_PAGE
    subs = [sub_area(criterion(f"1.{n}.1"), identifier=f"1.{n}") for n in range(count)]
    flags = [missing(Rung.LEARNING, f"1.{n}", 30) for n in range(count)]
    flags += [flag(subject=f"1.{n}.1") for n in range(count)]
    asked = page(assessment(flags, *subs)).questions
    assert sum(not one.criterion for one in asked) == AS_A_WHOLE


def test_whole_sub_areas_fill_the_page_where_there_is_nothing_else_to_ask() -> None:
    subs = [sub_area(criterion(f"1.{n}.1"), identifier=f"1.{n}") for n in range(A_PAGE)]
    flags = [missing(Rung.LEARNING, f"1.{n}", 30) for n in range(A_PAGE)]
    assert len(page(assessment(flags, *subs)).questions) == A_PAGE


def test_a_rung_asked_for_in_a_criterion_is_not_asked_for_in_its_sub_area() -> None:
    made = page(assessment([missing(Rung.EFFECT), missing(Rung.EFFECT, "1.1", 30)]))
    assert [one.criterion for one in made.questions] == ["1.1.1"]
    assert made.left_out == 0


def test_another_rung_is_asked_for_in_the_sub_area_as_well() -> None:
    made = page(assessment([missing(Rung.EFFECT), missing(Rung.LEARNING, "1.1", 30)]))
    assert [one.criterion for one in made.questions] == ["", "1.1.1"]


def test_several_flags_of_a_criterion_are_one_question() -> None:
    asked = question(flag(FlagKind.WEB_ONLY, detail="Ett."), missing(Rung.EFFECT))
    assert asked.flag_id == "flg-1.1.1-web-only"


def test_a_certain_flag_words_the_question_before_an_uncertain_one() -> None:
    asked = question(flag(FlagKind.ONLY_DRAFT, certain=False), missing(Rung.EFFECT))
    assert asked.flag_id == "flg-1.1.1-missing-rung-effect"


def test_the_other_flags_are_told_in_why() -> None:
    asked = question(
        flag(FlagKind.WEB_ONLY, detail="Ett."), flag(FlagKind.ONLY_DRAFT, detail="Två.")
    )
    assert asked.why == "Bara utkast – två. Bara på webben – ett."


# ---- in which words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FlagKind.NO_EVIDENCE, "Vi hittade inget om detta i materialet – hur gör ni?"),
        (FlagKind.ONLY_LACKING, "Texterna säger att detta saknas. Hur ser det ut i dag?"),
        (FlagKind.ONLY_DRAFT, "När väntas beslutet, och vad gäller till dess?"),
        (FlagKind.ONLY_EXPIRED,
         "Dokumentet gäller inte längre. Vad styr i dag, och när kommer ett nytt?"),
        (FlagKind.WEB_ONLY, "Vilket beslut eller styrdokument ligger bakom?"),
        (FlagKind.DOCUMENTS_ONLY, "Hur får invånarna del av detta?"),
        (FlagKind.CONTRADICTION, "Två källor säger olika. Vad stämmer?"),
        (FlagKind.ASK, "Kan du ge ett exempel från det senaste året?"),
    ],
)  # fmt: skip
def test_a_question_is_the_criterions_own_with_what_the_flag_asks(
    kind: FlagKind, words: str
) -> None:
    asked = question(flag(kind)).text
    assert asked.startswith("Finns det en plan? ")
    assert asked.endswith(words)


@pytest.mark.parametrize(
    ("rung", "reached", "words"),
    [
        (Rung.DECIDED, Rung.INTENT,
         "Vi ser en avsikt men inget beslut. Vad är beslutat, av vem och när?"),
        (Rung.FOLLOWED_UP, Rung.DECIDED,
         "Vi ser att det är beslutat. Hur följs det upp, och vem tar del av resultatet?"),
        (Rung.FOLLOWED_UP, Rung.APPLIED,
         "Vi ser att det görs. Hur följs det upp, och vem tar del av resultatet?"),
        (Rung.EFFECT, Rung.FOLLOWED_UP,
         "Vi ser att det följs upp. Vad har det lett till? Ge ett exempel."),
    ],
)  # fmt: skip
def test_a_missing_rung_is_asked_for_from_what_there_is(
    rung: Rung, reached: Rung, words: str
) -> None:
    assert question(missing(rung), reached=(reached,)).text == f"Finns det en plan? {words}"


@pytest.mark.parametrize("rung", [Rung.DECIDED, Rung.FOLLOWED_UP, Rung.EFFECT, Rung.LEARNING])
def test_a_question_on_a_sub_area_names_it(rung: Rung) -> None:
    assert "”Styrning”" in question(missing(rung, "1.1", 30)).text


def test_a_sub_area_without_evidence_is_asked_about_as_a_whole() -> None:
    asked = question(flag(subject="1.1"))
    assert asked.text == "Vi hittade ingenting i materialet om ”Styrning”. Hur arbetar ni med det?"


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.COMPANY, "hur gör ni i bolaget?"), (Role.UNION, "hur ser ni på det?")],
)
def test_those_who_do_not_run_the_municipality_are_asked_for_their_own_view(
    role: Role, words: str
) -> None:
    assert question(flag(), role=role).text.endswith(words)


def test_an_uncertain_flag_is_said_to_be_uncertain() -> None:
    detail = "Möjligen inget belägg: det som ligger närmast berör troligen bara ämnet."
    asked = question(flag(detail=detail, certain=False))
    assert asked.text.endswith("Vi hittade inget säkert om detta i materialet – hur gör ni?")
    assert asked.why == (
        "Vi är osäkra på detta: inget belägg – det som ligger närmast berör troligen bara ämnet."
    )


def test_why_does_not_say_the_flags_name_twice() -> None:
    detail = "Möjligen: belägg finns bara på webben; inget styrdokument hittades."
    asked = question(flag(FlagKind.WEB_ONLY, detail=detail, certain=False))
    assert asked.why == (
        "Vi är osäkra på detta: belägg finns bara på webben; inget styrdokument hittades."
    )


# ---- what it rests on


@pytest.mark.parametrize(
    ("passage", "where"), [("psg-a", "s. 4"), ("psg-b", "Planen"), ("psg-c", "")]
)
def test_a_place_is_a_page_or_a_heading_that_is_not_the_title(passage: str, where: str) -> None:
    (place,) = question(flag(passages=(passage,))).places
    assert place.where == where


def test_a_place_quotes_its_passage_on_one_line() -> None:
    (place,) = question(flag(passages=("psg-a",))).places
    assert (place.title, place.quote) == ("Styrmodell", "Planen antogs.")


def test_both_sides_of_a_contradiction_are_shown() -> None:
    asked = question(flag(FlagKind.CONTRADICTION, passages=("psg-a", "psg-b")))
    assert [place.title for place in asked.places] == ["Styrmodell", "Så styrs vi"]


@given(st.text(alphabet=st.sampled_from("aå .,\n"), max_size=500), st.integers(1, QUOTED))
def test_a_shortened_text_is_the_beginning_of_the_line(text: str, most: int) -> None:
    line = " ".join(text.split())
    made = shortened(text, most)
    assert made == line or (line.startswith(made[:-1]) and made[-1] == "…")
    assert len(made) <= most + len("…")


def test_a_text_is_shortened_after_a_whole_word() -> None:
    assert shortened("Planen antogs av fullmäktige.", 18) == "Planen antogs av…"


@pytest.mark.parametrize(
    ("number", "words"), [("3.3", "3,3"), ("30", "30"), ("30.0", "30"), ("100", "100")]
)
def test_points_are_written_as_swedes_write_them(number: str, words: str) -> None:
    assert number_words(Decimal(number)) == words


# ---- in Markdown


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        (0, "Det finns inga frågor att ställa."),
        (1, "Ytterligare 1 fråga finns i kompass flag list."),
        (7, "Ytterligare 7 frågor finns i kompass flag list."),
    ],
)
def test_the_foot_says_what_the_page_does_not_hold(left_out: int, words: str) -> None:
    assert foot_words(RolePage(Role.UNION, (), left_out)) == words


def test_markdown_numbers_the_questions_of_each_role() -> None:
    subs = [sub_area(criterion(f"1.{n}.1"), identifier=f"1.{n}") for n in (1, 2)]
    made = assessment([flag(subject="1.1.1"), flag(subject="1.2.1")], *subs)
    roles = (Role.POLITICIAN, Role.OFFICIAL)
    guide = build_guide(GuideInput("P", "2026-11-23", made, PASSAGES, SOURCES, roles))
    lines = guide_markdown(guide).splitlines()
    assert [line for line in lines if line[:1] in "#12" and line] == [
        "# Intervjuguide för P", "2026-11-23",
        "## Frågor till politiker",
        "## Frågor till tjänstepersoner",
        "1. **Finns det en plan? Vi hittade inget om detta i materialet – hur gör ni?**",
        "2. **Finns det en plan? Vi hittade inget om detta i materialet – hur gör ni?**",
    ]  # fmt: skip


@given(st.text(max_size=80))
def test_markdown_shows_a_municipalitys_name_as_it_stands(name: str) -> None:
    guide = build_guide(GuideInput(name, "2026-11-23", assessment([]), {}, {}, ()))
    first = MarkdownIt("commonmark").parse(guide_markdown(guide))[1]
    shown = "".join(child.content for child in first.children or ())
    assert shown.split() == f"Intervjuguide för {name}".replace("\0", "�").split()


# ---- whatever the flags

KINDS = st.sampled_from([kind for kind in FlagKind if kind is not FlagKind.MISSING_RUNG])
FLAGS = st.lists(
    st.builds(
        flag, KINDS, st.sampled_from([f"1.{s}.{c}" for s in range(4) for c in range(6)]),
        st.integers(1, 9), certain=st.booleans(),
    )
    | st.builds(
        missing, st.sampled_from([Rung.DECIDED, Rung.FOLLOWED_UP, Rung.EFFECT]),
        st.sampled_from([f"1.{s}" for s in range(4)]), st.integers(10, 40),
    ),
    max_size=40,
)  # fmt: skip


@given(FLAGS)
def test_a_page_holds_each_matter_once_and_counts_the_rest(flags: list[Flag]) -> None:
    subs = [
        sub_area(*(criterion(f"1.{s}.{c}") for c in range(6)), identifier=f"1.{s}")
        for s in range(4)
    ]
    made = page(assessment(flags, *subs))
    subjects = [one.criterion or one.sub_area for one in made.questions]
    assert len(subjects) == len(set(subjects)) <= A_PAGE
    assert len(subjects) + made.left_out == len({one.subject for one in flags})
