"""Threads, processes and Dask: how close to the ideal, and what a task costs.
It starts a cluster only for its figure.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from dagscope import ad_hoc_utils, driver
from dagscope.execution import executors
from dagscope.execution.processes import process_pool

from benchmarks.harness import Report, measure

NODES = 1_000
WAIT_SECONDS = 0.01
THREADS = 16
BRANCHES = 8
BRANCH_STEPS = 4_000_000


def _module(lines: list[str]) -> ModuleType:
    return ad_hoc_utils.module_from_source("\n".join(lines))


def waiting_nodes() -> ModuleType:
    """Return independent nodes that wait."""
    return _module(
        ["import time", *(f"def n{i}() -> int: time.sleep({WAIT_SECONDS}); return {i}" for i in range(NODES))]
    )


def trivial_nodes(count: int) -> ModuleType:
    """Return independent nodes that do nothing."""
    return _module([f"def n{i}() -> int: return {i}" for i in range(count)])


def computing_branches() -> ModuleType:
    """Return a Parallelizable block whose branches count."""
    return _module(
        [
            "from dagscope.htypes import Collect, Parallelizable",
            f"def item() -> Parallelizable[int]: return range({BRANCHES})",
            "def counted(item: int) -> int:",
            "    total = 0",
            f"    for i in range({BRANCH_STEPS}):",
            "        total += i ^ item",
            "    return total",
            "def total(counted: Collect[int]) -> int: return sum(counted)",
        ]
    )


def empty_branches(count: int) -> ModuleType:
    """Return a Parallelizable block whose branches do nothing."""
    return _module(
        [
            "from dagscope.htypes import Collect, Parallelizable",
            f"def item() -> Parallelizable[int]: return range({count})",
            "def same(item: int) -> int: return item",
            "def total(same: Collect[int]) -> int: return sum(same)",
        ]
    )


def _dynamic(module: ModuleType, remote: executors.TaskExecutor) -> driver.Driver:
    builder = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True)
    return builder.with_remote_executor(remote).build()


def run(report: Report) -> None:
    """Measure the figures of this part."""
    _threads(report)
    _processes(report)
    _overhead_of_nodes(report)
    _overhead_of_branches(report)
    _dask(report)


def _threads(report: Report) -> None:
    dr = driver.Builder().with_modules(waiting_nodes()).with_executor(f"threads:{THREADS}").build()
    names = [f"n{i}" for i in range(NODES)]
    (ours,) = measure(lambda: dr.execute(names), runs=3)
    ideal = -(-NODES // THREADS) * WAIT_SECONDS
    report.add("engine.threads", ours / ideal, ours=ours, peer=ideal, runs=3, note="peer: the ideal")


def _processes(report: Report) -> None:
    module = computing_branches()
    alone = _dynamic(module, executors.SynchronousLocalTaskExecutor())
    parallel = _dynamic(module, executors.MultiProcessingExecutor(2))
    one, two, bare = measure(lambda: alone.execute(["total"]), lambda: parallel.execute(["total"]), _bare, runs=3)
    report.add(
        "engine.processes",
        bare / two,
        ours=one / two,
        peer=one / bare,
        runs=3,
        note="speed-ups; peer: two bare processes in the same repeats",
    )


def _bare() -> list[int]:
    """Count in two processes that are started for it, as an executor's are for each run."""
    with process_pool(2) as pool:
        return list(pool.map(_count, range(BRANCHES)))


def _count(item: int) -> int:
    total = 0
    for i in range(BRANCH_STEPS):
        total += i ^ item
    return total


def _overhead_of_nodes(report: Report) -> None:
    names = [f"n{i}" for i in range(NODES)]
    for kind in ("sync", "threads:2", "processes:2"):
        builder = driver.Builder().with_modules(trivial_nodes(NODES))
        dr = builder.build() if kind == "sync" else builder.with_executor(kind).build()
        (seconds,) = measure(lambda dr=dr: dr.execute(names), runs=5)  # type: ignore[misc]
        report.add(f"engine.overhead.node.{kind.partition(':')[0]}", seconds / NODES * 1e6, unit="us", runs=5)


def _overhead_of_branches(report: Report) -> None:
    places: dict[str, Any] = {
        "sync": executors.SynchronousLocalTaskExecutor(),
        "threads": executors.MultiThreadingExecutor(2),
        "processes": executors.MultiProcessingExecutor(2),
    }
    for kind, remote in places.items():
        dr = _dynamic(empty_branches(NODES), remote)
        (seconds,) = measure(lambda dr=dr: dr.execute(["total"]), runs=5)  # type: ignore[misc]
        report.add(f"engine.overhead.branch.{kind}", seconds / NODES * 1e6, unit="us", runs=5)


def _dask(report: Report) -> None:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        report.add("engine.overhead.node.dask", None, unit="us", note="distributed is not installed")
        return
    from dagscope.plugins.h_dask import DaskExecutor

    names = [f"n{i}" for i in range(NODES)]
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        dr = driver.Builder().with_modules(trivial_nodes(NODES)).with_executor(DaskExecutor(client)).build()
        blocks = _dynamic(empty_branches(NODES), DaskExecutor(client))
        tries = iter(range(100))  # the same arguments would give the same future
        seconds, branches, bare = measure(
            lambda: dr.execute(names),
            lambda: blocks.execute(["total"]),
            lambda: client.gather(client.map(_nothing, range(NODES), key=f"bare{next(tries)}", pure=False)),
            runs=3,
        )
    report.add("engine.overhead.node.dask", seconds / NODES * 1e6, unit="us", runs=3)
    report.add("engine.overhead.branch.dask", branches / NODES * 1e6, unit="us", runs=3)
    report.add(
        "engine.overhead.dask.bare",
        bare / NODES * 1e6,
        unit="us",
        runs=3,
        note="client.map of an empty function",
    )


def _nothing(item: int) -> None:
    """Do nothing, as Dask's own calls."""
