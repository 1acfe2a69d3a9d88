"""The text that lies in an export, in Swedish: what it is, and how to check it by hand."""

from __future__ import annotations

from collections.abc import Sequence

_WHAT = {
    "export": "Underlaget till en utvärdering enligt Kommunkompassen, för den som vill granska det",
    "backup": "Säkerhetskopia av en utvärdering enligt Kommunkompassen",
}
_PERSONS = {
    "export": "Vem som intervjuades finns inte med, bara rollerna.",
    "backup": "Kopian innehåller vilka som intervjuades. Förvara den så att ingen obehörig"
    " kommer åt den.",
}


def readme(municipality: str, kind: str, head: str, acts: int, masked: Sequence[str] = ()) -> str:
    """Return README.txt; `head` is the log's, after so many acts, and `masked` are the sources that
    hold personal data which is masked in the pack."""
    back = "import" if kind == "export" else "restore"
    return f"""{_WHAT[kind]}
Kommun: {municipality}

Loggens slut: {head}
Antal rader i loggen: {acts}

Vad som finns här
  data/kompass.toml   vilken kommun och vilket ramverk
  data/kompass.db     databasen (SQLite): texter, avsnitt, sidor och loggen
  data/sources/       källorna som de lämnades in; namnet är filens SHA-256
  data/log.jsonl      loggen i klartext, en rad för varje händelse
  data/scores.json    poängen
  data/pack/          underlaget att läsa: öppna pack.html
  data/framework/     ramverket, om det inte är det som följer med programmet
Allt finns inte i varje fil. {_PERSONS[kind]}
{_personal(masked)}
Kontrollera utan programmet
  Packa upp filen och skriv i mappen där den här texten ligger:
    sha256sum -c manifest-sha256.txt
  Varje rad ska sluta med OK. Samma sak gäller manifestet självt:
    sha256sum -c tagmanifest-sha256.txt
  Den som har antecknat loggens slut vid ett tidigare tillfälle hittar det igen i
  data/log.jsonl, under "hash". Finns det inte där har loggen ändrats eller kortats.

Kontrollera med programmet
    kompass {back} FIL.zip MAPP
    kompass -C MAPP audit --head {head}
"""


def _personal(masked: Sequence[str]) -> str:
    if not masked:
        return ""
    lines = "".join(f"  {source}\n" for source in masked)
    return f"""
Personuppgifter
  Filen innehåller personuppgifter om privatpersoner. I data/pack/ är de maskerade, men i
  data/sources/, data/kompass.db och data/log.jsonl står de som i originalen, eftersom de är vad
  allt annat kontrolleras mot. Lämna bara filen till den som får ta del av dem. De finns i:
{lines}"""
