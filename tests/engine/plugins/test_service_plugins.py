"""Plugins of services and other frameworks, against their real libraries and without network."""

from __future__ import annotations

import asyncio
import http.server
import json
import pickle
import sys
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from dagscope import ad_hoc_utils, async_driver, driver, registry
from dagscope.execution import executors
from dagscope.io.materialization import from_, to

FLOW = """
from dagscope.function_modifiers import dataloader, datasaver, tag
from dagscope.htypes import Collect, Parallelizable

@tag(owner="us")
def a(x: int) -> int:
    return x + 1

def b(a: int, x: int) -> int:
    return a * x

def broken(a: int) -> int:
    raise ValueError("no luck")

def items(x: int) -> Parallelizable[int]:
    yield from range(x)

def same(items: int) -> int:
    return items

def total(same: Collect[int]) -> int:
    return sum(same)

@dataloader()
def rows(path: str) -> tuple[list, dict]:
    return [1], {"file_metadata": {"path": path}, "dataframe_metadata": {"column_names": ["n"], "datatypes": ["int"]}}

@datasaver()
def saved(rows: list) -> dict:
    return {"sql_metadata": {"table_name": "numbers", "query": "select 1"}}
"""


@pytest.fixture
def flow() -> Iterator[ModuleType]:
    yield ad_hoc_utils.module_from_source(FLOW, "flow_of_services")
    sys.modules.pop("flow_of_services", None)


# Slack ----------------------------------------------------------------------------------------------------------------


