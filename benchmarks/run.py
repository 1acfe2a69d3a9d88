"""`make bench`: speed and memory, each beside a peer in the same run.

Machines are noisy, so the two sides of a ratio run by turns and the ratio of each turn is taken;
what is printed is the median. CPU time is of the whole process, all threads.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np

from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluate.audit import audit
from kompass_evidence.reading.passages import cut
from kompass_evidence.reading.pdf import read_pdf
from kompass_evidence.retrieval.embedding import Encoder
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.retrieval.models import default_name, find_model
from kompass_evidence.retrieval.search import Search
from kompass_evidence.retrieval.vectors import VectorIndex
from kompass_evidence.settings import resolve
from kompass_evidence.workspace import Workspace
from tests.evaluate.made import fill

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data" / "real"
TURNS = 5
SAMPLE = 160  # passages that both sides embed
MULTIPLES = (1, 4, 16)


def main() -> None:
    """Run every benchmark on the real documents, or on the demo's where there are none."""
    with tempfile.TemporaryDirectory() as folder:
        files = _files(Path(folder))
        pdfs = [path.read_bytes() for path in files if path.suffix == ".pdf"]
        print(f"{len(files)} files, {len(pdfs)} PDFs, {os.cpu_count()} cores")
        extraction(pdfs)
        encoder = Encoder(find_model(default_name(), resolve({}).data_folder, print))
        texts = _passages(pdfs, encoder)
        embedding(texts, encoder)
        whole_ingest(files, Path(folder))
        search(texts, encoder, Path(folder))
        cold(Path(folder))
        auditing(Path(folder))
        scoring(Path(folder))


def _files(folder: Path) -> list[Path]:
    if REAL.is_dir():
        return sorted(p for p in REAL.rglob("*") if p.suffix in (".pdf", ".md", ".html"))
    build = ROOT / "corpora" / "exempelkommun" / "build.py"
    subprocess.run([sys.executable, str(build), str(folder / "demo")], check=True)
    return sorted(p for p in (folder / "demo").rglob("*") if p.is_file())


def _passages(pdfs: list[bytes], encoder: Encoder) -> list[str]:
    documents = [read_pdf(data, "x.pdf") for data in pdfs]
    cuts = [cut(d, f"src-{n}", encoder.count_tokens) for n, d in enumerate(documents)]
    return sorted({p.text for passages in cuts for p in passages})


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _by_turns(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float, float]:
    """Return median CPU seconds of both, and the median of peer/ours turn by turn."""
    ours(), peer()
    pairs = [(_cpu(ours), _cpu(peer)) for _ in range(TURNS)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(b / a for a, b in pairs),
    )


def extraction(pdfs: list[bytes]) -> None:
    """Text with boxes, headings and tables, against the bare text of every page."""
    import pymupdf

    def bare() -> None:
        for data in pdfs:
            with pymupdf.open(stream=data, filetype="pdf") as pdf:
                for page in pdf:
                    page.get_text()

    def ours() -> None:
        for data in pdfs:
            read_pdf(data, "x.pdf")

    pages = sum(len(pymupdf.open(stream=data, filetype="pdf")) for data in pdfs)
    mine, peer, ratio = _by_turns(ours, bare)
    print(f"extraction: {pages / mine:.0f} pages/s; bare get_text {pages / peer:.0f}; {ratio:.2f}×")


