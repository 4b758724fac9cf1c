"""Keeps the records of runs as JSON texts, by the id of the run. It must not know what is in them."""

from __future__ import annotations

import dbm
import os

from dagscope.kept_path import kept_path


class JsonCache:
    """Records in the database `json_cache` of a folder.

    Args:
        cache_path: The folder; it has to be there when the first record is written.
    """

    def __init__(self, cache_path: str) -> None:
        self.cache_path = os.path.join(kept_path(cache_path), "json_cache")

    def keys(self) -> list[str]:
        """Return the ids of the runs."""
        with dbm.open(self.cache_path, "r") as database:
            # Not every kind of database can be iterated.
            return [bytes(key).decode() for key in database.keys()]  # type: ignore[arg-type]  # noqa: SIM118

    def write(self, data: str, id_: str) -> None:
        """Keep a record.

        Args:
            data: The record as JSON.
            id_: The run's id; an older record of it is replaced.
        """
        with dbm.open(self.cache_path, "c") as database:
            database[id_] = data

    def read(self, id_: str) -> str:
        """Return the record of a run; KeyError if there is none.

        Args:
            id_: The run's id.
        """
        with dbm.open(self.cache_path, "r") as database:
            return database[id_].decode()

    def delete(self, id_: str) -> None:
        """Remove the record of a run; KeyError if there is none.

        Args:
            id_: The run's id.
        """
        with dbm.open(self.cache_path, "w") as database:
            del database[id_]
