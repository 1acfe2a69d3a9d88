"""What commands share in showing words in their place: the text around, and drawn pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kompass_evidence.cli.output import put_file
from kompass_evidence.errors import InputError

if TYPE_CHECKING:
    from kompass_evidence.domain.document import Source
    from kompass_evidence.evaluate.places import Place


def in_context(place: Place) -> str:
    """Return the words between marks, with the text before and after them."""
    return (
        f"{'…' if place.cut_before else ''}{place.before}\n>>> {place.exact} <<<\n"
        f"{place.after}{'…' if place.cut_after else ''}"
    )


def write_pages(
    source: Source, pictures: Mapping[int, bytes], image: Path
) -> Iterator[tuple[int, Path]]:
    """Write drawn pages, by index from 0, and yield each with its file: the first is `image`,
    and words over a page break give one more beside it.

    Raises InputError where there are none, or a file cannot be written.
    """
    if not pictures:
        raise InputError(
            f"{source.path} has no pages to draw.", "Show it without --image to see its text."
        )
    for number, (page, picture) in enumerate(pictures.items(), start=1):
        target = image if number == 1 else image.with_stem(f"{image.stem}-{number}")
        put_file(target, picture, "Choose another file name.")
        yield page, target
