"""How each project was looked at and what was edited in it, a file for each window.
It must not know what a view consists of.

A window holds a lock on its file for as long as it lives; the system lets go of it however the window ends. What a
window that is gone left behind is taken over by the next one that opens the project, so that no edit is lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dagscope import whole_files
from dagscope.system.current import system

from dagscope_app.services.flushing import Flushing

_WINDOWS = 64
# What a window edited and nobody saved: these lists of windows that are gone are put together, the rest is the
# newest's.
EDITS = ("unsaved", "removed")


class KeptViews:
    """The views of all projects, in one folder; this window's file of the project that is open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._project = ""
        self._own: Path | None = None
        self._handle: int | None = None
        self._problem = ""
        self._written = ""
        self._disk = Flushing()

    def load(self, project: str) -> Mapping[str, Any]:
        """Return how a project was looked at, with the edits of windows that are gone; empty for a new one."""
        self._claim(project)
        return _read(self._own) if self._own is not None else self._newest(project)

    def save(self, project: str, data: Mapping[str, Any]) -> str:
        """Write how a project is looked at; a sentence when that is not possible."""
        self._claim(project)
        if self._own is None:
            return self._problem
        text = json.dumps(data)
        if text == self._written:
            return ""
        try:
            whole_files.write_bytes(self._own, text.encode("ascii"))
        except OSError as error:
            return f"Edits cannot be kept in {self._folder}: {error.strerror}. Save the scenarios to keep them."
        self._written = text
        self._disk.flush(self._own)
        return ""

    def load_picture(self, project: str) -> bytes:
        """Return the picture that was kept of a project; empty where there is none."""
        try:
            return (self._folder / f"{_key(project)}.png").read_bytes()
        except OSError:
            return b""

    def save_picture(self, project: str, picture: bytes) -> None:
        """Keep a picture of a project; it is for the eye alone, so that it is no matter where it cannot be."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            whole_files.write_bytes(self._folder / f"{_key(project)}.png", picture)

    def release(self) -> None:
        """Let another window have the file."""
        if self._handle is not None:
            os.close(self._handle)
        self._project, self._own, self._handle, self._written = "", None, None, ""

    def _claim(self, project: str) -> None:
        """Find a file that no living window has, and take over what those that are gone have left."""
        if project == self._project:
            return
        self.release()
        self._project = project
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            held = self._lock_all(project)
        except OSError as error:
            self._problem = (
                f"Edits cannot be kept in {self._folder}: {error.strerror}. Save the scenarios to keep them."
            )
            return
        if held:
            (self._own, self._handle), *others = held
            self._take_over(project, [path for path, _ in others])
            for _, handle in others:
                os.close(handle)

    def _lock_all(self, project: str) -> list[tuple[Path, int]]:
        """Lock the first free file, and every other one that is there and that no window holds."""
        held: list[tuple[Path, int]] = []
        key = _key(project)
        for number in range(1, _WINDOWS + 1):
            path = self._folder / f"{key}.{number}.json"
            if held and not os.path.exists(path):
                continue
            handle = _lock(path.with_suffix(".lock"))
            if handle is not None:
                held.append((path, handle))
        return held

    def _take_over(self, project: str, others: Sequence[Path]) -> None:
        assert self._own is not None
        view = dict(self._newest(project))
        left = [_read(path) for path in (self._own, *others)]
        for name in EDITS:
            lists = [item[name] for item in left if isinstance(item.get(name), list)]
            view.pop(name, None)
            if lists:
                view[name] = [entry for found in lists for entry in found]
        if not view:
            return
        if not self.save(project, view):
            for path in others:
                path.unlink(missing_ok=True)

    def _newest(self, project: str) -> Mapping[str, Any]:
        paths = sorted(self._folder.glob(f"{_key(project)}.*.json"), key=_age, reverse=True)
        return next((found for found in map(_read, paths) if found), {})


def _key(project: str) -> str:
    return hashlib.sha256(os.fsencode(os.path.realpath(project))).hexdigest()[:16]


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _lock(path: Path) -> int | None:
    """Hold a file until this process ends; None while another one holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if not system.try_lock(handle):
        os.close(handle)
        return None
    return handle
