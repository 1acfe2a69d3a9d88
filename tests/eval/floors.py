"""Floors under the quality figures, pinned with a fingerprint of the data they were measured on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

FLOORS = Path(__file__).parent / "floors.json"
ROOT = Path(__file__).resolve().parents[2]
SLACK = 0.005  # below the measured value, for the last bits of another processor's arithmetic


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a digest over files by name and content."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def demo_fingerprint() -> str:
    """Return the digest of the demo's sources, its labels and the framework."""
    demo = ROOT / "corpora" / "exempelkommun"
    sources = [*demo.glob("documents/*.md"), *demo.glob("web/*.md"), *demo.glob("truth/*.yaml")]
    return fingerprint([*sources, *(ROOT / "framework" / "kommunkompassen-2020").glob("*.yaml")])


def written_fingerprint() -> str:
    """Return the digest of the labelled sentences."""
    return fingerprint((ROOT / "corpora" / "sentences").glob("*.yaml"))


def fronts_fingerprint() -> str:
    """Return the digest of the written fronts."""
    return fingerprint((ROOT / "corpora" / "fronts").glob("*.yaml"))


def check(group: str, data: str, figures: dict[str, float]) -> list[str]:
    """Return what falls below its floor, or was measured on other data than the floors."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")).get(group) if FLOORS.exists() else None
    if floors is None:
        return [f"{group}: no floors are pinned; pin them with --pin"]
    if floors["data"] != data:
        return [f"{group}: the data are not those of the floors; pin anew with --pin and say why"]
    return [
        f"{group}: {name} is {figures.get(name, 0):.3f}, below its floor {floor:.3f}"
        for name, floor in floors["figures"].items()
        if figures.get(name, 0) < floor
    ]


def pin(group: str, data: str, figures: dict[str, float]) -> list[str]:
    """Raise the floors to the figures; on the same data a floor is never lowered."""
    known = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    before = known.get(group, {"data": data, "figures": {}})
    same = before["data"] == data
    wanted = {name: round(value - SLACK, 3) for name, value in figures.items()}
    refused = [
        f"{group}: {name} would fall from {before['figures'][name]:.3f} to {value:.3f}; kept"
        for name, value in wanted.items()
        if same and value < before["figures"].get(name, value)
    ]
    if same:
        wanted = {n: max(v, before["figures"].get(n, v)) for n, v in wanted.items()}
    known[group] = {"data": data, "figures": wanted}
    FLOORS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return refused
