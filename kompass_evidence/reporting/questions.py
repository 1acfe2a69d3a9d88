"""The interview guide: from flags to the questions worth asking, a page for each role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Passage, Source
from kompass_evidence.domain.evidence import FLAG_NAMES, Flag, FlagKind
from kompass_evidence.domain.framework import Criterion, Role, Rung, SubArea

A_PAGE = 12  # questions that an A4 page holds
AS_A_WHOLE = 4  # of them about a whole sub-area, at the most while there are others to ask
OF_ONE = 2  # questions about criteria of one sub-area, before the next sub-area has its turn
QUOTED = 200  # characters of a passage

# which of several flags words the question: the one that most changes what there is to ask
_FIRST = (
    FlagKind.ASK, FlagKind.NO_EVIDENCE, FlagKind.ONLY_LACKING, FlagKind.CONTRADICTION,
    FlagKind.ONLY_DRAFT, FlagKind.ONLY_EXPIRED, FlagKind.WEB_ONLY, FlagKind.MISSING_RUNG,
    FlagKind.DOCUMENTS_ONLY,
)  # fmt: skip

PAGE_NAMES = {
    Role.POLITICIAN: "Frågor till politiker",
    Role.OFFICIAL: "Frågor till tjänstepersoner",
    Role.COMPANY: "Frågor till kommunens bolag",
    Role.UNION: "Frågor till fackliga företrädare",
}
_HOW = {
    Role.POLITICIAN: "hur gör ni?",
    Role.OFFICIAL: "hur gör ni?",
    Role.COMPANY: "hur gör ni i bolaget?",
    Role.UNION: "hur ser ni på det?",
}
# what is said after the criterion's own question
_THEN = {
    FlagKind.ONLY_LACKING: "Texterna säger att detta saknas. Hur ser det ut i dag?",
    FlagKind.ONLY_DRAFT: "Vi hittar bara ett utkast. När väntas beslutet, och vad gäller till"
    " dess?",
    FlagKind.ONLY_EXPIRED: "Dokumentet gäller inte längre. Vad styr i dag, och när kommer ett"
    " nytt?",
    FlagKind.WEB_ONLY: "Vi hittar det bara på webben. Vilket beslut eller styrdokument ligger"
    " bakom?",
    FlagKind.DOCUMENTS_ONLY: "Vi hittar det bara i dokument. Hur får invånarna del av detta?",
    FlagKind.CONTRADICTION: "Två källor säger olika. Vad stämmer?",
    FlagKind.ASK: "Kan du ge ett exempel från det senaste året?",
}
_THEN_RUNG = {
    Rung.DECIDED: "Vi ser en avsikt men inget beslut. Vad är beslutat, av vem och när?",
    Rung.FOLLOWED_UP: "Hur följs det upp, och vem tar del av resultatet?",
    Rung.EFFECT: "Vad har det lett till? Ge ett exempel.",
    Rung.LEARNING: "Vad har ni lärt er, och vad har ni ändrat till följd av det?",
}
_WHOLE_RUNG = {
    Rung.DECIDED: "Vad är beslutat, av vem och när?",
    Rung.FOLLOWED_UP: "Hur följer ni upp arbetet, och vem tar del av resultatet?",
    Rung.EFFECT: "Vad har arbetet lett till? Ge ett exempel.",
    Rung.LEARNING: "Vad har ni lärt er av resultaten, och vad har ni ändrat till följd av det?",
}


@dataclass(frozen=True, slots=True)
class GuideInput:
    """All that a guide is made of; `as_of` is an ISO date, passages and sources are by id."""

    municipality: str
    as_of: str
    assessment: Assessment
    passages: Mapping[str, Passage]
    sources: Mapping[str, Source]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a source to show: its title, the page or heading, and its first words."""

    title: str
    where: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to ask aloud; `why` says in Swedish what raised it.

    `criterion` is "" where the question is about a whole sub-area; `lead` says what `places` are.
    """

    flag_id: str
    sub_area: str
    sub_area_name: str
    criterion: str
    points: Decimal
    text: str
    why: str
    lead: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RolePage:
    """The questions for one role, those with most points at stake first; `left_out` counts those
    that the page does not hold."""

    role: Role
    questions: tuple[Question, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Guide:
    """The pages of an interview guide, one a role."""

    municipality: str
    as_of: str
    pages: tuple[RolePage, ...]


@dataclass(frozen=True, slots=True)
class _Matter:
    """What one question would be about: a criterion, or its whole sub-area; main flag first."""

    sub_area: SubArea
    criterion: Criterion | None
    flags: tuple[Flag, ...]

    @property
    def points(self) -> Decimal:
        return max(flag.points for flag in self.flags)


def build_guide(given: GuideInput) -> Guide:
    """Return the guide: for each role the questions with most points at stake, one a criterion.

    What has been answered or accepted is not asked again.
    """
    pages = tuple(_page(role, given) for role in given.roles)
    return Guide(given.municipality, given.as_of, pages)


def _page(role: Role, given: GuideInput) -> RolePage:
    chosen, count = _choose(list(_matters(role, given.assessment)))
    questions = tuple(_question(matter, role, given) for matter in chosen)
    return RolePage(role, questions, count - len(questions))


# ---- what to ask about


def _matters(role: Role, assessment: Assessment) -> Iterator[_Matter]:
    for sub_area in assessment.framework.sub_areas():
        criteria = [c for c in sub_area.criteria if role in c.ask]
        for criterion in criteria:
            flags = _open(assessment.flags[criterion.id], assessment)
            if flags:
                yield _Matter(sub_area, criterion, flags)
        flags = _open(assessment.sub_area_flags.get(sub_area.id, ()), assessment)
        if flags and criteria:
            yield _Matter(sub_area, None, flags)


def _open(flags: Iterable[Flag], assessment: Assessment) -> tuple[Flag, ...]:
    """Return the flags still to be asked about, the one that words the question first."""
    left = [flag for flag in flags if not assessment.state(flag).is_settled]
    return tuple(sorted(left, key=lambda flag: (not flag.certain, _FIRST.index(flag.kind))))


def _choose(matters: Sequence[_Matter]) -> tuple[list[_Matter], int]:
    """Return what a page holds, most points first, and how much there is to ask in all.

    A rung that is asked for in a criterion of a sub-area is not asked for in the whole as well.
    """
    own = _spread([m for m in matters if m.criterion])
    kept = own[: A_PAGE - AS_A_WHOLE]
    asked = {(m.sub_area.id, flag.rung) for m in kept for flag in m.flags if flag.rung}
    rest = (_without(m, asked) for m in matters if not m.criterion)
    whole = _spread([m for m in rest if m.flags])
    order = [*kept, *whole[:AS_A_WHOLE], *own[len(kept) :], *whole[AS_A_WHOLE:]]
    return sorted(order[:A_PAGE], key=lambda m: -m.points), len(order)


def _spread(matters: Sequence[_Matter]) -> list[_Matter]:
    """Order by points, but so that no sub-area takes the page from the others."""
    seen: Counter[str] = Counter()
    ranked = []
    for matter in sorted(matters, key=lambda m: (-m.points, not m.flags[0].certain)):
        ranked.append((seen[matter.sub_area.id] // OF_ONE, matter))
        seen[matter.sub_area.id] += 1
    return [matter for _, matter in sorted(ranked, key=lambda entry: entry[0])]


def _without(matter: _Matter, asked: set[tuple[str, Rung]]) -> _Matter:
    left = (flag for flag in matter.flags if (matter.sub_area.id, flag.rung) not in asked)
    return replace(matter, flags=tuple(left))


# ---- how to ask


def _question(matter: _Matter, role: Role, given: GuideInput) -> Question:
    main, sub_area, criterion = matter.flags[0], matter.sub_area, matter.criterion
    if criterion is None:
        text = _about_whole(main, sub_area)
    else:
        text = f"{criterion.question} {_follow_up(main, criterion, role, given.assessment)}"
    shown = 2 if main.kind is FlagKind.CONTRADICTION else 1
    return Question(
        main.id, sub_area.id, sub_area.name, criterion.id if criterion else "", matter.points,
        text, _why(matter.flags),
        "Närmast i materialet" if main.kind is FlagKind.NO_EVIDENCE else "I materialet",
        tuple(place_of(given.passages[p], given.sources) for p in main.passages[:shown]),
    )  # fmt: skip


def _about_whole(flag: Flag, sub_area: SubArea) -> str:
    if flag.rung is None:
        return f"Vi hittade ingenting i materialet om ”{sub_area.name}”. Hur arbetar ni med det?"
    return f"Se till ”{sub_area.name}” som helhet. {_WHOLE_RUNG[flag.rung]}"


def _follow_up(flag: Flag, criterion: Criterion, role: Role, assessment: Assessment) -> str:
    if flag.kind is FlagKind.NO_EVIDENCE:
        found = "inget" if flag.certain else "inget säkert"
        return f"Vi hittade {found} om detta i materialet – {_HOW[role]}"
    if flag.rung is None:
        return _THEN[flag.kind]
    return _seen(flag.rung, criterion, assessment) + _THEN_RUNG[flag.rung]


def _seen(missing: Rung, criterion: Criterion, assessment: Assessment) -> str:
    """Say what there is, where a rung above it is asked for."""
    reached = {e.shown_rung for e in assessment.findings[criterion.id].evidence}
    if missing is Rung.FOLLOWED_UP:
        if Rung.DECIDED in reached:
            return "Vi ser att det är beslutat. "
        return "Vi ser att det görs. "
    return "Vi ser att det följs upp. " if missing is Rung.EFFECT else ""


def _why(flags: Sequence[Flag]) -> str:
    return " ".join(_reason(flag) for flag in flags)


def _reason(flag: Flag) -> str:
    detail = re.sub(r"^Möjligen(?: inget belägg)?:? ", "", flag.detail)
    if detail[1:2].islower() or detail[1:2] == " ":
        detail = detail[0].lower() + detail[1:]
    name = FLAG_NAMES[flag.kind]
    said = detail if name in detail else f"{name} – {detail}"
    return said[0].upper() + said[1:] if flag.certain else f"Vi är osäkra på detta: {said}"


def place_of(passage: Passage, sources: Mapping[str, Source]) -> Place:
    """Return where a passage stands, with its first words."""
    title = sources[passage.source].title
    where = ", ".join(passage.places) or (passage.heading[-1] if passage.heading else "")
    return Place(title, "" if where == title else where, shortened(passage.text))


def shortened(text: str, most: int = QUOTED) -> str:
    """Return a text on one line, cut after a whole word where it is longer than `most`."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most + 1].rpartition(" ")[0] or line[:most]
    return cut.rstrip(" .,;:–") + "…"


