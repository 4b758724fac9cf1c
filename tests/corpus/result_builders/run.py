import logging
from typing import Any

import numpy as np
import pandas as pd

from hamilton import base

logging.disable(logging.CRITICAL)

series = pd.Series([1, 2, 3], name="other")
named = pd.Series([1, 2], index=["a", "b"])
frame = pd.DataFrame({"x": [1, 2, 3], "y": [4, 5, 6]})
short = pd.DataFrame({"x": [1, 2]}, index=[1, 9])
days = pd.Series([1, 2], index=pd.date_range("2020-01-01", periods=2, freq="D"))
hours = pd.Series([1, 2], index=pd.date_range("2020-01-01", periods=2, freq="h"))
CASES: dict = {
    "one scalar": {"a": 1},
    "scalars": {"a": 1, "b": "x"},
    "a frame": {"d": frame},
    "series": {"a": series, "b": series * 2},
    "mixed": {"a": series, "b": 5},
    "frame and series": {"d": frame, "a": series},
    "frame and scalar": {"d": frame, "k": 3},
    "two frames": {"d": frame, "e": short},
    "other index": {"a": series, "b": named},
    "times": {"a": days, "b": hours},
    "array": {"a": np.array([1, 2, 3])},
    "array and scalar": {"a": np.array([1, 2, 3]), "b": 1},
    "list": {"a": [1, 2]},
    "frame and list": {"d": frame, "l": [7, 8, 9]},
    "dictionary": {"a": {"p": 1}, "b": 2},
    "nothing": {},
    "index": {"a": pd.Index([1, 2]), "b": pd.Index([3, 4])},
    "same name": {"d": frame, "d.x": 3},
}


def show(builder: Any, outputs: dict) -> str:
    try:
        result = builder.build_result(**outputs)
    except ValueError as error:
        return f"ValueError: {str(error).splitlines()[0].partition(' already exists')[0]}"
    except TypeError as error:
        return type(error).__name__
    return f"{type(result).__name__}\n{result}"


for name, outputs in CASES.items():
    print("== pandas", name, show(base.PandasDataFrameResult(), outputs).replace("Non series output", "Output"))
for name in ("scalars", "series", "other index", "times", "a frame"):
    print("== strict", name, show(base.StrictIndexTypePandasDataFrameResult(), CASES[name]))
for name in ("series", "mixed", "array", "array and scalar", "list", "other index"):
    print("== numpy", name, show(base.NumpyMatrixResult(), CASES[name]))
print(base.PandasDataFrameResult.pandas_index_types({"a": series, "b": 5, "t": days, "i": pd.Index([1])})[0].items())
for adapter in (base.DictResult(), base.DefaultAdapter(), base.SimplePythonGraphAdapter(), base.PandasDataFrameResult()):
    print(type(adapter).__name__, adapter.input_types(), adapter.output_type())
print(base.SimplePythonGraphAdapter(base.DictResult()).build_result(a=1))
print(base.SimplePythonDataFrameGraphAdapter.check_node_type_equivalence(int, float))
print(base.SimplePythonDataFrameGraphAdapter.check_input_type(int, 1))
