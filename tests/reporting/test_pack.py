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


def test_a_flag_is_told_by_its_id_points_and_certainty() -> None:
    (missing, flag) = hand_made_pack(found=False)["areas"][0]["sub_areas"][0]["flags"]
    assert (missing["id"], missing["rung"]) == ("flg-1.1-missing-rung-effect", "effect")
    assert (flag["id"], flag["rung"]) == ("flg-1.1.1-no-evidence", None)
    assert [(f["points"], f["certain"]) for f in (missing, flag)] == [(7.5, True), (7.5, False)]


def test_a_flag_names_the_passages_behind_it_in_their_places() -> None:
    (_, flag) = hand_made_pack("Planen antogs.")["areas"][0]["sub_areas"][0]["flags"]
    behind = [(p["passage"], p["source"]["id"], p["places"], p["text"]) for p in flag["passages"]]
    assert behind == [
        ("psg-paged", "src-paged", ["s. Planen antogs."], "Planen antogs."),
        ("psg-plain", "src-plain", ["Planen antogs."], "Planen antogs."),
    ]


def test_a_proof_tells_all_that_was_searched_for_and_covered() -> None:
    (flag, _) = hand_made_pack("biblioteksplan")["areas"][0]["sub_areas"][0]["flags"]
    proof = {name: value for name, value in flag["proof"].items() if name != "nearest"}
    said = ["biblioteksplan"]
    assert proof == {
        "statements": said, "terms": said, "stems": said, "parts": said, "sources": 2,
        "passages": 2, "unread": 1, "threshold": 4.5, "alarm": 0.25, "index": f"{'m' * 64}:1",
        "model": "m" * 64,
    }  # fmt: skip


def test_a_flag_without_a_proof_has_none_in_the_pack() -> None:
    given = hand_made()
    bare = tuple(replace(flag, proof=None) for flag in given.assessment.flags[CRITERION.id])
    assessment = replace(given.assessment, flags={CRITERION.id: bare})
    pack = build_pack(replace(given, assessment=assessment))
    assert pack["areas"][0]["sub_areas"][0]["flags"][-1]["proof"] is None


def test_a_flag_that_nobody_has_touched_is_open() -> None:
    (flag, _) = hand_made_pack()["areas"][0]["sub_areas"][0]["flags"]
    assert flag["state"] == "open"


def test_evidence_of_something_lacking_says_so() -> None:
    (_, lacking) = hand_made_pack()["areas"][0]["sub_areas"][0]["criteria"][0]["evidence"]
    assert (lacking["stance"], lacking["rung"]) == ("weakens", None)


def test_evidence_carries_the_sentence_that_was_decisive() -> None:
    sentences = [e["sentence"] for e in _criterion(hand_made_pack("Planen antogs."))["evidence"]]
    assert sentences == ["Planen antogs."] * 2


def test_evidence_carries_what_a_person_has_said_of_it() -> None:
    judgements = [entry["judgement"] for entry in _criterion(hand_made_pack())["evidence"]]
    assert judgements == ["accepted", None]


def test_evidence_says_where_its_source_stands() -> None:
    standings = [e["source"]["standing"] for e in _criterion(hand_made_pack())["evidence"]]
    assert standings == ["expired", None]


def test_a_criterion_says_how_likely_it_is_that_anything_bears_on_it() -> None:
    found = [_criterion(hand_made_pack(found=found))["likelihood"] for found in (True, False)]
    assert found == [0.875, 0.125]


def test_a_fact_carries_the_words_that_state_it() -> None:
    (fact,) = hand_made_pack("Kommunfullmäktige")["sources"][0]["facts"]
    assert fact == {
        "name": "decided_by", "value": "Kommunfullmäktige", "quote": "Kommunfullmäktige",
        "where": "text",
    }  # fmt: skip


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
