"""Reads facts from sentences in which a document speaks of itself.

"Policyn antogs av kommunfullmäktige den 23 maj 2022, § 61, ersätter Informationspolicy från 2011
och ska revideras varje mandatperiod." A sentence about another document is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kompass_evidence.assessment.dates import PERIOD, Date, find_dates, period_limits
from kompass_evidence.assessment.fact_words import BODY, DECIDED, KINDS, REVISED, SECTION, body_name
from kompass_evidence.domain.document import BlockKind, Document, Span
from kompass_evidence.domain.facts import Fact, FactName, Where
from kompass_evidence.language import stem, words

RANK = 5
_SELF = (
    r"(?:förslag\s+till\s+ny(?:tt|a)?\s+[a-zåäö]+|(?:nästa|ny)\s+(?:översyn|revidering)"
    r"|(?:detta|det\s+här|den\s+här|denna|dessa|föreliggande)\s+[a-zåäö-]+"
    r"|(?:[a-zåäö]*-?\s?(?:och\s+)?)?(?:dokumentet|policyn|strategin|planen|programmet"
    r"|riktlinjen|riktlinjerna|reglementet|modellen|styrmodellen|direktivet|direktiven|taxan"
    r"|föreskrifterna|avtalet|visionen|handboken|överenskommelsen|budgeten|rutinen|principerna"
    r"|anvisningarna|reglerna|rapporten|delegationsordningen|arbetsordningen"
    r"|årsredovisningen|redovisningen))(?![\wåäö])"
)
_ABOUT_SELF = re.compile(rf"(?<![\wåäö-]){_SELF}", re.I)
_POINTS = re.compile(r"(?:förslag|nästa|ny|detta|det|den|denna|dessa|föreliggande)\s", re.I)
_EARLIER = re.compile(r"(?:nuvarande|tidigare|förra|gamla|föregående|förutvarande)\s", re.I)
# "Den ersätter …" goes on about the document, "Den nuvarande antogs …" turns to another
_GOES_ON = re.compile(
    r"(?:den|det|de|dessa|denna)\b(?!\s+(?:nuvarande|tidigare|förra|gamla|gällande))", re.I
)
OPENING = 1500  # characters in which "Antagen av …" is of the document itself
_OPENS = re.compile(rf"{DECIDED}\s+av\b", re.I)
_DECISION = re.compile(rf"\b{DECIDED}\b", re.I)
_DONE_BY = re.compile(rf"(?<![\wåäö-])(?P<body>{BODY})(?![\wåäö])", re.I)
_SECTION = re.compile(SECTION)
_VALID = re.compile(
    r"\b(?:gäller|gälla|tillämpas|giltig(?:t|a)?|träder\s+i\s+kraft|trädde\s+i\s+kraft"
    r"|började\s+gälla|löper|sträcker\s+sig|omfattar|avser)\b"
    r"(?P<rest>[^.;\n]{0,90}(?:\.\s?[om]\.\s?m\.?[^.;\n]{0,60})?)",
    re.I,
)
_SAME_YEAR = re.compile(r"samma år")
_LIMIT = re.compile(
    r"(?P<from>från(?:\s+(?:och\s+med|ingången\s+av|nyåret))?|fr\.?\s?o\.?\s?m\.?)"
    r"|(?P<until>till(?:\s+(?:och\s+med|utgången\s+av|slutet\s+av))?|t\.?\s?o\.?\s?m\.?)",
    re.I,
)
_REPLACES = re.compile(
    r"\b(?:ersätter|ersatte|upphäver|ersatt)\s+(?:därmed\s+|helt\s+|samtidigt\s+)?"
    r"(?P<what>(?:(?:den|det|de)\s+(?:tidigare|förra|gamla)\s+|tidigare\s+)?[^.;\n]{4,110}?)"
    r"(?=\s*(?:[.;\n]|,\s+(?:som|vilk|och|antag|besl)|\s+och\s+(?:gäller|ska|träder|är)|\.$|$))",
    re.I,
)
_ENDED = re.compile(
    r"\b(?:varvid|då|därmed)\s+(?P<what>[^.;,\n]{4,110}?)\s+upphör(?:de|t)?\s+att\s+gälla", re.I
)
_ANEW = (
    r"(?:revideras|ses\s+över|se\s+över|uppdateras|aktualiseras|aktualitetsprövas|omprövas"
    r"|prövas(?:\s+på\s+nytt)?|skriv(?:s|as)\s+om|(?:antas|fastställas|fastställs)(?:\s+på\s+nytt)?"
    r"|(?:tar|ta)\s+initiativ\s+till\s+(?:revidering|översyn)|följ(?:er|s)\s+upp\s+den"
    r"|revidering(?:en)?\s+(?:sker|görs)|översyn(?:en)?\s+(?:sker|görs)"
    r"|(?:ny|nästa)\s+(?:översyn|revidering)(?:\s+\w+)?"
    r"|tar\s+ställning\s+till\s+\w+\s+aktualitet)"
)
_EVERY = (
    r"(?:en\s+gång\s+(?:per|varje|under|om)\s+[a-zåäö]+"
    r"|(?:i\s+början\s+av\s+|inför\s+|under\s+|vid\s+|efter\s+)?"
    r"varje\s+(?:ny\s+|nytt\s+)?(?:mandatperiod|år|val|höst|vår)"
    r"|under\s+det\s+första\s+året\s+efter\s+varje\s+(?:allmänt\s+)?val"
    r"|inför\s+(?:varje\s+)?(?:ny\s+|nästa\s+)?mandatperiod(?:en)?(?:\s+\d{4}–\d{4})?"
    r"|årligen|årsvis"
    r"|vart(?:annat|\s+(?:annat|tredje|fjärde|femte|sjätte|åttonde|tionde))\s+år|vid\s+behov"
    r"|(?:senast\s+)?(?:under\s+)?20\d\d(?:-\d\d)?|löpande|i\s+samband\s+med\s+att\s+[^.;\n]{5,70}|inför\s+att\s+[^.;\n]{5,60}|när\s+[^.;\n]{5,90})"
)
_CYCLE = re.compile(
    rf"\b{_ANEW}\s+"
    r"(?:dock\s+|också\s+|därefter\s+|av\s+[a-zåäö]+\s+|vid\s+behov,?\s+(?:och|dock|men)\s+)*"
    rf"(?P<cycle>(?:minst\s+|normalt\s+|senast\s+)?{_EVERY}(?:\s+eller\s+vid\s+behov"
    r"|,\s+dock\s+minst\s+en\s+gång\s+per\s+mandatperiod)?)",
    re.I,
)
_BEFORE = re.compile(rf"(?P<cycle>{_EVERY})\s+(?:pröva|se\s+över|revidera|ta\s+ställning)\b", re.I)
_ONLY_PART = re.compile(r"\b(?:belopp|bilag|larmlist|kontaktlist|kartskikt|avgift|tabell)\w*", re.I)
_NOT_YET = re.compile(r"\b(?:ska|väntas|kommer|föreslås|skulle)\b[^,;]{0,40}$", re.I)
_ANSWERS = re.compile(
    r"(?P<who>(?:[A-ZÅÄÖ][\wåäö-]*|[a-zåäö]+)(?:\s+och\s+[a-zåäö-]+)?)\s+"
    r"(?:(?:ska\s+)?ansvara(?:r)?\s+för|är\s+ansvarig(?:t)?\s+för|svarar\s+för|har\s+ansvar(?:et)?\s+för)\s+"
    r"(?:att\s+)?(?P<what>[^.;\n]{0,80})"
)
_OF_DOCUMENT = re.compile(
    r"^(?:förslag\s+till\s+(?:ny|reviderad|nytt|reviderat)\b"
    rf"|{_SELF}(?:\s*$|\s+(?:och\b|är\s+aktuell|hålls|hålla|revider|följs|uppdater|ses|blir|finns))"
    r"|(?:att\s+)?(?:revider|uppföljning|följa\s+upp|uppdater|översyn|hålla|se\s+över)"
    rf"[^.;]*{_SELF})",
    re.I,
)
_OFFICE = re.compile(
    r"(?:chef|direktör|enhet|avdelning|förvaltning|kontor|sekreterare|samordnare|strateg|stab)\w*$",
    re.I,
)


def sentence_facts(document: Document, title: str, kind: str | None) -> Iterator[tuple[int, Fact]]:
    """Yield (rank, fact) for what sentences say of the document they stand in.

    `kind` is the document's; a handbook that speaks of "policyn" speaks of another document.
    """
    nouns = dict(KINDS).get(kind or "")
    own = re.compile(rf"(?:{nouns}|dokumentet)", re.I) if nouns else None
    named = frozenset(stem(word) for word in words(title) if len(word) > 5)
    for block in document.blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            for span in _of_self(document.text, block.span, own, named):
                sentence = span.of(document.text)
                for name, value in _facts_in(sentence):
                    yield RANK, Fact(name, value, sentence, Where.TEXT, span)


def _of_self(
    text: str, block: Span, own: re.Pattern[str] | None, named: frozenset[str]
) -> Iterator[Span]:
    """Yield the sentences of a block that speak of their document."""
    of_self = False
    for span in _stretches(text, block):
        sentence = span.of(text)
        # "Policyn antogs … Den ersätter …": a pronoun goes on about what was spoken of
        of_self = (
            _calls_itself(sentence, own)
            or _names_itself(sentence, named)
            or (of_self and bool(_GOES_ON.match(sentence)))
            or (span.start < OPENING and bool(_OPENS.match(sentence)))
        )
        if of_self:
            yield span


def _calls_itself(sentence: str, own: re.Pattern[str] | None) -> bool:
    """Say whether a sentence speaks of its document by "detta …" or by its own kind of noun."""
    for match in _ABOUT_SELF.finditer(sentence):
        last = match.group().split()[-1]
        if _EARLIER.match(match.group()):
            continue
        if own is None or own.fullmatch(last) or _POINTS.match(match.group()):
            return True
    return False


def _names_itself(sentence: str, named: frozenset[str]) -> bool:
    """Say whether a sentence is about what the title names: "Garantierna antogs …"."""
    return any(
        word.endswith(("n", "t", "na")) and stem(word) in named
        for word in words(sentence)[:8]
        if len(word) > 6
    )


def _stretches(text: str, span: Span) -> Iterator[Span]:
    """Yield sentences roughly: enough here, since abbreviations only part what states no fact."""
    at = span.start
    for match in re.finditer(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])|\n", span.of(text)):
        yield Span(at, span.start + match.start())
        at = span.start + match.end()
    yield Span(at, span.end)


def _facts_in(sentence: str) -> Iterator[tuple[FactName, str]]:
    yield from _decided(sentence)
    yield from _valid(sentence)
    yield from _replaces(sentence)
    cycle = _CYCLE.search(sentence) or _BEFORE.search(sentence)
    if cycle and not _ONLY_PART.search(sentence[: cycle.start()]):
        yield FactName.REVISION, cycle["cycle"].strip()
    answers = _ANSWERS.search(sentence)
    if answers and _OFFICE.search(answers["who"]) and _OF_DOCUMENT.match(answers["what"]):
        yield FactName.RESPONSIBLE, _office(answers["who"])


def _decided(sentence: str) -> Iterator[tuple[FactName, str]]:
    decision, body = _DECISION.search(sentence), _DONE_BY.search(sentence)
    dates = _decision_dates(sentence, body)
    if not decision or not body or not dates or _NOT_YET.search(sentence[: decision.end()]):
        return
    subject = _ABOUT_SELF.search(sentence)
    if subject is not None and abs(subject.start() - decision.start()) > 90:
        return
    yield FactName.DECIDED_BY, body_name(body["body"])
    yield FactName.DECIDED, dates[0].iso
    section = _SECTION.search(sentence)
    if section:
        yield FactName.PARAGRAPH, section["section"]
    revised = re.search(rf"\b{REVISED}\b", sentence, re.I)
    later = [date for date in dates if revised and date.start > revised.start()]
    if later and later[0] is not dates[0]:
        yield FactName.REVISED, later[0].iso


def _decision_dates(sentence: str, body: re.Match[str] | None) -> list[Date]:
    """Return the dates of a sentence; a year alone counts just behind the body that decided."""
    dates = [date for date in find_dates(sentence) if len(date.iso) > 4]
    if not dates and body and (year := next(find_dates(sentence[body.end() :]), None)):
        return [year] if year.start <= 3 else []  # "antogs av kommunfullmäktige 2019"
    return dates


def _valid(sentence: str) -> Iterator[tuple[FactName, str]]:
    match = _VALID.search(sentence)
    if not match:
        return
    rest = match["rest"]
    if period := PERIOD.search(rest):
        first, last = period_limits(period, of_term="mandat" in rest)
        yield FactName.VALID_FROM, first
        yield FactName.VALID_TO, last
        return
    said = list(find_dates(sentence[: match.start()]))
    if said:  # "antogs den 19 juni 2023 och tillämpas från den 1 juli samma år"
        rest = _SAME_YEAR.sub(said[-1].iso[:4], rest, count=1)
    begins = match.group().lower().startswith(("träd", "började"))
    yield from _limits(rest, begins=begins)


def _limits(rest: str, *, begins: bool) -> Iterator[tuple[FactName, str]]:
    """Yield the limits that the dates of a sentence's rest set by the words before them.

    `begins` tells that a date without such words is when the document begins to hold.
    """
    for date in find_dates(rest):
        before = list(_LIMIT.finditer(rest, 0, date.start))
        near = before[-1] if before and date.start - before[-1].end() < 14 else None
        if near is not None and near["until"]:
            yield FactName.VALID_TO, date.last_day
        elif near is not None or (begins and len(date.iso) > 4):
            yield FactName.VALID_FROM, date.first_day


def _replaces(sentence: str) -> Iterator[tuple[FactName, str]]:
    for pattern in (_REPLACES, _ENDED):
        match = pattern.search(sentence)
        if match and not re.match(r"(?:varandra|inte|ej|ingen)\b", match["what"]):
            yield FactName.REPLACES, match["what"].strip()
            return


def _office(words: str) -> str:
    """Return an office's name without the article's ending: "Utvecklingschefen" as a title."""
    name = re.sub(r"(chef|direktör|strateg)en$", r"\1", words)
    name = re.sub(r"(samordnar|sekreterar)en$", r"\1e", name)
    return name[0].upper() + name[1:]
