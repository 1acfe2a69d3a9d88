"""Finds sources and their versions, and takes sources out of an evaluation as people decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.document import Source
from kompass_evidence.errors import InputError, RefusedError, UsageError, WorkspaceError
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.workspace import WAIT, Workspace

SHORTEST = 6  # characters of an id that may stand for the whole, "src-" included


def source_named(workspace: Workspace, identifier: str) -> Source:
    """Return the source with this id, or whose id alone begins so; earlier versions too.

    Raises InputError where there is none or several.
    """
    long_enough = len(identifier) >= SHORTEST
    every = workspace.corpus.sources(current=False) if long_enough else []
    found = [source for source in every if source.id.startswith(identifier)]
    if len(found) > 1:
        raise InputError(
            f"{identifier} begins the ids of {len(found)} sources.",
            f"Give more of the one you mean: {', '.join(source.id for source in found)}",
        )
    return found[0] if found else workspace.corpus.source(identifier)


def newest_versions(sources: Iterable[Source]) -> dict[str, Source]:
    """Return the version of each source that holds now, by the id of any of its versions.

    That is the one in force; where none is, the last that came of it.
    """
    newest: dict[str, Source] = {}
    for chain in chains(sources):
        in_force = [source for source in chain if source.current]
        last = max(in_force or chain, key=lambda source: (source.version, source.id))
        newest.update({source.id: last for source in chain})
    return newest


def chains(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Yield the sources that are versions of one another together."""
    every = {source.id: source for source in sources}
    chain_of = {identifier: [source] for identifier, source in every.items()}
    for source in every.values():
        before = chain_of.get(source.replaces or "")
        chain = chain_of[source.id]
        if before is not None and before is not chain:
            chain.extend(before)
            chain_of.update({member.id: chain for member in before})
    yield from {id(chain): chain for chain in chain_of.values()}.values()


def retire_source(workspace: Workspace, identifier: str, note: str, by: str) -> Source:
    """Take a source out of what is searched and assessed; what is cited in it stays.

    Raises UsageError without a reason, RefusedError where it is not in force.
    """
    if not note:
        raise UsageError("A reason is needed.", 'Give it with --note "…".')
    with workspace.writing(wait=WAIT), workspace.together():
        source = source_named(workspace, identifier)
        if not source.current:
            state = "retired already" if source.retired else "replaced by a newer version already"
            raise RefusedError(
                f"{source.id} ({source.title}) is {state}.",
                "See how the sources stand with: kompass sources --all",
            )
        workspace.corpus.retire(source.id)
        workspace.ledger.append(by, ActKind.RETIRE_SOURCE, {"source": source.id, "note": note})
    return source


def restore_source(workspace: Workspace, identifier: str, note: str, by: str) -> Source:
    """Bring a retired source back; returns it as it is then. Raises RefusedError where it is
    not retired."""
    with workspace.writing(wait=WAIT), workspace.together():
        source = source_named(workspace, identifier)
        if not source.retired:
            raise RefusedError(
                f"{source.id} ({source.title}) is not retired.",
                "See how the sources stand with: kompass sources --all",
            )
        workspace.corpus.retire(source.id, retired=False)
        workspace.ledger.append(by, ActKind.RESTORE_SOURCE, {"source": source.id, "note": note})
        return workspace.corpus.source(source.id)


def delete_source(workspace: Workspace, identifier: str, note: str, by: str) -> Source:
    """Remove a source with its text and passages, and then its original.

    Raises RefusedError where something that people said rests on it, WorkspaceError where the
    original cannot be removed.
    """
    with workspace.writing(wait=WAIT):
        with workspace.together():
            source = source_named(workspace, identifier)
            _require_unused(workspace, source)
            workspace.corpus.delete(source.id)
            data = {"source": source.id, "path": source.path, "digest": source.digest, "note": note}
            workspace.ledger.append(by, ActKind.DELETE_SOURCE, data)
        # only now, so that an original is never missing for a source that is still there
        suffix = source.suffix
        try:
            workspace.originals.remove(source.digest, suffix)
        except OSError as error:
            raise WorkspaceError(
                f"{source.id} is deleted, but its original"
                f" {workspace.originals.path(source.digest, suffix)} cannot be removed"
                f" ({error.strerror}).",
                "Remove that file by hand.",
            ) from error
    return source


def _require_unused(workspace: Workspace, source: Source) -> None:
    hint = f'Take it out of the evaluation instead: kompass sources retire {source.id} --note "…"'
    told = f"{source.id} ({source.title}) cannot be deleted:"
    every = workspace.corpus.sources(current=False)
    newer = next((other for other in every if other.replaces == source.id), None)
    if newer is not None:
        raise RefusedError(f"{told} {newer.id} is a newer version of it.", hint)
    chain = {s.id for versions in chains(every) if source in versions for s in versions}
    cited = {citation.source for citation in evaluation_of(workspace).citations.values()}
    if source.id in cited:
        raise RefusedError(f"{told} it is cited.", hint)
    if chain & cited:
        raise RefusedError(f"{told} {min(chain & cited)}, another version of it, is cited.", hint)
    passages = {passage.id for passage in workspace.corpus.passages(source.id)}
    for act in workspace.ledger.acts(ActKind.JUDGE_EVIDENCE, ActKind.EDIT_FACT):
        if _is_about(act, source.id, passages):
            judged = act.kind is ActKind.JUDGE_EVIDENCE
            what = f"its passage {act.data['passage']} was judged" if judged else "it was edited"
            raise RefusedError(f"{told} {what} by {act.by}.", hint)


def _is_about(act: Act, source: str, passages: set[str]) -> bool:
    return act.data.get("source") == source or act.data.get("passage") in passages
