"""Opens one workspace and wires its rooms together: framework, store, encoder and indexes."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kompass_evidence import __version__
from kompass_evidence.domain.document import Passage, Source
from kompass_evidence.domain.framework import Framework
from kompass_evidence.errors import UsageError, WorkspaceError
from kompass_evidence.retrieval.models import stated_model
from kompass_evidence.settings import Settings, resolve
from kompass_evidence.store.corpus import Corpus
from kompass_evidence.store.database import open_database, transaction
from kompass_evidence.store.framework_file import find_framework, frameworks_folder, load_framework
from kompass_evidence.store.interviews import Interviews
from kompass_evidence.store.ledger import Ledger
from kompass_evidence.store.originals import Originals

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kompass_evidence.retrieval.embedding import Encoder
    from kompass_evidence.retrieval.lexical import LexicalIndex
    from kompass_evidence.retrieval.search import Search
    from kompass_evidence.retrieval.vectors import VectorIndex

CONFIG = "kompass.toml"
DATABASE = "kompass.db"
WAIT = 20  # seconds for another person's command to end before it is told that it is in the way

Tell = Callable[[str], None]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Municipality:
    """Who is evaluated; `year` is the evaluation's."""

    name: str
    population: int | None = None
    year: int | None = None


def create(folder: Path, municipality: Municipality, framework: str) -> None:
    """Make an empty workspace. Raises WorkspaceError if one is there already."""
    if not municipality.name.strip():
        raise UsageError(
            "The municipality has no name.", 'Give it with --municipality "Namn kommun".'
        )
    if (folder / CONFIG).exists():
        raise WorkspaceError(
            f"There is already a workspace in {folder}.",
            f"Work in it with: kompass -C {folder} ingest PATH…",
        )
    found = find_framework(framework)  # a wrong name is told before anything is made
    if found.parent != frameworks_folder():
        framework = os.path.abspath(found)  # so that it is found from any folder  # noqa: PTH100
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("sources", "packs"):
            (folder / name).mkdir(exist_ok=True)
        open_database(folder / DATABASE, create=True).close()
        text = _config_text(municipality, framework)
        (folder / CONFIG).write_text(text, encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            f"The workspace cannot be made in {folder} ({error.strerror}).",
            "Choose a folder that you may write in.",
        ) from error


