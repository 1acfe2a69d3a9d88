"""Small trained parts, as plain numbers: what turns features into a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# an array of numbers; which package's is the caller's matter
Array = Any


@dataclass(frozen=True, slots=True)
class Heads:
    """The trained heads by name, with the digest of their file.

    `encoder` is the digest of the sentence encoder that the heads over vectors were trained with;
    with another encoder those over words alone are used.
    """

    digest: str
    encoder: str
    features: str  # digest of the names of the features that they weigh
    arrays: Mapping[str, Array]

    def part(self, head: str) -> dict[str, Array]:
        """Return the arrays of one head by their short names."""
        start = head + "."
        return {k.removeprefix(start): v for k, v in self.arrays.items() if k.startswith(start)}
