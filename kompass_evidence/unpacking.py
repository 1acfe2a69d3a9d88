"""What a file holds that is taken in: itself, or the members of a container, one by one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kompass_evidence import reading
from kompass_evidence.domain.address import page_key
from kompass_evidence.domain.document import Container
from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading.containers import (
    Guard,
    Member,
    Over,
    Passed,
    container_name,
    is_container,
    members,
)

DEEPEST = 1  # a container in a container is opened, one in that is not
# what is passed over, in English and Swedish, one and several
OVER = {
    Over.REDIRECT: ("redirect", "redirects", "omdirigering", "omdirigeringar"),
    Over.MISSING: ("page not found (404)", "pages not found (404)",
                   "sida som saknas (404)", "sidor som saknas (404)"),
    Over.FAILED: ("failed response", "failed responses", "misslyckat svar", "misslyckade svar"),
    Over.REPEATED: ("repeated capture", "repeated captures",
                    "upprepad hämtning", "upprepade hämtningar"),
    Over.LOOKS: ("image, script or style", "images, scripts and styles",
                 "bild, skript eller stilmall", "bilder, skript och stilmallar"),
    Over.DATA: ("response with data", "responses with data", "svar med data", "svar med data"),
}  # fmt: skip
_TOO_DEEP = UnreadableError(
    "it is an archive in an archive in an archive; unpack it first",
    "det är ett arkiv i ett arkiv i ett arkiv; packa upp det först",
)
_NOTHING = UnreadableError("there is nothing in it to read", "det finns inget att läsa i det")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file to take in, or one that is known not to be readable: `error` says why.

    `place` is where it is seen, so that what stands there later is its next version: a path, or
    the address of a web page. `inside` is where it lies, in which container.
    """

    place: str
    inside: str
    shown: str
    name: str
    load: Callable[[], bytes]
    url: str | None = None
    captured: str | None = None
    error: UnreadableError | None = None


class Unpacking:
    """One file on its way in: iterated, it gives its pieces; then `container` says what came."""

    def __init__(self, path: Path, place: str, shown: str, load: Callable[[], bytes]) -> None:
        self._path, self._place, self._shown, self._load = path, place, shown, load
        self.is_container = is_container(shown)
        self._over: Counter[Over] = Counter()
        self._seen = self._unread = self._walls = 0
        self._told = False  # something of the container as a whole
        self._guard = Guard()

    def __iter__(self) -> Iterator[Piece]:
        place, shown, name = self._place, self._shown, self._shown.rpartition("/")[2]
        if not self.is_container or reading.format_of(name):
            yield Piece(place, place, shown, name, self._load)
        if self.is_container:
            yield from self._pieces(self._path, name, place, shown, 0)
            if not (self._seen or self._over or self._told or reading.format_of(name)):
                yield self._failed("", _NOTHING)

    def failed(self, error: UnreadableError, piece: Piece) -> None:
        """Count a piece that could not be read; a page without main text is counted apart."""
        if piece.inside != self._place:
            self._unread += 1
            self._walls += bool(piece.url) and error.message == reading.NO_MAIN_TEXT

    def container(self) -> Container | None:
        """Return what came of the container; None for a file that is none, or holds nothing."""
        if not self._seen and not self._over:
            return None
        try:
            with self._path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            return None
        return Container(self._shown, digest, self._remark(0), self._remark(1))

    def _remark(self, language: int) -> str:
        taken = self._seen - self._unread
        over = [
            f"{n} {OVER[why][2 * language + (n != 1)]}" for why, n in sorted(self._over.items())
        ]
        if language == 0:
            walls = f" (of which {self._walls} without main text)" if self._walls else ""
            said = f"{taken} taken in, {self._unread} not read{walls}"
            rest = f"; passed over: {', '.join(over)}" if over else ""
        else:
            walls = f" (varav {self._walls} utan huvudtext)" if self._walls else ""
            said = f"{taken} inlästa, {self._unread} gick inte att läsa{walls}"
            rest = f"; förbigånget: {', '.join(over)}" if over else ""
        return f"{container_name(self._shown)[language]}: {said}{rest}"

    def _pieces(
        self, source: Path | bytes, name: str, place: str, shown: str, depth: int
    ) -> Iterator[Piece]:
        try:
            for held in members(source, name, self._guard):
                if isinstance(held, Passed):
                    self._over[held.why] += 1
                elif isinstance(held, Problem):
                    error = UnreadableError(held.message, held.swedish or held.message)
                    yield self._failed(held.where, error, place, shown)
                else:
                    yield from self._member(held, place, shown, depth)
        except UnreadableError as error:
            if not reading.format_of(name):  # a mail has told that itself
                yield self._failed("", error, place, shown)
        except OSError as error:
            told = UnreadableError(
                f"the file cannot be opened ({error.strerror})", "filen går inte att öppna"
            )
            yield self._failed("", told, place, shown)
        except Exception as error:  # parsers raise what they like on broken files
            told = UnreadableError(
                f"not all of it can be read ({type(error).__name__}); it may be damaged",
                "allt i den går inte att läsa; den kan vara skadad",
            )
            yield self._failed("", told, place, shown)

    def _member(self, member: Member, place: str, shown: str, depth: int) -> Iterator[Piece]:
        inside, path = f"{place}!/{member.path}", f"{shown}/{member.path}"
        is_inner = is_container(member.name)
        if not is_inner or reading.format_of(member.name):
            self._seen += 1
            where = page_key(member.url) if member.url and member.captured else inside
            data = member.data
            yield Piece(where, inside, path, member.name, lambda: data, member.url, member.captured)
        if is_inner and depth < DEEPEST:
            yield from self._pieces(member.data, member.name, inside, path, depth + 1)
        elif is_inner and not reading.format_of(member.name):
            yield self._failed(member.path, _TOO_DEEP, place, shown)

    def _failed(self, path: str, error: UnreadableError, place: str = "", shown: str = "") -> Piece:
        """Return the piece that cannot be read at `path` in a container, or the container."""
        place, shown = place or self._place, shown or self._shown
        inside = f"{place}!/{path}" if path else place
        self._seen += inside != self._place
        self._told = self._told or inside == self._place
        shown = f"{shown}/{path}" if path else shown
        return Piece(inside, inside, shown, shown, lambda: b"", error=error)
