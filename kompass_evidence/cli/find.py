"""Commands that find and show passages: search, show."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.citing import show_citation
from kompass_evidence.cli.in_place import in_context, write_pages
from kompass_evidence.cli.options import model_option
from kompass_evidence.cli.output import put, put_json, say
from kompass_evidence.domain.document import Passage, Source, SourceKind
from kompass_evidence.domain.evidence import Match
from kompass_evidence.errors import InputError, UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kompass_evidence.assessment.folding import Folded
    from kompass_evidence.retrieval.search import Search
    from kompass_evidence.workspace import Workspace

MODES = ["hybrid", "lexical", "semantic"]


@dataclass(frozen=True, slots=True)
class _Library:
    """The passages and sources that hits are shown from, read once.

    `places` gives for each source that is one of several versions its place, the one in force
    first; documents are read for it at its first call, where something is to be folded.
    """

    search: Search
    passages: dict[str, Passage]
    sources: dict[str, Source]
    places: Callable[[], Mapping[str, int]]

    @classmethod
    def of(cls, workspace: Workspace) -> _Library:
        return cls(
            workspace.search(),
            {passage.id: passage for passage in workspace.corpus.passages()},
            {source.id: source for source in workspace.corpus.sources()},
            cache(lambda: _places(workspace)),
        )

    def in_force(self, first: str, second: str) -> bool:
        """Say whether, of two sources, the first rather than the second is in force."""
        places = self.places()
        return first in places and second in places and places[first] < places[second]

    def mask(self, kind: str | None) -> NDArray[np.bool_] | None:
        if kind is None:
            return None
        import numpy as np

        wanted = SourceKind(kind)
        kinds = [self.sources[self.passages[i].source].kind is wanted for i in self.search.ids]
        return np.array(kinds)


def _places(workspace: Workspace) -> dict[str, int]:
    from kompass_evidence.assess import read_documents

    families = read_documents(workspace, date.today().isoformat()).families
    return {source: n for family in families for n, source in enumerate(family.members)}


@click.command("search")
@click.argument("query", required=False)
@click.option(
    "-k",
    "count",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many passages.",
)
@click.option(
    "--mode",
    type=click.Choice(MODES),
    default="hybrid",
    show_default=True,
    help="Rank by meaning and words, words alone, or meaning alone.",
)
@click.option(
    "--kind", type=click.Choice([k.value for k in SourceKind]), help="Only sources of this kind."
)
@click.option(
    "--queries",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="A file with one query a line (- for standard input).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print one JSON object a line.")
@model_option()
@click.pass_obj
def search_command(
    folder: Path, query: str | None, count: int, mode: str, kind: str | None,
    queries: Path | None, as_json: bool, as_lines: bool, model: str | None,
) -> None:  # fmt: skip
    """Search the workspace's passages; each hit says where it stands and why it was found.

    \b
    Examples:
      kompass search "hur följs medborgardialogen upp"
      kompass search --queries questions.txt --jsonl
    """
    from kompass_evidence.workspace import open_workspace

    if (query is None) == (queries is None):
        raise UsageError(
            "Give one query, or a file of queries with --queries.",
            'For example: kompass search "medborgardialog"',
        )
    asked = [query] if query is not None else list(_lines(queries))
    if not asked or not all(text and text.strip() for text in asked):
        raise UsageError("The query is empty.", 'For example: kompass search "medborgardialog"')
    with open_workspace(folder, model, say) as workspace:
        library = _Library.of(workspace)
        keep = library.mask(kind)
        for text in asked:
            assert text is not None
            # twice as many, since those that say the same become one
            matches = _find(workspace, library, text, 2 * count, mode, keep)
            hits = _folded(library, matches)[:count]
            if as_json or as_lines:
                put_json(
                    _search_json(library, text, mode, hits),
                    lines=as_lines or queries is not None,
                )
            else:
                _print_hits(library, text, hits)


def _lines(path: Path | None) -> Iterator[str]:
    assert path is not None
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The file of queries {path} cannot be read ({error}).",
            "Give a UTF-8 text file with one query a line.",
        ) from error
    return (line.strip() for line in text.splitlines() if line.strip())


def _find(
    workspace: Workspace, library: _Library, text: str, count: int, mode: str,
    keep: NDArray[np.bool_] | None,
) -> list[Match]:  # fmt: skip
    from kompass_evidence.retrieval.search import Mode

    chosen = Mode(mode)
    vector = None if chosen is Mode.LEXICAL else workspace.encoder.queries([text])[0]
    return library.search.find(text, vector, count, chosen, keep)


def _folded(library: _Library, matches: list[Match]) -> list[Folded]:
    """Return the hits; those that say the same stand under the one that is in force."""
    from kompass_evidence.assessment.folding import fold

    return fold(matches, library.passages, library.in_force)


def _search_json(
    library: _Library, text: str, mode: str, folded: list[Folded]
) -> dict[str, object]:
    hits = []
    for rank, hit in enumerate(folded, start=1):
        match = hit.match
        passage = library.passages[match.passage]
        source = library.sources[passage.source]
        hits.append({
            "rank": rank, "passage": passage.id, "text": passage.text, "score": match.score,
            "why": {
                "semantic": match.why.semantic, "lexical": match.why.lexical,
                "terms": list(match.why.terms),
            },
            "source": {
                "id": source.id, "title": source.title, "path": source.path,
                "kind": source.kind, "url": source.url,
            },
            "places": list(passage.places), "heading": list(passage.heading),
            "also": [
                {"passage": p, "source": library.passages[p].source,
                 "places": list(library.passages[p].places)}
                for p in hit.also
            ],
        })  # fmt: skip
    return {"schema": "kompass.search/1", "query": text, "mode": mode, "hits": hits}


def _print_hits(library: _Library, text: str, hits: list[Folded]) -> None:
    if not hits:
        put(f"Nothing was found for: {text}")
    for rank, hit in enumerate(hits, start=1):
        match = hit.match
        passage = library.passages[match.passage]
        source = library.sources[passage.source]
        place = ", ".join(passage.places)
        put(f"{rank}. {source.title}{' – ' + place if place else ''}  [{passage.id}]")
        if passage.heading:
            put(f"   {' › '.join(passage.heading)}")
        put("   " + passage.text.replace("\n", "\n   "))
        words = f"; words: {', '.join(match.why.terms)}" if match.why.terms else ""
        put(f"   score {match.score:.2f} (meaning {match.why.semantic:.2f},"
            f" words {match.why.lexical:.2f}{words})")  # fmt: skip
        for other in hit.also:
            twin = library.passages[other]
            title = library.sources[twin.source].title
            put(f"   also in: {title} – {', '.join(twin.places)}  [{twin.id}]")
        put("")


@click.command("show")
@click.argument("identifier")
@click.option(
    "--image",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the page with the place boxed to this PNG file.",
)
@click.pass_obj
def show_command(folder: Path, identifier: str, image: Path | None) -> None:
    """Show a passage (psg-…) or a citation (cit-…) in its context, or a source (src-…).

    \b
    Example:
      kompass show psg-0123456789ab --image page.png
    """
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        if identifier.startswith("src-"):
            _show_source(workspace, identifier, image)
        elif re.fullmatch(r"psg-[0-9a-f]{12}", identifier):
            _show_passage(workspace, identifier, image)
        elif identifier.startswith("cit-"):
            show_citation(workspace, identifier, image)
        else:
            raise UsageError(
                f"{identifier!r} is not the id of a passage (psg-…), a source (src-…) or a"
                " citation (cit-…).",
                "Take an id from kompass search, kompass sources or the pack.",
            )


def _show_source(workspace: Workspace, identifier: str, image: Path | None) -> None:
    source = workspace.corpus.source(identifier)
    if image is not None:
        raise UsageError("A picture is of a passage's page.", "Give a passage's id (psg-…).")
    put(f"{source.title}\n{source.path}, {source.kind}, version {source.version},"
        f" SHA-256 {source.digest}")  # fmt: skip
    for remark in source.remarks:
        put(f"! {remark}")
    for passage in workspace.corpus.passages(source.id):
        put(f"\n[{passage.id}] {', '.join(passage.places)} {' › '.join(passage.heading)}")
        put(passage.text)


def _show_passage(workspace: Workspace, identifier: str, image: Path | None) -> None:
    from kompass_evidence.evaluate.places import page_pictures, place_of

    passage = workspace.corpus.passage(identifier)
    place = place_of(workspace, passage.source, passage.span)
    source = place.source
    if image is not None:
        boxes = workspace.corpus.document(source.id).boxes_of(passage.span)
        pictures = page_pictures(workspace, source.id, boxes)
        for page, target in write_pages(source, pictures, image):
            say(f"Wrote {target} (page {page + 1} of {source.pages}).")
    put(f"{source.title} – {', '.join(passage.places)}  [{passage.id} in {source.id}]")
    put(f"{source.path}{', ' + source.url if source.url else ''}")
    if passage.heading:
        put(" › ".join(passage.heading))
    put(f"\n{in_context(place)}")
