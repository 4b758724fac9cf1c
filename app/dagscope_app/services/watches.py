"""Says which of some paths may have changed: asks the system, and looks by itself at what the system does not watch.
It must not know what the paths are for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

# To have more watched takes the system long (10,000 paths: 0.3 s), and it may refuse (Linux gives each user a number).
# What is left is looked at in turn: 20,000 files in eight seconds, at 2 ms a turn.
WATCHED_AT_MOST = 4_000
LOOKED_AT_ONCE = 500
LOOK_MS = 200

_Stamp = tuple[int, int, int] | None


class Watches(QObject):
    """Paths of files and folders, each watched by the system or looked at.

    Signals:
        changed(str): something about this path may be different.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = QFileSystemWatcher(self)
        self._system.directoryChanged.connect(self.changed)
        self._system.fileChanged.connect(self.changed)
        self._looked_at: dict[str, _Stamp] = {}
        self._turn: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def set_paths(self, paths: Iterable[str]) -> None:
        """Watch these and no others, again also what the system has stopped watching: a file that was replaced."""
        wanted = dict.fromkeys(paths)
        watched = {*self._system.directories(), *self._system.files()}
        others = watched.difference(wanted)
        if others:
            self._system.removePaths(list(others))
        missing = [path for path in wanted if path not in watched]
        asked = missing[: max(0, WATCHED_AT_MOST - len(watched) + len(others))]
        refused = self._system.addPaths(asked) if asked else []
        left = [*refused, *missing[len(asked) :]]
        known = self._looked_at
        self._looked_at = {path: known[path] if path in known else _stamp_of(path) for path in left}
        if not left:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def begin_anew(self, paths: Iterable[str]) -> None:
        """Forget these, which were replaced under the same name; `set_paths` watches them again."""
        watched = {*self._system.directories(), *self._system.files()}.intersection(paths)
        if watched:
            self._system.removePaths(list(watched))

    def _look(self) -> None:
        """Look at the next of those that the system does not watch."""
        self._turn = self._turn or list(self._looked_at)
        turn, self._turn = self._turn[:LOOKED_AT_ONCE], self._turn[LOOKED_AT_ONCE:]
        for path in turn:
            now = _stamp_of(path)
            if path in self._looked_at and now != self._looked_at[path]:
                self._looked_at[path] = now
                self.changed.emit(path)


def _stamp_of(path: str) -> _Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
