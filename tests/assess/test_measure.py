"""Scores stand against the reference corpus, and lean on what people have said of passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from kompass_evidence.assess import assess
from kompass_evidence.assess.measure import measure
from kompass_evidence.assess.neutral import neutral_texts
from kompass_evidence.assessment.mapping import Background, Weights
from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.evidence import Judgement
from kompass_evidence.workspace import Workspace
from tests.assess.conftest import Holding
from tests.fakes.encoder import FakeEncoder
from tests.small_town import filler

AS_OF = "2026-01-31"
WEIGHTS = Weights()
CRITERION, ROW, OTHER = "B.2.1", 2, 0
BAG = "Barnen på avdelningen lånar hem en grön väska med fem titlar varje fredag."
LIKE = "Barnen på avdelningen lånar hem en grön väska med nya titlar varje månad."
PLAN = "Kultur- och fritidsnämnden antog biblioteksplanen som gäller i fyra år."
GROUP = "Varje förskolegrupp besöker biblioteket för en sagostund två gånger om året."
TEXTS = {
    "vaska.txt": BAG, "vaskor.txt": LIKE, "plan.txt": PLAN, "grupp.txt": GROUP,
    "teknik.txt": filler(1),
}  # fmt: skip


@pytest.fixture
def town(holding: Holding) -> Workspace:
    return holding(TEXTS)


def passage(workspace: Workspace, text: str) -> str:
    """Return the id of the passage with this text."""
    (found,) = (p.id for p in workspace.corpus.passages() if p.text == text)
    return found


def place(workspace: Workspace, text: str) -> int:
    return [p.text for p in workspace.corpus.passages()].index(text)


def measured(
    workspace: Workspace, said: Mapping[str, Judgement] | None = None, weights: Weights = WEIGHTS
) -> Background:  # fmt: skip
    """Return the scores where people have said this of passages, by their text, for CRITERION."""
    judged = {passage(workspace, text): judgement for text, judgement in (said or {}).items()}
    judgements = {CRITERION: judged} if judged else {}
    vectors = workspace.search().vectors
    return measure(workspace, workspace.corpus.passages(), vectors, judgements, weights)


def judge(workspace: Workspace, text: str, judgement: Judgement) -> None:
    data = {
        "criterion": CRITERION, "passage": passage(workspace, text), "judgement": judgement,
        "note": "",
    }  # fmt: skip
    workspace.ledger.append("Eva Ek", ActKind.JUDGE_EVIDENCE, data)


def shown(workspace: Workspace, assessment: Assessment) -> list[str]:
    """Return the texts of the evidence for CRITERION, in order."""
    evidence = assessment.findings[CRITERION].evidence
    return [workspace.corpus.passage(e.match.passage).text for e in evidence]


# ---- what judgements do to scores


def test_accepted_passage_lifts_what_is_like_it(town: Workspace) -> None:
    like = place(town, LIKE)
    lifted = measured(town, {BAG: Judgement.ACCEPTED}).total[ROW, like]
    assert lifted > measured(town).total[ROW, like]


def test_rejected_passage_lowers_what_is_like_it(town: Workspace) -> None:
    like = place(town, LIKE)
    lowered = measured(town, {BAG: Judgement.REJECTED}).total[ROW, like]
    assert lowered < measured(town).total[ROW, like]


def test_what_is_like_the_accepted_rises_more_than_what_is_unlike_it(town: Workspace) -> None:
    change = measured(town, {BAG: Judgement.ACCEPTED}).total - measured(town).total
    assert change[ROW, place(town, LIKE)] > change[ROW, place(town, PLAN)]


def test_judgement_counts_for_its_own_criterion_alone(town: Workspace) -> None:
    weights = replace(WEIGHTS, hub=0.0)  # by the mean over all criteria each touches the others
    judged = measured(town, {BAG: Judgement.ACCEPTED}, weights)
    assert np.allclose(judged.total[OTHER], measured(town, weights=weights).total[OTHER])


def test_judged_passage_that_is_gone_counts_for_nothing(town: Workspace) -> None:
    passages, vectors = town.corpus.passages(), town.search().vectors
    gone = {CRITERION: {"psg-000000000000": Judgement.ACCEPTED}}
    judged = measure(town, passages, vectors, gone, WEIGHTS)
    assert np.allclose(judged.total, measured(town).total)


def test_order_in_which_judgements_were_made_makes_no_difference(town: Workspace) -> None:
    said = {BAG: Judgement.ACCEPTED, PLAN: Judgement.REJECTED, GROUP: Judgement.ACCEPTED}
    backwards = dict(reversed(said.items()))
    assert np.array_equal(measured(town, said).total, measured(town, backwards).total)


# ---- what judgements do to what is shown


def test_accepted_passage_stands_first_with_its_mark(town: Workspace) -> None:
    judge(town, PLAN, Judgement.ACCEPTED)
    first = assess(town, AS_OF).findings[CRITERION].evidence[0]
    assert (first.match.passage, first.judgement) == (passage(town, PLAN), Judgement.ACCEPTED)


def test_rejected_passage_is_neither_evidence_nor_nearest(town: Workspace) -> None:
    assert GROUP in shown(town, assess(town, AS_OF))
    judge(town, GROUP, Judgement.REJECTED)
    finding = assess(town, AS_OF).findings[CRITERION]
    named = {*(e.match.passage for e in finding.evidence), *(m.passage for m in finding.nearest)}
    assert passage(town, GROUP) not in named


def test_replaying_the_same_judgements_gives_the_same_order(town: Workspace) -> None:
    judge(town, BAG, Judgement.ACCEPTED)
    judge(town, PLAN, Judgement.REJECTED)
    again = Workspace(town.folder)
    again.encoder = FakeEncoder()  # type: ignore[assignment]
    assert assess(again, AS_OF) == assess(town, AS_OF)
    again.close()


def test_judgement_that_was_taken_back_leaves_everything_as_before(town: Workspace) -> None:
    before = assess(town, AS_OF)
    judge(town, BAG, Judgement.ACCEPTED)
    data = {
        "criterion": CRITERION, "passage": passage(town, BAG), "judgement": None, "note": "",
    }  # fmt: skip
    town.ledger.append("Eva Ek", ActKind.JUDGE_EVIDENCE, data)
    assert assess(town, AS_OF) == before


# ---- the reference corpus


def test_reference_corpus_stands_behind_the_workspaces_own_passages(town: Workspace) -> None:
    background = measured(town)
    own = len(town.corpus.passages())
    assert (background.passages, background.neutral) == (own, len(neutral_texts()))
    assert background.total.shape == (3, own + len(neutral_texts()))


def test_every_criterion_is_measured_from_the_mean_of_all_texts(town: Workspace) -> None:
    semantic = measured(town).semantic
    assert np.allclose(semantic.mean(axis=1), 0)


def test_text_of_the_reference_corpus_is_never_shown(holding: Holding) -> None:
    town = holding({"liten.txt": GROUP})  # one passage of its own against all of the reference
    found = assess(town, AS_OF)
    own = {p.id for p in town.corpus.passages()}
    named = {
        match.passage
        for finding in found.findings.values()
        for match in (*(e.match for e in finding.evidence), *finding.nearest)
    } | {passage for flag in found.all_flags() for passage in flag.passages}
    assert named == own
