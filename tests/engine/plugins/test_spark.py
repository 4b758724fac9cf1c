"""Dataflows on a real Spark of one thread. They need pyspark and Java."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from dagscope import ad_hoc_utils, base, driver, htypes, registry
from dagscope.io.materialization import from_
from dagscope.node import Node

pyspark_sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
pd = pytest.importorskip("pandas")

pytestmark = [
    pytest.mark.skipif(
        shutil.which("java") is None and "JAVA_HOME" not in os.environ,
        reason="Spark needs Java, which is not installed",
    ),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

FUNCTIONS = """
import pandas as pd
import pyspark.sql.functions as F
from dagscope import htypes
from dagscope.plugins import h_spark
from pyspark.sql import Column, DataFrame

def of_values(a: int) -> int:
    return a + 1

def of_series(of_values: pd.Series, b: pd.Series) -> htypes.column[pd.Series, float]:
    return of_values * b

def of_column(a: DataFrame) -> Column:
    return a.a * 10

@h_spark.require_columns("a", "of_values")
def named(frame: DataFrame) -> Column:
    return F.col("a") + F.col("of_values")


@h_spark.require_columns("named")
def whole(frame: DataFrame, factor: int) -> DataFrame:
    return frame.withColumn("whole", F.col("named") * factor)
"""
OF_ONE_TYPE = """
import pandas as pd
from dagscope import htypes

def plus(a: int, k: int) -> int:
    return a + k

def scaled(b: pd.Series) -> htypes.column[pd.Series, float]:
    return b * 10
