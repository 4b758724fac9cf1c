"""The records that messages are made of: what the window knows of a graph, a run and a difference. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dagscope.value_records import Preview

State = Literal["waiting", "running", "ok", "warning", "cached", "failed", "stopped", "skipped"]
"""`warning`: it has a value, and a check of it did not pass. `stopped`: it had begun and did not come to its end."""
NodeKind = Literal["function", "input", "config", "loader", "saver", "expand", "collect", "unavailable"]


RECEIVED = "received"
_FIGURE = "figure "


class ValueName(NamedTuple):
    """What a value is called where a node has several; it crosses as text, `total` or `total#figure 1`.

    `part` is empty for what the node gave, `RECEIVED` for what it was given (a dict by its parameters), or one of the
    pictures that it showed.
    """

    node: str
    part: str = ""

    @classmethod
    def parse(cls, text: str) -> ValueName:
        """Return the name that such a text means."""
        node, _, part = text.partition("#")
        return cls(node, part)

    @classmethod
    def of_figure(cls, node: str, number: int) -> ValueName:
        """Return the name of a picture that a node showed; the first is number 1."""
        return cls(node, f"{_FIGURE}{number}")

    @property
    def is_figure(self) -> bool:
        """Whether it is a picture that the node showed."""
        return self.part.startswith(_FIGURE)

    def __str__(self) -> str:
        return f"{self.node}#{self.part}" if self.part else self.node


@dataclass(frozen=True, slots=True)
class ProblemRecord:
    """Something the user should know, with its location when there is one."""

    kind: str
    message: str
    node: str = ""
    file: str = ""
    line: int = 0
    severity: Literal["error", "warning"] = "error"
    command: str = ""
    """What to type in a terminal to put it right."""
    packages: tuple[str, ...] = ()
    """What a new environment needs for the project, as arguments of `pip install`."""


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
    wants: dict[str, str] = field(default_factory=dict)
    """The config that would choose this variant, as literals, "" for a key without a value; empty where none is known.
    """
    is_switched_off: bool = False
    """Whether a condition on the config leaves it out."""


@dataclass(frozen=True, slots=True)
class ConfigKey:
    name: str
    type: str = ""
    values: tuple[str, ...] = ()
    value: str = ""
    origin: str = ""
    remark: str = ""
    """What is doubtful about the value; empty where nothing is."""
    uses: tuple[str, ...] = ()
    """Each function whose decorators ask for it, with its file and line."""
    codes: dict[str, str] = field(default_factory=dict)
    """The expressions that make those of its values that no literal writes."""


@dataclass(frozen=True, slots=True)
class InputRecord:
    name: str
    type: str = ""
    required: bool = True
    default: str = ""
    needed_by: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    """The only values that its type allows, as literals that give them; empty where there are others."""
    low: str = ""
    high: str = ""
    """The bounds that its type gives a number: `>= 0`, `< 10`; empty where there is none."""


class StateRow(NamedTuple):
    """A node's state with the seconds it took, begun so many seconds into the run.

    `memory` is by how many bytes the process grew meanwhile; 0 where that is not known, or hardly any.
    A tuple and no dataclass: there is one for every node of a run, and a batch takes them apart into its columns.
    """

    node: str
    state: State
    seconds: float = 0.0
    begun: float = 0.0
    summary: str = ""
    type: str = ""
    memory: int = 0


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was when a node read it; a folder, whose path ends in a separator, by its names alone.

    `modified` is in nanoseconds; `digest` is empty where the file is large.
    """

    path: str
    size: int = 0
    modified: int = 0
    digest: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether its names were read, not what is in it."""
        return self.path.endswith(("/", "\\"))


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A node in one branch of a block, which has a number: `2`, or `2.0` in a block within a block.

    Where nodes run on several threads those in no block are reported too, without a number. `item` is what the branch
    was given, `lane` where it runs.
    """

    node: str
    branch: str
    state: State = "waiting"
    seconds: float = 0.0
    begun: float = 0.0
    item: str = ""
    summary: str = ""
    lane: str = ""


Verdict = Literal["equal", "close", "partial", "incomparable", "different"]
"""From the weakest to the strongest.
`close`: equal within the tolerance; `partial`: no difference in what was compared.
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that differs besides the values: a type, a dtype, a name, an order."""

    what: str
    left: str
    right: str


ChangeKind = Literal[
    "left", "right", "unavailable", "kind", "override", "config", "input", "code", "helper", "constant", "default",
    "type", "inputs", "bound", "decorator", "unknown", "tags", "module",
]  # fmt: skip
"""What can differ in how a node is made, the strongest first. `unknown`: what cannot be known on either side;
`module`: the same code, from another module.
"""
Role = Literal["same", "cause", "affected"]
RowSide = Literal["both", "left", "right"]
ValueState = Literal[
    "unknown", "equal", "close", "partial", "incomparable", "different", "left", "right", "failed", "skipped", "not_run"
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs in how a node is made; `what` names the function, helper, parameter or key."""

    kind: ChangeKind
    what: str = ""
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class NodeDiff:
    """How a node of one side stands to the one of the same name on the other.

    `structure` is everything that differs in how it is made, the strongest first; `value` is `unknown` before a run,
    and `detail` says it in words. A `cause` differs by itself, an `affected` node only for what it needs.
    """

    name: str
    role: Role = "same"
    structure: tuple[Change, ...] = ()
    value: ValueState = "unknown"
    detail: str = ""
    beside: tuple[Beside, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known to differ in how it is made, and not all of that is known."""
        return self.role == "same" and any(change.kind == "unknown" for change in self.structure)

    @property
    def differs(self) -> bool:
        """Whether anything about the node is other than the same, or is unknown."""
        is_known = self.value in ("unknown", "equal", "close", "not_run")
        return bool(self.structure or self.beside) or self.role != "same" or not is_known


@dataclass(frozen=True, slots=True)
class ValueRef:
    """A node's value in a run, or what is found at a path inside it."""

    slot: str
    run: str
    node: str
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareRule:
    """How values are compared: floats by tolerance, rows of tables by index, position or key columns."""

    rtol: float = 1e-9
    atol: float = 0.0
    rows: Literal["auto", "index", "position", "key"] = "auto"
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiffCell:
    left: str
    right: str
    is_different: bool


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A row or an entry that differs; of one that is on one side only, the other side's texts are empty."""

    key: str
    cells: tuple[DiffCell, ...]
    side: RowSide = "both"


@dataclass(frozen=True, slots=True)
class DiffCounts:
    """Rows, entries or lines; `close` ones are among the `same`."""

    same: int = 0
    changed: int = 0
    only_left: int = 0
    only_right: int = 0
    close: int = 0


@dataclass(frozen=True, slots=True)
class ValueDiff:
    """How two values differ.
    `rows` are those from `start` on of the `row_count` that differ; `notes` say how it was done.
    """

    verdict: Verdict
    kind: Literal["scalar", "text", "table", "tree", "image", "object"] = "scalar"
    summary: str = ""
    beside: tuple[Beside, ...] = ()
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    columns_left: tuple[str, ...] = ()
    columns_right: tuple[str, ...] = ()
    rows: tuple[DiffRow, ...] = ()
    start: int = 0
    row_count: int = 0
    counts: DiffCounts = DiffCounts()
    left: Preview | None = None
    right: Preview | None = None
