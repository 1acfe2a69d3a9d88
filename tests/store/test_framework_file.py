"""A framework's mistakes are all told at once, each where it stands."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.errors import InputError, Problem
from kompass_evidence.store.framework_file import load_framework, read_framework
from tests.conftest import TINY

AREA = "bibliotek.yaml"
ROOT = "framework.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny framework, to make mistakes in."""
    return Path(shutil.copytree(TINY, tmp_path / "framework"))


def change(folder: Path, old: str, new: str, file: str = AREA) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} should stand once in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems_of(folder: Path) -> tuple[Problem, ...]:
    framework, problems = read_framework(folder)
    assert framework is None
    return problems


def place(folder: Path, marker: str, file: str = AREA) -> str:
    """Return where the last line with `marker` stands, as a problem names it."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, start=1) if marker in line]
    return f"{folder / file}:{found[-1]}"


def test_sound_framework_has_no_problems() -> None:
    framework, problems = read_framework(TINY)
    assert framework is not None
    assert problems == ()


# each mistake: the words to replace, the words to put there, where it is to be told, and with what
MISTAKES = {
    "an id used twice": ('id: "B.1.2"', 'id: "B.1.1"', 'id: "B.1.1"', "B.1.1"),
    "an id used twice on two levels": ('- id: "B.2"\n', '- id: "B"\n', '- id: "B"', "id B"),
    "an id that is missing": ('- id: "B.2"\n', "-\n", "name: Läsfrämjande", "id is missing"),
    "a sum that is not right": ("maximum: 7.5", "maximum: 8.5", "maximum: 10", "11"),
    "a maximum below nought": ("maximum: 7.5", "maximum: -7.5", "maximum: -7.5", "-7.5"),
    "a maximum of nought": ("maximum: 2.5", "maximum: 0", "maximum: 0", "not a number above 0"),
    "a maximum in words": ("maximum: 7.5", "maximum: sju", "maximum: sju", "sju"),
    "a maximum that is no number": ("maximum: 7.5", "maximum: sNaN", "maximum: sNaN", "sNaN"),
    "an endless maximum": ("maximum: 7.5", "maximum: Infinity", "Infinity", "Infinity"),
    "an empty statement": ("text: Alla femåringar ska få en egen bok.", "text: ''", "''", "empty"),
    "an unknown rung": ("rung: effect", "rung: impact", "rung: impact", "impact"),
    "an unknown source": ("sources: [webb]", "sources: [radio]", "[radio]", "radio"),
    "an unknown support": ("support: H", "support: X", "support: X", "'X'"),
    "an unknown key": ("strong_evidence: Reg", "strong: x\n        strong_evidence: Reg",
                       "strong: x", "'strong'"),
    "a key written twice": ("name: Läsfrämjande", "name: Läs\n    name: Läsfrämjande",
                            "name: Läsfrämjande", "twice"),
    "a key that is no text": ("name: Läsfrämjande", "name: Läsfrämjande\n    [a, b]: c",
                              "[a, b]", "key"),
    "a question that is missing": ("question: Finns en beslutad biblioteksplan?\n", "\n",
                                   'id: "B.1.2"', "question"),
    "a list of terms that is empty": ("terms: [biblioteksplan, biblioteksmål]", "terms: []",
                                      "terms: []", "terms is empty"),
    "a term that is empty": ("[biblioteksplan, biblioteksmål]", "['', biblioteksmål]",
                             "['', biblioteksmål]", "empty"),
    "a term that stands twice": ("[biblioteksplan, biblioteksmål]", "[plan, plan]",
                                 "[plan, plan]", "twice"),
    "a list that is a text": ("terms: [biblioteksplan, biblioteksmål]", "terms: plan",
                              "terms: plan", "not a list"),
    "an unknown role in a list over many lines": (
        "ask: [politiker, tjänsteperson]",
        "ask:\n          - politiker\n          - kung\n          - bolag",
        "- kung", "kung",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "marker", "word"), MISTAKES.values(), ids=MISTAKES)
def test_one_mistake_is_told_once_with_its_file_and_line(
    folder: Path, old: str, new: str, marker: str, word: str
) -> None:
    change(folder, old, new)
    (problem,) = problems_of(folder)
    assert problem.where == place(folder, marker)
    assert word in problem.message


def test_id_used_twice_names_the_first_place_too(folder: Path) -> None:
    first = place(folder, 'id: "B.1.1"')
    change(folder, 'id: "B.1.2"', 'id: "B.1.1"')
    assert first in problems_of(folder)[0].message


def test_areas_that_do_not_sum_to_the_whole_are_told(folder: Path) -> None:
    change(folder, "maximum: 10", "maximum: 11", ROOT)
    (problem,) = problems_of(folder)
    assert problem.where == place(folder, "maximum: 11", ROOT)


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    change(folder, "edition:", "editon:", ROOT)
    change(folder, 'id: "B.1.2"', 'id: "B.1.1"')
    change(folder, "rung: effect", "rung: impact")
    change(folder, "text: Alla femåringar ska få en egen bok.", "text: ''")
    change(folder, "maximum: 7.5", "maximum: 8.5")
    expected = {
        place(folder, "editon:", ROOT),
        place(folder, 'id: "B.1.1"'),
        place(folder, "rung: impact"),
        place(folder, "text: ''"),
        place(folder, "maximum: 10"),
    }
    assert expected <= {problem.where for problem in problems_of(folder)}


def test_broken_yaml_is_told_with_its_line(folder: Path) -> None:
    change(folder, "name: Läsfrämjande", "name: [Läsfrämjande")
    (problem,) = problems_of(folder)
    line = int(problem.where.rsplit(":", 1)[1])
    told = int(place(folder, "name: [Läsfrämjande").rsplit(":", 1)[1])
    assert told <= line <= told + 1  # the parser sees it where the next line begins


def test_control_character_is_told_with_its_line(folder: Path) -> None:
    change(folder, "name: Läsfrämjande", "name: Läs\x07främjande")
    (problem,) = problems_of(folder)
    assert problem.where == place(folder, "\x07")


def test_file_in_another_encoding_is_told_with_its_line(folder: Path) -> None:
    path = folder / ROOT
    path.write_bytes("# första raden\nname: Läsår\n".encode("cp1252").replace(b"\xf6", b"o"))
    (problem,) = problems_of(folder)
    assert problem.where == f"{path}:2"


@pytest.mark.parametrize("deep", ["[" * 50_000, "[\n" * 50_000, "- " * 50_000, "{a: " * 50_000])
def test_yaml_nested_however_deeply_does_not_bring_down_the_tool(folder: Path, deep: str) -> None:
    (folder / AREA).write_text(deep, encoding="utf-8")
    assert problems_of(folder)[0].where.startswith(str(folder / AREA))


def test_yaml_nested_without_end_is_told_with_its_file(folder: Path) -> None:
    (folder / AREA).write_text("[" * 20_000, encoding="utf-8")
    assert any(problem.where.startswith(str(folder / AREA)) for problem in problems_of(folder))


def test_missing_area_file_is_told_by_name(folder: Path) -> None:
    (folder / AREA).unlink()
    assert str(folder / AREA) in {problem.where for problem in problems_of(folder)}


def test_mistakes_in_the_other_files_are_told_although_one_is_missing(folder: Path) -> None:
    change(folder, "areas: [bibliotek.yaml]", "areas: [saknas.yaml, bibliotek.yaml]", ROOT)
    change(folder, "rung: effect", "rung: impact")
    assert place(folder, "rung: impact") in {problem.where for problem in problems_of(folder)}


def test_folder_without_a_framework_is_one_problem(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path)
    assert problem.where == str(tmp_path / ROOT)


def test_empty_file_is_told_by_name(folder: Path) -> None:
    (folder / AREA).write_text("", encoding="utf-8")
    assert {problem.where for problem in problems_of(folder)} == {f"{folder / AREA}:1"}


def test_loading_a_wrong_framework_says_how_many_mistakes_there_are(folder: Path) -> None:
    change(folder, "rung: effect", "rung: impact")
    change(folder, "support: H", "support: X")
    with pytest.raises(InputError, match="2 mistake") as raised:
        load_framework(folder)
    assert str(folder) in raised.value.hint


def test_digest_names_the_edition_to_the_letter(folder: Path) -> None:
    before = load_framework(folder).digest
    change(folder, "egen bok.", "egen bok!")
    assert load_framework(folder).digest != before


def test_digest_is_of_the_content_wherever_it_lies(folder: Path) -> None:
    assert load_framework(folder).digest == load_framework(TINY).digest


LINES = (TINY / AREA).read_text(encoding="utf-8").splitlines(keepends=True)


@settings(max_examples=60, deadline=None)
@given(
    number=st.integers(0, len(LINES) - 1),
    instead=st.one_of(
        st.just(""),
        st.text(max_size=12).map(lambda text: text + "\n"),
        st.sampled_from(["  x:\n", "- \n", "? [a]\n", "maximum: .inf\n", "id: [1]\n", "{}\n"]),
    ),
)
def test_whatever_a_line_is_changed_to_gives_a_framework_or_problems_in_that_file(
    number: int, instead: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(TINY, Path(name) / "framework"))
        lines = [*LINES[:number], instead, *LINES[number + 1 :]]
        (folder / AREA).write_bytes("".join(lines).encode("utf-8", "surrogatepass"))
        framework, problems = read_framework(folder)
    assert (framework is None) == bool(problems)
    assert all(problem.where.startswith(str(folder)) for problem in problems)
