"""Schemas of the frames a dataflow makes: kept next to it, compared at each run. Must not change the frames."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pyarrow
import pyarrow.ipc

from dagscope.class_home import package_of
from dagscope.graph_types import HamiltonGraph, HamiltonNode
from dagscope.kept_path import kept_path
from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionHook
from dagscope.plugins.h_pyarrow import as_table
from dagscope.whole_files import write_bytes

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger(__name__)

SCHEMA_METADATA_FIELD = "__metadata"


class Diff(Enum):
    """How something stands to its reference."""

    ADDED = "+"
    REMOVED = "-"
    EQUAL = "=="
    UNEQUAL = "!="


class DiffResult(NamedTuple):
    """A difference and the value, or the pair of values, or the differences inside."""

    diff: Diff
    value: Any


def _diff_mappings(current: Mapping[str, Any], reference: Mapping[str, Any]) -> dict[str, DiffResult]:
    found: dict[str, DiffResult] = {}
    for key in current:
        if key not in reference:
            found[key] = DiffResult(Diff.ADDED, current[key])
    for key in reference:
        if key not in current:
            found[key] = DiffResult(Diff.REMOVED, reference[key])
    for key in current:
        if key in reference:
            if current[key] == reference[key]:
                found[key] = DiffResult(Diff.EQUAL, current[key])
            else:
                found[key] = DiffResult(Diff.UNEQUAL, {"cur": current[key], "ref": reference[key]})
    return found


def pyarrow_schema_to_json(schema: pyarrow.Schema) -> dict[str, Any]:
    """Return the schema as plain data: a record a column, and the metadata when there is some."""
    found: dict[str, Any] = {}
    if schema.metadata:
        found[SCHEMA_METADATA_FIELD] = _decoded(schema.metadata)
    for name in schema.names:
        field = schema.field(name)
        found[name] = {
            "name": field.name,
            "type": str(field.type),
            "nullable": field.nullable,
            "metadata": _decoded(field.metadata),
        }
    return found


def _decoded(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in (metadata or {}).items()}


def diff_schemas(
    current_schema: pyarrow.Schema,
    reference_schema: pyarrow.Schema,
    check_schema_metadata: bool = False,
    check_field_metadata: bool = False,
) -> dict[str, DiffResult]:
    """Return the differences of two schemas; empty when there are none.

    Args:
        current_schema: The schema of now.
        reference_schema: The schema it is compared with.
        check_schema_metadata: Whether the schemas' metadata count.
        check_field_metadata: Whether the columns' metadata count.
    """
    if current_schema.equals(reference_schema, check_metadata=check_schema_metadata or check_field_metadata):
        return {}
    current, reference = pyarrow_schema_to_json(current_schema), pyarrow_schema_to_json(reference_schema)
    metadata = current.pop(SCHEMA_METADATA_FIELD, {}), reference.pop(SCHEMA_METADATA_FIELD, {})
    counts = check_schema_metadata and metadata[0] != metadata[1]
    found = _diff_mappings(current, reference)
    for name, result in found.items():
        if result.diff is Diff.UNEQUAL:
            found[name] = _diff_fields(current[name], reference[name], check_field_metadata)
    if not counts and all(result.diff is Diff.EQUAL for result in found.values()):
        return {}
    if metadata[0] or metadata[1]:
        found[SCHEMA_METADATA_FIELD] = _diff_metadata(*metadata, check_schema_metadata)
    return found


def _diff_fields(current: dict[str, Any], reference: dict[str, Any], check_metadata: bool) -> DiffResult:
    """Return the difference of two columns, attribute by attribute, without metadata that do not count."""
    fields = _diff_mappings(current, reference)
    if fields["metadata"].diff is Diff.UNEQUAL:
        if check_metadata:
            nested = _diff_mappings(current["metadata"], reference["metadata"])
            fields["metadata"] = DiffResult(Diff.UNEQUAL, nested)
        else:
            del fields["metadata"]
    if all(result.diff is Diff.EQUAL for result in fields.values()):
        return DiffResult(Diff.EQUAL, current)
    return DiffResult(Diff.UNEQUAL, fields)


def _diff_metadata(current: dict[str, str], reference: dict[str, str], is_checked: bool) -> DiffResult:
    """Return the difference of the schemas' metadata, entry by entry where they are checked."""
    if is_checked or (current and reference and current != reference):
        return DiffResult(Diff.UNEQUAL, _diff_mappings(current, reference))
    if current == reference:
        return DiffResult(Diff.EQUAL, current)
    return DiffResult(Diff.ADDED, current) if current else DiffResult(Diff.REMOVED, reference)


def human_readable_diff(diff: Mapping[str, Any]) -> dict[str, Any]:
    """Return only what differs, as plain data."""
    found: dict[str, Any] = {}
    for key, result in diff.items():
        if not isinstance(result, DiffResult):
            found[key] = result
        elif result.diff in (Diff.ADDED, Diff.REMOVED):
            found[key] = result.diff.value
        elif result.diff is Diff.UNEQUAL:
            inner = human_readable_diff(result.value) if isinstance(result.value, Mapping) else result.value
            if inner != {}:
                found[key] = inner
    return found


def get_dataframe_schema(df: Any, node: HamiltonNode) -> pyarrow.Schema:
    """Return the schema of a frame of any library, with the node's name, documentation and version as metadata.

    Raises:
        NotImplementedError: When the value is no frame.
    """
    metadata = {"name": node.name, "documentation": node.documentation or "", "version": node.version or ""}
    return _get_arrow_schema(df).with_metadata({key: str(value) for key, value in metadata.items()})


