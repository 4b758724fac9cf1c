# %% every validator on many values
import pandas as pd, numpy as np
from hamilton.data_quality import default_validators as dv
S = pd.Series
series = {"empty": S([], dtype=float), "one": S([1]), "nans": S([np.nan, np.nan]), "mixed": S([1, np.nan, 3]), "texts": S(["a", "b", None]), "objects": S([1, "a"]), "bools": S([True, False]), "times": pd.to_datetime(S(["2020-01-01"])), "kinds": S(["a", "b"], dtype="category"), "unknown": S([1, None], dtype="Int64"), "negative": S([-1, -2]), "infinite": S([np.inf])}
plain_values = [0, 1, 2.5, True, "a", "abc", "", None, float("nan"), float("inf"), [1], np.int64(1), np.float32(1.0), (1,), {}, -1, 1j, b"a"]
def told(validator, value):
    result = validator.validate(value)
    return bool(result.passes), result.message
for name, arguments in {"DataInRangeValidatorPandasSeries": [(0, 2), (-5, 0), (0, np.inf), ("a", "b")], "DataInValuesValidatorPandasSeries": [[1], ["a"], {3}], "MaxFractionNansValidatorPandasSeries": [0, 1, 0.5], "AllowNaNsValidatorPandasSeries": [False], "MaxStandardDevValidatorPandasSeries": [0, 1.5], "MeanInRangeValidatorPandasSeries": [(0, 2), (-3, 0)]}.items():
    for argument in arguments:
        for value in series.values():
            show(lambda: told(getattr(dv, name)(argument, "warn"), value))
for name, arguments in {"DataInRangeValidatorPrimitives": [(0, 2), (1, 1)], "DataInValuesValidatorPrimitives": [[1], ["a"], [None]], "DataTypeValidatorPrimitives": [int, float, str, object, (int, float)], "AllowNoneValidator": [True, False], "StrContainsValidator": ["a", ["a", "b"], "", []], "StrDoesNotContainValidator": ["a", ["a", "b"], []]}.items():
    for argument in arguments:
        for value in plain_values:
            show(lambda: told(getattr(dv, name)(argument, "warn"), value))

# %% limits are written as numbers
import numpy as np
from hamilton.data_quality import default_validators as dv
for name in ("DataInRangeValidatorPandasSeries", "DataInRangeValidatorPrimitives", "MeanInRangeValidatorPandasSeries"):
    for limits in ((0, 1), [0, 1], ("a", "b"), (np.float64(0.5), np.int64(2)), (-np.inf, np.inf)):
        show(lambda: getattr(dv, name)(limits, "warn").description())
for limits in ([0, 1], (np.float64(0.5), np.int64(2))):
    show(lambda: dv.DataInRangeValidatorPrimitives(limits, "warn").validate(1).message)
    show(lambda: dv.DataInRangeValidatorPandasSeries(limits, "warn").validate(pd.Series([1])).message)
    show(lambda: dv.MeanInRangeValidatorPandasSeries(limits, "warn").validate(pd.Series([1])).message)

# %% data types of series
import pandas as pd, numpy as np
from hamilton.data_quality import default_validators as dv
S = pd.Series
series = [S([1]), S([1], dtype="int32"), S([1.0]), S([1.0], dtype="float32"), S([True]), S(["a"]), S(["a"], dtype=object), S(["a"], dtype="string"), S([1], dtype="Int64"), S([True], dtype="boolean"), pd.to_datetime(S(["2020"])), pd.to_datetime(S(["2020"])).dt.tz_localize("UTC"), S(["a"], dtype="category"), pd.to_timedelta(S([1])), S([1], dtype="uint8"), S([1j])]
for wanted in (int, float, str, bool, object, complex, np.int64, np.int32, np.float64, np.number, np.integer, np.bool_, np.object_, np.str_, np.datetime64, "int64", "float64", "object", "str", "datetime64[ns]", np.dtype("int64"), pd.StringDtype, pd.Timestamp, list):
    show([bool(dv.DataTypeValidatorPandasSeries(wanted, "warn").validate(each).passes) for each in series])

# %% types of arrays and classes
import pandas as pd, numpy as np
import collections.abc, numpy.typing as npt
from typing import *
from hamilton import htypes
types_ = [np.ndarray, npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[Any], Type[int], type, collections.abc.Callable, Sized, pd.Series, htypes.column[pd.Series, int], list, list[int], List[int], Dict, dict[str, int]]
show(lambda: build("def a() -> np.ndarray: return np.zeros(2)\ndef b(a: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]: return a\ndef c(b: np.ndarray) -> float: return b.sum()").execute(["c"]))

# %% polars results of every kind
import numpy as np
import itertools, polars as pl
from hamilton.plugins import h_polars
values = {"array": np.arange(3), "items": [1, 2, 3], "tuple": (1, 2, 3), "series": pl.Series([1, 2, 3]), "one": pl.Series([5]), "number": 1, "text": "xyz", "none": None, "frame": pl.DataFrame({"u": [1, 2, 3]}), "lazy": pl.LazyFrame({"u": [1]}), "record": {"k": 1}, "numpy": np.int64(3), "range": range(3)}
def made(names):
    frame = h_polars.PolarsDataFrameResult().build_result(**{name: values[name] for name in names})
    return {name: str(type_) for name, type_ in frame.schema.items()}, frame.rows()
for name in values:
    show(lambda: made([name]))
for pair in itertools.permutations([name for name in values if name != "lazy"], 2):
    show(lambda: made(pair))
