"""The words by which Swedish governing documents state facts about themselves."""

from __future__ import annotations

import re

# what a document calls itself: the kind, and how the word ends a title or a compound; the first
# that a title holds counts, so that the more special stand before the more general
KINDS: tuple[tuple[str, str], ...] = (
    ("tjänsteskrivelse", r"tjänste(?:skrivelse|utlåtande)n?|tjs|tjut"),
    ("protokoll", r"\w*protokoll(?:et|sutdrag)?"),
    ("årsredovisning", r"årsredovisning(?:en)?|årsbokslut(?:et)?"),
    ("delårsrapport", r"delårs(?:rapport|bokslut|redovisning)(?:en|et)?|tertialrapport(?:en)?"),
    ("delegationsordning", r"delegations?(?:ordning|reglemente)(?:en|t)?"),
    ("arbetsordning", r"arbetsordning(?:en)?"),
    ("rapport", r"\w*(?:rapport|bokslut|utvärdering|undersökning|redovisning|kartläggning|enkät"
     r"|uppföljning|revision|granskning|analys)(?:en|et)?"),
    ("ägardirektiv", r"ägar(?:direktiv|policy)(?:et|en)?|direktiv(?:et)?"),
    ("reglemente", r"\w*reglemente(?:t|n|na)?"),
    ("styrmodell", r"(?:styr|lednings)(?:modell|system|ning)(?:en|et)?"),
    ("taxa", r"\w*tax(?:a|an|or|orna)|avgifter(?:na)?"),
    ("föreskrift", r"\w*föreskrift(?:er|erna|en)?"),
    ("avtal", r"\w*(?:avtal|överenskommelse)(?:et|n|en)?"),
    ("budget", r"\w*budget(?:en)?|mål- och resurs\w*"),
    ("strategi", r"\w*strategi(?:n|er|erna)?"),
    ("program", r"\w*program(?:met)?"),
    ("policy", r"\w*polic(?:y|yn|ies)"),
    ("riktlinje", r"\w*(?:riktlinje(?:n|r|rna)?|princip(?:er|erna)|anvisning(?:ar|arna|en)?"
     r"|rutin(?:en|er|erna)?|servicedeklaration(?:er|erna|en)?|regler(?:na)?)"),
    ("plan", r"\w*(?<!\btid)(?<!\btids)plan(?:en|er|erna)?"),
    ("vision", r"\w*vision(?:en)?"),
    ("handbok", r"\w*handbok(?:en)?|\w*manual(?:en)?|\w*guide(?:n)?"),
)  # fmt: skip
KIND_OF_TITLE = tuple((kind, re.compile(rf"\b(?:{words})\b", re.I)) for kind, words in KINDS)
KIND_NAMES = frozenset(kind for kind, _ in KINDS)
# kinds that tell of a time gone by: what they say of validity is of other documents
PASSING = frozenset(("rapport", "årsredovisning", "delårsrapport", "protokoll", "tjänsteskrivelse"))

