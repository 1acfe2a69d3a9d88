"""Shows a reviewer the next citation in its place, before the points and never with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kompass_evidence.cli.in_place import in_context
from kompass_evidence.cli.output import put, put_file, put_json, say
from kompass_evidence.errors import InputError

if TYPE_CHECKING:
    from kompass_evidence.domain.citation import Citation
    from kompass_evidence.domain.score import Score
    from kompass_evidence.workspace import Workspace

FOLDER = Path("packs") / "review"  # of page pictures, in the workspace


def show_next(
    folder: Path, person: str, sub_area: str | None, image: Path | None, *, as_json: bool
) -> None:
    """Print what waits first for this person's verdict, and write its pages' pictures.

    Raises RefusedError where they have started no review, UsageError for an unknown sub-area.
    """
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.evaluation.reviewing import require_reviewer, waiting
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        framework = workspace.framework
        if sub_area is not None:
            framework.require(sub_area)
        evaluation = evaluation_of(workspace)
        require_reviewer(evaluation, person)
        found = list(waiting(evaluation, framework, person, sub_area))
        if as_json:
            put_json(_as_plain(workspace, evaluation.citations, found, image))
            return
        if not found:
            say("Nothing waits for your verdict; see: kompass review list")
            return
        score, cited = found[0]
        put(f"{score.sub_area} {framework.require(score.sub_area).name}")
        if cited:
            _show_citation(workspace, score, evaluation.citations[cited], image)
        else:
            put(f"Poängen vilar inte på någon hänvisning. Motivering: {score.rationale}")
            put(f"Bedöm motiveringen: kompass review judge {score.sub_area} OMDÖME")
        put(f"Väntar: {_waiting(found)}")


def _as_plain(
    workspace: Workspace, citations: Mapping[str, Citation], found: list[tuple[Score, str]],
    image: Path | None,
) -> dict[str, object]:  # fmt: skip
    told: dict[str, object] = {
        "schema": "kompass.review-next/1", "waiting": len(found), "next": None,
    }  # fmt: skip
    if found:
        score, cited = found[0]
        entry: dict[str, object] = {
            "sub_area": score.sub_area, "citation": cited or None, "rationale": score.rationale,
        }  # fmt: skip
        if cited:
            citation = citations[cited]
            entry |= {
                "side": "against" if cited in score.against else "for",
                "quote": citation.quote.exact, "source": citation.source,
                "places": list(citation.places), "heading": list(citation.heading),
                "images": [str(path) for path in _write_pictures(workspace, citation, image)],
            }  # fmt: skip
        told["next"] = entry
    return told


def _waiting(found: list[tuple[Score, str]]) -> str:
    from kompass_evidence.reporting.html import count_words

    sub_areas = len({score.sub_area for score, _ in found})
    verdicts = count_words(len(found), "omdöme", "omdömen")
    return f"{verdicts} i {count_words(sub_areas, 'delområde', 'delområden')}"


def _show_citation(
    workspace: Workspace, score: Score, citation: Citation, image: Path | None
) -> None:
    side = "emot" if citation.id in score.against else "för"
    put(f"{citation.id}, talar {side}")
    put(f"Motivering: {score.rationale}")
    put("\n".join(_place_lines(workspace, citation)))
    for path in _write_pictures(workspace, citation, image):
        put(f"Bild av sidan: {path}")


def _place_lines(workspace: Workspace, citation: Citation) -> Iterator[str]:
    from kompass_evidence.evaluate.places import place_of

    place = place_of(workspace, citation.source, citation.span)
    where = ", ".join(part for part in citation.places if part != place.source.title)
    yield f"Källa: {place.source.title}{', ' + where if where else ''}"
    yield f"  {place.source.path}{', ' + citation.url if citation.url else ''}"
    if not place.source.current:
        yield "  (Det finns en nyare version av källan, eller så är den tagen ur bruk.)"
    if citation.heading:
        yield f"  {' › '.join(citation.heading)}"
    yield ""
    yield in_context(place)
    yield ""


def _write_pictures(workspace: Workspace, citation: Citation, image: Path | None) -> Iterator[Path]:
    """Write the pages and yield their files. Raises InputError where one cannot be written."""
    from kompass_evidence.evaluate.places import page_pictures

    pictures = page_pictures(workspace, citation.source, citation.boxes)
    if not pictures:
        if image is not None:
            raise InputError(
                f"{citation.id} stands in a source without pages, of which there is no picture.",
                "Leave out --image.",
            )
        return
    first = image or workspace.folder / FOLDER / f"{citation.id}.png"
    for path, picture in _named(first, pictures).items():
        put_file(path, picture, "Choose another with --image FILE.", folders=image is None)
        yield path


def _named(first: Path, pictures: Mapping[int, bytes]) -> dict[Path, bytes]:
    """Return the pictures by file: the one page's by the name alone, several with their pages."""
    if len(pictures) == 1:
        return {first: next(iter(pictures.values()))}
    return {
        first.with_name(f"{first.stem}-{page + 1}{first.suffix}"): picture
        for page, picture in pictures.items()
    }
