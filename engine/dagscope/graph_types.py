"""What users and adapters see of a graph: plain records of nodes, and the hashes of their code. It builds nothing."""

from __future__ import annotations

import ast
import inspect
import logging
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from dagscope.htypes import get_type_as_string
from dagscope.node import DependencyType, Node
from dagscope.source_text import functions_without_docs, parsed_module

FunctionGraph: TypeAlias = Any
"""The graph of a driver, `dagscope.graph.FunctionGraph`, for annotations of what stands below that class."""

logger = logging.getLogger(__name__)


def _remove_docs_and_comments(source: str) -> str:
    """Return the code without functions' docstrings, comments and formatting."""
    tree = parsed_module(textwrap.dedent(source))
    functions_without_docs(tree)
    return ast.unparse(tree)


def hash_source_code(source: str | Callable[..., Any], strip: bool = False) -> str:
    """Return the SHA-256 of a function's source; with `strip`, docstrings and comments do not count."""
    import hashlib  # Slow to load, and few drivers ask for versions.

    text = source if isinstance(source, str) else inspect.getsource(source)
    try:
        text = _remove_docs_and_comments(text) if strip else text.strip()
    except SyntaxError:
        pass  # A part of a statement, or no Python at all: it counts as it stands.
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class HamiltonNode:
    """One node as users see it. `driver.Variable` is the same class."""

    name: str
    type: Any
    tags: dict[str, Any]
    is_external_input: bool
    originating_functions: tuple[Callable[..., Any], ...] | None
    documentation: str | None
    required_dependencies: set[str]
    optional_dependencies: set[str]
    optional_dependencies_default_values: dict[str, Any]

    @staticmethod
    def from_node(n: Node) -> HamiltonNode:
        """Return the record of a node."""
        inputs, given, wanted = n.input_types, n.default_parameter_values, DependencyType.REQUIRED
        optional = {name for name, (_, kind) in inputs.items() if kind is not wanted}
        # Every question about a graph makes one a node; the record's own `__init__` takes longer.
        made = object.__new__(HamiltonNode)
        made.__dict__.update(
            name=n.name,
            type=n.type,
            tags=n.tags,
            is_external_input=n.user_defined,
            originating_functions=n.originating_functions,
            documentation=n.documentation,
            required_dependencies=set(inputs) - optional if optional else set(inputs),
            optional_dependencies=optional,
            optional_dependencies_default_values={name: given[name] for name in inputs if name in given}
            if given
            else {},
        )
        return made

    @cached_property
    def version(self) -> str | None:
        """The hash of the first originating function's code; None where its source cannot be found."""
        if not self.originating_functions:
            return self.name if self.is_external_input else None
        try:
            return hash_source_code(self.originating_functions[0], strip=True)
        except (OSError, TypeError, SyntaxError):  # No source: made in a console, or a class instance.
            logger.warning("The source of node %s cannot be read, so it has no version.", self.name)
            return None

    def as_dict(self, include_optional_dependencies_default_values: bool = False) -> dict[str, Any]:
        """Return the record as plain data, its lists sorted."""
        record = {
            "name": self.name,
            "tags": self.tags,
            "output_type": get_type_as_string(self.type) if self.type else "",
            "required_dependencies": sorted(self.required_dependencies),
            "optional_dependencies": sorted(self.optional_dependencies),
            "source": self._source(),
            "documentation": self.documentation,
            "version": self.version,
        }
        if include_optional_dependencies_default_values:
            record["optional_dependencies_default_values"] = self.optional_dependencies_default_values
        return record

    def _source(self) -> str | None:
        if not self.originating_functions:
            return None
        try:
            return inspect.getsource(self.originating_functions[0])
        except (OSError, TypeError):
            return None

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'Node("{self.name}": {get_type_as_string(self.type)})'


@dataclass
class HamiltonGraph:
    """The nodes of a graph as users see them."""

    nodes: list[HamiltonNode]

    @staticmethod
    def from_graph(fn_graph: FunctionGraph) -> HamiltonGraph:
        """Return the records of a graph's nodes, in its order."""
        return HamiltonGraph([HamiltonNode.from_node(n) for n in fn_graph.get_nodes()])

    @cached_property
    def version(self) -> str:
        """The hash of all nodes' versions; their order does not matter."""
        import hashlib

        versions = sorted(str(n.version) for n in self.nodes)
        return hashlib.sha256(str(versions).encode()).hexdigest()

    @cached_property
    def _nodes_by_name(self) -> dict[str, HamiltonNode]:
        return {n.name: n for n in self.nodes}

    def __getitem__(self, key: str) -> HamiltonNode:
        return self._nodes_by_name[key]

    # parity: hamilton.graph_types.HamiltonGraph.filter_nodes
    def filter_nodes(self, filter: Callable[[HamiltonNode], bool]) -> list[HamiltonNode]:
        """Return the nodes that the filter accepts."""
        return [n for n in self.nodes if filter(n)]
