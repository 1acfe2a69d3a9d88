"""Why a sub-area has its points, as a page: complete, escaped, and asking for nothing outside."""

from __future__ import annotations

import copy
import html
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.domain.framework import RUNG_NAMES, Rung
from kompass_evidence.reporting.explain import (
    UNREAD,
    points_of,
    reading_words,
    render_explanation,
    rung_counts,
    source_words,
)

HOSTILE = "<script>window.owned = 1</script><img src=x onerror='window.owned = 1'>\u202e&\"'"
PICTURE = b"\xff\xd8\xff not really a page"


def entry(**said: Any) -> dict[str, Any]:
    made = {
        "id": "cit-0123456789ab", "quote": f"Planen antogs {HOSTILE}", "places": ["s. 4"],
        "heading": ["Mål", HOSTILE], "url": f"https://example.se/{HOSTILE}",
        "captured": "2026-05-04", "rung": "decided", "stance": "supports", "by": HOSTILE,
        "recorded": "2026-11-23T10:00:00Z",
        "source": {"id": "src-1", "title": HOSTILE, "kind": "document", "path": HOSTILE,
                   "version": 1, "state": "replaced"},
        "verdict": {"row": 9, "recorded": "2026-11-24T10:00:00Z", "by": HOSTILE,
                    "citation": "cit-0123456789ab", "score": 7, "verdict": "contradicts",
                    "note": HOSTILE},
    }  # fmt: skip
    return made | said


def told() -> dict[str, Any]:
    score = {
        "row": 7, "recorded": "2026-11-23T10:00:00Z", "by": HOSTILE, "points": 9.5,
        "rationale": f"Därför {HOSTILE}", "citations": ["cit-0123456789ab"], "against": [],
        "of": [5, 6], "standing": "standing", "framework": "f" * 64, "hidden": None,
    }  # fmt: skip
    verdict = entry()["verdict"] | {"holds": False}
    step = {"row": 8, "recorded": "2026-11-24T09:00:00Z", "by": HOSTILE, "step": "send_back",
            "note": HOSTILE}  # fmt: skip
    flag = {"id": "flg-1.1-missing-rung", "kind": "missing_rung", "subject": "1.1",
            "detail": HOSTILE, "points": 20.0, "certain": True, "state": "asked",
            "note": HOSTILE}  # fmt: skip
    return {
        "schema": "kompass.explanation/1", "municipality": HOSTILE, "year": 2026,
        "framework": {"id": "k", "edition": "2020", "name": HOSTILE, "digest": "d" * 64},
        "id": "1.1", "name": HOSTILE, "max": 20, "area": {"id": "1", "name": HOSTILE},
        "state": "agreed", "score": score,
        "evidence": {"for": [entry()], "against": [entry(id="cit-ba9876543210", verdict=None)]},
        "flags": [flag], "as_of": "2026-11-23",
        "review": {"id": "1.1", "state": "agreed", "review": "sent_back", "given": 1,
                   "by": [HOSTILE], "waiting": [], "steps": [step],
                   "estimates": [{"by": HOSTILE, "points": 8.25}]},
        "history": {"scores": [score], "verdicts": [verdict]}, "version": 2,
        "locked": {"by": HOSTILE, "recorded": "2026-11-25T10:00:00Z"}, "head": "e" * 64,
    }  # fmt: skip


def page(said: dict[str, Any]) -> str:
    return render_explanation(said, {"cit-0123456789ab": [PICTURE]})


def test_page_tells_all_that_is_known() -> None:
    drawn = page(told())
    for words in (
        "<b>9,5</b> av 20 poäng", "samordnad", "samordnad av rad 5, 6", "Talar för (1)",
        "Talar emot (1)", "beslutat", "källan har en nyare version", "talar emot",
        "inget omdöme ännu", "Öppna flaggor per den 2026-11-23 (1)", "steg saknas", "frågad",
        "8,25 poäng innan", "återsänd", "(gäller inte längre)", "låst av", "e" * 64,
        "data:image/jpeg;base64,", "hämtad 2026-05-04",
    ):  # fmt: skip
        assert words in drawn, words


def test_all_text_is_escaped_and_no_script_may_run() -> None:
    drawn = page(told())
    assert "<script" not in drawn
    assert "<img src=x" not in drawn
    assert "\u202e" not in drawn
    assert "default-src 'none'" in html.unescape(drawn)
    assert "script-src" not in drawn  # so that the default, none, holds


def test_same_explanation_gives_the_same_page() -> None:
    assert page(told()) == page(copy.deepcopy(told()))


@pytest.mark.parametrize(("why", "words"), [("blind", "samordnade"), ("review", "ber att få se")])
def test_hidden_points_are_not_on_the_page(why: str, words: str) -> None:
    said = told()
    hidden = said["score"] | {"points": None, "rationale": None, "hidden": why}
    drawn = page(said | {"score": hidden, "history": {"scores": [hidden], "verdicts": []}})
    assert "9,5" not in drawn
    assert words in drawn
    assert "dold</td>" in drawn


def test_sub_area_without_points_has_a_page() -> None:
    said = told() | {
        "score": None, "state": "unscored", "evidence": {"for": [], "against": []}, "flags": None,
        "as_of": None, "locked": None, "history": {"scores": [], "verdicts": []},
    }  # fmt: skip
    drawn = page(said)
    assert "Ingen poäng gäller ännu; högst 20" in drawn
    assert "flaggor" not in drawn


@pytest.mark.parametrize(
    ("said", "words"),
    [({"rung": rung.value}, RUNG_NAMES[rung]) for rung in Rung]
    + [
        ({"rung": None}, "oklart steg"),
        ({"rung": None, "stance": "weakens"}, "säger att något saknas"),
        ({"rung": None, "stance": None}, UNREAD),
    ],
)
def test_reading_is_told_in_swedish(said: dict[str, Any], words: str) -> None:
    assert reading_words(entry(**said)) == words


def test_citations_are_counted_by_rung_in_order_and_kind_of_source() -> None:
    web = entry()["source"] | {"kind": "web"}
    found = rung_counts([entry(rung="effect"), entry(), entry(source=web), entry(stance=None)])
    assert found == [
        ("beslutat", {"document": 1, "web": 1}), ("effekt", {"document": 1}),
        (UNREAD, {"document": 1}),
    ]  # fmt: skip


def test_place_that_is_the_title_is_not_said_twice() -> None:
    source = entry()["source"] | {"title": "Plan"}
    assert source_words(entry(source=source)) == "Plan, s. 4 (dokument)"
    assert source_words(entry(source=source, places=["Plan"])) == "Plan (dokument)"
    assert source_words(entry(source=source | {"kind": None})) == "Plan, s. 4"


def test_points_are_written_in_swedish() -> None:
    assert [points_of(value) for value in (9, 9.5, 0, None)] == ["9", "9,5", "0", "–"]


def test_page_in_a_browser_runs_nothing_and_asks_for_nothing(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    from tests.conftest import require_program

    chromium = require_program("chromium")
    path = tmp_path / "page.html"
    path.write_text(page(told()), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(path.as_uri())
        assert tab.evaluate("window.owned") is None
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        background = "getComputedStyle(document.querySelector('header')).backgroundColor"
        assert tab.evaluate(background) != "rgba(0, 0, 0, 0)"  # its own style is let through
        browser.close()