"""
HEAD = (
    "from dagscope.plugins import h_spark\nfrom pyspark.sql import DataFrame\nimport spark_functions_of_a_test as f\n"
)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("spark")  # Workers import the functions, so that they lie in a file.
    (folder / "spark_functions_of_a_test.py").write_text(FUNCTIONS)
    (folder / "spark_adapted_in_a_test.py").write_text(OF_ONE_TYPE)
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(folder))
        patched.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
        patched.setenv("PYSPARK_PYTHON", sys.executable)
        patched.setenv("PYARROW_IGNORE_TIMEZONE", "1")
        builder = pyspark_sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="module")
def frame(spark: Any) -> Any:
    return spark.createDataFrame([(1, 2.0, "x"), (3, 4.0, "y")], ["a", "b", "t"])


@pytest.fixture(scope="module")
def functions(spark: Any) -> Iterator[ModuleType]:
    yield importlib.import_module("spark_functions_of_a_test")
    del sys.modules["spark_functions_of_a_test"]


def rows(frame: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    return frame.columns, [tuple(each) for each in frame.collect()]


def result(decorator: str, functions: ModuleType, **inputs: Any) -> Any:
    source = f"{HEAD}@h_spark.{decorator}\ndef out(df: DataFrame) -> DataFrame:\n    return df\n"
    module = ad_hoc_utils.module_from_source(source)
    return driver.Builder().with_modules(module).build().execute(["out"], inputs=inputs)["out"]


@pytest.mark.parametrize(
    ("decorator", "columns", "values"),
    [
        (
            'with_columns(f.of_values, f.of_series, columns_to_pass=["a", "b"])',
            ["a", "b", "t", "of_values", "of_series"],
            [(1, 2.0, "x", 2, 4.0), (3, 4.0, "y", 4, 16.0)],
        ),
        (
            'with_columns(f.of_values, f.of_series, columns_to_pass=["a", "b"], select=["of_series"])',
            ["a", "b", "t", "of_series"],
            [(1, 2.0, "x", 4.0), (3, 4.0, "y", 16.0)],
        ),
        (
            'select(f.of_values, f.of_series, columns_to_pass=["a", "b"], output_cols=["of_series", "of_values"])',
            ["of_series", "of_values"],
            [(4.0, 2), (16.0, 4)],
        ),
        ('select(f.of_column, columns_to_pass=["a"])', ["of_column"], [(10,), (30,)]),
        (
            'select(f.of_values, f.named, f.whole, columns_to_pass=["a"], output_cols=["named", "whole"])',
            ["named", "whole"],
            [(3, 6), (7, 14)],
        ),
    ],
)
def test_columns_are_added_one_after_the_other(
    decorator: str, columns: list[str], values: list[tuple[Any, ...]], frame: Any, functions: ModuleType
) -> None:
    inputs = {"factor": 2} if "whole" in decorator else {}

    made = result(decorator, functions, df=frame, **inputs)

    assert (columns, values) == rows(made)


def test_functions_may_take_the_whole_frame(frame: Any, functions: ModuleType) -> None:
    source = HEAD + (
        "from pyspark.sql import Column\n"
        "def first(frame: DataFrame) -> Column:\n    return frame.a + 1\n"
        "@h_spark.with_columns(first, pass_dataframe_as='frame')\n"
        "def out(df: DataFrame) -> DataFrame:\n    return df.select('a', 'first')\n"
    )
    module = ad_hoc_utils.module_from_source(source)
    module.first.__module__ = "elsewhere"  # Only inside the decorator, not a node of the module.

    made = driver.Builder().with_modules(module).build().execute(["out"], inputs={"df": frame})["out"]

    assert (["a", "first"], [(1, 2), (3, 4)]) == rows(made)


def test_what_a_column_comes_from_is_in_the_graph(functions: ModuleType) -> None:
    source = f'{HEAD}@h_spark.with_columns(f, columns_to_pass=["a", "b"], namespace="n")\n'
    module = ad_hoc_utils.module_from_source(source + "def out(df: DataFrame) -> DataFrame:\n    return df\n")

    nodes = driver.Builder().with_modules(module).build().graph.nodes

    assert {"df"} <= set(nodes["n.of_values"].input_types)
    assert {"n.of_values", "df"} <= set(nodes["n.of_series"].input_types)
    assert "n.named" in nodes["n.whole"].input_types and "factor" in nodes["n.whole"].input_types


def test_the_adapter_makes_columns_of_functions(frame: Any) -> None:
    from dagscope.plugins.h_spark import PySparkUDFGraphAdapter

    module = importlib.import_module("spark_adapted_in_a_test")
    dr = driver.Driver({"k": 5}, module, adapter=PySparkUDFGraphAdapter())

    for _ in range(2):  # The adapter begins anew with each run.
        made = dr.execute(["scaled", "plus", "k"], inputs={"a": frame, "b": frame})
        assert (["a", "b", "t", "scaled", "plus", "k"], (1, 2.0, "x", 20.0, 6, 5)) == (made.columns, rows(made)[1][0])


@pytest.mark.parametrize(
    ("type_", "name"),
    [(int, "int"), (float, "float"), (bool, "boolean"), (str, "string"), (bytes, "binary"), (list[int], "array<int>")],
)
def test_types_of_columns(type_: Any, name: str) -> None:
    from dagscope.plugins.h_spark import get_spark_type

    assert name == get_spark_type(type_).simpleString()


@pytest.mark.parametrize("type_", [dict, list, complex, list[dict]])
def test_types_that_no_column_has_are_refused(type_: Any) -> None:
    from dagscope.plugins.h_spark import get_spark_type

    with pytest.raises(ValueError, match="Currently unsupported return type"):
        get_spark_type(type_)


def test_wrong_uses_are_refused(frame: Any, functions: ModuleType) -> None:
    from dagscope.plugins import h_spark

    def no_frame(df: int) -> int:
        return df

    def series_and_value(a: pd.Series, b: int) -> int:
        return b

    def no_element(a: pd.Series) -> pd.Series:
        return a

    with pytest.raises(ValueError, match="not a pyspark dataframe"):
        h_spark.with_columns(functions.of_values, columns_to_pass=["a"])(no_frame)
    with pytest.raises(NotImplementedError, match="on_input"):
        h_spark.with_columns(functions.of_values, on_input="df")
    with pytest.raises(ValueError, match="none of them takes it"):
        result("with_columns(f.of_values, pass_dataframe_as='q')", functions, df=frame)
    with pytest.raises(ValueError, match="Either all parameters"):
        h_spark._lambda_udf(frame, Node.from_fn(series_and_value), {})
    with pytest.raises(ValueError, match=r"htypes\.column"):
        h_spark._lambda_udf(frame, Node.from_fn(no_element), {})
    with pytest.raises(ValueError, match="Cannot satisfy of_values"):
        h_spark._lambda_udf(frame.select("t"), Node.from_fn(functions.of_values), {})


def test_files_are_loaded_by_a_session(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b\n1;x\n")
    module = ad_hoc_utils.module_from_source(
        "from pyspark.sql import DataFrame\ndef count(df: DataFrame) -> int:\n    return df.count()\n"
    )
    loader = from_.csv(target="df", path=str(tmp_path / "x.csv"), sep=";", spark=spark)

    values = driver.Builder().with_modules(module).with_materializers(loader).build().execute(["count", "df"])

    assert 1 == values["count"] and (["a", "b"], [(1, "x")]) == rows(values["df"])
    assert registry.get_registered_dataframe_types()["spark"] is pyspark_sql.DataFrame


def test_frames_of_spark_connect_stand_for_those_of_spark(spark: Any, frame: Any) -> None:
    remote = pytest.importorskip(
        "pyspark.sql.connect.dataframe", reason="Spark Connect is not installed", exc_type=ImportError
    )
    from dagscope.plugins.h_spark import SPARK_INPUT_CHECK

    def fits(type_: Any, value: Any) -> bool:
        return SPARK_INPUT_CHECK.do_validate_input(node_type=type_, input_value=value)

    assert fits(remote.DataFrame, frame) and fits(pyspark_sql.DataFrame, frame)
    assert fits(pyspark_sql.DataFrame, remote.DataFrame.__new__(remote.DataFrame))
    assert fits(pyspark_sql.SparkSession, spark) and fits(int, 1)
    assert not fits(int, frame) and not fits(remote.DataFrame, 1)


@pytest.mark.filterwarnings("ignore:.*loads all data into the driver's memory")
def test_pandas_on_spark(spark: Any) -> None:
    ps = pytest.importorskip(
        "pyspark.pandas", reason="this pandas is too new for pandas on Spark", exc_type=ImportError
    )
    from dagscope.plugins.h_spark import KoalasDataFrameResult, SparkKoalasGraphAdapter

    module = ad_hoc_utils.module_from_source(
        "import pandas as pd\n"
        "def plus(a: pd.Series) -> pd.Series:\n    return a + 1\n"
        "def times(plus: pd.Series, b: pd.Series) -> pd.Series:\n    return plus * b\n"
    )
    given = ps.DataFrame({"a": [1, 2], "b": [3, 4]})
    config = {"a": given["a"], "b": given["b"]}

    def made(builder: Any) -> Any:
        adapter = SparkKoalasGraphAdapter(spark, builder, "plus")
        return driver.Driver(config, module, adapter=adapter).execute(["plus", "times"])

    assert {"plus": [2, 3], "times": [6, 12]}.items() <= made(base.PandasDataFrameResult()).to_dict("list").items()
    assert isinstance(made(KoalasDataFrameResult()), ps.DataFrame)
    assert {"plus", "times"} == set(made(base.DictResult()))
    assert htypes.check_input_type(ps.Series, given["a"])
    assert [1, 2] == registry.get_column(given, "a").tolist()
    assert [7, 7] == registry.fill_with_scalar(given, "c", 7)["c"].tolist()
    with pytest.raises(ValueError, match="only supports returning"):
        SparkKoalasGraphAdapter(spark, base.NumpyMatrixResult(), "plus")
