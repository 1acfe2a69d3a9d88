"""Finds governing documents that the material names but does not hold.

Grammar tells a name from a word: "policyn" and "kommunens policy" mean a certain document, "en
policy" any. What is only to be written, holds no longer or is another authority's is none to ask
a municipality for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kompass_evidence.domain.document import BlockKind, Document, Source, SourceKind, Span
from kompass_evidence.domain.facts import DocumentFacts, FactName
from kompass_evidence.language import sentences, stem, stop_words, words

ITEM = 120  # characters of a line in a list of documents; what is longer is running text
BULLETS = " \t•·*–-"
MOST = 240  # characters of a sentence that are of use, about
ALIKE = 4  # letters that two words share from the start, at the least, to mean the same

# how a name ends, and the word that it stands for
_INDEFINITE = {
    word: word for word in (
        "policy", "strategi", "plan", "program", "riktlinje", "riktlinjer", "regler", "rutin",
        "rutiner", "reglemente", "handbok", "taxa", "styrmodell", "delegationsordning",
        "arbetsordning", "bolagsordning", "ägardirektiv", "ordningsföreskrifter",
    )
}  # fmt: skip
_DEFINITE = {
    "policyn": "policy", "strategin": "strategi", "planen": "plan", "programmet": "program",
    "riktlinjen": "riktlinje", "riktlinjerna": "riktlinjer", "reglementet": "reglemente",
    "handboken": "handbok", "taxan": "taxa", "styrmodellen": "styrmodell",
    "delegationsordningen": "delegationsordning", "arbetsordningen": "arbetsordning",
    "bolagsordningen": "bolagsordning", "ägardirektivet": "ägardirektiv",
    "ordningsföreskrifterna": "ordningsföreskrifter",
}  # fmt: skip
_HEADS = _INDEFINITE | _DEFINITE
_ONE = {"riktlinjer": "riktlinje", "regler": "riktlinje", "rutiner": "rutin"}
# these are names by themselves; "planen" and "policyn" need a word that says which
_NAMES = frozenset(
    ("styrmodell", "delegationsordning", "arbetsordning", "bolagsordning", "ägardirektiv",
     "ordningsföreskrifter")
)  # fmt: skip
_OURS = frozenset(("kommun", "kommuns", "kommunen", "kommunens"))
# first parts that do not say which: every unit has one, or it is no governing document
_GENERIC = re.compile(
    r"(?:handlings|verksamhets|enhets|affärs|nämnds?|förvaltnings|tids?|åtgärds|genomförande"
    r"|aktivitets|insats|detalj|arbets|projekt|kurs|läro|ämnes|studie|vård|rehab\w*|individ\w*"
    r"|stöd|behandlings|\w*utvecklings|\w*utbildnings|introduktions|ledar\w*|chefs|mentors?"
    r"|trainee|gymnasie|dator?|tv-|parti|kultur|fotbolls|flyg|spel|våningss?|situations|konto"
    r"|betalnings|investerings|års|flerårs|under|del|bas|hamn|stations|\w*(?:förbättrings|vetenskaps))"
)
_FOREIGN = re.compile(
    r"\b(?:nationell\w*|regional\w*|europeisk\w*|statlig\w*|regionens|region\s+\w+s|länets|statens"
    r"|regeringens|riksdagens|sveriges|skr:?s|eu:?s|fn:?s|länsstyrelsens|polisens|\w+(?:verkets"
    r"|myndighetens)|(?:social|skol|patient)styrelsens)(?:\s+\w+){0,2}\s*$|\b(?:läns|region|riks"
    r"|national)$",
    re.I,
)
_OWNED = re.compile(
    r"\b(?:kommunens|kommuns|koncernens|stadens|(?:kommun)?fullmäktiges|kommunstyrelsens"
    r"|\w*nämndens|bolagets|vår|våra|gällande|antagna|antagen|beslutade?|fastställda?)"
    r"\s+(?:\w+\s+)?$",
    re.I,
)
_NOT_NOW = re.compile(
    r"\b(?:tidigare|förra|gamla|dåvarande|äldre|föregående|första|kommande|nästa|framtida"
    r"|ersatte|ersatt|upphäv\w+|ingen|inget|inga|någon|något|några|varje|sådan|förslag(?:et)?\s+till"
    r"|arbetet?\s+med)"
    r"\s+(?:\w+\s+){0,2}$",
    re.I,
)
_NOT_THERE = re.compile(
    r"\bsakna[sdr]\w*|\butkast|\bersätt(?:er|a)\b|\bfinns\s+(?:\w+\s+)?(?:inte|ingen|inget|inga|ej)\b"
    r"|\b(?:tas|ta|tar|togs|arbetas|arbeta)\s+fram\b|\bunder\s+(?:arbete|framtagande|utarbetande)\b"
    r"|\b(?:ska|bör|skall)\s+(?:\w+\s+){0,2}(?:upprättas|utarbetas|skrivas|formuleras)\b"
    r"|\b(?:inte|ännu|ej)\s+(?:\w+\s+)?(?:antagi?ts?|antagen|beslut\w+|fastställ\w+)\b"
    r"|\b(?:upphörde|upphävdes|löpte\s+ut|löpt\s+ut|gått\s+ut|har\s+ersatts|ersattes)\b"
    r"|\bantogs\s+av\s+(?:riksdagen|regeringen)\b",
    re.I,
)
_RELATED = (
    r"(?:\d[\d.]*\s+)?(?:(?:relaterade|styrande|andra|övriga|tillhörande|underliggande"
    r"|kompletterande)\s+(?:\w+\s+)?(?:styr)?dokument|hänvisningar|referens(?:er|dokument)"
    r"|(?:koppling(?:ar)?|relation|hänvisning)\s+till\s+andra\s+(?:\w+\s+)?(?:styr)?dokument)"
)
_RELATED_HEADING = re.compile(_RELATED + r"\W*", re.I)
_RELATED_LINE = re.compile(_RELATED + r"\s*[:|]\s*", re.I)

# a look that costs little, before a text is taken apart
_ANY = re.compile("|".join(("polic", "strategi", "plan", "program", "riktlinje", "regle", "rutin",
                            "handbok", "taxa", "modell", "ordning", "direktiv")), re.I)  # fmt: skip
_LETTER = r"[^\W\d_]"
_ADJECTIVE = rf"{_LETTER}*(?:iska?|iga?|ella?|ala?|iva?|ande|ende|bara?|god|intern|öppna?)"
_NOUNS = rf"(?:(?:{_ADJECTIVE}\s+){{0,2}}{_LETTER}{{3,}}-?)"
_NAME = re.compile(
    rf"(?<![\w-])(?P<first>(?:{_LETTER}+-,?\s+(?:(?:och|eller)\s+)?){{0,3}}"
    rf"(?:{_LETTER}+politisk[at]?\s+)?(?:{_LETTER}|-)*?)"
    rf"(?P<head>{'|'.join(sorted(_HEADS, key=len, reverse=True))})s?(?![\w-])"
    rf"(?:\s+(?P<link>för|mot|om|avseende)\s+"
    rf"(?P<subject>{_NOUNS}(?:(?:,\s+|\s+(?:och|av|eller|samt|i|på)\s+){_NOUNS}){{0,3}}))?",
    re.I,
)
_NO_SUBJECT = re.compile(
    r"(?:den\w*|det\w*|de|dessa|sin|sina|sitt|hur|att|vad|när|vilk\w+|var|vem|nästa|kommande|hela|området"
    r"|alla|samtliga|varje|året|åren|perioden|mandatperioden|år|man|vi|dig|oss|en|ett)\b",
    re.I,
)
# a subject ends where the clause goes on
_GOES_ON = re.compile(
    r",?\s+(?:ska|skall|är|var|har|hade|gäll\w+|anta[sr]|antogs?|anger|beskriver|innehåller|omfattar"
    r"|finns|som|där|när|att|men|från|enligt|kan|bör|får|måste|följ\w+|revideras|ses|uppdateras"
    r"|fastställ\w+|beslut(?:as|ad\w*)|tillämpas|används|styr|ligger|höjs|sänks|blir|ger|visar|utgör"
    r"|reglerar|syftar|bygger|tas|går|sker|kommer|redan|också|inte|under|med|vid|dnr)\b.*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a document is named: `span` is the sentence's in the text of `source`, `sentence`
    as much of it around the name as is of use."""

    source: str
    span: Span
    sentence: str


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that others name, by its fullest name, with every sentence that names it."""

    name: str
    mentions: tuple[Mention, ...]

    @property
    def sources(self) -> int:
        """Return how many sources name it."""
        return len({mention.source for mention in self.mentions})


@dataclass(frozen=True, slots=True)
class _Topic:
    """What a title or name is about: the kinds of document in it, and the stems of the rest."""

    heads: frozenset[str]
    stems: frozenset[str]

    def covers(self, other: _Topic) -> bool:
        """Say whether this is a fuller name of the same: a title of what `other` is short for."""
        alike = (any(_alike(said, own) for own in self.stems) for said in other.stems)
        return other.heads <= self.heads and all(alike)


def find_named(
    sources: Sequence[Source], documents: Mapping[str, Document],
    facts: Mapping[str, DocumentFacts],
) -> list[NamedDocument]:  # fmt: skip
    """Return the documents that are named but not among `sources`, those named most widely first.

    `documents` and `facts` are the sources' by id. What a document says that it replaces, and what
    is said to be missing or to come, is left out.
    """
    known = [topic for source in sources for topic in _held(source)]
    known += [
        _topic(fact.value) for of in facts.values() if (fact := of.facts.get(FactName.REPLACES))
    ]
    groups: list[tuple[_Topic, list[tuple[str, Mention]]]] = []
    for source in sources:
        for name, mention in _mentions(source.id, documents[source.id]):
            topic = _topic(name)
            if not any(title.covers(topic) for title in known):
                _join(groups, topic, (name, mention))
    found = [_named(entries) for _, entries in groups]
    return sorted(found, key=lambda n: (-n.sources, -len(n.mentions), n.name))


def _held(source: Source) -> Iterator[_Topic]:
    """Yield what a source is by its title and by its file; a page about a document is none."""
    if source.kind is SourceKind.DOCUMENT:
        yield _topic(source.title)
        yield _topic(re.sub(r"[-_]", " ", Path(source.path).stem))


def _join(
    groups: list[tuple[_Topic, list[tuple[str, Mention]]]], topic: _Topic,
    entry: tuple[str, Mention],
) -> None:  # fmt: skip
    for number, (known, entries) in enumerate(groups):
        if known.covers(topic) or topic.covers(known):
            fuller = max(known, topic, key=lambda t: len(t.stems))
            groups[number] = (fuller, [*entries, entry])
            return
    groups.append((topic, [entry]))


def _named(entries: Sequence[tuple[str, Mention]]) -> NamedDocument:
    name = max((name for name, _ in entries), key=lambda n: len(_topic(n).stems))
    return NamedDocument(name, tuple(dict.fromkeys(mention for _, mention in entries)))


def _topic(text: str) -> _Topic:
    heads, stems = set(), set()
    for word in words(text):
        found = _NAME.fullmatch(word)
        if found:
            base = _HEADS[found["head"].lower()]
            heads.add(_fold(_ONE.get(base, base)))
            word = "" if _GENERIC.fullmatch(found["first"]) else found["first"].strip("-")
        if len(word) > 2 and word.isalpha() and word not in stop_words() | _OURS:
            stems.add(_fold(stem(word.removesuffix("s"))))
    return _Topic(frozenset(heads), frozenset(stems))


def _fold(text: str) -> str:
    """Return a text without its dots and rings, since names of files have often lost them."""
    return text.translate(str.maketrans("åäö", "aao"))


def _alike(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return short == long or (len(short) >= ALIKE and long.startswith(short))


# ---- where a document is named


def _mentions(source: str, document: Document) -> Iterator[tuple[str, Mention]]:
    listing = False  # under a heading such as "Relaterade dokument"
    for block in document.blocks:
        text = block.span.of(document.text)
        if block.kind is BlockKind.HEADING:
            listing = bool(_RELATED_HEADING.fullmatch(text))
        elif block.kind is not BlockKind.CONTENTS and _ANY.search(text):
            for first, last in sentences(text):
                said = text[first:last]
                span = Span(block.span.start + first, block.span.start + last)
                for name, found in _names(said, listed=listing and len(text) <= ITEM):
                    yield name, Mention(source, span, _around(said, found))


def _names(said: str, *, listed: bool) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the names of documents in a sentence or a line of a list, and where they stand."""
    if _NOT_THERE.search(said):
        return
    listed = listed or _RELATED_LINE.match(said) is not None
    for found in _NAME.finditer(said):
        before = said[: found.start()]
        other = _FOREIGN.search(before + found["first"]) or _NOT_NOW.search(before)
        name = _name(found)
        if name and not other and (listed or _is_certain(found, before)):
            yield name, found