def _config_text(municipality: Municipality, framework: str) -> str:
    lines = ["[municipality]", f"name = {_quoted(municipality.name)}"]
    if municipality.population is not None:
        lines.append(f"population = {municipality.population}")
    if municipality.year is not None:
        lines.append(f"year = {municipality.year}")
    lines += ["", "[evaluation]", f"framework = {_quoted(framework)}", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Return a text as TOML writes it: as JSON does, but that DEL is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def find_folder(start: Path) -> Path:
    """Return the workspace that `start` is or lies in. Raises WorkspaceError if there is none."""
    first = Path(os.path.abspath(start))  # noqa: PTH100 - "a/.." lies in no folder "a"
    for folder in (first, *first.parents):
        if (folder / CONFIG).exists():
            return folder
    raise WorkspaceError(
        f"There is no workspace in {first} or above it.",
        'Make one with: kompass init FOLDER --municipality "Namn kommun"',
    )


class Workspace:
    """One open workspace; heavy parts are loaded at first use."""

    def __init__(self, folder: Path, model: str | None = None, tell: Tell = lambda _: None) -> None:
        """Open the workspace in `folder`. `tell` is given notes for the user, a line each."""
        self.folder = folder
        self._tell = tell
        try:
            config = tomllib.loads((folder / CONFIG).read_text(encoding="utf-8"))
            who = config["municipality"]
            self.municipality = Municipality(
                str(who["name"]), who.get("population"), who.get("year")
            )
            evaluation = config.get("evaluation", {})
            self.framework_name = str(evaluation["framework"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else error
            raise WorkspaceError(
                f"{folder / CONFIG} cannot be read ({reason}).",
                "Mend the file, or restore the workspace from a backup.",
            ) from error
        self.settings: Settings = resolve(evaluation, model=model)
        self._database = open_database(folder / DATABASE)
        self.corpus = Corpus(self._database)
        self.ledger = Ledger(self._database, f"{__version__} {stated_model(self.settings.model)}")
        self.interviews = Interviews(self._database)
        self.originals = Originals(folder / "sources")
        self._vector_index: VectorIndex | None = None

    def together(self) -> AbstractContextManager[None]:
        """Keep all changes made inside, in store and log, or none of them."""
        return transaction(self._database)

    def close(self) -> None:
        """Let go of the database and the vector index."""
        if self._vector_index is not None:
            self._vector_index.close()
            self._vector_index = None
        self._database.close()

    @cached_property
    def framework(self) -> Framework:
        return load_framework(find_framework(self.framework_name, self.folder))

    @cached_property
    def encoder(self) -> Encoder:
        from kompass_evidence.retrieval.embedding import Encoder
        from kompass_evidence.retrieval.models import default_name, find_model

        name = self.settings.model or default_name()
        model = find_model(name, self.settings.data_folder, self._tell)
        return Encoder(model, self.settings.precision)

    @contextmanager
    def writing(self, wait: float = 0) -> Iterator[None]:
        """Hold the workspace for changes; raises WorkspaceError if another does for `wait` s."""
        from filelock import FileLock, Timeout

        path = self.folder / "kompass.lock"
        holder = self.folder / "kompass.lock.holder"
        lock = FileLock(str(path), timeout=wait)
        try:
            lock.acquire()
        except Timeout as error:
            raise WorkspaceError(
                f"The workspace {self.folder} is being changed by {_read_holder(holder)}.",
                "Wait until it is done and try again.",
            ) from error
        try:
            holder.write_text(f"kompass with process number {os.getpid()}", encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def original(self, source: Source) -> bytes:
        """Return the bytes of a source as they were handed in, checked against its digest."""
        return self.originals.read(source.digest, source.suffix)

    # ---- derived indexes

    @property
    def index_folder(self) -> Path:
        return self.folder / "index"

    def embed(self, progress: Progress = lambda done, total, name: None) -> int:
        """Embed every passage that has no vector yet; returns how many texts that were."""
        return self._embedded(self.corpus.passages(), progress)[1]

    def _embedded(
        self, passages: list[Passage], progress: Progress = lambda done, total, name: None
    ) -> tuple[list[NDArray[np.float32]], int]:
        """Return the passages' vectors in order, and how many texts had none until now."""
        return self._kept_vectors([embedded_text(passage) for passage in passages], progress)

    def _kept_vectors(
        self, texts: list[str], progress: Progress = lambda done, total, name: None
    ) -> tuple[list[NDArray[np.float32]], int]:
        """Return the vectors of texts as passages, in order, and how many had none until now;
        each is embedded once and kept by its digest."""
        from kompass_evidence.retrieval.embedding import embed_in_batches, text_digest

        model = self.encoder.model.digest
        digests = [text_digest(text) for text in texts]
        known = self.corpus.vectors(model, digests)
        wanted = dict(zip(digests, texts, strict=True))
        missing = [text for digest, text in wanted.items() if digest not in known]
        if missing:
            progress(0, len(missing), "")
            keep = self.corpus.keep_vectors
            for done in embed_in_batches(self.encoder, missing, lambda new: keep(model, new)):
                progress(done, len(missing), "")
            known = self.corpus.vectors(model, digests)
        return [known[digest] for digest in digests], len(missing)

    def query_vectors(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the vectors of queries `(n, d)`; those asked again and again are kept.

        Meant for a framework's questions, which are the same from run to run.
        """
        import numpy as np

        from kompass_evidence.retrieval.embedding import text_digest

        model, prefix = self.encoder.model.digest, "query\n"
        digests = [text_digest(prefix + text) for text in texts]
        known = self.corpus.vectors(model, digests)
        wanted = zip(digests, texts, strict=True)
        missing = {digest: text for digest, text in wanted if digest not in known}
        if missing:
            found = self.encoder.queries(list(missing.values()))
            new = dict(zip(missing, found, strict=True))
            self.corpus.keep_vectors(model, new)
            known.update(new)
        return np.stack([known[digest] for digest in digests])

    def passage_vectors(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the vectors of texts `(n, d)` as passages; they are kept like those of passages.

        Meant for sentences of passages, and for texts that come again in every workspace.
        """
        import numpy as np

        vectors, _ = self._kept_vectors(texts)
        return np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)

    def mapping_index(self, passages: Sequence[Passage], reference: Sequence[str]) -> LexicalIndex:
        """Return the lexical index over passages and, behind them, the reference corpus."""
        texts = [*(embedded_text(passage) for passage in passages), *reference]
        return self._lexical(texts, "mapping")

    def search(self) -> Search:
        """Return search over all current passages, its indexes made anew where they are not
        up to date."""
        passages = self.corpus.passages()
        if not passages:
            raise UsageError(
                "There is nothing in this workspace yet.", "Ingest something: kompass ingest PATH…"
            )
        return self._search_of(passages)

    def _search_of(self, passages: list[Passage]) -> Search:
        import numpy as np

        from kompass_evidence.retrieval.search import Search

        ids, vectors = [p.id for p in passages], np.stack(self._embedded(passages)[0])
        texts = {p.id: p.text for p in passages}
        index = self._vectors(ids, vectors)
        nearest = index.nearest if index is not None else None
        parts = [(passage.context, passage.text) for passage in passages]
        lexical = self._lexical([embedded_text(p) for p in passages], "lexical", parts)
        return Search(ids, vectors, lexical, texts.__getitem__, nearest)

    def refresh_index(self) -> None:
        """Make the indexes anew where what is current has changed."""
        if passages := self.corpus.passages():
            self._search_of(passages)

    def rebuild_index(self) -> int:
        """Make all derived indexes anew from the database; returns the number of passages."""
        if self._vector_index is not None:
            self._vector_index.close()
            self._vector_index = None
        shutil.rmtree(self.index_folder, ignore_errors=True)
        return len(self.search().ids)

    def stamp(self) -> str:
        """Return what a derived index is made from: model and generation of the corpus."""
        return f"{self.encoder.model.digest}:{self.corpus.generation()}"

    def index_is_current(self, *, thorough: bool = False) -> bool | None:
        """Say whether the vector index is of the passages and the model as they are now; None
        where there is none, or another process has it open. A thorough look opens it."""
        from kompass_evidence.retrieval.vectors import is_index_current

        ids = [passage.id for passage in self.corpus.passages()]
        folder = self.index_folder / "vectors"
        return is_index_current(folder, self.stamp, ids, thorough=thorough)

    def _lexical(
        self, texts: list[str], name: str, parts: Sequence[tuple[str, str]] = ()
    ) -> LexicalIndex:
        from kompass_evidence.retrieval.lexical import VERSION, LexicalIndex

        folder = self.index_folder / name
        stamp = f"{VERSION}:{self.corpus.generation()}:{len(texts)}"
        mark = folder / "stamp"
        try:
            if mark.read_text(encoding="utf-8") == stamp:
                return LexicalIndex.load(folder)
        except (OSError, ValueError, KeyError):
            pass  # missing or damaged: it is derived, so it is made anew
        index = LexicalIndex.build(texts, parts)
        try:
            index.save(folder)
            mark.write_text(stamp, encoding="utf-8")
        except OSError as error:
            self._tell(
                f"The lexical index could not be kept ({error.strerror}); the answers stand."
            )
        return index

    def _vectors(self, ids: list[str], vectors: NDArray[np.float32]) -> VectorIndex | None:
        from kompass_evidence.retrieval.vectors import VectorIndex, VectorIndexBusyError

        if self._vector_index is None:
            try:
                self._vector_index = VectorIndex(self.index_folder / "vectors")
            except (VectorIndexBusyError, OSError):
                return None  # the stored vectors are searched one by one instead: same answers
        try:
            self._vector_index.ready(self.stamp(), ids, vectors)
        except OSError as error:
            self._tell(f"The vector index could not be kept ({error.strerror}); the answers stand.")
            return None
        return self._vector_index


def _read_holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") or "another process"
    except OSError:
        return "another process"  # it has just begun, or just ended


def embedded_text(passage: Passage) -> str:
    """Return the text that both indexes are made of: where a passage stands, and what it says."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


@contextmanager
def open_workspace(
    start: Path, model: str | None = None, tell: Tell = lambda _: None
) -> Iterator[Workspace]:
    """Open the workspace that `start` is or lies in, and close it afterwards."""
    workspace = Workspace(find_folder(start), model, tell)
    try:
        yield workspace
    finally:
        workspace.close()
