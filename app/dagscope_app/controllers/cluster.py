"""A Dask cluster on this computer: started from the executor list, used by runs on `dask`, ended with the project.
It must not run nodes.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import ClusterPort, DesktopPort, StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.model.records.cluster import EXECUTOR, Cluster
from dagscope_app.model.state import AppState, LogLine, with_log
from dagscope_app.model.translation import tr


class ClusterController:
    """Owns the window's cluster."""

    def __init__(
        self, store: StorePort, cluster: ClusterPort, desktop: DesktopPort, scenario: ScenarioController
    ) -> None:
        self._store = store
        self._cluster = cluster
        self._desktop = desktop
        self._scenario = scenario
        store.listen(self._on_state_changed)

    @command(
        "run.start_cluster", "Start a local Dask cluster", "Run", when=run_when.can_start_cluster, icon="database",
        menu="Dask cluster 11",
    )  # fmt: skip
    def start(self) -> None:
        """Start a Dask cluster on this computer with the project's Python, and let nodes run there; it ends with the
        project.
        """
        state = self._store.state
        self._scenario.set_executor(EXECUTOR)
        self._store.update(lambda now: replace(now, cluster=Cluster("starting")))
        self._cluster.start(state.worker.interpreter, state.folder)

    @command(
        "run.stop_cluster", "Stop the Dask cluster", "Run", when=run_when.has_cluster, icon="stop",
        menu="Dask cluster 12",
    )  # fmt: skip
    def stop(self) -> None:
        """End the cluster that was started here; values that stayed on it are gone."""
        self._cluster.stop()

    @command(
        "run.open_dashboard", "Open the cluster's dashboard", "Run", when=run_when.has_dashboard, icon="external",
        menu="Dask cluster 13",
    )  # fmt: skip
    def open_dashboard(self) -> None:
        """Open the web page on which Dask shows what its workers do."""
        address = self._store.state.cluster.dashboard
        if address and not self._desktop.open(address):
            say(self._store, tr("There is no browser to open {address} with.", address=address), "warning")

    def on_ready(self, address: str, dashboard: str) -> None:
        """Note that the cluster is ready."""
        self._store.update(lambda now: replace(now, cluster=Cluster("ready", address, dashboard)))

    def on_failed(self, text: str) -> None:
        """Report that there is no cluster."""
        say(self._store, text, "error", "view.log", "Show log")

    def on_said(self, text: str) -> None:
        """Keep what the cluster writes with the output of the nodes."""
        self._store.update(lambda now: with_log(now, LogLine(text, "log", "", "")))

    def on_ended(self) -> None:
        """Note that the cluster is gone."""
        self._store.update(lambda now: replace(now, cluster=Cluster()))

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.folder != new.folder:
            self._cluster.stop()
