"""Who comes in, and from where: the link, the cookie, the host, the origin and the form's key."""

from __future__ import annotations

from pathlib import Path

import pytest

from kompass_evidence.domain.act import ActKind
from tests.review_site.cited import acts, citations
from tests.review_site.conftest import HERE, PORT, Visitor

PAGES = ["/", "/delomrade/B.1", "/delomrade/B.2/motivering", "/page/cit-0/0.png", "/finns-inte"]


def _link(visitor: Visitor) -> str:
    return visitor.gate.url.removeprefix(HERE)


def test_the_link_opens_the_site_once_and_never_again(town: Path) -> None:
    visitor = Visitor(town, enter=False)
    assert visitor.get(_link(visitor)).status_code == 200
    again = visitor.client.application.test_client().get(_link(visitor), base_url=HERE)
    assert again.status_code == 403
    assert "redan använd" in again.text and "kompass review serve" in again.text


def test_the_page_behind_the_link_leads_on_to_the_overview(town: Path) -> None:
    visitor = Visitor(town, enter=False)
    assert 'http-equiv="refresh" content="0; url=/"' in visitor.get(_link(visitor)).text
    assert "Översikt" in visitor.text("/")


def test_a_wrong_token_opens_nothing_and_leaves_the_right_one_good(town: Path) -> None:
    visitor = Visitor(town, enter=False)
    for wrong in ("", "?token=", "?token=å", f"{_link(visitor).removeprefix('/start')}x"):
        answer = visitor.get(f"/start{wrong}")
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)
        assert "inte den som skrevs ut" in answer.text
    assert visitor.get(_link(visitor)).status_code == 200


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(town: Path) -> None:
    visitor = Visitor(town, enter=False)
    cookie = visitor.get(_link(visitor)).headers["Set-Cookie"]
    assert cookie.startswith(f"kompass_review_{PORT}=")
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert visitor.gate.url.split("=")[1] not in cookie


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_shown_without_the_cookie(town: Path, path: str) -> None:
    answer = Visitor(town, enter=False).get(path)
    assert answer.status_code == 403
    assert "länken" in answer.text and "Planen" not in answer.text


def test_another_run_s_cookie_opens_nothing(town: Path) -> None:
    before, now = Visitor(town), Visitor(town, enter=False)
    now.client.set_cookie(now.gate.cookie, before.client.get_cookie(  # type: ignore[union-attr]
        before.gate.cookie, "127.0.0.1").value, domain="127.0.0.1")  # fmt: skip
    assert now.get("/").status_code == 403


@pytest.mark.parametrize(
    "host", ["ond.example", f"ond.example:{PORT}", f"127.0.0.1:{PORT + 1}", "127.0.0.1", "[::1]"]
)
def test_a_host_that_is_not_this_computer_s_own_is_refused(visitor: Visitor, host: str) -> None:
    for path in ("/", "/review.css", _link(visitor)):
        answer = visitor.get(path, headers={"Host": host})
        assert (answer.status_code, f"http://127.0.0.1:{PORT}/" in answer.text) == (403, True)


def test_localhost_is_this_computer_too(town: Path) -> None:
    visitor = Visitor(town, enter=False)
    base = f"http://localhost:{PORT}"
    assert visitor.client.get(_link(visitor), base_url=base).status_code == 200
    assert visitor.client.get("/", base_url=base).status_code == 200


@pytest.mark.parametrize(
    ("origin", "key"),
    [
        (None, None), ("null", None), ("http://ond.example", None),
        (f"http://127.0.0.1:{PORT + 1}", None), (f"https://127.0.0.1:{PORT}", None),
        (HERE, ""), (HERE, "fel"), (HERE, "å"),
    ],
)  # fmt: skip
def test_a_form_from_elsewhere_keeps_nothing(
    visitor: Visitor, town: Path, origin: str | None, key: str | None
) -> None:
    before = acts(town)
    for path in ("omdome", "poang", "steg"):
        form = {"citation": citations(town)[0], "verdict": "supports", "step": "send_back",
                "note": "För att", "score": "4"}  # fmt: skip
        answer = visitor.send(f"/delomrade/B.1/{path}", form, origin, key)
        assert (answer.status_code, "Inget är sparat" in answer.text) == (403, True)
    assert acts(town) == before


def test_a_form_without_the_cookie_keeps_nothing(town: Path) -> None:
    visitor = Visitor(town, enter=False)
    answer = visitor.send("/delomrade/B.1/poang", {})
    assert answer.status_code == 403
    assert ActKind.REVEAL_SCORE not in {kind for _, kind, _ in acts(town)}


@pytest.mark.parametrize("path", ["/", "/review.css", "/review.js", "/icon.svg", "/finns-inte"])
def test_every_answer_allows_the_site_s_own_files_alone(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in
                  headers["Content-Security-Policy"].split(";"))  # fmt: skip
    assert policy == {
        "default-src": "'none'", "style-src": "'self'", "script-src": "'self'", "img-src": "'self'",
        "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
