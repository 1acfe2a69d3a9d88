"""Reads what a document says about itself: who decided it, when, for how long, what it replaces.

Facts are looked for where municipal documents state them: in the information table and the lines
of the front, in running headers and footers, in the title, and in sentences about the document
itself. What stands in a table outranks a footer, a footer a sentence, and a sentence the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kompass_evidence.assessment.dates import find_dates
from kompass_evidence.assessment.fact_lines import (
    Labelled,
    labelled_lines,
    placed_lines,
    whole_lines,
    without_contents,
)
from kompass_evidence.assessment.fact_sentences import sentence_facts
from kompass_evidence.assessment.fact_settling import settle
from kompass_evidence.assessment.fact_titles import kind_line, title_facts
from kompass_evidence.assessment.fact_values import (
    BODY_NAMED,
    DNR,
    SECTION_OF_YEAR,
    Stated,
    decision_facts,
    label_facts,
    revision_facts,
    spaced,
)
from kompass_evidence.assessment.fact_words import BODY, DECIDED, DRAFT, PASSING, REVISED, kind_of
from kompass_evidence.domain.document import Document, SourceKind
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Standing, Where

FRONT, END = 6000, 2500  # characters at a document's beginning and end with its tables of facts
TABLE_FRONT = 1500  # characters in which a table with named columns may be of the document's facts
OPENING = 1500  # characters whose lines are believed more than those further on
LONGEST = 140  # characters of a line that states a decision without a label
MARGIN_PAGES = 8  # pages whose headers and footers are read

_OPENS_DECIDED = re.compile(rf"\W*(?:{DECIDED}|behandlad|behandlat)\b", re.I)
_ACTS = re.compile(
    r"\b(?:behandlade|yttrade|beslutar|beslutade\s+att|lämnade|informerades)\b", re.I
)
_OPENS_BODY = re.compile(rf"\W*{BODY}(?:s\s+beslut)?(?![\wåäö])", re.I)
_OPENS_REVISED = re.compile(rf"\W*{REVISED}\b", re.I)
_OF_OTHERS = frozenset(
    (
        FactName.VALID_FROM, FactName.VALID_TO, FactName.REPLACES, FactName.REVISION,
        FactName.RESPONSIBLE,
    )
)  # fmt: skip


def read_facts(source: str, document: Document, kind: SourceKind, title: str) -> DocumentFacts:
    """Return the facts that a document states, each with the words that state it."""
    facts = _most_believed(
        (
            *kind_line(document),
            *_from_table(document),
            *_from_margins(document),
            *_from_front(document),
            *_from_revisions(document),
            *_from_sentences(document, title),
            *title_facts(title),
        )
    )
    settle(facts, document, title)
    # a web page is one, unless it carries a governing document whole, decision and all
    if kind is SourceKind.WEB and not {FactName.KIND, FactName.DECIDED} <= facts.keys():
        facts = {FactName.KIND: Fact(FactName.KIND, "webbsida", "", Where.TITLE)}
    return DocumentFacts(source, facts)


def _most_believed(found: Iterable[tuple[int, Fact]]) -> dict[FactName, Fact]:
    """Return the fact of the least rank for each name, the first of equals."""
    chosen: dict[FactName, tuple[int, Fact]] = {}
    for rank, fact in found:
        known = chosen.get(fact.name)
        if known is None or rank < known[0]:
            chosen[fact.name] = (rank, fact)
    return {name: fact for name, (_, fact) in chosen.items()}


# ---- information tables


def _from_table(document: Document) -> Iterator[tuple[int, Fact]]:
    lines = list(_labelled(document))
    bodies = [o.end for o in lines if o.label == "decision" and BODY_NAMED.search(o.value)]
    for line in lines:
        if line.row and line.start > TABLE_FRONT:
            continue
        labelled = line
        if line.label == "date":
            # a bare "Datum" is the decision's where the body that decided stands just before
            if not any(0 <= line.start - end < 40 for end in bodies):
                continue
            labelled = replace(line, label="decision")
        rank = 1 if line.label == "maker" else 0
        stated = Stated(document.text[line.start : line.end], Where.TEXT, line.start, rank)
        yield from ((rank, fact) for fact in label_facts(labelled, stated))


def _labelled(document: Document) -> Iterator[Labelled]:
    """Yield the labelled lines of the front and the end, lines of contents left out."""
    text = without_contents(document)
    front = whole_lines(text, FRONT)
    yield from labelled_lines(front)
    back = max(len(front), text.rfind("\n", 0, max(0, len(text) - END)) + 1)
    for line in labelled_lines(text[back:]):
        yield replace(line, start=line.start + back, end=line.end + back)


# ---- margins and the lines of the front


def _from_margins(document: Document) -> Iterator[tuple[int, Fact]]:
    of_pages = (line for page in document.pages[:MARGIN_PAGES] for line in page.margins)
    for line in dict.fromkeys((*document.margins, *of_pages)):
        stated = Stated(line, Where.MARGIN, None, 2)
        yield from ((stated.rank, fact) for fact in _line_facts(line, stated))


def _from_front(document: Document) -> Iterator[tuple[int, Fact]]:
    """Yield the facts of short lines in the front that state a decision without a label."""
    front = whole_lines(without_contents(document), FRONT)
    for line, at in placed_lines(front):
        if len(line) <= LONGEST:
            stated = Stated(line, Where.TEXT, at, 3 if at < OPENING else 6)
            yield from ((stated.rank, fact) for fact in _line_facts(line, stated))


def _from_revisions(document: Document) -> Iterator[tuple[int, Fact]]:
    """Yield the decision of a revision, "Reviderad av KS § 110/2013": where no other is stated, it
    is the only one known."""
    front = whole_lines(without_contents(document), FRONT)
    for line, at in placed_lines(front[:OPENING]):
        if len(line) <= LONGEST and _OPENS_REVISED.match(line.strip()) and BODY_NAMED.search(line):
            stated = Stated(line, Where.TEXT, at, 7)
            yield from ((stated.rank, fact) for fact in decision_facts(line, stated))


def _line_facts(line: str, stated: Stated) -> Iterator[Fact]:
    if _states_decision(line):
        yield from decision_facts(line, stated)
    elif _OPENS_REVISED.match(line.strip()):
        yield from revision_facts(line, stated)
    if stated.where is Where.MARGIN:
        for labelled in labelled_lines(line):
            yield from label_facts(labelled, stated)
        if DRAFT.search(line):
            yield stated.fact(FactName.STATUS, Standing.DRAFT)
    dnr = DNR.search(line)
    if dnr and _is_own_number(dnr.group(), line, stated):
        yield stated.fact(FactName.DNR, spaced(dnr.group()))


def _states_decision(line: str) -> bool:
    """Say whether a line is a dated decision: "Antagen 2022-05-23", "KF 2022-05-23 § 61"."""
    words = line.strip()
    dated = any(len(d.iso) > 4 for d in find_dates(line)) or bool(SECTION_OF_YEAR.search(line))
    by_body = _OPENS_BODY.match(words) and (len(line) < 70 or "§" in line)
    if by_body and _ACTS.search(words):  # "Socialnämnden behandlade förslaget den …"
        return False
    return dated and bool(_OPENS_DECIDED.match(words) or by_body)


def _is_own_number(dnr: str, line: str, stated: Stated) -> bool:
    """Say whether what looks like a reference number is one: it is called so, or stands where
    they stand."""
    if re.search(r"\b(?:dnr|diarie\w*|ärende\w*)\b", line, re.I):
        return True
    alone = stated.where is Where.MARGIN or dnr == line.strip()
    return alone and bool(re.match(r"[A-ZÅÄÖ]", dnr))


# ---- sentences


def _from_sentences(document: Document, title: str) -> Iterator[tuple[int, Fact]]:
    kind = kind_of(title)
    # the title of a report names what it is about, not what it is
    named = "" if kind in PASSING else title
    for rank, fact in sentence_facts(document, named, kind):
        if not (kind in PASSING and fact.name in _OF_OTHERS):
            yield rank, fact
