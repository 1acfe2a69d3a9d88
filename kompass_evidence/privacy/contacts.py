"""Finds phone numbers and e-mail addresses in a text, and says whether they are a private person's.

Who holds an office is reached in public: what stands by a role, or on a contact page, is public,
and so is every address at a domain of its own. An address at a provider that is open to all, and a
mobile phone, are a private person's unless a role stands by them. Where both a role and a word such
as "klagande" stand by them, the nearest one before says whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kompass_evidence.domain.document import Span
from kompass_evidence.privacy.finding import Candidate, PersonalKind

BEFORE, AFTER = 160, 80  # characters around a value in which a role counts as standing by it

_GAP = r"(?:[ \u00a0\u2009\u202f]?[-\u2010-\u2015/.]?[ \u00a0\u2009\u202f]?)"
_COUNTRY = rf"(?:(?:\+|00)46{_GAP}(?:\(0\)|0)?{_GAP}|0)"
_MOBILE = rf"7{_GAP}[02369](?:{_GAP}\d){{7}}"
# the area and the rest apart, or rows of numbers and dates would be phones
_LANDLINE = (
    r"[1-689]\d{0,2}[ \u00a0]?[- \u00a0\u2010-\u2015/][ \u00a0]?\d{2,3}"
    r"(?:[ \u00a0]?\d{2,3}){1,2}"
)
_PHONE = re.compile(rf"(?<![\d+])(?<!\d\.){_COUNTRY}(?:{_MOBILE}|{_LANDLINE})(?!\d|-\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,12}(?![\w-])")

# who lets anybody have an address
_PROVIDERS = re.compile(
    r"(?:.+\.)?(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|proton|"
    r"protonmail|pm|gmx|mail|tutanota|tuta|fastmail|telia|comhem|bredband|bredband2|tele2|spray|"
    r"swipnet|passagen|home|bahnhof|glocalnet|ownit|bostream|algonet|tiscali)"
    r"\.(?:com|se|net|nu|me|eu|org|de|ch|co\.uk)"
)
_FUNCTION = re.compile(
    r"(?:info|kontakt|kansli|styrelse|registrator|kommun|bokning|support|webb|press|redaktion)"
    r"|.*(?:f[oö]rening|bygdeg[aå]rd|klubb|samf[aä]llighet)"
)
# said of the person who is reached
_ROLE = (
    r"chef(?:en)?\b|handläggare|direktör|samordnare|sekreterare|registrator|strateg\b|utredare|"
    r"controller|kommunikatör|ordförande|ledamot|ledamöter|kommunalråd|oppositionsråd|rektor|"
    r"inspektör|rådgivare|vägledare|projektledare|kurator|sköterska|konsulent|pedagog|ansvarig"
)
# the first are what much is written about, and say whose it is only as a label
_PARTY = (
    r"\b(?:anhörig|brukare|elev|sökande|boende|patient|motionär)\s*:|"
    r"\b(?:klagande|klaganden|anmälare|anmälaren|sökanden|vårdnadshavare|hyresgäst|privatperson|"
    r"fastighetsägare|undertecknad|förslagsställare|insändare|hemtelefon|hemadress|"
    r"bostadsadress|privat)\b"
)
_PERSON = re.compile(rf"(?P<role>{_ROLE})|(?P<party>{_PARTY})", re.IGNORECASE)
# and of the place
_OFFICE_OR_ROLE = re.compile(
    rf"{_ROLE}|nämnd|växel|kontaktcent|kundtjänst|kundcent|servicecent|medborgar(?:service|kontor)|"
    r"reception|expedition|kansli|förvaltning|kontoret|avdelning|enhet(?:en)?\b|jour|felanmäl|"
    r"öppettid|telefontid|kontakt(?:a|er|uppgift(?:er)?|person(?:er)?|information)?\b|bokning",
    re.IGNORECASE,
)


def phones(text: str) -> Iterator[Candidate]:
    """Yield every Swedish phone number; the value is its digits from 0, without the country's."""
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", re.sub(r"^(?:\+|00)46", "", found.group()))
        yield Candidate(PersonalKind.PHONE, Span(*found.span()), "0" + digits.lstrip("0"))


def emails(text: str) -> Iterator[Candidate]:
    """Yield every e-mail address; the value is in lower case."""
    for found in _EMAIL.finditer(text):
        yield Candidate(PersonalKind.EMAIL, Span(*found.span()), found.group().lower())


def is_private(found: Candidate, text: str, headings: Callable[[], str]) -> bool:
    """Say whether a phone number or an address is a private person's by what stands around it.

    `headings` tells those that it stands under, as one text, where that has to be known.
    """
    if found.kind is PersonalKind.EMAIL:
        name, _, domain = found.value.partition("@")
        if not _PROVIDERS.fullmatch(domain) or _FUNCTION.match(name):
            return False
    before = text[max(0, found.span.start - BEFORE) : found.span.start]
    after = text[found.span.end : found.span.end + AFTER]
    said = [*_PERSON.finditer(before)][-1:]
    if said:
        return said[0].lastgroup == "party"
    if found.kind is PersonalKind.PHONE and not found.value.startswith("07"):
        return False  # a line into a house: of an office, unless something says otherwise
    near = f"{headings()}\n{before}\n{after}"
    return not (_OFFICE_OR_ROLE.search(near) or _public_address(near))


def _public_address(near: str) -> bool:
    """Say whether an address that is nobody's own stands there."""
    domains = (found.value.partition("@")[2] for found in emails(near))
    return any(not _PROVIDERS.fullmatch(domain) for domain in domains)
