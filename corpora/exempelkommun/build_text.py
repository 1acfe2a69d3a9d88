"""Writes sources that the municipality publishes as plain files: Markdown and text."""

from __future__ import annotations

from sources import Source


def markdown_text(source: Source) -> str:
    """The body as it is, under a heading and the cover table as lines."""
    lines = [f"# {source.title}", "", *[f"**{k}:** {v}  " for k, v in source.cover_table]]
    return "\n".join(lines) + "\n\n" + _body(source, f"# {source.title}")


def plain_text(source: Source) -> str:
    """The same for a text file, where the title is underlined."""
    lines = [source.title.upper(), "=" * len(source.title), ""]
    lines += [f"{label}: {value}" for label, value in source.cover_table]
    return "\n".join(lines) + "\n\n" + _body(source, f"# {source.title}")


def _body(source: Source, heading: str) -> str:
    """The body without a first line that repeats the title."""
    first, _, rest = source.body.partition("\n")
    return rest.lstrip("\n") if first.strip().casefold() == heading.casefold() else source.body