# ---- in words


def number_words(number: Decimal) -> str:
    """Return a number as Swedes write it: "3,3"."""
    return f"{number.normalize():f}".replace(".", ",")


def subject_words(question: Question) -> str:
    """Say what a question is about, and how many points are at stake."""
    subject = question.criterion or question.sub_area
    points = number_words(question.points)
    return f"{subject} {question.sub_area_name}, {points} poäng"


def place_words(place: Place) -> str:
    """Return a place and its words: "Styrmodell, s. 4: ”…”"."""
    return ", ".join(part for part in (place.title, place.where) if part) + f": ”{place.quote}”"


def foot_words(page: RolePage) -> str:
    """Say what a page does not hold; "" where it holds all."""
    if not page.left_out:
        return "" if page.questions else "Det finns inga frågor att ställa."
    noun = "fråga" if page.left_out == 1 else "frågor"
    return f"Ytterligare {page.left_out} {noun} finns i kompass flag list."


def guide_markdown(guide: Guide) -> str:
    """Return the guide as Markdown."""
    lines = [f"# Intervjuguide för {escaped(guide.municipality)}", "", guide.as_of]
    for page in guide.pages:
        lines += ["", f"## {PAGE_NAMES[page.role]}", ""]
        for number, question in enumerate(page.questions, 1):
            lines += _question_lines(number, question)
        foot = foot_words(page)
        lines += [foot] if foot else []
    return "\n".join(lines).rstrip() + "\n"


def _question_lines(number: int, question: Question) -> Iterator[str]:
    indent = " " * (len(str(number)) + 2)
    yield f"{number}. **{escaped(question.text)}**"
    yield ""
    yield f"{indent}{escaped(subject_words(question))}. {escaped(question.why)}"
    for place in question.places:
        yield ""
        yield f"{indent}> {question.lead}: {escaped(place_words(place))}"
    yield ""


def escaped(text: str) -> str:
    """Return a text on one line that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>|&#])", r"\\\1", " ".join(text.split()))
