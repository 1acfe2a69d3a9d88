"""A framework in words holds what was asked for, in any framework."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kompass_evidence.domain.framework import RUNG_NAMES, Framework
from kompass_evidence.errors import InputError
from kompass_evidence.reporting.framework_text import framework_text
from kompass_evidence.store.framework_file import frameworks_folder, load_framework
from tests.conftest import TINY

SHIPPED = frameworks_folder() / "kommunkompassen-2020"


@pytest.fixture(scope="module", params=[TINY, SHIPPED], ids=lambda path: path.name)
def framework(request: pytest.FixtureRequest) -> Framework:
    return load_framework(request.param)


def test_overview_names_every_area_and_sub_area_in_order(framework: Framework) -> None:
    lines = iter(framework_text(framework, None).splitlines())
    for area in framework.areas:
        assert _next(lines, f"{area.id} {area.name} (max {area.maximum})")
        for sub in area.sub_areas:
            assert _next(lines, f"{sub.id} {sub.name} (max {sub.maximum})")


def _next(lines: Iterator[str], wanted: str) -> bool:
    """Say whether a line is `wanted` from here on, and go past it."""
    return any(line.strip() == wanted for line in lines)


def test_area_lists_the_questions_of_all_its_sub_areas(framework: Framework) -> None:
    for area in framework.areas:
        text = framework_text(framework, area.id)
        assert all(c.question in text for sub in area.sub_areas for c in sub.criteria)


def test_sub_area_holds_its_criteria_whole(framework: Framework) -> None:
    for sub in framework.sub_areas():
        text = framework_text(framework, sub.id)
        assert all(framework_text(framework, c.id) in text for c in sub.criteria)


def test_criterion_holds_all_that_is_known_of_it(framework: Framework) -> None:
    for criterion in framework.criteria():
        text = framework_text(framework, criterion.id)
        parts = [
            criterion.id, criterion.question, criterion.strong_evidence, criterion.support_source,
            *criterion.origins, *criterion.ask, *criterion.terms,
            *(f"[{RUNG_NAMES[s.rung]}] {s.text}" for s in criterion.statements),
        ]  # fmt: skip
        assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize("identifier", ["", "9.9", "1.", "1.1.999", "B.1.1 "])
def test_unknown_id_is_told_with_where_to_look(framework: Framework, identifier: str) -> None:
    with pytest.raises(InputError) as raised:
        framework_text(framework, identifier)
    assert "kompass framework show" in raised.value.hint
