"""What a task costs on Dask and on Ray, beside the same graph written for them by hand. Both run on this machine: the
figure is overhead, not speed.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from dagscope import driver

from benchmarks.harness import Report, measure
from benchmarks.layered import Flow, layers, write_python

RUNS = 3


@dataclass(frozen=True)
class Cluster:
    """A system with workers, as our executor and as its users meet it.

    Attributes:
        figure: what is measured.
        by_hand: how its users write a task, for the note.
        executor: ours, on this system.
        task: what makes a task of a function; called with tasks it gives a task.
        compute: what gives the values of tasks.
    """

    figure: str
    by_hand: str
    executor: Any
    task: Callable[[Callable[..., int]], Callable[..., Any]]
    compute: Callable[[list[Any]], list[Any]]


def run(report: Report) -> None:
    """Measure scaling.dask.task and scaling.ray.task."""
    wide = layers(10, 1_000)  # in a deep graph each `delayed` carries all before it, and takes gigabytes
    for figure, cluster, flow in (("scaling.dask.task", _dask, wide), ("scaling.ray.task", _ray, layers(25, 40))):
        with report.trying(figure), _module(flow) as module, cluster(module) as place:
            _beside(report, place, flow, module)


@contextlib.contextmanager
def _module(flow: Flow) -> Iterator[ModuleType]:
    """Yield the flow as a module of a folder, as a project has it: the workers cannot import it."""
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as name:
        folder = Path(name) / "project"
        write_python(flow, folder)
        sys.path.insert(0, str(folder))
        try:
            yield importlib.import_module("flow")
        finally:
            sys.path.remove(str(folder))
            del sys.modules["flow"]


def _beside(report: Report, cluster: Cluster, flow: Flow, module: ModuleType) -> None:
    layer = flow[-1][0].rpartition("_")[0]
    last = [name for name, _ in flow if name.startswith(layer)]
    dr = driver.Builder().with_modules(module).with_executor(cluster.executor).build()
    tasks = {name: cluster.task(getattr(module, name)) for name, _ in flow}

    def ours() -> list[Any]:
        found = dr.execute(last)
        return [found[name] for name in last]

    def theirs() -> list[Any]:
        made: dict[str, Any] = {}
        for name, needs in flow:
            made[name] = tasks[name](*(made[each] for each in needs))
        return cluster.compute([made[name] for name in last])

    if ours() != theirs():
        raise AssertionError("the two give different values")
    one, other = measure(ours, theirs, runs=RUNS)
    note = f"{one / len(flow) * 1e6:.0f} us a task of ours, {other / len(flow) * 1e6:.0f} of {cluster.by_hand}"
    report.add(cluster.figure, one / other, ours=one, peer=other, runs=RUNS, note=note)


@contextlib.contextmanager
def _dask(module: ModuleType) -> Iterator[Cluster]:
    cloudpickle: Any = importlib.import_module("cloudpickle")
    dask: Any = importlib.import_module("dask")
    distributed: Any = importlib.import_module("distributed")
    from dagscope.plugins.h_dask import DaskExecutor

    cloudpickle.register_pickle_by_value(module)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield Cluster(
            "scaling.dask.task",
            "dask.delayed",
            DaskExecutor(client),
            lambda function: dask.delayed(function, pure=False),
            lambda tasks: list(dask.compute(*tasks, scheduler=client)),
        )
    cloudpickle.unregister_pickle_by_value(module)


@contextlib.contextmanager
def _ray(module: ModuleType) -> Iterator[Cluster]:
    ray: Any = importlib.import_module("ray")
    cloudpickle: Any = importlib.import_module("ray.cloudpickle")
    from dagscope.plugins.h_ray import RayExecutor

    cloudpickle.register_pickle_by_value(module)
    ray.init(num_cpus=2, include_dashboard=False, logging_level="error", log_to_driver=False)
    try:
        yield Cluster(
            "scaling.ray.task",
            "ray.remote",
            RayExecutor(),
            lambda function: ray.remote(function).remote,
            lambda tasks: list(ray.get(tasks)),
        )
    finally:
        ray.shutdown()
