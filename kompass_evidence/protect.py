"""Keeps personal data from leaving undecided: what there is, what people decided, what is masked.

What the finder sees in a source is kept in the index, since neither the source nor the finder
changes from one run to the next. What people decided is in the log, without any value.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.document import Document, Source, Span
from kompass_evidence.errors import InputError, RefusedError
from kompass_evidence.privacy.finder import (
    VERSION,
    candidates,
    find_in_document,
    find_in_labels,
    find_in_paths,
)
from kompass_evidence.privacy.finding import (
    KIND_NAMES,
    Decision,
    Finding,
    PersonalKind,
    Where,
)
from kompass_evidence.privacy.masking import Mask
from kompass_evidence.reading.pictures import Cover
from kompass_evidence.whole_file import write_whole
from kompass_evidence.workspace import WAIT, Workspace

FILE = "personal.json"
LISTED = 20  # findings that a refusal names


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, the path of its source, and the act that decided about it, if any."""

    finding: Finding
    path: str
    current: bool
    act: Act | None

    @property
    def decision(self) -> Decision | None:
        return Decision(self.act.data["decision"]) if self.act else None


# ---- what there is


def judged(workspace: Workspace, *, current: bool = False) -> list[Judged]:
    """Return all personal data, by source and place, with what was decided; of all versions of
    sources, or of those in force alone. Paths in it are masked."""
    sources = {source.id: source for source in workspace.corpus.sources(current=False)}
    unread = {_unread_id(path): path for path, _ in workspace.corpus.unread()}
    found = [*_found(workspace, sources.values()), *find_in_paths(unread.items())]
    paths = {source.id: source.path for source in sources.values()} | unread
    acts, mask = decisions(workspace), _mask(found, frozenset(f.digest for f in found))
    told = (
        Judged(
            finding, mask.text(paths[finding.source]),
            finding.source in unread or sources[finding.source].current, acts.get(finding.id),
        )
        for finding in found
    )  # fmt: skip
    return [one for one in told if one.current or not current]


def decisions(workspace: Workspace) -> dict[str, Act]:
    """Return the acts that stand, by the finding's id; the latest counts."""
    found: dict[str, Act] = {}
    for act in workspace.ledger.acts(ActKind.JUDGE_PERSONAL):
        found.pop(str(act.data["finding"]), None)
        if act.data["decision"] is not None:
            found[str(act.data["finding"])] = act
    return found


def _found(workspace: Workspace, sources: Iterable[Source]) -> list[Finding]:
    """Return what stands in the sources, what is in their text from the index where it is kept."""
    kept, is_new, found = _kept(workspace), False, []
    for source in sources:
        if source.id not in kept:
            document = workspace.corpus.document(source.id, pages=False)
            kept[source.id] = find_in_document(source.id, document)
            is_new = True
        found += [*find_in_labels(source), *kept[source.id]]
    if is_new:
        _keep(workspace, kept)
    return found


