"""The rooms open only downwards, and every outside package has one owner.

The table is the plan: a room may import the rooms it names and itself. Change both together.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "kompass_evidence"

DOORS: dict[str, set[str]] = {
    "errors": set(),
    "domain": {"errors"},
    "settings": {"errors"},
    "shipped": set(),
    "whole_file": set(),
    "language": {"domain", "errors"},
    "store": {"domain", "errors", "shipped", "whole_file"},
    "privacy": {"domain", "errors"},
    "evaluation": {"domain", "errors"},
    "reporting": {"domain", "errors"},
    "assessment": {"domain", "errors", "language"},
    "reading": {"domain", "errors", "language"},
    "retrieval": {"domain", "errors", "language", "shipped", "whole_file"},
    "isolation": {"domain", "errors", "reading"},
    "unpacking": {"domain", "errors", "reading"},
    "ingest": {"domain", "errors", "isolation", "reading", "store", "unpacking"},
    "snapshots": {"domain", "errors", "reading", "language"},
    "workspace": {"domain", "errors", "settings", "store", "retrieval", "whole_file"},
    "assess": {
        "domain", "errors", "language", "shipped", "store", "assessment", "retrieval", "workspace",
        "whole_file",
    },
    "protect": {"domain", "errors", "privacy", "reading", "workspace", "whole_file"},
    "make_pack": {
        "domain", "errors", "assess", "privacy", "protect", "reading", "reporting", "workspace",
        "whole_file",
    },
    "evaluate": {
        "domain", "errors", "assess", "evaluation", "privacy", "protect", "reading", "store",
        "workspace", "whole_file",
    },
    "exchange": {
        "domain", "errors", "evaluate", "make_pack", "protect", "store", "workspace",
        "whole_file",
    },
    "review_site": {"domain", "errors", "evaluate", "evaluation", "reading", "reporting",
                    "workspace"},
    "cli": {
        "domain", "errors", "settings", "ingest", "workspace", "assess", "make_pack", "reading",
        "reporting", "assessment", "retrieval", "store", "evaluation", "evaluate", "exchange",
        "review_site", "snapshots", "privacy", "protect", "whole_file",
    },
}  # fmt: skip

OWNERS: dict[str, set[str]] = {
    "pymupdf": {"reading/pdf.py", "reading/pictures.py"},
    "trafilatura": {"reading/html.py"},
    "warcio": {"reading/web_archive.py"},
    "oxmsg": {"reading/mail.py"},
    "docx": {"reading/docx.py", "reporting/docx.py"},
    "pptx": {"reading/pptx.py"},
    "openpyxl": {"reading/xlsx.py"},
    "py3langid": {"reading/language_of.py"},
    "spacy": {"language.py"},
    "spacy_lookups_data": {"language.py"},
    "snowballstemmer": {"language.py"},
    "sentence_transformers": {"retrieval/embedding.py"},
    "torch": {"retrieval/embedding.py", "retrieval/packed.py"},
    "transformers": {"retrieval/embedding.py", "retrieval/packed.py"},
    "tokenizers": {"retrieval/embedding.py", "retrieval/model_build.py"},
    "safetensors": {"retrieval/model_build.py", "retrieval/heads.py"},
    "chromadb": {"retrieval/vectors.py"},
    "bm25s": {"retrieval/lexical.py"},
    "sqlite3": {
        "store/database.py",
        "store/corpus.py",
        "store/ledger.py",
        "store/interviews.py",
        "store/content.py",
        "store/containers.py",
    },
    "yaml": {"store/framework_file.py"},
    "jinja2": {"reporting/one_file.py", "review_site/looks.py"},
    "rapidfuzz": {"evaluation/quotes.py"},
    "krippendorff": {"evaluation/agreement.py"},
    "bagit": {"exchange/bag.py"},
    "personnummer": {"privacy/identity_numbers.py"},
    "flask": {"review_site/site.py", "review_site/looks.py"},
    "werkzeug": {"review_site/site.py", "review_site/serving.py"},
}

HEAVY = {
    "torch", "transformers", "sentence_transformers", "chromadb", "spacy", "pymupdf",
    "pptx", "openpyxl", "py3langid", "trafilatura", "docx", "bm25s",
    "tokenizers", "jinja2", "rich", "yaml", "numpy", "flask",
    "krippendorff", "bagit", "rapidfuzz", "warcio", "oxmsg",
}  # fmt: skip
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "manager", "base", "types"}


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_through_its_doors(path: Path) -> None:
    room = _room(path)
    if room in ("__init__", "__main__"):
        return
    allowed = DOORS[room] | {room}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name, node in _imports(tree):
        if name.startswith("kompass_evidence."):
            assert name.split(".")[1] in allowed, f"{path}:{node.lineno} opens {name}"


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_outside_packages_are_used_by_their_owners_alone(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for name, node in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        owners = OWNERS.get(name.split(".")[0])
        assert owners is None or place in owners, f"{path}:{node.lineno} uses {name}"


def test_click_is_used_by_the_command_line_alone() -> None:
    for path in _modules():
        if _room(path) != "cli":
            names = {name for name, _ in _imports(ast.parse(path.read_text(encoding="utf-8")))}
            assert "click" not in names, path


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    import sys

    for path in (PACKAGE / "domain").glob("*.py"):
        for name, node in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or top == "kompass_evidence", (path, node.lineno)


def test_the_command_line_loads_heavy_packages_late() -> None:
    for path in (PACKAGE / "cli").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = ast.Module([n for n in tree.body if not isinstance(n, ast.If)], [])
        shallow = [n for n in top.body if isinstance(n, ast.Import | ast.ImportFrom)]
        names = {name.split(".")[0] for node in shallow for name, _ in _imports(node)}
        assert not names & HEAVY, path


def test_modules_are_small_and_named_for_what_they_do() -> None:
    for path in _modules():
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 370, f"{path} has {lines} lines"
        assert path.stem not in FORBIDDEN_NAMES, path
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
