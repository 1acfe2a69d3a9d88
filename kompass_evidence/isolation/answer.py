"""A document as bytes and back, so that a process that read a hostile file can hand it over.

JSON for its structure and packed numbers for the boxes of its words, and no pickle, which would
run what a reader that was taken over put into it. What comes back is held against the types of
`Document` field by field: another shape is refused, whatever it says.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from kompass_evidence.domain.document import Document, WordBox

_HEAD = struct.Struct("<Q")
_CODES = {int: "q", float: "d"}
_WORD = struct.Struct("<" + "".join(_CODES[kind] for kind in get_type_hints(WordBox).values()))


def pack(document: Document) -> bytes:
    """Return a document as bytes: the length of its JSON, the JSON, and its word boxes."""
    words: list[WordBox] = []
    told = json.dumps(_plain(Document, document, words), ensure_ascii=False, separators=(",", ":"))
    structure = told.encode("utf-8", "surrogatepass")
    return b"".join((_HEAD.pack(len(structure)), structure, *(_WORD.pack(*word) for word in words)))


def unpack(data: bytes) -> Document:
    """Return the document that `pack` wrote. Raises ValueError where the bytes hold none."""
    try:
        (length,) = _HEAD.unpack_from(data)
        start = _HEAD.size + length
        structure = json.loads(data[_HEAD.size : start].decode("utf-8", "surrogatepass"))
        words = map(WordBox._make, _WORD.iter_unpack(memoryview(data)[start:]))
        made: Document = _made(Document, structure, words)
    except (struct.error, RecursionError, TypeError) as error:
        raise ValueError(f"no document ({error})") from error
    if next(words, None) is not None:
        raise ValueError("no document (more words than pages)")
    _require_inside(made)
    return made


def _require_inside(document: Document) -> None:
    """Raise ValueError where something points beside the text."""
    size = len(document.text)
    spans = [block.span for block in document.blocks] + [page.span for page in document.pages]
    words = (word for page in document.pages for word in page.words)
    if any(span.end > size for span in spans) or any(
        not 0 <= word.start <= word.end <= size for word in words
    ):
        raise ValueError("no document (a span beside the text)")


@cache
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


def _plain(kind: Any, value: Any, words: list[WordBox]) -> Any:
    """Return a value as JSON can hold it; word boxes go to `words` and leave their number."""
    if kind == tuple[WordBox, ...]:
        words.extend(value)
        return len(value)
    if is_dataclass(kind):
        return [_plain(hint, getattr(value, name), words) for name, hint in _hints(kind)]  # type: ignore[arg-type]
    if get_origin(kind) is tuple:
        return [_plain(get_args(kind)[0], entry, words) for entry in value]
    return value


def _made(kind: Any, value: Any, words: Iterator[WordBox]) -> Any:
    """Return the value of this type that `_plain` wrote down."""
    if kind == tuple[WordBox, ...]:
        found = tuple(islice(words, _one(int, value)))
        if len(found) != value:
            raise ValueError("no document (fewer words than its pages have)")
        return found
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        given = zip(hints, _one(list, value), strict=True)
        return kind(*(_made(hint, entry, words) for (_name, hint), entry in given))  # type: ignore[operator]
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], entry, words) for entry in _one(list, value))
    if get_origin(kind) in (Union, UnionType):
        (inner,) = (choice for choice in get_args(kind) if choice is not NoneType)
        return None if value is None else _made(inner, value, words)
    if issubclass(kind, Enum):
        return kind(value)
    return _one(kind, value)


def _one(kind: type, value: Any) -> Any:
    if not (type(value) is kind or (kind is float and type(value) is int)):
        raise ValueError(f"no document ({kind.__name__} expected)")
    return value
