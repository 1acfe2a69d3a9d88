"""Builds the evidence pack as a plain value: what pack.json holds and the page is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kompass_evidence.domain.act import FIRST
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Container, Passage, Source
from kompass_evidence.domain.evidence import Evidence, Flag, Match, Proof
from kompass_evidence.domain.facts import FactName
from kompass_evidence.domain.framework import Area, Criterion, SubArea
from kompass_evidence.domain.score import number

SCHEMA = "kompass.pack/2"


@dataclass(frozen=True, slots=True)
class PackInput:
    """All that a pack is made of; `as_of` is an ISO date and stands on the pack."""

    municipality: Mapping[str, Any]
    as_of: str
    assessment: Assessment
    sources: Sequence[Source]
    passages: Mapping[str, Passage]
    unread: Sequence[tuple[str, str]]
    top: int = 5
    sub_area: str | None = None
    log: tuple[str, int] = (FIRST, 0)  # the log's head and how many acts it has
    containers: Sequence[Container] = ()


def build_pack(given: PackInput) -> dict[str, Any]:
    """Return the pack, JSON-ready; the same input gives the same pack."""
    assessment = given.assessment
    sources = {source.id: source for source in given.sources}
    counts: dict[str, int] = {}
    for passage in given.passages.values():
        counts[passage.source] = counts.get(passage.source, 0) + 1
    framework = assessment.framework
    return {
        "schema": SCHEMA,
        "municipality": dict(given.municipality),
        "framework": {
            "id": framework.id, "name": framework.name, "edition": framework.edition,
            "maximum": number(framework.maximum), "digest": framework.digest,
        },
        "model": {"name": assessment.model, "digest": assessment.model_digest},
        "as_of": given.as_of,
        "log": {"head": given.log[0], "acts": given.log[1]},
        "areas": [_area(area, given, sources) for area in framework.areas if _wanted(area, given)],
        "sources": [_source(s, counts.get(s.id, 0), assessment) for s in given.sources],
        "unread": [{"path": path, "reason": reason} for path, reason in given.unread],
        "containers": [
            {"path": held.path, "sha256": held.digest, "remark": held.swedish}
            for held in given.containers
        ],
    }  # fmt: skip


def _wanted(area: Area, given: PackInput) -> bool:
    return given.sub_area is None or any(sub.id == given.sub_area for sub in area.sub_areas)


def _area(area: Area, given: PackInput, sources: Mapping[str, Source]) -> dict[str, Any]:
    sub_areas = [s for s in area.sub_areas if given.sub_area in (None, s.id)]
    return {
        "id": area.id, "name": area.name, "max": number(area.maximum),
        "sub_areas": [_sub_area(sub_area, given, sources) for sub_area in sub_areas],
    }  # fmt: skip


def _sub_area(sub_area: SubArea, given: PackInput, sources: Mapping[str, Source]) -> dict[str, Any]:
    rungs = given.assessment.rungs(sub_area)
    return {
        "id": sub_area.id, "name": sub_area.name, "max": number(sub_area.maximum),
        "rungs": {rung.value: count for rung, count in rungs.items()},
        "flags": [_flag(f, given, sources) for f in given.assessment.flags_of(sub_area)],
        "criteria": [_criterion(criterion, given, sources) for criterion in sub_area.criteria],
    }  # fmt: skip


def _flag(flag: Flag, given: PackInput, sources: Mapping[str, Source]) -> dict[str, Any]:
    said = given.assessment.triage.get(flag.id)
    return {
        "id": flag.id, "kind": flag.kind.value, "subject": flag.subject, "detail": flag.detail,
        "points": number(flag.points), "certain": flag.certain,
        "rung": flag.rung.value if flag.rung else None,
        "state": given.assessment.state(flag).value,
        "note": said.note if said else "", "by": said.by if said else "",
        "passages": [
            {"passage": p, **_place(p, given, sources)} for p in flag.passages
        ],
        "proof": _proof(flag.proof, given, sources) if flag.proof else None,
    }  # fmt: skip


def _proof(proof: Proof, given: PackInput, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "statements": list(proof.statements), "terms": list(proof.terms),
        "stems": list(proof.stems), "parts": list(proof.parts),
        "sources": proof.sources, "passages": proof.passages, "unread": proof.unread,
        "nearest": [_match(m, given, sources, text=False) for m in proof.nearest],
        "threshold": proof.threshold, "alarm": round(proof.alarm, 4),
        "index": proof.index, "model": proof.model,
    }  # fmt: skip


def _match(
    match: Match, given: PackInput, sources: Mapping[str, Source], *, text: bool = True
) -> dict[str, Any]:
    place = _place(match.passage, given, sources, text=text)
    return {"passage": match.passage, "score": match.score, **place}


def _criterion(
    criterion: Criterion, given: PackInput, sources: Mapping[str, Source]
) -> dict[str, Any]:
    finding = given.assessment.findings[criterion.id]
    return {
        "id": criterion.id, "question": criterion.question,
        "sources_expected": [origin.value for origin in criterion.origins],
        "strong_evidence": criterion.strong_evidence, "support": criterion.support.value,
        "ask": [role.value for role in criterion.ask],
        "threshold": finding.threshold,
        "likelihood": round(finding.likelihood, 3),
        "found": len(finding.evidence),
        "evidence": [_evidence(e, given, sources) for e in finding.evidence[: given.top]],
        "nearest": [
            _match(m, given, sources) for m in (() if finding.evidence else finding.nearest)
        ],
    }  # fmt: skip


def _evidence(
    evidence: Evidence, given: PackInput, sources: Mapping[str, Source]
) -> dict[str, Any]:
    match, reading = evidence.match, evidence.reading
    return {
        "passage": match.passage,
        **_place(match.passage, given, sources),
        "rung": reading.rung.value if reading and reading.rung else None,
        "stance": reading.stance.value if reading else None,
        "cues": list(reading.cues) if reading else [],
        "sentence": reading.sentence if reading else "",
        "judgement": evidence.judgement.value if evidence.judgement else None,
        "score": match.score,
        "why": {
            "semantic": match.why.semantic, "lexical": match.why.lexical,
            "terms": list(match.why.terms),
        },
        "also": [{"passage": p, **_place(p, given, sources, text=False)} for p in evidence.also],
    }  # fmt: skip


def _place(
    identifier: str, given: PackInput, sources: Mapping[str, Source], *, text: bool = True
) -> dict[str, Any]:
    passage = given.passages[identifier]
    source = sources[passage.source]
    standing = given.assessment.standings.get(source.id)
    place = {
        "source": {
            "id": source.id, "title": source.title, "path": source.path, "kind": source.kind.value,
            "url": source.url, "standing": standing.value if standing else None,
        },
        "places": list(passage.places),
        "heading": list(passage.heading),
    }  # fmt: skip
    return {"text": passage.text, **place} if text else place


def _source(source: Source, passages: int, assessment: Assessment) -> dict[str, Any]:
    facts, standing = assessment.facts.get(source.id), assessment.standings.get(source.id)
    stated = [facts.facts[name] for name in FactName if name in facts.facts] if facts else []
    return {
        "id": source.id, "title": source.title, "path": source.path, "kind": source.kind.value,
        "url": source.url, "dated": source.dated, "captured": source.captured,
        "pages": source.pages, "passages": passages,
        "version": source.version, "sha256": source.digest, "remarks": list(source.remarks),
        "standing": standing.value if standing else None,
        "facts": [
            {"name": f.name.value, "value": f.value, "quote": f.quote, "where": f.where.value}
            for f in stated
        ],
        "versions": list(assessment.families.get(source.id, ())),
    }  # fmt: skip
