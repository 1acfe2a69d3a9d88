"""Checks of what is kept: database, log, originals, sources, passages, index."""

from __future__ import annotations

from collections.abc import Iterator

from kompass_evidence.domain.act import FIRST, ActKind
from kompass_evidence.domain.document import kept_suffix
from kompass_evidence.errors import Problem
from kompass_evidence.evaluate.audit_grounds import RESTORE, Grounds


def database(grounds: Grounds) -> Iterator[Problem]:
    """Hold the file against SQLite's own checks, and its schema against ours."""
    for line in grounds.workspace.corpus.check(thorough=True):
        yield Problem("kompass.db", line, RESTORE)


def log(grounds: Grounds) -> Iterator[Problem]:
    """Name the rows of the log that are not what they were, the first bad one first."""
    yield from grounds.log_problems


def noted_head(grounds: Grounds) -> Iterator[Problem]:
    """Find the head that was noted; without one there is nothing to find."""
    noted = grounds.noted
    if noted is None or noted == FIRST or noted in (act.hash for act in grounds.acts):
        return
    yield Problem(
        f"head {noted[:12]}…",
        "is not in the log: the log was cut, or changed, after it was noted",
        RESTORE,
    )


def originals(grounds: Grounds) -> Iterator[Problem]:
    """Hold every original against its SHA-256, and every file in sources/ against the sources."""
    expected = {
        (
            str(act.data["digest"]),
            kept_suffix(str(act.data["path"]), str(act.data.get("media_type", ""))),
        )
        for act in grounds.taken_in.values()
    }
    broken: Problem | None = None
    try:
        found = grounds.workspace.corpus.sources(current=False)
        expected |= {(source.digest, source.suffix) for source in found}
    except Exception as error:  # the log says what there was
        broken = Problem("kompass.db", f"the sources cannot be listed ({error})", RESTORE)
    yield from grounds.workspace.originals.check(sorted(expected))
    if broken:
        yield broken


def contents(grounds: Grounds) -> Iterator[Problem]:
    """Hold all that is stored of each source against the digest in the log."""
    corpus = grounds.workspace.corpus
    stored = {state.source for state in corpus.states()}
    for source, act in sorted(grounds.taken_in.items()):
        where = f"{source} ({act.data['path']})"
        if source not in stored:
            yield Problem(where, "was taken in, and is not in the database", RESTORE)
            continue
        try:
            found = corpus.content(source)
        except Exception as error:
            yield Problem(where, f"what is stored of it cannot be read ({error})", RESTORE)
            continue
        if found != act.data["content"]:
            message = "what is stored of it (text, pages or passages) is not what was taken in"
            yield Problem(where, message, RESTORE)
    for source in sorted(stored - grounds.taken_in.keys()):
        yield Problem(
            source,
            "the log does not say that it was taken in",
            "If the workspace is older than the log, ingest its file again: kompass ingest PATH",
        )


def sources(grounds: Grounds) -> Iterator[Problem]:
    """Hold what may change of a source – kind, retired, current – against the log."""
    kinds = {source: str(act.data["kind"]) for source, act in grounds.taken_in.items()}
    retired: dict[str, bool] = {}
    changes = (ActKind.TAKE_AS, ActKind.RETIRE_SOURCE, ActKind.RESTORE_SOURCE, ActKind.INGEST)
    for act in grounds.of_kinds(*changes):
        source = str(act.data["source"])
        if act.kind is ActKind.TAKE_AS:
            kinds[source] = str(act.data["kind"])
        else:
            retired[source] = act.kind is ActKind.RETIRE_SOURCE
    for state in grounds.workspace.corpus.states():
        if state.source not in grounds.taken_in:
            continue  # told by the contents
        if state.kind != kinds[state.source]:
            message = f"is {state.kind}, and {kinds[state.source]} as the log says"
            yield Problem(state.source, message, RESTORE)
        if state.retired != retired.get(state.source, False):
            message = "is retired, which the log does not say" if state.retired else (
                "is in the evaluation, and retired as the log says")  # fmt: skip
            yield Problem(state.source, message, RESTORE)
        if state.current != (state.seen and not state.retired):
            yield Problem(state.source, "is in force, or not, against where it was seen", RESTORE)
        replaced = grounds.taken_in[state.source].data["replaces"]
        if state.replaces != (replaced if replaced in grounds.taken_in else None):
            yield Problem(state.source, "replaces another version than the log says", RESTORE)


def passages(grounds: Grounds) -> Iterator[Problem]:
    """Find every passage in its source's text at its place, to the letter."""
    corpus = grounds.workspace.corpus
    for source in corpus.sources(current=False):
        try:
            text = corpus.document(source.id, pages=False).text
            cut = corpus.passages(source.id)
        except Exception as error:
            yield Problem(source.id, f"its passages cannot be read ({error})", RESTORE)
            continue
        for passage in cut:
            if passage.span.of(text) != passage.text:
                where = f"{passage.id} of {source.id}"
                yield Problem(where, "does not stand at its place in the source", RESTORE)


def index(grounds: Grounds) -> Iterator[Problem]:
    """Hold the vector index, where there is one, against sources and model."""
    if grounds.workspace.index_is_current() is False:
        yield Problem(
            "index/",
            "is of other sources, or another model, than the workspace's",
            "Make it anew with: kompass index rebuild",
        )
