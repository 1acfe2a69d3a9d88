"""What people did: one row of the append-only log, chained by hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FIRST = "0" * 64  # what stands for the hash before the first act
# made once: a log of thousands of rows is hashed at every command
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class ActKind(StrEnum):
    """What was done."""

    INGEST = "ingest"
    TAKE_AS = "take_as"
    RETIRE_SOURCE = "retire_source"
    RESTORE_SOURCE = "restore_source"
    DELETE_SOURCE = "delete_source"
    ADD_INTERVIEW = "add_interview"
    FORGET_PERSON = "forget_person"
    EDIT_FACT = "edit_fact"
    SET_FLAG = "set_flag"
    JUDGE_EVIDENCE = "judge_evidence"
    JUDGE_PERSONAL = "judge_personal"
    CITE = "cite"
    SET_SCORE = "set_score"
    AGREE_SCORE = "agree_score"
    START_REVIEW = "start_review"
    JUDGE_CITATION = "judge_citation"
    REVEAL_SCORE = "reveal_score"
    REVIEW_STEP = "review_step"
    LOCK = "lock"
    NEW_VERSION = "new_version"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `at` is ISO 8601 in UTC, `tool` the version that kept it, `data` plain JSON values.

    `before` is the hash of the act before, so that nothing can be changed or taken out unseen.
    """

    number: int
    at: str
    by: str
    tool: str
    kind: ActKind
    data: Mapping[str, Any]
    before: str

    @property
    def hash(self) -> str:
        """Return the SHA-256 (hex) of the act's canonical JSON, the hash before included."""
        data = canonical(dict(self.data))
        return row_hash(self.number, self.at, self.by, self.tool, self.kind, data, self.before)


def row_hash(number: int, at: str, by: str, tool: str, kind: str, data: str, before: str) -> str:
    """Return the hash of an act from its row, `data` being the canonical JSON as it is kept.

    So a long log is checked without reading each act's data.
    """
    row = f"{canonical([number, at, by, tool, kind])[:-1]},{data},{canonical(before)}]"
    return hashlib.sha256(row.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: object) -> str:
    """Return JSON that is the same for the same value: sorted keys, no spaces, no escapes."""
    return _CANONICAL.encode(value)