def _kept(workspace: Workspace) -> dict[str, list[Finding]]:
    """Return what the index holds; nothing where it is gone, damaged or another finder's."""
    try:
        told = json.loads((workspace.index_folder / FILE).read_text(encoding="utf-8"))
        if told["finder"] == VERSION:
            return {s: [_finding(s, row) for row in rows] for s, rows in told["sources"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        pass
    return {}


def _keep(workspace: Workspace, kept: Mapping[str, list[Finding]]) -> None:
    sources = {source: [_row(finding) for finding in found] for source, found in kept.items()}
    text = json.dumps({"finder": VERSION, "sources": sources}, ensure_ascii=False)
    with suppress(OSError):  # it is found anew the next time
        workspace.index_folder.mkdir(exist_ok=True)
        write_whole(workspace.index_folder / FILE, text.encode())


def _row(f: Finding) -> list[Any]:
    return [f.where, f.number, f.span.start, f.span.end, f.kind, f.digest, f.shown, f.place]


def _finding(source: str, row: list[Any]) -> Finding:
    where, number, start, end, kind, digest, shown, place = row
    return Finding(
        source, Where(where), number, Span(start, end), PersonalKind(kind), digest, shown, place
    )


def _unread_id(path: str) -> str:
    return "unread-" + hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:12]


# ---- the gate


def require_decided(workspace: Workspace, otherwise: str, *, current: bool = True) -> None:
    """Raise RefusedError, which says `otherwise`, where anything is neither allowed nor masked."""
    waiting = [one for one in judged(workspace, current=current) if one.decision is None]
    if not waiting:
        return
    places = "place" if len(waiting) == 1 else "places"
    raise RefusedError(
        f"There is personal data in {len(waiting)} {places} that nobody has decided about;"
        f" {otherwise}.",
        "\n".join((
            *_told(waiting),
            "See it with: kompass privacy list",
            'Then: kompass privacy mask --all, or: kompass privacy allow ID --note "Why"',
        )),
    )  # fmt: skip


def _told(waiting: Iterable[Judged]) -> list[str]:
    """Return a line for each value in a place: source, place, what it is, how many times."""
    counts = Counter(
        f"  {one.finding.source} {one.path}, {one.finding.place}:"
        f" {KIND_NAMES[one.finding.kind]} {one.finding.shown}"
        for one in waiting
    )
    lines = [f"{line} ({count})" if count > 1 else line for line, count in counts.items()]
    more = len(lines) - LISTED
    return [*lines[:LISTED], f"  … and {more} more"] if more > 0 else lines


def decide(
    workspace: Workspace, by: str, chosen: Iterable[str], decision: Decision | None, note: str
) -> list[Judged]:
    """Keep what a person decided about findings, given by their ids or those of sources; returns
    them. None takes a decision back. With no id, all that nobody has decided about are meant.

    Raises InputError where an id is of nothing that this can be said of.
    """
    with workspace.writing(wait=WAIT), workspace.together():
        found = _chosen(judged(workspace), list(chosen), undo=decision is None)
        for one in found:
            data = {
                "finding": one.finding.id, "source": one.finding.source, "decision": decision,
                "note": note,
            }  # fmt: skip
            workspace.ledger.append(by, ActKind.JUDGE_PERSONAL, data)
    return found


def _chosen(found: list[Judged], wanted: list[str], *, undo: bool) -> list[Judged]:
    if not wanted:
        return [one for one in found if one.decision is None]
    for name in wanted:
        if not any(
            name in (one.finding.id, one.finding.source) and (one.act or not undo) for one in found
        ):
            said = "has been decided about" if undo else "is known as personal data"
            raise InputError(
                f"Nothing that {said} is named {name}.", "Take an id from: kompass privacy list"
            )
    named = (one for one in found if {one.finding.id, one.finding.source} & set(wanted))
    return [one for one in named if one.act or not undo]


# ---- masking


def mask_of(workspace: Workspace) -> Mask:
    """Return what masks all values but those that are allowed; one that is masked in any place is
    masked in all, or it would stand beside its own blot."""
    found = judged(workspace)
    said = {
        decision: {one.finding.digest for one in found if one.decision is decision}
        for decision in (None, *Decision)
    }
    hidden = said[Decision.MASKED] | (said[None] - said[Decision.ALLOWED])
    return _mask([one.finding for one in found], frozenset(hidden))


def masked_sources(workspace: Workspace) -> list[str]:
    """Return the paths of the sources that hold what is masked, each once."""
    masked = (one for one in judged(workspace) if one.decision is Decision.MASKED)
    return list(dict.fromkeys(f"{one.finding.source} {one.path}" for one in masked))


def _mask(found: Iterable[Finding], hidden: frozenset[str]) -> Mask:
    spans: dict[str, list[Span]] = {}
    for finding in found:
        if finding.digest in hidden and finding.where is Where.TEXT:
            spans.setdefault(finding.source, []).append(finding.span)
    return Mask(hidden, spans, candidates)


def covers(workspace: Workspace, source: str, mask: Mask) -> Callable[[int], Cover | None]:
    """Return what says what of a page of a source, by its index, may not be seen."""
    if not mask:
        return lambda page: None
    document = workspace.corpus.document(source)
    spans = {*mask.spans_of(source), *mask.spans_in(document.text)}
    boxes = tuple(box for span in sorted(spans) for box in document.boxes_of(span))
    return lambda page: Cover(boxes, mask.spans_in, _in_margins(document, page, mask))


def _in_margins(document: Document, page: int, mask: Mask) -> bool:
    return any(mask.spans_in(margin) for margin in document.pages[page].margins)
