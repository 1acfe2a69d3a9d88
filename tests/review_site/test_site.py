"""What the pages show and keep: citations before points, verdicts, steps, and plain refusals."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest

from kompass_evidence.domain.act import ActKind
from kompass_evidence.evaluate import keep
from kompass_evidence.workspace import Workspace
from tests.review_site.cited import RATIONALE, REVIEWER, SCORER, acts, changed, citations, score
from tests.review_site.conftest import HERE, Visitor
from tests.small_town import FIRST_PAGE, NEXT_PAGE, ON_THE_WEB, open_town


def _kinds(town: Path, by: str = REVIEWER) -> list[ActKind]:
    return [kind for who, kind, _ in acts(town) if who == by]


def test_the_overview_says_what_waits_where(visitor: Visitor, town: Path) -> None:
    text = visitor.text("/")
    assert "0 av 4</strong> citat har omdöme" in text
    assert "0 av 3" in text and "öppen" in text
    visitor.judge("B.1", citations(town)[0], "supports")
    assert "1 av 4</strong>" in visitor.text("/")
    assert "1 av 3" in visitor.text("/")


def test_looking_keeps_nothing(visitor: Visitor, town: Path) -> None:
    before = acts(town)
    for path in ("/", "/delomrade/B.1", f"/delomrade/B.1/citat/{citations(town)[0]}"):
        visitor.text(path)
    assert acts(town) == before


def test_a_citation_stands_in_its_context_with_where_it_is_from(
    visitor: Visitor, town: Path
) -> None:
    text = visitor.text(f"/delomrade/B.1/citat/{citations(town)[0]}")
    assert f"Mål och uppföljning\n<mark>{FIRST_PAGE}</mark>" in text
    assert "Biblioteksplan för Småby</strong>" in text and "s. 1" in text
    assert "biblioteksplan.pdf" in text
    assert "åberopas för" in text and "Eva Ek" in text
    page = visitor.text(f"/delomrade/B.1/citat/{citations(town)[2]}")
    assert f"<mark>{ON_THE_WEB}</mark>" in page
    assert "hämtad 2026-03-02 08:15" in page and "webbsida" in page


def test_a_citation_over_two_pages_shows_both_with_the_quote_boxed(
    visitor: Visitor, town: Path
) -> None:
    first, across, _ = citations(town)
    text = visitor.text(f"/delomrade/B.1/citat/{across}")
    assert "åberopas emot" in text
    assert NEXT_PAGE in text and "s. 1, s. 2" in text
    boxed = [visitor.get(f"/page/{across}/{page}.png").data for page in (0, 1)]
    assert all(png.startswith(b"\x89PNG") for png in boxed)
    assert boxed[0] != boxed[1]
    assert boxed[0] == visitor.get(f"/page/{first}/0.png").data  # the same words on that page


@pytest.mark.parametrize(
    "path",
    [
        "/page/cit-0/0.png", "/page/{0}/7.png", "/page/{2}/0.png", "/delomrade/B.9", "/start/x",
        "/delomrade/B.2/citat/{0}", "/delomrade/B.1/citat/cit-0", "/delomrade/B.1/motivering",
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_on_a_page(visitor: Visitor, town: Path, path: str) -> None:
    answer = visitor.get(path.format(*citations(town)))
    assert answer.status_code == 404
    assert "<h1>Sidan finns inte</h1>" in answer.text and "Till översikten" in answer.text


def test_documents_and_people_s_words_are_text_and_nothing_else(
    visitor: Visitor, town: Path
) -> None:
    pages = ["/", "/delomrade/B.1", *(f"/delomrade/B.1/citat/{c}" for c in citations(town))]
    visitor.judge("B.1", citations(town)[0], "partly", "<script>window.owned=1</script>\u202e")
    for path in pages:
        text = visitor.text(path)
        assert "<script>window" not in text and "<img src=x" not in text
        assert not set(text) & {"\u202e", "\u2066"}
    assert "⟨U+202E⟩" in visitor.text("/delomrade/B.1")
    assert "<script>window.owned = 1" in unescape(visitor.text(pages[-1]))


# ---- verdicts


def test_a_verdict_is_kept_with_the_score_that_it_is_about(visitor: Visitor, town: Path) -> None:
    answer = visitor.judge("B.1", citations(town)[0], "partly", "Bara\r\nbiblioteken ")
    assert answer.status_code == 303
    assert "Sparat: stöder delvis" in visitor.text(answer.headers["Location"])
    assert _kinds(town) == [ActKind.START_REVIEW, ActKind.JUDGE_CITATION]
    (number,) = [n for n, act in enumerate(acts(town), 1)
                 if act[1] is ActKind.SET_SCORE and act[2]["sub_area"] == "B.1"]  # fmt: skip
    assert acts(town)[-1][2] == {
        "sub_area": "B.1", "citation": citations(town)[0], "score": number, "verdict": "partly",
        "note": "Bara\nbiblioteken",
    }  # fmt: skip


def test_a_review_is_started_once(visitor: Visitor, town: Path) -> None:
    for citation in citations(town):
        visitor.judge("B.1", citation, "supports")
    assert _kinds(town).count(ActKind.START_REVIEW) == 1


def test_verdicts_sent_at_once_are_all_kept_and_start_one_review(
    visitor: Visitor, town: Path
) -> None:
    score = next(n for n, act in enumerate(acts(town), 1) if act[1] is ActKind.SET_SCORE)
    cookie = visitor.client.get_cookie(visitor.gate.cookie, "127.0.0.1")
    assert cookie is not None

    def judge(citation: str) -> int:
        client = visitor.client.application.test_client()
        client.set_cookie(cookie.key, cookie.value, domain="127.0.0.1")
        form = {"key": visitor.gate.form_key, "citation": citation, "verdict": "supports",
                "score": str(score)}  # fmt: skip
        return client.post("/delomrade/B.1/omdome", base_url=HERE, data=form,
                           headers={"Origin": HERE}).status_code  # fmt: skip

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(judge, citations(town) * 4)) == {303}
    kinds = _kinds(town)
    assert (kinds.count(ActKind.START_REVIEW), kinds.count(ActKind.JUDGE_CITATION)) == (1, 12)


def test_the_rationale_is_judged_where_a_score_rests_on_no_citation(
    visitor: Visitor, town: Path
) -> None:
    assert visitor.judge("B.2", "", "supports").status_code == 303
    assert acts(town)[-1][2]["citation"] == ""


def test_a_verdict_that_is_not_supports_needs_a_note(visitor: Visitor, town: Path) -> None:
    answer = visitor.judge("B.1", citations(town)[0], "contradicts", " \n ")
    assert (answer.status_code, "Skriv i anteckningen varför" in answer.text) == (400, True)
    assert _kinds(town) == []


@pytest.mark.parametrize("verdict", ["", "bra", "SUPPORTS"])
def test_a_verdict_that_is_none_is_not_kept(visitor: Visitor, town: Path, verdict: str) -> None:
    answer = visitor.judge("B.1", citations(town)[0], verdict, "x")
    assert (answer.status_code, _kinds(town)) == (400, [])


def test_a_verdict_on_a_score_that_was_changed_meanwhile_is_not_kept(
    visitor: Visitor, town: Path
) -> None:
    cited = citations(town)[0]
    page = visitor.text(f"/delomrade/B.1/citat/{cited}")
    shown = page.split('name="score" value="')[1].split('"')[0]
    changed(town, lambda ws: score(ws, "B.1", "3", [cited], [], "Något annat."))
    form = {"citation": cited, "verdict": "supports", "score": shown}
    answer = visitor.send("/delomrade/B.1/omdome", form)
    assert (answer.status_code, "Poängen är ändrad" in answer.text) == (409, True)
    assert _kinds(town) == []


def test_a_locked_evaluation_is_shown_and_takes_no_verdict(visitor: Visitor, town: Path) -> None:
    cited = citations(town)[0]
    page = visitor.text(f"/delomrade/B.1/citat/{cited}")
    shown = page.split('name="score" value="')[1].split('"')[0]
    changed(town, lambda ws: keep(ws, SCORER, ActKind.LOCK, lambda _: {}))
    locked = visitor.text(f"/delomrade/B.1/citat/{cited}")
    assert "är låst" in locked and '<form method="post"' not in locked
    form = {"citation": cited, "verdict": "supports", "score": shown}
    answer = visitor.send("/delomrade/B.1/omdome", form)
    assert (answer.status_code, "Det går inte nu" in answer.text) == (409, True)
    assert "The evaluation is locked" in answer.text
    assert _kinds(town) == []


def test_who_set_the_points_does_not_review_them(town: Path) -> None:
    visitor = Visitor(town, " eva  EK")
    assert "du har satt poängen; någon annan granskar" in visitor.text("/")
    page = visitor.text(f"/delomrade/B.1/citat/{citations(town)[0]}")
    assert "någon annan granskar" in page and 'name="verdict"' not in page
    before = acts(town)
    number = str(next(n for n, act in enumerate(before, 1) if act[1] is ActKind.SET_SCORE))
    form = {"citation": citations(town)[0], "verdict": "supports", "score": number,
            "step": "send_back", "note": "x"}  # fmt: skip
    for path in ("omdome", "poang", "steg"):
        answer = visitor.send(f"/delomrade/B.1/{path}", form)
        assert (answer.status_code, "Det går inte nu" in answer.text) == (409, True)
    assert acts(town) == before


# ---- points


def test_points_are_hidden_everywhere_until_they_are_asked_for(
    visitor: Visitor, town: Path
) -> None:
    pages = ["/", "/delomrade/B.1", *(f"/delomrade/B.1/citat/{c}" for c in citations(town))]
    assert not [path for path in pages if "6,25" in visitor.text(path)]
    answer = visitor.send("/delomrade/B.1/poang", {"estimate": "4,5"})
    assert answer.status_code == 303
    shown = visitor.text("/delomrade/B.1")
    assert '<strong id="points">6,25</strong> av 7,5' in shown
    assert "<dd>4,5</dd>" in shown and "<dd>1,75</dd>" in shown
    assert acts(town)[-1][1:] == (ActKind.REVEAL_SCORE, {"sub_area": "B.1", "estimate": "4.5"})


def test_points_are_revealed_for_one_sub_area_and_one_reviewer(
    visitor: Visitor, town: Path
) -> None:
    visitor.send("/delomrade/B.1/poang", {"estimate": ""})
    assert "6,25" in visitor.text("/delomrade/B.1")
    assert 'id="points"' not in visitor.text("/delomrade/B.2")
    assert "6,25" not in Visitor(town, "Ulf Uv").text("/delomrade/B.1")


@pytest.mark.parametrize("estimate", ["nio", "8", "-1", "1,23456", "NaN"])
def test_an_estimate_that_is_none_keeps_the_points_hidden(
    visitor: Visitor, town: Path, estimate: str
) -> None:
    answer = visitor.send("/delomrade/B.1/poang", {"estimate": estimate})
    assert answer.status_code == 400
    assert "Skriv poängen som 9 eller 9,5" in answer.text and f'value="{estimate}"' in answer.text
    assert "6,25" not in answer.text
    assert _kinds(town) == []


# ---- between reviewer and evaluator


def test_a_sub_area_is_sent_back_answered_and_closed(visitor: Visitor, town: Path) -> None:
    path = "/delomrade/B.1/steg"
    assert "Skriv varför." in visitor.send(path, {"step": "send_back", "note": " "}).text
    assert visitor.send(path, {"step": "send_back", "note": "Se s. 2"}).status_code == 303
    assert "återsänd" in visitor.text("/")
    assert visitor.send(path, {"step": "send_back", "note": "Igen"}).status_code == 409
    assert visitor.send(path, {"step": "close"}).status_code == 409
    scorer = Visitor(town, SCORER)
    assert "Se s. 2" in scorer.text("/delomrade/B.1")
    assert scorer.send(path, {"step": "answer", "note": "Rättat"}).status_code == 303
    assert "Rättat" in visitor.text("/delomrade/B.1")
    assert visitor.send(path, {"step": "close"}).status_code == 303
    assert "avslutad" in visitor.text("/")
    assert _kinds(town, SCORER)[-1] is ActKind.REVIEW_STEP
    assert ActKind.START_REVIEW not in _kinds(town, SCORER)


def test_another_reviewer_cannot_answer_for_the_evaluator(visitor: Visitor, town: Path) -> None:
    path = "/delomrade/B.1/steg"
    visitor.send(path, {"step": "send_back", "note": "Se s. 2"})
    assert visitor.send(path, {"step": "answer", "note": "Ja"}).status_code == 409
    assert visitor.send(path, {"step": "hoppa", "note": "Ja"}).status_code == 400


# ---- trouble


def test_a_form_that_is_too_long_is_told_of(visitor: Visitor, town: Path) -> None:
    answer = visitor.send("/delomrade/B.1/steg", {"step": "send_back", "note": "x" * 70_000})
    assert (answer.status_code, "För mycket text" in answer.text) == (413, True)
    assert _kinds(town) == []


def test_a_damaged_original_is_told_of_and_not_shown(visitor: Visitor, town: Path) -> None:
    for path in (town / "sources").rglob("*.pdf"):
        path.chmod(0o600)
        path.write_bytes(path.read_bytes() + b"x")
    answer = visitor.get(f"/page/{citations(town)[0]}/0.png")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Något är inte som det sparades" in answer.text and "kompass doctor" in answer.text


def test_a_verdict_while_another_command_changes_the_workspace_is_not_lost_in_silence(
    visitor: Visitor, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kompass_evidence.evaluate.WAIT", 0)
    other = open_town(town)
    with other.writing():
        answer = visitor.judge("B.1", citations(town)[0], "supports")
    other.close()
    assert (answer.status_code, "Inget är sparat" in answer.text) == (503, True)
    assert _kinds(town) == []
    assert visitor.judge("B.1", citations(town)[0], "supports").status_code == 303


def test_what_nobody_foresaw_is_told_without_its_insides(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Workspace) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("kompass_evidence.review_site.sitting.evaluation_of", fail)
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert "Något gick fel" in answer.text
    assert "Traceback" not in answer.text and "inside" not in answer.text


def test_a_workspace_that_went_away_is_told_of(visitor: Visitor, town: Path) -> None:
    town.rename(town.with_name("borta"))
    answer = visitor.get("/")
    assert (answer.status_code, "Arbetsytan går inte att nå" in answer.text) == (503, True)


def test_a_workspace_without_points_says_so(new_workspace: Callable[..., Workspace]) -> None:
    text = Visitor(new_workspace("tom").folder).text("/")
    assert "inget för dig att granska ännu" in text and "inga poäng ännu" in text


def test_the_rationale_is_shown_whole(visitor: Visitor) -> None:
    shown = unescape(visitor.text("/delomrade/B.1"))
    assert RATIONALE.replace("\u202e", "⟨U+202E⟩").replace("\u2066", "⟨U+2066⟩") in shown
