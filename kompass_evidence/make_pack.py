"""Gathers what an evidence pack shows from a workspace, and writes its two files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kompass_evidence.assess import assess
from kompass_evidence.domain.document import BlockKind
from kompass_evidence.errors import InputError, UsageError
from kompass_evidence.reading.pictures import page_picture
from kompass_evidence.reporting.html import (
    PageView,
    PlaceView,
    TextView,
    Views,
    render_pack,
)  # fmt: skip
from kompass_evidence.reporting.pack import PackInput, build_pack
from kompass_evidence.workspace import Workspace

DPI, QUALITY = 96, 60  # of page pictures: readable on a screen, some 60 kB a page

Progress = Callable[[int, int, str], None]


def write_pack(
    workspace: Workspace, out: Path, as_of: str, top: int = 5, sub_area: str | None = None,
    progress: Progress = lambda done, total, name: None,
) -> tuple[Path, Path]:  # fmt: skip
    """Write pack.json and pack.html to the folder `out`; returns their paths.

    Raises UsageError for an unknown sub-area, InputError where the folder cannot be written.
    """
    known = [sub.id for sub in workspace.framework.sub_areas()]
    if sub_area is not None and sub_area not in known:
        raise UsageError(
            f"There is no sub-area {sub_area} in {workspace.framework.id}.",
            f"The sub-areas are {known[0]} to {known[-1]}; see: kompass framework show",
        )
    pack = _pack(workspace, as_of, top, sub_area)
    page = render_pack(pack, _views(workspace, pack, progress))
    data = json.dumps(pack, ensure_ascii=False, indent=1) + "\n"
    try:
        out.mkdir(parents=True, exist_ok=True)
        return _write(out / "pack.json", data), _write(out / "pack.html", page)
    except OSError as error:
        raise InputError(
            f"The pack cannot be written in {out} ({error.strerror}).",
            "Choose another folder with --out.",
        ) from error


def _pack(workspace: Workspace, as_of: str, top: int, sub_area: str | None) -> dict[str, Any]:
    who = workspace.municipality
    municipality = {"name": who.name, "population": who.population, "year": who.year}
    return build_pack(
        PackInput(
            municipality, as_of, assess(workspace), workspace.corpus.sources(),
            {passage.id: passage for passage in workspace.corpus.passages()},
            workspace.corpus.unread(swedish=True), top, sub_area,
        )
    )  # fmt: skip


def _shown(pack: dict[str, Any]) -> list[str]:
    """Return the ids of the passages that the pack shows, each once, in order."""
    found: dict[str, None] = {}
    for area in pack["areas"]:
        for sub_area in area["sub_areas"]:
            for criterion in sub_area["criteria"]:
                for entry in (*criterion["evidence"], *criterion["nearest"]):
                    found[entry["passage"]] = None
    return list(found)


def _views(workspace: Workspace, pack: dict[str, Any], progress: Progress) -> Views:
    """Draw every page that a shown passage stands on, once, source by source."""
    by_source: dict[str, list[str]] = {}
    for identifier in _shown(pack):
        by_source.setdefault(workspace.corpus.passage(identifier).source, []).append(identifier)
    pages: list[PageView] = []
    texts: dict[str, TextView] = {}
    places: dict[str, PlaceView] = {}
    for number, source in enumerate(sorted(by_source)):
        progress(number, len(by_source), "")
        document = workspace.corpus.document(source)
        wanted: set[int] = set()
        for identifier in by_source[source]:
            span = workspace.corpus.passage(identifier).span
            boxes = document.boxes_of(span)
            wanted.update(box.page for box in boxes)
            places[identifier] = PlaceView(boxes, span.start, span.end)
        if not document.pages:
            headings = (b.span for b in document.blocks if b.kind is BlockKind.HEADING)
            spans = tuple((span.start, span.end) for span in headings)
            texts[source] = TextView(document.text, spans)
        pages.extend(_pictures(workspace, source, wanted, [p.label for p in document.pages]))
    progress(len(by_source), len(by_source), "")
    return Views(pages, texts, places)


def _pictures(
    workspace: Workspace, source: str, wanted: set[int], labels: list[str]
) -> Iterable[PageView]:
    if not wanted:
        return
    data = workspace.original(workspace.corpus.source(source))
    for page in sorted(wanted):
        picture = page_picture(data, page, dpi=DPI, quality=QUALITY)
        yield PageView(source, page, labels[page], picture)


def _write(path: Path, text: str) -> Path:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
    return path
