"""Commands that make a citation and show one in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.in_place import in_context, write_pages
from kompass_evidence.cli.output import put, put_json, say
from kompass_evidence.cli.person import by_option, kept_text, require_name
from kompass_evidence.domain.citation import Citation, citation_as_plain, place_in_words
from kompass_evidence.domain.document import Source

if TYPE_CHECKING:
    from kompass_evidence.workspace import Workspace


@click.command("cite")
@click.argument("target", metavar="PASSAGE|SOURCE")
@click.option("--quote", metavar="TEXT", help="The words, to the letter (default: the passage).")
@click.option("--page", metavar="N", help="The page they stand on: its printed label, or number.")
@by_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def cite_command(
    folder: Path, target: str, quote: str | None, page: str | None, by: str | None, as_json: bool
) -> None:
    """Cite a source's own words, in their place, so that scores can rest on them.

    The words are found to the letter in a passage (psg-…) or a source (src-…, or its beginning);
    only blanks and line breaks may differ. An earlier version of a source is cited by its id in
    full. What is not there is refused, and the nearest text told.

    \b
    Examples:
      kompass cite psg-0123456789ab --by "Eva Ek"
      kompass cite src-0123456789ab --quote "följs upp varje år" --page 4 --by "Eva Ek"
    """
    from kompass_evidence.evaluate.citing import cite
    from kompass_evidence.workspace import open_workspace

    person = require_name(by)
    words = None if quote is None else kept_text(quote, "The quote")
    with open_workspace(folder, tell=say) as workspace:
        cited = cite(workspace, person, target, words, page)
    citation, source = cited.citation, cited.source
    if not source.current:
        say(f"{source.id} is an earlier version of {source.path}, and is cited as such.")
    if not cited.is_new:
        say(f"{citation.id} is there already, made by {citation.by} on {citation.at[:10]}.")
    if as_json:
        put_json(citation_json(citation) | {"new": cited.is_new})
        return
    put(f"{citation.id}  {where(source, citation)}")
    put(f"”{citation.quote.exact}”")


def citation_json(citation: Citation) -> dict[str, object]:
    """Return a citation as commands print it."""
    return {
        "schema": "kompass.citation/1", **citation_as_plain(citation),
        "places": list(citation.places), "by": citation.by, "at": citation.at,
    }  # fmt: skip


def where(source: Source, citation: Citation) -> str:
    """Return in Swedish where a citation stands: the source's title, and pages or heading."""
    place = place_in_words(citation.places)
    return f"{source.title}, {place}" if place else source.title


def show_citation(workspace: Workspace, identifier: str, image: Path | None) -> None:
    """Print a citation with the text around it, and write its pages as pictures.

    Raises InputError where there is no such citation, or its source has no pages to draw.
    """
    from kompass_evidence.evaluate.citing import require_citation
    from kompass_evidence.evaluate.places import page_pictures, place_of

    citation = require_citation(workspace, identifier)
    place = place_of(workspace, citation.source, citation.span)
    source = place.source
    if image is not None:
        labels = dict(citation.pages)
        pictures = page_pictures(workspace, citation.source, citation.boxes)
        for page, target in write_pages(source, pictures, image):
            say(f"Wrote {target} (page {labels.get(page, page + 1)}).")
    put(f"{where(source, citation)}  [{citation.id} in {source.id}]")
    put(f"{source.path}{', ' + citation.url if citation.url else ''}")
    if citation.captured:
        put(f"Sidan hämtades {citation.captured}.")
    put(f"SHA-256 {citation.digest}, version {source.version}, {_standing(source)}")
    put(f"Citerat av {citation.by} {citation.at[:10]}")
    if citation.heading:
        put(" › ".join(citation.heading))
    put(f"\n{in_context(place)}")


def _standing(source: Source) -> str:
    if source.retired:
        return "utgången ur underlaget"
    return "gällande i underlaget" if source.current else "ersatt av en nyare version"
