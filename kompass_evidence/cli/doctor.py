"""What `kompass doctor` looks at."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kompass_evidence import __version__
from kompass_evidence.errors import ExitCode, KompassError, WorkspaceError
from kompass_evidence.store.database import explain
from kompass_evidence.workspace import Workspace, find_folder

PACKAGES = (
    "pymupdf", "spacy", "sentence-transformers", "torch", "chromadb", "trafilatura", "python-docx",
    "bm25s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `code` is the exit code it gives where it is wrong."""

    name: str
    ok: bool
    detail: str
    code: ExitCode = ExitCode.MISSING


def examine(folder: Path) -> list[Check]:
    """Look at the installation, and at the workspace if `folder` is or lies in one."""
    checks = list(_installation())
    try:
        found = find_folder(folder)
    except WorkspaceError:
        checks.append(Check("workspace", True, "none here; make one with kompass init"))
        return checks
    try:
        workspace = Workspace(found)
    except KompassError as error:
        return [*checks, Check("workspace", False, error.message, error.exit_code)]
    try:
        for check in _workspace(workspace):
            checks.append(check)  # noqa: PERF402 - what was found before a check fails is kept
    except Exception as error:
        trouble = error if isinstance(error, KompassError) else explain(error)
        if trouble is None:
            raise
        checks.append(Check("workspace", False, trouble.message, trouble.exit_code))
    finally:
        workspace.close()
    return checks


def _installation() -> Iterator[Check]:
    yield Check("kompass", True, f"{__version__}, Python {platform.python_version()}")
    for name in PACKAGES:
        try:
            yield Check(name, True, version(name))
        except PackageNotFoundError:
            yield Check(name, False, f"missing; install it with: pip install {name}")
    yield _model()
    for program, use in (
        ("tesseract", "scanned pages"),
        ("soffice", "DOC, RTF, ODP, PPT and XLS (LibreOffice)"),
        ("chromium", "pictures of web pages"),
    ):
        where = shutil.which(program)
        yield Check(program, True, where or f"not installed; only needed for {use}")


def _model() -> Check:
    from kompass_evidence.retrieval.models import default_name, find_model
    from kompass_evidence.settings import resolve

    settings = resolve({})
    try:
        model = find_model(settings.model or default_name(), settings.data_folder)
    except KompassError as error:
        return Check("model", False, f"{error.message} {error.hint}", error.exit_code)
    return Check("model", True, f"{model.name} in {model.folder}, digest {model.digest[:12]}")


def _workspace(workspace: Workspace) -> Iterator[Check]:
    yield Check("workspace", True, f"{workspace.folder} ({workspace.municipality.name})")
    damage = workspace.corpus.check()
    detail = "; ".join(damage[:3]) or "sound"
    yield Check("database", not damage, detail, ExitCode.INTEGRITY)
    yield _framework(workspace)
    yield _originals(workspace)
    yield _spans(workspace)
    yield _indexes(workspace)


def _framework(workspace: Workspace) -> Check:
    try:
        framework = workspace.framework
    except KompassError as error:
        return Check("framework", False, error.message, error.exit_code)
    return Check("framework", True, f"{framework.id}, digest {framework.digest[:12]}")


def _originals(workspace: Workspace) -> Check:
    wrong = []
    sources = workspace.corpus.sources(current=False)
    for source in sources:
        try:
            workspace.original(source)
        except KompassError as error:
            wrong.append(error.message)
    detail = " ".join(wrong[:3]) or f"{len(sources)} originals are as they were ingested"
    return Check("originals", not wrong, detail, ExitCode.INTEGRITY)


def _spans(workspace: Workspace) -> Check:
    """Check that every passage is in its document's text at its place, to the letter."""
    wrong, count = [], 0
    for source in workspace.corpus.sources(current=False):
        text = workspace.corpus.document(source.id).text
        for passage in workspace.corpus.passages(source.id):
            count += 1
            if passage.span.of(text) != passage.text:
                wrong.append(passage.id)
    detail = f"not at their place: {', '.join(wrong[:5])}" if wrong else f"{count} at their place"
    return Check("passages", not wrong, detail, ExitCode.INTEGRITY)


def _indexes(workspace: Workspace) -> Check:
    count = sum(1 for _ in workspace.corpus.passages())
    if not count:
        return Check("indexes", True, "nothing is ingested yet")
    told = {
        True: "up to date",
        False: "not up to date; make them anew with: kompass index rebuild",
        None: "not made yet, or in use by another process",
    }[workspace.index_is_current(thorough=True)]
    return Check("indexes", True, f"{told}, {count} passages")
