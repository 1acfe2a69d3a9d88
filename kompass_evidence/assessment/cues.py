"""The words by which Swedish official prose shows how far something has come.

Each cue is a pattern over a sentence in lower case, with the rung it speaks for; None where it only
changes what the others mean. A cue alone decides nothing: `rung_model` weighs them together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kompass_evidence.domain.framework import Rung

_NUMBER = r"(?:\d[\d \u00a0]*(?:[.,]\d+)?|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv)"
_UNIT = (
    r"(?:procent(?:enhet(?:er)?)?|%|kronor|kr|tkr|mkr|mnkr|msek|miljon(?:er)?|ton|kwh|mwh|gwh"
    r"|timmar|dagar|dygn|veckor|månader|minuter|poäng|enheter|personer|tredjedel(?:ar)?)"
)
_UP_DOWN = (
    r"(?:minska|öka|halvera|fördubbla|tredubbla|förbättra|försämra|förkorta|korta|förläng|sänk|höj"
    r"|stärk|dämpa|försvaga|klättra|backa|krymp|vidga)(?:de|des|t|ts|te|tes|d|ade|ades|at|ats)"
    r"|(?:sjönk|sjunkit|steg|stigit|växte|vuxit|föll|fallit|lyfte|lyft|avtog|avtagit|tilltog"
    r"|tilltagit)|(?:gick|gått|vände|vänt|dragits|drogs)\s+(?:kraftigt\s+)?(?:ned|ner|upp|nedåt"
    r"|uppåt|tillbaka)(?:åt)?|upp(?:gång|åt)|nedgång"
)
_COMPARED = (
    r"(?:färre|fler|flera|lägre|högre|kortare|längre|snabbare|bättre|sämre|mindre|mer|större"
    r"|enklare|lättare|lugnare|tryggare|nöjdare|jämnare|oftare|mer\s+sällan|billigare|starkare"
    r"|svagare|renare)"
)
_FINDING = (
    r"(?:utvärdering|uppföljning|enkät|undersökning|mätning|granskning|kritik|klagomål|synpunkt"
    r"|erfarenhet|lärdom|jämförelse|analys|påpekande|anmärkning|incident|avvikelse|statistik"
    r"|kartläggning|översyn|revision|pilot|försök|test|genomgång|avstämning|tillsyn|återkoppling"
    r"|begäran|dialog|intervju|samtal|svar|resultat|siffr|misslyck|kontroll|avvikelserapport"
    r"|inspektion|bokslut|halvtid|studiebesök|nätverk|exempel|önskemål|brister|olycka|tillbud"
    r"|driftstopp)\w*"
)
_BECAUSE = (
    r"(?:efter\s+att|efter(?!\s*som)|till\s+följd\s+av|med\s+anledning\s+av|utifrån"
    r"|med\s+utgångspunkt\s+i|med\s+stöd\s+av|mot\s+bakgrund\s+av|eftersom|då|sedan|varför|därför"
    r"|därmed|som\s+(?:en\s+)?följd\s+av|på\s+grund\s+av|tack\s+vare|på\s+\w+\s+begäran|när"
    r"|med\s+\w+\s+som\s+grund|så)"
)
_CHANGED = (
    r"(?:(?:ändra|revidera|omarbeta|justera|förenkla|slopa|komplettera|förtydliga|förbättra"
    r"|anpassa|omformulera|renodla|samla|avveckla|modifiera|uppdatera)(?:des|ts|t|de|d|ade|ad|at)"
    r"|(?:bytte(?:s)?|bytt(?:s)?|skärpte(?:s)?|skärpt(?:s)?|infördes|införde|infört(?:s)?|ersattes"
    r"|ersatte|ersatt(?:s)?|flyttade(?:s)?|flyttat(?:s)?|kortade(?:s)?|kortat(?:s)?|ströks"
    r"|strukit(?:s)?|strök|tog\s+(?:\w+\s+)?bort|togs\s+bort|tagit(?:s)?\s+bort|byggdes\s+om"
    r"|byggde\s+om|byggts\s+om|gjordes\s+om|gjorde\s+om|gjort(?:s)?\s+om|lades\s+om|lade\s+om"
    r"|lagt(?:s)?\s+om|skrevs\s+om|skrev\s+om|skrivit(?:s)?\s+om|skriva\s+om|lägga\s+om|göra\s+om"
    r"|införa|ändra|stöptes\s+om|skurits?\s+ne[dr]|skars\s+ne[dr]|utökades|utökats|utökat|sänktes"
    r"|sänkts|höjdes|höjts|delades|slogs\s+ihop|övergav|övergetts|revs\s+upp|dragits\s+in"
    r"|drogs\s+in|omgjor[dt]\w*|omarbetad\w*|inarbetad\w*|inarbetats|omlagd\w*|numera|i\s+stället"
    r"|istället|nytt\s+arbetssätt|nya\s+arbetssätt|ändrat\s+arbetssätt))"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One pattern; `rung` is what its words speak for, shown with a reading."""

    pattern: re.Pattern[str]
    rung: Rung | None = None


