"""Runs nodes with their lifecycle: hooks around each, values in dictionaries. The order comes from `execution.plan`."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import DependencyType, Node
from dagscope.order import by_level, needed_first

logger = logging.getLogger(__name__)
_NOWHERE = logging.NullHandler()

_VALUE_LENGTH = 50
_INPUTS_LENGTH = 1000
_BOX_WIDTH = 80


def combine_config_and_inputs(config: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Return config and inputs in one dictionary; raises ValueError when both have the same name."""
    both = [key for key in inputs if key in config]
    if both:
        raise ValueError(
            f"The following inputs are present in both config and inputs. They must be mutually disjoint. {both} "
        )
    return {**config, **inputs}


def create_input_string(kwargs: dict[str, Any]) -> str:
    """Return the inputs of a node as text, each value and the whole cut to a readable length."""
    import pprint  # Only needed when something fails.

    shown: dict[str, Any] = {}
    for name, value in kwargs.items():
        try:
            text = repr(value)
        except Exception as error:  # noqa: BLE001 - a repr is users' code
            shown[name] = f"<repr failed: {type(error).__name__}>"
            continue
        shown[name] = value if len(text) <= _VALUE_LENGTH else text[:_VALUE_LENGTH] + "..."
    text = pprint.pformat(shown)
    return text[:_INPUTS_LENGTH] + "..." if len(text) > _INPUTS_LENGTH else text


def create_error_message(kwargs: dict[str, Any], node_: Node, step: str) -> str:
    """Return the box that is logged when a node fails: which node, of which function, with which inputs."""
    functions = node_.originating_functions
    fn = functions[0] if functions else None
    function = f"{getattr(fn, '__module__', 'unknown_module')}.{getattr(fn, '__name__', 'unknown')}()"
    title = f">{step} {node_.name} [{function}] encountered an error"
    border = "*" * _BOX_WIDTH
    padded = title + " " * (_BOX_WIDTH - 1 - len(title)) + "<"
    return f"\n{border}\n{padded}\n> Node inputs:\n{create_input_string(kwargs)}\n{border}"


def log_failure(node_: Node, kwargs: dict[str, Any], error: BaseException, step: str = "") -> None:
    """Log the failure of a node with its traceback."""
    logger.error(create_error_message(kwargs, node_, step), exc_info=error)


def leave_failures_to_reports(is_so: bool) -> None:
    """Say whether whoever runs the nodes reports their failures, with the project's frames alone.

    Then the log of them, which has the engine's frames, goes to handlers that the project has set up, and not to the
    one that Python has for lack of any.
    """
    for name in (__name__, "dagscope.execution.executors"):
        either = logging.getLogger(name)
        (either.addHandler if is_so else either.removeHandler)(_NOWHERE)


def log_computing(node_: Node) -> None:
    """Log, for debugging, that a node is computed."""
    logger.debug("Computing %s.", node_.name)


_CALL_HOOKS = LifecycleAdapterSet.call_all_lifecycle_hooks_sync


class _Around:
    """What adapters do around nodes, looked up once for all nodes of a run."""

    __slots__ = ("before", "instead", "after")

    def __init__(self, adapter: LifecycleAdapterSet) -> None:
        self.before = _hooks(adapter, "pre_node_execute")
        self.after = _hooks(adapter, "post_node_execute")
        instead = adapter.sync_methods.get("do_node_execute")
        self.instead = instead[0].do_node_execute if instead else None

    def run(self, node_: Node, kwargs: dict[str, Any], run_id: str, task_id: str | None) -> Any:
        """Run one node with the hooks around it."""
        common = {"run_id": run_id, "node_": node_, "kwargs": kwargs, "task_id": task_id}
        error: BaseException | None = None
        result: Any = None
        step = "[pre-node-execute]"
        is_started = False
        try:
            for hook in self.before:
                hook(**common)
            step, is_started = "", True
            result = node_.callable(**kwargs) if self.instead is None else self.instead(**common)
        except Exception as caught:
            error = caught
            log_failure(node_, kwargs, caught, step)
            raise
        except BaseException as caught:  # it is no success either
            error = caught
            raise
        finally:
            if is_started and self.after:
                self._finish(common, error, result)
        return result

    def _finish(self, common: dict[str, Any], error: BaseException | None, result: Any) -> None:
        success = error is None
        try:
            for hook in self.after:
                hook(**common, success=success, error=error, result=result)
        except Exception as caught:
            log_failure(common["node_"], common["kwargs"], caught, "[post-node-execute]")
            raise


def _hooks(adapter: LifecycleAdapterSet, name: str) -> list[Callable[..., Any]]:
    """Return the hooks of that name: each adapter's, or the set's own way of calling them where that was replaced."""
    found = adapter.sync_hooks.get(name, ())
    if found and getattr(adapter.call_all_lifecycle_hooks_sync, "__func__", None) is not _CALL_HOOKS:
        return [functools.partial(adapter.call_all_lifecycle_hooks_sync, name)]
    return [getattr(each, name) for each in found]


def execute_lifecycle_for_node(
    __node_: Node, __adapter: LifecycleAdapterSet, __run_id: str, __task_id: str | None, **__kwargs: Any
) -> Any:
    """Run one node with the hooks around it. The odd names keep clear of the node's own parameters."""
    return _Around(__adapter).run(__node_, __kwargs, __run_id, __task_id)


