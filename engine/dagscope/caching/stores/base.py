"""What a store of results and a store of metadata must be able to do. Stores nothing itself."""

from __future__ import annotations

import abc
import datetime
import io
import pickle
from collections.abc import Sequence
from typing import Any

from dagscope.data_adapters import DataLoader
from dagscope.errors import DagscopeError
from dagscope.htypes import custom_subclass_check
from dagscope.registry import LOADER_REGISTRY, SAVER_REGISTRY
from dagscope.value_code import value_code

_MARK = "dagscope result 1"


class ResultRetrievalError(DagscopeError):
    """A result is in the store but cannot be read."""


class ResultStore(abc.ABC):
    """Results by data version."""

    @abc.abstractmethod
    def set(self, data_version: str, result: Any, **kwargs: Any) -> None:
        """Store a result.

        Args:
            data_version: the version it is found by.
            result: the value.
            **kwargs: what the store needs besides.
        """

    @abc.abstractmethod
    def get(self, data_version: str, **kwargs: Any) -> Any:
        """Return the result, or None if there is none.

        Args:
            data_version: its version.
            **kwargs: what the store needs besides.
        """

    def look_up(self, data_version: str) -> tuple[Any] | None:
        """Return the result in a tuple, or None if there is none, whatever others do meanwhile.

        Args:
            data_version: its version.
        """
        found = self.get(data_version)
        if found is not None:
            return (found,)
        if not self.exists(data_version):
            return None
        return (self.get(data_version),)  # a stored None, unless somebody stored the value after it was looked for

    def known_plain(self, data_version: str) -> tuple[Any] | None:
        """Return a result in a tuple that can be given without any code of its class, or None; `look_up` knows all.

        Args:
            data_version: its version.
        """
        return None

    @abc.abstractmethod
    def delete(self, data_version: str) -> None:
        """Remove one result.

        Args:
            data_version: its version.
        """

    @abc.abstractmethod
    def delete_all(self) -> None:
        """Remove all results."""

    @abc.abstractmethod
    def exists(self, data_version: str) -> bool:
        """Return whether there is a result.

        Args:
            data_version: its version.
        """


class MetadataStore(abc.ABC):
    """Data versions by cache key, and which run asked for which."""

    @abc.abstractmethod
    def __len__(self) -> int:
        """Return the number of cache keys."""

    @abc.abstractmethod
    def initialize(self, run_id: str) -> None:
        """Register a run, before anything is stored for it.

        Args:
            run_id: the run.
        """

    @abc.abstractmethod
    def set(self, cache_key: str, data_version: str, **kwargs: Any) -> Any:
        """Store the data version of a result under a cache key.

        Args:
            cache_key: the key.
            data_version: the result's version.
            **kwargs: run, node and code version, if the store keeps them.
        """

    @abc.abstractmethod
    def get(self, cache_key: str, **kwargs: Any) -> str | None:
        """Return the data version under a key, or None if there is none.

        Args:
            cache_key: the key.
            **kwargs: what the store needs besides.
        """

    @abc.abstractmethod
    def delete(self, cache_key: str) -> None:
        """Remove one key.

        Args:
            cache_key: the key.
        """

    @abc.abstractmethod
    def delete_all(self) -> None:
        """Remove everything."""

    @abc.abstractmethod
    def exists(self, cache_key: str) -> bool:
        """Return whether a key is known.

        Args:
            cache_key: the key.
        """

    @abc.abstractmethod
    def get_run_ids(self) -> Sequence[str]:
        """Return the ids of the runs, oldest first."""

    @abc.abstractmethod
    def get_run(self, run_id: str) -> Sequence[dict[str, Any]]:
        """Return what a run stored: cache key, data version, node and code version of each result.

        Args:
            run_id: the run.

        Raises:
            IndexError: if the run is unknown.
        """

    @property
    def size(self) -> int:
        """The number of cache keys."""
        return len(self)

    @property
    def last_run_id(self) -> str:
        """The newest run."""
        return self.get_run_ids()[-1]

    # parity: hamilton.caching.stores.base.MetadataStore.get_last_run
    def get_last_run(self) -> Any:
        """Return what the newest run stored."""
        return self.get_run(self.last_run_id)