def _cue(pattern: str, rung: Rung | None = None) -> Cue:
    return Cue(re.compile(pattern), rung)


CUES: Mapping[str, Cue] = {
    # ---- intent
    "ska": _cue(r"\b(?:ska|skall|skola)\b", Rung.INTENT),
    "ska_later": _cue(
        r"\b(?:ska|skall)\b[^.;]{0,80}\b(?:följ(?:as|a|s)\s+upp|utvärderas?|mätas?|mäts|revideras"
        r"|ses?\s+över|tas?\s+fram|utredas?|inrättas?|införas?|påbörjas?|minska|öka|nå|nås"
        r"|uppnå\w*|förbättras?|stärkas?|utvecklas?|granskas|pröva|bli\b|vara\s+klar\w*|halveras"
        r"|redovisas|analyseras|kartläggas?|arbetas\s+fram)",
        Rung.INTENT,
    ),
    "will": _cue(
        r"\b(?:kommer\s+(?:\w+\s+){0,2}att|väntas|förväntas|beräknas|är\s+tänkt\w*|tänker|avser"
        r"|avses|planerar|planeras|planerat|planerad\w*|ämnar)\b",
        Rung.INTENT,
    ),
    "wish": _cue(
        r"\b(?:vill|önskar|hoppas|strävar|ambition\w*|avsikt\w*|målsättning\w*|målet\s+är|målbild"
        r"|vision\w*|på\s+sikt|bör|borde|behöver|behov\s+av|viktigt\s+att|ett\s+första\s+steg"
        r"|nästa\s+steg)\b",
        Rung.INTENT,
    ),
    "target": _cue(
        r"\b(?:målvärde\w*|målnivå\w*|måltal\w*|senast\s+(?:år\s+)?20\d\d"
        r"|till\s+och\s+med\s+20\d\d|mål\s+20\d\d)\b",
        Rung.INTENT,
    ),
    "preparing": _cue(
        r"\b(?:under\s+(?:framtagande|utarbetande|beredning|revidering|utredning|uppbyggnad"
        r"|utveckling)|håller\s+på|pågår|tas\s+fram|arbetas\s+fram|bereds|förbereds|utreds"
        r"|utredning\s+pågår|påbörjats|påbörjat|förstudie|på\s+remiss|remissversion\w*|utkast\w*"
        r"|i\s+sin\s+linda|samtal\s+förs|undersöker|undersöks|på\s+gång|pilot)\b",
        Rung.INTENT,
    ),
    "proposed": _cue(
        r"\b(?:föreslå\w*|förslag\w*|yrka\w*|motion\w*|äskar|rekommendera\w*|förorda\w*"
        r"|budgetförslag\w*)\b",
        Rung.INTENT,
    ),
    "conditional": _cue(
        r"(?:^|[,–]\s*)(?:om\s+\w+|under\s+förutsättning|ifall|såvida|när\s+\w+\s+(?:är|har"
        r"|blir))\b|\bkan\s+(?:börja|komma|bli)\b|\bskulle\b",
        Rung.INTENT,
    ),
    "future_time": _cue(
        r"\b(?:nästa\s+år|framöver|framtida|kommande|framdeles|i\s+höst|i\s+vår|tidigast"
        r"|från\s+och\s+med\s+den\s+\d+\s+\w+\s+nästa)\b",
        Rung.INTENT,
    ),
    "future_year": _cue(r"\b(?:202[7-9]|20[3-9]\d)\b", None),
    # ---- decided
    "adopted": _cue(
        r"\b(?:antog(?:s)?|anta(?:r|gen|get|gna|gits|s)|fastställ(?:de|des|d|t|ts|da|er|s)"
        r"|beslut(?:ade|ades|at|ats|ad|as|ar)|godkän(?:de|des|t|ner|d|da)|klubba(?:de|des|t|ts)"
        r"|undertecknad\w*|undertecknats?|vann\s+(?:laga\s+kraft|bifall)|bifall\w*"
        r"|ställde\s+sig\s+bakom|anslog|anslagit|anslår|anslagits|beviljade|beviljat|avsatt"
        r"|avsattes|avsätter|förklarar|uppdrog|pekat\s+ut|lagt\s+fast|lades\s+fast)\b",
        Rung.DECIDED,
    ),
    "mandate": _cue(
        r"\b(?:i\s+uppdrag|uppdrag(?:et)?|uppdra\s+åt|ansvarar|ansvarig\w*|ansvaret|svarar\s+för"
        r"|har\s+(?:rätt|ansvar)|är\s+skyldig\w*|äger\s+rätt|befogenhet\w*|delegera\w*"
        r"|ges\s+rätt)\b",
        Rung.DECIDED,
    ),
    "holds": _cue(
        r"\b(?:gäller|omfattar|omfattas|löper|trädde\s+i\s+kraft|träder\s+i\s+kraft|ersätter"
        r"|går\s+före|är\s+överens|kompletteras|är\s+obligatorisk\w*)\b",
        Rung.DECIDED,
    ),
    "rule": _cue(
        r"\b(?:får\s+(?:inte|ej|endast|bara|göras)|får\s+\w+\s+göras|måste|skyldig\w*"
        r"|ska\s+(?:hållas|lämnas|ges|göras|dokumenteras|tas\s+om|inhämta|se\s+till|alltid|ske)"
        r"|senast\s+(?:tio|fem|tre|en|dag|den)|inom\s+(?:\w+\s+)?(?:arbets)?dagar|minst\s+(?:en"
        r"|två|\d))\b",
        Rung.DECIDED,
    ),
    "paragraph": _cue(r"§\s*\d", Rung.DECIDED),
    "decided_noun": _cue(r"\b(?:beslut(?:et)?|styrdokument\w*|fullmäktige\w*|kf|ks)\b", None),
    # ---- applied
    "in_use": _cue(
        r"\b(?:använd(?:s|er|e|es|t|ts)|tillämpa(?:s|r|des|de|t|ts)|arbetar|jobbar|erbjud(?:er|s"
        r"|it)|erbjöds?|hålls|hölls|håller|träffas|träffades|publicera(?:s|r|des|t|ts)|sänds"
        r"|sändes|deltar|deltog|deltagit|driver|drivs|bedrivs|ordna(?:s|r|des|de)|hanteras|sköter"
        r"|sköts|bemanna(?:s|r)|läggs\s+ut|lägger|utgår\s+från|leds|leder|samlas|möts|besvaras"
        r"|finns|ingår|når\s+du|hittar\s+du|kan\s+du|du\s+kan|får\s+du|medverkar|bjuds|ger|ges"
        r"|gavs|gick|gått|läst|utbilda(?:s|des|t|ts|de)|registrerar|sköts|tillhandahåller"
        r"|är\s+(?:igång|öppen|öppet|öppna|i\s+drift|i\s+bruk|sökbar\w*|på\s+plats|tillgänglig\w*"
        r"|infört|införd|utbildad\w*)|i\s+(?:drift|bruk)|tagits?\s+i\s+bruk|togs\s+i\s+bruk"
        r"|sattes?\s+i\s+drift|startade(?:s)?|infördes|införd?t?|infört|sedan\s+dess"
        r"|genomför(?:s|des|t|ts|de|d)?|besökte|anordna(?:s|r|des)|stöttar|stödjer|inrättades"
        r"|inrättats)\b",
        Rung.APPLIED,
    ),
    "everywhere": _cue(
        r"\b(?:samtliga|alla|varje|i\s+hela|dygnet\s+runt|dagligen|månadsvis|regelbundet|löpande"
        r"|numera|sedan\s+(?:i\s+)?(?:\w+\s+)?(?:våras|höstas|januari|februari|mars|april|maj|juni"
        r"|augusti|september|oktober|november|december|20\d\d))\b",
        Rung.APPLIED,
    ),
    "voice": _cue(r"\b(?:du|dig|din|ditt|vi|vår|vårt|våra|oss|här)\b", None),
    # ---- followed up
    "followed": _cue(
        r"\b(?:föl(?:js|jdes|jts|jer|jde|jt)\s+(?:\w+\s+){0,2}upp|uppfölj(?:ning(?:en|ar|arna|s)?"
        r"|d|da|t)|följas\s+upp|utvärder(?:as|ades|ats|ing\w*|ad|at|ar|ade)|gransk(?:as|ades|ats"
        r"|ning\w*|at|ade)|avstäm(?:d|ning\w*|t)|stäms\s+av|stämdes\s+av|avrapporter\w*"
        r"|kontroller(?:as|ades|ats)|stickprov\w*|egenkontroll\w*|inventer\w*|synad\w*|synats"
        r"|revisor\w*|läses\s+av|sammanställ(?:s|des|ts|t|ning\w*)|genomgång\w*|kartlag\w*"
        r"|kartläggning\w*)\b",
        Rung.FOLLOWED_UP,
    ),
    "measured": _cue(
        r"\b(?:mät(?:s|er|te|tes|ts|t|ning\w*)|uppmät\w*|index|indikator\w*|nyckeltal\w*|utfall\w*"
        r"|medelvärde|median\w*|svarsfrekvens\w*|värde(?:t)?|betyg\w*|hme|nki|nmi)\b",
        Rung.FOLLOWED_UP,
    ),
    "reported": _cue(
        r"\b(?:redovisa(?:s|r|des|t|ts|de)|rapportera(?:s|r|des|t|ts|de)|redogör\w*|visa(?:r|de|t)"
        r"|visade\s+att|framgår|uppger|uppgav|anger|svarade|svarar|konstatera\w*|noterades|bedöms"
        r"|bedömning\w*|bedömdes|besvarades)\b",
        Rung.FOLLOWED_UP,
    ),
    "survey": _cue(
        r"\b\w*(?:enkät|undersökning|granskning|utvärdering|revision|bokslut|rapport|uppföljning"
        r"|mätning|prövning)(?:en|er|et|ar)?\b",
        Rung.FOLLOWED_UP,
    ),
    "goal_met": _cue(
        r"\bmål(?:et|en|värdet)?\b[^.]{0,60}\b(?:nått|nåddes|nås|uppnådd?\w*|uppfyll\w*|missa\w*"
        r"|klarades|infri\w*)\b|\b(?:delmål|resultatmål|mål)\b[^.]{0,40}\buppfyll",
        Rung.FOLLOWED_UP,
    ),
    "figure": _cue(
        rf"\b(?:var|är|uppgick\s+till|blev|uppgår\s+till|ligger\s+(?:kvar\s+)?på|låg\s+på|hamnar"
        rf"|hamnade|landar\s+på|slutade)\b[^.]{{0,40}}{_NUMBER}\s*{_UNIT}?|{_NUMBER}\s?(?:procent"
        rf"|%)",
        Rung.FOLLOWED_UP,
    ),
    "benchmark": _cue(
        r"\b(?:rike(?:t|ts)|länet|rikssnitt\w*|riksgenomsnitt\w*|jämfört\s+med|jämförelse\w*"
        r"|genomsnitt\w*|budget\s+\d)\b",
        None,
    ),
    "unchanged": _cue(
        r"\b(?:oförändra\w*|samma\s+nivå|lika\s+mycket|ligger\s+kvar|i\s+nivå\s+med)\b",
        Rung.FOLLOWED_UP,
    ),
    # ---- effect
    "moved": _cue(rf"\b(?:{_UP_DOWN})\b", Rung.EFFECT),
    "from_to": _cue(
        rf"\bfrån\s+(?:\w+\s+)?{_NUMBER}[^.]{{0,50}}?\btill\s+{_NUMBER}"
        rf"|{_NUMBER}\s?(?:{_UNIT})?\s*(?:mot|jämfört\s+med)\s+{_NUMBER}",
        Rung.EFFECT,
    ),
    "compared": _cue(rf"\b{_COMPARED}\b", Rung.EFFECT),
    "than_before": _cue(
        r"\b(?:än\s+(?:tidigare|förra|året|föregående|20\d\d|vid)|sedan\s+(?:förra|i\s+fjol"
        r"|20\d\d)|jämfört\s+med\s+20\d\d|föregående\s+år|mot\s+tidigare|i\s+fjol|året\s+(?:innan"
        r"|dessförinnan)|år\s+i\s+rad|för\s+(?:andra|tredje|fjärde)\s+året)\b",
        Rung.EFFECT,
    ),
    "led_to": _cue(
        r"\b(?:led(?:de|er|tt)\s+till|lett\s+till|bidragit\s+till|bidrog\s+till|resulterat\s+i"
        r"|resulterade\s+i|inneburit|innebar|gav|gett|givit|effekten|effekter(?:na)?|gjort\s+att"
        r"|medfört|medförde|sparat|sparade|frigjort|frigjorde|besparing\w*|tack\s+vare"
        r"|slog\s+väl\s+ut)\b",
        Rung.EFFECT,
    ),
    "since_done": _cue(
        r"\b(?:sedan|efter)\b[^.,]{2,60}\b(?:infördes|införts|startade|samlades|automatiserades"
        r"|textades|lagts\s+om|öppnade|togs\s+i\s+bruk|omläggningen|sammanslagningen|ombyggnaden"
        r"|införandet|starten)\b",
        Rung.EFFECT,
    ),
    "by_years": _cue(
        r"20[12]\d\s*[:(]?\s*\d+[^.]{0,40}20[12]\d"
        r"|\butfall\s+20\d\d:?[^.]{0,25}\.?\s*utfall\s+20\d\d|\btrend\b",
        Rung.EFFECT,
    ),
    "down_by": _cue(
        rf"\b(?:ned|ner|upp|minus|plus)\s+(?:med\s+)?{_NUMBER}\s*(?:{_UNIT})?"
        rf"|med\s+{_NUMBER}\s+procentenhet",
        Rung.EFFECT,
    ),
    # ---- learning
    "because_finding": _cue(rf"\b{_BECAUSE}\b[^.]{{0,70}}\b\w*{_FINDING}", None),
    "finding": _cue(rf"\b\w*{_FINDING}", None),
    "changed": _cue(rf"\b{_CHANGED}\b", None),
    "learned": _cue(
        rf"\b\w*{_FINDING}[^.]{{0,110}}\b{_CHANGED}\b"
        rf"|\b{_CHANGED}\b[^.]{{0,110}}\b{_BECAUSE}\b[^.]{{0,70}}\b\w*{_FINDING}",
        Rung.LEARNING,
    ),
    "lesson": _cue(
        r"\b(?:lärdom\w*|lärt\s+(?:oss|sig)|drog\s+lärdom\w*|erfarenheter(?:na)?\s+(?:från|av)"
        r"|tagit\s+till\s+sig|bygger\s+på\s+(?:lärdom|erfarenhet|det\s+som)\w*|ni\s+tyckte)\b",
        Rung.LEARNING,
    ),
    "made_change": _cue(
        r"\b(?:fick|gjorde\s+att|ledde\s+till\s+att|resulterade\s+i\s+att|gjort\s+att|föranledde"
        r"|lett\s+till\s+att)\b",
        Rung.LEARNING,
    ),
    "therefore": _cue(r"\b(?:därför|varför|numera|sedan\s+dess|i\s+stället|istället)\b", None),
    "changed_after": _cue(
        r"^(?:ändrat?|version|revidera\w*|nytt)\b[^.]*\b(?:efter|med\s+anledning|utifrån)\b",
        Rung.LEARNING,
    ),
    # ---- what changes the rest
    "others": _cue(
        r"\b(?:grannkommun\w*|regionen\w*|forskning\w*|i\s+landet|staten|riksdagen|regeringen|scb"
        r"|myndigheten|partiet|partierna|företagarföreningen|länsstyrelsen)\b",
        None,
    ),
    "law": _cue(
        r"\b(?:enligt\s+\w*lag\w*|\w*lagen\b|lagstift\w*|lagkrav\w*|föreskrift\w*)\b", None
    ),
    "definition": _cue(
        r"\b(?:med\s+\w+\s+(?:avses|menas)|avses\s+här|menas\s+här|definieras|begreppet|står\s+för"
        r"|innebär\s+att|är\s+när|handlar\s+om)\b",
        None,
    ),
    "question": _cue(r"\?\s*$", None),
    "reference": _cue(
        r"\b(?:läs\s+mer|se\s+(?:även|bilaga|avsnitt|kapitel)|bilaga\s+\d)\b|^(?:hej|välkommen)\b",
        None,
    ),
    "past": _cue(
        r"\b\w{3,}(?:ades|ade|tes|des)\b|\b(?:var|blev|gjordes|togs|lades|gavs|fick|kom)\b", None
    ),
    "perfect": _cue(r"\b(?:har|hade)\s+(?:\w+\s+){0,3}\w+(?:at|ats|tt|tts|it|its|t|ts)\b", None),
    "passive": _cue(r"\b\w{3,}[^s\W]s\b", None),
    "number": _cue(r"\d", None),
    "percent": _cue(r"\d\s?(?:procent|%)", None),
}

