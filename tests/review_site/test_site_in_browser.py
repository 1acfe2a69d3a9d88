"""The site really served and opened in a browser: by mouse, by keyboard, and held against axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.review import Step
from kompass_evidence.evaluate import keep
from kompass_evidence.evaluation.reviewing import step
from kompass_evidence.review_site.serving import Served
from kompass_evidence.workspace import Workspace
from tests.conftest import require_program
from tests.review_site.cited import REVIEWER, SCORER, acts, changed, citations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective));
"""
NEXT = "Nästa utan omdöme"
VERDICTS = ("stöder", "stöder delvis", "stöder inte", "talar emot", "står inte där")


@dataclass
class Seen:
    """A page of the site with all that it asked for and complained of."""

    page: Page
    home: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(self.home)]

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def path(self) -> str:
        return re.sub(r"[?#].*", "", self.page.url.removeprefix(self.home.rstrip("/")))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_load_state()

    def press_to(self, key: str, path: str) -> None:
        """Press a key that leads to another page, and wait until it is there."""
        self.page.keyboard.press(key)
        self.page.wait_for_url(lambda url: url.endswith(path))

    def focused(self, what: str) -> bool:
        return bool(self.page.locator(what).evaluate("(it) => it === document.activeElement"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = require_program("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def enter(browser: Browser, serve: Callable[..., Served]) -> Iterator[Callable[..., Seen]]:
    """Come in by the link; at the end, nothing was asked of anything but this computer."""
    opened: list[Seen] = []

    def come_in(person: str = REVIEWER, width: int = 1300, **how: bool) -> Seen:
        served = serve(person)
        context = browser.new_context(viewport={"width": width, "height": 900}, **how)
        page = context.new_page()
        seen = Seen(page, f"http://127.0.0.1:{served.port}/")
        page.add_init_script(WATCH)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda note: seen.complaints.append(note.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto(served.url)
        page.wait_for_url(seen.home)
        opened.append(seen)
        return seen

    yield come_in
    for seen in opened:
        outside, complaints = seen.outside(), seen.complaints
        seen.page.context.close()
        assert (outside, complaints) == ([], [])


def _verdicts(town: Path) -> list[object]:
    return [data["verdict"] for _, kind, data in acts(town) if kind is ActKind.JUDGE_CITATION]


def test_a_review_by_mouse(enter: Callable[..., Seen], town: Path) -> None:
    seen = enter()
    page = seen.page
    page.get_by_role("link", name="Öppet för alla").click()
    page.locator("ol.cards a").first.click()
    picture = page.get_by_role("img", name="med citatet inramat").first
    assert picture.evaluate("async (it) => (await it.decode(), it.naturalWidth > 500)")
    page.get_by_role("button", name="1 stöder", exact=True).click()
    page.get_by_role("status").wait_for()
    assert page.get_by_role("status").inner_text() == "Sparat: stöder."
    page.get_by_role("link", name=NEXT).click()
    page.get_by_label("Anteckning").fill("Gäller bara vardagar")
    page.get_by_role("button", name="2 stöder delvis").click()
    page.get_by_role("link", name=NEXT).click()
    assert page.get_by_text("åberopas emot", exact=True).is_visible()
    page.get_by_role("button", name="1 stöder", exact=True).click()
    page.get_by_role("link", name="B.1 Öppet för alla").click()
    assert "6,25" not in page.content()
    page.get_by_label("Din bedömning").fill("4,5")
    page.get_by_role("button", name="Visa poäng").click()
    page.locator("#points").wait_for()
    assert page.locator("#points").inner_text() == "6,25"
    page.get_by_label("Återsänd till utvärderaren").fill("Se till helgerna också")
    page.get_by_role("button", name="Återsänd").click()
    page.locator("h1 .state-sent_back").wait_for()
    assert "Se till helgerna också" in page.locator("#gang").inner_text()
    assert [kind for by, kind, _ in acts(town) if by == REVIEWER] == [
        ActKind.START_REVIEW, *[ActKind.JUDGE_CITATION] * 3, ActKind.REVEAL_SCORE,
        ActKind.REVIEW_STEP,
    ]  # fmt: skip
    assert page.evaluate("typeof window.owned") == "undefined"
    assert page.evaluate("window.violations") == []


def test_an_answer_is_closed_by_mouse(enter: Callable[..., Seen], town: Path) -> None:
    for by, kind, note in ((REVIEWER, Step.SEND_BACK, "Se s. 2"), (SCORER, Step.ANSWER, "Rättat")):
        changed(town, lambda ws, by=by: keep(ws, by, ActKind.START_REVIEW, lambda _: {}))
        changed(town, lambda ws, by=by, kind=kind, note=note: _step(ws, by, kind, note))
    seen = enter()
    seen.page.goto(f"{seen.home}delomrade/B.1")
    seen.page.get_by_role("button", name="Avsluta").click()
    seen.page.locator("h1 .state-closed").wait_for()


def _step(workspace: Workspace, by: str, taken: Step, note: str) -> None:
    keep(workspace, by, ActKind.REVIEW_STEP,
         lambda e: step(e, workspace.framework, "B.1", taken, note, by))  # fmt: skip


def test_a_review_by_keyboard(enter: Callable[..., Seen], town: Path) -> None:
    first, across, web = citations(town)
    seen = enter()
    seen.press_to("n", first)
    seen.press_to("1", "sparat=1")
    assert seen.focused("#saved")
    seen.press_to("j", web)
    seen.press_to("ArrowRight", across)
    seen.press_to("k", web)
    seen.press_to("ArrowLeft", first)
    seen.press_to("n", web)
    seen.press("3")
    assert seen.focused("#note")
    assert "Skriv varför: stöder inte" in seen.page.locator("#note-problem").inner_text()
    seen.page.keyboard.type("1 jn? ")  # what is typed is text, not shortcuts
    assert seen.path().endswith(web)
    seen.press_to("Control+Enter", "sparat=1")
    seen.press_to("n", across)
    seen.press_to("1", "sparat=1")
    seen.press_to("n", "motivering")
    seen.press_to("1", "sparat=1")
    assert seen.page.locator("#next-open").count() == 0
    assert "Alla citat har omdöme" in seen.page.locator("#saved").inner_text()
    seen.press_to("u", "/delomrade/B.2")
    seen.press("u")
    seen.page.get_by_role("heading", name="Översikt").wait_for()
    assert _verdicts(town) == ["supports", "does_not_support", "supports", "supports"]
    assert acts(town)[-3][2]["note"] == "1 jn?"


def test_rows_of_a_list_are_walked_and_opened_by_keyboard(enter: Callable[..., Seen]) -> None:
    seen = enter()
    seen.press("j", "j", "k")
    assert seen.focused("[data-row] >> nth=0")
    seen.press_to("Enter", "/delomrade/B.1")


def test_everything_is_reached_with_the_tab_key(enter: Callable[..., Seen], town: Path) -> None:
    seen = enter()
    seen.page.goto(f"{seen.home}delomrade/B.1/citat/{citations(town)[0]}")
    names = set()
    for _ in range(30):
        seen.press("Tab")
        names.add(seen.page.evaluate("(document.activeElement.innerText || '').trim()"))
        shown = seen.page.evaluate(
            "document.activeElement === document.body"
            " || parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 3"
        )
        assert shown, "the focus cannot be seen"
    assert {f"{number} {name}" for number, name in enumerate(VERDICTS, 1)} <= names
    assert {"Översikt", "Till innehållet", f"{NEXT} n"} <= names


def test_help_opens_closes_and_turns_shortcuts_off(enter: Callable[..., Seen]) -> None:
    seen = enter()
    seen.press("?")
    dialog = seen.page.get_by_role("dialog", name="Kortkommandon")
    assert dialog.is_visible()
    seen.press("n")  # behind the help, nothing moves
    assert seen.heading() == "Översikt"
    dialog.get_by_label("Använd kortkommandon").uncheck()
    seen.press("Escape")
    assert not dialog.is_visible()
    seen.page.reload()
    seen.press("?", "n")
    assert not dialog.is_visible()
    assert seen.heading() == "Översikt"


def test_a_double_press_keeps_one_verdict(enter: Callable[..., Seen], town: Path) -> None:
    seen = enter()
    seen.page.goto(f"{seen.home}delomrade/B.1/citat/{citations(town)[0]}")
    seen.page.get_by_role("button", name="1 stöder", exact=True).dblclick()
    seen.page.get_by_role("status").wait_for()
    assert _verdicts(town) == ["supports"]


def test_without_scripts_a_note_is_asked_for_by_the_site(
    enter: Callable[..., Seen], town: Path
) -> None:
    seen = enter(java_script_enabled=False)
    page = seen.page
    page.goto(f"{seen.home}delomrade/B.1/citat/{citations(town)[0]}")
    page.get_by_role("button", name="4 talar emot").click()
    page.get_by_text("Skriv i anteckningen varför").wait_for()
    page.get_by_label("Anteckning").fill("Planen är gammal")
    page.get_by_role("button", name="4 talar emot").click()
    page.get_by_role("status").wait_for()
    assert _verdicts(town) == ["contradicts"]
    seen.complaints.clear()  # the browser remarks on the status 400, which is meant


def _beside(seen: Seen, body: str) -> Page:
    """Open a page of another program on this computer: of the same site to a browser, which
    sends it the cookie, but of another origin."""
    address = "http://127.0.0.1:8999/"
    seen.page.context.route(
        f"{address}*", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    other = seen.page.context.new_page()
    other.goto(address)
    return other


def test_a_form_on_another_program_s_page_is_refused(
    enter: Callable[..., Seen], town: Path
) -> None:
    seen = enter()
    other = _beside(seen, f"<form method=post action='{seen.home}delomrade/B.1/poang'><button>x")
    other.get_by_role("button").click()
    other.get_by_role("heading", name="Formuläret gäller inte").wait_for()
    assert ActKind.REVEAL_SCORE not in {kind for _, kind, _ in acts(town)}


def test_another_program_s_page_cannot_frame_the_site(enter: Callable[..., Seen]) -> None:
    seen = enter()
    other = _beside(seen, f"<iframe src='{seen.home}'></iframe>")
    assert other.frames[1].url.startswith("chrome-error:")


@pytest.mark.parametrize("width", [1300, 380])
def test_no_page_is_wider_than_its_window(
    enter: Callable[..., Seen], town: Path, width: int
) -> None:
    seen = enter(width=width)
    for path in ("", "delomrade/B.1", f"delomrade/B.1/citat/{citations(town)[2]}"):
        seen.page.goto(seen.home + path)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def _axe() -> str:
    spec = find_spec("axe_core_python")
    assert spec is not None and spec.submodule_search_locations
    (folder,) = spec.submodule_search_locations
    return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_remark_on(
    enter: Callable[..., Seen], town: Path, scheme: str
) -> None:
    first, across, web = citations(town)
    seen = enter()
    seen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    places = ["", "delomrade/B.1", f"delomrade/B.1/citat/{first}", f"delomrade/B.1/citat/{web}",
              f"delomrade/B.1/citat/{across}", "delomrade/B.2/motivering", "finns-inte",
              f"delomrade/B.1/citat/{first}?sparat=1", "start?token=x"]  # fmt: skip
    _look(seen, places[:2])
    seen.page.goto(seen.home + places[2])
    for number, verdict in enumerate(VERDICTS, 1):  # with each verdict's colours
        seen.page.get_by_label("Anteckning").fill("Därför")
        seen.page.get_by_role("button", name=f"{number} {verdict}", exact=True).click()
        seen.page.get_by_role("status").wait_for()
        _look(seen, ())
    seen.press("2")
    _look(seen, ())  # with the note asked for
    seen.page.locator("h1").click()
    seen.press("?")
    _look(seen, ())  # with the help open
    _look(seen, places)
    seen.complaints[:] = [c for c in seen.complaints if "status of 40" not in c]


def test_axe_would_remark_on_a_field_without_a_name(enter: Callable[..., Seen]) -> None:
    seen = enter()
    seen.page.goto(f"{seen.home}delomrade/B.1")
    seen.page.evaluate("document.querySelector('label[for=estimate]').remove()")
    with pytest.raises(AssertionError, match="label"):
        _look(seen, ())


def _look(seen: Seen, places: object) -> None:
    for place in places or (None,):  # type: ignore[attr-defined]
        if place is not None:
            seen.page.goto(seen.home + place)
        seen.page.evaluate(_axe())  # as a debugger does, which the page's own rules do not bind
        found = seen.page.evaluate("axe.run()")
        told = [(one["id"], one["impact"], [node["html"] for node in one["nodes"]])
                for one in found["violations"]]  # fmt: skip
        assert told == [], place
        assert len(found["passes"]) > 10
