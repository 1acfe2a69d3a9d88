"""Keeps drawn pages in memory, since a reviewer goes back and forth between few of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock

MOST = 64 * 2**20  # bytes


class PageStore:
    """Pages as PNG by citation; the least lately used go first when they take over `most` bytes."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, Mapping[int, bytes]] = OrderedDict()
        self._lock = Lock()  # held while drawing too: the PDF library bears no two threads

    def pages(self, citation: str, draw: Callable[[], Mapping[int, bytes]]) -> Mapping[int, bytes]:
        """Return a citation's pages by index, drawn where they are not kept."""
        with self._lock:
            if citation not in self._kept:
                self._kept[citation] = draw()
            self._kept.move_to_end(citation)
            while len(self._kept) > 1 and self.size() > self._most:
                self._kept.popitem(last=False)
            return self._kept[citation]

    def size(self) -> int:
        """Return how many bytes are kept."""
        return sum(len(png) for pages in self._kept.values() for png in pages.values())
