"""Plain data as TOML text. It must not touch files; only what `tomllib` can give is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def _text(value: str) -> str:
    out = []
    for character in value:
        code = ord(character)
        if character in _ESCAPES:
            out.append(_ESCAPES[character])
        elif code < 0x20 or code == 0x7F:
            out.append(f"\\u{code:04x}")
        elif 0xD800 <= code < 0xE000:
            out.append("?")  # a lone surrogate has no place in a file
        else:
            out.append(character)
    return '"' + "".join(out) + '"'


def _key(name: str) -> str:
    return name if _BARE.match(name) else _text(name)


def _number(value: float) -> str:
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def value_text(value: Any) -> str:
    """One value, tables inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(value_text(item) for item in value) + "]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(name))} = {value_text(item)}" for name, item in value.items())
        return "{" + inner + "}"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"TOML has no {type(value).__name__}")


def _is_table_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _table(table: Mapping[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    for name, value in table.items():
        if not isinstance(value, Mapping) and not _is_table_list(value):
            lines.append(f"{_key(name)} = {value_text(value)}")
    for name, value in table.items():
        here = (*path, name)
        title = ".".join(_key(part) for part in here)
        if isinstance(value, Mapping):
            lines.extend(["", f"[{title}]"])
            _table_values(value, here, lines)
        elif _is_table_list(value):
            for item in value:
                lines.extend(["", f"[[{title}]]"])
                _table(item, here, lines)


def _table_values(table: Mapping[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    """A table below the top: small tables in it (`{file = "x"}`) stay on their line."""
    if table and all(isinstance(value, Mapping) and len(value) > 1 for value in table.values()):
        _table(table, path, lines)
        return
    for name, value in table.items():
        lines.append(f"{_key(name)} = {value_text(value)}")


def document(data: Mapping[str, Any], comment: str = "") -> str:
    """A whole document, with a comment on top."""
    lines = [f"# {line}" for line in comment.splitlines()]
    _table(data, (), lines)
    return "\n".join(lines).strip("\n") + "\n"
