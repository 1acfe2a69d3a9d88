"""A flag as text for the terminal: what it says, how it was searched for, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kompass_evidence.cli.output import shortened
from kompass_evidence.domain.document import Passage, Source
from kompass_evidence.domain.evidence import (
    FLAG_NAMES,
    FLAG_STATE_NAMES,
    Flag,
    FlagState,
    Match,
    Proof,
    Triage,
)
from kompass_evidence.reporting.html import decimal, points

SHOWN = 200  # characters of a passage


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag with what is told about it: `subject` are the words of its criterion or sub-area,
    `history` is what people have said of it, the latest last."""

    flag: Flag
    subject: str
    passages: Mapping[str, Passage]
    sources: Mapping[str, Source]
    history: Sequence[Triage] = ()


def flag_text(view: FlagView) -> str:
    """Return a flag as Swedish text."""
    flag = view.flag
    state = view.history[-1].state if view.history else FlagState.OPEN
    lines = [
        flag.id,
        f"{flag.subject} {view.subject}",
        f"{FLAG_NAMES[flag.kind]}, {points(float(flag.points))} poäng, {FLAG_STATE_NAMES[state]}",
        flag.detail,
    ]
    nearest = flag.proof.nearest if flag.proof else ()
    behind = [p for p in flag.passages if p not in {match.passage for match in nearest}]
    if behind:
        lines += ["", "Avsnitt bakom flaggan"]
        lines += [line for identifier in behind for line in _passage(view, identifier)]
    if flag.proof:
        lines += ["", "Så söktes det", *_search(flag.proof), "", *_nearest(view, nearest)]
    if view.history:
        lines += ["", "Vad som har sagts", *_history(view.history)]
    return "\n".join(lines)


def _search(proof: Proof) -> Iterator[str]:
    unread = _counted(proof.unread, "fil", "filer") + " kunde inte läsas"
    yield "  frågor och påståenden:"
    yield from (f"    – {statement}" for statement in proof.statements)
    yield f"  ord: {_listed(proof.terms)}"
    yield f"  ordstammar: {_listed(proof.stems)}"
    yield f"  sammansättningsled: {_listed(proof.parts)}"
    sources = _counted(proof.sources, "källa", "källor")
    yield f"  täckning: {sources}, {proof.passages} avsnitt; {unread}"
    yield f"  gräns: {decimal(proof.threshold, 2)} (styrka från vilken ett avsnitt är belägg)"
    yield (
        f"  falsklarm: för {decimal(100 * proof.alarm, 0)} % av kriterierna når någon text i ett"
        " jämförelsematerial utan belägg så högt att den kan tas för ett"
    )
    yield f"  modell: {proof.model}"
    yield f"  index: {proof.index}"


def _listed(found: Sequence[str]) -> str:
    return ", ".join(found) or "–"


def _counted(count: int, one: str, several: str) -> str:
    return f"{count or 'inga'} {one if count == 1 else several}"


def _nearest(view: FlagView, matches: Sequence[Match]) -> Iterator[str]:
    yield "Närmast" if matches else "Inget avsnitt liknar det som söktes."
    for match in matches:
        yield from _passage(view, match.passage, f"{decimal(match.score, 2)}  ")


def _passage(view: FlagView, identifier: str, before: str = "") -> Iterator[str]:
    passage = view.passages[identifier]
    title, place = view.sources[passage.source].title, ", ".join(passage.places)
    yield f"  {before}{title}{' – ' + place if place else ''}  [{identifier}]"
    yield f"    {shortened(passage.text, SHOWN)}"


def _history(acts: Iterable[Triage]) -> Iterator[str]:
    for act in acts:
        note = f": {act.note}" if act.note else ""
        yield f"  {act.at[:10]} {act.by} – {FLAG_STATE_NAMES[act.state]}{note}"
