"""Tables and columns of any library as a kind of value: what is shown at once, pages, statistics, plots.
It computes none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dagscope.preview.budget import attempt, time_limit, type_name
from dagscope.preview.code import code_of
from dagscope.preview.copying import copied
from dagscope.preview.kind import AskProblem, Kind, Reply, Shown
from dagscope.preview.one_cell import cell_of, children_of_cell, text_in_cell
from dagscope.preview.pages import TableSource, TableView, is_table, table_source
from dagscope.preview.plot import plot_of
from dagscope.preview.profiles import profiles_of
from dagscope.preview.records_table import Records
from dagscope.protocol.values import (
    CellAsk,
    ChildrenAsk,
    CodeAsk,
    CopyAsk,
    HasColumnAnswer,
    HasColumnAsk,
    PageAnswer,
    PageAsk,
    PlotAsk,
    ProfileAsk,
    StatisticsAnswer,
    StatisticsAsk,
    TextAsk,
)
from dagscope.value_records import SeriesPreview, TablePreview

FIRST_ROWS = 100
FIRST_COLUMNS = 50
STATISTICS_SECONDS = 10.0


def _source(value: Any) -> TableSource:
    source = table_source(value)
    if source is None:
        raise TypeError("it is no table")
    return source


def table_summary(source: TableSource) -> str:
    """Return the size of a table, or the length and type of a column."""
    if source.is_series:
        return f"{source.row_count:,} × {source.column(0).type}"
    return f"{source.row_count:,} × {source.column_count:,}"


def _facts(value: Any) -> TablePreview:
    source = _source(value)
    return (SeriesPreview if source.is_series else TablePreview)(
        value.type_text if type(value) is Records else type_name(value),
        table_summary(source),
        rows=source.row_count,
        columns=tuple(source.column(position) for position in range(min(source.column_count, FIRST_COLUMNS))),
        column_count=source.column_count,
        index_names=tuple(source.index_names()),
    )


def _look(value: Any) -> Shown:
    facts, source = _facts(value), _source(value)
    page = TableView(source).page(0, FIRST_ROWS, 0, FIRST_COLUMNS).page
    size = attempt(source.size_bytes, lambda reason: 0)
    return Shown(replace(facts, page=page, size_bytes=size))


def _page(view: TableView, ask: PageAsk) -> Reply:
    found = view.page(ask.row, ask.rows, ask.column, ask.columns, ask.sort, ask.where)
    page = found.page
    return Reply(
        PageAnswer(
            found.total_rows, page.row, page.column, found.columns, page.cells, page.index, page.missing, page.levels
        )
    )


def _statistics(view: TableView, ask: StatisticsAsk) -> Reply:
    with time_limit(STATISTICS_SECONDS, STATISTICS_SECONDS * 4) as deadline:  # texts of objects are code of the user's
        rows, histogram = view.statistics(ask.column, ask.where)
        if deadline.cuts:
            raise AskProblem("looking at the values of this column took too long; filter some of its rows")
    return Reply(StatisticsAnswer(view.source.name(ask.column), rows, histogram))


def _has_column(view: TableView, ask: HasColumnAsk) -> Reply:
    return Reply(HasColumnAnswer(ask.name in view.names(range(view.source.column_count))))


def _plot(view: TableView, ask: PlotAsk) -> Reply:
    return Reply(plot_of(view, ask))


KIND = Kind(
    "table",
    is_table,
    _look,
    summary=lambda value: table_summary(_source(value)),
    facts=_facts,
    opened=lambda value: TableView(_source(value)),
    asks={
        PageAsk: _page,
        CopyAsk: copied,
        CodeAsk: code_of,
        CellAsk: cell_of,
        ChildrenAsk: children_of_cell,
        TextAsk: text_in_cell,
        StatisticsAsk: _statistics,
        PlotAsk: _plot,
        HasColumnAsk: _has_column,
        ProfileAsk: profiles_of,
    },
)