def _get_arrow_schema(df: Any, allow_copy: bool = True) -> pyarrow.Schema:
    """Return the schema of a frame; trackers call it by this name."""
    schema = _arrow_schema(df)
    if schema is None:
        raise NotImplementedError(f"Type {type(df)} is currently unsupported.")
    return schema


def _arrow_schema(df: Any) -> pyarrow.Schema | None:
    if isinstance(df, pyarrow.Table | pyarrow.RecordBatch):
        return df.schema
    library = package_of(type(df))
    if library == "polars":
        lazy_or_not = df.lazy().limit(0).collect() if hasattr(df, "lazy") else None
        return None if lazy_or_not is None else lazy_or_not.to_arrow().schema
    if library == "ibis" and hasattr(df, "schema"):
        return df.schema().to_pyarrow()
    if library in ("dask", "dask_expr") and hasattr(df, "_meta"):
        df = df._meta
    table = as_table(df)
    return None if table is None else table.schema


def load_schema(path: str | Path) -> pyarrow.Schema:
    """Read a schema from a file."""
    return pyarrow.ipc.read_schema(pyarrow.py_buffer(Path(path).read_bytes()))


def save_schema(path: str | Path, schema: pyarrow.Schema) -> None:
    """Write a schema to a file."""
    write_bytes(path, schema.serialize().to_pybytes())


class SchemaValidator(NodeExecutionHook, GraphExecutionHook):
    """Keeps the schema of each frame a run makes, and says when the next run's differs.

    Args:
        schema_dir: The folder of the schemas: `<node>.schema`, and all of them in `schemas.json`.
        check: Whether to compare; else the kept schemas are replaced.
        must_exist: Whether a frame without a kept schema is an error.
        importance: `warn` logs differences, `fail` raises.
        check_schema_metadata: Whether the schemas' metadata (the node's version ...) count.
        check_field_metadata: Whether the columns' metadata count.
    """

    def __init__(
        self,
        schema_dir: str = "./schemas",
        check: bool = True,
        must_exist: bool = False,
        importance: Literal["warn", "fail"] = "warn",
        check_schema_metadata: bool = False,
        check_field_metadata: bool = False,
    ) -> None:
        self.schema_dir = kept_path(schema_dir)
        self.check = check
        self.must_exist = must_exist
        self.importance = importance
        self.check_schema_metadata = check_schema_metadata
        self.check_field_metadata = check_field_metadata
        self.schemas: dict[str, pyarrow.Schema] = {}
        self.reference_schemas: dict[str, pyarrow.Schema] = {}
        self.schema_diffs: dict[str, Any] = {}
        self.h_graph: HamiltonGraph | None = None

    @property
    def json_schemas(self) -> dict[str, Any]:
        """The run's schemas as plain data, by node."""
        return {name: pyarrow_schema_to_json(schema) for name, schema in self.schemas.items()}

    def get_schema_path(self, node_name: str) -> Path:
        """Return the file of a node's schema."""
        return Path(self.schema_dir, f"{node_name}.schema")

    def run_before_graph_execution(
        self, *, graph: HamiltonGraph, inputs: dict[str, Any], overrides: dict[str, Any], **kwargs: Any
    ):
        self.h_graph = graph
        self.schemas, self.schema_diffs = {}, {}
        Path(self.schema_dir).mkdir(parents=True, exist_ok=True)
        for given in (inputs or {}, overrides or {}):
            for name, value in given.items():
                self.run_after_node_execution(node_name=name, result=value)

    def run_after_node_execution(self, *, node_name: str, result: Any, **kwargs: Any):
        known = {node.name: node for node in self.h_graph.nodes} if self.h_graph is not None else {}
        if node_name not in known or _arrow_schema(result) is None:
            return
        schema = get_dataframe_schema(result, known[node_name])
        self.schemas[node_name] = schema
        path = self.get_schema_path(node_name)
        if not self.check or (not os.path.exists(path) and not self.must_exist):
            save_schema(path, schema)
            return
        if not os.path.exists(path):
            raise FileNotFoundError(f"There is no kept schema for node {node_name}: {path} is missing.")
        reference = self.reference_schemas[node_name] = load_schema(path)
        diff = diff_schemas(schema, reference, self.check_schema_metadata, self.check_field_metadata)
        if diff:
            self._tell(node_name, human_readable_diff(diff))

    def _tell(self, node_name: str, differences: dict[str, Any]) -> None:
        self.schema_diffs[node_name] = differences
        message = f"The schema of node {node_name} differs from the kept one: {json.dumps(differences)}"
        if self.importance == "fail":
            raise RuntimeError(message)
        logger.warning(message)

    def run_after_graph_execution(self, *args: Any, **kwargs: Any):
        write_bytes(Path(self.schema_dir, "schemas.json"), json.dumps(self.json_schemas, indent=2).encode())

    def run_before_node_execution(self, *args: Any, **kwargs: Any):
        """Do nothing before a node."""


__all__ = [
    "SCHEMA_METADATA_FIELD",
    "Diff",
    "DiffResult",
    "SchemaValidator",
    "diff_schemas",
    "get_dataframe_schema",
    "human_readable_diff",
    "load_schema",
    "pyarrow_schema_to_json",
    "save_schema",
]
