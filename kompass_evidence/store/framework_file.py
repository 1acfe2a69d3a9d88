"""Reads a framework from its folder of YAML files, and reports every mistake with its line.

The folder holds `framework.yaml` (name, edition, maximum, the areas' files) and one file an
area. `read_framework` returns the framework, or all that is wrong with it, never half of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from kompass_evidence.domain.framework import (
    Area,
    Criterion,
    Framework,
    Origin,
    Role,
    Rung,
    Statement,
    SubArea,
    Support,
)  # fmt: skip
from kompass_evidence.errors import InputError, Problem, UsageError
from kompass_evidence.shipped import shipped_folder

Choice = TypeVar("Choice", bound=StrEnum)
_DEEP = 2000  # levels that the quick parser can bear; what is nested deeper overflows its stack
_NO_NUMBER = Decimal(-1)  # stands in for one that is missing or wrong


def frameworks_folder() -> Path:
    """Return the folder with the frameworks that ship with the tool."""
    return shipped_folder("framework")


def find_framework(name: str, workspace: Path | None = None) -> Path:
    """Return the folder of a framework by its shipped name or its path.

    A workspace that carries its framework along, in its folder `framework`, uses that one.
    """
    carried = [workspace / "framework"] if workspace else []
    for folder in (*carried, frameworks_folder() / name, Path(name)):
        if (folder / "framework.yaml").exists():
            return folder
    known = sorted(path.parent.name for path in frameworks_folder().glob("*/framework.yaml"))
    raise UsageError(
        f"There is no framework {name!r}.",
        f"Known: {', '.join(known)}; or give the path of a folder with framework.yaml.",
    )


def load_framework(folder: Path) -> Framework:
    """Return the framework in `folder`. Raises InputError that names the first mistakes."""
    framework, problems = read_framework(folder)
    if framework is None:
        first = "; ".join(str(problem) for problem in problems[:3])
        raise InputError(
            f"The framework in {folder} has {len(problems)} mistake(s): {first}.",
            f"See them all with: kompass framework check {folder}",
        )
    return framework


def read_framework(folder: Path) -> tuple[Framework | None, tuple[Problem, ...]]:
    """Return the framework in `folder` and no problems, or None and all problems found."""
    return _Loader(folder).load()


class _Node:
    """A piece of YAML that knows its file and line."""

    def __init__(self, node: yaml.Node | None, loader: _Loader, file: str) -> None:
        self.node, self.loader, self.file = node, loader, file

    @property
    def where(self) -> str:
        line = self.node.start_mark.line + 1 if self.node else 1
        return f"{self.file}:{line}"

    def wrong(self, message: str) -> None:
        self.loader.problems.append(Problem(self.where, message))

    def get(self, key: str) -> _Node | None:
        if not isinstance(self.node, yaml.MappingNode):
            return None
        for name, value in self.node.value:
            if name.value == key:
                return _Node(value, self.loader, self.file)
        return None

    def check_keys(self, allowed: str) -> None:
        if not isinstance(self.node, yaml.MappingNode):
            self.wrong("a mapping with keys was expected here")
            return
        seen: set[str] = set()
        for name, _value in self.node.value:
            key = _Node(name, self.loader, self.file)
            if not isinstance(name, yaml.ScalarNode):
                key.wrong("a key that is a text was expected here")
                continue
            if name.value not in allowed.split():
                key.wrong(f"the key {name.value!r} is not known here (known: {allowed})")
            if name.value in seen:
                key.wrong(f"the key {name.value!r} stands twice")
            seen.add(name.value)

    def text(self, key: str, *, needed: bool = True) -> str:
        found = self.get(key)
        if found is None or not isinstance(found.node, yaml.ScalarNode):
            if needed:
                (found or self).wrong(f"{key} is missing, or is not a text")
            return ""
        value = str(found.node.value).strip()
        if not value and needed:
            found.wrong(f"{key} is empty")
        return value

    def items(self, key: str, *, needed: bool = True) -> list[_Node]:
        found = self.get(key)
        if found is None or not isinstance(found.node, yaml.SequenceNode):
            if needed or found is not None:
                (found or self).wrong(f"{key} is missing, or is not a list")
            return []
        if needed and not found.node.value:
            found.wrong(f"{key} is empty")
        return [_Node(value, self.loader, self.file) for value in found.node.value]

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        return tuple(value for _item, value in self._entries(key, needed=needed))

    def _entries(self, key: str, *, needed: bool = True) -> list[tuple[_Node, str]]:
        found: list[tuple[_Node, str]] = []
        for item in self.items(key, needed=needed):
            value = str(item.node.value).strip() if isinstance(item.node, yaml.ScalarNode) else ""
            if not value:
                item.wrong(f"an entry of {key} is empty")
            elif any(value == earlier for _item, earlier in found):
                item.wrong(f"{value!r} stands twice in {key}")
            found.append((item, value))
        return found

    def number(self, key: str) -> Decimal:
        value = self.text(key)
        try:
            number = Decimal(value)
        except ArithmeticError:
            number = _NO_NUMBER
        if value and not (number.is_finite() and number > 0):
            (self.get(key) or self).wrong(f"{key} is {value!r}, not a number above 0")
            number = _NO_NUMBER
        return number

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        return _choose(self.get(key) or self, self.text(key), kind)

    def choices(self, key: str, kind: type[Choice]) -> tuple[Choice, ...]:
        return tuple(_choose(item, value, kind) for item, value in self._entries(key))


def _choose(node: _Node, value: str, kind: type[Choice]) -> Choice:
    try:
        return kind(value)
    except ValueError:
        if value:
            known = ", ".join(member.value for member in kind)
            node.wrong(f"{value!r} is not one of: {known}")
        return next(iter(kind))


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.seen: dict[str, str] = {}
        self.hash = hashlib.sha256()

    def load(self) -> tuple[Framework | None, tuple[Problem, ...]]:
        root = self._file("framework.yaml")
        if root is None:
            return None, tuple(self.problems)
        root.check_keys("id name edition maximum areas")
        maximum = root.number("maximum")
        areas = tuple(self._areas(root))
        self._check_sum(root, "the areas", maximum, [area.maximum for area in areas])
        framework = Framework(
            root.text("id"), root.text("name"), root.text("edition"), maximum, areas,
            self.hash.hexdigest(),
        )  # fmt: skip
        return (None if self.problems else framework), tuple(self.problems)

    def _file(self, name: str) -> _Node | None:
        path = self.folder / name
        try:
            data = path.read_bytes()
            text = data.decode("utf-8")
            node = _compose(text)
        except OSError as error:
            self.problems.append(Problem(str(path), f"cannot be read ({error.strerror})"))
            return None
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problems.append(Problem(f"{path}:{line}", "is not UTF-8 text"))
            return None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.problems.append(Problem(f"{path}:{line}", f"is not YAML: {error.problem}"))
            return None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            message = "is not YAML: a control character stands here"
            self.problems.append(Problem(f"{path}:{line}", message))
            return None
        except RecursionError:
            self.problems.append(Problem(str(path), "is nested too deeply"))
            return None
        self.hash.update(name.encode() + b"\0" + data + b"\0")
        return _Node(node, self, str(path))

    def _areas(self, root: _Node) -> Iterator[Area]:
        for name in root.texts("areas"):
            node = self._file(name)
            if node is not None:
                yield self._area(node)

    def _area(self, node: _Node) -> Area:
        node.check_keys("id name aliases maximum sub_areas")
        identifier = self._id(node)  # before those of its parts: the later one is the mistake
        maximum = node.number("maximum")
        sub_areas = tuple(self._sub_area(item) for item in node.items("sub_areas"))
        self._check_sum(node, "the sub-areas", maximum, [sub.maximum for sub in sub_areas])
        return Area(
            identifier, node.text("name"), maximum, node.texts("aliases", needed=False),
            sub_areas,
        )  # fmt: skip

    def _sub_area(self, node: _Node) -> SubArea:
        node.check_keys("id name aliases maximum criteria")
        identifier = self._id(node)
        criteria = tuple(self._criterion(item) for item in node.items("criteria"))
        return SubArea(
            identifier, node.text("name"), node.number("maximum"),
            node.texts("aliases", needed=False), criteria,
        )  # fmt: skip

    def _criterion(self, node: _Node) -> Criterion:
        node.check_keys(
            "id question sources strong_evidence support support_source statements terms ask"
        )
        return Criterion(
            self._id(node), node.text("question"), node.choices("sources", Origin),
            node.text("strong_evidence"), node.choice("support", Support),
            node.text("support_source"), tuple(self._statements(node)), node.texts("terms"),
            node.choices("ask", Role),
        )  # fmt: skip

    def _statements(self, node: _Node) -> Iterator[Statement]:
        for item in node.items("statements"):
            item.check_keys("rung text")
            yield Statement(item.choice("rung", Rung), item.text("text"))

    def _id(self, node: _Node) -> str:
        value = node.text("id")
        where = (node.get("id") or node).where
        if not value:
            return value
        if value in self.seen:
            (node.get("id") or node).wrong(f"the id {value} stands at {self.seen[value]} too")
        self.seen.setdefault(value, where)
        return value

    def _check_sum(self, node: _Node, what: str, maximum: Decimal, parts: list[Decimal]) -> None:
        if not parts or _NO_NUMBER in (maximum, *parts):
            return  # a number that is missing or wrong is told where it stands
        total = sum(parts, Decimal(0))
        if total != maximum:
            (node.get("maximum") or node).wrong(
                f"the maxima of {what} sum to {total}, not to {maximum}"
            )


def _compose(text: str) -> yaml.Node | None:
    """Return the nodes of a YAML text; raises what yaml.compose does."""
    quick = getattr(yaml, "CSafeLoader", None)
    lines_are_short = all(len(line) < _DEEP for line in text.splitlines())
    if quick and lines_are_short and text.count("[") + text.count("{") < _DEEP:
        try:
            node: yaml.Node | None = yaml.compose(text, Loader=quick)
            return node
        except yaml.YAMLError:
            pass  # the other one tells better what is wrong
    return yaml.compose(text, Loader=yaml.SafeLoader)


def as_plain(framework: Framework) -> dict[str, Any]:
    """Return what names a framework in an output: its id, edition and digest."""
    return {"id": framework.id, "edition": framework.edition, "digest": framework.digest}
