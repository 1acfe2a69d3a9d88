"""The pack opened in a browser from the file alone, by mouse and by keyboard, and printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf
import pytest

from kompass_evidence.make_pack import write_pack
from kompass_evidence.reporting.html import render_pack
from kompass_evidence.workspace import Workspace
from tests.conftest import require_program
from tests.reporting.hand_made import hand_made_pack, hand_made_views
from tests.small_town import FIRST_PAGE, NEXT_PAGE, ON_THE_WEB

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ON_PAGES = "button.open[data-title='Biblioteksplan för Småby']"
ON_THE_SITE = "button.open:not([data-title='Biblioteksplan för Småby'])"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective));
"""


@dataclass
class Opened:
    """A page with all that it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]

    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations"))

    def is_open(self) -> bool:
        return bool(self.page.evaluate("document.getElementById('viewer').open"))

    def boxes(self) -> list[list[float]]:
        """Return the boxes on the page shown, as fractions of its picture."""
        return list(
            self.page.evaluate(
                """() => {
                  const of = document.querySelector("#stage img").getBoundingClientRect();
                  return [...document.querySelectorAll("#stage .box")].map((box) => {
                    const r = box.getBoundingClientRect();
                    return [(r.left - of.left) / of.width, (r.top - of.top) / of.height,
                            (r.right - of.left) / of.width, (r.bottom - of.top) / of.height];
                  });
                }"""
            )
        )


@pytest.fixture(scope="module")
def pack_file(town: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(town, tmp_path_factory.mktemp("out"), "2026-01-31")[1]


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


def _open(browser: Browser, file: Path) -> Opened:
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    opened = Opened(page)
    page.add_init_script(WATCH)
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("console", lambda note: opened.complaints.append(note.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.goto(file.as_uri())
    return opened


@pytest.fixture
def opened(browser: Browser, pack_file: Path) -> Iterator[Opened]:
    found = _open(browser, pack_file)
    yield found
    found.page.close()


def _open_every_snippet(opened: Opened) -> Iterator[str]:
    for summary in opened.page.locator("summary").all():
        summary.click()
    buttons = opened.page.locator("button.open").all()
    assert buttons
    for button in buttons:
        button.click()
        yield str(button.get_attribute("data-title"))
        opened.page.keyboard.press("Escape")


def test_the_page_and_every_snippet_ask_for_nothing_outside_the_file(opened: Opened) -> None:
    for _ in _open_every_snippet(opened):
        pass
    assert opened.outside() == []


def test_the_page_and_every_snippet_raise_no_error_and_break_no_rule(opened: Opened) -> None:
    for _ in _open_every_snippet(opened):
        pass
    assert (opened.complaints, opened.violations()) == ([], [])


def test_script_in_a_document_does_not_run(opened: Opened) -> None:
    for _ in _open_every_snippet(opened):
        pass
    assert opened.page.evaluate("typeof window.owned") == "undefined"


def test_script_that_was_smuggled_in_could_not_run(opened: Opened) -> None:
    opened.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.owned = 1";
          document.body.append(script);
        }"""
    )
    assert opened.page.evaluate("typeof window.owned") == "undefined"


def test_a_picture_that_was_smuggled_in_could_not_be_asked_for(opened: Opened) -> None:
    opened.page.evaluate(
        """() => new Promise((done) => {
          const image = document.createElement("img");
          image.onerror = done;
          image.src = "http://127.0.0.1:9/seen.png";
          document.body.append(image);
        })"""
    )
    assert opened.violations() == ["img-src"]


def test_every_snippet_opens_its_page_or_its_text(opened: Opened) -> None:
    for title in _open_every_snippet(opened):
        assert opened.is_open()
        assert str(opened.page.locator("#viewer-title").inner_text()).startswith(title)
        shown = opened.page.locator("#stage img, #stage .text mark")
        assert shown.count() == 1
        assert shown.first.is_visible()


