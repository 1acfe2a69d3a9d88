"""Text from documents made safe for a terminal."""

from __future__ import annotations

# writing-direction controls and invisible joiners that can make text read as it does not stand
_TRICKS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E,
           0x200F, 0x061C, 0x2060, 0xFEFF}  # fmt: skip


def printable(text: str) -> str:
    """Return the text without control characters; direction tricks, and halves of characters
    that no output can hold, are shown as ⟨U+202E⟩."""
    return "".join(_shown(c) for c in text)


def _shown(character: str) -> str:
    code = ord(character)
    if character in "\n\t":
        return character
    if code < 32 or 0x7F <= code <= 0x9F:
        return ""
    tricks = code in _TRICKS or 0xD800 <= code <= 0xDFFF
    return f"⟨U+{code:04X}⟩" if tricks else character
