"""Decides what a picture of nodes holds: boxes, wires, frames and legend.
Pure; it writes no format and needs no library.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from dagscope.draw.blocks import expanders_of
from dagscope.draw.frames import group_of, with_outer
from dagscope.draw.parts import Marks, Picture, PictureEdge, PictureNode, PictureOptions, StyleFunction
from dagscope.draw.styles import (
    CLASSES,
    COLLECT,
    COLLECT_EDGE,
    EXPAND,
    EXPAND_EDGE,
    MATERIALIZER,
    OPTIONAL_EDGE,
    OUTPUT,
    OVERRIDE,
    PATH,
    Style,
)
from dagscope.graph_types import HamiltonNode
from dagscope.htypes import get_type_as_string
from dagscope.marks import VisualizationNodeModifiers
from dagscope.node import DependencyType, Node, NodeType
from dagscope.type_text import cut_text, short_type_text

SCHEMA_TAG = "hamilton.internal.schema_output"


def make_picture(
    nodes: Collection[Node],
    marks: Marks | None = None,
    config: Mapping[str, Any] | None = None,
    options: PictureOptions | None = None,
) -> Picture:
    """Return the picture of some nodes.

    Args:
        nodes: what to draw, in the order to draw it.
        marks: which of them are outputs, overridden, on a path.
        config: config values; each gets a box.
        options: what to show.
    """
    options = options or PictureOptions()
    check_style_function(options.style_function)
    draft = _Draft(in_order(nodes), marks or {}, options)
    made = {node.name for node in draft.shown if not node.user_defined}
    boxes = [
        PictureNode(
            f"_config_{key}" if key in made else key,
            "config",
            key,
            str(value),
            style=CLASSES["config"],
            classes=("config",),
        )
        for key, value in (config or {}).items()
    ]
    if boxes and not options.as_hamilton:
        draft.used["config"] = None
    boxes += [draft.function(node) for node in draft.shown if not node.user_defined]
    for node in draft.shown:
        draft.wire(node)
    boxes += draft.tables.values()
    if any(node.user_defined and node.name not in (config or {}) for node in draft.shown):
        draft.used["input"] = None  # asked for, though nothing reads it
    legend = draft.legend() if options.show_legend and (draft.used or options.as_hamilton) else None
    return Picture(tuple(boxes), tuple(draft.edges), with_outer(box.group for box in boxes), legend)


def in_order(nodes: Collection[Node]) -> list[Node]:
    """Return the nodes in the order given; a set, which has none, by name."""
    return sorted(nodes, key=lambda node: node.name) if isinstance(nodes, (set, frozenset)) else list(nodes)


def _check_keyword_args_only(func: Callable[..., Any]) -> bool:
    parameters = inspect.signature(func).parameters.values()
    keyword_only = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    return all(each.kind in keyword_only for each in parameters if each.default is each.empty)


def check_style_function(style_function: StyleFunction | None) -> None:
    """Raise ValueError unless the function can be called with `node` and `node_class` by keyword only."""
    if style_function is None:
        return
    if not _check_keyword_args_only(style_function):
        raise ValueError(
            "custom_style_function must only take keyword arguments `node` and `node_class`. "
            "Write it as `def style(*, node, node_class)` and return a style, a class and a legend name (or None)."
        )


@dataclass(slots=True)
class _Draft:
    """A picture in the making."""

    nodes: list[Node]
    marks: Marks
    options: PictureOptions
    shown: list[Node] = field(default_factory=list)
    shown_names: set[str] = field(default_factory=set)
    edges: list[PictureEdge] = field(default_factory=list)
    tables: dict[str, PictureNode] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    own_names: set[str] = field(default_factory=set)  # nodes that the legend explains by a name of the user's
    named: dict[str, Style] = field(default_factory=dict)
    namespaces: set[str] = field(default_factory=set)
    same_inputs: dict[frozenset[str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find what is shown: the nodes and, unless strict, what they read directly."""
        found = {node.name: node for node in self.nodes}
        if not self.options.is_strict:
            for node in self.nodes:
                if not self._is(node, VisualizationNodeModifiers.IS_OVERRIDE):  # reads nothing then
                    for producer in node.dependencies:
                        found.setdefault(producer.name, producer)
        self.shown = list(found.values())
        self.shown_names = set(found)
        self.namespaces.update(with_outer(group_of(node) for node in self.shown if not node.user_defined))

    def function(self, node: Node) -> PictureNode:
        """Return the box of a node that is made by a function."""
        marks = self.marks.get(node.name, ())
        classes = ["function"]
        style = dict(CLASSES["function"])
        if _is_materializer(node):
            style |= MATERIALIZER
            classes.append("materializer")
        if node.node_role in (NodeType.EXPAND, NodeType.COLLECT):
            is_expand = node.node_role is NodeType.EXPAND
            style |= EXPAND if is_expand else COLLECT
            classes.append("expand" if is_expand else "collect")
        if self.options.style_function is not None:
            style |= self._custom(node)
        if VisualizationNodeModifiers.IS_OUTPUT in marks:
            style |= OUTPUT
            classes.append("output")
        if VisualizationNodeModifiers.IS_OVERRIDE in marks:
            style |= OVERRIDE
            classes.append("override")
        if VisualizationNodeModifiers.IS_PATH in marks and "expand" not in classes and "collect" not in classes:
            style |= PATH
        group = self._group(node)
        fields = self._fields(node, marks) if self.options.show_fields else ()
        if fields:
            classes += ["cluster", "field"]
        self.used |= dict.fromkeys(classes[node.name in self.own_names :])
        return PictureNode(
            node.name,
            "function",
            self._title(node, group),
            self._subtitle(node),
            style=style,
            group=group,
            fields=fields,
            classes=tuple(classes),
        )

    def _custom(self, node: Node) -> Style:
        """Return the style that the user's function chooses for a node."""
        assert self.options.style_function is not None
        style, base, name = self.options.style_function(node=HamiltonNode.from_node(node), node_class="function")
        style = {key: str(value) for key, value in style.items()}
        if base in CLASSES and base != "function" and not self.options.as_hamilton:
            style = {**CLASSES[base], **style}
        if name is not None and name not in CLASSES:
            self.own_names.add(node.name)
            self.named.setdefault(name, {**CLASSES["function"], **style})
        return style

    def _fields(self, node: Node, marks: Collection[VisualizationNodeModifiers]) -> tuple[PictureNode, ...]:
        """Return the columns that a node's schema lists, their texts of equal length."""
        schema = node.tags.get(SCHEMA_TAG)
        if not isinstance(schema, str) or not schema:
            return ()
        columns = schema.split(",")
        width = max([len(column) for column in columns])
        style = {**CLASSES["field"], "fontsize": "10"}
        if VisualizationNodeModifiers.IS_OVERRIDE in marks:
            style |= OVERRIDE
        if VisualizationNodeModifiers.IS_PATH in marks:
            style |= PATH
        texts = {column: column.ljust(width) for column in columns}
        return tuple(
            [
                PictureNode(
                    f"{node.name}:{text if self.options.as_hamilton else column}",
                    "field",
                    text,
                    style=style,
                    classes=("field",),
                )
                for column, text in texts.items()
            ]
        )

    def wire(self, node: Node) -> None:
        """Add the wires into a node: from functions one each, from all inputs together one."""
        if self._is(node, VisualizationNodeModifiers.IS_OVERRIDE):
            return
        inputs: list[tuple[str, str]] = []
        needs = [each for each in node.dependencies if each.name in self.shown_names]
        for producer in needs if self.options.as_hamilton else {each.name: each for each in needs}.values():
            if producer.user_defined:
                inputs.append((producer.name, self._type(producer)))
                continue
            style: Style = {}
            if node.node_role is NodeType.COLLECT and producer.name == node.collect_dependency:
                style |= COLLECT_EDGE
            if producer.node_role is NodeType.EXPAND:
                style |= EXPAND_EDGE
            is_optional = self._is_optional(node, producer.name)
            if is_optional:
                style |= OPTIONAL_EDGE
            if self._is(node, VisualizationNodeModifiers.IS_PATH) and self._is(
                producer, VisualizationNodeModifiers.IS_PATH
            ):
                style |= PATH
            self.edges.append(PictureEdge(producer.name, node.name, style, is_optional))
        if inputs:
            self.used["input"] = None
            if not self.options.hide_inputs:
                self._wire_inputs(node, inputs)

    def _wire_inputs(self, node: Node, inputs: list[tuple[str, str]]) -> None:
        """Add one table of all inputs a node reads, or use the table of another node that reads just these."""
        names = frozenset([name for name, _ in inputs])
        table = self.same_inputs.setdefault(names, f"_{node.name}_inputs") if self.options.deduplicate_inputs else ""
        table = table or f"_{node.name}_inputs"
        if table not in self.tables:
            group = "" if self.same_inputs else self._group(node)
            self.tables[table] = PictureNode(
                table, "input", rows=tuple(inputs), style=CLASSES["input"], group=group, classes=("input",)
            )
        is_optional = all(self._is_optional(node, name) for name in names)
        self.edges.append(PictureEdge(table, node.name, dict(OPTIONAL_EDGE) if is_optional else {}, is_optional))

    def _is(self, node: Node, mark: VisualizationNodeModifiers) -> bool:
        return mark in self.marks.get(node.name, ())

    def _is_optional(self, node: Node, dependency: str) -> bool:
        """Return whether a node is drawn as one that can do without a dependency."""
        kind = None if self.options.as_hamilton else node.input_types.get(dependency)
        return kind is not None and kind[1] is DependencyType.OPTIONAL

    def _group(self, node: Node) -> str:
        """Return the frame a node lies in, "" for none."""
        return group_of(node, self.namespaces) if self.options.show_groups and not self.options.as_hamilton else ""

    def _title(self, node: Node, group: str) -> str:
        shown = node.tags.get("display_name")
        if isinstance(shown, list):
            shown = shown[0] if shown else None
        keys = node.tags.get("hamilton.config")
        self.used |= dict.fromkeys(["config"] if keys else [])
        if self.options.as_hamilton and keys:  # it names the function where there are variants, and no steps
            return node.name if _is_materializer(node) else f"{node.name}: {keys}"
        title = str(shown) if shown else node.name
        if not shown and group:  # the frame says the rest
            title = title[len(group) + 1 :] if title.startswith(f"{group}.") else title.rpartition(".")[2]
        return f"{title}: {keys}" if keys else title

    def _subtitle(self, node: Node) -> str:
        if _is_materializer(node):
            for part in ("saver", "loader"):
                name = node.tags.get(f"hamilton.data_{part}.classname")
                if name:
                    return str(name)
        if self.options.as_hamilton:
            return self._type(node)
        blocks = ", ".join(expanders_of(node))
        awaited = "async " if inspect.iscoroutinefunction(node.callable) else ""
        return f"{awaited}{self._type(node)}{f', collects {blocks}' if blocks else ''}"

    def _type(self, node: Node) -> str:
        if self.options.as_hamilton:
            return cut_text(str(get_type_as_string(node.type)))
        return short_type_text(node.type)

    def legend(self) -> tuple[tuple[str, Style], ...]:
        """Return the names and styles of what occurs."""
        return tuple([(name, style) for name, style in CLASSES.items() if name in self.used]) + tuple(
            self.named.items()
        )


def _is_materializer(node: Node) -> bool:
    """Return whether a node reads or writes outside: savers, and the loading step of loaders."""
    if node.tags.get("hamilton.data_saver") is True:
        return True
    return node.tags.get("hamilton.data_loader") is True and node.tags.get("hamilton.data_loader.has_metadata") is True
