"""Every command and every event, frozen. Data only; `protocol` turns them into frames and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dagscope.protocol.batch import Batch as Batch
from dagscope.protocol.values import Answer, Ask
from dagscope.records import (
    CompareRule,
    ConfigKey,
    DefinitionRecord,
    InputRecord,
    ModuleRecord,
    NodeDiff,
    NodeRecord,
    ProblemRecord,
    ValueDiff,
    ValueRef,
)
from dagscope.scenario import Scenario, ScenarioChange, ValueSpec
from dagscope.value_records import ErrorPreview, Preview, TablePart

RunStatus = Literal["ok", "failed", "cancelled"]

# Commands, from the window to the worker ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Open:
    """Open a folder; where its code may not run, or the folder is in no list of trusted ones, from its sources alone."""

    folder: str
    may_run: bool = True


@dataclass(frozen=True, slots=True)
class Build:
    """Build a scenario in a slot; with a git revision from the files as they were at it, in a process of their own."""

    slot: str
    scenario: Scenario
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    slot: str
    final_vars: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foresee:
    """What would `execute` do with these? No node runs for the answer; the cache is looked at, not read."""

    slot: str
    final_vars: tuple[str, ...] = ()
    inputs: dict[str, ValueSpec] = field(default_factory=dict)
    overrides: dict[str, ValueSpec] = field(default_factory=dict)
    cache: str = ""
    taken: tuple[ValueRef, ...] = ()
    brought: tuple[str, ...] = ()
    """Nodes whose values earlier processes would hand over."""


@dataclass(frozen=True, slots=True)
class Execute:
    slot: str
    run: str
    final_vars: tuple[str, ...] = ()
    inputs: dict[str, ValueSpec] = field(default_factory=dict)
    overrides: dict[str, ValueSpec] = field(default_factory=dict)
    executor: str = "sync"
    cache: str = ""
    taken: tuple[ValueRef, ...] = ()
    """Values of earlier runs, put in their nodes' places as overrides are."""
    handed: tuple[str, ...] = ()
    """Files in which earlier processes handed over more of them."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Write a run's values into a new file, for the process that comes after this one.

    The first `needed` nodes are those without whose values it would have to compute them again; on the others no more
    than `limit` bytes are spent.
    """

    slot: str
    run: str
    nodes: tuple[str, ...]
    needed: int
    path: str
    limit: int


@dataclass(frozen=True, slots=True)
class Cancel:
    run: str


@dataclass(frozen=True, slots=True)
class AskValue:
    """A question about a node's value, or about what is found at a path inside it."""

    slot: str
    run: str
    node: str
    ask: Ask
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AskVersions:
    """What is the code version of these nodes, helpers and constants included?"""

    slot: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluate:
    slot: str
    name: str
    spec: ValueSpec