def test_the_picture_of_the_page_can_be_seen(opened: Opened) -> None:
    opened.page.locator(ON_PAGES).first.click()
    opened.page.wait_for_function("document.querySelector('#stage img').complete")
    assert opened.page.evaluate("document.querySelector('#stage img').naturalWidth") > 400


def _where(town: Workspace, page: int, text: str) -> list[float]:
    """Return where a line stands on the plan's page, found by another way than the pack's."""
    (path,) = (town.folder.parent / "material").glob("*plan.pdf")
    with pymupdf.open(path) as pdf:
        (found,) = pdf[page].search_for(text)
        width, height = pdf[page].rect.width, pdf[page].rect.height
        return [found.x0 / width, found.y0 / height, found.x1 / width, found.y1 / height]


def _lies_over(boxes: list[list[float]], line: list[float]) -> bool:
    """Say whether one box holds the line and is not much larger than it."""
    (box,) = boxes
    holds = box[0] <= line[0] + 0.002 and box[2] >= line[2] - 0.002
    middle = (line[1] + line[3]) / 2
    snug = box[2] - box[0] <= line[2] - line[0] + 0.03 and box[3] - box[1] <= 0.04
    return holds and snug and box[1] <= middle <= box[3]


def test_the_box_lies_over_the_place_of_the_quote(opened: Opened, town: Workspace) -> None:
    opened.page.locator(ON_PAGES).first.click()
    assert _lies_over(opened.boxes(), _where(town, 0, FIRST_PAGE))


def test_the_box_stays_over_the_quote_in_a_narrow_window(opened: Opened, town: Workspace) -> None:
    opened.page.set_viewport_size({"width": 420, "height": 800})
    opened.page.locator(ON_PAGES).first.click()
    (box,) = opened.boxes()
    line = _where(town, 0, FIRST_PAGE)
    assert box[0] <= line[0] + 0.002
    assert box[1] <= (line[1] + line[3]) / 2 <= box[3]


def test_the_arrow_keys_turn_the_pages_of_a_passage_over_a_page_break(
    opened: Opened, town: Workspace
) -> None:
    opened.page.locator(ON_PAGES).first.click()
    opened.page.keyboard.press("ArrowRight")
    assert _lies_over(opened.boxes(), _where(town, 1, NEXT_PAGE))
    opened.page.keyboard.press("ArrowLeft")
    assert _lies_over(opened.boxes(), _where(town, 0, FIRST_PAGE))


def test_the_arrow_keys_stop_at_the_first_and_the_last_page(opened: Opened) -> None:
    opened.page.locator(ON_PAGES).first.click()
    title = opened.page.locator("#viewer-title")
    opened.page.keyboard.press("ArrowLeft")
    first = title.inner_text()
    for _ in range(3):
        opened.page.keyboard.press("ArrowRight")
    assert (first[-4:], title.inner_text()[-4:]) == ("s. 1", "s. 2")


def test_the_buttons_turn_the_pages_too(opened: Opened) -> None:
    opened.page.locator(ON_PAGES).first.click()
    opened.page.locator("#next").click()
    assert opened.page.locator("#viewer-title").inner_text().endswith("s. 2")
    opened.page.locator("#previous").click()
    assert opened.page.locator("#viewer-title").inner_text().endswith("s. 1")


def test_the_quote_is_marked_in_a_text_without_pages(opened: Opened) -> None:
    opened.page.locator(ON_THE_SITE).first.click()
    marked = str(opened.page.locator("#stage mark").text_content())
    # what stands before the quote holds characters that a browser counts as two
    assert marked.startswith(ON_THE_WEB)
    assert marked.endswith("dörren.")


def test_escape_closes_and_puts_the_reader_back(opened: Opened) -> None:
    button = opened.page.locator(ON_PAGES).first
    button.click()
    opened.page.keyboard.press("Escape")
    assert not opened.is_open()
    assert button.evaluate("(it) => it === document.activeElement")


def test_the_close_button_closes(opened: Opened) -> None:
    opened.page.locator(ON_PAGES).first.click()
    opened.page.locator("#close").click()
    assert not opened.is_open()


