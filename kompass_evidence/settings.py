"""What the user has chosen: option before environment before kompass.toml before default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices in force; `model` is None where the manifest's default is meant."""

    data_folder: Path
    model: str | None
    precision: str


def resolve(
    workspace: Mapping[str, object],
    *,
    model: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings from the command's options, the environment and kompass.toml's table."""
    env = os.environ if environment is None else environment
    stated = workspace.get("model")
    return Settings(
        data_folder=Path(env.get("KOMPASS_DATA") or _user_data_folder()),
        model=model or env.get("KOMPASS_MODEL") or (str(stated) if stated else None),
        precision=env.get("KOMPASS_PRECISION") or str(workspace.get("precision", "auto")),
    )


def _user_data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("kompass", appauthor=False)
