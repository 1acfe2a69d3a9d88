"""How well flags are raised, on the demo's labels."""

from __future__ import annotations

from kompass_evidence.assess import assess
from kompass_evidence.domain.evidence import FlagKind
from kompass_evidence.workspace import Workspace
from tests.eval.demo import is_tuning
from tests.eval.measures import precision_recall
from tests.eval.tables import table
from tests.eval.truth import read_labels

MEASURED = [kind for kind in FlagKind if kind is not FlagKind.MISSING_RUNG]  # has no label


def flag_figures(workspace: Workspace, as_of: str) -> dict[str, float]:
    """Return precision, recall and F1 of each kind of flag, and the precision of the certain
    ones; `no_evidence` for each half by itself, since its limits are tuned on one."""
    _labels, expected, _rows = read_labels()
    assessment = assess(workspace, as_of)
    figures: dict[str, float] = {}
    for kind in MEASURED:
        for half, name in ((None, ""), (True, " tuning"), (False, " judging")):
            if half is not None and kind is not FlagKind.NO_EVIDENCE:
                continue
            chosen = [c for c in expected if half is None or is_tuning(c) is half]
            true = [c for c in chosen if kind.value in expected[c]]
            said = [c for c in chosen if any(f.kind is kind for f in assessment.flags[c])]
            sure = [
                c for c in chosen if any(f.kind is kind and f.certain for f in assessment.flags[c])
            ]
            for measure, value in precision_recall(said, true).items():
                figures[f"{kind.value}{name} {measure}"] = value
            figures[f"{kind.value}{name} certain-P"] = precision_recall(sure, true)["P"]
    print(table("Flags", figures, ("P", "R", "F1", "certain-P")))
    return {name: value for name, value in figures.items() if not name.endswith("certain-P")}
