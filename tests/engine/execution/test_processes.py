"""Other processes: functions of a script's own `__main__`, of a notebook, of modules made on the fly; no main guard."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.execution import executors
from dagscope.execution.processes import process_pool
from dagscope.execution.shipping import is_project_module, project_modules
from dagscope.htypes import Collect, Parallelizable

from tests.patience import PATIENCE_S

SCRIPT = """
import sys
import threading
from dataclasses import dataclass
from dagscope import driver
from dagscope.execution import executors
from dagscope.htypes import Collect, Parallelizable

FACTOR = 3

@dataclass
class Money:
    cents: int

def _helper(x: int) -> int:
    return x * FACTOR

def items() -> Parallelizable[int]:
    return [1, 2, 3]

def price(items: int) -> Money:
    return Money(_helper(items))

def total(price: Collect[Money]) -> Money:
    return Money(sum(each.cents for each in price))

def alone() -> Money:
    return Money(_helper(1))

print("started", flush=True)
main = sys.modules["__main__"]
{before}
dynamic = driver.Builder().with_modules(main).enable_dynamic_execution(allow_experimental_mode=True)
dr = dynamic.with_remote_executor(executors.MultiProcessingExecutor(2)).build()
print(dr.execute(["total"])["total"] == Money(18))
dr = driver.Builder().with_modules(main).with_executor("processes:2").build()
print(dr.execute(["alone", "total"]) == {{"alone": Money(3), "total": Money(18)}})
{after}
"""


@pytest.mark.parametrize("has_threads", [False, True], ids=["forked", "fresh"])
def test_functions_of_a_script_without_a_main_guard(tmp_path: Path, has_threads: bool) -> None:
    before = "gate = threading.Event()\nthread = threading.Thread(target=gate.wait)\nthread.start()"
    script = tmp_path / "script.py"
    after = "gate.set()\nthread.join()"
    script.write_text(SCRIPT.format(before=before if has_threads else "", after=after if has_threads else ""))
    result = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert ("started\nTrue\nTrue\n", 0) == (result.stdout, result.returncode), result.stderr


def test_modules_made_on_the_fly_reach_fresh_processes() -> None:
    source = "\n".join(
        [
            "from dagscope.htypes import Collect, Parallelizable",
            "OFFSET = 10",
            "class Box:",
            "    def __init__(self, value): self.value = value",
            "def items() -> Parallelizable[int]: return [1, 2]",
            "def box(items: int) -> Box: return Box(items + OFFSET)",
            "def boxes(box: Collect[Box]) -> list: return list(box)",
        ]
    )
    module = ad_hoc_utils.module_from_source(source, "made_on_the_fly")
    gate = threading.Event()
    other = threading.Thread(target=gate.wait)  # so that processes are not forked
    other.start()
    try:
        dr = (
            driver.Builder()
            .with_modules(module)
            .enable_dynamic_execution(allow_experimental_mode=True)
            .with_remote_executor(executors.MultiProcessingExecutor(2))
            .build()
        )
        boxes = dr.execute(["boxes"])["boxes"]
    finally:
        gate.set()
        other.join()
    assert [11, 12] == [each.value for each in boxes]
    assert [module.Box] * 2 == [type(each) for each in boxes]


def test_a_pool_runs_calls() -> None:
    with process_pool(1) as pool:
        assert 3 == pool.submit(abs, -3).result()


def test_what_travels_by_value() -> None:
    import json

    assert not is_project_module(json)
    assert not is_project_module(driver)
    assert not is_project_module(pytest)
    module = ad_hoc_utils.module_from_source("def f() -> int: return 1")
    assert [module] == project_modules([module.f])


def test_blocks_survive_in_processes_with_adapters_that_cannot_travel() -> None:
    from dagscope import lifecycle

    class Locked(lifecycle.GraphExecutionHook):
        def __init__(self) -> None:
            self.lock = threading.Lock()
            self.results: object = None

        def run_before_graph_execution(self, **future_kwargs: object):
            """Do nothing before a run."""

        def run_after_graph_execution(self, *, results: object, **future_kwargs: object):
            self.results = results

    def items() -> Parallelizable[int]:
        return [1, 2]

    def same(items: int) -> int:
        return items

    def total(same: Collect[int]) -> int:
        return sum(same)

    adapter = Locked()
    dr = (
        driver.Builder()
        .with_modules(ad_hoc_utils.create_temporary_module(items, same, total))
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(executors.MultiProcessingExecutor(2))
        .with_adapters(adapter)
        .build()
    )
    assert {"total": 3} == dr.execute(["total"]) == adapter.results