class StoredResult:
    """A value with its expiry and, if a project chose a format for it, the adapters that save and load it."""

    __slots__ = ("value", "expires_at", "saver", "loader")

    def __init__(
        self,
        value: Any,
        expires_at: datetime.datetime | None = None,
        saver: Any = None,
        loader: Any = None,
    ) -> None:
        """Store the value, the time it expires, and what saves and loads it."""
        self.value = value
        self.expires_at = expires_at
        self.saver = saver
        self.loader = loader

    @classmethod
    def new(
        cls,
        value: Any,
        expires_in: datetime.timedelta | None = None,
        saver: Any = None,
        loader: Any = None,
    ) -> StoredResult:
        """Return a value that expires after a while, or never.

        Args:
            value: the value.
            expires_in: how long it is good.
            saver: saves the value; without one it is pickled.
            loader: loads it again.
        """
        expires_at = _now() + expires_in if expires_in is not None else None
        return cls(value=value, expires_at=expires_at, saver=saver, loader=loader)

    @property
    def expired(self) -> bool:
        """Whether the value's time is over."""
        return self.expires_at is not None and self.expires_at < _now()

    @property
    def expires_in(self) -> int:
        """Seconds until it expires; -1 if it never does."""
        if self.expires_at is None:
            return -1
        return int((self.expires_at - _now()).total_seconds())

    def save(self) -> bytes:
        """Return the bytes that `load` reads: the value, or how to load it if a saver wrote it to its own file."""
        content = io.BytesIO()
        self.save_to(content)
        return content.getvalue()

    def save_to(self, file: Any) -> None:
        """Write what `save` returns, large buffers without a copy.

        Args:
            file: what it is written to.
        """
        # Protocol 5 hands the buffers of arrays on as they are; the default of Python before 3.14 copies them.
        with value_code():
            pickle.Pickler(file, protocol=5).dump(self._pickled())

    def _pickled(self) -> Any:
        value = self.value
        if self.saver is not None:
            self.saver.save_data(value)
            value = None
        if self.expires_at is None and self.loader is not None:
            return self.loader
        if self.expires_at is None and self.saver is None and not _is_special(value):
            return value  # alone, as Hamilton keeps it
        return (_MARK, value, self.expires_at, self.saver, self.loader)

    @classmethod
    def load(cls, raw: bytes) -> StoredResult:
        """Read what `save` returned, here or in Hamilton.

        Args:
            raw: the bytes.
        """
        with value_code():
            read = pickle.loads(raw)
            return _stored(read) if _is_special(read) else cls(read)

    @staticmethod
    def value_of(raw: bytes) -> Any:
        """Return the value alone, which most bytes hold, or a `StoredResult` where there is more to it.

        Args:
            raw: the bytes.
        """
        with value_code():
            read = pickle.loads(raw)
            return _stored(read) if _is_special(read) else read


def _stored(read: Any) -> StoredResult:
    stored = StoredResult(*read[1:]) if _is_marked(read) else StoredResult(None, loader=read)
    if stored.loader is not None:
        stored.value, _ = stored.loader.load_data(None)
    return stored


def _is_marked(read: Any) -> bool:
    return type(read) is tuple and len(read) == 5 and type(read[0]) is str and read[0] == _MARK


def _is_special(value: Any) -> bool:
    """Return whether the pickle of a value alone would be taken for something else."""
    return _is_marked(value) or isinstance(value, DataLoader)


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)


def _loads_again(loader: Any, type_: type) -> bool:
    """Return whether a loader restores what was saved, though it may promise less: pickle loads an object."""
    return loader.applies_to(type_) or any(custom_subclass_check(type_, each) for each in loader.applicable_types())


def search_data_adapter_registry(name: str, type_: type) -> tuple[Any, Any]:
    """Return the saver and the loader of one format for one type.

    Args:
        name: the format's key: `json`, `parquet` ...
        type_: the type of the value.

    Raises:
        KeyError: if the format cannot both save and load the type.
    """
    if name not in SAVER_REGISTRY or name not in LOADER_REGISTRY:
        raise KeyError(
            f"{name} isn't associated to both a DataLoader and a DataSaver. Default saver/loader pairs include "
            "`json`, `file`, `pickle`, `parquet`, `csv`, `feather`, `orc`, `excel`. "
            "More pairs may be available through plugins."
        )
    saver = next((each for each in SAVER_REGISTRY[name] if each.applies_to(type_)), None)
    if saver is None:
        raise KeyError(f"{name} doesn't have any DataSaver supporting type {type_}")
    loader = next((each for each in LOADER_REGISTRY[name] if _loads_again(each, type_)), None)
    if loader is None:
        raise KeyError(f"{name} doesn't have any DataLoader supporting type {type_}")
    return saver, loader
