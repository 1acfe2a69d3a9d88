"""Makes compound files, in which Outlook saves mails: as small as olefile reads them."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR, MINI = 512, 64
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = Mapping[str, "bytes | Tree"]


def compound_file(tree: Tree) -> bytes:
    """Return the compound file with these storages and streams, all of them short."""
    entries: list[list[object]] = [["Root Entry", 5, FREE, FREE, FREE, END, 0]]
    mini, mini_fat = bytearray(), []

    def add(parent: int, children: Tree) -> None:
        last = -1
        for name in sorted(children, key=lambda name: (len(name), name.upper())):
            held, number = children[name], len(entries)
            if isinstance(held, bytes):
                count = -(-len(held) // MINI)
                start = len(mini_fat) if count else END
                mini_fat.extend([*range(len(mini_fat) + 1, len(mini_fat) + count), END][:count])
                mini.extend(held.ljust(count * MINI, b"\0"))
                entries.append([name, 2, FREE, FREE, FREE, start, len(held)])
            else:
                entries.append([name, 1, FREE, FREE, FREE, 0, 0])
            # a chain to the right is a tree, too
            entries[parent if last < 0 else last][4 if last < 0 else 3] = number
            last = number
            if not isinstance(held, bytes):
                add(number, held)

    add(0, tree)
    while len(entries) % 4:
        entries.append(["", 0, FREE, FREE, FREE, 0, 0])
    mini_table = _table(mini_fat)
    directory_at = 1
    mini_table_at = directory_at + len(entries) // 4
    mini_at = mini_table_at + len(mini_table) // SECTOR
    mini_count = -(-len(mini) // SECTOR)
    entries[0][5:] = [mini_at if mini else END, len(mini)]
    chains = ((directory_at, mini_table_at), (mini_table_at, mini_at),
              (mini_at, mini_at + mini_count))  # fmt: skip
    fat = [FAT]
    for start, end in chains:
        fat += [*range(start + 1, end), END][: end - start]
    head = struct.pack(
        "<8s16s5H6x3I4x5I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, directory_at, 4096, mini_table_at, len(mini_table) // SECTOR, END, 0,
    ) + struct.pack("<109I", 0, *[FREE] * 108)  # fmt: skip
    body = b"".join(_entry(*entry) for entry in entries)  # type: ignore[arg-type]
    return head + _table(fat) + body + mini_table + bytes(mini).ljust(mini_count * SECTOR, b"\0")


def _table(values: list[int]) -> bytes:
    size = max(1, -(-len(values) // 128)) * 128
    return struct.pack(f"<{size}I", *values, *[FREE] * (size - len(values)))


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    return struct.pack(
        "<64sHBB3I16s4x8x8xIQ", text, len(text), kind, 1, left, right, child, b"", start, size
    )


def outlook_mail(subject: str, sender: str, body: str, attachments: Mapping[str, bytes]) -> bytes:
    """Return a mail as Outlook saves it, with its texts in UTF-16."""

    def texts(values: Mapping[int, str]) -> dict[str, bytes]:
        return {f"__substg1.0_{key:04X}001F": text.encode("utf-16-le")
                for key, text in values.items()}  # fmt: skip

    def properties(head: int, *values: tuple[int, int, int]) -> bytes:
        rows = b"".join(struct.pack("<HHIQ", kind, key, 6, value) for kind, key, value in values)
        return bytes(head) + rows

    tree: dict[str, bytes | Tree] = {
        **texts({0x0037: subject, 0x0C1A: sender, 0x0C1F: "asa@granholm.se", 0x1000: body,
                 0x001A: "IPM.Note"}),
        "__properties_version1.0": properties(
            32, (0x1F, 0x0037, 0), (0x1F, 0x0C1A, 0), (0x1F, 0x0C1F, 0), (0x1F, 0x1000, 0),
            (0x1F, 0x001A, 0),
            (0x40, 0x0039, 134144640000000000),  # 2026-02-02, in 100 ns since 1601
        ),
    }  # fmt: skip
    for number, (name, data) in enumerate(attachments.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            **texts({0x3707: name}),
            "__substg1.0_37010102": data,
            "__properties_version1.0": properties(
                8, (0x1F, 0x3707, 0), (0x102, 0x3701, 0), (0x03, 0x3705, 1)
            ),
        }
    return compound_file(tree)
