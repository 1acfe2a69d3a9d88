"""Personal data in a source: what kind, where it stands, and what people decided about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from kompass_evidence.domain.document import Span


class PersonalKind(StrEnum):
    """What a written value is."""

    IDENTITY_NUMBER = "identity_number"
    COORDINATION_NUMBER = "coordination_number"
    PHONE = "phone"
    EMAIL = "email"


KIND_NAMES = {
    PersonalKind.IDENTITY_NUMBER: "personnummer",
    PersonalKind.COORDINATION_NUMBER: "samordningsnummer",
    PersonalKind.PHONE: "telefon",
    PersonalKind.EMAIL: "e-post",
}


class Where(StrEnum):
    """Which of a source's texts it stands in."""

    TEXT = "text"
    MARGIN = "margin"  # a running header or footer, however many pages have it
    REMARK = "remark"  # what a reader said of the file
    TITLE = "title"
    PATH = "path"
    URL = "url"
    UNREAD = "unread"  # the path of a file that could not be read


PLACE_NAMES = {
    Where.TEXT: "text",
    Where.MARGIN: "sidhuvud eller sidfot",
    Where.REMARK: "anmärkning",
    Where.TITLE: "titel",
    Where.PATH: "sökväg",
    Where.URL: "webbadress",
    Where.UNREAD: "sökväg, oläst fil",
}


class Decision(StrEnum):
    """What a person decided about a finding."""

    ALLOWED = "allowed"
    MASKED = "masked"


DECISION_NAMES = {Decision.ALLOWED: "tillåten", Decision.MASKED: "maskerad"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value written as personal data is; `value` is the same however it was written."""

    kind: PersonalKind
    span: Span
    value: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of the value."""
        return hashlib.sha256(f"{self.kind}\n{self.value}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data of a private person, at `span` of the `number`-th text of its kind of place.

    `place` says where in Swedish, `digest` is the value's and `shown` the value with most of it
    crossed out. They stay in the workspace: a personal number is found from its digest by trying
    them all.
    """

    source: str
    where: Where
    number: int
    span: Span
    kind: PersonalKind
    digest: str
    shown: str
    place: str = ""

    @property
    def id(self) -> str:
        """Return an id from the place alone: a source's text never changes, so that says which
        value is meant, and nothing in the log can be turned back into one."""
        key = f"{self.source}\n{self.where}\n{self.number}\n{self.span.start}\n{self.span.end}"
        return "per-" + hashlib.sha256(key.encode()).hexdigest()[:12]
