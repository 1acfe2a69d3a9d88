"""The trained heads ship with the tool, are what the manifest names, and fit the code."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kompass_evidence.assessment.ranking import FEATURES
from kompass_evidence.assessment.rung_model import CLASSES
from kompass_evidence.assessment.sentence import feature_names, features_digest
from kompass_evidence.assessment.word_hash import PLACES
from kompass_evidence.domain.heads import Heads
from kompass_evidence.errors import IntegrityError, MissingError
from kompass_evidence.retrieval import heads as module
from kompass_evidence.retrieval.heads import load_heads
from kompass_evidence.retrieval.models import (
    default_name,
    file_digest,
    find_model,
    known_models,
    manifest_file,
)

WORDS = len(feature_names()) + PLACES


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the heads' file beside a copy of the manifest, from which they are loaded."""
    for name in ("models.toml", "heads.safetensors"):
        shutil.copy(manifest_file().parent / name, tmp_path / name)
    monkeypatch.setattr(module, "manifest_file", lambda: tmp_path / "models.toml")
    return tmp_path / "heads.safetensors"


def load_anew() -> Heads:
    """Load the heads as a new process does."""
    return load_heads.__wrapped__()


def shape(name: str) -> tuple[int, ...]:
    found: tuple[int, ...] = load_heads().arrays[name].shape
    return found


def vector_width() -> int:
    return int(str(known_models()[default_name()]["dimensions"]))


# ---- loading


def test_the_shipped_heads_are_named_by_the_digest_of_their_file(shipped: Path) -> None:
    assert load_anew().digest == file_digest(shipped)


def test_heads_that_are_not_as_pinned_are_not_used(shipped: Path) -> None:
    data = bytearray(shipped.read_bytes())
    data[-1] ^= 1
    shipped.write_bytes(data)
    with pytest.raises(IntegrityError, match=r"not the file that models\.toml names"):
        load_anew()


def test_heads_that_are_missing_are_reported(shipped: Path) -> None:
    shipped.unlink()
    with pytest.raises(MissingError, match="is missing"):
        load_anew()


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"")])
def test_trouble_with_the_heads_says_what_to_do(
    shipped: Path, damage: Callable[[Path], object]
) -> None:
    damage(shipped)
    with pytest.raises((IntegrityError, MissingError)) as caught:
        load_anew()
    assert "Install kompass anew" in caught.value.hint


def test_heads_are_read_once_a_process() -> None:
    assert load_heads() is load_heads()


# ---- fitting the code


def test_heads_were_trained_on_the_features_that_the_code_sees() -> None:
    """After a change of cues or features: make heads."""
    assert load_heads().features == features_digest()


@pytest.mark.model
def test_heads_were_trained_with_the_default_encoder(model_data: Path) -> None:
    assert load_heads().encoder == find_model(default_name(), model_data).digest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rung_plain.weights", (len(CLASSES), WORDS)),
        ("rung_plain.bias", (len(CLASSES),)),
        ("stance_plain.weights", (WORDS,)),
        ("stance_plain.bias", (1,)),
        ("rung.bias", (len(CLASSES),)),
        ("stance.bias", (1,)),
        ("evidence.weights", (3,)),
        ("evidence.bias", (1,)),
        ("ranker.mean", (FEATURES,)),
        ("ranker.scale", (FEATURES,)),
        ("ranker.outer_bias", (1,)),
    ],
)
def test_a_head_has_a_weight_for_all_that_it_sees(name: str, expected: tuple[int, ...]) -> None:
    assert shape(name) == expected


def test_heads_over_vectors_see_the_words_and_the_encoders_vector() -> None:
    assert shape("rung.weights") == (len(CLASSES), WORDS + vector_width())
    assert shape("stance.weights") == (WORDS + vector_width(),)
    assert shape("center") == (vector_width(),)


def test_the_layers_of_the_ranker_fit_one_another() -> None:
    seen, hidden = shape("ranker.inner")
    assert seen == FEATURES
    assert shape("ranker.inner_bias") == shape("ranker.outer") == (hidden,)


def test_all_weights_are_numbers() -> None:
    assert all(np.isfinite(array).all() for array in load_heads().arrays.values())


def test_no_feature_of_the_ranker_is_divided_by_nothing() -> None:
    assert (load_heads().arrays["ranker.scale"] > 0).all()


# ---- a head by its name


def test_a_head_is_told_by_the_short_names_of_its_arrays() -> None:
    heads = Heads("", "", "", {"rung.bias": 1, "rung_plain.bias": 2, "center": 3})
    assert heads.part("rung") == {"bias": 1}


def test_a_head_that_is_not_there_has_no_arrays() -> None:
    assert Heads("", "", "", {"rung.bias": 1}).part("rank") == {}
