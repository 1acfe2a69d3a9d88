"""The pack as a value: what was found and flagged, in the framework's order, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from kompass_evidence.domain.evidence import Evidence, Finding, Match, Reading, Why
from kompass_evidence.domain.framework import Rung
from kompass_evidence.reporting.pack import PackInput, build_pack
from tests.reporting.hand_made import CRITERION, hand_made, hand_made_pack


def _criterion(pack: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = pack["areas"][0]["sub_areas"][0]["criteria"][0]
    return found


def test_a_pack_goes_through_json_unchanged() -> None:
    pack = hand_made_pack("å \u202e </script>")
    assert json.loads(json.dumps(pack, ensure_ascii=False)) == pack


def test_evidence_is_listed_with_its_source_place_and_rung() -> None:
    entry = _criterion(hand_made_pack("Planen antogs."))["evidence"][0]
    assert (entry["passage"], entry["source"]["id"]) == ("psg-paged", "src-paged")
    assert (entry["places"], entry["rung"]) == (["s. Planen antogs."], "decided")


def test_a_passage_that_only_denies_has_no_rung_in_the_pack() -> None:
    assert _criterion(hand_made_pack())["evidence"][1]["rung"] is None


def test_passages_that_say_the_same_are_listed_by_their_places() -> None:
    (also,) = _criterion(hand_made_pack())["evidence"][0]["also"]
    assert (also["passage"], also["source"]["id"]) == ("psg-plain", "src-plain")


def test_the_nearest_are_listed_where_nothing_was_found() -> None:
    nearest = _criterion(hand_made_pack(found=False))["nearest"]
    assert [entry["passage"] for entry in nearest] == ["psg-paged", "psg-plain"]


def test_the_nearest_are_not_listed_where_something_was_found() -> None:
    given = hand_made()
    finding = given.assessment.findings[CRITERION.id]
    with_nearest = replace(finding, nearest=(Match("psg-plain", 1.0, Why(1.0, 0.0)),))
    given = _with(given, with_nearest)
    assert _criterion(build_pack(given))["nearest"] == []


def _with(given: PackInput, finding: Finding) -> PackInput:
    return replace(given, assessment=replace(given.assessment, findings={CRITERION.id: finding}))


def test_flags_stand_with_their_sub_area() -> None:
    flags = hand_made_pack(found=False)["areas"][0]["sub_areas"][0]["flags"]
    assert [(f["kind"], f["subject"], f["detail"]) for f in flags] == [
        ("missing_rung", "1.1", "Ingen effekt."),
        ("no_evidence", "1.1.1", "Inget belägg."),
    ]


def test_a_flag_carries_how_it_was_searched_for() -> None:
    (flag, _) = hand_made_pack(found=False)["areas"][0]["sub_areas"][0]["flags"]
    assert (flag["proof"]["sources"], flag["proof"]["threshold"]) == (2, 4.5)
    assert [m["passage"] for m in flag["proof"]["nearest"]] == ["psg-paged", "psg-plain"]


def test_a_flag_carries_what_a_person_has_said_of_it() -> None:
    (_, flag) = hand_made_pack("Frågat på plats.", found=False)["areas"][0]["sub_areas"][0]["flags"]
    assert (flag["state"], flag["note"]) == ("asked", "Frågat på plats.")


def test_a_flag_that_nobody_has_touched_is_open() -> None:
    (flag, _) = hand_made_pack()["areas"][0]["sub_areas"][0]["flags"]
    assert flag["state"] == "open"


def test_evidence_of_something_lacking_says_so() -> None:
    (_, lacking) = hand_made_pack()["areas"][0]["sub_areas"][0]["criteria"][0]["evidence"]
    assert (lacking["stance"], lacking["rung"]) == ("weakens", None)


def test_a_source_carries_its_facts_and_where_it_stands() -> None:
    (paged, plain) = hand_made_pack()["sources"]
    assert (paged["standing"], plain["standing"]) == ("expired", None)
    assert [f["name"] for f in paged["facts"]] == ["decided_by"]
    assert paged["versions"] == ["src-plain"]


def test_no_more_evidence_is_shown_than_asked_for_but_all_is_counted() -> None:
    criterion = _criterion(build_pack(replace(hand_made(), top=1)))
    assert (len(criterion["evidence"]), criterion["found"]) == (1, 2)


def test_a_passage_in_two_findings_counts_once_at_its_highest_rung() -> None:
    match = Match("psg-paged", 5.0, Why(5.0, 0.0))
    rungs = (Rung.INTENT, Rung.FOLLOWED_UP, Rung.DECIDED)
    finding = Finding(CRITERION.id, tuple(Evidence(match, Reading(rung)) for rung in rungs), 2.5)
    sub_area = build_pack(_with(hand_made(), finding))["areas"][0]["sub_areas"][0]
    assert {rung: n for rung, n in sub_area["rungs"].items() if n} == {"followed_up": 1}


def test_points_are_whole_numbers_where_they_can_be() -> None:
    given = hand_made()
    assert build_pack(given)["framework"]["maximum"] == 7.5


@pytest.mark.parametrize(("wanted", "areas"), [(None, 1), ("1.1", 1), ("9.9", 0)])
def test_only_the_sub_area_that_was_asked_for_is_in_the_pack(
    wanted: str | None, areas: int
) -> None:
    assert len(build_pack(replace(hand_made(), sub_area=wanted))["areas"]) == areas


def test_the_sources_count_their_passages() -> None:
    counts = {source["id"]: source["passages"] for source in hand_made_pack()["sources"]}
    assert counts == {"src-paged": 1, "src-plain": 1}
