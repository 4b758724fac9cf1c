"""Third pass: nodes get to know their neighbours, external inputs appear, and types are held against each other.

The only place outside `dagscope.node` that changes nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from dagscope.htypes import types_match
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node, NodeType
from dagscope.problems import Problem, problem_at

TypesMatch = Callable[[Any, Any], bool]
_HINT = (
    "If the two types mean the same to you, add an adapter that says so (`lifecycle.EdgeConnectionHook`), "
    "or annotate one of them like the other."
)


def link(
    nodes: dict[str, Node],
    adapter: LifecycleAdapterSet | None = None,
    unmade: Collection[str] = (),
) -> list[Problem]:
    """Fill in who reads whom, add inputs that nobody makes to `nodes`, and return the type problems found.

    Args:
        nodes: The nodes by name.
        adapter: May allow types to be connected that the rules do not.
        unmade: Names of nodes whose function is wrong: what their consumers ask of them is no further problem.
    """
    problems: list[Problem] = []
    match = edge_rule(adapter)
    external, missing = NodeType.EXTERNAL, nodes.get
    for consumer in list(nodes.values()):
        dependencies: list[Node] = []
        for parameter, pair in consumer.input_types.items():
            producer = missing(parameter)
            type_ = pair[0]
            if producer is None:
                producer = external_input(parameter, type_, consumer.originating_functions)
                nodes[parameter] = producer
            elif producer.type is not type_:
                if producer.node_role is external:
                    if parameter not in unmade:
                        _narrow(producer, parameter, type_, consumer, match, problems)
                elif not match(type_, producer.type):
                    problems.append(_mismatch(consumer, producer, type_))
            dependencies.append(producer)
            readers = producer.readers
            if readers:
                readers.append(consumer)
            else:  # A literal takes half the room of an empty list that has grown once.
                producer.readers = [consumer]
        consumer.needs = dependencies
    return problems


def link_parameter(
    consumer: Node,
    nodes: dict[str, Node],
    parameter: str,
    type_: Any,
    adapter: LifecycleAdapterSet | None = None,
) -> list[Problem]:
    """Link a single parameter; `link` does this for whole graphs."""
    problems: list[Problem] = []
    match = edge_rule(adapter)
    producer = nodes.get(parameter)
    if producer is None:
        producer = nodes[parameter] = external_input(parameter, type_, consumer.originating_functions)
    elif producer.node_role is NodeType.EXTERNAL:
        _narrow(producer, parameter, type_, consumer, match, problems)
    elif not match(type_, producer.type):
        problems.append(_mismatch(consumer, producer, type_))
    if not problems:
        consumer.dependencies.append(producer)
        producer.depended_on_by.append(consumer)
    return problems


def unlink(nodes: Iterable[Node]) -> None:
    """Make nodes forget their neighbours, so that they can be linked again."""
    for node in nodes:
        node.needs = []
        node.readers = []


def external_input(name: str, type_: Any, functions: tuple[Callable[..., Any], ...] | None) -> Node:
    """Return a node whose value comes from outside the dataflow."""
    node = Node.__new__(Node)
    node.local_name = name
    node.type = type_
    node.documentation = ""
    node.callable = None
    node.node_role = NodeType.EXTERNAL
    node.input_types = {}
    node.own_tags = {}
    node.tags_are_shared = False
    node.namespace = ()
    node.originating_functions = functions
    node.default_parameter_values = {}
    node.needs = []
    node.readers = []
    return node


def edge_rule(adapter: LifecycleAdapterSet | None) -> TypesMatch:
    """Return the type rule for edges: the engine's own, or what an adapter allows beyond it."""
    if adapter is None or not adapter.does_method("do_check_edge_types_match", is_async=False):
        return types_match

    def match(wanted: Any, given: Any) -> bool:
        return types_match(wanted, given) or bool(
            adapter.call_lifecycle_method_sync("do_check_edge_types_match", type_from=wanted, type_to=given)
        )

    return match


def _narrow(
    given: Node, parameter: str, type_: Any, consumer: Node, match: TypesMatch, problems: list[Problem]
) -> None:
    """Keep the narrowest type of an input that every consumer accepts."""
    if match(type_, given.type):
        return
    if match(given.type, type_):
        given.set_type(type_)
        for fn in consumer.originating_functions or ():
            given.add_originating_function(fn)
        return
    others = [each.name for each in given.readers]
    message = (
        f"Error: Two or more functions are requesting {parameter}, but have incompatible types. {consumer.name} "
        "requires "
        f"{parameter} to be {type_}, but found another function(s) {others} that minimally require {parameter} as "
        f"{given.type}. Please fix this by giving {parameter} the same type in all of them. {_HINT}"
    )
    problems.append(problem_at("input_type_conflict", message, consumer.name, _source(consumer)))


def _mismatch(consumer: Node, producer: Node, type_: Any) -> Problem:
    name = producer.name
    message = f"Error: {consumer.name} is expecting {name}:{type_}, but found {name}:{producer.type}. \n{_HINT}"
    return problem_at("type_mismatch", message, consumer.name, _source(consumer))


def _source(node: Node) -> Callable[..., Any] | None:
    functions = node.originating_functions
    return functions[0] if functions else None
