"""What was done, in Swedish: a line for every act of the log, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kompass_evidence.cli.judging import JUDGEMENT_NAMES
from kompass_evidence.cli.output import shortened
from kompass_evidence.cli.sources import value_words
from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.document import KIND_NAMES, SourceKind
from kompass_evidence.domain.evidence import FLAG_STATE_NAMES, FlagState, Judgement
from kompass_evidence.domain.facts import FACT_NAMES, FactName
from kompass_evidence.domain.review import STEP_NAMES, VERDICT_NAMES, Step, Verdict
from kompass_evidence.privacy.finding import DECISION_NAMES, Decision

Data = Mapping[str, Any]

SHOWN = 60  # characters of a quote
WHY = ("note", "reason", "rationale")  # what an act's reason is called


def act_words(act: Act) -> str:
    """Return what was done in Swedish, with the reason that was given."""
    words = WORDS[act.kind](act.data)
    why = next((str(act.data[key]) for key in WHY if act.data.get(key)), "")
    return f"{words} ({why})" if why else words


def points_words(points: str | None) -> str:
    """Return points as Swedish writes them."""
    return "inga" if points is None else str(points).replace(".", ",")


def _ingested(data: Data) -> str:
    said = "upptagen i loggen" if data.get("adopted") else "intagen"
    version = f", version {data['version']}" if data["version"] > 1 else ""
    return f"{data['source']} {said}: {data['path']}{version}"


def _edited(data: Data) -> str:
    name = FactName(data["fact"])
    before, value = (
        "inget" if value is None else value_words(name, value)
        for value in (data["before"], data["value"])
    )
    return f"{data['source']}: {FACT_NAMES[name]} {before} → {value}"


def _judged(data: Data) -> str:
    said = data["judgement"]
    judgement = "omdömet återtaget" if said is None else JUDGEMENT_NAMES[Judgement(said)]
    return f"{data['passage']} för {data['criterion']}: {judgement}"


def _personal(data: Data) -> str:
    said = data["decision"]
    decision = "beslutet återtaget" if said is None else DECISION_NAMES[Decision(said)]
    return f"{data['finding']} i {data['source']}: personuppgift, {decision}"


def _cited(data: Data) -> str:
    return f"{data['id']} ur {data['source']}: ”{shortened(data['quote'][0], SHOWN)}”"


def _scored(data: Data) -> str:
    cite, against = len(data["cite"]), len(data["against"])
    rests = f"{cite} för, {against} emot" if cite or against else "utan belägg"
    return f"{data['sub_area']}: {points_words(data['points'])} poäng, {rests}"


def _agreed(data: Data) -> str:
    return f"{_scored(data)}; samordnad av rad {', '.join(map(str, data['of']))}"


def _verdict(data: Data) -> str:
    what = data["citation"] or "motiveringen"
    return f"{data['sub_area']} {what}: {VERDICT_NAMES[Verdict(data['verdict'])]}"


def _revealed(data: Data) -> str:
    estimate = data["estimate"]
    own = "" if estimate is None else f"; egen bedömning {points_words(estimate)} poäng"
    return f"{data['sub_area']}: poängen visade för granskaren{own}"


WORDS: Mapping[ActKind, Callable[[Data], str]] = {
    ActKind.INGEST: _ingested,
    ActKind.TAKE_AS: lambda data: f"{data['source']}: är {KIND_NAMES[SourceKind(data['kind'])]}",
    ActKind.RETIRE_SOURCE: lambda data: f"{data['source']} tagen ur utvärderingen",
    ActKind.RESTORE_SOURCE: lambda data: f"{data['source']} åter i utvärderingen",
    ActKind.DELETE_SOURCE: lambda data: f"{data['source']} raderad",
    ActKind.ADD_INTERVIEW: lambda data: f"{data['source']} intervju tillagd"
    + (f": {data['role']}" if data.get("role") else ""),
    ActKind.FORGET_PERSON: lambda data: f"{data['source']}: vem som intervjuades är raderat",
    ActKind.EDIT_FACT: _edited,
    ActKind.SET_FLAG: lambda data: f"{data['flag']}: {FLAG_STATE_NAMES[FlagState(data['state'])]}",
    ActKind.JUDGE_EVIDENCE: _judged,
    ActKind.JUDGE_PERSONAL: _personal,
    ActKind.CITE: _cited,
    ActKind.SET_SCORE: _scored,
    ActKind.AGREE_SCORE: _agreed,
    ActKind.START_REVIEW: lambda data: "granskning påbörjad",
    ActKind.JUDGE_CITATION: _verdict,
    ActKind.REVEAL_SCORE: _revealed,
    ActKind.REVIEW_STEP: lambda data: f"{data['sub_area']}: {STEP_NAMES[Step(data['step'])]}",
    ActKind.LOCK: lambda data: "utvärderingen låst",
    ActKind.NEW_VERSION: lambda data: "ny version av utvärderingen öppnad",
}  # fmt: skip
