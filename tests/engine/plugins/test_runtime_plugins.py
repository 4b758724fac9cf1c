"""Plugins around a run: bars, spans, schemas, narwhals, pyarrow; and those that are left out."""

from __future__ import annotations

import importlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from dagscope import ad_hoc_utils, base, driver
from dagscope.execution import executors
from dagscope.htypes import Collect, Parallelizable
from dagscope.plugins.left_out import PluginLeftOutError

LEFT_OUT = [
    "h_vaex",
]


def a() -> int:
    return 1


def b(a: int) -> int:
    return a + 1


def items() -> Parallelizable[int]:
    yield from range(3)


def same(items: int) -> int:
    return items


def total(same: Collect[int]) -> int:
    return sum(same)


def plain(*adapters: Any, **kwargs: Any) -> Any:
    module = ad_hoc_utils.create_temporary_module(a, b)
    return driver.Builder().with_modules(module).with_adapters(*adapters).build().execute(["b"], **kwargs)


def blocks(remote: Any, *adapters: Any) -> Any:
    module = ad_hoc_utils.create_temporary_module(items, same, total)
    builder = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True)
    return builder.with_remote_executor(remote).with_adapters(*adapters).build().execute(["total"])


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_plugin_that_is_left_out_says_so(name: str) -> None:
    with pytest.raises(PluginLeftOutError, match=f"The plugin {name} .* is left out of Dagscope") as error:
        importlib.import_module(f"dagscope.plugins.{name}")
    assert f"dagscope.plugins.{name}" == error.value.name


def test_the_tqdm_bar_counts_nodes() -> None:
    h_tqdm = pytest.importorskip("dagscope.plugins.h_tqdm")
    out = io.StringIO()
    assert {"b": 2} == plain(h_tqdm.ProgressBar("Run", file=out))
    assert "2/2" in out.getvalue()
    assert "Run -> Execution Complete!" in out.getvalue()


def test_the_tqdm_bar_shows_names_as_wide_as_the_longest_of_the_run() -> None:
    h_tqdm = pytest.importorskip("dagscope.plugins.h_tqdm")
    out = io.StringIO()
    blocks(executors.SynchronousLocalTaskExecutor(), h_tqdm.ProgressBar("Run", file=out, mininterval=0))
    assert "Run -> same :" in out.getvalue() and "block" not in out.getvalue()
    bar = h_tqdm.ProgressBar("Run", max_node_name_width=4, file=io.StringIO())
    blocks(executors.SynchronousLocalTaskExecutor(), bar)
    assert ("i...", "same", "a   ") == tuple(map(bar._get_node_name_display, ("items", "same", "a")))


def test_the_rich_bar_refuses_unknown_arguments_at_once() -> None:
    h_rich = pytest.importorskip("dagscope.plugins.h_rich")
    with pytest.raises(TypeError, match="nonsense"):
        h_rich.RichProgressBar(nonsense=1)


def test_the_rich_bars_count_nodes_and_branches() -> None:
    h_rich = pytest.importorskip("dagscope.plugins.h_rich")
    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100)
    assert {"b": 2} == plain(h_rich.RichProgressBar("Run", console=console))
    assert "100%" in out.getvalue()
    for remote in (executors.SynchronousLocalTaskExecutor(), executors.MultiThreadingExecutor(2)):
        out.truncate(0)
        assert {"total": 3} == blocks(remote, h_rich.RichProgressBar("Run", "Branches", console=console))
        assert "Branches" in out.getvalue()


def test_spans_of_graph_and_nodes() -> None:
    pytest.importorskip("opentelemetry.sdk")
    from dagscope.plugins.h_opentelemetry import OpenTelemetryTracer
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    plain(OpenTelemetryTracer(tracer=provider.get_tracer("test")))
    spans = exporter.get_finished_spans()
    assert ["a", "b"] == [span.name for span in spans[:2]]
    assert {spans[2].context.span_id} == {span.parent.span_id for span in spans[:2]}


def test_schemas_are_kept_and_compared(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    from dagscope.plugins.h_schema import SchemaValidator

    def run(frame: Any, **kwargs: Any) -> Any:
        def made() -> Any:
            return frame

        module = ad_hoc_utils.create_temporary_module(made)
        validator = SchemaValidator(str(tmp_path), **kwargs)
        driver.Builder().with_modules(module).with_adapters(validator).build().execute(["made"])
        return validator

    with pytest.raises(FileNotFoundError, match="no kept schema for node made"):
        run(pd.DataFrame({"x": [1]}), must_exist=True)
    run(pd.DataFrame({"x": [1]}))
    assert "int64" == json.loads((tmp_path / "schemas.json").read_text())["made"]["x"]["type"]
    assert {} == run(pd.DataFrame({"x": [2]}), importance="fail").schema_diffs
    assert {"x": "-", "y": "+"} == run(pd.DataFrame({"y": [1]})).schema_diffs["made"]
    with pytest.raises(RuntimeError, match="The schema of node made differs from the kept one"):
        run(pd.DataFrame({"x": [1.5]}), importance="fail")


def test_narwhals_nodes_take_any_frame() -> None:
    pytest.importorskip("narwhals")
    pd = pytest.importorskip("pandas")
    from dagscope.plugins.h_narwhals import NarwhalsAdapter, NarwhalsDataFrameResultBuilder

    def frame() -> Any:
        return pd.DataFrame({"x": [1, 2]})

    def doubled(frame: Any) -> Any:
        import narwhals as nw

        return frame.with_columns(y=nw.col("x") * 2)

    module = ad_hoc_utils.create_temporary_module(frame, doubled)
    adapters = NarwhalsAdapter(), NarwhalsDataFrameResultBuilder(base.PandasDataFrameResult())
    result = driver.Builder().with_modules(module).with_adapters(*adapters).build().execute(["doubled"])
    assert [2, 4] == result["y"].tolist()


def test_pyarrow_tables_from_any_frame() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    from dagscope.plugins.h_pyarrow import PyarrowTableResult

    for frame in (pd.DataFrame({"x": [1]}), pl.DataFrame({"x": [1]}), pyarrow.table({"x": [1]})):
        assert {"x": [1]} == PyarrowTableResult().build_result(d=frame).to_pydict()
    with pytest.raises(AssertionError, match="made of one frame, but 2 outputs"):
        PyarrowTableResult().build_result(a=1, b=2)
