"""What a reviewer is told when something cannot be done, in Swedish, with its HTTP status."""

from __future__ import annotations

from dataclasses import dataclass

from kompass_evidence.errors import (
    InputError,
    IntegrityError,
    KompassError,
    RefusedError,
    UsageError,
    WorkspaceError,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One page: a heading, what happened and what to do; `words` are the tool's own, in English."""

    status: int
    heading: str
    message: str
    hint: str
    words: tuple[str, str] | None = None


class ToldError(Exception):
    """Trouble that the site itself tells of."""

    def __init__(self, status: int, heading: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.told = Told(status, heading, message, hint)


_BACK = "Se i översikten hur det står nu."
_KINDS: tuple[tuple[type[KompassError], int, str, str, str], ...] = (
    (RefusedError, 409, "Det går inte nu",
     "En regel för granskningen hindrar det. Inget är sparat.", _BACK),
    (InputError, 404, "Det finns inte", "Det som söktes finns inte i arbetsytan.", _BACK),
    (UsageError, 400, "Det går inte att förstå",
     "Det som skickades går inte att läsa. Inget är sparat.", "Gå tillbaka och skriv det igen."),
    (WorkspaceError, 503, "Arbetsytan går inte att nå",
     "Någon annan ändrar i arbetsytan just nu, eller så går den inte att läsa. Inget är sparat.",
     "Vänta en stund och försök igen."),
    (IntegrityError, 500, "Något är inte som det sparades",
     "Arbetsytan är skadad eller ändrad utanför verktyget.",
     "Kör kompass doctor, och återställ från en säkerhetskopia."),
)  # fmt: skip


def told(error: KompassError) -> Told:
    """Return how an error of the tool is told: framed in Swedish, with its own words."""
    for kind, status, heading, message, hint in _KINDS:
        if isinstance(error, kind):
            return Told(status, heading, message, hint, (error.message, error.hint))
    return Told(500, "Något gick fel", "Det gick inte att göra.", _BACK,
                (error.message, error.hint))  # fmt: skip


_HTTP = {
    400: ("Det går inte att förstå", "Det som skickades går inte att läsa."),
    404: ("Sidan finns inte", "Adressen leder inte till någon sida i granskningen."),
    405: ("Det går inte", "Adressen tar inte emot det."),
    413: ("För mycket text", "Det som skickades är för långt. Inget är sparat."),
}


def told_status(status: int) -> Told:
    """Return how a plain HTTP status is told."""
    heading, message = _HTTP.get(status, ("Något gick fel", "Det gick inte att göra."))
    return Told(status, heading, message, "Se i översikten vad som är sparat.")