def _around(said: str, found: re.Match[str]) -> str:
    """Return a sentence, cut at whole words around a name where it is long."""
    room = max(0, MOST - (found.end() - found.start())) // 2
    start, end = max(0, found.start() - room), min(len(said), found.end() + room)
    shown = said[start:end]
    if start:
        shown = "… " + shown.partition(" ")[2]
    if end < len(said):
        shown = shown.rpartition(" ")[0] + " …"
    return shown.lstrip(BULLETS)


def _is_certain(found: re.Match[str], before: str) -> bool:
    """Say whether the words mean a certain document: definite, owned, or written as a title."""
    if found["head"].lower() in _DEFINITE or _OWNED.search(before):
        return True
    starts = not re.search(r"\w", before) or before.rstrip()[-1] in "|:•"
    return not starts and bool(re.match(r"[A-ZÅÄÖ][a-zåäö]", found[0]))


def _name(found: re.Match[str]) -> str | None:
    """Return the name as a title, None where the words do not say which document."""
    first, base = found["first"], _HEADS[found["head"].lower()]
    subject = _subject(found["subject"])
    generic = not first or _GENERIC.fullmatch(first.lower())
    if generic and not subject and base not in _NAMES:
        return None
    neuter = base in ("program", "reglemente")
    first = re.sub(r"politisk[at]?\s", f"politisk{'t' if neuter else ''} ", first)
    name = first + base + (f" {found['link']} {subject}" if subject else "")
    return name[0].upper() + name[1:]


def _subject(said: str | None) -> str:
    if said is None or _NO_SUBJECT.match(said):
        return ""
    return _GOES_ON.sub("", said).strip(" -,")
