"""Web addresses: by which one page is known again, and which lead to words in it."""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

INDEX = re.compile(r"/index\.html?$", re.IGNORECASE)
WORDS = 6  # at the beginning and at the end of a long quote, by which a browser finds it
LONG = 14  # words from which on a quote is given by its beginning and its end


def page_key(url: str) -> str:
    """Return the address by which captures of one page are known to be of it.

    Host in small letters, without fragment, the scheme's own port or "index.html", and as https:
    sites have moved from http to it.
    """
    url = urldefrag(url.strip()).url
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not host:
        return url
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    path = INDEX.sub("/", parts.path or "/")
    return urlunsplit(("https", place, path, parts.query, ""))


def with_text_fragment(url: str, quoted: str) -> str:
    """Return the address that scrolls a browser to these words (URL Fragment Text Directives).

    Long words are given by their beginning and their end. "-", "&" and "," have a meaning of
    their own in such an address, and are escaped as everything else.
    """
    lines = [line.split() for line in quoted.splitlines() if line.split()]
    words = [word for line in lines for word in line]
    if not words:
        return url
    if len(words) <= LONG and len(lines) == 1:
        said = _escaped(words)
    else:  # a browser finds a beginning or an end within one block only
        said = f"{_escaped(lines[0][:WORDS])},{_escaped(lines[-1][-WORDS:])}"
    page, _, fragment = url.partition("#")
    fragment = re.sub(r":~:.*", "", fragment)
    return f"{page}#{fragment}:~:text={said}"


def _escaped(words: list[str]) -> str:
    return quote(" ".join(words), safe="").replace("-", "%2D")
