"""Where a path of a script leads: `Path(__file__).parent / "flow.py"`, `os.path.join(...)`. It looks at no file."""

from __future__ import annotations

import ast
import os
from pathlib import PurePath

from dagscope.project.scripts.values import Expression, Sequence, Value, Where

FILE = "__file__"
_SAME = ("resolve", "absolute", "expanduser", "abspath", "realpath", "normpath", "expanduser", "fspath", "as_posix")
_MAKES = ("Path", "PurePath", "PosixPath", "PurePosixPath")


def path_of(value: Value | None) -> str | None:
    """Return the path that a value is, or a text."""
    if isinstance(value, Where):
        return value.path
    node = value.node if isinstance(value, Expression) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def path_part(owner: Where, name: str, near: ast.expr) -> Value | None:
    """Return `owner.parent` and the like."""
    path = PurePath(owner.path)
    if name == "parent":
        return Where(str(path.parent), near)
    if name in ("name", "stem", "suffix"):
        return _constant(getattr(path, name), near)
    if name == "parents":
        return Sequence(tuple(Where(str(each), near) for each in path.parents), near)
    if name == "parts":
        return Sequence(tuple(_constant(part, near) for part in path.parts), near)
    return None


def _constant(text: str, near: ast.expr) -> Expression:
    return Expression(ast.copy_location(ast.Constant(text), near))


def path_call(name: str, owner: Value | None, values: list[Value], near: ast.expr) -> Value | None:
    """Return the path that a call gives, or None for other calls."""
    parts = [path_of(value) for value in values]
    texts = [part for part in parts if part is not None]
    if len(texts) < len(parts):
        return None
    if isinstance(owner, Where):
        if name in _SAME:
            return owner
        if name == "with_suffix" and texts in ([""], [".py"]):
            return Where(str(PurePath(owner.path).with_suffix(texts[0])), near)
        if name == "relative_to" and len(texts) == 1:
            return Where(os.path.relpath(owner.path, texts[0]), near)
        return Where(os.path.join(owner.path, *texts), near) if name == "joinpath" else None
    if not texts:
        return None
    is_path = any(isinstance(value, Where) for value in values)
    if name in _MAKES or (name == "join" and is_path):
        return Where(os.path.join(*texts), near)
    if name in _SAME or (name == "str" and is_path):
        return Where(texts[0], near)
    if name == "basename":
        return _constant(os.path.basename(texts[0]), near)
    if name == "splitext":
        return Sequence(tuple(_constant(part, near) for part in os.path.splitext(texts[0])), near)
    return Where(os.path.dirname(texts[0]), near) if name == "dirname" else None


def divided(left: Value, right: Value, node: ast.expr) -> Value | None:
    """Return `left / right`."""
    first, second = path_of(left), path_of(right)
    if first is None or second is None or not (isinstance(left, Where) or isinstance(right, Where)):
        return None
    return Where(os.path.join(first, second), node)
