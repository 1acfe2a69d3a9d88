"""The vector index: ChromaDB, derived from the vectors that SQLite keeps, never trusted.

Chroma is not safe for two processes, and its graph differs from build to build. So a folder is
opened by one process under a lock, carries the generation it was made from, is made anew on any
mismatch, and proposes candidates only, which search then scores exactly.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from kompass_evidence.retrieval.models import file_digest
from kompass_evidence.whole_file import write_whole

COLLECTION = "passages"
STATE = "state.json"
KEYS = frozenset(("format", "stamp", "ids", "folder", "files"))
FORMAT = 1  # raised when the collection's settings change


class VectorIndexBusyError(Exception):
    """Another process has the index open; the stored vectors give the same answers, slower."""


class VectorIndex:
    """One workspace's Chroma collection, open in this process alone."""

    def __init__(self, folder: Path) -> None:
        """Take the folder for this process. Raises VectorIndexBusyError if another has it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = FileLock(str(folder / "lock"), timeout=0)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise VectorIndexBusyError from error
        self._client: Any = None
        self._collection: Any = None

    def close(self) -> None:
        """Let go of the folder."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None
        self._lock.release()

    def is_current(self, stamp: str, ids: Sequence[str]) -> bool:
        """Say whether the index was made whole from these passages under this stamp."""
        return self._read_state() == _state(stamp, ids)

    def holds(self, ids: Sequence[str]) -> bool:
        """Say whether Chroma itself has these passages and no others."""
        try:
            if not self._is_whole():
                return False
            self._open()
            return set(self._collection.get(include=[])["ids"]) == set(ids)
        except Exception:  # whatever a damaged Chroma raises
            return False

    def ready(self, stamp: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Open the index as it is, or make it anew where it is not of `stamp` and `ids`.

        `stamp` names model and generation; `vectors` are `(n, d)` float32 in the order of `ids`.
        """
        if self.is_current(stamp, ids) and self._is_whole():
            try:
                self._open()
                if self._collection.count() == len(ids):
                    return
            except Exception:  # noqa: S110 - whatever a damaged Chroma raises, it is made anew
                pass
        self.rebuild(stamp, ids, vectors)

    def rebuild(self, stamp: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Make the index anew; the state is written last, so that half an index is not believed."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None
        (self._folder / STATE).unlink(missing_ok=True)
        for old in self._folder.glob("chroma-*"):
            shutil.rmtree(old, ignore_errors=True)
        self._open()
        step = min(2000, self._client.get_max_batch_size())
        for start in range(0, len(ids), step):
            part = slice(start, start + step)
            self._collection.add(ids=list(ids[part]), embeddings=vectors[part])
        if len(ids):
            self.nearest(vectors[0], 1)  # Chroma has then written what it will write
        state = {**_state(stamp, ids), "folder": self._name, "files": self._graph_files(self._name)}
        write_whole(self._folder / STATE, json.dumps(state).encode())

    def nearest(self, vector: NDArray[np.float32], count: int) -> list[str]:
        """Return the ids of about the `count` passages nearest to a vector `(d,)`."""
        count = min(count, self._collection.count())
        if count == 0:
            return []
        found = self._collection.query(query_embeddings=[vector], n_results=count, include=[])
        return list(found["ids"][0])

    def _open(self) -> None:
        os.environ["ANONYMIZED_TELEMETRY"] = "False"
        import chromadb

        kept = self._read_folder()
        # a fresh name for each build: this process may still hold the files of the one before
        self._name = kept or f"chroma-{os.getpid()}-{os.urandom(4).hex()}"
        settings = chromadb.Settings(anonymized_telemetry=False, allow_reset=False)
        self._client = chromadb.PersistentClient(str(self._folder / self._name), settings=settings)
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "ip",
                    "ef_construction": 200,
                    "ef_search": 512,
                    "max_neighbors": 32,
                }
            },
        )

    def _is_whole(self) -> bool:
        """Say whether the graph's files are as they were made: Chroma crashes on damaged ones."""
        state = self._read()
        return state is not None and self._graph_files(str(state["folder"])) == state["files"]

    def _graph_files(self, name: str) -> dict[str, str]:
        """Return the digests of a graph's files; none where Chroma keeps a small one in its log,
        and writes the files anew at every opening."""
        folder = self._folder / name
        if not list(folder.glob("*/index_metadata.pickle")):
            return {}
        return {
            path.relative_to(folder).as_posix(): file_digest(path)
            for path in sorted(folder.glob("*/*"))
            if path.is_file()
        }

    def _read_state(self) -> dict[str, object] | None:
        state = self._read()
        return {key: state[key] for key in ("format", "stamp", "ids")} if state else None

    def _read_folder(self) -> str | None:
        state = self._read()
        name = str(state["folder"]) if state else None
        return name if name and (self._folder / name).is_dir() else None

    def _read(self) -> dict[str, Any] | None:
        try:
            found = json.loads((self._folder / STATE).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(found, dict) and found.keys() >= KEYS
        return found if whole else None


def _state(stamp: str, ids: Sequence[str]) -> dict[str, object]:
    digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
    return {"format": FORMAT, "stamp": stamp, "ids": digest}


def is_index_current(
    folder: Path, stamp: Callable[[], str], ids: Sequence[str], *, thorough: bool = False
) -> bool | None:
    """Say whether the index in a folder is of this stamp, asked for only where there is one, and
    these passages; None where there is none, or another process has it open."""
    if not (folder / STATE).exists():
        return None
    try:
        index = VectorIndex(folder)
    except VectorIndexBusyError:
        return None
    try:
        return index.is_current(stamp(), ids) and (not thorough or index.holds(ids))
    finally:
        index.close()
