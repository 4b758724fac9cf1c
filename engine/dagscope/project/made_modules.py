"""Modules that no file holds: notebook cells, and functions of a script put into a module.
Text alone; it runs nothing.
"""

from __future__ import annotations

import ast

from dagscope.project.source import SourceFile


def functions_as_text(source: SourceFile) -> str:
    """Return the text of a script without what it does when it runs: imports, definitions and plain constants stay.

    Lines keep their numbers.
    """
    if source.tree is None:
        return ""
    lines = source.text.split("\n")
    kept = [""] * len(lines)
    for statement in source.tree.body:
        if _is_kept(statement):
            first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
            last = statement.end_lineno or statement.lineno
            kept[first - 1 : last] = lines[first - 1 : last]
    return "\n".join(kept)


def _is_kept(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return statement.value is not None and not any(
            isinstance(item, (ast.Call, ast.Await, ast.Yield)) for item in ast.walk(statement.value)
        )
    if isinstance(statement, (ast.If, ast.Try)):
        return all(_is_kept(item) or isinstance(item, ast.Pass) for item in _inner(statement))
    return False


def _inner(statement: ast.If | ast.Try) -> list[ast.stmt]:
    inner = [*statement.body, *statement.orelse]
    if isinstance(statement, ast.Try):
        inner += [*statement.finalbody, *(item for handler in statement.handlers for item in handler.body)]
    return inner
