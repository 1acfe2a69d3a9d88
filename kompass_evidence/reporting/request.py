"""The letter that asks a municipality for the documents that were not handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Passage, Source
from kompass_evidence.domain.evidence import Flag, FlagKind
from kompass_evidence.domain.framework import Criterion, Origin
from kompass_evidence.reporting.questions import Place, escaped, place_words

MOST = 25  # documents that are asked for by name
SHOWN = 2  # places where a document is named

# what the material holds instead of a governing document, the first that is flagged
_INSTEAD = {
    FlagKind.ONLY_DRAFT: "Bara utkast",
    FlagKind.ONLY_EXPIRED: "Gäller inte längre",
    FlagKind.NO_EVIDENCE: "Inget hittat",
}


@dataclass(frozen=True, slots=True)
class WantedDocument:
    """A document that is named in the material, with one place for each source that names it."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class WantedTopic:
    """A criterion that a governing document should answer; `instead` is what there is, and in
    which documents."""

    criterion: str
    question: str
    instead: str


@dataclass(frozen=True, slots=True)
class SubAreaTopics:
    """The topics of one sub-area."""

    id: str
    name: str
    topics: tuple[WantedTopic, ...]


@dataclass(frozen=True, slots=True)
class LetterInput:
    """All that a letter is made of; `documents` are what the material names, most widely first."""

    municipality: str
    as_of: str
    assessment: Assessment
    passages: Mapping[str, Passage]
    sources: Mapping[str, Source]
    documents: Sequence[WantedDocument]


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter; `left_out` counts the documents that it does not ask for by name."""

    municipality: str
    framework: str
    as_of: str
    documents: tuple[WantedDocument, ...]
    left_out: int
    sub_areas: tuple[SubAreaTopics, ...]


def request_letter(given: LetterInput) -> Letter:
    """Return the letter: what is named but not handed in, and what the framework looks for."""
    documents = tuple(given.documents)
    return Letter(
        given.municipality, given.assessment.framework.name, given.as_of, documents[:MOST],
        len(documents[MOST:]), tuple(_sub_areas(given)),
    )  # fmt: skip


def _sub_areas(given: LetterInput) -> Iterator[SubAreaTopics]:
    for sub_area in given.assessment.framework.sub_areas():
        topics = tuple(
            topic for criterion in sub_area.criteria if (topic := _topic(criterion, given))
        )
        if topics:
            yield SubAreaTopics(sub_area.id, sub_area.name, topics)


def _topic(criterion: Criterion, given: LetterInput) -> WantedTopic | None:
    """Return what to ask for where a criterion has no governing document that is in force."""
    if Origin.DOCUMENTS not in criterion.origins:
        return None
    flags = {flag.kind: flag for flag in given.assessment.flags[criterion.id]}
    for kind in _INSTEAD:
        flag = flags.get(kind)
        if flag and not given.assessment.state(flag).is_settled:
            return WantedTopic(criterion.id, criterion.question, _instead(flag, given))
    return None


def _instead(flag: Flag, given: LetterInput) -> str:
    said = _INSTEAD[flag.kind]
    if flag.kind is FlagKind.NO_EVIDENCE:
        return said if flag.certain else "Inget säkert hittat"
    held = (given.sources[given.passages[p].source].title for p in flag.passages)
    titles = ", ".join(dict.fromkeys(held))
    return f"{said}: {titles}" if titles else said


# ---- in words


def opening_words(letter: Letter) -> str:
    """Return the letter's first paragraph."""
    return (
        f"Inför utvärderingen av {letter.municipality} enligt {letter.framework} har vi gått"
        " igenom det material som vi har fått. Vi ber er komplettera det med underlaget nedan,"
        " gärna som PDF- eller Word-filer. Om något inte finns räcker det att ni svarar det."
    )


NOTHING = "Vi saknar inga dokument i materialet."
NAMED_HEADING = "Dokument som nämns i materialet"
NAMED_WORDS = "De här dokumenten nämns i det ni har lämnat, men de finns inte med."
TOPICS_HEADING = "Frågor där vi söker ett gällande styrdokument"
TOPICS_WORDS = (
    "På de här frågorna har vi inte hittat svar i något gällande styrdokument. Skicka det"
    " styrdokument eller annat underlag som ger svaret, om det finns."
)
CLOSING = "Tack på förhand!"


def left_out_words(letter: Letter) -> str:
    """Say how many documents are named but not asked for; "" where there are none."""
    if not letter.left_out:
        return ""
    return f"Ytterligare {letter.left_out} dokument nämns; de som flest källor nämner står ovan."


def named_in(document: WantedDocument) -> list[str]:
    """Say where a document is named, a line for each of the first places, and in how many more."""
    lines = [place_words(place) for place in document.places[:SHOWN]]
    more = len(document.places[SHOWN:])
    if more:
        lines.append(f"och i ytterligare {more} {'källa' if more == 1 else 'källor'}")
    return lines


def letter_markdown(letter: Letter) -> str:
    """Return the letter as Markdown."""
    lines = [f"# Begäran om underlag: {escaped(letter.municipality)}", "", letter.as_of, ""]
    lines.append(escaped(opening_words(letter)))
    if letter.documents:
        lines += ["", f"## {NAMED_HEADING}", "", NAMED_WORDS, "", *_document_lines(letter)]
    if letter.sub_areas:
        lines += ["", f"## {TOPICS_HEADING}", "", TOPICS_WORDS, *_topic_lines(letter)]
    if not letter.documents and not letter.sub_areas:
        lines += ["", NOTHING]
    lines += ["", CLOSING]
    return "\n".join(lines) + "\n"


def _document_lines(letter: Letter) -> Iterator[str]:
    for document in letter.documents:
        yield f"- **{escaped(document.name)}**"
        yield from (f"  - {escaped(words)}" for words in named_in(document))
    if letter.left_out:
        yield from ("", left_out_words(letter))


def _topic_lines(letter: Letter) -> Iterator[str]:
    for sub_area in letter.sub_areas:
        yield from ("", f"### {sub_area.id} {escaped(sub_area.name)}", "")
        for topic in sub_area.topics:
            yield f"- {topic.criterion} {escaped(topic.question)} *{escaped(topic.instead)}*"
