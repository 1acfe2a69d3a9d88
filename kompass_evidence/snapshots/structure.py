"""How a website hangs together: how many clicks away each page is, and which links are dead."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kompass_evidence.domain.address import page_key
from kompass_evidence.errors import InputError
from kompass_evidence.snapshots.crawl import Crawl


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page: `clicks` from the start page, None where no links lead there, and the number of
    pages that link to it; an orphan has none."""

    url: str
    title: str
    clicks: int | None
    dated: str | None
    linked_from: int
    is_start: bool = False

    @property
    def is_orphan(self) -> bool:
        """Whether no captured page links to it; nobody needs to link to the start page."""
        return not self.linked_from and not self.is_start


@dataclass(frozen=True, slots=True)
class DeadLink:
    """An address that answered 404 or 410 when it was saved, and the pages that link there."""

    url: str
    linked_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A website's structure; `elsewhere` counts links within the site to what was not captured."""

    start: str
    pages: tuple[PageRow, ...]
    dead: tuple[DeadLink, ...]
    elsewhere: int


def structure(crawl: Crawl, start: str | None = None) -> Structure:
    """Return the structure of a crawled site, the pages nearest to the start first.

    `start` is the address of its start page; without it, the one nearest to the root of the host
    with most pages. Raises InputError where that page was not captured.
    """
    first = _start(crawl, start)
    links = {
        key: tuple(dict.fromkeys(crawl.leads_to(link) for link in page.links))
        for key, page in crawl.pages.items()
    }
    clicks = _clicks(first, links)
    inward = Counter(to for key, targets in links.items() for to in targets if to != key)
    rows = [
        PageRow(page.url, page.title, clicks.get(key), page.dated, inward[key], key == first)
        for key, page in crawl.pages.items()
    ]
    rows.sort(key=lambda row: (row.clicks is None, row.clicks or 0, row.url))
    hosts = {urlsplit(key).netloc for key in crawl.pages}
    known = crawl.pages.keys() | crawl.missing.keys() | crawl.repeated
    elsewhere = sum(urlsplit(to).netloc in hosts and to not in known for to in inward)
    return Structure(crawl.pages[first].url, tuple(rows), _dead(crawl, links), elsewhere)


def _start(crawl: Crawl, wanted: str | None) -> str:
    if wanted is not None:
        key = crawl.leads_to(wanted)
        if key not in crawl.pages:
            raise InputError(
                f"The start page {wanted} was not captured in {crawl.name}.",
                "Give the address of a page that is in it, with --start.",
            )
        return key
    hosts = Counter(urlsplit(key).netloc for key in crawl.pages)
    most = max(hosts.values())
    root = crawl.leads_to(f"https://{min(host for host in hosts if hosts[host] == most)}/")
    if root in crawl.pages:
        return root
    return min(crawl.pages, key=lambda key: (-hosts[urlsplit(key).netloc], _depth(key), key))


def _depth(key: str) -> tuple[int, int]:
    path = urlsplit(key).path.strip("/")
    return path.count("/") + bool(path), len(path)


def _clicks(start: str, links: Mapping[str, Iterable[str]]) -> dict[str, int]:
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        key = waiting.popleft()
        for to in links.get(key, ()):
            if to in links and to not in found:
                found[to] = found[key] + 1
                waiting.append(to)
    return found


def _dead(crawl: Crawl, links: Mapping[str, Iterable[str]]) -> tuple[DeadLink, ...]:
    sources: dict[str, list[str]] = {}
    for key, targets in links.items():
        for to in targets:
            if to in crawl.missing:
                sources.setdefault(to, []).append(crawl.pages[key].url)
    return tuple(
        DeadLink(crawl.missing[page_key(to)], tuple(sorted(pages)))
        for to, pages in sorted(sources.items())
    )
