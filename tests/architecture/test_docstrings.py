"""Docstrings say themselves what a thing does: an editor shows them without the one above."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The canvas and the controllers are still to be done.
CLEAN = ["engine/dagscope", "app/dagscope_app/layout", "app/dagscope_app/model", "app/dagscope_app/export"]


@pytest.mark.parametrize("folder", CLEAN)
def test_no_docstring_needs_the_one_above(folder: str) -> None:
    found = []
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                text = ast.get_docstring(node) or ""
                if text.startswith("The same"):
                    found.append(f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}")

    assert found == []
