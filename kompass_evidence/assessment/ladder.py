"""Reads the rung that a passage reaches: from intent over decision and practice to learning.

A first reading by cue words, sentence by sentence: the modality of a sentence weighs more than
its verb ("ska följas upp" is intent), and what a sentence denies is no rung at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kompass_evidence.domain.evidence import Reading
from kompass_evidence.domain.framework import Rung

ORDER = tuple(Rung)

_FIGURE = (
    r"\d[\d\s,.]*\s?(?:procent(?:enheter)?|%|kronor|kr|mkr|miljoner|ton|kwh|mwh"
    r"|timmar|dagar|veckor|poäng)?"
)
_CHANGED = (
    r"(?:minska|öka|halvera|fördubbla|förbättra|försämra|förkorta)(?:de|des|t|ts)\b"
    r"|\b(?:sjönk|sjunkit|steg|stigit|växte|vuxit|gick|gått)\b"
)
_DONE = re.compile(
    rf"(?:{_CHANGED})|\b(?:har|hade)\s+(?:\w+\s+)?(?:lett till|bidragit till|resulterat i|gett)\b"
)
_CUES: dict[Rung, re.Pattern[str]] = {
    Rung.LEARNING: re.compile(
        r"\b(?:revidera|ändra|omarbeta|justera|förenkla|lägga?|gör|skriv)\w*\b[^.]{0,60}"
        r"\b(?:utifrån|efter att|med anledning av|till följd av|på grund av|sedan)\b"
        r"|\b(?:efter|utifrån|till följd av|med anledning av)\s+(?:den\s+|denna\s+|årets\s+)?"
        r"(?:utvärdering|uppföljning|granskning|enkät|mätning|erfarenhet|lärdom)\w*\b[^.]{0,90}"
        r"\b(?:ändra|inför|revidera|byt|flytta|läg|slopa|ersatt|skrev|förenkla)\w*"
        r"|\blärdom\w*"
        r"|\b(?:därför|sedan dess|numera)\b[^.]{0,60}\b(?:ändra|inför|flytta|byt|läg|görs)\w*"
        r"|\b(?:ändrat|nytt) arbetssätt\b"
    ),
    Rung.EFFECT: re.compile(
        rf"(?:{_CHANGED})[^.]{{0,80}}{_FIGURE}|{_FIGURE}[^.]{{0,80}}(?:{_CHANGED})"
        rf"|\bfrån\s+{_FIGURE}\s+(?:år\s+\d+\s+)?till\s+{_FIGURE}"
        r"|\b(?:har|hade)\s+(?:\w+\s+)?(?:lett till|bidragit till|resulterat i|gett)\b"
        r"|\beffekten\b|\b(?:lägre|högre|färre|fler|snabbare)\s+än\s+(?:20\d\d|året innan|förra)"
    ),
    Rung.FOLLOWED_UP: re.compile(
        r"\bföl(?:js|jdes|jts)\s+upp\b|\buppfölj(?:ning(?:en|ar|arna)?|d|da|t)\b"
        r"|\b(?:mäts|mättes|mätts|uppmätt|mätning(?:en|ar|arna)?)\b|\butvärder(?:as|ades|ats|ing\w*)\b"
        r"|\b(?:redovisa|rapportera|granska|analysera)(?:s|des|ts|t)\b|\butfall(?:et)?\b"
        r"|\bindikator\w*|\bnyckeltal\w*|\bsvarsfrekvens\w*|\b(?:enkät|undersökning)\w*\b[^.]{0,40}\bvisa\w*"
        r"|\b(?:medelvärde|resultatet)\b|\bandel\w*\b[^.]{0,60}\d"
    ),
    Rung.APPLIED: re.compile(
        r"\b(?:används|tillämpas|genomför(?:s|des|ts|t|de)?|arbetar|erbjud(?:er|s)|hålls|hölls|håller"
        r"|träffas|publiceras|publicerar|sänds|deltar|deltog|deltagit|införts|infördes"
        r"|utbildats"
        r"|utbildade|startade|bjuds|skickas|får du|kan du|hittar du|du kan|finns|ingår|möts|samlas"
        r"|driver|drivs|leder|leds|bedrivs|ordnar|ordnas|tar emot|hanteras|sköter|stödjer"
        r"|stöttar)\b"
        r"|\bi\s+(?:drift|bruk|samtliga)\b"
    ),
    Rung.DECIDED: re.compile(
        r"\b(?:antog|antogs|anta(?:gen|get|gna|gits)|fastställ(?:de|des|d|t|ts|da)"
        r"|beslut(?:ade|ades"
        r"|at|ats|ad|as|ar)|godkän(?:de|des|t)|ansvarar|ansvariga?|har i uppdrag"
        r"|i uppdrag att|gäller"
        r"|beslutet|uppdraget)\b"
    ),
    Rung.INTENT: re.compile(
        r"\b(?:ska|skall|kommer att|plane(?:ras|rar|rat)|avser|ambition\w*|bör|föreslå(?:s|r)"
        r"|utkast\w*|framtagande|på sikt|strävar|vill|målvärde\w*|målet är|tas fram"
        r"|önskar|inriktning\w*)\b"
    ),
}  # fmt: skip
_MODAL = re.compile(
    r"\b(?:ska|skall|kommer att|bör|planeras|avser att|föreslås|tänkt|målet är att"
    r"|ambitionen är att)\b"
)
_DENIED = re.compile(
    r"\b(?:inte|ej|aldrig|ingen|inget|inga|saknas|saknar|ännu inte|varken|utan att|upphört|uteblev"
    r"|uteblivit|brister|bristande)\b"
)
_ADOPTED = re.compile(
    r"\b(?:antagen|antaget|fastställd|fastställt|beslutad|beslutat) av\b|\bbeslutsdatum\b"
    r"|\b(?:kommunfullmäktige|kommunstyrelsen|kf|ks|nämnden)\b[^\n]{0,20}\d{4}-\d{2}-\d{2}",
    re.IGNORECASE,
)


# what an adopted document only promises; its other rules ("svar ska ges inom tio dagar") hold
_PROMISED = re.compile(
    r"\b(?:kommer att|planeras|avser att|föreslås|tänkt|målet är att|ambitionen är att)\b"
    r"|\b(?:följas upp|följs upp|utvärderas|mätas|revideras|tas fram|ta fram|utredas|inrättas"
    r"|införas|ses över|minska|öka|nå|uppnå\w*|förbättras|stärkas|utvecklas|påbörjas)\b"
)
_REPORT = re.compile(
    r"årsredovisning|delårsrapport|tertialrapport|rapport|uppföljning|bokslut|undersökning"
    r"|redovisning|utvärdering|enkät|revision",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b\d[\d\s]*(?:[.,]\d+)?\s?%?")


def is_report(title: str) -> bool:
    """Say whether a document by its title tells what came of something."""
    return bool(_REPORT.search(title))


def has_figures(text: str) -> bool:
    """Say whether a table's row holds figures enough to be a measurement."""
    return len(_FIGURES.findall(text)) >= 4


