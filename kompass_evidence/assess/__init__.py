"""Holds a framework against a workspace: every criterion to its findings and flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from kompass_evidence.assess.judgements import Corrections, edited, judged_evidence, triage
from kompass_evidence.assess.measure import Judgements, measure
from kompass_evidence.assess.proof import Prover
from kompass_evidence.assess.rungs import RungReader
from kompass_evidence.assessment.facts import read_facts
from kompass_evidence.assessment.findings import Ways, find_evidence, likelihood
from kompass_evidence.assessment.flags import Case, Origins, raise_flags, sub_area_flags
from kompass_evidence.assessment.mapping import Background, Scores, Weights
from kompass_evidence.assessment.ranking import Places, Ranker
from kompass_evidence.assessment.sentence import features_digest
from kompass_evidence.assessment.versions import Family, find_families
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Document, Passage, Source
from kompass_evidence.domain.evidence import Finding, Flag
from kompass_evidence.domain.facts import DocumentFacts, FactName, Standing
from kompass_evidence.domain.heads import Heads
from kompass_evidence.errors import IntegrityError
from kompass_evidence.retrieval.heads import load_heads
from kompass_evidence.retrieval.search import Search
from kompass_evidence.workspace import Workspace

# what a draft, or what holds no longer, gains against what is in force and as near
PRIORS = {Standing.DRAFT: 0.9, Standing.EXPIRED: 0.9, Standing.SUPERSEDED: 0.85}


@dataclass(frozen=True, slots=True)
class Documents:
    """What the sources say of themselves, where they stand, and which are versions of another."""

    facts: Mapping[str, DocumentFacts]
    standings: Mapping[str, Standing | None]
    families: Sequence[Family]

    def others(self) -> dict[str, tuple[str, ...]]:
        """Return for each source that is one of several versions the others, in force first."""
        return {
            member: tuple(other for other in family.members if other != member)
            for family in self.families
            for member in family.members
        }


def assess(
    workspace: Workspace, as_of: str | None = None, weights: Weights = Weights(),  # noqa: B008
    *, priors: bool = True,
) -> Assessment:  # fmt: skip
    """Return the findings and flags for every criterion of the workspace's framework.

    `as_of` is the day (ISO 8601) on which documents are in force or not; `priors` off leaves the
    order to relevance alone.
    """
    day = as_of or date.today().isoformat()
    heads = _fitting_heads()
    search, judgements = workspace.search(), judged_evidence(workspace.ledger)
    ranker, background, passages = _rank(workspace, search, judgements, heads, weights)
    documents = read_documents(workspace, day)
    reader = RungReader(workspace, search, documents.facts, passages, heads)
    worth = _priors(passages, documents.standings) if priors else np.ones(len(passages))
    criteria = list(workspace.framework.criteria())
    gains = [ranker.gains(row) * worth for row in range(len(criteria))]
    chances = [likelihood(g, background, row, heads) for row, g in enumerate(gains)]
    ways = Ways(reader.same, reader.terms)
    findings = {
        c.id: find_evidence(
            c, row, gains[row], background, passages, ways, judgements.get(c.id, {}), chances[row]
        )
        for row, c in enumerate(criteria)
    }  # fmt: skip
    reader.prepare(findings)
    findings = {c.id: reader.readings(c, findings[c.id]) for c in criteria}
    return _assessment(workspace, day, findings, documents, reader, background, passages)


def _fitting_heads() -> Heads:
    """Return the trained heads. Raises IntegrityError where they weigh other features than the
    code sees: their judgements would mean nothing."""
    heads = load_heads()
    if heads.features != features_digest():
        raise IntegrityError(
            "The trained heads do not fit this version of kompass.",
            "Install kompass anew; the heads ship with it.",
        )
    return heads


def _assessment(
    workspace: Workspace, day: str, findings: dict[str, Finding], documents: Documents,
    reader: RungReader, background: Background, passages: Sequence[Passage],
) -> Assessment:  # fmt: skip
    framework, model = workspace.framework, workspace.encoder.model
    origins = _origins(workspace, passages, documents)
    prover = Prover(workspace, background, reader.index, len(passages))
    flags: dict[str, tuple[Flag, ...]] = {}
    for sub in framework.sub_areas():
        share = (sub.maximum / len(sub.criteria)).quantize(Decimal("0.1"))
        for criterion in sub.criteria:
            finding = findings[criterion.id]
            case = Case(criterion, finding, origins, share, reader.disagreeing(criterion, finding))
            raised = raise_flags(case)
            flags[criterion.id] = tuple(
                replace(flag, proof=prover.prove(criterion, finding)) for flag in raised
            )
    found = Assessment(framework, model.name, model.digest, findings, flags)
    of_sub_areas = {
        sub.id: tuple(
            replace(flag, proof=prover.prove_all(sub, findings))
            for flag in sub_area_flags(sub, found.rungs(sub), findings)
        )
        for sub in framework.sub_areas()
    }
    return replace(
        found, sub_area_flags=of_sub_areas, facts=documents.facts, standings=documents.standings,
        families=documents.others(), triage=triage(workspace.ledger), as_of=day,
    )  # fmt: skip


def open_ranker(
    workspace: Workspace, heads: Heads, weights: Weights = Weights(),  # noqa: B008
) -> tuple[Ranker, Background, list[Passage]]:  # fmt: skip
    """Return the ranker over the workspace's passages, their scores, and the passages in order."""
    judgements = judged_evidence(workspace.ledger)
    return _rank(workspace, workspace.search(), judgements, heads, weights)


def _rank(
    workspace: Workspace, search: Search, judgements: Judgements, heads: Heads, weights: Weights
) -> tuple[Ranker, Background, list[Passage]]:
    passages = workspace.corpus.passages()
    background = measure(workspace, passages, search.vectors, judgements, weights)
    return Ranker(background, Places.of(passages), heads), background, passages


def read_documents(workspace: Workspace, as_of: str) -> Documents:
    """Return what all current sources say of themselves, with what people have corrected."""
    sources = workspace.corpus.sources()
    corrections = edited(workspace.ledger)
    facts, texts = {}, {}
    for source in sources:
        document = workspace.corpus.document(source.id, pages=False)
        facts[source.id] = _facts(source, document, corrections)
        texts[source.id] = document.text
    families = find_families(sources, facts, texts, as_of)
    superseded = {member for family in families for member in family.superseded}
    standings = {
        source: known.standing(as_of, superseded=source in superseded)
        for source, known in facts.items()
    }
    return Documents(facts, standings, families)


def read_source(workspace: Workspace, source: Source) -> DocumentFacts:
    """Return what one source says of itself, with what people have corrected."""
    document = workspace.corpus.document(source.id, pages=False)
    return _facts(source, document, edited(workspace.ledger))


def _facts(source: Source, document: Document, corrections: Corrections) -> DocumentFacts:
    return corrections.apply(read_facts(source.id, document, source.kind, source.title))


def _priors(passages: Sequence[Passage], standings: Mapping[str, Standing | None]) -> Scores:
    worth = {source: PRIORS.get(s, 1.0) if s else 1.0 for source, s in standings.items()}
    return np.array([worth[passage.source] for passage in passages])


def _origins(
    workspace: Workspace, passages: Sequence[Passage], documents: Documents
) -> dict[str, Origins]:
    kinds = {source.id: source.kind for source in workspace.corpus.sources()}
    of_source = {
        source: Origins(
            source, kind, documents.facts[source].value(FactName.KIND), documents.standings[source]
        )
        for source, kind in kinds.items()
    }
    return {passage.id: of_source[passage.source] for passage in passages}
