"""What a picture consists of, as data: boxes, wires, frames, and what was asked for. It must not make any."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from dagscope.draw.styles import Style
from dagscope.marks import VisualizationNodeModifiers

Marks = Mapping[str, Collection[VisualizationNodeModifiers]]
StyleFunction = Callable[..., tuple[Style, str | None, str | None]]


@dataclass(frozen=True, slots=True)
class PictureNode:
    """A box: a config value, a table of inputs, a function, or a column of one.

    Attributes:
        id: unique in the picture; a function's is its node's name.
        kind: `config`, `input`, `function` or `field`.
        title: the first line.
        subtitle: the type, or a config value.
        rows: name and type of each input of a table.
        style: Graphviz attributes.
        group: the namespace it is drawn in, "" for none.
        fields: columns drawn in a frame together with a function.
        classes: what the box stands for in the legend.
    """

    id: str
    kind: str
    title: str = ""
    subtitle: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    style: Style = field(default_factory=dict)
    group: str = ""
    fields: tuple[PictureNode, ...] = ()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """A wire from a box to a box."""

    source: str
    target: str
    style: Style = field(default_factory=dict)
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, in a fixed order.

    Attributes:
        nodes: the boxes.
        edges: the wires.
        groups: the namespaces that get a frame, outer ones first.
        legend: name and style of each entry; None without a legend.
    """

    nodes: tuple[PictureNode, ...] = ()
    edges: tuple[PictureEdge, ...] = ()
    groups: tuple[str, ...] = ()
    legend: tuple[tuple[str, Style], ...] | None = None


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What to show and how.

    Attributes:
        show_legend: whether to explain what occurs.
        hide_inputs: leaves the inputs out.
        deduplicate_inputs: draws equal sets of inputs once.
        show_fields: draws the columns that `schema.output` names.
        show_groups: frames the nodes of a subdag.
        is_strict: draws the given nodes alone, not also what they read directly.
        as_hamilton: draws nothing that Hamilton's pictures lack: no frames, no dashed wires, types without arguments.
        style_function: called with `node=` and `node_class=`; gives style, class and legend name.
    """

    show_legend: bool = True
    hide_inputs: bool = False
    deduplicate_inputs: bool = False
    show_fields: bool = True
    show_groups: bool = True
    is_strict: bool = False
    as_hamilton: bool = False
    style_function: StyleFunction | None = None
