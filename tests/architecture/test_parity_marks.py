"""What the engine itself never uses is there because Hamilton has it, says so, and is counted; anything else goes.

A mark is a comment above the definition: `# parity: hamilton.module.name`.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "engine" / "dagscope"
# Whole packages that have Hamilton's shape.
MIRRORS = ("plugins", "experimental", "hamilton")
# Called by the standard library, which looks for a method of this name.
CALLED_FROM_OUTSIDE = {"get_source", "find_distributions"}
# Ours, for users alone, each with a page of the documentation.
FOR_USERS = {"to_networkx"}
MARK = re.compile(r"^ *# parity: ([\w.]+)\n(?: *@.*\n)* *(?:(?:async )?(?:def|class) )?(\w+)", re.MULTILINE)


@cache
def _sources() -> dict[Path, str]:
    return {
        file: file.read_text(encoding="utf-8")
        for folder in ("engine", "app", "benchmarks")
        for file in sorted((ROOT / folder).rglob("*.py"))
    }


@cache
def _uses() -> Counter[str]:
    texts = (MARK.sub(r"def \2", text) if "# parity" in text else text for text in _sources().values())
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def _marks() -> list[tuple[str, str]]:
    return [found for text in _sources().values() for found in MARK.findall(text)]


def _definitions() -> list[str]:
    """Return functions, classes and constants of the engine, and methods of classes with no base or one of ours."""
    trees = [
        ast.parse(text)
        for file, text in _sources().items()
        if file.is_relative_to(ENGINE) and file.relative_to(ENGINE).parts[0] not in MIRRORS
    ]
    own = {node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}
    found: list[str] = []
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.append(node.name)
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [each.id for each in targets if isinstance(each, ast.Name)]
        if isinstance(node, ast.ClassDef) and all(isinstance(base, ast.Name) and base.id in own for base in node.bases):
            found += [each.name for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return found


def test_what_nothing_uses_is_marked_with_hamiltons_address() -> None:
    unused = {name for name in _definitions() if _uses()[name] == 1 and not name.startswith("__")}

    assert unused - CALLED_FROM_OUTSIDE - FOR_USERS - {name for _, name in _marks()} == set()


@pytest.mark.parametrize(("address", "name"), _marks())
def test_a_mark_names_what_hamilton_has(address: str, name: str) -> None:
    *path, last = address.split(".")
    while True:
        try:
            found: object = importlib.import_module(".".join(path))
            break
        except ModuleNotFoundError:
            path.pop()
    for part in address.split(".")[len(path) : -1]:
        found = getattr(found, part)

    assert name == last
    assert hasattr(found, last) or last in getattr(found, "__annotations__", ())
    assert _uses()[name] == 1, "it is used: the mark can go"


def test_there_are_not_more_of_them() -> None:
    assert 0 < len(_marks()) <= 50
