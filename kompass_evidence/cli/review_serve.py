"""The command that opens the review in a browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from threading import Thread

import click

from kompass_evidence.cli.output import put, say
from kompass_evidence.cli.person import by_option, require_name


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(1024, 65535), metavar="N",
    help="Answer on this port (default: one that is free).",
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Print the link only; open no browser.")
@by_option
@click.pass_obj
def serve(folder: Path, port: int | None, no_browser: bool, by: str | None) -> None:
    """Review in a browser, on this computer alone.

    Prints a link that works once and opens it. The page shows each citation in its context and
    boxed on its page, before the points; verdicts and steps are kept as by the other commands.
    Ends with Ctrl-C.

    \b
    Example:
      kompass review serve --by "Rut Ros"
    """
    from kompass_evidence.review_site.serving import Served

    served = Served(folder, require_name(by), port or 0)
    say("The review is open on this computer; the link works once. End it with Ctrl-C.")
    put(served.url)
    if not no_browser:  # beside, since some browsers hold whoever starts them
        Thread(target=webbrowser.open, args=(served.url,), daemon=True).start()
    served.run()
    say("The review site is closed; every verdict that was saved is kept.")
