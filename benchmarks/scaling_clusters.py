"""What a task costs on Dask and on Ray, beside the same graph written for them by hand. Both run on this machine: the
figure is overhead, not speed.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from dagscope import driver

from benchmarks.harness import Report, measure
from benchmarks.layered import Flow, layers, write_python

RUNS = 3


def run(report: Report) -> None:
    """Measure scaling.dask.task and scaling.ray.task."""
    with report.trying("scaling.dask.task"):
        _dask(report)
    with report.trying("scaling.ray.task"):
        _ray(report)


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


def _last(flow: Flow) -> list[str]:
    layer = flow[-1][0].rpartition("_")[0]
    return [name for name, _ in flow if name.startswith(layer)]


def _check(ours: Callable[[], list[Any]], theirs: Callable[[], list[Any]]) -> None:
    if ours() != theirs():
        raise AssertionError("the two give different values")


def _dask(report: Report) -> None:
    cloudpickle: Any = importlib.import_module("cloudpickle")
    dask: Any = importlib.import_module("dask")
    distributed: Any = importlib.import_module("distributed")
    from dagscope.plugins.h_dask import DaskExecutor

    flow = layers(10, 1_000)  # wide: in a deep graph each `delayed` carries all before it, and takes gigabytes
    last = _last(flow)
    with (
        _module(flow) as module,
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        cloudpickle.register_pickle_by_value(module)
        dr = driver.Builder().with_modules(module).with_executor(DaskExecutor(client)).build()

        def ours() -> list[Any]:
            found = dr.execute(last)
            return [found[name] for name in last]

        def theirs() -> list[Any]:
            made: dict[str, Any] = {}
            for name, needs in flow:
                made[name] = dask.delayed(getattr(module, name), pure=False)(*(made[each] for each in needs))
            return list(dask.compute(*(made[name] for name in last), scheduler=client))

        _check(ours, theirs)
        one, other = measure(ours, theirs, runs=RUNS)
        cloudpickle.unregister_pickle_by_value(module)
    note = f"{one / len(flow) * 1e6:.0f} us a task of ours, {other / len(flow) * 1e6:.0f} of dask.delayed"
    report.add("scaling.dask.task", one / other, ours=one, peer=other, runs=RUNS, note=note)


def _ray(report: Report) -> None:
    ray: Any = importlib.import_module("ray")
    cloudpickle: Any = importlib.import_module("ray.cloudpickle")
    from dagscope.plugins.h_ray import RayExecutor

    flow = layers(25, 40)
    last = _last(flow)
    ray.init(num_cpus=2, include_dashboard=False, logging_level="error", log_to_driver=False)
    try:
        with _module(flow) as module:
            cloudpickle.register_pickle_by_value(module)
            dr = driver.Builder().with_modules(module).with_executor(RayExecutor()).build()
            remote = {name: ray.remote(getattr(module, name)) for name, _ in flow}

            def ours() -> list[Any]:
                found = dr.execute(last)
                return [found[name] for name in last]

            def theirs() -> list[Any]:
                made: dict[str, Any] = {}
                for name, needs in flow:
                    made[name] = remote[name].remote(*(made[each] for each in needs))
                return list(ray.get([made[name] for name in last]))

            _check(ours, theirs)
            one, other = measure(ours, theirs, runs=RUNS)
    finally:
        ray.shutdown()
    note = f"{one / len(flow) * 1e6:.0f} us a task of ours, {other / len(flow) * 1e6:.0f} of ray.remote"
    report.add("scaling.ray.task", one / other, ours=one, peer=other, runs=RUNS, note=note)
