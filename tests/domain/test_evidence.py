"""A flag is known by where what is missing, so that what people say of it stays with it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.evidence import (
    FLAG_NAMES,
    FLAG_STATE_NAMES,
    Flag,
    FlagKind,
    FlagState,
    Proof,
)
from kompass_evidence.domain.framework import Rung

FLAG = Flag(FlagKind.MISSING_RUNG, "1.3.2", "Möjligen: …", Decimal(5), False, Rung.FOLLOWED_UP)
PROOF = Proof((), (), (), (), 1, 2, 0, (), 1.5, 0.1, "index", "model")
FLAGS = st.builds(
    Flag, st.sampled_from(FlagKind), st.from_regex(r"[1-8]\.[1-9](\.[1-9][0-9]?)?", fullmatch=True),
    st.just(""), st.just(Decimal(1)), st.booleans(), st.none() | st.sampled_from(Rung),
)  # fmt: skip


@pytest.mark.parametrize(
    ("flag", "known_as"),
    [
        (FLAG, "flg-1.3.2-missing-rung-followed-up"),
        (Flag(FlagKind.NO_EVIDENCE, "1.3", "", Decimal(30)), "flg-1.3-no-evidence"),
        (Flag(FlagKind.ASK, "8.1.10", "", Decimal(1)), "flg-8.1.10-ask"),
    ],
)
def test_a_flag_is_known_by_its_place_kind_and_rung(flag: Flag, known_as: str) -> None:
    """Logs that are already written name flags so."""
    assert flag.id == known_as


@pytest.mark.parametrize(
    "change",
    [
        {"detail": "Annat."}, {"points": Decimal(9)}, {"certain": True},
        {"passages": ("psg-a",)}, {"proof": PROOF},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_flag_keeps_its_id_when_more_is_known(change: dict[str, Any]) -> None:
    assert replace(FLAG, **change).id == FLAG.id


@given(FLAGS, FLAGS)
def test_flags_of_other_things_have_other_ids(first: Flag, second: Flag) -> None:
    same = (first.kind, first.subject, first.rung) == (second.kind, second.subject, second.rung)
    assert (first.id == second.id) is same


@given(FLAGS)
def test_an_id_can_be_typed_on_a_command_line(flag: Flag) -> None:
    assert re.fullmatch(r"flg-[a-z0-9.-]+", flag.id)


@pytest.mark.parametrize(
    ("subject", "sub_area"), [("1.3.2", "1.3"), ("1.3", "1.3"), ("1.12.10", "1.12")]
)
def test_a_flag_belongs_to_the_sub_area_of_its_subject(subject: str, sub_area: str) -> None:
    assert replace(FLAG, subject=subject).sub_area == sub_area


def test_every_kind_of_flag_has_a_swedish_name() -> None:
    assert set(FLAG_NAMES) == set(FlagKind)


def test_every_state_of_a_flag_has_a_swedish_name() -> None:
    assert set(FLAG_STATE_NAMES) == set(FlagState)
