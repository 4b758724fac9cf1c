"""OpenLineage events of runs: what began and ended, which data was read and written.
The client given to it sends them.
"""

from __future__ import annotations

import json
import traceback
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from dagscope.graph_types import HamiltonGraph
from dagscope.lifecycle import base
from dagscope.plugins.missing_library import missing_library

if TYPE_CHECKING:
    from dagscope.graph import FunctionGraph
    from dagscope.node import Node

try:
    import attr
    from openlineage.client import OpenLineageClient, event_v2, facet_v2
except ImportError:
    OpenLineageClient = event_v2 = facet_v2 = None
else:

    @attr.s
    class HamiltonFacet(facet_v2.RunFacet):
        """What was asked of a run."""

        hamilton_run_id: str = attr.ib()
        graph_version: str = attr.ib()
        final_vars: list[str] = attr.ib()
        inputs: list[str] = attr.ib()
        overrides: list[str] = attr.ib()


# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

_UNKNOWN = "--UNKNOWN--"


def get_stack_trace(exception: BaseException) -> str:
    """Return the traceback of an exception as one text."""
    return "".join(traceback.format_exception(exception))


def extract_schema_facet(metadata: dict[str, Any]) -> Any:
    """Return the columns of a frame and their types, or None if the metadata has none."""
    found = metadata.get("dataframe_metadata")
    if found is None:
        return None
    field = facet_v2.schema_dataset.SchemaDatasetFacetFields
    fields = [field(name=name, type=type_) for name, type_ in zip(found["column_names"], found["datatypes"])]
    return facet_v2.schema_dataset.SchemaDatasetFacet(fields=fields)


def _facets(metadata: dict[str, Any], name: str) -> dict[str, Any] | None:
    """Return where the data lies and what its columns are, or None if nothing is known of it."""
    facets: dict[str, Any] = {}
    if "file_metadata" in metadata:
        path = str(metadata["file_metadata"]["path"])
        ending = path.rpartition(".")[2] if "." in path else "unknown"
        facets["storage"] = facet_v2.storage_dataset.StorageDatasetFacet(storageLayer="FileSystem", fileFormat=ending)
        facets["dataSource"] = facet_v2.datasource_dataset.DatasourceDatasetFacet(name=name, uri=path)
    schema = extract_schema_facet(metadata)
    if schema is not None:
        facets["schema"] = schema
    return facets or None


def create_input_dataset(namespace: str, metadata: dict[str, Any], node_: Node) -> tuple[list[Any], Any]:
    """Return what a loader read, and its query if it read from a database.

    Args:
        namespace: The namespace of the data set.
        metadata: What the loader says of it.
        node_: The loader's node.
    """
    name, sql = _UNKNOWN, None
    if "file_metadata" in metadata:
        name = node_.name.partition(".loader")[0]
    elif "sql_metadata" in metadata:
        name = metadata["sql_metadata"]["table_name"]
        sql = facet_v2.sql_job.SQLJobFacet(query=metadata["sql_metadata"]["query"])
    return [event_v2.InputDataset(namespace, name, facets=_facets(metadata, name))], sql


def create_output_dataset(namespace: str, metadata: dict[str, Any], node_: Node) -> list[Any]:
    """Return what a saver wrote.

    Args:
        namespace: The namespace of the data set.
        metadata: What the saver says of it.
        node_: The saver's node.
    """
    name = _UNKNOWN
    if "file_metadata" in metadata:
        name = str(metadata["file_metadata"]["path"])
    elif "sql_metadata" in metadata:
        name = metadata["sql_metadata"]["table_name"]
    return [event_v2.OutputDataset(namespace, name, facets=_facets(metadata, node_.name))]


class OpenLineageAdapter(
    base.BasePreGraphExecute,
    base.BasePreNodeExecute,
    base.BasePostNodeExecute,
    base.BasePostGraphExecute,
):
    """Emits an event when a run begins and ends, and for each node that loads or saves data and says of what kind.

    Args:
        client: Sends the events.
        namespace: The namespace of job and data sets.
        job_name: The job's name.
    """

    def __init__(self, client: OpenLineageClient, namespace: str, job_name: str) -> None:
        if event_v2 is None:
            raise missing_library("h_openlineage", "openlineage-python")
        self.client = client
        self.namespace = namespace
        self.job_name = job_name

    def _emit(self, state: str, run_id: str, run: dict[str, Any], job: dict[str, Any], **datasets: Any) -> None:
        event = event_v2.RunEvent(
            eventType=event_v2.RunState[state],
            eventTime=datetime.now(timezone.utc).isoformat(),
            run=event_v2.Run(runId=run_id, facets=run),
            job=event_v2.Job(namespace=self.namespace, name=self.job_name, facets=job),
            **datasets,
        )
        self.client.emit(event)

    def pre_graph_execute(
        self,
        run_id: str,
        graph: FunctionGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
    ):
        """Emit START, with the code of all nodes."""
        shown = HamiltonGraph.from_graph(graph)
        code = json.dumps([each.as_dict() for each in shown.nodes])
        job = {
            "sourceCode": facet_v2.source_code_job.SourceCodeJobFacet(language="python", sourceCode=code),
            "jobType": facet_v2.job_type_job.JobTypeJobFacet(
                processingType="BATCH", integration="Hamilton", jobType="DAG"
            ),
        }
        asked = HamiltonFacet(
            hamilton_run_id=run_id,
            graph_version=shown.version,
            final_vars=final_vars,
            inputs=list(inputs or {}),
            overrides=list(overrides or {}),
        )
        self._emit("START", run_id, {"hamilton": asked}, job)

    def pre_node_execute(self, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None):
        """Emit nothing before a node runs."""

    def post_node_execute(
        self,
        run_id: str,
        node_: Node,
        kwargs: dict[str, Any],
        success: bool,
        error: Exception | None,
        result: Any | None,
        task_id: str | None = None,
    ):
        """Emit RUNNING for a node that loaded or saved data and has metadata of it."""
        if not success:
            return
        if node_.tags.get("hamilton.data_saver") is True and isinstance(result, dict) and result:
            self._emit("RUNNING", run_id, {}, {}, outputs=create_output_dataset(self.namespace, result, node_))
        metadata = _loaded_metadata(node_, result)
        if metadata:
            inputs, sql = create_input_dataset(self.namespace, metadata, node_)
            self._emit("RUNNING", run_id, {}, {"sql": sql} if sql else {}, inputs=inputs)

    def post_graph_execute(
        self,
        run_id: str,
        graph: FunctionGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
    ):
        """Emit COMPLETE, or FAIL with the error."""
        if not error:
            self._emit("COMPLETE", run_id, {}, {})
            return
        facet = facet_v2.error_message_run.ErrorMessageRunFacet(
            message=str(error), stackTrace=get_stack_trace(error), programmingLanguage="python"
        )
        self._emit("FAIL", run_id, {"errorMessage": facet}, {})


def _loaded_metadata(node_: Node, result: Any) -> dict[str, Any] | None:
    tags = node_.tags
    if tags.get("hamilton.data_loader") is not True or tags.get("hamilton.data_loader.has_metadata") is not True:
        return None
    is_pair = isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict)
    return result[1] if is_pair else None
