"""Files that tests make: small, real, and the same each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pymupdf


def write_pdf(path: Path, pages: Sequence[str]) -> Path:
    """Write a PDF with one text a page."""
    with pymupdf.open() as made:
        for text in pages:
            page = made.new_page()
            page.insert_textbox(pymupdf.Rect(72, 72, 520, 760), text, fontsize=11)
        made.save(path)
    return path


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their path in `folder`, and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder
