"""A reader that hangs, dies, grows or babbles is one file's trouble, told in both languages."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kompass_evidence import reading
from kompass_evidence.domain.document import Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.isolation import apart
from kompass_evidence.isolation.limits import Limits
from kompass_evidence.isolation.message import read_here
from tests.conftest import ROOT
from tests.fakes import nursery as forked
from tests.made import write_pdf

PLAN = "Biblioteksplanen antogs av nämnden och gäller i fyra år."
SMALL = Limits(seconds=5, seconds_a_megabyte=0, memory=1 << 30, answer=1 << 20)
Read = Callable[..., Document]


@pytest.fixture
def read_with(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], object]], Read]]:
    """Return `read`, whose reader of text does what it is told before it reads, in a child.

    The process that forks the children is itself forked from this one, with that reader in it.
    """
    made: list[apart.Nursery] = []
    sound = reading.FORMATS[".txt"].reader

    def misread(deed: Callable[[], object]) -> Read:
        def reader(data: bytes, name: str) -> Document:
            if b"ond" in data:
                deed()
            return sound(data, name)

        broken = reading.FORMATS[".txt"]._replace(reader=reader)
        monkeypatch.setitem(reading.FORMATS, ".txt", broken)
        made.append(apart.Nursery(forked.fork))
        return lambda data, limits=SMALL: made[-1].read(data, "a.txt", limits)

    yield misread
    for found in made:
        found.close()
        os.waitpid(forked.started.pop(), 0)


def reason(read: Read, limits: Limits = SMALL) -> tuple[str, str]:
    """Return why the bad file is not read; the next file is read as ever."""
    with pytest.raises(UnreadableError) as told:
        read(b"en ond fil", limits)
    assert read(PLAN.encode(), limits).text == PLAN
    return told.value.message, told.value.swedish


def die_of(number: int) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


# ---- what is sound


def test_document_is_the_same_as_read_in_this_process(tmp_path: Path) -> None:
    data = write_pdf(tmp_path / "plan.pdf", [PLAN, PLAN]).read_bytes()
    assert apart.read_apart(data, "plan.pdf") == read_here(data, "plan.pdf")


def test_reader_says_why_in_both_languages() -> None:
    with pytest.raises(UnreadableError) as told:
        apart.read_apart(b"", "a.txt")
    assert (told.value.message, told.value.swedish) == ("the file is empty", "filen är tom")


def test_file_is_read_where_processes_cannot_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert apart.read_apart(PLAN.encode(), "a.txt").text == PLAN
    with pytest.raises(UnreadableError, match="the file is empty"):
        apart.read_apart(b"", "a.txt")


def test_nothing_that_is_not_for_reading_is_loaded() -> None:
    program = (
        "import sys; from kompass_evidence.isolation import nursery; nursery.preload();"
        "print(sorted({'torch', 'transformers', 'chromadb', 'spacy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# ---- what goes wrong


def test_reader_that_crashes(read_with: Callable[[Callable[[], object]], Read]) -> None:
    assert reason(read_with(lambda: ctypes.string_at(0))) == (
        "the reader crashed on it; it may be damaged",
        "läsaren kraschade på filen; den kan vara skadad",
    )


def test_reader_that_ends_the_process(read_with: Callable[[Callable[[], object]], Read]) -> None:
    assert reason(read_with(lambda: os._exit(0)))[0].startswith("the reader crashed")


def test_reader_that_hangs(read_with: Callable[[Callable[[], object]], Read]) -> None:
    limits = Limits(seconds=1, seconds_a_megabyte=0)
    assert reason(read_with(lambda: time.sleep(600)), limits) == (
        "reading it took longer than 1 seconds and was broken off",
        "läsningen tog längre tid än 1 sekunder och avbröts",
    )


def test_reader_that_ran_out_of_time_by_its_own_clock(
    read_with: Callable[[Callable[[], object]], Read],
) -> None:
    assert "took longer" in reason(read_with(die_of(signal.SIGXCPU)))[0]


def test_reader_that_takes_all_memory(read_with: Callable[[Callable[[], object]], Read]) -> None:
    assert reason(read_with(lambda: bytearray(1 << 40))) == (
        "reading it takes more memory than there is", "den kräver mer minne än vad som finns"
    )  # fmt: skip


def test_reader_that_the_system_kills(read_with: Callable[[Callable[[], object]], Read]) -> None:
    assert "more memory" in reason(read_with(die_of(signal.SIGKILL)))[0]


def test_reader_that_nests_too_deeply(read_with: Callable[[Callable[[], object]], Read]) -> None:
    def deeper() -> None:
        deeper()

    # at the edge of the stack Python may fail in the midst of something else
    told = ("its parts are nested too deeply", "it cannot be read (SystemError)")
    assert reason(read_with(deeper))[0].startswith(told)


def test_reader_that_gives_too_much(read_with: Callable[[Callable[[], object]], Read]) -> None:
    read = read_with(lambda: None)
    with pytest.raises(UnreadableError, match="more text than is taken"):
        read(b"en lang rad " * 1000, Limits(answer=5000))
    assert read(PLAN.encode()).text == PLAN


def test_reader_that_writes_without_end(
    read_with: Callable[[Callable[[], object]], Read], tmp_path: Path
) -> None:
    def fill() -> None:
        (tmp_path / "big").write_bytes(b"x" * 5_000_000)

    limits = Limits(file_size=1_000_000)
    assert reason(read_with(fill), limits)[0].startswith("it cannot be read (OSError)")
    assert (tmp_path / "big").stat().st_size <= 1_000_000


def test_reader_reaches_no_network(read_with: Callable[[Callable[[], object]], Read]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        told = reason(read_with(lambda: socket.create_connection(address)))[0]
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert told == "it cannot be read (NetworkRefusedError); it may be damaged"


def test_what_a_reader_has_started_ends_with_it(
    read_with: Callable[[Callable[[], object]], Read], tmp_path: Path
) -> None:
    def start() -> None:
        other = subprocess.Popen(["sleep", "600"])
        (tmp_path / "number").write_text(str(other.pid))

    read_with(start)(b"en ond fil")
    assert is_over(int((tmp_path / "number").read_text()))


def test_answer_that_is_no_document_is_a_crash(
    read_with: Callable[[Callable[[], object]], Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.dumps({"text": "x"}).encode()
    monkeypatch.setattr("kompass_evidence.isolation.message.pack", lambda _: told)
    with pytest.raises(UnreadableError, match="the reader crashed"):
        read_with(lambda: None)(PLAN.encode())


def test_nursery_that_is_killed_costs_one_file_at_most() -> None:
    apart.close()
    numbers: list[int] = []
    started = subprocess.Popen

    class Watched(started):  # type: ignore[type-arg, misc, valid-type]
        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)
            numbers.append(self.pid)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Watched)
        apart.read_apart(PLAN.encode(), "a.txt")
    os.killpg(numbers[0], signal.SIGKILL)
    with suppress(UnreadableError):
        apart.read_apart(PLAN.encode(), "a.txt")
    assert apart.read_apart(PLAN.encode(), "a.txt").text == PLAN


# ---- broken off


def test_broken_off_by_the_user_ends_the_reader_at_once(
    read_with: Callable[[Callable[[], object]], Read], tmp_path: Path
) -> None:
    def hang() -> None:
        (tmp_path / "number").write_text(str(os.getpid()))
        time.sleep(600)

    read = read_with(hang)

    def interrupt() -> None:
        while not (tmp_path / "number").exists() or not (tmp_path / "number").read_text():
            time.sleep(0.01)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        read(b"en ond fil", Limits())
    thread.join()
    assert is_over(int((tmp_path / "number").read_text()))


def test_asking_process_that_is_killed_leaves_no_reader_behind(tmp_path: Path) -> None:
    program = f"""
import os, time
from pathlib import Path
from kompass_evidence import reading
from kompass_evidence.isolation import LIMITS, apart
from tests.fakes.nursery import fork
def hang(data, name):
    Path({str(tmp_path / "number")!r}).write_text(str(os.getpid()))
    time.sleep(600)
reading.FORMATS[".txt"] = reading.FORMATS[".txt"]._replace(reader=hang)
apart.Nursery(fork).read(b"x", "a.txt", LIMITS)
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as asking:
        while not (tmp_path / "number").exists() or not (tmp_path / "number").read_text():
            time.sleep(0.01)
        asking.kill()
    assert is_over(int((tmp_path / "number").read_text()))


def is_over(number: int) -> bool:
    """Say whether a process has ended, which may take a moment, or waits only to be counted."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False
