"""Results as pandas frames and numpy matrices. Must not import pandas or numpy before a result is built."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from dagscope.class_home import home_of
from dagscope.result_mixin import ResultMixin

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

logger = logging.getLogger("dagscope.base")

_NamesByIndex = dict[str, list[str]]
_CHECK = "Check that the frame is what you expect."


class PandasDataFrameResult(ResultMixin):
    """Makes one pandas DataFrame with a column a value, joined by index.

    A single frame is given as it is; only scalars make one row; a frame among others gives columns `<node>.<column>`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> import pandas as pd
        >>> from dagscope import base
        >>> def doubled(price: pd.Series) -> pd.Series:
        ...     return price * 2
        >>> module = ad_hoc_utils.create_temporary_module(doubled)
        >>> dr = driver.Builder().with_modules(module).with_adapters(base.PandasDataFrameResult()).build()
        >>> frame = dr.execute(["price", "doubled"], inputs={"price": pd.Series([1, 2])})
        >>> frame.to_dict("list")
        {'price': [1, 2], 'doubled': [2, 4]}
    """

    @staticmethod
    def pandas_index_types(
        outputs: dict[str, Any],
    ) -> tuple[_NamesByIndex, _NamesByIndex, _NamesByIndex]:
        """Sort the outputs by index type.

        Returns:
            Names by index type for all outputs, for those with a time or categorical index, for those without any.
        """
        import pandas as pd

        time_like = (pd.DatetimeIndex, pd.PeriodIndex, pd.TimedeltaIndex, pd.CategoricalIndex)
        all_indexes: _NamesByIndex = defaultdict(list)
        time_indexes: _NamesByIndex = defaultdict(list)
        no_indexes: _NamesByIndex = defaultdict(list)
        for name, value in outputs.items():
            if isinstance(value, pd.DataFrame | pd.Series):
                index = value.index
            elif isinstance(value, pd.Index):
                index = value
            else:
                all_indexes["no-index"].append(name)
                no_indexes["no-index"].append(name)
                continue
            key = f"{type(index).__name__}:::{index.dtype}"
            all_indexes[key].append(name)
            if isinstance(index, time_like):
                time_indexes[key].append(name)
        return all_indexes, time_indexes, no_indexes

    @staticmethod
    def check_pandas_index_types_match(
        all_index_types: _NamesByIndex, time_indexes: _NamesByIndex, no_indexes: _NamesByIndex
    ) -> bool:
        """Return whether the outputs join without surprises; what is doubtful is logged as a warning."""
        types_match = bool(all_index_types)
        if len(time_indexes) > 1:
            logger.warning("The outputs have different time or categorical indexes. %s", _CHECK)
            types_match = False
        if len(no_indexes) == 1 and len(all_index_types) == 1:
            logger.warning("No output has a pandas index. %s", _CHECK)
            types_match = False
        elif len(no_indexes) == 1 and len(all_index_types) == 2:
            without = sum(len(names) for names in no_indexes.values())
            logger.warning("One pandas index, and %s outputs without an index. %s", without, _CHECK)
            types_match = True
        elif len(all_index_types) > 1 and len(time_indexes) <= 1:
            logger.warning("The outputs have different index types. %s", _CHECK)
            types_match = False
        if not types_match:
            logger.debug("Index types found: %s", dict(all_index_types))
        return types_match

    @staticmethod
    def build_result(**outputs: Any) -> pd.DataFrame:
        """Make the frame."""
        import pandas as pd

        if len(outputs) == 1:
            (value,) = outputs.values()
            if isinstance(value, pd.DataFrame):
                return value
        PandasDataFrameResult.check_pandas_index_types_match(*PandasDataFrameResult.pandas_index_types(outputs))
        if not any(pd.api.types.is_list_like(value) for value in outputs.values()):
            one_row: pd.DataFrame = pd.DataFrame([outputs])
            return one_row
        if any(isinstance(value, pd.DataFrame) for value in outputs.values()):
            return PandasDataFrameResult.build_dataframe_with_dataframes(outputs)
        return _joined(outputs)

    @staticmethod
    def build_dataframe_with_dataframes(outputs: dict[str, Any]) -> pd.DataFrame:
        """Make the frame when some outputs are frames: their columns become `<node>.<column>`."""
        import pandas as pd

        columns: dict[str, Any] = {}
        for name, value in outputs.items():
            if isinstance(value, pd.DataFrame):
                found = {f"{name}.{column}": value[column] for column in value.columns}
            else:
                found = {name: value}
            for column, content in found.items():
                if column in columns:
                    raise ValueError(
                        f"Output {column} already exists in the output. Rename the node, or the column of the "
                        "frame that has the same name."
                    )
                columns[column] = content
        return _joined(columns)

    def input_types(self) -> list[type[type]]:
        return [Any]  # type: ignore[list-item]

    def output_type(self) -> type:
        import pandas as pd

        return pd.DataFrame


class StrictIndexTypePandasDataFrameResult(PandasDataFrameResult):
    """A DataFrame, or an error when the outputs' index types differ.

    Examples:
        >>> import pandas as pd
        >>> from dagscope.base import StrictIndexTypePandasDataFrameResult
        >>> builder = StrictIndexTypePandasDataFrameResult()
        >>> builder.build_result(one=pd.Series([1, 2]), two=pd.Series([3, 4])).shape
        (2, 2)
    """

    @staticmethod
    def build_result(**outputs: Any) -> pd.DataFrame:
        """Make the frame, refusing outputs whose index types differ."""
        import pandas as pd

        is_one_frame = len(outputs) == 1 and isinstance(next(iter(outputs.values())), pd.DataFrame)
        indexes = PandasDataFrameResult.pandas_index_types(outputs)
        if not is_one_frame and not PandasDataFrameResult.check_pandas_index_types_match(*indexes):
            import pprint

            raise ValueError(
                "Error: pandas index types did not match exactly. Found the following indexes:\n"
                f"{pprint.pformat(dict(indexes[0]))}"
            )
        return PandasDataFrameResult.build_result(**outputs)


class NumpyMatrixResult(ResultMixin):
    """Makes a numpy matrix with a column a value; scalars are repeated.

    Examples:
        >>> from dagscope.base import NumpyMatrixResult
        >>> builder = NumpyMatrixResult()
        >>> matrix = builder.build_result(price=[1, 2, 3], count=4)
        >>> matrix.tolist()
        [[1, 4], [2, 4], [3, 4]]
    """

    @staticmethod
    def build_result(**outputs: Any) -> np.matrix:
        """Make the matrix.

        Raises:
            ValueError: When two vectors have different lengths.
        """
        import numpy as np

        lengths = {name: len(value) for name, value in outputs.items() if _is_vector(value)}
        rows = next(iter(lengths.values()), 1)
        columns = []
        for name, value in outputs.items():
            if name not in lengths:
                columns.append([value] * rows)
                continue
            if lengths[name] != rows:
                raise ValueError(
                    "Error, got non scalar result that mismatches length of other vector. "
                    f"Got {lengths[name]} for {name} instead of {rows}."
                )
            columns.append(value if _is_numbers(value) else list(value))
        matrix: np.matrix = np.asmatrix(columns).T
        return matrix

    def input_types(self) -> list[type[type]]:
        return [Any]  # type: ignore[list-item]

    def output_type(self) -> type:
        # Hamilton annotates DataFrame here; a matrix is what comes out.
        import numpy as np

        return np.matrix


def _joined(columns: dict[str, Any]) -> pd.DataFrame:
    """Return the columns side by side. Those of one frame share its index, so that pandas need not compare."""
    import pandas as pd

    first = next(iter(columns.values()))
    frame: pd.DataFrame
    if isinstance(first, pd.Series) and all(
        isinstance(each, pd.Series) and first.index.is_(each.index) for each in columns.values()
    ):
        frame = pd.DataFrame(columns, index=first.index)
    else:
        frame = pd.DataFrame(columns)
    return frame


def _is_numbers(value: Any) -> bool:
    """Return whether it is an array of numbers, which need not become objects first."""
    return home_of(type(value)) == "numpy" and value.ndim == 1 and value.dtype.kind in "biuf"


def _is_vector(value: Any) -> bool:
    return hasattr(value, "__len__") and hasattr(value, "__iter__") and not isinstance(value, str | bytes)


__all__ = ["NumpyMatrixResult", "PandasDataFrameResult", "StrictIndexTypePandasDataFrameResult"]
