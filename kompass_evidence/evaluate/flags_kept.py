"""Flags and rungs of the assessment, kept in the index: to read them anew takes seconds.

They are derived, and named by all that they are made from; whatever of it changes, or a file that
is damaged or gone, makes them anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kompass_evidence import __version__
from kompass_evidence.domain.act import ActKind, canonical
from kompass_evidence.domain.citation import Citation
from kompass_evidence.domain.document import Span
from kompass_evidence.domain.framework import Rung
from kompass_evidence.whole_file import write_whole
from kompass_evidence.workspace import Workspace

FILE = "flags.json"
# what people say that the assessment rests on; a new source shows in the corpus's generation
_RESTS_ON = (ActKind.EDIT_FACT, ActKind.JUDGE_EVIDENCE, ActKind.TAKE_AS)


@dataclass(frozen=True, slots=True)
class KeptFlags:
    """What is kept: flags by sub-area, and (start, end, sub-area, rung, stance) of each piece of
    evidence by source."""

    flags: Mapping[str, Sequence[Mapping[str, Any]]]
    readings: Mapping[str, Sequence[Sequence[Any]]]

    def reading(self, citation: Citation, sub_area: str) -> tuple[str | None, str | None]:
        """Return the (rung, stance) read where a citation stands, best for its own sub-area.

        Both are None where the assessment has read no evidence there.
        """
        found = [
            (of == sub_area, _height(rung), rung, stance)
            for start, end, of, rung, stance in self.readings.get(citation.source, ())
            if Span(start, end).overlaps(citation.span)
        ]
        if not found:
            return None, None
        _, _, rung, stance = max(found, key=lambda one: one[:2])
        return rung, stance


def _height(rung: str | None) -> int:
    return -1 if rung is None else list(Rung).index(Rung(rung))


def kept_flags(
    workspace: Workspace, day: str, tell: Callable[[str], None] = lambda _: None
) -> KeptFlags:
    """Return the flags and rungs on a day (ISO 8601), from the index or else assessed anew."""
    key = _key(workspace, day)
    path = workspace.index_folder / FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["key"] == key:
            return KeptFlags(told["flags"], told["readings"])
    except (OSError, ValueError, LookupError, TypeError):
        pass  # missing or damaged: it is derived, so it is made anew
    tell("Reading flags and rungs, which are kept for the next time (--quick leaves them out).")
    made = _assessed(workspace, day)
    text = json.dumps({"key": key, "flags": made.flags, "readings": made.readings})
    with suppress(OSError):  # it is made anew the next time
        workspace.index_folder.mkdir(exist_ok=True)
        write_whole(path, text.encode())
    return made


def _key(workspace: Workspace, day: str) -> str:
    said = [act.hash for act in workspace.ledger.acts(*_RESTS_ON)]
    values = [__version__, workspace.stamp(), workspace.framework.digest, day, said]
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def _assessed(workspace: Workspace, day: str) -> KeptFlags:
    from kompass_evidence.assess import assess

    assessment = assess(workspace, day)
    passages = {passage.id: passage for passage in workspace.corpus.passages()}
    flags, readings = {}, dict[str, list[Sequence[Any]]]()
    for sub in workspace.framework.sub_areas():
        flags[sub.id] = [
            {"id": f.id, "kind": f.kind.value, "subject": f.subject, "detail": f.detail,
             "points": float(f.points), "certain": f.certain}
            for f in assessment.flags_of(sub)
        ]  # fmt: skip
        for criterion in sub.criteria:
            for evidence in assessment.findings[criterion.id].evidence:
                reading = evidence.reading
                if reading is None:
                    continue
                for identifier in (evidence.match.passage, *evidence.also):
                    passage = passages[identifier]
                    rung = reading.rung.value if reading.rung else None
                    place = passage.span.start, passage.span.end
                    row = (*place, sub.id, rung, reading.stance.value)
                    readings.setdefault(passage.source, []).append(row)
    return KeptFlags(flags, readings)