def embedding(texts: list[str], encoder: Encoder) -> None:
    """Our encoder against plain sentence-transformers in float32 at its defaults."""
    from sentence_transformers import SentenceTransformer

    # every n-th text, so that short and long ones are as in the documents
    sample = texts[:: max(1, len(texts) // SAMPLE)][:SAMPLE]
    plain = SentenceTransformer(str(encoder.model.folder), device="cpu")
    prefixed = [encoder.model.passage_prefix + text for text in sample]
    mine, peer, ratio = _by_turns(
        lambda: encoder.passages(sample),
        lambda: plain.encode(prefixed, show_progress_bar=False),
    )
    cosines = (encoder.passages(sample) * plain.encode(prefixed, show_progress_bar=False)).sum(1)
    cores = os.cpu_count() or 1
    print(
        f"embedding ({encoder.precision}): {cores * len(sample) / mine:.0f} passages/s on {cores}"
        f" cores; plain float32 {cores * len(sample) / peer:.0f}; {ratio:.2f}×;"
        f" cosine {cosines.mean():.5f}, lowest {cosines.min():.5f}"
    )


def whole_ingest(files: list[Path], folder: Path) -> None:
    """All files from nothing to search, in a process of its own, for its peak memory."""
    workspace = folder / "ws"
    _kompass("init", str(workspace), "--municipality", "Mätkommun")
    seconds, peak = _kompass("-C", str(workspace), "ingest", *map(str, files))
    print(f"whole ingest: {seconds:.1f} s wall, peak memory {peak / 2**20:.2f} GiB")
    seconds, _ = _kompass("-C", str(workspace), "ingest", *map(str, files))
    print(f"ingest of the same files again: {seconds:.1f} s wall")


def _kompass(*arguments: str) -> tuple[float, float]:
    """Run one command; return wall seconds and peak memory in kB of its process."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "kompass_evidence", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss


def search(texts: list[str], encoder: Encoder, folder: Path) -> None:
    """Warm search over 1×, 4× and 16× the passages, and over 20,000."""
    queries = [text[:80] for text in texts[:: max(1, len(texts) // 40)]]
    asked = encoder.queries(queries)
    vectors = encoder.passages(texts)
    random = np.random.default_rng(1)
    for count in (*(len(texts) * m for m in MULTIPLES), 20_000):
        more = [f"{texts[n % len(texts)]} {n // len(texts)}" for n in range(count)]
        near = vectors[np.arange(count) % len(texts)]
        near = near + random.normal(0, 0.02, near.shape).astype(np.float32)
        near /= np.linalg.norm(near, axis=1, keepdims=True)
        ids = [f"psg-{n:08d}" for n in range(count)]
        index = VectorIndex(folder / f"index-{count}")
        index.ready("bench", ids, near)
        lexical = LexicalIndex.build(more)
        ready = Search(
            ids, near, lexical, dict(zip(ids, more, strict=True)).__getitem__, index.nearest
        )
        times = []
        for text, vector in zip(queries, asked, strict=True):
            start = time.perf_counter()
            encoder.queries([text])
            ready.find(text, vector, 10)
            times.append(1000 * (time.perf_counter() - start))
        index.close()
        print(
            f"warm search, {count} passages: median {statistics.median(times):.0f} ms,"
            f" slowest {max(times):.0f} ms, query encoding included"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak memory of this benchmark: {peak:.2f} GiB")


def cold(folder: Path) -> None:
    """One search and one help text, each in a process of its own."""
    times = [
        _kompass("-C", str(folder / "ws"), "search", "uppföljning av mål")[0] for _ in range(3)
    ]
    print(f"cold search: {statistics.median(times):.1f} s wall")
    times = [_kompass("--help")[0] for _ in range(TURNS)]
    print(f"kompass --help: {statistics.median(times):.2f} s wall")


def auditing(folder: Path) -> None:
    """The audit of 10,000 citations and 1,000 scores, against the bare digests of the same files
    and SQLite's own check of the same database."""
    workspace = Workspace(folder / "ws")
    fill(workspace, 10_000, 1_000)
    workspace.close()

    def bare() -> None:
        for path in (folder / "ws" / "sources").iterdir():
            hashlib.sha256(path.read_bytes()).hexdigest()
        with closing(sqlite3.connect(folder / "ws" / "kompass.db")) as connection:
            connection.execute("PRAGMA integrity_check").fetchall()

    def ours() -> None:
        found = audit(folder / "ws")
        if not found.ok:
            raise SystemExit(f"the audit fails: {found.as_plain()}")

    mine, peer, ratio = _by_turns(ours, bare)
    print(
        f"audit, 10,000 citations and 1,000 scores: {mine:.1f} s; bare SHA-256 and integrity_check"
        f" {peer:.2f} s; {ratio:.2f}×"
    )


def scoring(folder: Path) -> None:
    """Score commands over that log, each in a process of its own, against one that does nothing."""
    workspace = Workspace(folder / "ws")
    cited = next(iter(evaluation_of(workspace).citations))
    workspace.close()
    commands = {
        "score set": ("set", "1.1", "5", "--cite", cited, "--rationale", "Uppföljt", "--by", "Eva"),
        "score table": ("table",),
    }
    nothing = statistics.median(_kompass("--version")[0] for _ in range(TURNS))
    for name, arguments in commands.items():
        times = [_kompass("-C", str(folder / "ws"), "score", *arguments)[0] for _ in range(TURNS)]
        took = statistics.median(times)
        print(
            f"{name}: {took:.2f} s wall; kompass --version {nothing:.2f} s; {took / nothing:.1f}×"
        )


if __name__ == "__main__":
    main()
