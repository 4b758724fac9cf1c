"""One spelling for types that are written in several ways: `Optional[int]` and `int | None`. Texts alone."""

from __future__ import annotations

import ast
import functools

_OLD_NAMES = {"List": "list", "Dict": "dict", "Set": "set", "Tuple": "tuple", "FrozenSet": "frozenset", "Type": "type"}


@functools.lru_cache(maxsize=2_000)
def plain_spelling(text: str) -> str:
    """Return a type's text with unions as sorted alternatives and built-in names; what cannot be read as it is."""
    try:
        return _spelled(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError):
        return text


def _spelled(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union([node.left, node.right])
    if isinstance(node, ast.Subscript):
        name = _spelled(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Optional":
            return _union([*inner, ast.Constant(None)])
        if name == "Union":
            return _union(inner)
        if name == "Literal":
            return ast.unparse(node)
        return f"{name}[{', '.join(map(_spelled, inner))}]"
    if isinstance(node, ast.List):
        return f"[{', '.join(map(_spelled, node.elts))}]"
    if isinstance(node, ast.Name):
        return _OLD_NAMES.get(node.id, node.id)
    return ast.unparse(node)


def _union(parts: list[ast.expr]) -> str:
    """Return alternatives in one order; those of a union inside a union are its own."""
    return " | ".join(sorted({name for part in parts for name in _alternatives(part)}))


def _alternatives(node: ast.expr) -> list[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_alternatives(node.left), *_alternatives(node.right)]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if node.value.id == "Union":
            return [name for each in inner for name in _alternatives(each)]
        if node.value.id == "Optional":
            return [*(name for each in inner for name in _alternatives(each)), "None"]
    return [_spelled(node)]
