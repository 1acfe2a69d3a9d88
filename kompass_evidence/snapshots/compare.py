"""How a website differs between two crawls; what one did not capture is never called removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from urllib.parse import urlsplit

from kompass_evidence.snapshots.crawl import Crawl

AROUND = 6  # words shown before and after what changed
LARGE = 4_000_000  # pairs of words that are compared at most; beyond, all is shown as changed


class Change(StrEnum):
    """What became of one address from the earlier crawl to the later one."""

    ADDED = "added"
    REMOVED = "removed"  # the later crawl asked for it and was told that it is gone
    MOVED = "moved"  # the later crawl was led to another address
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNREADABLE = "unreadable"  # captured in both, without text to compare in one of them
    NOT_CAPTURED = "not_captured"


CHANGE_NAMES = {
    Change.ADDED: "ny", Change.REMOVED: "borttagen", Change.MOVED: "flyttad",
    Change.CHANGED: "ändrad", Change.UNCHANGED: "oförändrad",
    Change.UNREADABLE: "gick inte att jämföra", Change.NOT_CAPTURED: "inte hämtad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one address; `words` are its changes, `to` is where it moved."""

    url: str
    change: Change
    title: str = ""
    words: tuple[str, ...] = ()
    to: str | None = None


def compare(earlier: Crawl, later: Crawl) -> list[Difference]:
    """Return what became of every address that either crawl captured, by address."""
    hosts = {urlsplit(key).netloc for key in later.pages}
    found = []
    for key in sorted(earlier.pages.keys() | later.pages.keys()):
        before, after = earlier.pages.get(key), later.pages.get(key)
        if before is None:
            assert after is not None
            found.append(Difference(after.url, Change.ADDED, after.title))
        elif after is None:
            change, to = _gone(key, later, urlsplit(key).netloc in hosts)
            found.append(Difference(before.url, change, before.title, to=to))
        elif before.text is None or after.text is None:
            found.append(Difference(after.url, Change.UNREADABLE, after.title or before.title))
        elif before.text == after.text:
            found.append(Difference(after.url, Change.UNCHANGED, after.title))
        else:
            words = tuple(word_changes(before.text, after.text))
            found.append(Difference(after.url, Change.CHANGED, after.title, words))
    return found


def _gone(key: str, later: Crawl, is_site_there: bool) -> tuple[Change, str | None]:
    if key in later.repeated:
        return Change.UNCHANGED, None
    if key in later.redirects:
        return Change.MOVED, later.redirects[key]
    if key in later.missing and is_site_there:
        return Change.REMOVED, None
    return Change.NOT_CAPTURED, None


def word_changes(before: str, after: str) -> Iterator[str]:
    """Yield each stretch that changed, with the words around it: [-gone-] and {+new+}."""
    old, new = before.splitlines(), after.splitlines()
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _within(" ".join(old[a:b]).split(), " ".join(new[c:d]).split())


def _within(old: list[str], new: list[str]) -> Iterator[str]:
    if len(old) * len(new) > LARGE:
        yield _marked(old, new)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(AROUND):
        parts = []
        for tag, a, b, c, d in group:
            parts.append(" ".join(old[a:b]) if tag == "equal" else _marked(old[a:b], new[c:d]))
        lead = "… " if group[0][1] else ""
        trail = " …" if group[-1][2] < len(old) else ""
        yield f"{lead}{' '.join(parts)}{trail}"


def _marked(old: list[str], new: list[str]) -> str:
    gone = f"[-{' '.join(old)}-]" if old else ""
    came = f"{{+{' '.join(new)}+}}" if new else ""
    return f"{gone} {came}".strip()
