"""What the window knows of a value: its preview, one record a kind, and the parts of which previews are made.
Data only.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar, Literal

from dagscope.families import Family


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str = ""
    is_numeric: bool = False


@dataclass(frozen=True, slots=True)
class CellPage:
    """A rectangle of a table, already text. `missing` has, column by column, which of its rows have no value there.

    Where the index has several levels, `levels` has each row's labels one by one.
    """

    row: int = 0
    column: int = 0
    cells: tuple[tuple[str, ...], ...] = ()
    index: tuple[str, ...] = ()
    missing: tuple[tuple[int, ...], ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SortKey:
    """`column` is a position: names may repeat. Below zero it is a level of the index: -1 the first, -2 the second."""

    column: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """Some values of a column: what to call them, in how many rows they are, and the filter that keeps those."""

    label: str
    count: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """How a column's values are spread: `looked` rows were counted, of all `rows` or, of very many objects, a sample.

    The bars lie in order from low to high (`is_binned`), or are the most frequent values; `others` are in none of them.
    `written` is the column as a filter names it.
    """

    column: int
    rows: int = 0
    looked: int = 0
    missing: int = 0
    bars: tuple[Bar, ...] = ()
    others: int = 0
    is_binned: bool = False
    low: float = 0.0
    high: float = 0.0
    written: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TablePart:
    """What is shown of a table: the rows that a filter keeps, sorted, and some columns, as half-open ranges of
    positions.
    """

    columns: tuple[tuple[int, int], ...] = ()
    sort: tuple[SortKey, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One entry of a nested value; `count` children exist, `children` are the first of them.

    `value_kind` is the name of the kind that shows the entry's value.
    """

    label: str
    type: str = ""
    summary: str = ""
    count: int = 0
    children: tuple[TreeNode, ...] = ()
    path: tuple[int, ...] = ()
    value_kind: str = ""


@dataclass(frozen=True, slots=True)
class TraceVariable:
    """A local variable of a frame, in short words."""

    name: str
    type: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class TraceFrame:
    file: str
    line: int = 0
    function: str = ""
    text: str = ""
    is_project: bool = False
    variables: tuple[TraceVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of a value without moving it: the base of one record a kind.

    `missing` says what could not be had of it, and why; empty where all is there. `ways` is how else the value can be
    looked at: as a table, as a text.
    """

    kind: ClassVar[str] = ""
    type: str = ""
    summary: str = ""
    size_bytes: int = 0
    missing: str = ""
    ways: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Return the value in some lines, for where it has no viewer."""
        return self.summary or self.type


@dataclass(frozen=True, slots=True)
class NonePreview(Preview):
    """There is no value."""

    kind: ClassVar[str] = "none"


@dataclass(frozen=True, slots=True)
class NumberPreview(Preview):
    """A number or a truth value, with all its digits."""

    kind: ClassVar[str] = "number"
    text: str = ""

    def as_text(self) -> str:
        return self.text or self.summary


@dataclass(frozen=True, slots=True)
class TextPreview(Preview):
    """A text, bytes, or a moment; long ones are cut."""

    kind: ClassVar[str] = "text"
    text: str = ""
    is_truncated: bool = False

    def as_text(self) -> str:
        return self.text or self.summary


@dataclass(frozen=True, slots=True)
class ObjectPreview(TextPreview):
    """Any other value, by what it says of itself."""

    kind: ClassVar[str] = "object"


@dataclass(frozen=True, slots=True)
class TablePreview(Preview):
    """A table with its first columns and rows."""

    kind: ClassVar[str] = "table"
    rows: int = 0
    columns: tuple[Column, ...] = ()
    column_count: int = 0
    page: CellPage | None = None
    index_names: tuple[str, ...] = ()

    def as_text(self) -> str:
        page = self.page
        if page is None:
            return self.summary or self.type
        lines = ["\t".join(["", *(column.name for column in self.columns)])]
        lines += ["\t".join([label, *cells]) for label, cells in zip_longest(page.index, page.cells, fillvalue="")]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class SeriesPreview(TablePreview):
    """One column alone."""

    kind: ClassVar[str] = "series"


@dataclass(frozen=True, slots=True)
class TreePreview(Preview):
    """A nested value with its first children."""

    kind: ClassVar[str] = "tree"
    text: str = ""
    root: TreeNode | None = None

    def as_text(self) -> str:
        children = self.root.children if self.root is not None else ()
        return self.text or "\n".join(f"{child.label}: {child.summary}" for child in children) or self.summary


@dataclass(frozen=True, slots=True)
class ImagePreview(Preview):
    """A picture; its PNG follows the message."""

    kind: ClassVar[str] = "image"
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class MarkupPreview(Preview):
    """A page in a language of markup; its source follows the message in UTF-8.
    `text` is what the value says otherwise.
    """

    kind: ClassVar[str] = "markup"
    form: Literal["html", "markdown", "svg"] = "html"
    text: str = ""
    is_truncated: bool = False

    def as_text(self) -> str:
        return self.text or self.summary


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node of a graph that is a value; `detail` is what it carries."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """An edge between two of the nodes that are shown, by their positions."""

    source: int
    target: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GraphPreview(Preview):
    """A graph that is a value, or the part of it that is shown; `part` says which that is, empty for all."""

    kind: ClassVar[str] = "graph"
    is_directed: bool = False
    node_count: int = 0
    edge_count: int = 0
    nodes: tuple[GraphNode, ...] = ()
    edges: tuple[GraphEdge, ...] = ()
    part: str = ""

    def as_text(self) -> str:
        names, sign = [node.name for node in self.nodes], "->" if self.is_directed else "--"
        joined = {end for edge in self.edges for end in (edge.source, edge.target)}
        alone = [name for at, name in enumerate(names) if at not in joined]
        lines = [f"{names[edge.source]} {sign} {names[edge.target]}" for edge in self.edges]
        return "\n".join([*lines, *alone]) or self.summary


@dataclass(frozen=True, slots=True)
class ErrorPreview(Preview):
    """An exception with its traceback."""

    kind: ClassVar[str] = "error"
    text: str = ""
    error_type: str = ""
    message: str = ""
    frames: tuple[TraceFrame, ...] = ()

    def as_text(self) -> str:
        return self.text or "\n".join(part for part in (self.message, self.summary) if part)


@dataclass(frozen=True, slots=True)
class UnknownPreview(Preview):
    """A value of a kind that only the other side knows, or whose record this side cannot read, as `missing` says."""

    kind: ClassVar[str] = "unknown"
    tag: str = ""


PREVIEWS = Family(Preview, UnknownPreview)
PREVIEWS.add(
    NonePreview, NumberPreview, TextPreview, ObjectPreview, TablePreview, SeriesPreview, TreePreview, ImagePreview,
    MarkupPreview, GraphPreview, ErrorPreview, UnknownPreview,
)  # fmt: skip
