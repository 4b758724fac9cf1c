"""Which files the nodes of a run read, and whether these have changed since. It must not read a value.

Known are the files of the project that Python code opens and the folders that it lists; and, since libraries open files
past Python, the paths that a node is given or that stand in its function, its defaults and the constants it uses. What
the node writes itself is none of what it read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any

from dagscope.execution.plan import Plan
from dagscope.node import Node
from dagscope.project.value_files import file_and_table
from dagscope.records import ReadFile
from dagscope.scenario import ValueSpec
from dagscope.session.named_files import MAY_HOLD_PATHS, names_nothing, paths_in, values_of
from dagscope.small_files import open_regular
from dagscope.system.opened_files import unwatched

FILES_OF_A_NODE = 500
_HASHED_BYTES = 256 * 1024
_HASHED_FILES = 50
_NOT_DATA = ("__pycache__", "site-packages", "node_modules")
_SYSTEM = ("proc", "sys", "dev", "usr", "etc", "bin", "lib", "lib64", "sbin", "boot", "run", "windows")


class ReadFiles:
    """What is read in one run, by node. Nodes on several threads may report at once."""

    def __init__(self, folder: str, plan: Plan | None = None) -> None:
        """Start with nothing read; files below `folder` count, and those below folders that are named to a node."""
        self._folders = [os.path.join(os.path.realpath(folder), ""), os.path.join(os.path.abspath(folder), "")]
        self._plans: list[Plan] = []
        self._users: dict[str, list[str]] | None = None
        self._heard: dict[str, dict[str, ReadFile]] = {}
        self._named: dict[str, dict[str, ReadFile]] = {}
        self._written: dict[str, set[str]] = {}
        self._left_out: dict[str, set[str]] = {}
        self._to_begin: dict[str, Node] = {}
        if plan is not None:
            self.follow(plan)

    def follow(self, plan: Plan) -> None:
        """Let what these nodes are given, and what their functions name, count as read by them."""
        self._plans.append(plan)
        self._users = None
        for step in plan.steps:
            if not names_nothing(step.node.callable):
                self._to_begin[step.node.name] = step.node

    def given(self, name: str, value: Any) -> None:
        """Note a value that may be the path of a file, for the nodes that are given it."""
        kind = type(value)
        if kind in MAY_HOLD_PATHS or issubclass(kind, PurePath):
            if self._users is None:
                self._users = _users_in(self._plans)
            for path in paths_in(value) if name in self._users else ():
                self._name(self._users[name], path)

    def read_for(self, name: str, spec: ValueSpec, folder: str) -> None:
        """Note that an input's or override's value is read from a file."""
        if spec.kind == "file":
            self._name((name,), str(file_and_table(spec.text, Path(folder))[0]))

    def read_before(self, name: str, file: ReadFile) -> None:
        """Note that a value was read from a file before the run, as the file was then."""
        self._named.setdefault(name, {})[file.path] = file

    def begin(self, name: str) -> None:
        """Note the files that a node's function names, as they are before it runs for the first time."""
        node = self._to_begin.pop(name, None)
        if node is None:
            return
        try:
            values = values_of(node, tuple(self._folders[:2]))
            paths = [path for value in values for path in paths_in(value)]
            named = [path for path in paths if "." in path or "/" in path or os.sep in path]
        except Exception:  # noqa: BLE001 - a callable of the project's own class, whose attributes are its affair
            return
        for path in named:
            self._name((name,), path)

    def opened(self, node: str, path: str, is_written: bool) -> None:
        """Note that a node's code opens a file or lists a folder."""
        if is_written:
            self._written.setdefault(node, set()).add(path)
            return
        files = self._heard.setdefault(node, {})
        if path in files or not self._is_data(path):
            return
        if len(files) >= FILES_OF_A_NODE:
            self._left_out.setdefault(node, set()).add(path)
        elif (found := state_of(path)) is not None:
            files[path] = found

    def end(self, name: str) -> None:
        """Drop what a node wrote itself, now that it has ended: a named file that is another one now, too."""
        if name not in self._named and name not in self._heard:
            return
        named = self._named.get(name, {})
        for path in [path for path, file in list(named.items()) if state_of(path) != file]:
            del named[path]
        heard = self._heard.get(name, {})
        written = self._written.get(name, ())
        for path in [path for path, file in list(heard.items()) if path in written or _is_other_folder(path, file)]:
            del heard[path]

    def all(self) -> Iterator[tuple[str, tuple[ReadFile, ...], int]]:
        """Yield each node with the files it read, and how many more there were."""
        for name in dict.fromkeys((*self._named, *self._heard)):
            written = self._written.get(name, ())
            files = {**self._named.get(name, {}), **self._heard.get(name, {})}
            kept = [file for path, file in files.items() if path not in written]
            if kept:
                yield name, tuple(_hashed(kept)), len(self._left_out.get(name, ()))

    def _name(self, nodes: Iterable[str], path: str) -> None:
        path = os.path.abspath(path)
        if os.path.isdir(path):
            self._name_folder(os.path.join(path, ""))
        elif (found := state_of(path)) is not None:
            for node in nodes:
                files = self._named.setdefault(node, {})
                if len(files) < FILES_OF_A_NODE:
                    files.setdefault(path, found)
                elif path not in files:
                    self._left_out.setdefault(node, set()).add(path)

    def _name_folder(self, folder: str) -> None:
        """Let what is opened below a folder count, unless it holds the project, or belongs to the system."""
        top = os.path.splitdrive(folder)[1].replace("\\", "/").split("/")[1]
        is_wide = any(each.startswith(folder) for each in self._folders) or folder[:-1] == tempfile.gettempdir()
        if top and top.lower() not in _SYSTEM and not is_wide and len(self._folders) < FILES_OF_A_NODE:
            self._folders.append(folder)

    def _is_data(self, path: str) -> bool:
        for folder in self._folders:
            if path.startswith(folder) or path == folder[:-1]:
                inside = path[len(folder) :].split(os.sep)
                return not any(part in _NOT_DATA or part.startswith(".") for part in inside[:-1])
        return False


