"""Why a sub-area has its points, as Swedish text for the terminal; rows of scores and verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kompass_evidence.cli.output import shortened
from kompass_evidence.domain.evidence import FLAG_NAMES, FLAG_STATE_NAMES, FlagKind, FlagState
from kompass_evidence.domain.review import STEP_NAMES, VERDICT_NAMES, Step, Verdict
from kompass_evidence.domain.score import (
    HIDDEN_NAMES,
    PLACE_NAMES,
    SCORE_STATE_NAMES,
    Hidden,
    Place,
    ScoreState,
)
from kompass_evidence.reporting.explain import (
    SOURCE_STATES,
    points_of,
    reading_words,
    rung_counts,
    source_words,
)
from kompass_evidence.reporting.html import KINDS, count_words

SHOWN = 160  # characters of a rationale or note in a row

Entry = Mapping[str, Any]


def explanation_text(told: Entry) -> str:
    """Return an explanation as text."""
    return "\n".join(
        (
            *_head(told),
            *_evidence("Talar för", told["evidence"]["for"], told["as_of"]),
            *_evidence("Talar emot", told["evidence"]["against"], told["as_of"]),
            *_flags(told["flags"], told["as_of"]),
            *_review(told["review"]),
            *_history(told["history"]),
            "",
            f"Loggens slut: {told['head']}",
        )
    )


def _head(told: Entry) -> Iterator[str]:
    score, state = told["score"], SCORE_STATE_NAMES[ScoreState(told["state"])]
    yield f"{told['id']} {told['name']}  (område {told['area']['id']} {told['area']['name']})"
    maximum = points_of(told["max"])
    if score is None:
        yield f"Ingen poäng gäller ännu; högst {maximum}. Läge: {state}"
        return
    if score["hidden"]:
        yield f"Poängen är {HIDDEN_NAMES[Hidden(score['hidden'])]}; högst {maximum}. Läge: {state}"
    else:
        yield f"Varför {points_of(score['points'])} av {maximum}? Läge: {state}"
    rows = f", samordnad av rad {', '.join(map(str, score['of']))}" if score["of"] else ""
    yield f"Satt av {score['by']} {score['recorded'][:10]} (rad {score['row']}{rows})"
    if score["rationale"] is not None:
        yield f"Motivering: {score['rationale']}"
    if not score["citations"] and not score["against"]:
        yield "Poängen vilar på motiveringen; inget är citerat."


def _evidence(title: str, entries: Sequence[Entry], day: str | None) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"{title} ({len(entries)})"
    if day:
        for rung, kinds in rung_counts(entries):
            parts = ", ".join(
                f"{KINDS[kind] if kind else 'okänt slag'} {n}" for kind, n in kinds.items()
            )
            yield f"  {rung}: {parts}"
    for entry in entries:
        yield f"  [{entry['id']}] {source_words(entry)}"
        words = [reading_words(entry)] if day else []
        words += [SOURCE_STATES[state] for state in (entry["source"]["state"],)
                  if state in SOURCE_STATES]  # fmt: skip
        if words:
            yield f"    {'; '.join(words)}"
        yield f"    ”{' '.join(entry['quote'].split())}”"
        yield f"    {_verdict(entry['verdict'])}"


def _verdict(given: Entry | None) -> str:
    if given is None:
        return "Omdöme: inget ännu"
    note = f": {given['note']}" if given["note"] else ""
    who = f"{given['by']} {given['recorded'][:10]}"
    return f"Omdöme: {VERDICT_NAMES[Verdict(given['verdict'])]} ({who}){note}"


def _flags(flags: Sequence[Entry] | None, day: str | None) -> Iterator[str]:
    if flags is None:
        return
    yield ""
    yield f"Öppna flaggor per den {day} ({len(flags)})"
    for flag in flags:
        state = FLAG_STATE_NAMES[FlagState(flag["state"])]
        name = FLAG_NAMES[FlagKind(flag["kind"])]
        yield f"  {flag['subject']} {name} ({state}): {flag['detail']}"


def _review(review: Entry) -> Iterator[str]:
    yield ""
    by = f" av {', '.join(review['by'])}" if review["by"] else ""
    given = count_words(review["given"], "omdöme", "omdömen")
    yield f"Granskning: {given}{by}, {len(review['waiting'])} väntar"
    for step in review["steps"]:
        note = f": {step['note']}" if step["note"] else ""
        name = STEP_NAMES[Step(step["step"])]
        yield f"  {step['recorded'][:10]} {step['by']} – {name}{note}"
    for estimate in review["estimates"]:
        points = points_of(estimate["points"])
        yield f"  {estimate['by']} uppskattade {points} poäng innan poängen visades"


def _history(history: Entry) -> Iterator[str]:
    yield ""
    yield f"Alla poäng ({len(history['scores'])})"
    for row, at, by, points, standing, *_, why in history_rows(history["scores"]):
        yield f"  rad {row}  {at[:10]}  {by}: {points} – {standing}. {why}".rstrip()


def history_rows(scores: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """Yield row, when, who, points, how it stands, citations for and against, and rationale."""
    for score in scores:
        points = "dolda" if score["hidden"] else points_of(score["points"])
        rows = f" (rad {', '.join(map(str, score['of']))})" if score["of"] else ""
        yield (
            str(score["row"]), score["recorded"], score["by"], points,
            PLACE_NAMES[Place(score["standing"])] + (", samordnad" + rows if rows else ""),
            " ".join(score["citations"]) or "–", " ".join(score["against"]) or "–",
            "dold" if score["rationale"] is None else shortened(score["rationale"], SHOWN),
        )  # fmt: skip


def verdict_rows(verdicts: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """Yield row, when, who, citation, verdict and note; one that holds no longer says so."""
    for given in verdicts:
        words = VERDICT_NAMES[Verdict(given["verdict"])]
        yield (
            str(given["row"]), given["recorded"], given["by"],
            given["citation"] or "motiveringen",
            words if given["holds"] else f"{words} (gäller inte längre)",
            shortened(given["note"], SHOWN),
        )  # fmt: skip
