"""Settles what the facts of a document say together: a draft has no decision, a decision makes a
document adopted, and minutes and memos tell of other decisions than their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kompass_evidence.assessment.dates import find_dates, mandate_period
from kompass_evidence.assessment.fact_lines import placed_lines, whole_lines, without_contents
from kompass_evidence.assessment.fact_titles import TOP
from kompass_evidence.assessment.fact_values import BODY_NAMED, THIS_TERM, Stated
from kompass_evidence.assessment.fact_words import DRAFT, SECTION, body_name
from kompass_evidence.domain.document import Document
from kompass_evidence.domain.facts import Fact, FactName, Standing, Where

_DECISION = (FactName.DECIDED_BY, FactName.DECIDED, FactName.PARAGRAPH)
_SECTION_OF_HEAD = re.compile(
    rf"(?:^|[A-ZÅÄÖ]{{2,5}}\s+|\d\s+)({SECTION})\s*$"
    rf"|\b[Uu]tdrag\b.*?{SECTION.replace('section', 'of')}"
)


def settle(facts: dict[FactName, Fact], document: Document, title: str) -> None:
    """Settle in place what the facts say together."""
    kind = facts[FactName.KIND].value if FactName.KIND in facts else ""
    if kind == "tjänsteskrivelse":  # it speaks of the decision that it asks for
        for name in facts.keys() - {FactName.KIND, FactName.DNR}:
            del facts[name]
        return
    if kind == "protokoll":
        _settle_minutes(facts, document, title)
    _settle_term(facts)
    if FactName.STATUS not in facts and kind != "protokoll":
        _settle_draft(facts, document, title)
    _settle_status(facts)


def _settle_draft(facts: dict[FactName, Fact], document: Document, title: str) -> None:
    """Take a document whose title or beginning says that it is a draft for one."""
    if FactName.DECIDED in facts:
        return
    if found := DRAFT.search(title):
        stated = Stated(found.group(), Where.TITLE, None, 0)
    elif found := DRAFT.search(without_contents(document)[:TOP]):
        stated = Stated(found.group(), Where.TEXT, found.start(), 0)
    else:
        return
    facts[FactName.STATUS] = stated.fact(FactName.STATUS, Standing.DRAFT)


def _settle_status(facts: dict[FactName, Fact]) -> None:
    """Let a draft have no decision, and a document with a decision be adopted."""
    status = facts.get(FactName.STATUS)
    decided = facts.get(FactName.DECIDED) or facts.get(FactName.DECIDED_BY)
    if status is not None and status.value == Standing.DRAFT:
        for name in _DECISION:
            facts.pop(name, None)
    elif status is None and decided is not None:
        adopted = replace(decided, name=FactName.STATUS, value=Standing.ADOPTED.value)
        facts[FactName.STATUS] = adopted


def _settle_term(facts: dict[FactName, Fact]) -> None:
    """Write out "innevarande mandatperiod" by the date of the decision."""
    decided = facts.get(FactName.DECIDED)
    for name, place in ((FactName.VALID_FROM, 0), (FactName.VALID_TO, 1)):
        if name in facts and facts[name].value == THIS_TERM:
            fact = facts.pop(name)
            if decided is not None:
                term = mandate_period(int(decided.value[:4]))
                facts[name] = replace(fact, value=term[place])


# ---- minutes


def _settle_minutes(facts: dict[FactName, Fact], document: Document, title: str) -> None:
    """Take body, date and § of minutes from their head; the text tells of other decisions."""
    own = _of_head([(title, None), *placed_lines(whole_lines(without_contents(document), TOP))])
    for name in _DECISION:
        table = facts.pop(name, None)
        if name in own:
            facts[name] = own[name]
        elif table is not None and name is FactName.PARAGRAPH and "–" in table.value:
            facts[name] = table
    if FactName.PARAGRAPH not in own:
        facts.pop(FactName.DNR, None)  # whole minutes have none of their own


def _of_head(lines: Iterable[tuple[str, int | None]]) -> dict[FactName, Fact]:
    """Return the first body, date and § that the lines of a head give."""
    own: dict[FactName, Fact] = {}
    for line, at in lines:
        where = Where.TITLE if at is None else Where.TEXT
        for fact in _line_facts(line, Stated(line, where, at, 0)):
            own.setdefault(fact.name, fact)
    return own


def _line_facts(line: str, stated: Stated) -> Iterator[Fact]:
    body = BODY_NAMED.search(line)
    titled = stated.where is Where.TITLE
    if body and (titled or body.group() == line.strip() or "ammanträde" in line):
        yield stated.fact(FactName.DECIDED_BY, body_name(body.group()))
    date = next((d for d in find_dates(line) if len(d.iso) > 7), None)
    if date is not None:
        yield stated.fact(FactName.DECIDED, date.iso)
    section = _SECTION_OF_HEAD.search(line)
    if section:
        yield stated.fact(FactName.PARAGRAPH, section["section"] or section["of"])
