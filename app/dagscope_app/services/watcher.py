"""Watches the open project's Python files, and the files its config is read from, and says once when a burst of
changes is over. It must not read them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

# One file with something in it is a person's save, written whole within a millisecond or two. Several files, or an
# empty one, may be the beginning of something longer: a checkout, an editor that empties a file before it writes it.
# What takes longer than that is loaded more than once.
SAVE_MS = 25
BURST_MS = 80
_DIRECTORY_LIMIT = 500
_FILE_LIMIT = 2_000


class Watcher(QObject):
    """Watches directories (an editor that saves by renaming leaves the file's own watch behind) and compares stamps.

    Signals:
        changed(): Python files, `dagscope.toml` or a file of the config changed, and nothing more did for a while.
        vanished(): the folder is not there any more; once it is back, that is a change.
    """

    changed = Signal()
    vanished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_change)
        self._watcher.fileChanged.connect(self._on_change)
        self._data_watcher = QFileSystemWatcher(self)
        self._data_watcher.directoryChanged.connect(self._on_data_change)
        self._data_watcher.fileChanged.connect(self._on_data_change)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._folder = ""
        self._is_gone = False
        self._is_burst = False
        self._directories: tuple[str, ...] = ()
        self._files: tuple[str, ...] = ()
        self._data: tuple[str, ...] = ()
        self._stamps: dict[str, tuple[int, int]] = {}

    def watch(self, folder: str, paths: Sequence[str]) -> None:
        """Watch these files and the directories that hold them, instead of what was watched before."""
        watched = self._watcher.directories() + self._watcher.files()
        if watched:
            self._watcher.removePaths(watched)
        self._timer.stop()
        self._is_burst = False
        known = self._stamps if folder == self._folder else {}
        before, self._directories = self._directories, ()
        self._folder, self._is_gone = folder, False
        if not folder or not os.path.isdir(folder):
            return
        files = [path if os.path.isabs(path) else os.path.join(folder, path) for path in paths]
        folders = dict.fromkeys([folder, *(os.path.dirname(path) for path in files)])
        self._directories = tuple(path for path in folders if os.path.isdir(path))[:_DIRECTORY_LIMIT]
        found = self._stamps = self._read_stamps()
        # A directory's watch says nothing of a file that is written in place; what a module imports counts as well.
        wanted = dict.fromkeys([*(path for path in files if os.path.isfile(path)), *found])
        self._files = tuple(wanted)[:_FILE_LIMIT]
        self._watcher.addPaths([*self._directories, *self._files, os.path.dirname(self._folder)])
        # What was saved while these files were being read is reported as soon as they are watched.
        both = set(before).intersection(self._directories) if known else set()
        if any(known.get(path) != found.get(path) for path in {*known, *found} if os.path.dirname(path) in both):
            self._stamps = known
            self._timer.start(SAVE_MS)

    def watch_data(self, paths: Sequence[str]) -> None:
        """Watch these files besides, which are no code but are read with it, instead of those of before."""
        watched = self._data_watcher.directories() + self._data_watcher.files()
        if watched:
            self._data_watcher.removePaths(watched)
        code = {path: stamp for path, stamp in self._stamps.items() if path not in self._data}
        self._data = tuple(paths)[:_FILE_LIMIT]
        folders = dict.fromkeys(map(os.path.dirname, self._data))  # a file that is replaced is a change of these alone
        found = [*filter(os.path.isfile, self._data), *filter(os.path.isdir, folders)]
        if found:
            self._data_watcher.addPaths(found)
        self._stamps = {**code, **self._data_stamps()}

    def acknowledge(self) -> None:
        """Note what is on disk now: only later changes count."""
        self._stamps = self._read_stamps()

    def _read_stamps(self) -> dict[str, tuple[int, int]]:
        stamps = {}
        for directory in self._directories:
            try:
                with os.scandir(directory) as entries:
                    for entry in entries:
                        if entry.name.endswith(".py") or entry.name == "dagscope.toml":
                            stat = entry.stat()
                            stamps[entry.path] = (stat.st_mtime_ns, stat.st_size)
            except OSError:
                continue
        return stamps | self._data_stamps()

    def _data_stamps(self) -> dict[str, tuple[int, int]]:
        stamps = {}
        for path in self._data:
            with suppress(OSError):
                stat = os.stat(path)
                stamps[path] = (stat.st_mtime_ns, stat.st_size)
        return stamps

    def _on_data_change(self, path: str) -> None:
        if self._directories:
            self._timer.start(SAVE_MS)

    def _on_change(self, path: str) -> None:
        if path not in self._directories and path not in self._files:
            self._has_folder_changed()  # a folder that is renamed is a change of the one above it alone
        elif self._directories:
            self._timer.start(BURST_MS if self._is_burst else SAVE_MS)

    def _on_timer_timeout(self) -> None:
        if self._has_folder_changed():
            return
        gone = [path for path in self._files if path not in self._watcher.files() and os.path.isfile(path)]
        if gone:
            self._watcher.addPaths(gone)
        data = [path for path in self._data if path not in self._data_watcher.files() and os.path.isfile(path)]
        if data:
            self._data_watcher.addPaths(data)
        stamps = self._read_stamps()
        if not self._is_burst and may_go_on(self._stamps, stamps):
            self._is_burst = True
            self._timer.start(BURST_MS - SAVE_MS)
            return
        self._is_burst = False
        if stamps != self._stamps:
            self._stamps = stamps
            self.changed.emit()

    def _has_folder_changed(self) -> bool:
        """Tell of a folder that went away, or came back."""
        was_gone, self._is_gone = self._is_gone, not os.path.isdir(self._folder)
        if self._is_gone and not was_gone:
            above = os.path.dirname(self._folder)
            while not os.path.isdir(above):
                above = os.path.dirname(above)
            self._watcher.addPath(above)  # where it would come back
            self.vanished.emit()
        elif was_gone and not self._is_gone:
            known = [*self._directories, *self._files]
            self._watcher.removePaths(known)  # those of the folder that went away, wherever it is now
            self._watcher.addPaths(known)
            self._stamps = self._read_stamps()
            self.changed.emit()
        return self._is_gone or was_gone


def may_go_on(before: Mapping[str, tuple[int, int]], now: Mapping[str, tuple[int, int]]) -> bool:
    """Return whether more changes may follow these (files with their times and sizes): none, or all but the save of
    one file with something in it.
    """
    if before == now:
        return False
    changed = [path for path, stamp in now.items() if before.get(path) != stamp]
    return len(changed) != 1 or not now[changed[0]][1] or not before.keys() <= now.keys()
