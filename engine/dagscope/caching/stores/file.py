"""Results as files named by their data version. Keeps no metadata.

A file appears under its name only when it is complete, see `writing`. Several processes and machines may use one
directory; whoever writes the same version second writes the same bytes.
"""

from __future__ import annotations

import errno
import inspect
import os
import pathlib
import time
from collections.abc import Iterator
from typing import Any

from dagscope.caching.stores.base import ResultRetrievalError, ResultStore, StoredResult
from dagscope.caching.stores.writing import TEMPORARY, remove, sweep, unsealed, write_whole, written_beside
from dagscope.kept_path import kept_path

# Files of the cache directory that are no results.
IGNORED = ".gitignore"
OTHER_FILES = ("metadata_store.db", "cache_logs.jsonl", IGNORED)
_PATH_ARGUMENTS = (
    "path",
    "file",
    "filepath_or_buffer",
    "path_or_buffer",
    "source",
    "buf",
    "io",
    "workbook",
    "dest",
)
_BINARY: int = getattr(os, "O_BINARY", 0)
_AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)
_SMALL, _LARGE = 64 * 1024, 16 * 1024 * 1024
_USE_IS_NOTED_AFTER = 3600.0
# Values that nobody can change are remembered, if they are small: opening a file takes longer than asking about it.
_PLAIN = (int, float, str, bool, bytes)
_TINY, _MOST_REMEMBERED = 1024, 20_000


class FileResultStore(ResultStore):
    """Results in a directory."""

    def __init__(self, path: str, create_dir: bool = True) -> None:
        """Open the directory.

        Args:
            path: where it is.
            create_dir: whether to make it if it is not there.
        """
        self.path = pathlib.Path(path)
        self._folder = pathlib.Path(kept_path(self.path))
        self._prefix = os.path.join(str(self._folder), "")
        self.create_dir = create_dir
        self._is_swept = False
        self._remembered: dict[str, _Remembered] = {}
        if create_dir:
            _make_folder(self._folder)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_remembered": {}}  # another process reads for itself

    @staticmethod
    def _write_result(file_path: pathlib.Path, stored_result: StoredResult) -> None:
        write_whole(file_path, stored_result.save_to)

    @staticmethod
    def _load_result_from_path(path: pathlib.Path) -> StoredResult | None:
        try:
            return StoredResult.load(unsealed(_content(str(path))[0]))
        except FileNotFoundError:
            return None

    def _path_from_data_version(self, data_version: str) -> pathlib.Path:
        return self._folder / data_version

    def _materialized_path(self, data_version: str, saver_cls: Any) -> pathlib.Path:
        return self._path_from_data_version(data_version).with_name(f"{data_version}.{saver_cls.name()}")

    def exists(self, data_version: str) -> bool:
        """Return whether there is a file for the version.

        Args:
            data_version: the version.
        """
        return os.path.exists(f"{self._prefix}{data_version}")

    def set(self, data_version: str, result: Any, saver_cls: Any = None, loader_cls: Any = None, **kwargs: Any) -> None:
        """Write a result.

        Args:
            data_version: its version, the file's name.
            result: the value.
            saver_cls: writes it in a format of its own; otherwise it is pickled.
            loader_cls: reads that format.
            **kwargs: ignored.
        """
        if self.create_dir:
            self._folder.mkdir(parents=True, exist_ok=True)
        if not self._is_swept:
            self._is_swept = True
            sweep(self._folder)
        target = self._path_from_data_version(data_version)
        if saver_cls is None:
            self._write_result(target, StoredResult.new(result))
            return
        materialized = self._materialized_path(data_version, saver_cls)
        argument = _path_argument(saver_cls)
        written_beside(materialized, lambda temporary: saver_cls(**{argument: str(temporary)}).save_data(result))
        loader = loader_cls(**{_path_argument(loader_cls): str(materialized)})
        self._write_result(target, StoredResult.new(None, loader=loader))

    def get(self, data_version: str, **kwargs: Any) -> Any:
        """Read a result; return None if there is none or it has expired.

        Args:
            data_version: its version.
            **kwargs: ignored.

        Raises:
            ResultRetrievalError: if the file is there but cannot be read.
        """
        try:
            found = self._read(data_version)
        except OSError as error:
            raise ResultRetrievalError(f"The cached result {data_version} cannot be read: {error}") from error
        except ResultRetrievalError as error:
            if isinstance(error.__cause__, FileNotFoundError):  # its file in a format of its own
                return None
            raise
        return None if found is None else found[0]

    def look_up(self, data_version: str) -> tuple[Any] | None:
        """Read a result; return it in a tuple, or None if there is none or it has expired.

        Args:
            data_version: its version.

        Raises:
            ResultRetrievalError: if the file is there but holds no value.
            OSError: if the system does not give it now; it may be as good as ever.
        """
        is_own = type(self).get is FileResultStore.get  # else a store of the project's own reads in its own way
        return self._read(data_version) if is_own else super().look_up(data_version)

    def known_plain(self, data_version: str) -> tuple[Any] | None:
        """Return a number or short text that was read before, if its file is as it was left.

        Args:
            data_version: its version.
        """
        known = self._remembered.get(data_version)
        try:
            is_known = known is not None and known.is_as_left(f"{self._prefix}{data_version}")
        except OSError:
            return None
        return (known.value,) if known is not None and is_known and type(self).get is FileResultStore.get else None

    def _read(self, data_version: str) -> tuple[Any] | None:
        path = f"{self._prefix}{data_version}"
        known = self.known_plain(data_version)
        if known is not None:
            return known
        try:
            content, status = _content(path)
        except FileNotFoundError:
            return None
        try:
            found = StoredResult.value_of(unsealed(content))
        except Exception as error:  # whatever reading a damaged file or an old class raises
            if isinstance(error, OSError) and error.errno not in (None, errno.ENOENT):
                raise
            raise ResultRetrievalError(f"The cached result {path} cannot be read: {error}") from error
        if type(found) is not StoredResult:
            if type(found) in _PLAIN and len(content) <= _TINY and len(self._remembered) < _MOST_REMEMBERED:
                self._remembered[data_version] = _Remembered(found, status)
            return (found,)
        if found.expired:
            self.delete(data_version)
            return None
        return (found.value,)

    def delete(self, data_version: str) -> None:
        """Remove a result's files.

        Args:
            data_version: its version.
        """
        self._path_from_data_version(data_version).unlink(missing_ok=True)
        for path in self._folder.glob(f"{_escaped(data_version)}.*"):
            remove(path)

    def delete_all(self) -> None:
        """Remove every result; the metadata store's file and the log stay."""
        for path in self._files():
            remove(path)

    def delete_expired(self) -> None:
        """Remove the results that have expired."""
        for path in self._files():
            if path.suffix or not os.path.isfile(path):
                continue
            try:
                stored = self._load_result_from_path(path)
            except Exception:  # noqa: BLE001  # a file that cannot be read has not expired
                continue
            if stored is not None and stored.expired:
                self.delete(path.name)

    def data_versions(self) -> list[str]:
        """Return the data versions that have a file, in order."""
        found = {_version_of(path.name) for path in self._files() if TEMPORARY not in path.name}
        return sorted(found)

    def _files(self) -> Iterator[pathlib.Path]:
        if not os.path.isdir(self._folder):
            return
        for path in sorted(self._folder.iterdir()):
            if not path.name.startswith(OTHER_FILES):
                yield path


