"""Reads files of older and other programs through LibreOffice, where it is installed.

LibreOffice runs as a program of its own in a folder that is thrown away, with a profile of its own
in which macros, links to other files and all network are off.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePath

from kompass_evidence.domain.document import Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.office import OLE, PROTECTED, protected

SECONDS = 180
MAX_OUT = 300_000_000  # bytes of the converted file
SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "DisableOLEAutomation", "true"),
    ("Common/Load", "UpdateDocMode", "0"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)
# whatever it asks for all the same ends at a port of this computer where nothing listens
PROXY = (
    ("ooInetProxyType", "2"),
    ("ooInetHTTPProxyName", "127.0.0.1"),
    ("ooInetHTTPProxyPort", "9"),
    ("ooInetHTTPSProxyName", "127.0.0.1"),
    ("ooInetHTTPSProxyPort", "9"),
)

Reader = Callable[[bytes, str], Document]


def through_libreoffice(ending: str, reader: Reader) -> Reader:
    """Return a reader that has LibreOffice make a file of `ending` ("docx"), and reads that."""

    def read(data: bytes, name: str) -> Document:
        if data.startswith(OLE) and PROTECTED in data:
            raise protected()
        document = reader(_convert(data, PurePath(name).suffix.lower(), ending), name)
        return replace(document, reader=f"{document.reader} via LibreOffice")

    return read


def _convert(data: bytes, suffix: str, ending: str) -> bytes:
    """Return the file as `ending`. Raises UnreadableError where that cannot be made."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableError(
            f"files of this kind ({suffix}) are read with LibreOffice, which is not installed;"
            f" install it, or save the file as {ending.upper()}, and ingest it again",
            f"filer av detta slag ({suffix}) läses med LibreOffice, som inte är installerat;"
            f" installera det eller spara filen som {ending.upper()}",
        )
    with tempfile.TemporaryDirectory(prefix="kompass-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        (folder / "user").mkdir()
        (folder / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        given = folder / f"given{suffix}"
        given.write_bytes(data)
        _run(
            [
                program, "--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault",
                f"-env:UserInstallation={folder.as_uri()}", "--convert-to", ending,
                "--outdir", str(folder / "out"), str(given),
            ],
            folder,
        )  # fmt: skip
        result = folder / "out" / f"given.{ending}"
        if not result.is_file() or result.stat().st_size > MAX_OUT:
            raise UnreadableError(
                "LibreOffice cannot open it; it may be damaged, or protected by a password",
                "LibreOffice kan inte öppna den; den kan vara skadad eller skyddad med lösenord",
            )
        return result.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Run LibreOffice, and end it with all that it started where it takes too long."""
    environment = {
        **os.environ,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "SAL_USE_VCLPLUGIN": "svp",
    }
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise UnreadableError(
                f"LibreOffice took longer than {SECONDS} seconds with it",
                f"LibreOffice behövde mer än {SECONDS} sekunder för den",
            ) from error
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in SETTINGS
    ) + "".join(
        f'<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for name, value in PROXY
    )  # fmt: skip
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>\n'
    )
