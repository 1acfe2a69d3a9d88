"""Keeps in the log what is taken into the corpus, in the transaction that takes it in."""

from __future__ import annotations

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.document import Source, SourceKind
from kompass_evidence.store.corpus import Corpus
from kompass_evidence.store.ledger import Ledger


class Intake:
    """Says in the log what `by` takes in; `at` is now unless given (ISO 8601, UTC)."""

    def __init__(self, ledger: Ledger, by: str, at: str | None = None) -> None:
        """Read what the log knows already. Raises IntegrityError where the log is damaged."""
        self._ledger, self._by, self._at = ledger, by, at
        self._known: set[str] = set()
        for act in ledger.acts(ActKind.INGEST, ActKind.DELETE_SOURCE):
            change = self._known.add if act.kind is ActKind.INGEST else self._known.discard
            change(str(act.data["source"]))

    def taken(self, corpus: Corpus, source: Source, *, adopted: bool = False) -> None:
        """Keep that a source was taken in; `adopted` where it stood there before the log did."""
        data = {
            "source": source.id, "digest": source.digest, "path": source.path,
            "kind": source.kind.value, "version": source.version, "replaces": source.replaces,
            "media_type": source.media_type, "content": corpus.content(source.id),
        }  # fmt: skip
        if adopted:
            data["adopted"] = True
        self._ledger.append(self._by, ActKind.INGEST, data, self._at)
        self._known.add(source.id)

    def seen(self, corpus: Corpus, source: Source) -> None:
        """Keep a source that is in the corpus and not in the log."""
        if source.id not in self._known:
            self.taken(corpus, source, adopted=True)

    def taken_as(self, source: str, kind: SourceKind) -> None:
        """Keep what kind of source the user says that one is."""
        data = {"source": source, "kind": kind.value}
        self._ledger.append(self._by, ActKind.TAKE_AS, data, self._at)
