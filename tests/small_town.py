"""A small workspace to draw packs from: a PDF plan, a hostile web page, and much that is beside
the point."""

from __future__ import annotations

import random
from pathlib import Path

from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.conftest import TINY
from tests.fakes.encoder import FakeEncoder

HOSTILE = "\u202etxet\u2066<script>window.owned = 1</script></script><img src=x onerror=owned()>\"'"
FIRST_PAGE = (
    "Kultur- och fritidsnämnden antog biblioteksplanen den 3 mars 2025 och den gäller i fyra år."
)
NEXT_PAGE = "Biblioteksplanens mål redovisas årligen med besök och lån för varje biblioteksmål."
ON_THE_WEB = "Huvudbiblioteket har öppet till klockan nitton på vardagar och på lördagar"

_FILLER = [
    "vatten", "väg", "asfalt", "cykel", "bro", "damm", "snö", "plog", "sand",
    "grus", "lampa", "mast", "ledning", "pump", "rör", "brunn", "park", "träd",
    "häck", "gräs", "bänk", "lekplats", "fontän", "torg", "hamn", "kaj", "båt",
    "fisk", "skog", "timmer", "såg", "lada", "åker", "traktor", "höna", "ko",
    "häst", "stall", "hage", "bäck", "myr", "mosse", "berg", "gruva", "malm",
    "stål", "smedja", "bil", "buss", "tåg", "spår", "växel", "perrong", "biljett",
    "taxa", "avgift", "faktura", "kassa", "ränta", "lån", "bygglov", "ritning", "tak",
    "fasad", "fönster", "dörr",
]  # fmt: skip


def make_town(folder: Path) -> Path:
    """Make a workspace with the small town's material; returns its folder."""
    material = folder / "material"
    material.mkdir(parents=True)
    _write_plan(material / "biblioteksplan.pdf")
    (material / "oppettider.html").write_text(_web_page(), encoding="utf-8")
    for number in range(4):
        (material / f"teknik-{number}.txt").write_text(filler(number), encoding="utf-8")
    (material / "trasig.pdf").write_bytes(b"%PDF-1.7 inget mer")
    create(folder / "ws", Municipality("Småby <b>&\u202e", 4321, 2026), str(TINY))
    workspace = open_town(folder / "ws")
    files, _ = find_files([material])
    # at a fixed time, since the head of the log stands in what is made of the workspace
    record = Intake(workspace.ledger, "Eva Ek", "2026-01-30T08:00:00Z")
    count_tokens = workspace.encoder.count_tokens
    ingest(files, workspace.corpus, workspace.originals, count_tokens, record=record)
    workspace.close()
    return folder / "ws"


def open_town(folder: Path) -> Workspace:
    """Open the workspace with the fake encoder."""
    workspace = Workspace(folder)
    workspace.encoder = FakeEncoder()  # type: ignore[assignment]
    return workspace


def _write_plan(path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle("Biblioteksplan för Småby")
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(70, 770, "Biblioteksplan för Småby")
    canvas.setFont("Helvetica", 11)
    height = 735
    for line in _lines(" ".join(_sentence(random.Random(99)) for _ in range(16))):
        canvas.drawString(70, height, line)
        height -= 15
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(70, 150, "Mål och uppföljning")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(70, 120, FIRST_PAGE)
    canvas.showPage()
    canvas.setFont("Helvetica", 11)
    canvas.drawString(70, 770, NEXT_PAGE)
    canvas.showPage()
    canvas.save()


def _lines(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 85)


def _web_page() -> str:
    said = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        "<!doctype html><html lang='sv'><head><meta charset='utf-8'>"
        f"<title>Öppettider 📚 {said}</title></head><body><main><article>"
        f"<h1>Öppettider 📚 {said}</h1>"
        "<p>Välkommen till oss 📚📖 du som vill låna böcker och spel eller bara sitta ned.</p>"
        f"<h2>Kvällar och helger {said}</h2>"
        f"<p>{ON_THE_WEB} för alla {said} som vill. Sedan kvällsöppet infördes har"
        f" besöken ökat\u202e med 12 procent. Lördagsöppet gäller hela året, och öppettider"
        " står vid dörren.</p></article></main></body></html>"
    )


def filler(seed: int) -> str:
    """Return forty paragraphs that have nothing to do with libraries."""
    chance = random.Random(seed)
    paragraphs = [" ".join(_sentence(chance) for _ in range(8)) for _ in range(40)]
    return "\n\n".join(paragraphs) + "\n"


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(_FILLER, k=9)).capitalize() + "."
