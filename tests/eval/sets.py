"""The Swedish question sets: questions, texts, and which text answers which question."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FEWEST = 300  # characters of a chunk of a context, cut at line ends


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """`answers[n]` are the places in `texts` that answer question n."""

    name: str
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[frozenset[str], ...]


def swequad(folder: Path) -> QuestionSet:
    """Read SweQUAD-MC: contexts cut in chunks, the right one holds the answer's first character.

    Several contexts repeat one another's chunks; equal chunks are one text.
    """
    data = json.loads((folder / "swequad" / "training.json").read_text(encoding="utf-8"))["data"]
    texts: dict[str, int] = {}
    places: dict[str, list[tuple[int, int, int]]] = {}
    questions, answers = [], []
    for entry in data:
        context = entry["context"]
        if context not in places:
            places[context] = []
            for start, end in _chunks(context):
                number = texts.setdefault(context[start:end].strip(), len(texts))
                places[context].append((start, end, number))
        right = next(c for c in entry["choices"] if c["type"] == "Correct answer")
        at = [n for start, end, n in places[context] if start <= right["start"] < end]
        questions.append(entry["question"])
        answers.append(frozenset(map(str, at)))
    return QuestionSet("SweQUAD", tuple(texts), tuple(questions), tuple(answers))


def _chunks(text: str) -> list[tuple[int, int]]:
    found, start, at = [], 0, 0
    for line in text.split("\n"):
        at = min(len(text), at + len(line) + 1)
        if at - start >= FEWEST:
            found.append((start, at))
            start = at
    if start < len(text):
        if found and len(text) - start < FEWEST // 3:
            found[-1] = (found[-1][0], len(text))
        else:
            found.append((start, len(text)))
    return found


def swefaq(folder: Path) -> QuestionSet:
    """Read SweFAQ with the answers of all categories pooled."""
    lines = (folder / "swefaq" / "swefaq_dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts: dict[str, int] = {}
    questions, answers = [], []
    for line in lines:
        entry = json.loads(line)
        answer = entry["candidate_answers"][entry["label"]]
        questions.append(entry["question"])
        answers.append(frozenset((str(texts.setdefault(answer, len(texts))),)))
    return QuestionSet("SweFAQ", tuple(texts), tuple(questions), tuple(answers))
