"""Builds the demo municipality's files from the written sources beside this script.

    python corpora/exempelkommun/build.py OUT_DIR

writes OUT_DIR/documents/<slug>.pdf|.docx|.md|.txt and OUT_DIR/web/<slug>.html. The same sources
give the same bytes every time.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from build_docx import docx_bytes
from build_html import Site
from build_pdf import pdf_bytes
from build_text import markdown_text, plain_text
from sources import Source, read_folder

HERE = Path(__file__).parent
BUILDERS: dict[str, Callable[[Source], bytes]] = {
    "pdf": pdf_bytes,
    "docx": docx_bytes,
    "md": lambda source: markdown_text(source).encode(),
    "txt": lambda source: plain_text(source).encode(),
}


def build_documents(sources: Path, out: Path) -> int:
    """Build every document and return how many there were."""
    out.mkdir(parents=True, exist_ok=True)
    documents = read_folder(sources)
    for source in documents:
        kind = source.text("format")
        if kind not in BUILDERS:
            raise ValueError(f"{source.slug}: unknown format {kind!r}")
        (out / f"{source.slug}.{kind}").write_bytes(_build_one(source, BUILDERS[kind]))
    return len(documents)


def _build_one(source: Source, builder: Callable[[Source], bytes]) -> bytes:
    try:
        return builder(source)
    except Exception as error:
        error.add_note(f"while building {source.slug}")
        raise


def build_web(sources: Path, out: Path) -> int:
    """Build every web page and return how many there were."""
    out.mkdir(parents=True, exist_ok=True)
    site = Site(read_folder(sources))
    for page in site.pages:
        (out / f"{page.slug}.html").write_bytes(site.render(page).encode())
    return len(site.pages)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the demo municipality's files.")
    parser.add_argument("out", type=Path, help="folder to write documents/ and web/ in")
    parser.add_argument("--sources", type=Path, default=HERE, help="folder with the sources")
    options = parser.parse_args()
    documents = build_documents(options.sources / "documents", options.out / "documents")
    pages = build_web(options.sources / "web", options.out / "web")
    print(f"{documents} documents and {pages} web pages in {options.out}")


if __name__ == "__main__":
    main()
