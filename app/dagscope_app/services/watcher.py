"""Watches the files that the open project and its config are read from, and says once when a burst of changes is over.
It must not read them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from dagscope_app.services.source_stamps import SourceStamps, Stamp, stamp_of
from dagscope_app.services.watches import Watches

# One file with something in it is a person's save, written whole within a millisecond or two. Several files, or an
# empty one, may be the beginning of something longer: a checkout, an editor that empties a file before it writes it.
# What takes longer than that is loaded more than once.
SAVE_MS = 10
BURST_MS = 80
_TURN_SECONDS = 0.008


class Watcher(QObject):
    """Watches directories (an editor that saves by renaming leaves the file's own watch behind) and compares stamps.

    Signals:
        changed(): Python files, notebooks, `dagscope.toml` or a file of the config changed, and nothing more did for a
            while.
        vanished(): the folder is not there any more; once it is back, that is a change.
    """

    changed = Signal()
    vanished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watches, self._data_watches = Watches(self), Watches(self)
        self._watches.changed.connect(self._on_change)
        self._data_watches.changed.connect(self._on_data_change)
        self._timer, self._walk_timer = QTimer(self), QTimer(self)
        for timer, slot in ((self._timer, self._on_timer_timeout), (self._walk_timer, self._go_on)):
            timer.setSingleShot(True)
            timer.timeout.connect(slot)
        self._folder = ""
        self._inode = 0
        self._is_gone = False
        self._is_burst = False
        self._sources = SourceStamps(())
        self._dirty: set[str] = set()
        self._stamps: dict[str, Stamp] = {}
        self._is_known = False  # whether the stamps are those of this folder
        self._at_first: dict[str, Stamp] = {}  # of the modules, before the first walk through this folder
        self._reading = ("", 0)  # a folder that is read, and since when
        self._walk: Iterator[None] | None = None
        self._walked: frozenset[str] = frozenset()  # the folders that counted before the walk
        self._data: dict[str, Stamp] = {}
        self._data_paths: tuple[str, ...] = ()

    def note_reading(self, folder: str) -> None:
        """Note that a folder is read from now on: what is saved until it is watched is a change."""
        self._reading = (folder, time.time_ns())

    def watch(self, folder: str, paths: Sequence[str], looks_below: bool = True) -> None:
        """Watch what is read of this folder, and the folders that hold these files, instead of what was before.

        Args:
            folder: the project's.
            paths: its modules, wherever they are.
            looks_below: whether modules are looked for in all folders below.
        """
        self._timer.stop()
        self._is_burst = False
        if folder != self._folder:
            self._watches.set_paths(())
            self._is_known = False
        if self._walk is None:
            self._walked = frozenset(self._sources.folders)
        self._folder, self._is_gone, self._inode = folder, False, _inode(folder)
        whole = [os.path.join(folder, path) for path in paths]
        # The first walk may come to them late, on a slow disk: what is saved until then is a change.
        self._at_first = {} if self._is_known else _stamps_of(whole)
        folders = dict.fromkeys([folder, *map(os.path.dirname, whole)])
        self._sources = SourceStamps(folders if self._inode else (), looks_below)
        self._begin_walk()

    def watch_data(self, paths: Sequence[str]) -> None:
        """Watch these files besides, which are no code but are read with it, instead of those of before."""
        self._data_paths = tuple(paths)
        self._watch_data()
        folder, since = self._reading
        self._data = {path: stamp for path, stamp in self._data_now().items() if not folder or stamp[0] < since}

    def acknowledge(self, path: str) -> None:
        """Note what a file is on disk now, which was written here: only later changes of it count."""
        stamp = stamp_of(path)
        if stamp is not None:
            self._stamps[path] = stamp

    def look(self) -> None:
        """Look at everything, a little at a time: of a disk of another machine the system says nothing."""
        if self._walk is None and self._folder and not self._has_folder_changed():
            self._walked = frozenset(self._sources.folders)
            self._begin_walk()

    def _begin_walk(self) -> None:
        self._walk = self._sources.walk()
        self._go_on()

    def _go_on(self) -> None:
        """Look at the next folders, for as long as nobody notices."""
        end = time.perf_counter() + _TURN_SECONDS
        while self._walk is not None:
            if next(self._walk, self) is self:
                self._walk = None
                self._end_walk()
            elif time.perf_counter() > end:
                self._walk_timer.start(0)
                return

    def _end_walk(self) -> None:
        """Watch what was found; what was saved since it was looked at the last time is a change."""
        self._watch_all()
        found = self._sources.files()
        now = {
            path: stamp for path, stamp in found.items() if not self._counted(path) and not self._is_late(path, stamp)
        }
        now |= {path: stamp for path, stamp in self._at_first.items() if path in now}
        self._stamps = now | {path: stamp for path, stamp in self._stamps.items() if self._counted(path)}
        self._is_known, self._at_first, self._reading = True, {}, ("", 0)
        if self._stamps != found or self._dirty or self._data != self._data_now():
            self._timer.start(SAVE_MS)

    def _counted(self, path: str) -> bool:
        """Return whether a file's stamp is known, or would be if the file had been there before the walk."""
        above = os.path.dirname(path)
        return self._is_known and (above in self._walked or above.startswith(os.path.join(self._folder, "")))

    def _is_late(self, path: str, stamp: Stamp) -> bool:
        """Return whether a file was saved, and not from here, while its folder was read for the first time."""
        folder, since = self._reading
        return not self._is_known and folder == self._folder and since <= stamp[0] and self._stamps.get(path) != stamp

    def _watch_all(self) -> None:
        files = self._sources.files()
        replaced = set(self._sources.take_replaced())
        if replaced:
            self._watches.begin_anew([*replaced, *(path for path in files if os.path.dirname(path) in replaced)])
        # A directory's watch says nothing of a file that is written in place, and one that is renamed, or comes back,
        # is a change of the one above it alone.
        above = os.path.dirname(self._folder)
        while not os.path.isdir(above) and above != os.path.dirname(above):
            above = os.path.dirname(above)
        self._watches.set_paths([*self._sources.folders, above, *files] if self._folder else [])

    def _watch_data(self) -> None:
        # A file that is replaced is a change of its folder alone.
        self._data_watches.set_paths([*self._data_paths, *dict.fromkeys(map(os.path.dirname, self._data_paths))])

    def _data_now(self) -> dict[str, Stamp]:
        return _stamps_of(self._data_paths)

    def _on_data_change(self, path: str) -> None:
        if self._folder:
            self._timer.start(SAVE_MS)

    def _on_change(self, path: str) -> None:
        folder = path if self._sources.knows(path) else os.path.dirname(path)
        if not self._sources.knows(folder):
            self._has_folder_changed()
            return
        self._dirty.add(folder)
        self._timer.start(BURST_MS if self._is_burst else SAVE_MS)

    def _on_timer_timeout(self) -> None:
        if self._walk is not None or self._has_folder_changed():
            return  # at the end of a walk it is looked at what changed meanwhile
        dirty, self._dirty = self._dirty, set()
        self._sources.look(dirty)
        self._watch_all()
        self._watch_data()
        files, data = self._sources.files(), self._data_now()
        if not self._is_burst and may_go_on(self._stamps | self._data, files | data):
            self._is_burst = True
            self._timer.start(BURST_MS - SAVE_MS)
            return
        self._is_burst = False
        if (files, data) != (self._stamps, self._data):
            self._stamps, self._data = files, data
            self.changed.emit()

    def _has_folder_changed(self) -> bool:
        """Tell of a folder that went away, or came back. Another one in its place is looked at like the one before."""
        was_gone, before = self._is_gone, self._inode
        self._inode = _inode(self._folder)
        self._is_gone = not self._inode
        if self._is_gone and not was_gone:
            self._watch_all()
            self.vanished.emit()
        elif self._inode != before and not self._is_gone:
            self._watches.set_paths(())  # those of the folder that went away, wherever it is now
            self._walked = frozenset(self._sources.folders)
            self._is_known = self._is_known and not was_gone
            self._begin_walk()
            if was_gone:
                self.changed.emit()
            return True
        return self._is_gone or was_gone


def _stamps_of(paths: Sequence[str]) -> dict[str, Stamp]:
    """Return the stamps of the files that are there."""
    return {path: stamp for path in paths if (stamp := stamp_of(path)) is not None}


def _inode(folder: str) -> int:
    """Return what tells a folder from another one in its place; 0 where there is none."""
    try:
        return (os.stat(folder).st_ino or 1) if os.path.isdir(folder) else 0
    except OSError:
        return 0


def may_go_on(before: Mapping[str, tuple[int, int]], now: Mapping[str, tuple[int, int]]) -> bool:
    """Return whether more changes may follow these (files with their times and sizes): none, or all but the save of
    one file with something in it.
    """
    if before == now:
        return False
    changed = [path for path, stamp in now.items() if before.get(path) != stamp]
    return len(changed) != 1 or not now[changed[0]][1] or not before.keys() <= now.keys()