SHORT_BODIES = {
    "kf": "Kommunfullmäktige",
    "ks": "Kommunstyrelsen",
    "ksau": "Kommunstyrelsens arbetsutskott",
    "fullmäktige": "Kommunfullmäktige",
    "ksapu": "Kommunstyrelsens arbets- och personalutskott",
}
_UNIT = r"(?:[a-zåäö]+-,?\s+(?:(?:[a-zåäö]+-\s+)?och\s+)?)?"
BODY = (
    r"(?:kommun(?:fullmäktige|styrelsen)(?:s\s+(?:[a-zåäö]+-\s+och\s+)?[a-zåäö]*utskott)?"
    r"|region(?:fullmäktige|styrelsen)|(?:förbunds)?(?:direktionen|fullmäktige|styrelsen)"
    rf"|{_UNIT}[a-zåäö]+nämnden?(?:s\s+[a-zåäö]*utskott)?"
    rf"|nämnden\s+för\s+[a-zåäö]+(?:\s+och\s+[a-zåäö]+)?"
    r"|valnämnd(?:en)?|bolagsstämma(?:n)?|(?:års|extra\s+bolags|ägar)stämma(?:n)?"
    r"|(?:kommun|förvaltnings|stads|personal|hr-|ekonomi|social|skol|kultur|miljö|sektor(?:s)?"
    r"|utbildnings|bygg|kansli|verksamhets|räddnings|it-|digitaliserings|kommunikations)"
    r"(?:direktör|chef)(?:en)?|rektor(?:n)?|(?:kommunens\s+|central\s+)?ledningsgrupp(?:en)?"
    r"|styrelsen(?:\s+för\s+[a-zåäö]+)?|KSAPU|KSAU|KF|KS)"
)
DECIDED = (
    r"(?:antag(?:en|et|na|its)|antog(?:s)?|anta(?:s|r)|fastställ(?:d|t|da|de|des|ts|elsebeslut|s)"
    r"|beslut(?:ad|at|ade|ades|ats)|godkän(?:d|t|da|de|des|ts)|(?:upp)?rättad\s+och\s+antagen"
    r"|undertecknad(?:es)?)"
)
REVISED = (
    r"(?:(?:senast(?:e)?\s+)?(?:reviderad(?:e|es)?|reviderat|revidering|ändrad(?:e|es)?|ändrat"
    r"|uppdaterad(?:e|es)?|uppdaterat|ändring))"
)
SECTION = r"§{1,2}\s*(?P<section>\d+[a-z]?(?:\s*[-–]\s*\d+)?)(?![\d:])"
DRAFT = re.compile(
    r"\b(?:utkast|remiss(?:version|utgåva|handling|upplaga|förslag)|arbetsmaterial"
    r"|samråds(?:handling|förslag|version)|granskningshandling|preliminär(?:t)?\s+version|ej\s+(?:beslutad|beslutat"
    r"|antagen|antaget|fastställd|fastställt)|(?:ännu\s+)?inte\s+(?:beslutad|beslutat|antagen"
    r"|antaget|fastställd|fastställt)|koncept|förslag\s+till)\b",
    re.I,
)

