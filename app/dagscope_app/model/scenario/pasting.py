"""A text from the clipboard as config: JSON, TOML or a Python dict. It must not know the clipboard or the scenario."""

from __future__ import annotations

import ast
import importlib
import json
from typing import Any

from dagscope.scenario import ValueSpec, literal

from dagscope_app.model.translation import tr

MOST_CHARACTERS = 1_000_000
_WANTED = 'Copy a JSON object, TOML lines or a Python dict, such as {"region": "US"}, then paste it.'


class PasteProblem(ValueError):
    """The text is no config; the message is one sentence and what to do."""


def config_from_text(text: str) -> dict[str, ValueSpec]:
    """Return the config a text stands for, in its order.

    A table or object that holds nothing but `config` stands for that. `name = {...}` is a Python dict too.

    Raises:
        PasteProblem: it is none.
    """
    if not text.strip():
        raise PasteProblem(tr("The clipboard holds no text. {wanted}", wanted=_WANTED))
    if len(text) > MOST_CHARACTERS:
        raise PasteProblem(tr("The text on the clipboard is too long for a config. {wanted}", wanted=_WANTED))
    found = _read(text.strip())
    if list(found) == ["config"] and isinstance(found["config"], dict):
        found = found["config"]
    if not found:
        raise PasteProblem(tr("The text on the clipboard sets no config key. {wanted}", wanted=_WANTED))
    return {_key(name): _spec(str(name), value) for name, value in found.items()}


def _read(text: str) -> dict[Any, Any]:
    for read in (json.loads, _python, _toml):
        try:
            found = read(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
        raise PasteProblem(tr("The text on the clipboard is one value, not keys with values. {wanted}", wanted=_WANTED))
    raise PasteProblem(tr("The text on the clipboard is not a config. {wanted}", wanted=_WANTED))


def _python(text: str) -> Any:
    """Return the value of a dict display, of a call of `dict` with names, or of either assigned to a name."""
    body = ast.parse(text).body
    if len(body) != 1 or not isinstance(body[0], (ast.Expr, ast.Assign, ast.AnnAssign)):
        raise ValueError("not one expression")
    value = body[0].value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict" and not value.args:
        return {keyword.arg: ast.literal_eval(keyword.value) for keyword in value.keywords}
    if not isinstance(value, ast.Dict):
        raise ValueError("not a dict")
    return ast.literal_eval(value)


def _toml(text: str) -> Any:
    for name in ("tomllib", "tomli"):
        try:
            parser = importlib.import_module(name)
        except ImportError:
            continue
        return parser.loads(text)
    raise ValueError("no parser of TOML")


def _key(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise PasteProblem(
            tr("The config key {name!r} on the clipboard is not a text: give every key a name.", name=name)
        )
    return name


def _spec(name: str, value: object) -> ValueSpec:
    if not _is_plain(value):
        kind = type(value).__name__
        raise PasteProblem(
            tr(
                "The value of {name} on the clipboard is a {kind}, which a config cannot hold as it is: write "
                "it as a text.",
                name=name,
                kind=kind,
            )
        )
    return literal(value)


def _is_plain(value: object) -> bool:
    """Return whether the value's own text reads back as the value."""
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
