"""Says what is missing: one rule a flag, each a function of a criterion and what was found."""

from __future__ import annotations

from collections.abc import Callable

from kompass_evidence.domain.document import SourceKind
from kompass_evidence.domain.evidence import Finding, Flag, FlagKind
from kompass_evidence.domain.framework import Criterion, Origin

KindOf = Callable[[str], SourceKind]
Rule = Callable[[Criterion, Finding, KindOf], Flag | None]


def raise_flags(criterion: Criterion, finding: Finding, kind_of: KindOf) -> tuple[Flag, ...]:
    """Return the flags for one criterion; `kind_of` gives the source kind of a passage's id."""
    found = (rule(criterion, finding, kind_of) for rule in FLAG_RULES)
    return tuple(flag for flag in found if flag is not None)


def _no_evidence(criterion: Criterion, finding: Finding, kind_of: KindOf) -> Flag | None:
    if finding.evidence:
        return None
    if criterion.origins == (Origin.INTERVIEW,):
        detail = "Inget belägg hittades i dokument eller på webben. Kriteriet belyses i intervju."
    else:
        origins = " och ".join(o for o in criterion.origins if o is not Origin.INTERVIEW)
        detail = f"Inget i materialet höjer sig över bakgrunden för kriteriet (källor: {origins})."
    if finding.nearest:
        detail += f" Närmast kom {_decimal(finding.nearest[0].score)} mot gränsen"
        detail += f" {_decimal(finding.threshold)}."
    return Flag(FlagKind.NO_EVIDENCE, criterion.id, detail)


def _web_only(criterion: Criterion, finding: Finding, kind_of: KindOf) -> Flag | None:
    kinds = _kinds(finding, kind_of)
    if Origin.DOCUMENTS in criterion.origins and kinds == {SourceKind.WEB}:
        detail = "Belägg finns bara på webben; inget styrdokument om detta hittades."
        return Flag(FlagKind.WEB_ONLY, criterion.id, detail)
    return None


def _documents_only(criterion: Criterion, finding: Finding, kind_of: KindOf) -> Flag | None:
    kinds = _kinds(finding, kind_of)
    if Origin.WEB in criterion.origins and kinds == {SourceKind.DOCUMENT}:
        detail = "Belägg finns bara i dokument; inget om detta hittades på webben."
        return Flag(FlagKind.DOCUMENTS_ONLY, criterion.id, detail)
    return None


def _kinds(finding: Finding, kind_of: KindOf) -> set[SourceKind]:
    passages = [p for e in finding.evidence for p in (e.match.passage, *e.also)]
    return {kind_of(passage) for passage in passages}


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


FLAG_RULES: tuple[Rule, ...] = (_no_evidence, _web_only, _documents_only)
