"""What parent and child say to each other about one file, each message with its length before it.

A request is what to read and under which limits; an answer is a document, or why there is none.
"""

from __future__ import annotations

import errno
import json
import struct
from collections.abc import Callable
from typing import Any

from kompass_evidence import reading
from kompass_evidence.domain.document import Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.isolation.answer import pack, unpack
from kompass_evidence.isolation.limits import Limits

_REQUEST = struct.Struct("<IQ")
_ANSWER = struct.Struct("<cQ")
_DOCUMENT, _NONE, _NO_ROOM = b"D", b"N", b"R"
CRASHED = (
    "the reader crashed on it; it may be damaged", "läsaren kraschade på filen; den kan vara skadad"
)  # fmt: skip
TOO_MUCH_MEMORY = (
    "reading it takes more memory than there is", "den kräver mer minne än vad som finns"
)  # fmt: skip
TOO_DEEP = (
    "its parts are nested too deeply to be read",
    "dess delar är nästlade djupare än vad som går att läsa",
)
TOO_MUCH = (
    "it gives more text than is taken from one file", "den ger mer text än vad som tas ur en fil"
)  # fmt: skip

Receive = Callable[[int], bytes]  # returns exactly so many bytes, or raises EOFError


def read_here(data: bytes, name: str) -> Document:
    """Return the document in a file's bytes, read in this process.

    Raises UnreadableError for whatever the reader raises: parsers raise what they like on broken
    files, and one file never stops the others. A full disk is no fault of the file: OSError.
    """
    try:
        return reading.read(data, name)
    except UnreadableError:
        raise
    except MemoryError as error:
        raise UnreadableError(*TOO_MUCH_MEMORY) from error
    except RecursionError as error:
        raise UnreadableError(*TOO_DEEP) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise UnreadableError(
            f"it cannot be read ({type(error).__name__}); it may be damaged",
            "den går inte att läsa; den kan vara skadad",
        ) from error


def request(data: bytes, name: str, limits: Limits) -> tuple[bytes, bytes]:
    """Return what asks for a file to be read: what stands before its bytes, and its bytes."""
    told = json.dumps([name, limits.as_json()]).encode()
    return _REQUEST.pack(len(told), len(data)) + told, data


def take_request(receive: Receive) -> tuple[bytes, str, Limits]:
    """Return what `request` asked for."""
    length, size = _REQUEST.unpack(receive(_REQUEST.size))
    name, limits = json.loads(receive(length))
    return receive(size), name, Limits(**limits)


def answer_to(data: bytes, name: str) -> bytes:
    """Read a file and return the answer, always."""
    try:
        kind, told = _DOCUMENT, pack(read_here(data, name))
    except UnreadableError as error:
        kind, told = _NONE, json.dumps([error.message, error.swedish]).encode()
    except MemoryError:
        kind, told = _NONE, json.dumps(TOO_MUCH_MEMORY).encode()
    except OSError:
        kind, told = _NO_ROOM, b""
    return _ANSWER.pack(kind, len(told)) + told


def take_answer(receive: Receive, limits: Limits) -> Document:
    """Return the document of an answer. Raises UnreadableError with what the child says, or where
    it says more than it may, or nothing that can be understood; OSError where the disk is full."""
    kind, length = _ANSWER.unpack(receive(_ANSWER.size))
    if kind == _NO_ROOM:
        raise OSError(errno.ENOSPC, "No space left on device")
    if length > limits.answer:
        raise UnreadableError(*TOO_MUCH)
    told = receive(length)
    try:
        if kind == _DOCUMENT:
            return unpack(told)
        reason: Any = json.loads(told)
        message, swedish = reason
        if not (kind == _NONE and isinstance(message, str) and isinstance(swedish, str)):
            raise ValueError("no reason")
    except (ValueError, TypeError) as error:
        raise UnreadableError(*CRASHED) from error
    raise UnreadableError(message, swedish)
