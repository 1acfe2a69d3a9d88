"""A flag says what is missing, and only where the framework expects it."""

from __future__ import annotations

import pytest

from kompass_evidence.assessment.flags import raise_flags
from kompass_evidence.domain.document import SourceKind
from kompass_evidence.domain.evidence import FLAG_NAMES, Finding, FlagKind
from kompass_evidence.domain.framework import Origin
from tests.assessment.makers import criterion, evidence, finding, match

KINDS = {
    "psg-doc": SourceKind.DOCUMENT,
    "psg-web": SourceKind.WEB,
    "psg-talk": SourceKind.INTERVIEW,
}
DOC, WEB, TALK = Origin.DOCUMENTS, Origin.WEB, Origin.INTERVIEW


def _kinds(found: Finding, *origins: Origin) -> list[FlagKind]:
    return [flag.kind for flag in raise_flags(criterion(*origins), found, KINDS.__getitem__)]


@pytest.mark.parametrize("origins", [(DOC,), (WEB,), (TALK,), (DOC, WEB, TALK)])
def test_nothing_found_is_flagged_wherever_it_was_to_be_found(origins: tuple[Origin, ...]) -> None:
    assert _kinds(finding(), *origins) == [FlagKind.NO_EVIDENCE]


@pytest.mark.parametrize(
    ("found", "origins", "flags"),
    [
        (("psg-web",), (DOC,), [FlagKind.WEB_ONLY]),
        (("psg-web",), (DOC, WEB), [FlagKind.WEB_ONLY]),
        (("psg-web",), (WEB,), []),
        (("psg-doc",), (WEB,), [FlagKind.DOCUMENTS_ONLY]),
        (("psg-doc",), (DOC, WEB), [FlagKind.DOCUMENTS_ONLY]),
        (("psg-doc",), (DOC, TALK), []),
        (("psg-doc", "psg-web"), (DOC, WEB), []),
        (("psg-web", "psg-talk"), (DOC, WEB), []),
        (("psg-doc", "psg-talk"), (DOC, WEB), []),
    ],
)
def test_one_kind_of_source_is_flagged_where_the_other_is_expected(
    found: tuple[str, ...], origins: tuple[Origin, ...], flags: list[FlagKind]
) -> None:
    assert _kinds(finding(*map(evidence, found)), *origins) == flags


def test_a_passage_that_is_folded_under_another_counts_for_its_kind() -> None:
    assert _kinds(finding(evidence("psg-web", "psg-doc")), DOC, WEB) == []


def test_a_flag_of_nothing_found_says_how_near_the_nearest_came_with_a_decimal_comma() -> None:
    found = finding(threshold=4.5, nearest=(match("psg-doc", 3.26), match("psg-web", 1.0)))
    (flag,) = raise_flags(criterion(DOC), found, KINDS.__getitem__)
    assert "3,3" in flag.detail
    assert "4,5" in flag.detail


def test_a_flag_of_nothing_found_names_the_sources_that_were_expected() -> None:
    (flag,) = raise_flags(criterion(DOC, WEB, TALK), finding(), KINDS.__getitem__)
    assert "styrdokument och webb" in flag.detail


def test_what_is_for_interviews_alone_is_said_to_be_asked_there() -> None:
    (flag,) = raise_flags(criterion(TALK), finding(), KINDS.__getitem__)
    assert "intervju" in flag.detail


def test_a_flag_names_its_criterion() -> None:
    (flag,) = raise_flags(criterion(DOC, identifier="3.2.1"), finding(), KINDS.__getitem__)
    assert flag.criterion == "3.2.1"


def test_every_flag_has_a_name_in_swedish() -> None:
    assert set(FLAG_NAMES) == set(FlagKind)