# words that say that something is lacking, and turns of phrase that only sound so
LACKING = re.compile(
    r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|ingenting|varken|saknas|saknar|saknade|saknats"
    r"|avsaknad\w*|upphör\w*|uteblev|uteblivit|uteblir|brist\w*|otillräcklig\w*|okän[dt]\w*"
    r"|oklar\w*|ännu|endast|bara|enbart|skjutits?|sköts|senarelag\w*|försena\w*|uppskj\w*|avbröts"
    r"|avbrutits|avstannat|stannat|för\s+(?:lite|litet|få|sällan|sent)|lades?\s+ne[dr]"
    r"|lagts\s+ne[dr]|stängdes?\s+ne[dr]|ojämn\w*|dröj\w*|trots|föråldra\w*|inaktuell\w*"
    r"|fallit\s+i\s+glömska|eftersatt\w*|dock|däremot|men|utan\s+att\s+\w+|flyttats\s+fram"
    r"|bortprioritera\w*|vakant\w*|svårt\s+att|går\s+inte|ofullständig\w*)\b"
)
NOT_LACKING = re.compile(
    r"\binte\s+(?:bara|minst|enbart|endast|längre)\b|\bingen\s+ska\b|\binga\s+(?:avvikelser"
    r"|anmärkningar|brister|klagomål|fel)\b|\butan\s+(?:undantag|dröjsmål|kostnad)\b"
    r"|\bfår\s+(?:inte|ej)\b|\bbehöver\s+(?:\w+\s+)?(?:inte|inget|ingen)\b|\btvärtom\b|\boavsett\b"
    r"|\bvilket\s+som\b|\bom\s+inte\s+annat\b|\bingår\s+inte\b"
)


def fired(sentence: str) -> dict[str, str]:
    """Return the cues in a sentence by name, each with the words that it matched."""
    text = sentence.lower()
    found = {}
    for name, cue in CUES.items():
        match = cue.pattern.search(text)
        if match:
            found[name] = " ".join(match.group().split())
    return found
