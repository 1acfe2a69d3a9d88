"""A flag's proof tells what was asked, what was covered, and what came nearest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kompass_evidence.assess import assess
from kompass_evidence.assess.proof import ALARM_SCORE, NEAREST, Prover
from kompass_evidence.assessment.findings import THRESHOLD
from kompass_evidence.assessment.mapping import Background
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.evidence import Evidence, Finding, Flag, Match, Why
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.workspace import Workspace
from tests.assess.conftest import Holding
from tests.small_town import filler

AS_OF = "2026-01-31"
HIGH, LOW = ALARM_SCORE + 0.5, ALARM_SCORE - 0.5
TEXTS = {
    "teknik.txt": filler(1),
    "plan.txt": "Kultur- och fritidsnämnden antog biblioteksplanen som gäller i fyra år.",
    "trasig.pdf": "%PDF-1.7 inget mer",
}


@pytest.fixture
def town(holding: Holding) -> Workspace:
    return holding(TEXTS)


def prover(workspace: Workspace, total: Sequence[Sequence[float]], neutral: int = 0) -> Prover:
    """Return a prover over these scores, of which the last `neutral` are the reference corpus's."""
    scores = np.array(total)
    background = Background(*[scores] * 8, neutral)
    index = LexicalIndex.build([p.text for p in workspace.corpus.passages()])
    return Prover(workspace, background, index, len(workspace.corpus.passages()))


def flag_of(assessment: Assessment, subject: str) -> Flag:
    return next(flag for flag in assessment.all_flags() if flag.subject == subject)


def match(passage: str, score: float) -> Match:
    return Match(passage, score, Why(0.0, 0.0))


def finding(criterion: str, evidence: Sequence[Match], nearest: Sequence[Match]) -> Finding:
    return Finding(criterion, tuple(Evidence(m, None) for m in evidence), 1.0, tuple(nearest))


# ---- how often the search is fooled


def test_alarm_is_the_share_of_criteria_for_which_a_neutral_text_scores_high(
    town: Workspace,
) -> None:
    total = [[0.0, HIGH, LOW], [0.0, LOW, LOW], [0.0, LOW, HIGH], [0.0, LOW, 0.0]]
    assert prover(town, total, neutral=2).alarm == 0.5


def test_passages_of_the_workspace_raise_no_alarm(town: Workspace) -> None:
    assert prover(town, [[HIGH, LOW]], neutral=1).alarm == 0.0


def test_without_a_reference_corpus_there_is_no_alarm(town: Workspace) -> None:
    assert prover(town, [[HIGH, HIGH]]).alarm == 0.0


# ---- what was asked and covered


def test_every_flag_carries_its_proof(town: Workspace) -> None:
    flags = assess(town, AS_OF).all_flags()
    assert flags
    assert all(flag.proof for flag in flags)


def test_criterion_is_asked_for_by_its_question_and_all_its_statements(town: Workspace) -> None:
    assessment = assess(town, AS_OF)
    (criterion,) = (c for c in town.framework.criteria() if c.id == "B.2.1")
    proof = flag_of(assessment, "B.2.1").proof
    assert proof is not None
    assert proof.statements == (criterion.question, *(s.text for s in criterion.statements))
    assert proof.terms == criterion.terms


def test_words_are_told_with_the_stems_and_parts_that_were_searched_for(town: Workspace) -> None:
    proof = flag_of(assess(town, AS_OF), "B.1.2").proof
    assert proof is not None
    assert "biblioteksplan" in proof.stems
    assert {"bibliotek", "plan"} <= set(proof.parts)


def test_proof_counts_what_was_covered_and_what_could_not_be_read(town: Workspace) -> None:
    proof = flag_of(assess(town, AS_OF), "B.2.1").proof
    assert proof is not None
    assert (proof.sources, proof.unread) == (2, 1)
    assert proof.passages == len(town.corpus.passages())


def test_proof_names_the_state_of_the_corpus_and_the_model(town: Workspace) -> None:
    proof = flag_of(assess(town, AS_OF), "B.2.1").proof
    assert proof is not None
    assert (proof.index, proof.model) == (town.stamp(), town.encoder.model.digest)


def test_proof_names_the_score_that_would_have_counted(town: Workspace) -> None:
    proof = flag_of(assess(town, AS_OF), "B.2.1").proof
    assert proof is not None
    assert proof.threshold == THRESHOLD


# ---- what came nearest


def test_what_was_found_stands_before_what_came_nearest(town: Workspace) -> None:
    criterion = next(iter(town.framework.criteria()))
    near = [match("psg-b", 0.5), match("psg-c", 0.4), match("psg-d", 0.3)]
    given = finding(criterion.id, [match("psg-a", 5.0)], near)
    shown = prover(town, [[0.0]]).prove(criterion, given).nearest
    assert [m.passage for m in shown] == ["psg-a", "psg-b", "psg-c"]


def test_sub_area_shows_the_best_of_all_its_criteria_each_passage_once(town: Workspace) -> None:
    sub_area = next(iter(town.framework.sub_areas()))
    first, second = (c.id for c in sub_area.criteria)
    findings = {
        first: finding(first, [match("psg-a", 3.0)], [match("psg-b", 1.0)]),
        second: finding(second, [match("psg-c", 4.0), match("psg-a", 2.0)], []),
    }
    shown = prover(town, [[0.0]]).prove_all(sub_area, findings).nearest
    assert shown == (match("psg-c", 4.0), match("psg-a", 3.0), match("psg-b", 1.0))


def test_sub_area_is_asked_for_by_the_question_of_each_criterion(town: Workspace) -> None:
    sub_area = next(iter(town.framework.sub_areas()))
    findings = {c.id: finding(c.id, [], []) for c in sub_area.criteria}
    proof = prover(town, [[0.0]]).prove_all(sub_area, findings)
    assert proof.statements == tuple(c.question for c in sub_area.criteria)


def test_only_a_few_of_the_nearest_are_shown(town: Workspace) -> None:
    sub_area = next(iter(town.framework.sub_areas()))
    many = [match(f"psg-{n}", float(n)) for n in range(NEAREST + 3)]
    findings = {c.id: finding(c.id, [], many) for c in sub_area.criteria}
    assert len(prover(town, [[0.0]]).prove_all(sub_area, findings).nearest) == NEAREST
