"""Draws a run of a cached dataflow. Reads nothing but the run's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dagscope.marks import VisualizationNodeModifiers as Modifier

if TYPE_CHECKING:
    from dagscope.graph import FunctionGraph

_FROM_CACHE = {"penwidth": "3", "color": "#F06449", "fillcolor": "#ffffff"}


def view_run(
    fn_graph: FunctionGraph,
    logs: dict[Any, Any],
    final_vars: list[str],
    inputs: dict[str, Any],
    overrides: dict[str, Any],
    output_file_path: str | None = None,
) -> Any:
    """Return the picture of the run's dataflow with what came from the cache marked.

    Args:
        fn_graph: the graph that ran.
        logs: the run's events by node, at level `info`.
        final_vars: what was asked for.
        inputs: what was given.
        overrides: what was given instead of being computed.
        output_file_path: where to save the picture.
    """
    nodes, user_nodes = fn_graph.get_upstream_nodes(final_vars, inputs, overrides)
    from_cache = {
        key if isinstance(key, str) else key[0]
        for key, events in logs.items()
        if any(event.event_type.value == "get_result" for event in events)
    }

    def style(*, node: Any, node_class: str) -> tuple[dict[str, str], str, str | None]:
        if node.name in from_cache:
            return _FROM_CACHE, node_class, "from cache"
        return {}, node_class, None

    modifiers: dict[str, set[Any]] = {name: {Modifier.IS_OUTPUT} for name in final_vars}
    for each in user_nodes:
        modifiers.setdefault(each.name, set()).add(Modifier.IS_USER_INPUT)
    for name in overrides:
        modifiers.setdefault(name, set()).add(Modifier.IS_OVERRIDE)
    return fn_graph.display(
        {*nodes, *user_nodes},
        output_file_path=output_file_path,
        node_modifiers=modifiers,
        strictly_display_only_passed_in_nodes=True,
        custom_style_function=style,
    )
