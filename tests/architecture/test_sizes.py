"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(p for part in ("engine", "app", "resources") for p in (ROOT / part).rglob("*.py"))
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 60


def test_there_are_files_to_check() -> None:
    assert len(FILES) > 10


def test_files_are_small_and_say_their_job() -> None:
    assert [] == [f"{path.relative_to(ROOT)}: {fault}" for path in FILES for fault in _faults(path)]


def _faults(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    if text.count("\n") > MAX_FILE_LINES:
        yield "more than 500 lines: two rooms share one name"
    if tree.body and not ast.get_docstring(tree):
        yield "the first line of a module says its one job"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{node.name} has {lines} lines, more than {MAX_FUNCTION_LINES}"


def test_files_of_tests_are_small_too() -> None:
    skipped = {"corpus", "cases", "probes", "projects"}
    files = [path for path in (ROOT / "tests").rglob("*.py") if not skipped & set(path.relative_to(ROOT).parts)]
    lines = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in files}

    assert [] == [f"{name} ({count} lines)" for name, count in lines.items() if count > MAX_FILE_LINES]