# labels of information tables, and which fact each gives
LABELS: tuple[tuple[str, str], ...] = (
    ("kind", r"dokument(?:typ|slag|kategori)|typ\s+av\s+(?:styr)?dokument|typ|dokumentets\s+typ"),
    ("revised", r"(?:senast\s+)?(?:reviderad|reviderat|ändrad|ändrat)(?:\s+av|\s+den|\s+datum)?"
     r"|(?:datum\s+för\s+)?(?:senaste\s+)?revidering(?:en|sdatum)?"),
    ("decision", r"(?:dokumentet\s+(?:är\s+)?(?:beslutat\s+av|beslutades(?:\s+den|\s+av)?)"
     r"|beslutad|beslutat|antagen|antaget|antagna|fastställd|fastställt|godkänd|godkänt"
     r"|beslutade|beslutas)(?:\s+av|\s+den|\s+i|\s+\(datum\)|\s+datum)?(?:,?\s+(?:och\s+)?datum)?"
     r"|beslut(?:s(?:instans|organ|fattare|nivå|tillfälle|paragraf))?"
     r"|beslutande(?:\s+(?:instans|organ))?|fattat\s+av|behandla[dt]\s+av"
     r"|beslutsdatum(?:\s+och\s+paragraf)?|datum\s+för\s+(?:beslut|antagande|fastställande)"
     r"|fastställelsedatum|antagandedatum|datum\s+och\s+paragraf|organ|instans"
     r"|sammanträdesdatum|undertecknad|beslut\s+och\s+datum|paragraf(?:er)?|beslut(?:ad)?\s+§"
     r"|av|till|nämnd"),
    ("date", r"datum"),
    ("dnr", r"diarie(?:nummer|nr\.?|beteckning)|dnr\.?|dnr/beteckning|ärende(?:nummer|nr\.?)?"
     r"|dokument-?\s?id|ärendebeteckning|diarium"),
    ("valid", r"giltighet(?:stid|speriod)?|dokumentet\s+gäller\s+till(?:\s+den)?"
     r"|gäller(?:\s+(?:från(?:\s+och\s+med)?|fr\.?\s?o\.?\s?m\.?|under"
     r"|för\s+(?:tiden|perioden|åren|mandatperioden)|till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?"
     r"|tid|period))?"
     r"|giltig(?:t)?(?:\s+(?:från(?:\s+och\s+med)?|fr\.?\s?o\.?\s?m\.?|till(?:\s+och\s+med)?"
     r"|t\.?\s?o\.?\s?m\.?))?|(?:program|plan|avtals|strategi|budget|mandat)(?:period|tid)(?:en)?"
     r"|period|tidsperiod|ikraftträdande|träder\s+i\s+kraft|i\s+kraft|giltighetstid\s+till|utgår"),
    ("replaces", r"(?:dokumentet\s+)?ersätter(?:\s+tidigare(?:\s+\w+)?)?|upphäver"
     r"|tidigare\s+(?:version|dokument|beslut)|ersatt(?:er)?\s+dokument"),
    ("status", r"status|dokumentstatus"),
    ("responsible", r"för\s+(?:revidering|uppföljning)(?:en)?\s+av\s+dokumentet\s+ansvarar|"
        r"dokument(?:ansvarig|ägare|ansvar)(?:\s+är)?|ansvarig(?:t)?(?:\s+(?:för"
     r"\s+(?:dokumentet|revidering|uppföljning)|funktion|tjänste(?:person|man)|förvaltning|enhet"
     r"|chef|avdelning|sektor|roll))?"
     r"|(?:sak|process|policy|plan|innehålls|informations)(?:ansvarig|ägare)"
     r"|ägare|ansvar|ansvarig\s+för\s+uppföljning\s+och\s+revidering"),
    ("maker", r"framtagen\s+av|utgiven\s+av|upprättad\s+av|framtaget\s+av"),
    ("revision", r"revideras|(?:nästa\s+)?(?:revidering|översyn|aktualitetsprövning|aktualisering)"
     r"(?:sintervall)?|aktualitetsprövas|uppdateras|ses\s+över|ska\s+revideras|nästa\s+uppdatering"
     r"|revideringscykel|revideringsintervall|omprövas"),
    # labels whose values must not be taken for a part of the value before
    ("other", r"handläggare|författare|kontakt(?:person)?|version|gäller\s+för|omfattar|målgrupp"
     r"|bolag|parter|plats\s+och\s+tid|justerat|från|sida|e-post|telefon|utgåva|titel"
     r"|bilagor|dokumentnamn|berörda|författad\s+av|senast\s+uppdaterad|publicerad|diarieförd"
     r"|lagrum|avser|undersökningsperiod|svarsfrekvens|uppföljning|antal\s+sidor"
     r"|relaterade\s+dokument"),
)  # fmt: skip
LABEL = re.compile(
    r"(?:" + "|".join(f"(?P<{name}>{words})" for name, words in LABELS) + r")(?![\wåäö-])", re.I
)
ANY_LABEL = r"(?:" + "|".join(words for _, words in LABELS) + r")"


def kind_of(words: str) -> str | None:
    """Return the kind that the head of a title names: the first in the text, the most special."""
    if words.lower() in KIND_NAMES:
        return words.lower()
    places = [
        (match.start(), number, kind)
        for number, (kind, pattern) in enumerate(KIND_OF_TITLE)
        if (match := pattern.search(words))
    ]
    return min(places)[2] if places else None


def body_name(words: str) -> str:
    """Return a deciding body's name written out, with a capital."""
    name = " ".join(words.split())
    name = SHORT_BODIES.get(name.lower(), name)
    return name[0].upper() + name[1:]
