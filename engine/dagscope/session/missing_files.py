"""The files that loaders are told to read by name and that are not there, said before a run. It opens none.

A file that the dataflow itself saves is none of them.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from dagscope.dag import Dag
from dagscope.node import Node
from dagscope.records import ProblemRecord
from dagscope.session.named_files import literals_of

_PATHS = ("path", "file", "filename", "filepath", "filepath_or_buffer", "path_or_buf", "io")
_NO_FILE = ("://", "*", "?", "[", "~", "$", "{", "\n", "\0")


def missing_files(folder: Path, graph: Dag) -> list[ProblemRecord]:
    """Return a warning for each loader whose file is not there."""
    saved = {
        path for node in graph.nodes.values() if "hamilton.data_saver" in node.tags for path in _paths(node, folder)
    }
    found: list[ProblemRecord] = []
    for node in graph.nodes.values():
        if node.tags.get("hamilton.data_loader.has_metadata") is not True:
            continue
        for path in _paths(node, folder):
            if path not in saved and not os.path.lexists(path):
                file, line = _home(node)
                text = f"node '{node.name}' reads a file that is not there: {path}"
                found.append(ProblemRecord("file", text, node.name, file, line, "warning"))
    return found


def _paths(node: Node, folder: Path) -> Iterator[str]:
    literals: Mapping[str, Any] = literals_of(node)
    for name in _PATHS:
        value = literals.get(name)
        text = str(value) if type(value) is str or isinstance(value, PurePath) else ""
        if text and not any(sign in text for sign in _NO_FILE):
            yield os.path.normpath(folder / text)


def _home(node: Node) -> tuple[str, int]:
    """Return where the function stands that asks for the file."""
    for function in node.originating_functions or ():
        code = getattr(inspect.unwrap(function), "__code__", None)
        if code is not None:
            return code.co_filename, code.co_firstlineno
    return "", 0
