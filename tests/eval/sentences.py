"""The labelled sentences of corpora/sentences."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from kompass_evidence.assessment.sentence import Sentence
from kompass_evidence.domain.framework import Rung
from tests.eval.floors import ROOT
from tests.eval.truth import LOADER

FOLDER = ROOT / "corpora" / "sentences"


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence, its rung (None for none), whether it weakens, and whether it negates."""

    id: str
    sentence: Sentence
    rung: Rung | None
    weakens: bool
    negates: bool
    second: tuple[str, str] | None = None


def read_sentences(name: str) -> list[LabelledSentence]:
    """Return the sentences of one file: training, tuning or judging."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return [
        LabelledSentence(
            e["id"], Sentence(e["text"], e["kind"], e["heading"], e["before"]),
            None if e["rung"] == "none" else Rung(e["rung"]), e["stance"] == "weakens",
            e["negation"], tuple(e["second"]) if "second" in e else None,
        )
        for e in yaml.load(text, LOADER)
    ]  # fmt: skip
