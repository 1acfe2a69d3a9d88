"""Where personal data is said to stand."""

from __future__ import annotations

import pytest

from kompass_evidence.domain.document import Document, Page, Span
from kompass_evidence.privacy.finder import find_in_document

TEXT = "Frågor ställs till 811218-9876."


@pytest.mark.parametrize(
    ("label", "place"), [("4", "s. 4"), ("iv", "s. iv"), ("bild 3", "bild 3"), (None, "text")]
)
def test_a_number_stands_on_its_page_or_slide(label: str | None, place: str) -> None:
    pages = () if label is None else (Page(0, label, Span(0, len(TEXT))),)
    (found,) = find_in_document("src-0123456789ab", Document(TEXT, (), pages))
    assert found.place == place
