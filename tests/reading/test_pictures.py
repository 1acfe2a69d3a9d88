"""Pictures of pages with the place of a quote framed."""

from __future__ import annotations

import numpy as np
import pymupdf
import pytest
from numpy.typing import NDArray

from kompass_evidence.domain.document import Box, Span
from kompass_evidence.reading.pdf import read_pdf
from kompass_evidence.reading.pictures import Cover, page_picture
from tests.reading.pdfs import one_page

PNG, JPEG = b"\x89PNG", b"\xff\xd8"


def pixels(picture: bytes) -> NDArray[np.int16]:
    drawn = pymupdf.Pixmap(picture)
    rows = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, drawn.n)
    return rows.astype(np.int16)


def red(picture: bytes) -> NDArray[np.bool_]:
    colours = pixels(picture)
    return np.asarray(colours[..., 0] - colours[..., 1] > 80)


def rotated(degrees: int) -> bytes:
    with pymupdf.open(stream=one_page("Kommunfullmäktige"), filetype="pdf") as pdf:
        pdf[0].set_rotation(degrees)
        return bytes(pdf.tobytes())


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_frame_goes_around_the_words(degrees: int) -> None:
    data = rotated(degrees)
    document = read_pdf(data, "a.pdf")
    picture = page_picture(data, 0, document.boxes_of(Span(0, len(document.text))))
    ys, xs = np.nonzero(red(picture))
    dark_ys, dark_xs = np.nonzero(pixels(picture).max(axis=2) < 90)
    assert xs.min() < dark_xs.min() <= dark_xs.max() < xs.max()
    assert ys.min() < dark_ys.min() <= dark_ys.max() < ys.max()


def test_a_box_on_another_page_is_not_drawn() -> None:
    assert not red(page_picture(rotated(0), 0, [Box(1, 0.1, 0.1, 0.5, 0.2)])).any()


def test_a_page_without_boxes_is_drawn_as_it_is() -> None:
    assert not red(page_picture(rotated(0), 0)).any()


def test_a_picture_is_png_unless_a_quality_is_asked_for() -> None:
    assert page_picture(rotated(0), 0).startswith(PNG)


def test_a_picture_of_a_given_quality_is_jpeg() -> None:
    assert page_picture(rotated(0), 0, quality=70).startswith(JPEG)


def test_drawing_does_not_change_the_bytes_it_is_drawn_from() -> None:
    data = rotated(0)
    before = bytes(data)
    page_picture(data, 0, [Box(0, 0.1, 0.1, 0.5, 0.2)])
    assert data == before


def black(picture: bytes) -> NDArray[np.bool_]:
    return np.asarray(pixels(picture).max(axis=2) < 60)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("by_box", [True, False])
def test_what_is_covered_is_not_in_the_picture(degrees: int, by_box: bool) -> None:
    data = rotated(degrees)
    document = read_pdf(data, "a.pdf")
    whole = Span(0, len(document.text))
    boxes, found = (document.boxes_of(whole), []) if by_box else ((), [whole])
    covered = page_picture(data, 0, cover=Cover(boxes, lambda text: found))
    assert black(page_picture(data, 0)).any()
    assert not black(covered).any()
    assert (pixels(covered).min(axis=2) > 200).mean() > 0.8  # the rest of the page stays


def test_a_page_is_covered_whole_where_what_stands_on_it_is_not_found() -> None:
    covered = page_picture(rotated(0), 0, cover=Cover((), lambda text: [], must_find=True))
    assert np.ptp(pixels(covered)) == 0


def test_a_page_with_nothing_to_cover_is_drawn_as_it_is() -> None:
    assert page_picture(rotated(0), 0, cover=Cover((), lambda text: [])) == page_picture(
        rotated(0), 0
    )
