"""Notes what each run was given, and lets what it saves go to a folder of its own. It must not change values."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import string
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dagscope.graph_types import HamiltonGraph, HamiltonNode
from dagscope.lifecycle.api import GraphConstructionHook, GraphExecutionHook, NodeExecutionHook
from dagscope.plugins.h_experiments.cache import JsonCache

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

_NAME_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-_")
_SAVER_TAG = "hamilton.data_saver"


def validate_string_input(user_input: str) -> None:
    """Raise ValueError unless the name can be that of a folder everywhere.

    Args:
        user_input: The experiment's name.
    """
    for character in user_input:
        if character not in _NAME_CHARACTERS:
            raise ValueError(f"`{character}` from `{user_input}` is an invalid character.")


def _get_default_input(node: HamiltonNode) -> Any:
    """Return the default of an input in the signature of the first function that reads it, or None if there is none."""
    for function in node.originating_functions or ():
        parameter = inspect.signature(function).parameters.get(node.name)
        if parameter is not None and parameter.default is not parameter.empty:
            return parameter.default
    return None


def json_encoder(obj: Any) -> Any:
    """Return what JSON holds for a value it does not know: a list for a set, else the kind and a hash of the bytes.

    Args:
        obj: The value.
    """
    if isinstance(obj, (set, frozenset)):
        return list(obj)
    return {"dtype": type(obj).__name__, "obj_hash": hashlib.sha256(obj).hexdigest()}


@dataclass
class NodeImplementation:
    """The source of a node."""

    name: str
    source_code: str


@dataclass
class NodeInput:
    """What an input was, or would have been."""

    name: str
    value: Any
    default_value: Any | None


@dataclass
class NodeOverride:
    """A value given in place of a node's."""

    name: str
    value: Any


@dataclass
class NodeMaterializer:
    """A file that was saved."""

    source_nodes: list[str]
    path: str
    sink: str
    data_saver: str


@dataclass
class RunMetadata:
    """The record of a run."""

    experiment: str
    run_id: str
    run_dir: str
    success: bool
    date_completed: datetime
    graph_hash: str
    modules: list[str]
    config: dict[str, Any]
    inputs: list[NodeInput]
    overrides: list[NodeOverride]
    materialized: list[NodeMaterializer]


class ExperimentTracker(NodeExecutionHook, GraphExecutionHook, GraphConstructionHook):
    """Keeps a record of each run, and what it saves to relative paths in the run's folder.

    The process is in that folder while a saver runs, so nodes must not run in threads.

    Args:
        experiment_name: Letters, digits, `-` and `_`.
        base_directory: Where the folders and the records of all experiments are.
    """

    def __init__(self, experiment_name: str, base_directory: str = "./experiments") -> None:
        validate_string_input(experiment_name)
        self.experiment_name = experiment_name
        self.cache = JsonCache(cache_path=base_directory)
        self.run_id = str(uuid.uuid4())
        self.init_directory = Path.cwd()
        self.run_directory = Path(base_directory).resolve() / experiment_name / self.run_id
        self.run_directory.mkdir(parents=True, exist_ok=True)
        self.graph_hash = ""
        self.modules: set[str] = set()
        self.config: dict[str, Any] = {}
        self.inputs: list[NodeInput] = []
        self.overrides: list[NodeOverride] = []
        self.materializers: list[NodeMaterializer] = []

    def run_after_graph_construction(self, *, config: dict[str, Any], **kwargs: Any):
        """Note the config."""
        self.config = config

    def run_before_graph_execution(
        self, *, graph: HamiltonGraph, inputs: dict[str, Any], overrides: dict[str, Any], **kwargs: Any
    ):
        """Note the graph's version, inputs and overrides."""
        self.graph_hash = graph.version
        self.modules = {each.tags["module"] for each in graph.nodes if each.tags and each.tags.get("module")}
        self.inputs = [
            NodeInput(each.name, (inputs or {}).get(each.name), _get_default_input(each))
            for each in graph.nodes
            if each.is_external_input
        ]
        self.overrides = [NodeOverride(name, value) for name, value in (overrides or {}).items()]
        self.materializers = []

    def run_before_node_execution(self, *args: Any, node_tags: dict[str, Any], **kwargs: Any):
        """Change to the run's folder for a saver."""
        if node_tags.get(_SAVER_TAG) is True:
            os.chdir(self.run_directory)

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        result: Any,
        **kwargs: Any,
    ):
        """Change back from the run's folder and note what was saved."""
        if node_tags.get(_SAVER_TAG) is not True:
            return
        os.chdir(self.init_directory)
        path = _saved_path(result)
        if path is not None:
            self.materializers.append(
                NodeMaterializer(
                    source_nodes=list(node_kwargs),
                    path=str((self.run_directory / path).resolve()),
                    sink=node_tags.get("hamilton.data_saver.sink", ""),
                    data_saver=node_tags.get("hamilton.data_saver.classname", ""),
                )
            )

    def run_after_graph_execution(self, *, success: bool, **kwargs: Any):
        """Store the record."""
        record = RunMetadata(
            experiment=self.experiment_name,
            run_id=self.run_id,
            run_dir=str(self.run_directory),
            success=success,
            date_completed=datetime.now(),
            graph_hash=self.graph_hash,
            modules=sorted(self.modules),
            config=self.config,
            inputs=self.inputs,
            overrides=self.overrides,
            materialized=self.materializers,
        )
        data = asdict(record)
        data["date_completed"] = record.date_completed.isoformat()
        self.cache.write(json.dumps(data, default=json_encoder, sort_keys=True), self.run_id)


def _saved_path(result: Any) -> str | None:
    found = result.get("path") if isinstance(result, dict) else None
    if found is None and isinstance(result, dict):
        found = (result.get("file_metadata") or {}).get("path")
    return None if found is None else str(found)
