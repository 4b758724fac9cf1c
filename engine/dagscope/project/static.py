"""A module's nodes read from its source, for when it cannot be imported. It must not import anything of the project.

Names are what the decorators most likely make of a function; a node read so is drawn as unavailable, never run.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from dagscope.project.expressions import text_or_none
from dagscope.project.source import FunctionDef, SourceFile, literal_or_none, public_functions

MAX_SOURCE = 8_000
_BY_KEYWORD = ("parameterize", "parameterize_values", "parameterize_sources", "parameterized_subdag")
_BY_FIRST_DICT = ("extract_fields", "unpack_fields")


@dataclass(frozen=True, slots=True)
class StaticParameter:
    name: str
    type: str
    has_default: bool
    default: str = ""


@dataclass(frozen=True, slots=True)
class StaticNode:
    """A node as its source says it would be."""

    name: str
    function: str
    type: str
    parameters: tuple[StaticParameter, ...]
    doc: str
    line: int
    end_line: int
    source: str
    is_async: bool = False


def _text(expression: ast.expr | None) -> str:
    return "" if expression is None else text_or_none(expression) or "..."


def _parameters(function: FunctionDef) -> tuple[StaticParameter, ...]:
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    defaults += arguments.defaults
    pairs = [*zip(plain, defaults), *zip(arguments.kwonlyargs, arguments.kw_defaults)]
    return tuple(
        StaticParameter(item.arg, _text(item.annotation), default is not None, _text(default))
        for item, default in pairs
    )


def decorator_name(decorator: ast.expr) -> str:
    """The last part of a decorator's name: `config.when` is `when`, `@tag(...)` is `tag`."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _texts(expressions: list[ast.expr]) -> list[str]:
    values = [literal_or_none(item) for item in expressions]
    return [value if isinstance(value, str) else value[0] for value in values if _names_a_column(value)]


def _names_a_column(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], str))


def _extra_nodes(function: FunctionDef, own_name: str) -> tuple[list[str], list[str]]:
    """Names that replace the function's own node, and names that come in addition."""
    replacing: list[str] = []
    added: list[str] = []
    for decorator in function.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        name = decorator_name(decorator)
        if name in _BY_KEYWORD:
            replacing += [keyword.arg for keyword in decorator.keywords if keyword.arg]
        elif name == "extract_columns":
            added += _texts(list(decorator.args))
        elif name in _BY_FIRST_DICT and decorator.args:
            value = literal_or_none(decorator.args[0])
            if isinstance(value, (dict, list)):
                added += [item for item in value if isinstance(item, str)]
            elif isinstance(decorator.args[0], ast.Dict):
                added += _texts([key for key in decorator.args[0].keys if key is not None])
            else:
                added += _texts(list(decorator.args))
    return replacing or [own_name], added


def _node(function: FunctionDef, text: str, name: str, parameters: tuple[StaticParameter, ...]) -> StaticNode:
    first = min([item.lineno for item in function.decorator_list] + [function.lineno])
    end = function.end_lineno or function.lineno
    source = "\n".join(text.split("\n")[first - 1 : end])
    return StaticNode(
        name=name,
        function=function.name,
        type=_text(function.returns),
        parameters=parameters,
        doc=ast.get_docstring(function) or "",
        line=function.lineno,
        end_line=end,
        source=source[:MAX_SOURCE],
        is_async=isinstance(function, ast.AsyncFunctionDef),
    )


def _is_left_out(function: FunctionDef) -> bool:
    return any(decorator_name(item) in ("hamilton_exclude",) for item in function.decorator_list)


def static_nodes(source: SourceFile) -> tuple[StaticNode, ...]:
    """Every node the module seems to define, in order; nothing where the file does not parse."""
    if source.tree is None:
        return ()
    nodes: list[StaticNode] = []
    seen: set[str] = set()
    for function in public_functions(source.tree):
        if _is_left_out(function):
            continue
        own_name = function.name.split("__")[0] or function.name
        names, added = _extra_nodes(function, own_name)
        parameters = _parameters(function)
        for name in names:
            if name not in seen:
                seen.add(name)
                nodes.append(_node(function, source.text, name, parameters))
        for name in added:
            if name not in seen:
                seen.add(name)
                parent = StaticParameter(names[0], _text(function.returns), False)
                nodes.append(_node(function, source.text, name, (parent,)))
    return tuple(nodes)