def is_adopted(front: str) -> bool:
    """Say whether a document's first lines and margins state that it has been decided."""
    return bool(_ADOPTED.search(front))


def read_sentence(sentence: str) -> Reading | None:
    """Return the rung that one sentence shows, with the words that gave it; None without any.

    The highest cue counts, unless the sentence is modal, when it is intent whatever its verb;
    a target in figures is intent too, a change that has come about is not.
    """
    text = sentence.lower()
    if _DENIED.search(text):
        return None
    modal = _MODAL.search(text)
    if modal and not (_CUES[Rung.EFFECT].search(text) and _DONE.search(text)):
        return Reading(Rung.INTENT, (modal.group(),))
    for rung in reversed(ORDER):
        cue = _CUES[rung].search(text)
        if cue:
            return Reading(rung, (" ".join(cue.group().split()),))
    return None


def read_passage(sentences: Sequence[str], near: Sequence[float], default: Rung) -> Reading | None:
    """Return the rung of a passage for one criterion.

    `near` says how close each sentence is to the criterion; the highest rung among the closest
    sentences counts. `default` is what a plain statement shows: decided in an adopted document,
    followed up in a report, applied elsewhere. None where all that is close denies.
    """
    if not sentences:
        return None
    top = max(near)
    close = [s for s, score in zip(sentences, near, strict=True) if score >= 0.5 * top]
    readings = [found for s in close if (found := _read_in_force(s, default)) is not None]
    if readings:
        return max(readings, key=lambda found: ORDER.index(found.rung))
    if all(_DENIED.search(s.lower()) for s in close):
        return None
    return Reading(default)


def _read_in_force(sentence: str, default: Rung) -> Reading | None:
    """Read a sentence in its document: a rule of an adopted one is decided, though it says ska."""
    found = read_sentence(sentence)
    if found is None:
        return None
    if default is Rung.DECIDED and found.rung is Rung.INTENT:
        return found if _PROMISED.search(sentence.lower()) else Reading(default, found.cues)
    return found
