"""What is shown of a table as code of its own library: filter, sort and columns. It must not run that code."""

from __future__ import annotations

from dagscope.class_home import package_of
from dagscope.preview.arrow_table import is_arrow_table
from dagscope.preview.budget import is_a
from dagscope.preview.code.pandas_code import pandas_code
from dagscope.preview.code.polars_code import polars_code
from dagscope.preview.filters.language import FilterError
from dagscope.preview.kind import AskProblem, Reply
from dagscope.preview.pages import TableView
from dagscope.protocol.values import CodeAnswer, CodeAsk


def code_of(view: TableView, ask: CodeAsk) -> Reply:
    """Return code that gives the rows and columns that are asked for.

    Raises:
        AskProblem: the code cannot be written in the table's library, or the filter does not fit.
    """
    view.row_count(ask.part.sort, ask.part.where)  # what cannot be arranged is refused as everywhere
    value, found = view.source.value, view.parsed(ask.part.where)
    columns = view.columns_of(ask.part)
    name = ask.name if ask.name.isidentifier() else "df"
    try:
        if is_a(value, "pandas", "DataFrame", "Series"):
            return Reply(CodeAnswer("pandas", pandas_code(value, name, found, ask.part.sort, columns)))
        if is_a(value, "polars", "DataFrame", "Series"):
            return Reply(CodeAnswer("Polars", polars_code(value, name, found, ask.part.sort, columns)))
    except FilterError as error:
        raise AskProblem(str(error)) from None
    kind = "pyarrow" if is_arrow_table(value) else package_of(type(value))
    raise AskProblem(f"code is written for frames and columns of pandas and Polars; this is a value of {kind}")
