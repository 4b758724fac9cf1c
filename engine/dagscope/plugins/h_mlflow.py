"""Runs as runs of MLflow: graph, config, inputs, results and what savers wrote.
It writes no file outside MLflow's store.
"""

from __future__ import annotations

import logging
import pickle
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.api import GraphConstructionHook, GraphExecutionHook, NodeExecutionHook
from dagscope.plugins.missing_library import missing_library

try:
    import mlflow
except ImportError:
    mlflow = None

if TYPE_CHECKING:
    from dagscope.graph_types import HamiltonGraph

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger(__name__)

_DESCRIPTION = "mlflow.note.content"
_FIGURES = (("matplotlib.figure", "Figure"), ("plotly.graph_objects", "Figure"))


def get_path_from_metadata(metadata: dict[str, Any]) -> str | None:
    """Return the path a saver wrote to by its metadata, or None if they name none.

    Args:
        metadata: What the saver gave.
    """
    if "path" in metadata:
        return str(metadata["path"])
    found = metadata.get("file_metadata")
    return str(found["path"]) if found else None


def _is_figure(value: Any) -> bool:
    modules = ((sys.modules.get(module), name) for module, name in _FIGURES)
    return any(module is not None and isinstance(value, getattr(module, name)) for module, name in modules)


class MLFlowTracker(NodeExecutionHook, GraphExecutionHook, GraphConstructionHook):
    """Makes a run of MLflow of each run, active meanwhile, so that the project's own logging goes there too.

    Args:
        tracking_uri: Where runs are kept.
        registry_uri: Where models are registered.
        artifact_location: Where a new experiment keeps its artifacts.
        experiment_name: The experiment the runs belong to.
        experiment_tags: Its tags.
        experiment_description: Its description.
        run_id: A run that all executions go to; by default each has its own.
        run_name: The name of the runs.
        run_tags: Their tags.
        run_description: Their description.
        log_system_metrics: Whether MLflow measures the machine meanwhile.
    """

    def __init__(
        self,
        tracking_uri: str | None = None,
        registry_uri: str | None = None,
        artifact_location: str | None = None,
        experiment_name: str = "Hamilton",
        experiment_tags: dict | None = None,
        experiment_description: str | None = None,
        run_id: str | None = None,
        run_name: str | None = None,
        run_tags: dict | None = None,
        run_description: str | None = None,
        log_system_metrics: bool = False,
    ) -> None:
        if mlflow is None:
            raise missing_library("h_mlflow", "mlflow")
        self.client = mlflow.client.MlflowClient(tracking_uri, registry_uri)
        self.tracking_uri = tracking_uri
        about = {_DESCRIPTION: experiment_description} if experiment_description else {}
        self.experiment_id = self._experiment(experiment_name, artifact_location, {**(experiment_tags or {}), **about})
        self.mlflow_run_id = run_id
        self.run_name = run_name
        self.run_tags = {**(run_tags or {}), **({_DESCRIPTION: run_description} if run_description else {})}
        self.log_system_metrics = log_system_metrics
        self.config: dict[str, Any] = {}
        self.final_vars: list[str] = []

    def _experiment(self, name: str, artifact_location: str | None, tags: dict[str, Any]) -> str:
        found = self.client.get_experiment_by_name(name)
        if found is None:
            return str(self.client.create_experiment(name, artifact_location=artifact_location, tags=tags))
        for key, value in tags.items():
            self.client.set_experiment_tag(found.experiment_id, key, value)
        return str(found.experiment_id)

    def run_after_graph_construction(self, *, config: dict[str, Any], **kwargs: Any):
        """Note the config."""
        self.config = config

    def run_before_graph_execution(
        self, *, run_id: str, final_vars: list[str], inputs: dict[str, Any], graph: HamiltonGraph, **kwargs: Any
    ):
        """Begin the run: log graph, config and inputs."""
        tags = {**self.run_tags, "hamilton_run_id": run_id, "code_version": graph.version}
        if self.mlflow_run_id is None:
            created = self.client.create_run(self.experiment_id, tags=tags, run_name=self.run_name)
            self.run_id = created.info.run_id
        else:
            self.run_id = self.mlflow_run_id
            for key, value in tags.items():
                self.client.set_tag(self.run_id, key, value)
        if self.tracking_uri is not None:
            mlflow.set_tracking_uri(self.tracking_uri)  # the active run has to be in the same store
        mlflow.start_run(run_id=self.run_id, log_system_metrics=self.log_system_metrics)
        self.graph, self.final_vars = graph, final_vars
        self.client.log_dict(self.run_id, self.config, "config.json")
        self.client.log_dict(self.run_id, {each.name: each.as_dict() for each in graph.nodes}, "hamilton_graph.json")
        for name, value in {**self.config, **(inputs or {})}.items():
            self.client.log_param(self.run_id, name, value)

    def run_before_node_execution(self, *args: Any, **kwargs: Any):
        """Log nothing before a node runs."""

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_return_type: type,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        result: Any,
        success: bool = True,
        **kwargs: Any,
    ):
        """Log what a saver wrote, and the value of a final variable."""
        if not success:
            return
        if node_tags.get("hamilton.data_saver") is True:
            self._log_saved(node_name, str(node_tags.get("hamilton.data_saver.sink")), node_kwargs, result)
        elif node_name in self.final_vars:
            self._log_value(node_name, result)

    def _log_saved(self, node_name: str, sink: str, node_kwargs: dict[str, Any], metadata: dict[str, Any]) -> None:
        if sink == "mlflow":  # the model is there already
            if "registered_model" in metadata:
                self._describe_model(node_name, metadata["registered_model"])
            return
        path = get_path_from_metadata(metadata)
        if path is None:
            logger.warning(
                "The saver %s does not say where it wrote, so nothing of it is logged: %s", node_name, metadata
            )
        elif sink in ("plt", "plotly"):
            self.client.log_figure(self.run_id, node_kwargs[self._saved_by(node_name)], Path(path).name)
        else:
            self.client.log_artifact(self.run_id, path, node_name)

    def _saved_by(self, node_name: str) -> str:
        """Return the node whose value a saver saves."""
        return sorted(self.graph[node_name].required_dependencies)[0]

    def _describe_model(self, node_name: str, registered: dict[str, Any]) -> None:
        """Write the model's node as description and tags of the model, and of this version of it."""
        name, version = registered["name"], registered["version"]
        node = self.graph[self._saved_by(node_name)]
        self.client.update_registered_model(name, node.documentation)
        self.client.update_model_version(name, version, node.documentation)
        functions = node.originating_functions
        tags = {"node_name": node.name, **({"function_name": functions[0].__name__} if functions else {})}
        tags.update({key: value for key, value in node.tags.items() if "hamilton." not in key})
        for key, value in tags.items():
            self.client.set_registered_model_tag(name, key, value)
            self.client.set_model_version_tag(name, version, key, value)

    def _log_value(self, name: str, value: Any) -> None:
        """Log a number as metric, a text as text, plain data as JSON, a figure as picture, anything else as pickle."""
        if isinstance(value, int | float):
            self.client.log_metric(self.run_id, name, float(value))
        elif isinstance(value, str):
            self.client.log_text(self.run_id, value, f"{name}.txt")
        elif _is_figure(value):
            self.client.log_figure(self.run_id, value, f"{name}.png")
        elif not (isinstance(value, dict) and self._log_json(name, value)):
            self._log_pickle(name, value)

    def _log_json(self, name: str, value: dict[Any, Any]) -> bool:
        try:
            self.client.log_dict(self.run_id, value, f"{name}.json")
        except TypeError:
            return False
        return True

    def _log_pickle(self, name: str, value: Any) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, f"{name}.pickle")
            try:
                file.write_bytes(pickle.dumps(value))
            except Exception as error:  # noqa: BLE001 - whatever the value's own pickling raises
                logger.warning("The value of %s cannot be pickled, so it is not logged: %s", name, error)
                return
            self.client.log_artifact(self.run_id, str(file))

    def run_after_graph_execution(self, success: bool, *args: Any, **kwargs: Any):
        """End the run."""
        status = "FINISHED" if success else "FAILED"
        self.client.set_terminated(self.run_id, status=status)
        mlflow.end_run(status)