def test_every_snippet_can_be_reached_and_opened_by_keyboard_alone(opened: Opened) -> None:
    total = opened.page.locator("button.open:visible").count()
    reached: set[str] = set()
    for _ in range(300):
        opened.page.keyboard.press("Tab")
        focused = opened.page.evaluate(
            "[document.activeElement.className, document.activeElement.getBoundingClientRect().top"
            " + scrollY, document.activeElement.tagName].join(' ')"
        )
        if focused.startswith("open ") and focused not in reached:
            reached.add(focused)
            opened.page.keyboard.press("Enter")
            assert opened.is_open()
            opened.page.keyboard.press("Escape")
            assert not opened.is_open()
        if len(reached) == total:
            break
    assert len(reached) == total


def test_the_first_stop_by_keyboard_leads_past_the_menu(opened: Opened) -> None:
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert opened.page.url.endswith("#oversikt")


def test_the_page_prints_with_its_quotes_and_without_its_buttons(
    opened: Opened, tmp_path: Path
) -> None:
    opened.page.pdf(path=tmp_path / "pack.pdf", format="A4")
    with pymupdf.open(tmp_path / "pack.pdf") as pdf:
        printed = " ".join(" ".join(page.get_text().split()) for page in pdf)
    assert FIRST_PAGE in printed
    assert "Visa på sidan" not in printed


def test_the_page_is_no_wider_than_a_small_window(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 380, "height": 800})
    wide = opened.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 380


def _open_hand_made(browser: Browser, folder: Path, text: str, *, found: bool) -> Opened:
    file = folder / "pack.html"
    page = render_pack(hand_made_pack(text, found=found), hand_made_views(text))
    file.write_text(page, encoding="utf-8")
    return _open(browser, file)


def test_how_a_flag_was_searched_for_opens_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    opened = _open_hand_made(browser, tmp_path, "Planen antogs.", found=False)
    proof = opened.page.locator("article details.proof")
    asked = proof.locator("li").first
    assert not asked.is_visible()
    for _ in range(40):
        opened.page.keyboard.press("Tab")
        if proof.locator("summary").evaluate("(it) => it === document.activeElement"):
            break
    opened.page.keyboard.press("Enter")
    assert asked.is_visible()
    opened.page.close()


def _sides(opened: Opened, width: int) -> list[tuple[int, int]]:
    """Return where the sides of a contradiction stand in a window so wide, (left, top)."""
    opened.page.set_viewport_size({"width": width, "height": 900})
    boxes = [side.bounding_box() for side in opened.page.locator(".beside > div").all()]
    return [(round(box["x"]), round(box["y"])) for box in boxes if box]


def test_a_contradiction_stands_side_by_side(browser: Browser, tmp_path: Path) -> None:
    opened = _open_hand_made(browser, tmp_path, "Planen antogs 2021.", found=True)
    (left, top), (right, beside) = _sides(opened, 1200)
    assert (top, left < right) == (beside, True)
    opened.page.close()


def test_a_contradiction_stands_one_under_the_other_in_a_narrow_window(
    browser: Browser, tmp_path: Path
) -> None:
    opened = _open_hand_made(browser, tmp_path, "Planen antogs 2021.", found=True)
    (left, top), (right, below) = _sides(opened, 400)
    assert (left, top < below) == (right, True)
    opened.page.close()


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize(
    "text", ["</script><script>window.owned = 1</script>", "<img src=x onerror='owned=1'>\u2028"]
)
def test_hostile_text_everywhere_changes_nothing(
    browser: Browser, tmp_path: Path, text: str, found: bool
) -> None:
    opened = _open_hand_made(browser, tmp_path, text, found=found)
    for _ in _open_every_snippet(opened):
        pass
    assert (opened.outside(), opened.complaints, opened.violations()) == ([], [], [])
    assert opened.page.evaluate("typeof window.owned") == "undefined"
    opened.page.close()