@dataclass(frozen=True, slots=True)
class Compare:
    """Two slots; with both runs named, every node's values too, by the rule or by a node's own key columns."""

    left: str
    right: str
    left_run: str = ""
    right_run: str = ""
    rule: CompareRule = CompareRule()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompareValues:
    """Two values, by a rule; `start` and `count` choose the rows that differ which the answer holds."""

    left: ValueRef
    right: ValueRef
    rule: CompareRule = CompareRule()
    start: int = 0
    count: int = 200


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be other with the right scenario than with the left one? They are built aside, and nothing is kept."""

    left: Scenario
    right: Scenario


FileFormat = Literal["csv", "parquet", "json", "txt", "png", "xlsx", "md", "npy", "pickle"]


@dataclass(frozen=True, slots=True)
class CompareSources:
    """What a node consists of in two slots: its functions, and the constants and helpers they use."""

    left: str
    right: str
    node: str


@dataclass(frozen=True, slots=True)
class SaveValue:
    slot: str
    run: str
    node: str
    path: str
    format: FileFormat = "csv"
    inside: tuple[int, ...] = ()
    part: TablePart | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    slot: str
    run: str


@dataclass(frozen=True, slots=True)
class Warm:
    """Import these, if they are installed, before a project is known (a spare worker)."""

    packages: tuple[str, ...] = ("numpy", "pandas")


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Shutdown:
    pass


# Events, from the worker to the window ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    python: str
    interpreter: str
    pid: int
    version: str
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsupported:
    python: str


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    message: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    folder: str
    modules: tuple[ModuleRecord, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    problems: tuple[ProblemRecord, ...] = ()
    saved: bool = False
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    bases: tuple[Scenario, ...] = ()
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class GraphBegin:
    slot: str
    nodes: int
    definitions: int = 0


@dataclass(frozen=True, slots=True)
class GraphPage:
    slot: str
    nodes: tuple[NodeRecord, ...] = ()
    definitions: tuple[DefinitionRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphEnd:
    slot: str
    problems: tuple[ProblemRecord, ...] = ()
    config_keys: tuple[ConfigKey, ...] = ()
    inputs: tuple[InputRecord, ...] = ()
    modules: tuple[ModuleRecord, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    runs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`runs` are all nodes of the plan in their order; of these, `cached` come from the cache.

    `cut` would run, were it not for an overriding value; `kept` come from earlier runs; `doubt` says why it is not known
    what the cache gives.
    """

    runs: tuple[str, ...] = ()
    cached: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubt: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RunStarted:
    run: str
    slot: str
    order: tuple[str, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    run: str
    node: str
    preview: Preview


@dataclass(frozen=True, slots=True)
class Output:
    run: str
    node: str
    stream: Literal["stdout", "stderr", "log", "warning"]
    text: str
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class RunFinished:
    run: str
    status: RunStatus
    seconds: float = 0.0
    error: ErrorPreview | None = None
    message: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueAnswer:
    answer: Answer


@dataclass(frozen=True, slots=True)
class Evaluated:
    """`value_type`, not `type`: that name is the envelope's."""

    ok: bool
    value_type: str = ""
    summary: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """One text for each name that was asked for, in that order; empty where no code of the project makes the node."""

    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Some nodes; the first page has what differs between the scenarios."""

    rows: tuple[NodeDiff, ...]
    scenario: tuple[ScenarioChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareEnd:
    same: int = 0
    different: int = 0
    not_run: int = 0


@dataclass(frozen=True, slots=True)
class ValueDiffAnswer:
    diff: ValueDiff


@dataclass(frozen=True, slots=True)
class SourcesAnswer:
    """A node's source on both sides; empty where it is not there or has none."""

    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """Names of what would be other, and the first added nodes; the counts are of all, the names may be the first only."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    nodes: tuple[NodeRecord, ...] = ()
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    path: str


@dataclass(frozen=True, slots=True)
class Warmed:
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    run: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Whose values are in the file, and why those of needed nodes are not (of 200 at most)."""

    nodes: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pong:
    pass


@dataclass(frozen=True, slots=True)
class Goodbye:
    pass


Command = (
    Open
    | Build
    | Plan
    | Foresee
    | Execute
    | Cancel
    | AskValue
    | AskVersions
    | Evaluate
    | Compare
    | CompareValues
    | CompareSources
    | WhatIf
    | SaveValue
    | Forget
    | HandOver
    | Warm
    | Ping
    | Shutdown
)
Event = (
    Hello
    | Unsupported
    | ErrorAnswer
    | Project
    | GraphBegin
    | GraphPage
    | GraphEnd
    | PlanAnswer
    | Foreseen
    | RunStarted
    | Batch
    | Result
    | Output
    | RunFinished
    | ValueAnswer
    | Versions
    | Evaluated
    | ComparePage
    | CompareEnd
    | ValueDiffAnswer
    | SourcesAnswer
    | WhatIfAnswer
    | Saved
    | Warmed
    | Forgotten
    | HandedOver
    | Pong
    | Goodbye
)

COMMAND_TYPES: dict[str, type[Command]] = {
    "open": Open,
    "build": Build,
    "plan": Plan,
    "foresee": Foresee,
    "execute": Execute,
    "cancel": Cancel,
    "ask_value": AskValue,
    "ask_versions": AskVersions,
    "evaluate": Evaluate,
    "compare": Compare,
    "compare_values": CompareValues,
    "compare_sources": CompareSources,
    "what_if": WhatIf,
    "save_value": SaveValue,
    "forget": Forget,
    "hand_over": HandOver,
    "warm": Warm,
    "ping": Ping,
    "shutdown": Shutdown,
}
EVENT_TYPES: dict[str, type[Event]] = {
    "hello": Hello,
    "unsupported": Unsupported,
    "error": ErrorAnswer,
    "project": Project,
    "graph_begin": GraphBegin,
    "graph_page": GraphPage,
    "graph_end": GraphEnd,
    "plan": PlanAnswer,
    "foreseen": Foreseen,
    "run_started": RunStarted,
    "batch": Batch,
    "result": Result,
    "output": Output,
    "run_finished": RunFinished,
    "value": ValueAnswer,
    "versions": Versions,
    "evaluated": Evaluated,
    "compare_page": ComparePage,
    "compare_end": CompareEnd,
    "value_diff": ValueDiffAnswer,
    "sources": SourcesAnswer,
    "effect": WhatIfAnswer,
    "saved": Saved,
    "warmed": Warmed,
    "forgotten": Forgotten,
    "handed_over": HandedOver,
    "pong": Pong,
    "goodbye": Goodbye,
}
