"""The demo municipality, built and ingested, with its truth labels found again in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.eval.floors import ROOT
from tests.eval.truth import Label, Locator

AS_OF = "2026-05-04"  # the day of the demo's evaluation


def demo_workspace(folder: Path) -> Workspace:
    """Build the demo municipality's files and ingest them with the real encoder."""
    build = ROOT / "corpora" / "exempelkommun" / "build.py"
    subprocess.run([sys.executable, str(build), str(folder / "files")], check=True)
    create(folder / "ws", Municipality("Granholms kommun", 18400, 2026), "kommunkompassen-2020")
    workspace = Workspace(folder / "ws")
    files, _missing = find_files([folder / "files" / "documents", folder / "files" / "web"])
    count_tokens = workspace.encoder.count_tokens
    record = Intake(workspace.ledger, "Eva Ek")
    report = ingest(files, workspace.corpus, workspace.originals, count_tokens, record=record)
    assert not report.skipped, report.skipped
    return workspace


def locator(workspace: Workspace) -> Locator:
    """Return what finds quotes in the workspace's passages."""
    sources = workspace.corpus.sources()
    stems = {source.id: Path(source.path).stem for source in sources}
    return Locator(
        {stems[s.id]: workspace.corpus.document(s.id) for s in sources},
        {stems[s.id]: workspace.corpus.passages(s.id) for s in sources},
    )


def grades(entries: Sequence[Label], locator: Locator) -> dict[str, int]:
    """Return the highest grade of each labelled passage."""
    found: dict[str, int] = {}
    for label in entries:
        for passage in locator.find(label.document, label.quote)[:1]:
            found[passage] = max(found.get(passage, 0), label.grade)
    return found


def graded(
    workspace: Workspace, labels: Mapping[str, Sequence[Label]]
) -> dict[str, dict[str, int]]:
    """Return the grade of every labelled passage, by criterion and passage."""
    found = locator(workspace)
    return {criterion: grades(entries, found) for criterion, entries in labels.items()}


def is_tuning(criterion: str) -> bool:
    """Say whether a criterion is of the half that weights are tuned on."""
    return int(criterion.split(".")[-1]) % 2 == 0
