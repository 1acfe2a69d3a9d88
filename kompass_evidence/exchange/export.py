"""Writes all that is needed to audit a workspace elsewhere as one BagIt file."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from kompass_evidence import __version__
from kompass_evidence.errors import InputError, KompassError, RefusedError
from kompass_evidence.evaluate import scores_of
from kompass_evidence.exchange.bag import make_bag
from kompass_evidence.exchange.readme import readme
from kompass_evidence.exchange.zip_file import require_room, write_zip
from kompass_evidence.make_pack import write_pack
from kompass_evidence.protect import masked_sources, require_decided
from kompass_evidence.store.database import copy_database
from kompass_evidence.store.framework_file import find_framework, frameworks_folder
from kompass_evidence.workspace import CONFIG, DATABASE, WAIT, Workspace

EXPORT, BACKUP = "export", "backup"
PERSONAL = ("interviewed",)  # tables that say who somebody is; they leave in a backup alone

Progress = Callable[[int, int, str], None]


def export(
    workspace: Workspace, out: Path, *, pack: bool = True, personal: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> str:  # fmt: skip
    """Write the workspace to a zip file for others, without who was interviewed.

    Returns the head of the log that stands in it. Raises RefusedError where there is personal data
    that nobody has decided about, or that is masked, unless `personal`: originals and texts are
    what an audit holds the rest against, so there it stands unmasked. Raises InputError where the
    file cannot be written, and WorkspaceError where the disk is full; then nothing is left.
    """
    require_decided(workspace, "nothing was exported", current=False)
    masked = masked_sources(workspace)
    if masked and not personal:
        raise RefusedError(
            f"An export holds what was handed in as it was, and {len(masked)} of the files hold"
            " personal data that is masked; nothing was exported.",
            "Hand on the pack, in which it is masked. An export for who may see it:"
            " kompass export --with-personal-data",
        )
    return _write(workspace, out, EXPORT, PERSONAL, _Extras(pack, progress, masked))


def backup(workspace: Workspace, out: Path) -> str:
    """Write the whole workspace to a zip file, who was interviewed included; see `export`."""
    return _write(workspace, out, BACKUP, (), None)


class _Extras:
    """What an export holds beside the workspace."""

    def __init__(self, pack: bool, progress: Progress, masked: list[str]) -> None:
        self.pack, self.progress, self.masked = pack, progress, masked

    def write(self, workspace: Workspace, folder: Path) -> None:
        text = json.dumps(scores_of(workspace), ensure_ascii=False, indent=1)
        (folder / "scores.json").write_text(text + "\n", encoding="utf-8")
        if self.pack and workspace.corpus.sources():
            day = date.today().isoformat()
            write_pack(workspace, folder / "pack", day, progress=self.progress)


def _write(
    workspace: Workspace, out: Path, kind: str, without: tuple[str, ...], extras: _Extras | None
) -> str:
    out = Path(out).absolute()
    if out.suffix.lower() != ".zip":
        raise InputError(f"{out} does not end in .zip.", "Give a name such as granholm.zip.")
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".kompass-") as name:
            require_room(Path(name), 3 * _size(workspace.folder))
            folder = Path(name) / f"kompass-{kind}"
            folder.mkdir()
            with workspace.writing(wait=WAIT):
                _gather(workspace, folder, without)
                head, acts = workspace.ledger.head(), len(workspace.ledger.heads())
                if extras is not None:
                    extras.write(workspace, folder)
            info = _info(workspace, kind, head, acts)
            masked = extras.masked if extras else []
            make_bag(folder, info, readme(workspace.municipality.name, kind, head, acts, masked))
            write_zip(folder, Path(name) / "whole.zip")
            (Path(name) / "whole.zip").replace(out)
    except OSError as error:
        raise InputError(
            f"{error.filename or out} cannot be written ({error.strerror}); nothing was left.",
            "Free some space, or choose another folder with --out.",
        ) from error
    return head


def _size(folder: Path) -> int:
    parts = (folder / DATABASE, *(folder / "sources").glob("*"))
    return sum(part.stat().st_size for part in parts if part.is_file())


def _gather(workspace: Workspace, folder: Path, without: tuple[str, ...]) -> None:
    """Copy the workspace as it is at this moment."""
    own = workspace.folder
    shutil.copyfile(own / CONFIG, folder / CONFIG)
    copy_database(own / DATABASE, folder / DATABASE, without)
    (folder / "sources").mkdir()
    for path in sorted((own / "sources").glob("[!.]*")):
        if path.is_file():
            shutil.copyfile(path, folder / "sources" / path.name)
    _gather_framework(workspace, folder)
    with (folder / "log.jsonl").open("w", encoding="utf-8", newline="\n") as log:
        for act in workspace.ledger.acts():
            row = {
                "number": act.number, "at": act.at, "by": act.by, "tool": act.tool,
                "kind": act.kind, "data": dict(act.data), "before": act.before, "hash": act.hash,
            }  # fmt: skip
            log.write(json.dumps(row, ensure_ascii=False) + "\n")


def _gather_framework(workspace: Workspace, folder: Path) -> None:
    """Take a framework along that does not ship with the tool."""
    try:
        found = find_framework(workspace.framework_name, workspace.folder)
    except KompassError:
        return  # the audit says that it is not there; all else is taken along
    if found.parent != frameworks_folder():
        (folder / "framework").mkdir()
        for path in sorted(found.glob("*")):
            if path.is_file():
                shutil.copyfile(path, folder / "framework" / path.name)


def _info(workspace: Workspace, kind: str, head: str, acts: int) -> dict[str, str]:
    return {
        "Bag-Software-Agent": f"kompass_evidence {__version__}",
        "Bagging-Date": date.today().isoformat(),
        "External-Description": f"Kommunkompassen: {workspace.municipality.name}",
        "Kompass-Kind": kind,
        "Kompass-Log-Acts": str(acts),
        "Kompass-Log-Head": head,
    }
