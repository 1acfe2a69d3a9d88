"""Workspaces that hold what a test puts into them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kompass_evidence.domain.document import SourceKind
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Workspace
from tests.made import write_tree

Holding = Callable[[Mapping[str, str]], Workspace]


@pytest.fixture
def holding(new_workspace: Callable[..., Workspace], tmp_path: Path) -> Holding:
    """Make a workspace that holds these texts, by file name, with a fake encoder."""

    def make(texts: Mapping[str, str]) -> Workspace:
        workspace = new_workspace()
        files, _ = find_files([write_tree(tmp_path / "in", texts)])
        count_tokens = workspace.encoder.count_tokens
        kind = SourceKind.DOCUMENT
        record = Intake(workspace.ledger, "Eva Ek")
        ingest(files, workspace.corpus, workspace.originals, count_tokens, kind, record=record)
        return workspace

    return make
