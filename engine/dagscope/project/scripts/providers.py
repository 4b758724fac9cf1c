"""What frameworks call for a function's parameters: FastAPI's dependencies, fixtures of pytest. It calls nothing."""

from __future__ import annotations

import ast

from dagscope.project.expressions import dotted_name

_DEPENDS = ("Depends", "Security")


def provider_of(annotation: ast.expr | None, default: ast.expr | None) -> ast.expr | None:
    """Return the function of `Depends(make)`, as a default or in `Annotated[Driver, Depends(make)]`."""
    metadata: list[ast.expr] = []
    if isinstance(annotation, ast.Subscript) and _last(annotation.value) == "Annotated":
        metadata = annotation.slice.elts[1:] if isinstance(annotation.slice, ast.Tuple) else []
    for each in (default, *metadata):
        if isinstance(each, ast.Call) and _last(each.func) in _DEPENDS and each.args:
            return each.args[0]
    return None


def is_fixture(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function is a fixture of pytest."""
    made = (each.func if isinstance(each, ast.Call) else each for each in function.decorator_list)
    return any(_last(each) == "fixture" for each in made)


def takes_fixtures(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether pytest gives a function its parameters."""
    return function.name.startswith("test") or is_fixture(function)


def _last(expression: ast.expr) -> str:
    return (dotted_name(expression) or "").rpartition(".")[2]
