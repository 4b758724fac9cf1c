"""Relations of DuckDB as tables: their rows are computed when they are looked at, up to a limit that is said.
It must not compute anything while a run waits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dagscope.preview import tables
from dagscope.preview.budget import type_name
from dagscope.preview.kind import Kind, Shown
from dagscope.preview.lazy import cut_text, first_rows, is_duckdb
from dagscope.value_records import Column, TablePreview


def _facts(value: Any) -> TablePreview:
    names = list(value.columns)
    columns = tuple(Column(name, str(kind)) for name, kind in zip(names, value.types))
    return TablePreview(
        type_name(value), _summary(value), columns=columns[: tables.FIRST_COLUMNS], column_count=len(names)
    )


def _summary(value: Any) -> str:
    count = len(value.columns)
    return f"relation, {count:,} {'column' if count == 1 else 'columns'}"


def _look(value: Any) -> Shown:
    found = first_rows(value)
    shown = tables.KIND.look(found.table)
    preview = replace(shown.preview, type=type_name(value))
    return replace(shown, preview=replace(preview, missing=cut_text(found.table.num_rows)) if found.is_cut else preview)


KIND: Kind = replace(
    tables.KIND,
    name="relation",
    matches=is_duckdb,
    look=_look,
    summary=_summary,
    opened=lambda value: tables.KIND.opened(first_rows(value).table),
    facts=_facts,
    is_heavy=True,
)
