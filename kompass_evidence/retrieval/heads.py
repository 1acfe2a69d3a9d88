"""Loads the small trained heads that ship with the tool, checked against their digest."""

from __future__ import annotations

import tomllib
from functools import cache

from kompass_evidence.domain.heads import Heads
from kompass_evidence.errors import IntegrityError, MissingError
from kompass_evidence.retrieval.models import file_digest, manifest_file


@cache
def load_heads() -> Heads:
    """Return the heads. Raises MissingError or IntegrityError where their file is not as pinned."""
    from safetensors import safe_open

    entry = tomllib.loads(manifest_file().read_text(encoding="utf-8"))["heads"]
    path = manifest_file().parent / str(entry["file"])
    hint = "Install kompass anew; the file ships with it."
    if not path.exists():
        raise MissingError(f"The file of trained heads {path} is missing.", hint)
    digest = file_digest(path)
    if digest != entry["sha256"]:
        raise IntegrityError(f"{path} is not the file that models.toml names.", hint)
    with safe_open(path, framework="numpy") as file:
        arrays = {name: file.get_tensor(name).astype("float32") for name in file.keys()}  # noqa: SIM118
    return Heads(digest, str(entry["encoder"]), str(entry["features"]), arrays)
