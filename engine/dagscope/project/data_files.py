"""The data files that scripts choose their modules by: JSON, TOML, INI, YAML, as expressions. It opens no file.

A script that says `yaml.safe_load(open("flow.yaml"))["modules"]` means what the file says.
"""

from __future__ import annotations

import ast
import configparser
import importlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from dagscope.project.plain_yaml import NotPlain, load_plain

ENDINGS = (".json", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".txt")
MOST_BYTES = 200_000
_MOST_NODES = 4_000


def _toml(text: str) -> Any:
    for name in ("tomllib", "tomli"):
        try:
            return importlib.import_module(name).loads(text)
        except ImportError:
            continue
    raise ValueError("no parser for TOML is installed")


def _ini(text: str) -> Any:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error)) from None
    return {name: dict(parser.items(name)) for name in parser.sections()}


_LOADERS: Mapping[str, Callable[[str], Any]] = {"json": json.loads, "toml": _toml, "yaml": load_plain, "ini": _ini}


def kind_of_file(path: str) -> str:
    """Return which of the formats a file has, by its ending; an empty text for none."""
    ending = path.rpartition(".")[2].lower()
    return {"yml": "yaml", "cfg": "ini"}.get(ending, ending if ending in _LOADERS else "")


def data_of(text: str, kind: str) -> ast.expr | None:
    """Return what a text in a format says, as an expression; None where it cannot be read.

    What is no text, number, list or table in it stays a name that nothing is known of.
    """
    try:
        return _expression(_LOADERS[kind](text), [_MOST_NODES])
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError, NotPlain):
        return None


def _expression(data: Any, left: list[int]) -> ast.expr:
    left[0] -= 1
    if left[0] < 0:
        raise ValueError("more than a script chooses from")
    if isinstance(data, dict):
        keys: list[ast.expr | None] = [ast.Constant(key) for key in data]
        return ast.Dict(keys, [_expression(value, left) for value in data.values()])
    if isinstance(data, list):
        return ast.List([_expression(item, left) for item in data], ast.Load())
    if data is None or isinstance(data, (str, int, float, bool)):
        return ast.Constant(data)
    return ast.Name("in_the_file", ast.Load())
