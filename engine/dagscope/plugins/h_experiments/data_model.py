"""The records of runs as pydantic models. It must not read or write them."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import BaseModel, create_model, model_validator


def model_from_values(name: str, specs: dict[str, Any]) -> Any:
    """Return a model with a field for each value, of the value's type and with it as the default.

    Args:
        name: The model's name.
        specs: The values.
    """
    fields: dict[str, Any] = {key: (type(value), value) for key, value in specs.items()}
    return create_model(name, **fields)


def denormalize_node_list(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what is known of nodes, by their names.

    Args:
        nodes: Dictionaries with the key `name`.
    """
    return {each["name"]: {key: each[key] for key in each if key != "name"} for each in nodes}


class NodeMaterializer(BaseModel):
    """A file that a run has saved."""

    source_nodes: list[str]
    path: str
    sink: str
    data_saver: str


class RunMetadata(BaseModel):
    """One run of an experiment."""

    experiment: str
    run_id: str
    run_dir: str
    success: bool
    date_completed: datetime.datetime
    graph_hash: str
    modules: list[str]
    config: dict[str, Any]
    inputs: dict[str, Any]
    overrides: dict[str, Any]
    materialized: list[NodeMaterializer]
    graph_version: int | None = None

    @model_validator(mode="before")
    @classmethod
    def pre_root(cls, data: Any) -> Any:
        """Turn the lists of nodes that records hold for inputs and overrides into mappings."""
        if not isinstance(data, dict):
            return data
        lists = {key: data[key] for key in ("inputs", "overrides") if isinstance(data.get(key), list)}
        return {**data, **{key: denormalize_node_list(nodes) for key, nodes in lists.items()}}
