"""Says what to do next: the first of a short list of rules that fits how far things have come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an evaluation has come; sub-areas by their ids, in the framework's order."""

    sources: int = 0
    has_pack: bool = False
    citations: int = 0
    unscored: tuple[str, ...] = ()
    to_agree: tuple[str, ...] = ()
    reviewers: int = 0
    verdicts_waiting: int = 0
    sent_back: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    missing: str = ""  # how to mend what else stands against a lock
    is_locked: bool = False


# the first rule that fits gives the command; {} is what it is about
RULES: tuple[tuple[str, Callable[[Progress], object]], ...] = (
    ("kompass ingest PATH…", lambda p: not p.sources),
    ("kompass export --out FIL.zip", lambda p: p.is_locked),
    ('kompass review answer {} --note "…"', lambda p: p.sent_back),
    ("kompass review close {}", lambda p: p.answered),
    ("kompass score agree {} …", lambda p: p.to_agree),
    ("kompass pack", lambda p: not p.has_pack and not p.citations),
    ('kompass cite PSG --quote "…"', lambda p: not p.citations and p.unscored),
    ('kompass score set {} POÄNG --cite CIT… --rationale "…"', lambda p: p.unscored),
    ('kompass review start --by "…"', lambda p: not p.reviewers),
    ("kompass review next", lambda p: p.verdicts_waiting),
    ("{}", lambda p: (p.missing,) if p.missing else ()),
    ("kompass score lock", lambda p: True),
)


def next_step(progress: Progress) -> str:
    """Return the one command to type next."""
    for command, fits in RULES:
        found = fits(progress)
        if found:
            return command.format(found[0] if isinstance(found, tuple) else "")
    raise AssertionError("the last rule always fits")
