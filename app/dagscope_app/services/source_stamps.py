"""What sources there are in a project's folders, and when each was written. It must not read them, or watch anything.

It looks where the project is read (`dagscope.source_folders`): a module in a folder that was made a moment ago counts
as one that was always there.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dagscope.source_folders import MAX_FOLDERS, SETTINGS, is_skipped_folder, is_source

Stamp = tuple[int, int]


def stamp_of(path: str) -> Stamp | None:
    """Return a file's time and size; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder when it was looked at: its sources with time and size, its folders with their inodes."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    inside: Mapping[str, int] = field(default_factory=dict)


class SourceStamps:
    """The sources of some folders as they were when somebody looked last."""

    def __init__(self, folders: Iterable[str], looks_below: bool = True) -> None:
        """Know nothing yet: `walk` looks.

        Args:
            folders: where to look, the project's first.
            looks_below: whether what is below that one counts, as far as a project is read from there.
        """
        self._given = tuple(dict.fromkeys(folders))
        self._looks_below = looks_below
        self._folders: dict[str, _Folder] = dict.fromkeys(self._given, _Folder())
        self._replaced: list[str] = []

    @property
    def folders(self) -> tuple[str, ...]:
        """Return the folders that are there, those first that were given."""
        return tuple(self._folders)

    def files(self) -> dict[str, Stamp]:
        """Return the sources that were there, with their times and sizes."""
        return {path: stamp for folder in self._folders.values() for path, stamp in folder.files.items()}

    def knows(self, folder: str) -> bool:
        """Return whether the folder is one of those looked at."""
        return folder in self._folders

    def take_replaced(self) -> list[str]:
        """Return the folders that were replaced under their name since somebody asked last."""
        found, self._replaced = self._replaced, []
        return found

    def walk(self) -> Iterator[None]:
        """Look at everything again, one folder a step."""
        return self._look(deque(self._folders))

    def look(self, folders: Iterable[str]) -> None:
        """Look at these folders again, and at what is new in them."""
        for _ in self._look(deque(folders)):
            pass

    def _look(self, waiting: deque[str]) -> Iterator[None]:
        while waiting:
            here = waiting.popleft()
            if here in self._folders:
                waiting.extend(self._look_at(here))
                yield

    def _look_at(self, here: str) -> list[str]:
        """Look at one folder; return those in it to look at as well."""
        before, found = self._folders[here], self._read(here)
        if found is None:
            self._drop(here)
            return []
        self._folders[here] = found
        for path in before.inside.keys() - found.inside.keys():
            self._drop(path)
        others = [path for path, inode in found.inside.items() if before.inside.get(path, inode) != inode]
        self._replaced += others
        new = [path for path in found.inside if path not in before.inside]
        self._take([path for path in new if path not in self._folders])
        return [*new, *others]

    def _take(self, new: list[str]) -> None:
        """Count new folders in, as many as are read of a project."""
        self._folders.update(dict.fromkeys(new[: max(0, MAX_FOLDERS - len(self._folders))], _Folder()))

    def _read(self, here: str) -> _Folder | None:
        looks_below = self._looks_below and os.path.join(here, "").startswith(os.path.join(self._given[0], ""))
        files: dict[str, Stamp] = {}
        inside: dict[str, int] = {}
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.name == SETTINGS or is_source(entry.name):
                        stamp = stamp_of(entry.path)
                        if stamp is not None:
                            files[entry.path] = stamp
                    elif (
                        looks_below
                        and entry.is_dir(follow_symlinks=False)
                        and not is_skipped_folder(entry.path, entry.name)
                    ):
                        inside[entry.path] = entry.inode()
        except OSError:
            return None
        return _Folder(files, inside)

    def _drop(self, folder: str) -> None:
        below = folder + os.sep
        for path in [each for each in self._folders if each == folder or each.startswith(below)]:
            del self._folders[path]
        if folder in self._given:
            self._folders[folder] = _Folder()  # it may come back
