"""Older files, read through LibreOffice where it is installed."""

from __future__ import annotations

import io
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import openpyxl
import pptx
import pymupdf
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn

from kompass_evidence.domain.document import BlockKind
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading import converted, read
from tests.conftest import require_program
from tests.reading.pdfs import one_page
from tests.reading.places import texts

RTF = (
    (
        r"{\rtf1\ansi\ansicpg1252 {\b Plan f\'f6r \'e4ldre}\par "
        r"N\'e4mnden f\'f6ljer upp m\'e5len.\par }"
    )
    .replace("\\\\", "\\")
    .encode()
)


@pytest.fixture(scope="module")
def soffice() -> str:
    return require_program("soffice")


def old(soffice: str, path: Path, ending: str) -> Path:
    """Have LibreOffice write a file in an older format."""
    command = [soffice, "--headless", f"-env:UserInstallation={(path.parent / 'user').as_uri()}",
               "--convert-to", ending, "--outdir", str(path.parent), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    if not path.with_suffix("." + ending).exists():
        pytest.skip(f"LibreOffice has no part that writes {ending}")
    return path.with_suffix("." + ending)


def test_rtf_is_read(soffice: str) -> None:
    document = read(RTF, "plan.rtf")
    assert document.text.splitlines() == ["Plan för äldre", "Nämnden följer upp målen."]
    assert document.reader.endswith("via LibreOffice")


def test_word_of_2003_keeps_headings_and_tables(soffice: str, tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Ansvar", 1)
    word.add_paragraph("Styrelsen följer upp.")
    word.save(str(tmp_path / "plan.docx"))
    document = read(old(soffice, tmp_path / "plan.docx", "doc").read_bytes(), "plan.doc")
    assert texts(document, BlockKind.HEADING) == ["Ansvar"]
    assert document.text.endswith("Styrelsen följer upp.")


def test_slides_and_workbooks_of_2003_are_read(soffice: str, tmp_path: Path) -> None:
    show = pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[0]).shapes.title.text = "Mål för 2009"
    show.save(str(tmp_path / "dragning.pptx"))
    book = openpyxl.Workbook()
    book.active.append(["Nämnd", 118])
    book.save(tmp_path / "ark.xlsx")
    slides = read(old(soffice, tmp_path / "dragning.pptx", "ppt").read_bytes(), "dragning.ppt")
    sheets = read(old(soffice, tmp_path / "ark.xlsx", "xls").read_bytes(), "ark.xls")
    assert (slides.text, slides.pages[0].label) == ("Mål för 2009", "bild 1")
    assert sheets.text.endswith("Nämnd | 118")


def test_without_libreoffice_the_file_is_refused_with_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(converted.shutil, "which", lambda name: None)
    with pytest.raises(UnreadableError, match="LibreOffice, which is not installed") as refused:
        read(RTF, "plan.rtf")
    assert "spara filen som DOCX" in refused.value.swedish


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 600 & echo $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(converted, "SECONDS", 1)
    with pytest.raises(UnreadableError, match="took longer"):
        read(RTF, "plan.rtf")
    child = int((tmp_path / "child").read_text())
    assert not _is_running(child)


def _is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


class _Counting(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - a test's tally

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

    def log_message(self, *rest: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Counting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_nothing_that_a_file_links_to_is_fetched(soffice: str, listener: str) -> None:
    """Without the settings that it is given, LibreOffice asks for the picture three times."""
    word = docx.Document()
    word.add_paragraph("Nämnden följer upp.")
    with pymupdf.open(stream=one_page("x")) as pdf:
        word.add_picture(io.BytesIO(pdf[0].get_pixmap(dpi=20).tobytes("png")))
    linked = word.part.relate_to(f"{listener}/bild.png", RT.IMAGE, is_external=True)
    for picture in word.element.iter(qn("a:blip")):
        del picture.attrib[qn("r:embed")]
        picture.set(qn("r:link"), linked)
    word.part.relate_to(
        f"{listener}/mall.dotx", RT.IMAGE.replace("image", "attachedTemplate"), is_external=True
    )
    buffer = io.BytesIO()
    word.save(buffer)
    assert read(buffer.getvalue(), "plan.docm").text == "Nämnden följer upp."
    assert _Counting.asked == []
