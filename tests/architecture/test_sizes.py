"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(p for part in ("engine", "app", "resources") for p in (ROOT / part).rglob("*.py"))
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 60


def test_there_are_files_to_check() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_file_is_small_and_says_its_job(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)

    assert text.count("\n") <= MAX_FILE_LINES, "split the file: two rooms share one name"
    assert ast.get_docstring(tree) or not tree.body, "the first line of a module says its one job"
    long = [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert [] == long, f"functions stay within {MAX_FUNCTION_LINES} lines"


def test_files_of_tests_are_small_too() -> None:
    skipped = {"corpus", "cases", "probes", "projects"}
    files = [path for path in (ROOT / "tests").rglob("*.py") if not skipped & set(path.relative_to(ROOT).parts)]
    lines = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in files}

    assert [] == [f"{name} ({count} lines)" for name, count in lines.items() if count > MAX_FILE_LINES]
