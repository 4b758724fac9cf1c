"""The tables of a database, of which nothing may be written: not even beside it, before its folder is trusted."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from dagscope_app.services.databases import tables_of


def make(place: Path, mode: str) -> Path:
    """Write a database, and what lies beside it while its writer has not ended."""
    place.mkdir()
    with closing(sqlite3.connect(place / "made.db")) as database:
        database.execute(f"PRAGMA journal_mode={mode}")
        database.execute("CREATE TABLE t (x)")
        database.commit()
        database.execute("PRAGMA wal_checkpoint")
        database.execute("INSERT INTO t VALUES (1)")
        for path in place.glob("made.db*"):
            shutil.copy(path, place / path.name.replace("made", "left"))
        database.commit()
    return place / "left.db"


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_nothing_is_written_to_read_the_names_of_tables(tmp_path: Path, mode: str) -> None:
    path = make(tmp_path / "data", mode)
    before = {each: each.read_bytes() for each in path.parent.iterdir()}

    found = tables_of(path)

    assert before == {each: each.read_bytes() for each in path.parent.iterdir()}
    assert ("t",) == found


def test_what_is_no_database_has_no_tables(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("no database at all, but a text")

    assert () == tables_of(tmp_path / "empty.db") == tables_of(tmp_path / "text.db") == tables_of(tmp_path / "none.db")
