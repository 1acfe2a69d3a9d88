"""Commands about saved websites: snapshot diff, snapshot structure; and open."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.output import put, put_json, put_table, say, shortened
from kompass_evidence.domain.address import with_text_fragment
from kompass_evidence.domain.document import Source
from kompass_evidence.errors import InputError, UsageError

if TYPE_CHECKING:
    from kompass_evidence.snapshots.compare import Difference
    from kompass_evidence.snapshots.crawl import Crawl
    from kompass_evidence.snapshots.structure import Structure
    from kompass_evidence.workspace import Workspace

TITLE = 50  # characters of a title in a table
QUIET = ("unchanged", "not_captured")  # counted, and listed with --all

given = click.Path(path_type=Path)


@click.group("snapshot")
def snapshot_command() -> None:
    """Compare saved websites, and show how one hangs together."""


# ---- diff


@snapshot_command.command("diff")
@click.argument("earlier", metavar="A", type=given)
@click.argument("later", metavar="B", type=given)
@click.option("--all", "every", is_flag=True, help="List unchanged and not captured pages, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all pages.")
def diff(earlier: Path, later: Path, every: bool, as_json: bool) -> None:
    """Show which pages are new, removed, moved or changed from A to B, and in which words.

    A and B are web archives, or folders of saved pages. A page that the later of them has not
    captured is called removed only if the site answered there that it is gone (404).

    \b
    Example:
      kompass snapshot diff 2025.wacz 2026.wacz
    """
    from kompass_evidence.snapshots.compare import compare
    from kompass_evidence.snapshots.crawl import read_crawl

    first, second = read_crawl(earlier), read_crawl(later)
    if first.captured and second.captured and first.captured > second.captured:
        say(f"{first.name} is later than {second.name}; they are compared the other way round.")
        first, second = second, first
    for crawl in (first, second):
        _tell_problems(crawl)
    found = compare(first, second)
    if as_json:
        put_json(_diff_json(first, second, found))
    else:
        _print_diff(first, second, found, every)


def _tell_problems(crawl: Crawl) -> None:
    for problem in crawl.problems:
        where = f"{crawl.name}/{problem.where}" if problem.where else crawl.name
        say(f"Not read: {where}: {problem.message}")


def _diff_json(first: Crawl, second: Crawl, found: list[Difference]) -> dict[str, object]:
    return {
        "schema": "kompass.snapshot-diff/1",
        "earlier": {"name": first.name, "captured": first.captured or None},
        "later": {"name": second.name, "captured": second.captured or None},
        "pages": [
            {"url": d.url, "change": d.change, "title": d.title, "words": list(d.words), "to": d.to}
            for d in found
        ],
    }


def _print_diff(first: Crawl, second: Crawl, found: list[Difference], every: bool) -> None:
    from kompass_evidence.snapshots.compare import CHANGE_NAMES

    put(f"{first.name} ({first.captured[:10] or 'okänd dag'}) →"
        f" {second.name} ({second.captured[:10] or 'okänd dag'})")  # fmt: skip
    counts = Counter(d.change for d in found)
    put(", ".join(f"{CHANGE_NAMES[c]}: {counts[c]}" for c in CHANGE_NAMES if counts[c]))
    shown = [d for d in found if every or d.change not in QUIET]
    for difference in sorted(shown, key=lambda d: list(CHANGE_NAMES).index(d.change)):
        to = f" → {difference.to}" if difference.to else ""
        put(f"\n{CHANGE_NAMES[difference.change]}: {difference.url}{to}")
        if difference.title:
            put(f"  {difference.title}")
        for words in difference.words:
            put(f"  {words}")
    if not every and any(counts[change] for change in counts if change in QUIET):
        say("--all lists the unchanged and not captured pages, too.")


# ---- structure


@snapshot_command.command("structure")
@click.argument("archive", required=False, type=given)
@click.option("--start", metavar="URL", help="The start page (default: the site's root).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show_structure(folder: Path, archive: Path | None, start: str | None, as_json: bool) -> None:
    """Show how many clicks each page is from the start page, orphan pages and dead links.

    Of a web archive or a folder of saved pages; without one, of the workspace's web pages, where
    dead links are not known.

    \b
    Example:
      kompass snapshot structure webbplats.wacz
    """
    from kompass_evidence.snapshots.crawl import read_crawl
    from kompass_evidence.snapshots.structure import structure

    crawl = read_crawl(archive) if archive is not None else _of_workspace(folder)
    _tell_problems(crawl)
    found = structure(crawl, start)
    if as_json:
        put_json(_structure_json(crawl, found))
    else:
        _print_structure(found, knows_dead=archive is not None and archive.is_file())


def _of_workspace(folder: Path) -> Crawl:
    from kompass_evidence.domain.address import page_key
    from kompass_evidence.reading.links import page_links
    from kompass_evidence.snapshots.crawl import Capture, Crawl
    from kompass_evidence.workspace import open_workspace

    pages = {}
    with open_workspace(folder, tell=say) as workspace:
        for source in workspace.corpus.sources():
            if source.url:
                is_page = source.media_type == "text/html"
                links = page_links(workspace.original(source), source.url) if is_page else ()
                pages[page_key(source.url)] = Capture(
                    source.url, source.captured, source.title, source.dated, links
                )
    if not pages:
        raise InputError(
            "There are no web pages with an address in this workspace.",
            "Ingest a web archive, or give one: kompass snapshot structure ARCHIVE",
        )
    return Crawl("the workspace", pages)


def _structure_json(crawl: Crawl, found: Structure) -> dict[str, object]:
    return {
        "schema": "kompass.snapshot-structure/1",
        "name": crawl.name, "start": found.start,
        "pages": [
            {
                "url": row.url, "title": row.title, "clicks": row.clicks, "changed": row.dated,
                "linked_from": row.linked_from, "orphan": row.is_orphan,
            }
            for row in found.pages
        ],
        "dead_links": [
            {"url": link.url, "linked_from": list(link.linked_from)} for link in found.dead
        ],
        "not_captured": found.elsewhere,
    }  # fmt: skip


def _print_structure(found: Structure, *, knows_dead: bool) -> None:
    put(f"Startsida: {found.start}\n")
    put_table(("Klick", "Senast ändrad", "Länkas från", "Titel", "Adress"), (
        ("nås inte" if row.clicks is None else str(row.clicks), row.dated or "framgår inte",
         "ingen sida" if row.is_orphan else str(row.linked_from), shortened(row.title, TITLE),
         row.url)
        for row in found.pages
    ))  # fmt: skip
    orphans = sum(row.is_orphan for row in found.pages)
    put(f"\n{len(found.pages)} sidor och dokument, varav {orphans} som ingen sida länkar till."
        f" {found.elsewhere} länkade adresser på webbplatsen är inte hämtade.")  # fmt: skip
    if not knows_dead:
        put("Döda länkar går bara att se i ett webbarkiv.")
    elif found.dead:
        put("\nDöda länkar (svarade 404 eller 410)")
        put_table(("Adress", "Länkas från"), (
            (link.url, ", ".join(link.linked_from)) for link in found.dead))  # fmt: skip
    else:
        put("Inga döda länkar.")


# ---- open


@click.command("open")
@click.argument("identifier", metavar="ID")
@click.pass_obj
def open_command(folder: Path, identifier: str) -> None:
    """Print the web address at which a passage (psg-…) or a citation (cit-…) stood.

    A browser that is given it scrolls to the words and marks them, if they still stand there.
    Nothing is opened or fetched. Of a source (src-…), its plain address is printed.

    \b
    Example:
      kompass open psg-0123456789ab
    """
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        source, address = _address(workspace, identifier)
    if source.captured:
        say(f"Captured {source.captured}; the page may have changed since.")
    put(address)


def _address(workspace: Workspace, identifier: str) -> tuple[Source, str]:
    page: int | None = None
    if identifier.startswith("psg-"):
        passage = workspace.corpus.passage(identifier)
        source = workspace.corpus.source(passage.source)
        # a row's words stand in several cells; its heading stands together
        words = passage.text if not passage.table else "".join(passage.heading[-1:])
        pages = workspace.corpus.document(source.id).pages_of(passage.span) if source.pages else ()
        page = pages[0].index if pages else None
    elif identifier.startswith("cit-"):
        from kompass_evidence.evaluate.citing import require_citation

        citation = require_citation(workspace, identifier)
        source, words = workspace.corpus.source(citation.source), citation.quote.exact
        page = citation.pages[0][0] if citation.pages else None
    elif identifier.startswith("src-"):
        source, words = workspace.corpus.source(identifier), ""
    else:
        raise UsageError(
            f"{identifier!r} is not the id of a passage (psg-…), a citation (cit-…) or a source"
            " (src-…).",
            "Take an id from kompass search, kompass citations or kompass sources.",
        )
    if source.url is None:
        raise InputError(
            f"{source.id} ({source.title}) has no web address.",
            f"Show it as it was read: kompass show {identifier}",
        )
    if page is not None:
        return source, f"{source.url.partition('#')[0]}#page={page + 1}"
    return source, with_text_fragment(source.url, words)
