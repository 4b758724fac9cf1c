"""The engine names other people's packages only where it needs them: inside functions, or in plugins."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "engine" / "dagscope"
# What only users of the library itself import.
OPTIONAL = ("plugins", "experimental", "data_quality/pandera_validators.py", "data_quality/ibis_validators.py")


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what runs when the module is imported."""
    for each in body:
        yield each
        if isinstance(each, ast.If):
            is_for_types = isinstance(each.test, ast.Name) and each.test.id == "TYPE_CHECKING"
            yield from _statements(each.orelse if is_for_types else [*each.body, *each.orelse])
        elif isinstance(each, ast.Try):
            yield from _statements([*each.body, *each.orelse, *each.finalbody])
        elif isinstance(each, ast.With | ast.ClassDef):
            yield from _statements(each.body)


def _imported(source: str) -> set[str]:
    found: set[str] = set()
    for each in _statements(ast.parse(source).body):
        if isinstance(each, ast.Import):
            found |= {name.name.partition(".")[0] for name in each.names}
        elif isinstance(each, ast.ImportFrom):
            found.add((each.module or "").partition(".")[0])
    return found


def test_engine_imports_no_other_package_at_module_level() -> None:
    known = {*sys.stdlib_module_names, "dagscope"}
    faults = {
        path.relative_to(ENGINE).as_posix(): sorted(foreign)
        for path in sorted(ENGINE.rglob("*.py"))
        if not path.relative_to(ENGINE).as_posix().startswith(OPTIONAL)
        and (foreign := _imported(path.read_text(encoding="utf-8")) - known)
    }

    assert {} == faults


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy.linalg", {"numpy"}),
        ("try:\n    from pandas import NA\nexcept ImportError:\n    pass", {"pandas"}),
        ("class A:\n    import polars", {"polars"}),
        ("def f():\n    import numpy", set()),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import numpy", {"typing"}),
    ],
)
def test_imports_are_found_where_they_run(source: str, expected: set[str]) -> None:
    assert expected == _imported(source)
