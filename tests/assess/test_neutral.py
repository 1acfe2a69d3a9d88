"""The reference corpus ships, is the same everywhere, and is about none of the criteria."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kompass_evidence.assess import assess
from kompass_evidence.assess.neutral import neutral_digest, neutral_texts
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.evidence import FlagKind
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.conftest import ROOT

FILE = "corpora/neutral/neutral.txt"
FRAMEWORK = "kommunkompassen-2020"


def test_reference_corpus_is_among_the_files_that_are_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    data_files = project["tool"]["setuptools"]["data-files"]
    assert FILE in data_files["share/kompass_evidence/corpora/neutral"]


def test_every_text_stands_under_its_topic() -> None:
    parts = [text.split("\n", 1) for text in neutral_texts()]
    assert all(len(part) == 2 and part[0].strip() and part[1].strip() for part in parts)


def test_there_are_enough_texts_to_measure_a_background_by() -> None:
    assert len(neutral_texts()) >= 200


def test_no_text_stands_twice() -> None:
    assert len(set(neutral_texts())) == len(neutral_texts())


def test_digest_is_that_of_the_file() -> None:
    assert neutral_digest() == hashlib.sha256((ROOT / FILE).read_bytes()).hexdigest()


# ---- with the real encoder, against the shipped framework


@pytest.fixture(scope="module")
def neutral_town(
    model_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assessment]:
    """The assessment of a workspace that holds nothing but the reference corpus, by the first
    sub-area of each area: enough to judge by, and ready in a quarter of the time."""
    folder = tmp_path_factory.mktemp("neutral")
    create(folder / "ws", Municipality("Neutralbo", None, None), FRAMEWORK)
    chapters = (text.replace("\n", "\n\n", 1) for text in neutral_texts())
    path = folder / "neutral.md"
    path.write_text("\n\n".join(f"# {chapter}" for chapter in chapters), encoding="utf-8")
    workspace = Workspace(folder / "ws")
    shipped = workspace.framework
    areas = tuple(replace(area, sub_areas=area.sub_areas[:1]) for area in shipped.areas)
    workspace.framework = replace(shipped, areas=areas)
    count_tokens = workspace.encoder.count_tokens
    ingest(
        find_files([path])[0], workspace.corpus, workspace.originals, count_tokens,
        record=Intake(workspace.ledger, "Eva Ek"),
    )  # fmt: skip
    yield assess(workspace, "2026-01-31")
    workspace.close()


@pytest.mark.model
def test_neutral_texts_are_taken_for_evidence_no_oftener_than_is_told(
    neutral_town: Assessment,
) -> None:
    findings = neutral_town.findings.values()
    taken = sum(1 for finding in findings if finding.evidence) / len(findings)
    alarms = {flag.proof.alarm for flag in neutral_town.all_flags() if flag.proof}
    assert taken <= min(alarms)


@pytest.mark.model
def test_nearly_every_criterion_is_flagged_as_without_evidence(neutral_town: Assessment) -> None:
    flagged = [
        any(flag.kind is FlagKind.NO_EVIDENCE for flag in flags)
        for flags in neutral_town.flags.values()
    ]
    assert sum(flagged) >= 0.95 * len(flagged)
