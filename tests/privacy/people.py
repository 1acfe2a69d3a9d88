"""Made personal numbers, right by date and check digit, and the ways in which they are written."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import strategies as st


def check_digit(nine: str) -> str:
    """Return the tenth digit; written here anew, so that the library is held against it."""
    doubled = (int(d) * (2 - n % 2) for n, d in enumerate(nine))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def made(day: date, serial: int, *, coordination: bool = False) -> str:
    """Return twelve digits."""
    nine = f"{day:%y%m}{day.day + 60 * coordination:02}{serial:03}"
    return f"{day.year // 100}{nine}{check_digit(nine)}"


def drawn(random_: random.Random) -> str:
    """Return a number of somebody born since 1930."""
    day = date(1930, 1, 1) + timedelta(days=random_.randrange(35_000))
    return made(day, random_.randint(1, 999), coordination=random_.random() < 0.2)


numbers = st.builds(
    made, st.dates(date(1930, 1, 1), date(2026, 1, 1)), st.integers(1, 999),
    coordination=st.booleans(),
)  # fmt: skip

FORMS = {
    "ÅÅMMDD-NNNN": lambda n: f"{n[2:8]}-{n[8:]}",
    "ÅÅMMDDNNNN": lambda n: n[2:],
    "ÅÅÅÅMMDD-NNNN": lambda n: f"{n[:8]}-{n[8:]}",
    "ÅÅÅÅMMDDNNNN": lambda n: n,
    "with a plus": lambda n: f"{n[2:8]}+{n[8:]}",
    "with a space": lambda n: f"{n[2:8]} {n[8:]}",
    "with century and space": lambda n: f"{n[:8]} {n[8:]}",
    "with a dash between spaces": lambda n: f"{n[2:8]} – {n[8:]}",
    "over two lines": lambda n: f"{n[2:8]}-\n{n[8:]}",
    "over two lines without hyphen": lambda n: f"{n[:8]}\n  {n[8:]}",
    "in parts": lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
    "spread out": lambda n: " ".join(n[2:8]) + " - " + " ".join(n[8:]),
}
PLACES = {
    "a sentence": "Klagande: Maja Ek, {}, bosatt i Granholm.",
    "a line of its own": "{}",
    "a path": "bilagor/intyg_{}_slutlig.pdf",
    "an address": "https://www.granholm.example/sok?pnr={}&visa=1",
    "a list": "Sökande {}, {} och andra.",
}
