"""The records that messages are made of: what the window knows of a graph, a value and a difference. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

State = Literal["waiting", "running", "ok", "cached", "failed", "skipped"]
NodeKind = Literal["function", "input", "config", "loader", "saver", "expand", "collect", "unavailable"]
PreviewKind = Literal["none", "number", "text", "table", "series", "tree", "image", "error", "object"]


@dataclass(frozen=True, slots=True)
class ProblemRecord:
    """Something the user should know, with its place when there is one."""

    kind: str
    message: str
    node: str = ""
    file: str = ""
    line: int = 0
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class ModuleRecord:
    """A module of the project; one that could not be imported says why."""

    name: str
    path: str = ""
    functions: int = 0
    is_available: bool = True
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DependencyRecord:
    name: str
    type: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """One node; `definitions` are ids of `DefinitionRecord`s, the one in force first."""

    name: str
    label: str = ""
    type: str = ""
    kind: NodeKind = "function"
    module: str = ""
    doc: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    deps: tuple[DependencyRecord, ...] = ()
    definitions: tuple[int, ...] = ()
    default: str = ""
    is_final_candidate: bool = True
    is_async: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DefinitionRecord:
    """One function that defines a node, in force or shadowed or not chosen (`reason` says why)."""

    id: int
    node: str
    function: str = ""
    module: str = ""
    file: str = ""
    line: int = 0
    end_line: int = 0
    source: str = ""
    is_active: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConfigKey:
    name: str
    type: str = ""
    values: tuple[str, ...] = ()
    value: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class InputRecord:
    name: str
    type: str = ""
    required: bool = True
    default: str = ""
    needed_by: tuple[str, ...] = ()


class StateRow(NamedTuple):
    """A node's state with the seconds it took, and begun so many seconds into the run.

    A tuple and no dataclass: there is one for every node of a run, and a batch takes them apart into its columns.
    """

    node: str
    state: State
    seconds: float = 0.0
    begun: float = 0.0
    summary: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str = ""
    is_numeric: bool = False


@dataclass(frozen=True, slots=True)
class CellPage:
    """A rectangle of a table, already text."""

    row: int = 0
    column: int = 0
    cells: tuple[tuple[str, ...], ...] = ()
    index: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One entry of a nested value; `count` children exist, `children` are the first of them."""

    label: str
    type: str = ""
    summary: str = ""
    count: int = 0
    children: tuple[TreeNode, ...] = ()
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TraceFrame:
    file: str
    line: int = 0
    function: str = ""
    text: str = ""
    is_project: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of a value without moving it; which fields count depends on `kind` (docs/contracts.md)."""

    kind: PreviewKind
    type: str = ""
    summary: str = ""
    size_bytes: int = 0
    text: str = ""
    is_truncated: bool = False
    rows: int = 0
    columns: tuple[Column, ...] = ()
    column_count: int = 0
    page: CellPage | None = None
    root: TreeNode | None = None
    width: int = 0
    height: int = 0
    error_type: str = ""
    message: str = ""
    frames: tuple[TraceFrame, ...] = ()


@dataclass(frozen=True, slots=True)
class SortKey:
    """`column` is a position: names may repeat."""

    column: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class FilterRule:
    """`op`: `== != < <= > >= ~ !~ empty filled` (`~` contains, case aside); `column` is a position."""

    column: int
    op: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class NodeDiff:
    name: str
    status: Literal["same", "left", "right", "definition", "type", "dependencies", "config", "value"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ValueRef:
    slot: str
    run: str
    node: str


@dataclass(frozen=True, slots=True)
class DiffCell:
    left: str
    right: str
    is_different: bool


@dataclass(frozen=True, slots=True)
class DiffRow:
    key: str
    cells: tuple[DiffCell, ...]


@dataclass(frozen=True, slots=True)
class DiffCounts:
    same: int = 0
    changed: int = 0
    only_left: int = 0
    only_right: int = 0


@dataclass(frozen=True, slots=True)
class ValueDiff:
    kind: Literal["equal", "table", "text", "scalar", "incomparable"]
    summary: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[DiffRow, ...] = ()
    counts: DiffCounts = DiffCounts()
    left: Preview | None = None
    right: Preview | None = None
