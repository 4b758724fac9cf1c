"""Values read from files: tables of many forms, a table of a SQLite database, JSON, texts. It must not write one."""

from __future__ import annotations

import csv
import importlib
import json
import os
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

from dagscope.annotations import is_class
from dagscope.class_home import package_of
from dagscope.project.value_types import ValueProblem, library_type, parse_literal, plain_type


def _read_csv_plain(path: Path) -> list[dict[str, Any]]:
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: parse_literal(text) for key, text in row.items()} for row in csv.DictReader(file)]


def _table_reader(path: Path, wanted: Any) -> Callable[[], Any] | None:
    """Return how to read a table file: by polars where wanted, else by pandas, else by the standard library."""
    kind = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".xlsx": "excel", ".feather": "feather"}.get(
        path.suffix.lower()
    )
    if kind is None:
        return None
    library = "polars" if library_type(wanted).startswith("polars.") else "pandas"
    options = {"sep" if library == "pandas" else "separator": "\t"} if path.suffix.lower() == ".tsv" else {}
    if kind == "csv" and plain_type(wanted)[0] in (list, dict):
        return lambda: _read_csv_plain(path)

    def read() -> Any:
        try:
            module = importlib.import_module(library)
        except ImportError:
            if kind == "csv":
                return _read_csv_plain(path)
            raise ValueProblem(f"{library} is not installed for the project's Python; it reads {path.name}") from None
        return getattr(module, f"read_{'ipc' if library == 'polars' and kind == 'feather' else kind}")(path, **options)

    return read


def _json_table(path: Path, base: Any) -> Any:
    try:
        return importlib.import_module(package_of(base)).read_json(path)
    except ValueError as error:
        raise ValueProblem(
            f"{path.name} is no table: a list of objects, or an object of columns, is expected ({error})"
        ) from None


DATABASES = (".db", ".sqlite", ".sqlite3")


def _read_database(path: Path, table: str, wanted: Any) -> Any:
    """Return a table of a SQLite database, its only one where none is named, as a frame or as a list of rows."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        try:
            kinds = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
            tables = [name for (name,) in database.execute(kinds)]
        except sqlite3.DatabaseError as error:
            raise ValueProblem(f"{path.name} is no SQLite database: {error}") from None
        if not tables:
            raise ValueProblem(f"{path.name} has no table")
        if table not in tables and (table or len(tables) > 1):
            said = f"no table {table!r}" if table else f"{len(tables)} tables"
            listed = ", ".join(tables[:12]) + (" ..." if len(tables) > 12 else "")
            raise ValueProblem(f"{path.name} has {said}; write {path.name}::TABLE with one of {listed}")
        quoted = (table or tables[0]).replace('"', '""')
        found = database.execute(f'SELECT * FROM "{quoted}"')
        columns = [each[0] for each in found.description]
        rows = found.fetchall()
    return _as_table(columns, rows, wanted)


def _as_table(columns: list[str], rows: list[tuple[Any, ...]], wanted: Any) -> Any:
    library = "polars" if library_type(plain_type(wanted)[0]).startswith("polars.") else "pandas"
    is_plain = plain_type(wanted)[0] in (list, dict)
    try:
        module = None if is_plain else importlib.import_module(library)
    except ImportError:
        module = None
    if module is None:
        return [dict(zip(columns, row)) for row in rows]
    if library == "polars":
        return module.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    return module.DataFrame(rows, columns=columns)


def file_and_table(text: str, folder: Path) -> tuple[Path, str]:
    """Return the file that a value is read from and, of a database (`shop.db::orders`), the table."""
    name, _, table = text.partition("::")
    path, whole = folder / Path(name).expanduser(), folder / Path(text).expanduser()
    return (whole, "") if table and not os.path.exists(path) and os.path.exists(whole) else (path, table)


def read_file(text: str, wanted: Any, folder: Path) -> Any:
    path, table = file_and_table(text, folder)
    base = plain_type(wanted)[0]
    if not os.path.exists(path):
        raise ValueProblem(f"there is no file {path}")
    if is_class(base) and issubclass(base, PurePath):
        return path
    if not os.path.isfile(path):
        raise ValueProblem(f"{path} is no regular file")
    suffix = path.suffix.lower()
    if suffix in DATABASES and base not in (str, bytes):
        return _read_database(path, table, wanted)
    reader = _table_reader(path, base)
    if reader is not None:
        return str(path) if base is str else reader()
    if base is bytes:
        return path.read_bytes()
    if suffix == ".json" and base is not str:
        if library_type(base).endswith(".DataFrame"):
            return _json_table(path, base)
        return json.loads(path.read_text(encoding="utf-8"))
    return path.read_text(encoding="utf-8")
