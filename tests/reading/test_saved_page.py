"""Where and when a page was saved is read from the mark of the program that saved it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.reading.html import read_html
from kompass_evidence.reading.saved_page import Saved, saved_from

SINGLE_FILE = """<!DOCTYPE html> <html lang=sv><!--
 Page saved with SingleFile
 url: https://granholm.example/om/sida?id=3
 saved date: Mon Nov 23 2026 10:05:07 GMT+0100 (centraleuropeisk normaltid)
-->"""
HTTRACK = (
    "<html><!-- Mirrored from www.granholm.example/om.html by HTTrack Website Copier/3.x"
    " [XR&CO'2014], Mon, 23 Nov 2026 09:05:07 GMT -->"
)
BROWSER = "<!DOCTYPE html>\n<!-- saved from url=(0029)https://granholm.example/om -->\n<html>"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (SINGLE_FILE, Saved("https://granholm.example/om/sida?id=3", "2026-11-23T09:05:07Z")),
        (HTTRACK, Saved("https://www.granholm.example/om.html", "2026-11-23T09:05:07Z")),
        (BROWSER, Saved("https://granholm.example/om")),
        ("<html><body>Måndag 23 november 2026</body></html>", Saved()),
        (SINGLE_FILE.replace("Mon Nov 23", "Mån nov 23"),
         Saved("https://granholm.example/om/sida?id=3")),
        (SINGLE_FILE.replace("https:", "javascript:"), Saved(None, "2026-11-23T09:05:07Z")),
        (HTTRACK.replace("23 Nov", "99 Nov"), Saved("https://www.granholm.example/om.html")),
    ],
    ids=["SingleFile", "HTTrack", "browser", "none", "no date", "no address", "no such day"],
)  # fmt: skip
def test_mark_says_where_and_when(page: str, expected: Saved) -> None:
    assert saved_from(page.encode()) == expected


def test_date_that_the_page_states_is_not_when_it_was_saved() -> None:
    text = "Kommunen informerar om dialogen som hålls varje höst i alla kommundelar. " * 4
    page = (
        f"{SINGLE_FILE}<head><meta property='article:published_time' content='2024-02-01'>"
        f"<title>Dialog</title></head><body><main><h1>Dialog</h1><p>{text}</p></main></body></html>"
    )
    document = read_html(page.encode(), "dialog.html")
    assert (document.dated, document.captured) == ("2024-02-01", "2026-11-23T09:05:07Z")
    assert document.url == "https://granholm.example/om/sida?id=3"


@given(st.binary(max_size=200), st.sampled_from([SINGLE_FILE, HTTRACK, BROWSER]))
def test_no_bytes_in_a_mark_break_it(noise: bytes, mark: str) -> None:
    data = mark.encode()
    saved_from(data[:60] + noise + data[60:])
