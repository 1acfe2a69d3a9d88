"""Who may come in: the one-time link, the cookie it is exchanged for, and where requests are from.

The site answers on this computer alone, but other users of it, and pages that are open in the
same browser, can reach it too. Neither may read or say anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hmac import compare_digest
from threading import Lock

from kompass_evidence.review_site.told import ToldError

LENGTH = 32  # bytes of chance in each secret
AGAIN = "Avsluta kommandot i terminalen med Ctrl-C, kör kompass review serve igen och öppna den nya länken."  # noqa: E501


class Gate:
    """The secrets of one run of the site on `port`; all are made anew each time it starts."""

    def __init__(self, port: int) -> None:
        self._token: str | None = secrets.token_urlsafe(LENGTH)
        self._lock = Lock()
        self._session = secrets.token_urlsafe(LENGTH)
        self.form_key = secrets.token_urlsafe(LENGTH)  # in every form, and known to no other site
        self.cookie = f"kompass_review_{port}"  # browsers do not keep ports' cookies apart
        self.url = f"http://127.0.0.1:{port}/start?token={self._token}"
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")

    def exchange(self, token: str) -> str:
        """Return the cookie's value for the link's token, once. Raises ToldError ever after."""
        with self._lock:
            if self._token is None or not _same(token, self._token):
                used = self._token is None
                raise ToldError(
                    403, "Länken gäller inte",
                    "Länken är redan använd: den öppnar granskningen en enda gång." if used else
                    "Länken är inte den som skrevs ut när granskningen startade.",
                    "Har du granskningen öppen i den här webbläsaren, gå till dess förstasida. "
                    f"Annars: {AGAIN}",
                )  # fmt: skip
            self._token = None
        return self._session

    def check_host(self, host: str) -> None:
        """Raise ToldError for a name that is not this computer's own: a page elsewhere may have
        pointed its name here, to be let in as if it were this site."""
        if host not in self._hosts:
            raise ToldError(
                403, "Fel adress", "Granskningen svarar bara på den här datorns egen adress.",
                f"Gå till http://{self._hosts[0]}/",
            )  # fmt: skip

    def check_session(self, cookies: Mapping[str, str]) -> None:
        """Raise ToldError unless the browser came in by the link."""
        if not _same(cookies.get(self.cookie, ""), self._session):
            raise ToldError(
                403, "Du är inte inne",
                "Granskningen öppnas med länken som skrevs ut i terminalen, i samma webbläsare.",
                f"Öppna länken om du inte har gjort det. Är den redan använd: {AGAIN}",
            )  # fmt: skip

    def check_form(self, host: str, origin: str | None, key: str) -> None:
        """Raise ToldError unless a form was sent from a page of this site."""
        if origin != f"http://{host}" or not _same(key, self.form_key):
            raise ToldError(
                403, "Formuläret gäller inte",
                "Det skickades inte från en sida i den här granskningen. Inget är sparat.",
                "Gå till granskningens förstasida och gör om det där.",
            )  # fmt: skip


def _same(given: str, known: str) -> bool:
    """Compare in a time that does not tell how much was right."""
    return compare_digest(given.encode("utf-8", "replace"), known.encode())
