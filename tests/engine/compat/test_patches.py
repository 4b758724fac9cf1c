"""Names that a test patches under `hamilton` take effect where Hamilton's engine looks them up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

SCRIPT = """
import tempfile
from unittest import mock
from hamilton import driver, graph, ad_hoc_utils
from hamilton.caching.adapter import HamiltonCacheAdapter
from hamilton.execution import executors
from hamilton.htypes import Collect, Parallelizable
import hamilton.execution.grouping, hamilton.function_modifiers.base, hamilton.htypes

def a(x: int) -> int: return x
def item(a: int) -> Parallelizable[int]: yield from range(a)
def joined(item: Collect[int]) -> list: return list(item)
module = ad_hoc_utils.create_temporary_module(a, item, joined)
builder = lambda: driver.Builder().with_modules(module)

def run(): return builder().build().execute(["a"], inputs={"x": 2})["a"]
def tasks():
    dynamic = builder().enable_dynamic_execution(allow_experimental_mode=True)
    here = executors.SynchronousLocalTaskExecutor()
    return dynamic.with_remote_executor(here).build().execute(["joined"], inputs={"x": 2})["joined"]
def draw(): return "joined" in builder().build().display_all_functions().source
def cached():
    with tempfile.TemporaryDirectory() as folder:
        return builder().with_cache(path=folder).build().execute(["a"], inputs={"x": 2})["a"]

def patched(target, act):
    owner, _, name = target.rpartition(".")
    found = getattr(__import__("pkgutil").resolve_name(owner), name)
    with mock.patch(target, side_effect=found) as replaced:
        value = act()
    calls = replaced.call_count
    act()
    return value, calls > 0, replaced.call_count == calls
"""


@pytest.mark.parametrize(
    ("target", "act", "value"),
    [
        ("hamilton.graph.create_function_graph", "run", "2"),
        ("hamilton.graph.types_match", "run", "2"),
        ("hamilton.graph.fm_base.resolve_nodes", "run", "2"),
        ("hamilton.function_modifiers.base.resolve_nodes", "run", "2"),
        ("hamilton.htypes.check_input_type", "run", "2"),
        ("hamilton.driver.Driver.validate_inputs", "run", "2"),
        ("hamilton.execution.grouping.create_task_plan", "tasks", "[0, 1]"),
        ("hamilton.execution.executors.run_graph_to_completion", "tasks", "[0, 1]"),
        ("hamilton.execution.graph_functions.execute_lifecycle_for_node", "tasks", "[0, 1]"),
        ("hamilton.execution.graph_functions.execute_lifecycle_for_node", "run", "2"),
        ("hamilton.execution.graph_functions.execute_subdag", "run", "2"),
        ("hamilton.graph.find_functions", "run", "2"),
        ("hamilton.graph.update_dependencies", "run", "2"),
        ("hamilton.graph.add_dependency", "run", "2"),
        ("hamilton.graph.create_graphviz_graph", "draw", "True"),
        ("hamilton.graph.FunctionGraph.from_modules", "run", "2"),
        ("hamilton.graph.FunctionGraph.display", "draw", "True"),
        ("hamilton.caching.fingerprinting.hash_value", "cached", "2"),
        ("hamilton.caching.adapter.create_cache_key", "cached", "2"),
    ],
)
def test_a_patched_name_takes_effect_and_is_put_back(target: str, act: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(SCRIPT + f"print(*patched({target!r}, {act}))\n")

    done = _run(tmp_path)

    assert (f"{value} True True\n", "") == (done.stdout, done.stderr)


def test_methods_that_a_project_replaces_are_called(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        SCRIPT
        + "with mock.patch.object(driver.DefaultGraphExecutor, 'execute', return_value={'a': 5}): print(run())\n"
        + "dr = builder().build()\n"
        + "with mock.patch.object(dr.graph_executor, 'execute', return_value={'a': 6}):\n"
        + "    print(dr.execute(['a'], inputs={'x': 2}))\n"
        + "with mock.patch.object(HamiltonCacheAdapter, 'version_code', return_value='v') as versions:\n"
        + "    print(cached(), versions.called)\n"
        + "print(run(), dr.execute(['a'], inputs={'x': 2}))\n"
    )

    done = _run(tmp_path)

    assert ("5\n{'a': 6}\n2 True\n2 {'a': 2}\n", "") == (done.stdout, done.stderr)


def test_a_method_of_the_graph_or_the_adapters_that_is_replaced_is_called(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        SCRIPT
        + "from hamilton import graph, lifecycle\n"
        + "from hamilton.lifecycle.base import LifecycleAdapterSet\n"
        + "def through(owner, name, act):\n"
        + "    with mock.patch.object(owner, name, autospec=True, side_effect=getattr(owner, name)) as replaced:\n"
        + "        return act(), replaced.call_count > 0\n"
        + "watched = builder().with_adapters(lifecycle.PrintLn(print_fn=lambda text: None)).build()\n"
        + "ask = lambda: watched.execute(['a'], inputs={'x': 2})\n"
        + "print(through(graph.FunctionGraph, 'execute', run))\n"
        + "print(through(graph.FunctionGraph, 'get_upstream_nodes', run))\n"
        + "print(through(LifecycleAdapterSet, 'call_all_lifecycle_hooks_sync', ask))\n"
        + "with mock.patch.object(graph.FunctionGraph, 'execute', return_value={'a': 7}): print(run())\n"
        + "with mock.patch.object(graph.FunctionGraph, 'from_modules', return_value=watched.graph) as built:\n"
        + "    print(sorted(driver.Builder().with_modules().build().graph.nodes), built.call_count)\n"
        + "with mock.patch('hamilton.graph.find_functions', return_value=[('a', lambda: 1)]): pass\n"
        + "print(run())\n"
    )

    done = _run(tmp_path)

    expected = "(2, True)\n(2, True)\n({'a': 2}, True)\nNone\n['a', 'item', 'joined', 'x'] 1\n2\n"
    assert (expected, "") == (done.stdout, done.stderr)


def test_a_function_that_uses_the_package_travels_by_value(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import cloudpickle, hamilton, hamilton.graph\nfrom hamilton import graph\n"
        "def version(): return hamilton.__version__, graph.FunctionGraph.__name__\n"
        "print(cloudpickle.loads(cloudpickle.dumps(version))())\n"
    )

    done = _run(tmp_path)

    assert ("((1, 90, 0), 'FunctionGraph')\n", "") == (done.stdout, done.stderr)


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dagscope.compat.hamilton", "s.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
