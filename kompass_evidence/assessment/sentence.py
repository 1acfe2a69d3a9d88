"""What is known of one sentence where it stands, as numbers that a trained head can weigh."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assessment.cues import CUES, LACKING, NOT_LACKING, fired


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in its context; `kind` is the document's (domain.facts), "" where unknown."""

    text: str
    kind: str = ""
    heading: str = ""
    before: str = ""


# what kinds of documents have in common in the way they speak
KINDS = {
    "normative": "policy strategi riktlinje reglemente styrmodell avtal handbok program föreskrift"
    " taxa ägardirektiv delegationsordning arbetsordning vision",
    "rule": "reglemente riktlinje policy avtal styrmodell föreskrift taxa ägardirektiv"
    " delegationsordning arbetsordning",
    "report": "årsredovisning delårsrapport rapport",
    "web": "webbsida",
    "draft": "utkast",
    "minutes": "protokoll",
    "memo": "tjänsteskrivelse",
    "plan": "plan budget program strategi",
    "handbook": "handbok",
}
_KINDS = {name: frozenset(words.split()) for name, words in KINDS.items()}
_HEADINGS = {
    "outcome": r"uppfölj|utfall|resultat|indikator|nyckeltal|mätning|måluppfyll|status|granskning"
    r"|iakttag|utvärder|trend",
    "decision": r"beslut|ansvar|omfattning|ikraft|roll|uppdrag|skyldig|^§|\d §|gäller|regler",
    "aim": r"\bmål\b|målvärde|framtid|vision|vilja|önskat|aktivitet|på gång|tidplan|fortsatt"
    r"|revidering|planera|nästa steg|förslag|framåt",
    "law": r"lag|begrepp|läsanvisning|omvärld|utblick|definition|ordlista|säger",
    "background": r"bakgrund|inledning|nuläge|ärende",
    "change": r"ändring|version|nytt i|lärande|ni tyckte|förändr|utveckling av",
}
_PAIRS = (
    ("rule", (
        "ska", "ska_later", "in_use", "followed", "measured", "rule", "mandate", "passive",
        "adopted",
    )),
    ("report", ("ska", "figure", "measured", "followed", "past", "moved", "in_use", "number")),
    ("web", ("ska", "in_use", "voice", "followed", "passive")),
    ("plan", ("ska", "in_use", "passive", "followed", "number", "future_year")),
)  # fmt: skip
_TOGETHER = (
    ("moved", "ska"), ("learned", "ska"), ("because_finding", "changed"), ("finding", "changed"),
    ("therefore", "changed"), ("made_change", "finding"), ("followed", "ska"), ("followed", "past"),
    ("followed", "perfect"), ("adopted", "past"), ("compared", "than_before"), ("law", "ska"),
    ("others", "past"), ("proposed", "adopted"), ("survey", "reported"), ("future_year", "target"),
    ("changed", "perfect"), ("changed", "past"), ("voice", "in_use"),
)  # fmt: skip
_ALONE = (
    ("ska", "ska_later"), ("figure", "moved"), ("in_use", "ska"), ("followed", "ska"),
    ("moved", "finding"),
)  # fmt: skip
_DENIAL = ("lacking", "not lacking", "lacking first", "lacking last")
_FORM = ("brief", "long", "no verb")
_VERB = re.compile(r"\b(?:är|har|ska|kan|får|blir|\w{3,}(?:ar|er|de|te|s|it|at))\b")


def features_digest() -> str:
    """Return the digest of the features' names, by which heads know that they fit the code."""
    return hashlib.sha256("\n".join(feature_names()).encode()).hexdigest()[:16]


def feature_names() -> list[str]:
    """Return the names of the features, in the order of `features`."""
    names = [f"cue:{name}" for name in CUES] + [f"before:{name}" for name in CUES]
    names += [f"kind:{name}" for name in _KINDS] + [f"heading:{name}" for name in _HEADINGS]
    names += [f"{kind}+{cue}" for kind, cues in _PAIRS for cue in cues]
    names += [f"{a}+{b}" for a, b in _TOGETHER] + [f"{a}-{b}" for a, b in _ALONE]
    return [*names, *_DENIAL, *_FORM]


def features(sentence: Sentence) -> NDArray[np.float32]:
    """Return what is seen in a sentence, `(n,)` float32 of zeros and ones."""
    found = fired(sentence.text)
    before = fired(sentence.before) if sentence.before else {}
    values = [name in found for name in CUES] + [name in before for name in CUES]
    values += [*_place(sentence), *_combined(sentence.kind, found)]
    return np.array([*values, *_denial(sentence.text), *_form(sentence.text)], np.float32)


def _place(sentence: Sentence) -> list[bool]:
    """Return what is seen of the document and the heading that a sentence stands in."""
    heading = sentence.heading.lower()
    kinds = [sentence.kind in kinds for kinds in _KINDS.values()]
    return kinds + [bool(re.search(pattern, heading)) for pattern in _HEADINGS.values()]


def _combined(kind: str, found: Mapping[str, str]) -> list[bool]:
    """Return which cues are seen with a kind of document, with another cue, and without it."""
    values = [kind in _KINDS[name] and cue in found for name, cues in _PAIRS for cue in cues]
    values += [a in found and b in found for a, b in _TOGETHER]
    return values + [a in found and b not in found for a, b in _ALONE]


def _denial(text: str) -> list[bool]:
    plain = NOT_LACKING.sub(" ", text.lower())
    places = [match.start() / max(1, len(plain)) for match in LACKING.finditer(plain)]
    first, last = bool(places) and places[0] < 0.34, bool(places) and places[-1] > 0.5
    return [bool(places), bool(NOT_LACKING.search(text.lower())), first, last]


def _form(text: str) -> list[bool]:
    length = len(text.split())
    return [length < 8, length > 22, not _VERB.search(text.lower())]
