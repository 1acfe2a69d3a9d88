"""Gathers what an evidence pack shows from a workspace, and writes its two files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kompass_evidence.assess import assess
from kompass_evidence.domain.document import BlockKind, Passage
from kompass_evidence.errors import InputError
from kompass_evidence.privacy.masking import Mask
from kompass_evidence.protect import covers, mask_of, require_decided
from kompass_evidence.reading.pictures import page_picture
from kompass_evidence.reporting.html import (
    PageView,
    PlaceView,
    TextView,
    Views,
    render_pack,
)  # fmt: skip
from kompass_evidence.reporting.pack import PackInput, build_pack
from kompass_evidence.whole_file import write_whole
from kompass_evidence.workspace import Workspace

DPI, QUALITY = 96, 60  # of page pictures: readable on a screen, some 60 kB a page

Progress = Callable[[int, int, str], None]


def write_pack(
    workspace: Workspace, out: Path, as_of: str, top: int = 5, sub_area: str | None = None,
    progress: Progress = lambda done, total, name: None, *, priors: bool = True,
) -> tuple[Path, Path]:  # fmt: skip
    """Write pack.json and pack.html to the folder `out`; returns their paths.

    `priors` off ranks drafts and what holds no longer like what is in force.

    Raises UsageError for an unknown sub-area, RefusedError where there is personal data that
    nobody has decided about, InputError where the folder cannot be written.
    """
    if sub_area is not None:
        workspace.framework.require(sub_area)
    require_decided(workspace, "no pack was written")
    mask = mask_of(workspace)
    passages = {p.id: mask.passage(p) for p in workspace.corpus.passages()}
    pack = mask.all_of(_pack(workspace, passages, as_of, top, sub_area, priors=priors))
    shown = [passages[identifier] for identifier in _shown(pack)]
    page = render_pack(pack, _views(workspace, shown, mask, progress))
    data = json.dumps(pack, ensure_ascii=False, indent=1) + "\n"
    written = out / "pack.json", out / "pack.html"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path, text in zip(written, (data, page), strict=True):
            write_whole(path, text.encode())
    except OSError as error:
        raise InputError(
            f"The pack cannot be written in {out} ({error.strerror}).",
            "Choose another folder with --out.",
        ) from error
    return written


def _pack(
    workspace: Workspace, passages: dict[str, Passage], as_of: str, top: int,
    sub_area: str | None, *, priors: bool,
) -> dict[str, Any]:  # fmt: skip
    who = workspace.municipality
    municipality = {"name": who.name, "population": who.population, "year": who.year}
    return build_pack(
        PackInput(
            municipality, as_of, assess(workspace, as_of, priors=priors),
            workspace.corpus.sources(), passages, workspace.corpus.unread(swedish=True), top,
            sub_area, (workspace.ledger.head(), len(workspace.ledger.heads())),
            workspace.corpus.containers.all(),
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
            for flag in sub_area["flags"]:
                for entry in flag["passages"]:
                    found[entry["passage"]] = None
    return list(found)


def _views(workspace: Workspace, shown: list[Passage], mask: Mask, progress: Progress) -> Views:
    """Draw every page that a shown passage stands on, once, source by source."""
    by_source: dict[str, list[Passage]] = {}
    for passage in shown:
        by_source.setdefault(passage.source, []).append(passage)
    pages: list[PageView] = []
    texts: dict[str, TextView] = {}
    places: dict[str, PlaceView] = {}
    for number, source in enumerate(sorted(by_source)):
        progress(number, len(by_source), "")
        document = mask.document(source, workspace.corpus.document(source))
        wanted: set[int] = set()
        for passage in by_source[source]:
            boxes = document.boxes_of(passage.span)
            wanted.update(box.page for box in boxes)
            places[passage.id] = PlaceView(boxes, passage.span.start, passage.span.end)
        if not any(page.words for page in document.pages):
            headings = (b.span for b in document.blocks if b.kind is BlockKind.HEADING)
            spans = tuple((span.start, span.end) for span in headings)
            texts[source] = TextView(document.text, spans)
        labels = [page.label for page in document.pages]
        pages.extend(_pictures(workspace, source, wanted, labels, mask))
    progress(len(by_source), len(by_source), "")
    return Views(pages, texts, places)


def _pictures(
    workspace: Workspace, source: str, wanted: set[int], labels: list[str], mask: Mask
) -> Iterable[PageView]:
    if not wanted:
        return
    data = workspace.original(workspace.corpus.source(source))
    cover = covers(workspace, source, mask)
    for page in sorted(wanted):
        picture = page_picture(data, page, dpi=DPI, quality=QUALITY, cover=cover(page))
        yield PageView(source, page, labels[page], picture)
