"""`parameterize_frame`: the calls of a function as the rows of a dataframe. It reads the frame, nothing else."""

from __future__ import annotations

from typing import Any

from dagscope.function_modifiers.dependencies import ParametrizedDependency, source, value
from dagscope.function_modifiers.extractors import ParameterizedExtract, parameterize_extract_columns
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse

_KINDS = ("out", "value", "source")


def _get_dep_type(dep_type: str) -> Any:
    return value if dep_type == "value" else source


def _validate_df_parameterization(parameterization: Any) -> None:
    columns = parameterization.columns
    if columns.nlevels != 2:
        raise misuse(
            InvalidDecoratorException,
            "parameterize_frame needs columns of two levels, [names, kinds]: names of parameters and outputs, and "
            "out, value or source for each.",
        )
    unknown = sorted({str(kind) for _, kind in columns if kind not in _KINDS})
    if unknown:
        raise misuse(
            InvalidDecoratorException,
            f"parameterize_frame knows the kinds out, value and source, not {', '.join(unknown)}.",
        )
    if not any(kind == "out" for _, kind in columns):
        raise misuse(InvalidDecoratorException, "parameterize_frame needs at least one column of kind out.")


def _get_index_levels(index: Any) -> list[list[Any]]:
    return [list(level) for level in zip(*index)]


def _convert_params_from_df(parameterization: Any) -> list[ParameterizedExtract]:
    extracts = []
    names, kinds = _get_index_levels(parameterization.columns)
    for row in parameterization.itertuples(index=False, name=None):
        outputs: list[str] = []
        bound: dict[str, ParametrizedDependency] = {}
        for (name, kind), cell in zip(zip(names, kinds), row):
            if kind == "out":
                outputs.append(cell)
            else:
                bound[name] = _get_dep_type(kind)(cell)
        extracts.append(ParameterizedExtract(tuple(outputs), bound))
    return extracts


class parameterize_frame(parameterize_extract_columns):
    """`parameterize_extract_columns` with one row a call."""

    def __init__(self, parameterization: Any) -> None:
        """Store the calls of a pandas dataframe whose columns are `(name, kind)`: kind `out`, `value` or `source`."""
        _validate_df_parameterization(parameterization)
        super().__init__(*_convert_params_from_df(parameterization))
