"""What a document says about itself: who decided it, when, for how long, and what it replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kompass_evidence.domain.document import Span


class FactName(StrEnum):
    """The facts that are read; dates are ISO 8601, whole or as far as the document states them."""

    KIND = "kind"
    DECIDED_BY = "decided_by"
    DECIDED = "decided"
    PARAGRAPH = "paragraph"
    REVISED = "revised"
    DNR = "dnr"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    REPLACES = "replaces"
    STATUS = "status"
    RESPONSIBLE = "responsible"
    REVISION = "revision"


FACT_NAMES = {
    FactName.KIND: "dokumenttyp",
    FactName.DECIDED_BY: "beslutad av",
    FactName.DECIDED: "beslutsdatum",
    FactName.PARAGRAPH: "paragraf",
    FactName.REVISED: "senast reviderad",
    FactName.DNR: "diarienummer",
    FactName.VALID_FROM: "gäller från",
    FactName.VALID_TO: "gäller till",
    FactName.REPLACES: "ersätter",
    FactName.STATUS: "status",
    FactName.RESPONSIBLE: "ansvarig",
    FactName.REVISION: "revideras",
}
DATES = frozenset((FactName.DECIDED, FactName.REVISED, FactName.VALID_FROM, FactName.VALID_TO))


class Standing(StrEnum):
    """Where a document stands on a given day."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


STANDING_NAMES = {
    Standing.DRAFT: "utkast",
    Standing.ADOPTED: "antaget",
    Standing.EXPIRED: "utgånget",
    Standing.SUPERSEDED: "ersatt",
}


class Where(StrEnum):
    """In which part of a source a fact stands."""

    TEXT = "text"
    MARGIN = "margin"  # running header or footer
    TITLE = "title"
    PERSON = "person"  # stated by a person, not read


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with its citation: `quote` are the source's own words, at `span` in its text
    (None where they stand in a margin or the title, or a person has stated the fact)."""

    name: FactName
    value: str
    quote: str
    where: Where
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The facts of one source, at most one of each name."""

    source: str
    facts: Mapping[FactName, Fact]

    def value(self, name: FactName) -> str | None:
        """Return a fact's value, None where the source does not state it."""
        fact = self.facts.get(name)
        return fact.value if fact else None

    def standing(self, as_of: str, *, superseded: bool = False) -> Standing | None:
        """Return where the document stands on the day `as_of` (ISO 8601); None if it says neither
        that it is decided nor that it is a draft."""
        stated = self.value(FactName.STATUS)
        if stated == Standing.DRAFT:
            return Standing.DRAFT
        if superseded or stated == Standing.SUPERSEDED:
            return Standing.SUPERSEDED
        until = self.value(FactName.VALID_TO)
        if (until is not None and until < as_of[: len(until)]) or stated == Standing.EXPIRED:
            return Standing.EXPIRED
        return Standing.ADOPTED if stated == Standing.ADOPTED else None
