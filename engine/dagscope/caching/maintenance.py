"""Looking after a cache folder: what is in it, what is wrong with it, making room. Runs no nodes.

Whatever removes results first makes the metadata forget them: a process that is killed in between leaves a file nobody
names, never an entry that names no file.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib

from dagscope.caching.stores.file import OTHER_FILES, FileResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.caching.stores.writing import TEMPORARY, sweep


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One result of a cache.

    Attributes:
        node: the node's name.
        cache_key: the key it is found by.
        data_version: its version, the name of its file.
        code_version: the version of the node's code.
        created_at: when it was stored (UTC).
        size: the bytes its files take; None if there is no file.
    """

    node: str
    cache_key: str
    data_version: str
    code_version: str
    created_at: str
    size: int | None


def is_cache(path: str) -> bool:
    """Return whether there is a cache in a folder.

    Args:
        path: the folder.
    """
    return os.path.isfile(pathlib.Path(path, "metadata_store.db"))


def entries(path: str) -> tuple[Entry, ...]:
    """Return the entries of a cache, oldest first.

    Args:
        path: its folder.
    """
    store = SQLiteMetadataStore(path)
    sizes = _sizes(path)
    try:
        return tuple(
            Entry(
                each["node_name"],
                each["cache_key"],
                each["data_version"],
                each["code_version"],
                each["created_at"],
                sizes.get(each["data_version"]),
            )
            for each in store.entries()
        )
    finally:
        store.close()


def _sizes(path: str) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for file in pathlib.Path(path).iterdir():
        if file.name.startswith((TEMPORARY, *OTHER_FILES)):
            continue
        version = file.name.partition(".")[0]
        files = file.rglob("*") if os.path.isdir(file) else (file,)
        sizes[version] = sizes.get(version, 0) + sum(_size(each) for each in files)
    return sizes


def _size(file: pathlib.Path) -> int:
    try:
        return file.stat().st_size if os.path.isfile(file) else 0
    except FileNotFoundError:  # Another process is using the cache too.
        return 0


def damaged(path: str) -> tuple[str, ...]:
    """Return the data versions that entries refer to and that cannot be read; there should be none. There are none,
    whatever happened to the processes.

    Args:
        path: the folder.
    """
    store = FileResultStore(path, create_dir=False)
    wrong: list[str] = []
    for version in dict.fromkeys(each.data_version for each in entries(path)):
        try:
            stored = store._load_result_from_path(pathlib.Path(path, version))
        except Exception:  # noqa: BLE001  # whatever reading a damaged file raises
            stored = None
        if stored is None:
            wrong.append(version)
    return tuple(wrong)


def remove(path: str, nodes: tuple[str, ...] = ()) -> int:
    """Remove the results of some nodes, or of all, and return the number of entries removed.

    Args:
        path: the folder.
        nodes: the nodes; all if empty.
    """
    chosen = [each for each in entries(path) if not nodes or each.node in nodes]
    _forget(path, chosen)
    if not nodes:
        FileResultStore(path).delete_all()
    return len(chosen)


def _forget(path: str, chosen: list[Entry]) -> None:
    metadata, results = SQLiteMetadataStore(path), FileResultStore(path)
    try:
        metadata.delete_many([each.cache_key for each in chosen])
        # Several keys may share a value.
        kept = {each["data_version"] for each in metadata.entries()}
    finally:
        metadata.close()
    for version in dict.fromkeys(each.data_version for each in chosen):
        if version not in kept:
            results.delete(version)


def evict(path: str, limit: int) -> int:
    """Remove the least recently used results until the rest fits, and return the number of entries removed.

    Args:
        path: the folder.
        limit: the most bytes the results may take.
    """
    folder = pathlib.Path(path)
    sweep(folder)
    sizes = _sizes(path)
    excess = sum(sizes.values()) - limit
    if excess <= 0:
        return 0
    by_age = sorted((_last_use(folder / version), version) for version in sizes)
    gone: set[str] = set()
    for _, version in by_age:
        if excess <= 0:
            break
        gone.add(version)
        excess -= sizes[version]
    chosen = [each for each in entries(path) if each.data_version in gone]
    _forget(path, chosen)
    results = FileResultStore(path)
    for version in gone.difference(each.data_version for each in chosen):  # Files nobody names.
        results.delete(version)
    return len(chosen)


def _last_use(file: pathlib.Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
