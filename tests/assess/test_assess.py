"""A framework held against a small workspace: what is found, how far, what is flagged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kompass_evidence.assess import assess
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import SourceKind
from kompass_evidence.domain.evidence import FlagKind
from kompass_evidence.domain.framework import Rung
from kompass_evidence.errors import IntegrityError, UsageError
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.retrieval.heads import load_heads
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Workspace
from tests.small_town import FIRST_PAGE, ON_THE_WEB, filler

DECISION = "Kultur- och fritidsnämnden antog biblioteksplanen som gäller i fyra år."
OPENING = "Huvudbiblioteket har kvällsöppet till klockan nitton, öppettider även på lördagar."


@pytest.fixture(scope="module")
def assessment(town: Workspace) -> Assessment:
    return assess(town)


def _best_text(town: Workspace, assessment: Assessment, criterion: str) -> str:
    best = assessment.findings[criterion].evidence[0]
    return town.corpus.passage(best.match.passage).text


def test_what_the_plan_says_is_the_evidence_for_its_criterion(
    town: Workspace, assessment: Assessment
) -> None:
    assert _best_text(town, assessment, "B.1.2").startswith(FIRST_PAGE)


def test_what_the_website_says_is_the_evidence_for_its_criterion(
    town: Workspace, assessment: Assessment
) -> None:
    assert _best_text(town, assessment, "B.1.1").startswith(ON_THE_WEB)


def test_what_is_beside_the_point_is_no_evidence(town: Workspace, assessment: Assessment) -> None:
    found = {e.match.passage for f in assessment.findings.values() for e in f.evidence}
    paths = {town.corpus.source(town.corpus.passage(p).source).path for p in found}
    assert not {path for path in paths if "teknik" in path}


def test_every_criterion_has_a_finding_and_flags(town: Workspace, assessment: Assessment) -> None:
    criteria = {criterion.id for criterion in town.framework.criteria()}
    assert set(assessment.findings) == set(assessment.flags) == criteria


def test_the_rung_is_of_the_sentence_on_the_criterion(assessment: Assessment) -> None:
    reading = assessment.findings["B.1.2"].evidence[0].reading
    assert reading is not None
    assert "biblioteksplanen" in reading.sentence
    assert reading.rung is Rung.DECIDED


def test_the_words_that_matched_stand_in_the_passage(
    town: Workspace, assessment: Assessment
) -> None:
    for finding in assessment.findings.values():
        for evidence in finding.evidence:
            text = town.corpus.passage(evidence.match.passage).text
            assert all(term.partition(" (")[0] in text for term in evidence.match.why.terms)


def test_a_second_run_gives_the_same(town: Workspace, assessment: Assessment) -> None:
    assert assess(town) == assessment


def test_the_assessment_names_the_model_that_it_was_made_with(
    town: Workspace, assessment: Assessment
) -> None:
    model = town.encoder.model
    assert (assessment.model, assessment.model_digest) == (model.name, model.digest)


def _hold(workspace: Workspace, folder: Path, texts: dict[str, str], kind: SourceKind) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    files, _ = find_files([folder / name for name in texts])
    count_tokens, record = workspace.encoder.count_tokens, Intake(workspace.ledger, "Eva Ek")
    ingest(files, workspace.corpus, workspace.originals, count_tokens, kind, record=record)


@pytest.fixture
def small(new_workspace: Callable[..., Workspace], tmp_path: Path) -> Workspace:
    """A workspace that holds nothing but what is beside the point."""
    workspace = new_workspace()
    texts = {f"teknik-{n}.txt": filler(n) for n in range(3)}
    _hold(workspace, tmp_path / "in", texts, SourceKind.DOCUMENT)
    return workspace


def test_material_beside_the_point_flags_every_criterion_as_without_evidence(
    small: Workspace,
) -> None:
    kinds = [[flag.kind for flag in flags] for flags in assess(small).flags.values()]
    assert kinds == [[FlagKind.NO_EVIDENCE]] * 3


def test_a_decision_that_stands_only_on_the_web_is_flagged(
    small: Workspace, tmp_path: Path
) -> None:
    _hold(small, tmp_path / "in", {"plan.txt": DECISION}, SourceKind.WEB)
    assert FlagKind.WEB_ONLY in [flag.kind for flag in assess(small).flags["B.1.2"]]


def test_opening_hours_that_stand_only_in_a_document_are_flagged(
    small: Workspace, tmp_path: Path
) -> None:
    _hold(small, tmp_path / "in", {"tider.txt": OPENING}, SourceKind.DOCUMENT)
    assert FlagKind.DOCUMENTS_ONLY in [flag.kind for flag in assess(small).flags["B.1.1"]]


def test_the_same_text_in_two_documents_is_shown_once(small: Workspace, tmp_path: Path) -> None:
    texts = {"plan.txt": DECISION + "\n", "kopia.txt": DECISION + "\n\n"}
    _hold(small, tmp_path / "in", texts, SourceKind.DOCUMENT)
    shown = assess(small).findings["B.1.2"].evidence
    assert [len(e.also) for e in shown if "antog" in _text(small, e.match.passage)] == [1]


def _text(workspace: Workspace, passage: str) -> str:
    return workspace.corpus.passage(passage).text


def test_an_empty_workspace_is_told_to_ingest_first(
    new_workspace: Callable[..., Workspace],
) -> None:
    with pytest.raises(UsageError, match="nothing in this workspace") as caught:
        assess(new_workspace())
    assert "ingest" in caught.value.hint


def test_heads_of_other_features_are_not_used(
    town: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = replace(load_heads(), features="0123456789abcdef")
    monkeypatch.setattr("kompass_evidence.assess.load_heads", lambda: others)
    with pytest.raises(IntegrityError, match="do not fit this version"):
        assess(town)
