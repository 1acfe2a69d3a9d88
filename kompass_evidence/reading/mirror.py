"""The address of a page in a folder that wget, HTTrack or a browser made of a website."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

# a folder "planer.gamla" is no website: what ends like one, or begins like one
HOST = re.compile(
    r"(?:www\.(?:[a-z0-9-]+\.)+[a-z]{2,18}|(?:[a-z0-9-]+\.)+(?:se|nu|com|org|net|eu|info|fi|no|dk))"
)
INDEX = re.compile(r"index\.html?$", re.IGNORECASE)


def mirrored_address(path: str) -> str | None:
    """Return the address of the page at `path` in a mirrored website, if it lies in one.

    The innermost folder that is named like a host is the website; that it was taken by https is
    a guess, which its address in a browser mends.
    """
    parts = PurePosixPath(path).parts
    hosts = [n for n, part in enumerate(parts[:-1]) if HOST.fullmatch(part.lower())]
    if not hosts:
        return None
    place = "/".join(parts[hosts[-1] + 1 :])
    return f"https://{parts[hosts[-1]].lower()}/{quote(INDEX.sub('', place), safe='/%=&+,;:@!~')}"
