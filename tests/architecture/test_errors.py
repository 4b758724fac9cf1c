"""Whoever catches `DagscopeError` catches everything that the engine raises of its own."""

from __future__ import annotations

import ast
import builtins
import re
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2] / "engine" / "dagscope"
BUILTIN = "|".join(
    name for name, each in vars(builtins).items() if isinstance(each, type) and issubclass(each, Exception)
)
# To parse a file takes a hundred times as long as to see that it has no such class.
MAY_DERIVE = re.compile(rf"^ *class [^:]*\b({BUILTIN})\b", re.MULTILINE)


def _is_builtin_exception(base: ast.expr) -> bool:
    found = getattr(builtins, base.id, None) if isinstance(base, ast.Name) else None
    return isinstance(found, type) and issubclass(found, Exception)


def test_every_public_exception_of_the_engine_is_a_dagscope_error() -> None:
    strays = [
        f"{file.relative_to(ENGINE)}: {node.name}"
        for file in sorted(ENGINE.rglob("*.py"))
        if MAY_DERIVE.search(text := file.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
        and not node.name.startswith("_")
        and node.bases
        and all(_is_builtin_exception(base) for base in node.bases)
    ]

    assert strays == ["errors.py: DagscopeError"]
