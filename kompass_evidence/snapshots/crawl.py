"""One crawl of a website, out of web archives or a folder: pages, links, what was not there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kompass_evidence import reading
from kompass_evidence.domain.address import page_key
from kompass_evidence.errors import InputError, Problem, UnreadableError
from kompass_evidence.reading.containers import Member, Over, Passed, is_container, members
from kompass_evidence.reading.links import page_links
from kompass_evidence.reading.mirror import mirrored_address
from kompass_evidence.reading.saved_page import Saved, saved_from

PAGES = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Capture:
    """One page or document as it was captured; `text` is None where it has none to read."""

    url: str
    captured: str | None = None
    title: str = ""
    dated: str | None = None  # when it was last changed, as it says itself
    links: tuple[str, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Crawl:
    """What one crawl has of a website, each by the key of its address (see `page_key`).

    `missing` gives the address of what answered 404 or 410, `redirects` where others led,
    and `repeated` holds what was the same as in an earlier crawl, whose bytes are not here.
    """

    name: str
    pages: Mapping[str, Capture]
    missing: Mapping[str, str] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    @property
    def captured(self) -> str:
        """When its last page was captured (ISO 8601, UTC); empty if that is not known."""
        return max((page.captured or "" for page in self.pages.values()), default="")

    def leads_to(self, url: str) -> str:
        """Return the key of the page that an address leads to, redirects followed."""
        key = page_key(url)
        for _ in range(10):
            if key in self.pages or key not in self.redirects:
                break
            key = page_key(self.redirects[key])
        return key


def read_crawl(path: Path) -> Crawl:
    """Return the crawl in a web archive, or in a folder of saved pages or of web archives.

    Raises InputError where there is no such thing, or no page of a website in it.
    """
    gathered = _Gathered()
    if path.is_dir():
        for file in _files(path):
            gathered.add_file(file, file.relative_to(path.absolute().parent).as_posix())
    elif path.is_file() and is_container(path.name):
        gathered.add_archive(path)
    else:
        raise InputError(
            f"{path} is no web archive and no folder.",
            "Give a file that ends in .wacz, .warc, .warc.gz, .arc or .arc.gz, or a folder.",
        )
    crawl = gathered.crawl(path.name or str(path))
    if not crawl.pages:
        said = f" ({crawl.problems[0].message})" if crawl.problems else ""
        raise InputError(
            f"There are no web pages with an address in {path}{said}.",
            "Give a web archive (WACZ, WARC), or a folder of pages that a program saved.",
        )
    return crawl


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder.absolute()):
        folders.sort()
        for name in sorted(names):
            file = Path(parent, name)
            is_read = reading.format_of(name) or is_container(name)
            if is_read and file.is_file() and not file.is_symlink():
                yield file


class _Gathered:
    """What is found of a crawl, file by file."""

    def __init__(self) -> None:
        self._pages: dict[str, Capture] = {}
        self._missing: dict[str, str] = {}
        self._redirects: dict[str, str] = {}
        self._repeated: set[str] = set()
        self._problems: list[Problem] = []

    def crawl(self, name: str) -> Crawl:
        return Crawl(
            name, self._pages, self._missing, self._redirects, frozenset(self._repeated),
            tuple(self._problems),
        )  # fmt: skip

    def add_archive(self, path: Path) -> None:
        try:
            for held in members(path, path.name):
                if isinstance(held, Problem):
                    self._problems.append(held)
                elif isinstance(held, Member):
                    self._keep(capture(held.data, held.name, held.url or "", held.captured))
                elif held.url is not None:
                    self._note(held, held.url)
        except UnreadableError as error:
            self._problems.append(Problem(path.name, error.message))
        except OSError as error:
            self._problems.append(Problem(path.name, f"it cannot be opened ({error.strerror})"))

    def add_file(self, file: Path, shown: str) -> None:
        if is_container(file.name):
            self.add_archive(file)
            return
        try:
            data = file.read_bytes()
        except OSError as error:
            self._problems.append(Problem(shown, f"it cannot be opened ({error.strerror})"))
            return
        saved = saved_from(data) if file.suffix.lower() in PAGES else Saved()
        url = saved.url or mirrored_address(shown) or ""
        self._keep(capture(data, file.name, url, saved.captured))

    def _keep(self, found: Capture) -> None:
        """Keep the later of two captures of a page; one without address is no page of a site."""
        key = page_key(found.url)
        before = self._pages.get(key)
        if found.url and (before is None or (found.captured or "") >= (before.captured or "")):
            self._pages[key] = found

    def _note(self, held: Passed, url: str) -> None:
        if held.why is Over.MISSING:
            self._missing[page_key(url)] = url
        elif held.why is Over.REPEATED:
            self._repeated.add(page_key(url))
        elif held.why is Over.REDIRECT and held.to and page_key(held.to) != page_key(url):
            self._redirects[page_key(url)] = held.to


def capture(data: bytes, name: str, url: str, captured: str | None) -> Capture:
    """Return a page or document as it was captured; without `url`, the one that it states."""
    title, dated, text = name.rsplit(".", 1)[0], None, None
    try:
        document = reading.read(data, name)
    except UnreadableError:
        pass
    except Exception:  # parsers raise what they like on broken files
        text = None
    else:
        title, dated, text = document.title, document.dated, document.text
        url, captured = url or document.url or "", captured or document.captured
    is_page = name.lower().endswith(PAGES)
    links = page_links(data, url) if is_page and url else ()
    return Capture(url, captured, title, dated, links, text)
