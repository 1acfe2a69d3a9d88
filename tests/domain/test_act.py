"""An act's hash is of all that it says, and the same wherever it is computed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.act import FIRST, Act, ActKind, canonical

ACT = Act(
    2, "2026-11-23T10:00:00Z", "Åsa Öst", "0.1.0", ActKind.SET_FLAG,
    {"flag": "flg-1.3.2-ask", "state": "asked", "note": "Mejl till kansliet"}, "a" * 64,
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_first_act_follows_64_zeros() -> None:
    assert FIRST == "0" * 64


def test_hash_of_an_act_that_is_kept_never_changes() -> None:
    """Logs that are already written are checked by it."""
    assert ACT.hash == "a6d91793315a33c568688f4eface3456ddcbf530256a3dc01bc1ca5b3c554ba4"


@pytest.mark.parametrize(
    "change",
    [
        {"number": 3}, {"at": "2026-11-23T10:00:01Z"}, {"by": "Åsa Ost"}, {"tool": "0.1.1"},
        {"kind": ActKind.EDIT_FACT}, {"data": {**ACT.data, "note": ""}}, {"before": "b" * 64},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_hash_is_of_every_field(change: dict[str, Any]) -> None:
    assert replace(ACT, **change).hash != ACT.hash


def test_hash_does_not_depend_on_the_order_of_the_data() -> None:
    turned = dict(reversed(ACT.data.items()))
    assert replace(ACT, data=turned).hash == ACT.hash


def test_text_cannot_move_from_one_field_to_the_next() -> None:
    moved = replace(ACT, by=ACT.by + "0", tool=ACT.tool[1:])
    assert moved.hash != ACT.hash


def test_canonical_json_has_sorted_keys_no_blanks_and_no_escapes() -> None:
    assert canonical({"b": [1, None], "a": "åäö § –"}) == '{"a":"åäö § –","b":[1,null]}'


@given(VALUES)
def test_canonical_json_is_read_back_as_the_same_value(value: object) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(), st.integers()), st.randoms())
def test_canonical_json_is_the_same_in_whatever_order_keys_came(
    value: dict[str, int], chance: Any
) -> None:
    entries = list(value.items())
    chance.shuffle(entries)
    assert canonical(dict(entries)) == canonical(value)