def node_runner(
    adapter: LifecycleAdapterSet, run_id: str, task_id: str | None
) -> Callable[[Node, dict[str, Any]], Any]:
    """Return the function that runs a node under these adapters: here, or wherever `do_remote_execute` takes it."""
    is_remote = adapter.does_method("do_remote_execute", is_async=False)
    is_debugging = logger.isEnabledFor(logging.DEBUG)
    around = _Around(adapter)

    def run(node_: Node, kwargs: dict[str, Any]) -> Any:
        if is_debugging:
            log_computing(node_)
        if not is_remote:
            return around.run(node_, kwargs, run_id, task_id)
        bound = functools.partial(execute_lifecycle_for_node, node_, adapter, run_id, task_id)
        return adapter.call_lifecycle_method_sync(
            "do_remote_execute", node=node_, execute_lifecycle_for_node=bound, **kwargs
        )

    return run


def execute_subdag(
    nodes: Collection[Node],
    inputs: dict[str, Any],
    adapter: LifecycleAdapterSet | None = None,
    computed: dict[str, Any] | None = None,
    overrides: dict[str, Any] | None = None,
    run_id: str | None = None,
    task_id: str | None = None,
) -> dict[str, Any]:
    """Run nodes and what they need, and return what was asked for and what other nodes of the graph may still read.

    Args:
        nodes: What is wanted.
        inputs: Values of external nodes.
        adapter: Hooks and methods around each node.
        computed: Values that are already there; those that are computed join them.
        overrides: Values that stand for nodes, which then do not run.
        run_id: The run, for the hooks.
        task_id: The task within the run, for the hooks.
    """
    overrides = overrides or {}
    values = {} if computed is None else computed
    run = node_runner(adapter or LifecycleAdapterSet(), run_id or "", task_id)
    asked_for = {id(each) for each in nodes}
    for node_ in _needed_first(nodes, values, overrides):
        name = node_.name
        if name in values:
            continue
        if name in overrides:
            values[name] = overrides[name]
        elif node_.user_defined:
            if name in inputs:
                values[name] = inputs[name]
        else:
            values[name] = run(node_, arguments_of(node_, values, inputs))
            _forget_what_nobody_reads(node_, values, asked_for)
    return values


def _forget_what_nobody_reads(last: Node, values: dict[str, Any], asked_for: set[int]) -> None:
    """Drop the values that `last` was the last one to read; big frames would stay in memory to the end of the run.

    What a wanted node read stays: that is what its caller looks at besides the result.
    """
    for read in last.dependencies:
        if id(read) not in asked_for and all(
            each.name in values and id(each) not in asked_for for each in read.depended_on_by
        ):
            values.pop(read.name, None)


def _needed_first(nodes: Iterable[Node], values: Collection[str], overrides: Collection[str]) -> list[Node]:
    return needed_first(
        nodes, lambda node_: [] if node_.name in values or node_.name in overrides else node_.dependencies
    )


def arguments_of(node_: Node, values: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what the node's function is called with; raises NotImplementedError where a required value is missing."""
    arguments = {}
    for parameter, (_, kind) in node_.input_types.items():
        if parameter in values:
            arguments[parameter] = values[parameter]
        elif parameter in inputs:
            arguments[parameter] = inputs[parameter]
        elif kind is DependencyType.REQUIRED:
            raise NotImplementedError(f"{parameter} was expected to be passed in but was not.")
    return arguments


def node_is_required_by_anything(node_: Node, node_set: Collection[Node]) -> bool:
    """Return whether one of the nodes in the set requires the node."""
    names = {each.name for each in node_set}
    return any(each.name in names and each.requires(node_.name) for each in node_.depended_on_by)


def topologically_sort_nodes(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes with every one after those it reads; level by level, in the given order within a level.

    Their inputs count, so that nodes which are not linked yet can be sorted.
    """
    by_name = {each.name: each for each in nodes}
    readers: dict[str, list[Node]] = {}
    for each in nodes:
        for parameter in each.input_types:
            readers.setdefault(parameter, []).append(each)
    return by_level(
        nodes,
        lambda each: [by_name[name] for name in each.input_types if name in by_name],
        lambda each: readers.get(each.name, []),
    )


def get_node_levels(topologically_sorted_nodes: Sequence[Node]) -> dict[str, int]:
    """Return the level of each node: the longest distance from the first ones."""
    levels: dict[str, int] = {}
    for each in topologically_sorted_nodes:
        levels[each.name] = max((levels[d.name] + 1 for d in each.dependencies if d.name in levels), default=0)
    return levels


def nodes_between(
    end_node: Node, search_condition: Callable[[Node], bool] = lambda node_: False
) -> tuple[Node | None, list[Node]]:
    """Return the first node above `end_node` that meets the condition, and the nodes on the paths between the two."""
    upstream = _needed_first([end_node], {}, {})
    start = next((each for each in reversed(upstream) if each is not end_node and search_condition(each)), None)
    if start is None:
        return None, []
    below = {id(start)}
    between: list[Node] = []
    for each in upstream:
        if each is not end_node and any(id(d) in below for d in each.dependencies):
            below.add(id(each))
            between.append(each)
    return start, between
