"""The one language that chooses nodes: in the search bar, on the command line and from Python.
It must not know how nodes are drawn.
"""

from dagscope.selection.evaluate import NodeFacts, SelectionGraph, select
from dagscope.selection.facts import graph_of_records
from dagscope.selection.language import Expression, SelectionError, parse, to_text

__all__ = [
    "Expression",
    "NodeFacts",
    "SelectionError",
    "SelectionGraph",
    "graph_of_records",
    "parse",
    "select",
    "to_text",
]
