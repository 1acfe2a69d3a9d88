"""Commands of review."""

from __future__ import annotations

import click

from kompass_evidence.cli.review_serve import serve


@click.group("review")
def review_command() -> None:
    """Judge the citations that scores rest on, before seeing the points."""


review_command.add_command(serve)
