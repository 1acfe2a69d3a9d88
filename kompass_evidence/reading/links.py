"""The links of a web page, as addresses."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.encodings import decode

MOST = 20_000  # links of one page


def page_links(data: bytes, address: str) -> tuple[str, ...]:
    """Return where a page's links lead on the web, each once, in their order, without fragments.

    `address` is the page's own, which links may be relative to.
    """
    try:
        text, _guessed = decode(data)
    except UnreadableError:
        return ()
    found = _Links()
    found.feed(text)
    found.close()
    base = _joined(address, found.base) or address
    whole = (_joined(base, link) for link in found.links)
    return tuple(dict.fromkeys(link for link in whole if link))


def _joined(base: str, link: str) -> str | None:
    try:
        address = urldefrag(urljoin(base, link.strip())).url
    except ValueError:  # "http://[" and the like
        return None
    return address if address.startswith(("http://", "https://")) else None


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if not target:
            return
        if tag == "base" and not self.base:
            self.base = target
        elif tag in ("a", "area") and len(self.links) < MOST:
            self.links.append(target)
