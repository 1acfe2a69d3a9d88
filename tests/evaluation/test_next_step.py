"""The one command that is named next fits how far things have come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kompass_evidence.evaluation.next_step import Progress, next_step

DONE = Progress(sources=3, has_pack=True, citations=5, reviewers=1)


@pytest.mark.parametrize(
    ("progress", "command"),
    [
        (Progress(), "kompass ingest PATH…"),
        (Progress(sources=3), "kompass pack"),
        (replace(DONE, citations=0, unscored=("1.1",)), 'kompass cite PSG --quote "…"'),
        (
            replace(DONE, unscored=("1.2", "1.3")),
            'kompass score set 1.2 POÄNG --cite CIT… --rationale "…"',
        ),
        (replace(DONE, to_agree=("1.2",), unscored=("1.3",)), "kompass score agree 1.2 …"),
        (replace(DONE, reviewers=0), 'kompass review start --by "…"'),
        (replace(DONE, verdicts_waiting=2), "kompass review next"),
        (
            replace(DONE, sent_back=("2.1",), verdicts_waiting=2),
            'kompass review answer 2.1 --note "…"',
        ),
        (replace(DONE, answered=("2.1",)), "kompass review close 2.1"),
        (replace(DONE, missing="kompass score set 1.1 …"), "kompass score set 1.1 …"),
        (DONE, "kompass score lock"),
        (replace(DONE, is_locked=True), "kompass export --out FIL.zip"),
    ],
)
def test_next_step_is_the_first_that_is_lacking(progress: Progress, command: str) -> None:
    assert next_step(progress) == command
