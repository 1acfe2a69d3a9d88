"""Says which language a document is written in."""

from __future__ import annotations

from functools import cache
from typing import Any

# The languages that Swedish municipalities publish in, with their Swedish names.
NAMES = {
    "sv": "svenska", "fi": "finska", "se": "samiska", "en": "engelska", "da": "danska",
    "nb": "norska", "nn": "norska", "no": "norska", "de": "tyska", "fr": "franska",
    "es": "spanska", "pl": "polska", "ru": "ryska", "uk": "ukrainska", "ar": "arabiska",
    "fa": "persiska", "tr": "turkiska", "et": "estniska", "ku": "kurdiska", "bs": "bosniska",
    "sq": "albanska", "ro": "rumänska", "am": "amhariska", "th": "thailändska",
}  # fmt: skip
FEWEST = 80  # letters; of fewer, nothing is said
SAMPLE = 6000  # characters from the start, the middle and the end of a long text
SURE = 0.9  # what the recogniser must reach before a text is taken for another than Swedish


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None where there is too little to tell.

    A short Swedish text can look Norwegian or Danish; in doubt it is Swedish. None, too, where
    the disk has no room for the recogniser to unpack its model: no file is lost for that.
    """
    sample = _sample(text)
    if sum(map(str.isalpha, sample)) < FEWEST:
        return None
    try:
        found, sureness = _recogniser().classify(sample)
    except OSError:
        return None
    return str(found) if sureness >= SURE else "sv"


def language_remark(language: str | None) -> tuple[str, ...]:
    """Return what to say of a document in another language than Swedish."""
    if language is None or language == "sv":
        return ()
    return (f"Språk: {NAMES.get(language, language)}",)


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE:
        return text
    middle = len(text) // 2
    return " ".join((text[:SAMPLE], text[middle : middle + SAMPLE], text[-SAMPLE:]))


@cache
def _recogniser() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages([code for code in NAMES if code in made.labels])
    return made
