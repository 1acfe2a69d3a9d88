"""An option beats the environment, the environment beats kompass.toml, and that the default."""

from __future__ import annotations

from pathlib import Path

from kompass_evidence.settings import resolve

TOML = {"framework": "x", "model": "from-toml", "precision": "float32"}
ENVIRONMENT = {
    "KOMPASS_MODEL": "from-environment", "KOMPASS_PRECISION": "bfloat16", "KOMPASS_DATA": "/data",
}  # fmt: skip


def test_option_beats_the_environment() -> None:
    assert resolve(TOML, model="from-option", environment=ENVIRONMENT).model == "from-option"


def test_environment_beats_the_workspace() -> None:
    found = resolve(TOML, environment=ENVIRONMENT)
    assert (found.model, found.precision) == ("from-environment", "bfloat16")


def test_workspace_beats_the_default() -> None:
    found = resolve(TOML, environment={})
    assert (found.model, found.precision) == ("from-toml", "float32")


def test_without_a_choice_the_default_model_is_meant() -> None:
    assert resolve({}, environment={}).model is None


def test_empty_variable_is_no_choice() -> None:
    assert resolve(TOML, environment={"KOMPASS_MODEL": ""}).model == "from-toml"


def test_data_lie_where_the_environment_says() -> None:
    assert resolve({}, environment=ENVIRONMENT).data_folder == Path("/data")


def test_data_lie_in_the_users_own_folder_otherwise() -> None:
    assert "kompass" in resolve({}, environment={}).data_folder.name