class _Slack(http.server.BaseHTTPRequestHandler):
    posted: list[dict[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = json.loads(body) if body.startswith("{") else {k: v[0] for k, v in urllib.parse.parse_qs(body).items()}
        self.posted.append({"path": self.path, "token": str(self.headers["Authorization"]), **form})
        answer = b'{"ok": true}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        """Print nothing on standard error."""


def test_slack_is_told_of_a_node_that_fails(flow: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    h_slack = pytest.importorskip("dagscope.plugins.h_slack")
    pytest.importorskip("slack_sdk")
    handler = type("Handler", (_Slack,), {"posted": []})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/api/"
        notifier = h_slack.SlackNotifier("xoxb-token", "#runs", base_url=url)
        dr = driver.Builder().with_modules(flow).with_adapters(notifier).build()
        assert {"b": 4} == {**dr.execute(["b"], inputs={"x": 1}), "b": 4}
        assert [] == handler.posted
        with pytest.raises(ValueError, match="no luck"):
            dr.execute(["broken"], inputs={"x": 1})
        server.shutdown()
        thread.join()
    (message,) = handler.posted
    assert ("/api/chat.postMessage", "Bearer xoxb-token", "#runs") == (
        message["path"],
        message["token"],
        message["channel"],
    )
    assert "`broken`" in message["text"] and "no luck" in message["text"] and "Traceback" in message["text"]
    with pytest.raises(ValueError, match="no luck"):  # the server is gone: the node's own error still comes through
        dr.execute(["broken"], inputs={"x": 1})
    assert "could not be sent" in caplog.text


# Datadog --------------------------------------------------------------------------------------------------------------


class _Writer:
    """Keeps the traces that would be sent."""

    def __init__(self) -> None:
        self.spans: list[Any] = []

    def on_span_start(self, span: Any) -> None:
        """Do nothing at the start of a span."""

    def on_span_finish(self, span: Any) -> None:
        self.spans.append(span)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    trace = pytest.importorskip("ddtrace.trace")
    writer = _Writer()
    monkeypatch.setattr(trace.tracer, "_span_processors", [writer])
    monkeypatch.setattr(trace.tracer, "_span_aggregator", writer)
    yield writer.spans
    trace.tracer.context_provider.activate(None)


def _tree(spans: list[Any]) -> dict[str, str]:
    names = {span.span_id: span.name for span in spans}
    return {span.name: names.get(span.parent_id, "") for span in spans}


def test_datadog_has_a_span_of_each_node(flow: ModuleType, spans: list[Any]) -> None:
    from dagscope.plugins.h_ddog import DDOGTracer

    tracer = DDOGTracer("run", include_causal_links=True, service="tests")
    dr = driver.Builder().with_modules(flow).with_adapters(tracer).build()
    dr.execute(["b"], inputs={"x": 1})
    assert {"a": "run", "b": "run", "run": ""} == _tree(spans)
    of_a = next(each for each in spans if each.name == "a")
    assert {"hamilton.owner": "us", "hamilton.hamilton.node_name": "a"}.items() <= {
        key: of_a.get_tag(key) for key in ("hamilton.owner", "hamilton.hamilton.node_name")
    }.items()
    assert all(each.service == "tests" and not each.error for each in spans)
    spans.clear()
    with pytest.raises(ValueError, match="no luck"):
        dr.execute(["broken"], inputs={"x": 1})
    assert {"a": 0, "broken": 1, "run": 1} == {each.name: each.error for each in spans}
    assert not tracer._impl.runs and not tracer._impl.nodes


def test_datadog_has_spans_of_tasks(flow: ModuleType, spans: list[Any]) -> None:
    from dagscope.plugins.h_ddog import DDOGTracer

    tracer = DDOGTracer("run")
    builder = driver.Builder().with_modules(flow).enable_dynamic_execution(allow_experimental_mode=True)
    builder = builder.with_remote_executor(executors.SynchronousLocalTaskExecutor()).with_adapters(tracer)
    assert {"total": 1} == builder.build().execute(["total"], inputs={"x": 2})
    tree = _tree(spans)
    tasks = [name for name, parent in tree.items() if parent == "run"]
    assert 4 <= len(tasks) and all(":" in name for name, parent in tree.items() if parent not in ("", "run"))
    tracer._impl.begin_run("open")
    copied = pickle.loads(pickle.dumps(tracer))
    assert copied._impl.runs["open"].trace_id == tracer._impl.runs["open"].trace_id
    tracer._impl.end_run("open", None)
    copied._impl.end_run("open", None)


def test_datadog_in_the_asynchronous_driver(flow: ModuleType, spans: list[Any]) -> None:
    from dagscope.plugins.h_ddog import AsyncDDOGTracer

    async def go() -> Any:
        dr = await async_driver.Builder().with_modules(flow).with_adapters(AsyncDDOGTracer("run")).build()
        return await dr.execute(["b"], inputs={"x": 2})

    assert {"b": 6} == asyncio.run(go())
    assert {"a", "b", "run"} == {each.name for each in spans}


# OpenLineage --------------------------------------------------------------------------------------------------------


def test_openlineage_events_in_a_file(flow: ModuleType, tmp_path: Path) -> None:
    client = pytest.importorskip("openlineage.client")
    from dagscope.plugins.h_openlineage import OpenLineageAdapter
    from openlineage.client.transport.file import FileConfig, FileTransport

    file = tmp_path / "events.json"
    transport = FileTransport(FileConfig(log_file_path=str(file), append=True))
    adapter = OpenLineageAdapter(client.OpenLineageClient(transport=transport), "space", "job")
    dr = driver.Builder().with_modules(flow).with_adapters(adapter).build()
    dr.execute(["saved", "b"], inputs={"x": 1, "path": "in.csv"})
    with pytest.raises(ValueError, match="no luck"):
        dr.execute(["broken"], inputs={"x": 1})
    events = [json.loads(line) for line in file.read_text().splitlines()]
    assert ["START", "RUNNING", "RUNNING", "COMPLETE", "START", "FAIL"] == [each["eventType"] for each in events]
    start, loaded, saved, _, _, failed = events
    assert {"space"} == {each["job"]["namespace"] for each in events}
    asked = start["run"]["facets"]["hamilton"]
    assert (["saved", "b"], ["x", "path"]) == (asked["final_vars"], asked["inputs"])
    assert "def a" in start["job"]["facets"]["sourceCode"]["sourceCode"]
    (data,) = loaded["inputs"]
    assert ("in.csv", "csv") == (data["facets"]["dataSource"]["uri"], data["facets"]["storage"]["fileFormat"])
    assert [("n", "int")] == [(each["name"], each["type"]) for each in data["facets"]["schema"]["fields"]]
    assert ["numbers"] == [each["name"] for each in saved["outputs"]]
    assert "no luck" == failed["run"]["facets"]["errorMessage"]["message"]


# Kedro
# ------------------------------------------------------------------------------------------------------------------


def _split(x: int, step: int) -> tuple:
    return x, x + step


def _named(low: int) -> dict:
    return {"half": low / 2, "twice": low * 2}


def _sum(twice: int, high: int) -> int:
    return twice + high


def test_a_kedro_pipeline_as_a_driver() -> None:
    kedro = pytest.importorskip("kedro.pipeline")
    from dagscope.plugins.h_kedro import kedro_pipeline_to_driver

    first = kedro.pipeline([kedro.node(_split, ["x", "params:step"], ["low", "high"])])
    second = kedro.pipeline(
        [
            kedro.node(_named, "low", {"half": "h", "twice": "t"}),
            kedro.node(_sum, {"high": "high", "twice": "t"}, "result"),
        ]
    )
    dr = kedro_pipeline_to_driver(first, second)
    assert {"result": 9, "h": 1.0, "low": 2} == dr.execute(["result", "h", "low"], inputs={"x": 2, "step": 3})


def test_kedro_data_sets_are_saved_and_loaded() -> None:
    io = pytest.importorskip("kedro.io")
    registry.load_extension("kedro")
    catalog = io.DataCatalog({"numbers": io.MemoryDataset()})
    module = ad_hoc_utils.module_from_source(
        "def numbers() -> list:\n    return [1, 2]\n\ndef total(given: list) -> int:\n    return sum(given)\n",
        "kedro_flow",
    )
    sys.modules.pop("kedro_flow", None)
    dr = driver.Builder().with_modules(module).build()
    saver = to.kedro(id="out", dependencies=["numbers"], dataset_name="numbers", catalog=catalog)
    metadata, _ = dr.materialize(saver)
    assert {"out": {"success": True}} == metadata
    loader = from_.kedro(target="given", dataset_name="numbers", catalog=catalog)
    assert 3 == dr.materialize(loader, additional_vars=["total"])[1]["total"]


# dlt
# --------------------------------------------------------------------------------------------------------------------


def test_dlt_loads_a_resource_and_saves_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dlt = pytest.importorskip("dlt")
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "dlt"))
    monkeypatch.chdir(tmp_path)
    registry.load_extension("dlt")
    resource = dlt.resource([{"n": 1, "t": "x"}, {"n": 2, "t": "y"}], name="numbers")
    module = ad_hoc_utils.module_from_source(
        "import pandas as pd\n\ndef doubled(numbers: pd.DataFrame) -> pd.DataFrame:\n"
        "    return numbers[['n', 't']].assign(n=numbers['n'] * 2)\n",
        "dlt_flow",
    )
    sys.modules.pop("dlt_flow", None)
    pipeline = dlt.pipeline(
        "saved",
        pipelines_dir=str(tmp_path / "p"),
        destination=dlt.destinations.duckdb(str(tmp_path / "d.db")),
        dataset_name="results",
    )
    dr = driver.Builder().with_modules(module).build()
    metadata, values = dr.materialize(
        from_.dlt(target="numbers", resource=resource),
        to.dlt(id="out", dependencies=["doubled"], pipeline=pipeline, table_name="twice", write_disposition="replace"),
        additional_vars=["doubled"],
    )
    assert [2, 4] == values["doubled"]["n"].tolist()
    assert "dlt_metadata" in metadata["out"]
    with duckdb.connect(str(tmp_path / "d.db")) as connection:
        assert [(2, "x"), (4, "y")] == connection.execute("select n, t from results.twice order by n").fetchall()
    with pytest.raises(NotImplementedError, match="not a dictionary of several"):
        registry.SAVER_REGISTRY["dlt"][0](pipeline=pipeline, table_name="t").save_data({"a": pd.DataFrame()})


# MCP
# --------------------------------------------------------------------------------------------------------------------

CODE = "def a(x: int) -> int:\n    return x + 1\n\ndef b(a: int) -> int:\n    return a * 2\n"


def _call(tool: str, **arguments: Any) -> Any:
    fastmcp = pytest.importorskip("fastmcp")
    from dagscope.plugins.h_mcp import get_mcp_server

    async def go() -> Any:
        async with fastmcp.Client(get_mcp_server()) as client:
            return (await client.call_tool(tool, arguments)).data

    return asyncio.run(go())


def test_a_model_checks_draws_and_runs_a_dataflow() -> None:
    before = set(sys.modules)
    assert {"valid": True, "node_count": 2, "nodes": ["a", "b"], "inputs": ["x"], "errors": []} == _call(
        "hamilton_validate_dag", code=CODE
    )
    wrong = _call("hamilton_validate_dag", code="def a(x: int) -> int:\n    return (")
    assert not wrong["valid"] and "SyntaxError" == wrong["errors"][0]["type"]
    listed = {each["name"]: each for each in _call("hamilton_list_nodes", code=CODE)["nodes"]}
    assert ["a"] == listed["b"]["required_dependencies"] and listed["x"]["is_external_input"]
    assert "digraph" in _call("hamilton_visualize", code=CODE)
    answer = _call("hamilton_execute", code=CODE, final_vars=["b"], inputs={"x": 2})
    assert {"b": "6"} == answer["results"] and answer["execution_time_ms"] >= 0
    failed = _call("hamilton_execute", code=CODE + "\ndef c(b: int) -> int:\n    raise ValueError('no luck')\n",
                   final_vars=["c"], inputs={"x": 2})  # fmt: skip
    assert "no luck" in failed["error"]
    assert not [name for name in set(sys.modules) - before if name.startswith("mcp_temp")]


def test_a_model_reads_documentation_and_templates() -> None:
    assert "function" in _call("hamilton_get_docs", topic="overview")
    assert "@parameterize" in _call("hamilton_get_docs", topic="decorators")
    assert _call("hamilton_get_docs", topic="extract_columns").startswith("@extract_columns\n")
    assert "Unknown topic 'nope'" in _call("hamilton_get_docs", topic="nope")
    assert "Unknown pattern" in _call("hamilton_scaffold", pattern="nope")
    patterns = _call("hamilton_capabilities", preferred_libraries=["pandas"])
    assert patterns and isinstance(patterns, dict)


def test_a_run_that_lasts_too_long_is_said() -> None:
    code = "import threading\n\ndef a() -> int:\n    threading.Event().wait(0.5)\n    return 1\n"
    assert {"error": "Execution timed out after 0s"} == _call(
        "hamilton_execute", code=code, final_vars=["a"], timeout_seconds=0
    )


# Without the libraries
# ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plugin", "names", "library", "use"),
    [
        ("h_slack", ["SlackNotifier"], "slack_sdk", lambda module: module.SlackNotifier("k", "c")),
        ("h_ddog", ["DDOGTracer", "AsyncDDOGTracer"], "ddtrace", lambda module: module.DDOGTracer("run")),
        ("h_openlineage", ["OpenLineageAdapter"], "openlineage-python", lambda module: module.OpenLineageAdapter(0,
            "n", "j")),
        ("h_mlflow", ["MLFlowTracker"], "mlflow", lambda module: module.MLFlowTracker()),
        ("h_kedro", ["kedro_pipeline_to_driver"], "", None),
        ("h_spark", [], "pyspark", lambda module: module.with_columns),
        ("h_mcp", ["get_mcp_server"], "fastmcp", lambda module: module.get_mcp_server()),
    ],
)  # fmt: skip
def test_without_its_library_a_plugin_is_imported_and_says_on_use_what_to_install(
    plugin: str, names: list[str], library: str, use: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for blocked in (
        "slack_sdk",
        "ddtrace",
        "openlineage",
        "openlineage.client",
        "kedro",
        "fastmcp",
        "mlflow",
        "pyspark",
    ):
        for loaded in [blocked, *(name for name in sys.modules if name.startswith(f"{blocked}."))]:
            monkeypatch.setitem(sys.modules, loaded, None)
    parts = tuple(f"dagscope.plugins.{part}" for part in (plugin, f"{plugin.removeprefix('h_')}_"))
    for name in list(sys.modules):
        if name.startswith(parts):
            monkeypatch.delitem(sys.modules, name)
    import importlib

    try:
        module = importlib.import_module(f"dagscope.plugins.{plugin}")
        assert all(hasattr(module, name) for name in names)
        if use is not None:
            with pytest.raises(ImportError, match=f"`pip install {library}`"):
                use(module)
    finally:
        for name in [each for each in sys.modules if each.startswith(parts)]:
            del sys.modules[name]


# MLflow
# -----------------------------------------------------------------------------------------------------------------
