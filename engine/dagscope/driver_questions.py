"""What a driver says of its nodes: which there are, which a selection means, what is before and behind them.
It must not run or draw any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dagscope.build import BuildResult
from dagscope.graph import FunctionGraph
from dagscope.graph_types import HamiltonNode
from dagscope.node import Node, matches_query

if TYPE_CHECKING:
    from dagscope.describe.graph import GraphRecords

FinalVar = str | Callable[..., Any] | HamiltonNode


class DriverQuestions:
    """The methods of a driver that answer questions about its graph."""

    graph: FunctionGraph
    build_result: BuildResult[FunctionGraph]
    _create_final_vars: Callable[..., list[str]]
    _get_nodes_between: Callable[..., list[Node]]

    def list_available_variables(
        self, *, tag_filter: dict[str, str | list[str] | None] | None = None
    ) -> list[HamiltonNode]:
        """Return all nodes, in build order, or those whose tags match the filter.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> from dagscope.function_modifiers import tag
            >>> @tag(owner="ana")
            ... def doubled(number: int) -> int:
            ...     return 2 * number
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="listing")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> [node.name for node in dr.list_available_variables(tag_filter={"owner": "ana"})]
            ['doubled']
        """
        nodes = self.graph.get_nodes()
        if tag_filter:
            for wanted in tag_filter.values():
                choices = wanted if isinstance(wanted, list) else [wanted]
                if wanted is not None and not (choices and all(isinstance(each, str) for each in choices)):
                    raise ValueError("All tag query values must be a string or list of strings")
            nodes = [n for n in nodes if matches_query(n.tags, tag_filter)]
        return [HamiltonNode.from_node(n) for n in nodes]

    def select(self, text: str) -> list[str]:
        """Return the nodes that a selection means, such as `+C and not kind:input`, in build order.

        The language is the window's and the command line's: `dagscope.selection.language` lists its signs.

        Raises:
            dagscope.selection.SelectionError: the text is not in the language, names a node that is not there, or asks
                for what only the window knows (`state:`, `changed:`).

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> def doubled(number: int, factor: int = 2) -> int:
            ...     return number * factor
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="selecting")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> dr.select("+doubled and kind:input")
            ['number', 'factor']
        """
        from dagscope.selection import graph_of_records, parse, select
        from dagscope.selection.terms import STATELESS, refuse_unknowable

        expression = parse(text)
        refuse_unknowable(expression, {"state": STATELESS, "changed": "a driver knows no other graph to compare with"})
        records = self._records()
        return select(graph_of_records(records.nodes, {d.id: d for d in records.definitions}), expression)

    def to_networkx(self) -> Any:
        """Return the graph as a `networkx.DiGraph`: edges lead from what is needed (docs/networkx.md).

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> list(driver.Builder().with_modules(module).build().to_networkx().edges)
            [('a', 'b')]
        """
        from dagscope.describe.graph import as_digraph

        return as_digraph(self._records().nodes)

    def _records(self) -> GraphRecords:
        from dagscope.describe.graph import describe_graph

        return describe_graph(replace(self.build_result, graph=self.graph), self.graph.config, ())

    def has_cycles(self, final_vars: Sequence[FinalVar], _fn_graph: FunctionGraph | None = None) -> bool:
        """Return whether the variables depend on a cycle; never so for a driver that could be built.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> driver.Builder().with_modules(module).build().has_cycles(["b"])
            False
        """
        graph = _fn_graph or self.graph
        nodes, user_nodes = graph.get_upstream_nodes(self._create_final_vars(final_vars))
        return graph.has_cycles(nodes, user_nodes)

    def what_is_upstream_of(self, *node_names: str) -> list[HamiltonNode]:
        """Return what the nodes need, themselves included.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> sorted(node.name for node in dr.what_is_upstream_of("b"))
            ['a', 'b']
        """
        return [HamiltonNode.from_node(n) for n in self.graph.upstream(node_names)]

    def what_is_downstream_of(self, *node_names: str) -> list[HamiltonNode]:
        """Return what needs the nodes, themselves included.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> sorted(node.name for node in dr.what_is_downstream_of("a"))
            ['a', 'b']
        """
        found = self.graph.walk(lambda n: n.depended_on_by, node_names)
        return [HamiltonNode.from_node(n) for n in found]

    def what_is_the_path_between(self, upstream_node_name: str, downstream_node_name: str) -> list[HamiltonNode]:
        """Return the nodes on any path between two, both included; empty when there is none.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> def doubled(number: int, factor: int = 2) -> int:
            ...     return number * factor
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="finding_ways")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> [node.name for node in dr.what_is_the_path_between("number", "doubled")]
            ['number', 'doubled']
        """
        found = self._get_nodes_between(upstream_node_name, downstream_node_name)
        return [HamiltonNode.from_node(n) for n in found]
