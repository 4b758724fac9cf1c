"""Results as Dask frames. Must not compute them."""

from __future__ import annotations

from typing import Any

from dagscope import base


class DaskDataFrameResult(base.ResultMixin):
    """Makes one Dask DataFrame: columns of frames become `<node>.<column>`.

    A scalar after a frame or a series is repeated; one before them is a column of one row.
    """

    @staticmethod
    def build_result(**outputs: Any) -> Any:
        """Make the frame, lazily."""
        import importlib

        import pandas as pd

        dask: Any = importlib.import_module("dask")
        dd: Any = importlib.import_module("dask.dataframe")

        if not outputs:
            raise ValueError("No outputs were specified. Cannot build a dataframe.")
        is_repeated = False
        columns: dict[str, Any] = {}
        scalars: dict[str, Any] = {}
        for name, value in outputs.items():
            is_repeated = is_repeated or isinstance(value, pd.DataFrame | pd.Series | dd.DataFrame | dd.Series)
            if isinstance(value, pd.DataFrame | pd.Series):
                value = dd.from_pandas(value, npartitions=1)
            if isinstance(value, dd.DataFrame):
                columns.update({f"{name}.{column}": value[column] for column in value.columns})
            elif isinstance(value, dd.Series):
                columns[name] = value
            elif pd.api.types.is_list_like(value):
                items = value.values() if isinstance(value, dict) else value
                columns[name] = dd.from_pandas(pd.Series(list(items)), npartitions=1)
            elif is_repeated:
                scalars[name] = value
            else:
                (computed,) = dask.compute(value)
                columns[name] = dd.from_pandas(pd.Series([computed]), npartitions=1)
        first, *others = (series.rename(name).to_frame() for name, series in columns.items())
        frame = first
        for other in others:
            frame = frame.join(other, how="outer")
        frame = frame.assign(**scalars)
        return frame[list(_in_order(outputs, columns))]


def _in_order(outputs: dict[str, Any], columns: dict[str, Any]) -> list[str]:
    names: list[str] = []
    for name in outputs:
        found = [column for column in columns if column == name or column.startswith(f"{name}.")]
        names += [column for column in found if column not in names] or ([name] if name not in names else [])
    return names


__all__ = ["DaskDataFrameResult"]
