"""A folder named like a host gives its pages their addresses, and no other folder does."""

from __future__ import annotations

import pytest

from kompass_evidence.reading.mirror import mirrored_address


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("www.granholm.se/index.html", "https://www.granholm.se/"),
        ("spegel/granholm.se/skola/index.htm", "https://granholm.se/skola/"),
        ("spegel/www.granholm.se/skola/förskola.html",
         "https://www.granholm.se/skola/f%C3%B6rskola.html"),
        ("www.granholm.se/www.annan.se/a.html", "https://www.annan.se/a.html"),
        ("planer.gamla/index.html", None),
        ("webb/index.html", None),
        ("granholm.se.html", None),
        ("a/www.granholm.se", None),
    ],
)  # fmt: skip
def test_addresses_of_mirrored_pages(path: str, address: str | None) -> None:
    assert mirrored_address(path) == address