def state_of(path: str) -> ReadFile | None:
    """Return how a file is now, or which names a folder has; None for what is neither, or not there."""
    try:
        found = os.stat(path)
        if stat.S_ISREG(found.st_mode):
            return ReadFile(path, found.st_size, found.st_mtime_ns)
        return _listing(path) if stat.S_ISDIR(found.st_mode) else None
    except (OSError, ValueError):
        return None


def change_of(file: ReadFile) -> str:
    """Return what has become of a file, in words that follow its name; empty for nothing."""
    now = state_of(file.path)
    if now is None or now.is_folder is not file.is_folder:
        return "is gone" if not os.path.lexists(file.path) else "cannot be read any more"
    if file.is_folder:
        return "" if now == file else "has other files in it"
    if (now.size, now.modified) == (file.size, file.modified):
        return ""
    if file.digest and now.size == file.size and _digest(file.path) == file.digest:
        return ""
    return "changed"


def _is_other_folder(path: str, file: ReadFile) -> bool:
    return file.is_folder and state_of(path) != file


def _listing(path: str) -> ReadFile:
    with unwatched():
        names = sorted(name for name in os.listdir(path) if not name.startswith(".") and name not in _NOT_DATA)
    text = "\n".join(names).encode("utf-8", "surrogateescape")
    return ReadFile(os.path.join(path, ""), len(names), 0, hashlib.sha256(text).hexdigest()[:16])


def _hashed(files: Iterable[ReadFile]) -> Iterator[ReadFile]:
    """Yield files with a digest of what is in small ones: rewritten as they were, they are the same."""
    count = 0
    for file in files:
        if not file.is_folder and file.size <= _HASHED_BYTES and count < _HASHED_FILES:
            count += 1
            if state_of(file.path) == file:
                file = ReadFile(file.path, file.size, file.modified, _digest(file.path))
        yield file


def _digest(path: str) -> str:
    try:
        with unwatched(), open_regular(path) as stream:
            return hashlib.sha256(stream.read(_HASHED_BYTES + 1)).hexdigest()[:16]
    except OSError:
        return ""


def _users_in(plans: Iterable[Plan]) -> dict[str, list[str]]:
    """Return which nodes are given which others' values."""
    users: dict[str, list[str]] = {}
    for plan in plans:
        for step in plan.steps:
            for name in step.parameters:
                users.setdefault(name, []).append(step.node.name)
    return users
