"""`make eval`: the quality figures, each beside simpler ways in the same run, against floors.

Weights, thresholds and heads are tuned on the tuning halves; the judging halves are only measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from kompass_evidence.workspace import Workspace
from tests.eval import floors
from tests.eval.demo import AS_OF, demo_workspace
from tests.eval.documents import front_figures, real_figures, stated_figures
from tests.eval.flagging import flag_figures
from tests.eval.leksand import EXCERPT, area_figures
from tests.eval.ranking import evidence_figures
from tests.eval.reading import reading_figures, sentence_figures
from tests.eval.searching import demo_search_figures, question_figures
from tests.eval.sets import swefaq, swequad

SHARED = floors.ROOT.parent / "shared"
SETS = SHARED / "data" / "eval"


def main() -> int:
    """Print all figures; 0 if every floor holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pin", action="store_true", help="raise the floors to today's figures")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = demo_workspace(Path(folder))
        groups = {"demo": (floors.demo_fingerprint(), demo_figures(workspace))}
        groups["sentences"] = (floors.written_fingerprint(), sentence_figures(workspace))
        groups["fronts"] = (floors.fronts_fingerprint(), front_figures())
        groups |= _shared_groups(workspace)
        workspace.close()
    trouble = [
        line
        for name, (data, figures) in groups.items()
        for line in (floors.pin if chosen.pin else floors.check)(name, data, figures)
    ]
    print("\n".join(trouble) or "Every floor holds.")
    return 1 if trouble and not chosen.pin else 0


def demo_figures(workspace: Workspace) -> dict[str, float]:
    """Measure evidence, readings, flags, facts and search on the demo."""
    figures, lost = evidence_figures(workspace)
    figures |= flag_figures(workspace, AS_OF)
    figures |= reading_figures(workspace, AS_OF)
    figures |= stated_figures(workspace, AS_OF)
    figures |= demo_search_figures(workspace)
    figures["quotes found"] = 1.0 if not lost else 0.0
    for document, quote in lost:
        print(f"not found in the built files: {document}: {quote}")
    return figures


def _shared_groups(workspace: Workspace) -> dict[str, tuple[str, dict[str, float]]]:
    """Measure on what lies beside the project, where it does."""
    if not SETS.is_dir():
        print("The real documents and question sets are not beside the project; not measured.")
        return {}
    questions = (SETS / "swequad/training.json", SETS / "swefaq/swefaq_dev.jsonl")
    excerpt = SHARED / EXCERPT
    return {
        "questions": (
            floors.fingerprint(questions),
            question_figures(workspace, (swequad(SETS), swefaq(SETS))),
        ),
        "areas": (floors.fingerprint([excerpt]), area_figures(workspace, excerpt)),
        "real documents": (
            floors.fingerprint([floors.ROOT / "tests/eval/real_facts.yaml"]),
            real_figures(SHARED / "data" / "real"),
        ),
    }


if __name__ == "__main__":
    sys.exit(main())
