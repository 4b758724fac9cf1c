"""A real Dask cluster on loopback: a scheduler and two workers that know neither the engine nor any project."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE_S


class Cluster:
    """The processes; workers have no nanny, so that a killed one stays dead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler_file = folder / "scheduler.json"
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.scheduler = self._run(
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            self.scheduler_file,
        )

    def _run(self, *arguments: Any) -> subprocess.Popen[bytes]:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "dask", *map(str, arguments)],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def add_worker(self, name: str) -> None:
        self.workers[name] = self._run(
            "worker",
            "--scheduler-file",
            self.scheduler_file,
            "--name",
            name,
            "--nthreads",
            "1",
            "--no-nanny",
            "--host",
            "127.0.0.1",
            "--dashboard-address",
            "127.0.0.1:0",
        )

    def kill_worker(self, name: str) -> None:
        process = self.workers.pop(name)
        process.kill()
        process.wait()

    def close(self) -> None:
        for process in (*self.workers.values(), self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give a cluster that ends with its tests: three idle processes of Dask take as much as a test a minute each."""
    pytest.importorskip("distributed")
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.add_worker("one")
    made.add_worker("two")
    yield made
    made.close()


@pytest.fixture
def client(cluster: Cluster) -> Iterator[Any]:
    from distributed import Client

    for name in ("one", "two"):
        if name not in cluster.workers:
            cluster.add_worker(name)
    connected = Client(scheduler_file=str(cluster.scheduler_file), timeout=PATIENCE_S, set_as_default=False)
    connected.wait_for_workers(2, timeout=PATIENCE_S)
    yield connected
    connected.close()
