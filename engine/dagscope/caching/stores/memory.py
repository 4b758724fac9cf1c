"""Both stores in memory, and their way to and from other stores. Nothing here survives the process by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dagscope.caching.cache_key import decode_key
from dagscope.caching.stores.base import MetadataStore, ResultStore, StoredResult
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore

_DEFAULT_PATH = "./.hamilton_cache"


class InMemoryMetadataStore(MetadataStore):
    """Data versions by cache key, in memory."""

    def __init__(self) -> None:
        """Start empty."""
        self._data_versions: dict[str, str] = {}
        self._cache_keys_by_run: dict[str, list[str]] = {}
        self._run_ids: list[str] = []

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: what is there now, though other threads add to it meanwhile."""
        runs = self._run_ids.copy()
        keys = {run: keys.copy() for run, keys in self._cache_keys_by_run.copy().items()}
        copies = {"_data_versions": self._data_versions.copy(), "_cache_keys_by_run": keys, "_run_ids": runs}
        return {**self.__dict__, **copies}

    def __len__(self) -> int:
        """Return the number of cache keys."""
        return len(self._data_versions)

    def exists(self, cache_key: str) -> bool:
        """Return whether the key is known."""
        return cache_key in self._data_versions

    def initialize(self, run_id: str) -> None:
        """Register a run."""
        self._cache_keys_by_run[run_id] = []
        self._run_ids.append(run_id)

    def set(  # type: ignore[override]  # the run is required here
        self, cache_key: str, data_version: str, run_id: str, **kwargs: Any
    ) -> None:
        """Store the data version under a key."""
        self._data_versions[cache_key] = data_version
        self._cache_keys_by_run[run_id].append(cache_key)

    def get(self, cache_key: str, **kwargs: Any) -> str | None:
        """Return the data version under a key, or None if there is none."""
        return self._data_versions.get(cache_key)

    def delete(self, cache_key: str) -> None:
        """Remove a key; raises KeyError if it is not there."""
        del self._data_versions[cache_key]

    def delete_all(self) -> None:
        """Remove all keys."""
        self._data_versions.clear()

    def persist_to(self, metadata_store: MetadataStore | None = None) -> None:
        """Copy everything to another store.

        Args:
            metadata_store: where to; an SQLite store in the default folder if left out.
        """
        target = metadata_store if metadata_store is not None else SQLiteMetadataStore(path=_DEFAULT_PATH)
        for run_id in self._run_ids.copy():
            target.initialize(run_id)
            for cache_key in self._cache_keys_by_run[run_id].copy():
                if cache_key in self._data_versions:
                    target.set(cache_key=cache_key, data_version=self._data_versions[cache_key], run_id=run_id)

    @classmethod
    def load_from(cls, metadata_store: MetadataStore) -> InMemoryMetadataStore:
        """Return a copy of another store.

        Args:
            metadata_store: the store to read.
        """
        copy = cls()
        for run_id in metadata_store.get_run_ids():
            copy.initialize(run_id)
            for entry in metadata_store.get_run(run_id):
                copy.set(cache_key=entry["cache_key"], data_version=entry["data_version"], run_id=run_id)
        return copy

    def get_run_ids(self) -> list[str]:
        """Return the ids of the runs, oldest first."""
        return self._run_ids

    def get_run(self, run_id: str) -> list[dict[str, Any]]:
        """Return what a run stored; raises IndexError for an unknown run."""
        if run_id not in self._cache_keys_by_run:
            raise IndexError(f"Run ID not found: {run_id}")
        return [
            {
                "cache_key": cache_key,
                "data_version": self._data_versions.get(cache_key),
                **decode_key(cache_key),
            }
            for cache_key in self._cache_keys_by_run[run_id]
        ]


class InMemoryResultStore(ResultStore):
    """Results in memory: the very objects, not copies of them."""

    def __init__(self, persist_on_exit: bool = False) -> None:
        """Start empty.

        Args:
            persist_on_exit: whether to write everything to files when the process ends.
        """
        self._results: dict[str, StoredResult] = {}
        if persist_on_exit:
            import atexit

            atexit.register(self.persist_to)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: what is there now, though other threads add to it meanwhile."""
        return {**self.__dict__, "_results": self._results.copy()}

    def exists(self, data_version: str) -> bool:
        """Return whether there is a result."""
        return data_version in self._results

    def set(self, data_version: str, result: Any, **kwargs: Any) -> None:
        """Store a result."""
        self._results[data_version] = StoredResult.new(result)

    def get(self, data_version: str, **kwargs: Any) -> Any:
        """Return the result, or None if there is none or it has expired."""
        found = self._read(data_version)
        return None if found is None else found[0]

    def look_up(self, data_version: str) -> tuple[Any] | None:
        """Return the result in a tuple, or None if there is none or it has expired."""
        is_own = type(self).get is InMemoryResultStore.get  # else a store of the project's own reads in its own way
        return self._read(data_version) if is_own else super().look_up(data_version)

    def _read(self, data_version: str) -> tuple[Any] | None:
        stored = self._results.get(data_version)
        return None if stored is None or stored.expired else (stored.value,)

    def delete(self, data_version: str) -> None:
        """Remove a result; raises KeyError if it is not there."""
        del self._results[data_version]

    def delete_all(self) -> None:
        """Remove all results."""
        self._results.clear()

    def delete_expired(self) -> None:
        """Remove the results that have expired."""
        for data_version in [version for version, stored in self._results.copy().items() if stored.expired]:
            self._results.pop(data_version, None)  # another thread may have been here

    def persist_to(self, result_store: ResultStore | None = None) -> None:
        """Copy everything to another store.

        Args:
            result_store: where to; files in the default folder if left out.
        """
        target = result_store if result_store is not None else FileResultStore(path=_DEFAULT_PATH)
        for data_version, stored in self._results.copy().items():  # other threads may add some
            target.set(data_version, stored.value)

    @classmethod
    def load_from(
        cls,
        result_store: ResultStore,
        metadata_store: MetadataStore | None = None,
        data_versions: Sequence[str] | None = None,
    ) -> InMemoryResultStore:
        """Return a store with a copy of another store's results.

        Args:
            result_store: the store to read.
            metadata_store: says which versions there are.
            data_versions: which versions to read instead.
        """
        if metadata_store is None and data_versions is None:
            raise ValueError("A `metadata_store` or `data_versions` must be provided to load results.")
        wanted = dict.fromkeys(data_versions or ())
        if metadata_store is not None:
            for run_id in metadata_store.get_run_ids():
                wanted.update(dict.fromkeys(entry["data_version"] for entry in metadata_store.get_run(run_id)))
        copy = cls()
        for data_version in wanted:
            if result_store.exists(data_version):
                copy.set(data_version, result_store.get(data_version))
        return copy
