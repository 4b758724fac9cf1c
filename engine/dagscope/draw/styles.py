"""Shapes and colours of a picture's kinds of nodes and wires, as Graphviz attributes. Knows no graph.

They mean what they mean in Hamilton's pictures: blue functions, dashed inputs, amber outputs, hatched overrides.
"""

from __future__ import annotations

Style = dict[str, str]

FUNCTION_FILL = "#b4d8e4"
OUTPUT_FILL = "#FFC857"
EXPAND_LINE = "#56E39F"
COLLECT_LINE = "#EA5556"
PATH_LINE = "red"

_BOX: Style = {"shape": "rectangle", "margin": "0.15", "fontname": "Helvetica"}
_FUNCTION: Style = {**_BOX, "style": "rounded,filled", "fillcolor": FUNCTION_FILL}

# In the order of the legend.
CLASSES: dict[str, Style] = {
    "config": {"shape": "note", "style": "filled", "fontname": "Helvetica"},
    "input": {**_BOX, "style": "filled,dashed"},
    "function": _FUNCTION,
    "cluster": {**_BOX, "style": "rounded,filled,dashed", "fillcolor": "#ffffff", "color": "#649fb3"},
    "field": {**_BOX, "style": "rounded,filled", "fillcolor": "#c8dae0", "fontname": "Courier"},
    "output": {**_FUNCTION, "fillcolor": OUTPUT_FILL},
    "materializer": {**_BOX, "shape": "cylinder", "style": "filled", "margin": "0.15,0.1"},
    "override": {**_FUNCTION, "style": "filled,diagonals"},
    "expand": {**_FUNCTION, "peripheries": "2", "color": EXPAND_LINE},
    "collect": {**_FUNCTION, "peripheries": "2", "color": COLLECT_LINE},
}

# What a class adds to a function node that it applies to.
OUTPUT: Style = {"fillcolor": OUTPUT_FILL}
OVERRIDE: Style = {"style": "filled,diagonals"}
PATH: Style = {"color": PATH_LINE}
EXPAND: Style = {"peripheries": "2", "color": EXPAND_LINE}
COLLECT: Style = {"peripheries": "2", "color": COLLECT_LINE}
MATERIALIZER: Style = {"shape": "cylinder"}

EXPAND_EDGE: Style = {"dir": "both", "arrowhead": "crow", "arrowtail": "none"}
COLLECT_EDGE: Style = {"dir": "both", "arrowtail": "crow"}
OPTIONAL_EDGE: Style = {"style": "dashed"}

# Frames of subdags, by how deep they lie; deeper ones look like the last.
GROUPS: tuple[Style, ...] = tuple(
    {
        "style": "rounded,filled",
        "fillcolor": fill,
        "color": "#9fb3c0",
        "fontname": "Helvetica",
        "fontcolor": "#526370",
        "labeljust": "l",
        "margin": "12",
    }
    for fill in ("#f4f7f9", "#eaeff3", "#e0e8ed")
)