class _Remembered:
    """A plain value that was read, and what its file was like then: as long as it is, it need not be read again."""

    __slots__ = ("value", "_modified", "_size", "_number")

    def __init__(self, value: Any, status: os.stat_result) -> None:
        self.value = value
        self._modified, self._size, self._number = status.st_mtime, status.st_size, status.st_ino

    def is_as_left(self, path: str) -> bool:
        """Return whether the file is the one that was read, and its last use has been noted."""
        now = os.stat(path)
        modified = now.st_mtime
        return (
            modified == self._modified
            and now.st_size == self._size
            and now.st_ino == self._number
            and time.time() - modified <= _USE_IS_NOTED_AFTER
        )


def _content(path: str) -> tuple[bytes, os.stat_result]:
    """Return what a file holds, and what the system says of it."""
    # Without a file object: most results are small, and opening one takes longer than reading them.
    # Nor does opening wait, whatever lies there: a pipe would be waited for without an end.
    descriptor = os.open(path, os.O_RDONLY | _BINARY | _AT_ONCE)
    try:
        content = os.read(descriptor, _SMALL)
        if len(content) == _SMALL:
            parts = [content]
            while parts[-1]:
                parts.append(os.read(descriptor, _LARGE))
            content = b"".join(parts)
        status = os.fstat(descriptor)
        _note_use(descriptor, status)
    finally:
        os.close(descriptor)
    return content, status


def _note_use(descriptor: int, status: os.stat_result) -> None:
    """Set the file's modification time to its last use, to the hour: eviction goes by it."""
    if time.time() - status.st_mtime > _USE_IS_NOTED_AFTER and os.utime in os.supports_fd:
        os.utime(descriptor)


def _version_of(file_name: str) -> str:
    """Return the data version a file belongs to; versions hold no dot, formats are added after one."""
    return file_name.partition(".")[0]


def _escaped(name: str) -> str:
    return "".join(f"[{each}]" if each in "*?[" else each for each in name)


def _make_folder(path: pathlib.Path) -> None:
    """Make the folder; a full disk is found out, and reported, when something is stored."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):  # a file is in the way: nobody meant that
        raise
    except OSError:
        return


def _path_argument(adapter: Any) -> str:
    """Return the name of the adapter's parameter for the file."""
    parameters = list(inspect.signature(adapter).parameters)
    for name in _PATH_ARGUMENTS:
        if name in parameters:
            return name
    raise ValueError(f"{adapter} has no argument for a file ({', '.join(_PATH_ARGUMENTS)}): it cannot cache results.")
