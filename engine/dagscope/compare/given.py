"""What a side of a comparison is given, by content: a config value as a text, a file by what is in it.
It must not compare.
"""

from __future__ import annotations

import ast
import hashlib
import os
from pathlib import Path
from typing import Any

from dagscope.caching.constants import CONSTANTS, UNKNOWN
from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version
from dagscope.preview.budget import cut, type_name
from dagscope.preview.scalars import is_number, is_text, short_repr
from dagscope.project.value_files import file_and_table
from dagscope.scenario import ValueSpec
from dagscope.small_files import open_regular

_SHOWN = 300
_PLAIN_CALLS = frozenset(("Decimal", "date", "datetime", "fromisoformat", "Path", "sqrt", "time", "timedelta"))


def value_text(value: Any) -> str:
    """Return a value as a text, the same in each process; behind one that does not show all stands its version."""
    short = short_repr(value, _SHOWN)
    is_ordered = _is_ordered(value)
    if is_ordered and "…" not in short:
        return short
    version = data_version(value)
    if type(value) in (set, frozenset):
        short = cut(f"{{{', '.join(sorted(short_repr(item, 60) for item in value))}}}", _SHOWN)
    elif not is_ordered:
        short = f"<{type_name(value)}>"
    return short if version == UNHASHABLE else f"{short} [{version[:16]}]"


def _is_ordered(value: Any) -> bool:
    """Return whether a value consists of constants, in lists, tuples and dicts: sets have no order."""
    if type(value) in (list, tuple):
        return all(map(_is_ordered, value))
    if type(value) is dict:
        return all(map(_is_ordered, value)) and all(map(_is_ordered, value.values()))
    return type(value) in CONSTANTS or is_text(value) or is_number(value)


def contents_of(spec: ValueSpec, folder: Path) -> str:
    """Return what the file holds that a value is read from, which may be another at a revision; empty for no file.

    Args:
        spec: where the value comes from.
        folder: what relative file names are relative to.
    """
    if spec.kind == "expression":
        return "" if _is_plain(spec.text) else f"{UNKNOWN}what the expression gives at the revision"
    return _file_contents(file_and_table(spec.text, folder)[0]) if spec.kind == "file" else ""


def _file_contents(path: Path) -> str:
    if not os.path.lexists(path):
        return "no such file"
    try:
        with open_regular(path) as stream:  # a pipe in its place would be waited for
            found = hashlib.sha256()
            while block := stream.read(1 << 20):
                found.update(block)
            return f"{stream.tell():,} bytes, {found.hexdigest()[:16]}"
    except OSError as error:
        return f"{UNKNOWN}{path.name} cannot be read: {error.strerror}"


def _is_plain(text: str) -> bool:
    """Return whether an expression can only give one value: it has no names, or calls what makes dates and paths."""
    try:
        parts = list(ast.walk(ast.parse(text.strip(), mode="eval")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True  # it gives nothing on either side
    called = [part.func for part in parts if isinstance(part, ast.Call)]
    names = [each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in called]
    return all(name in _PLAIN_CALLS for name in names)
