"""Every event that a worker sends, frozen. Data only; `envelope` and `codec` turn them into frames and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dagscope.protocol.batch import Batch
from dagscope.protocol.values import Answer
from dagscope.records import (
    BranchRow,
    ConfigKey,
    DefinitionRecord,
    InputRecord,
    ModuleRecord,
    NodeDiff,
    NodeRecord,
    ProblemRecord,
    ReadFile,
    ValueDiff,
)
from dagscope.scenario import Scenario, ScenarioChange
from dagscope.value_records import ErrorPreview, Preview

RunStatus = Literal["ok", "failed", "cancelled"]


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
    elsewhere: tuple[DefinitionRecord, ...] = ()
    """Those that could be chosen from modules that the scenario does not use; no node counts them as its own."""


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

    `cut` would run, were it not for an overriding value; `kept` come from earlier runs; `doubt` says why it is not
    known what the cache gives.
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
class Paused:
    """The run waits before or after a node; what `ask_value` may ask meanwhile is answered."""

    run: str
    node: str
    where: Literal["before", "after"] = "before"


@dataclass(frozen=True, slots=True)
class Resumed:
    run: str


@dataclass(frozen=True, slots=True)
class InputWanted:
    """A node waits for `input()`; the prompt has at most 2,000 characters."""

    run: str
    node: str
    prompt: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Branches:
    """Nodes whose state in a branch of a block has changed."""

    run: str
    rows: tuple[BranchRow, ...] = ()


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
class Script:
    """A scenario as a Python script."""

    text: str


@dataclass(frozen=True, slots=True)
class Versions:
    """One text for each name that was asked for, in that order; empty where no code of the project makes the node."""

    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilesRead:
    """The files that a node of a run read, as far as that can be known."""

    run: str
    node: str
    files: tuple[ReadFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FilesNow:
    """What has become of each file that was asked for, in words that follow its name; empty where it is the same."""

    changes: tuple[str, ...] = ()


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
class SweepRow:
    """One combination of a sweep: its scenario, results in words and as numbers, or why it failed; of so many."""

    values: tuple[str, ...]
    scenario: Scenario
    results: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    error: str = ""
    total: int = 0


@dataclass(frozen=True, slots=True)
class SweepEnd:
    """All combinations were run, or it was stopped."""

    status: RunStatus = "ok"


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """Names of what would be other, and the first added nodes; the counts are of all, the names may be the first
    only.
    """

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
    made_safe: int = 0


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
    | Branches
    | Paused
    | Resumed
    | InputWanted
    | Result
    | Output
    | RunFinished
    | ValueAnswer
    | Versions
    | FilesRead
    | FilesNow
    | Script
    | Evaluated
    | ComparePage
    | CompareEnd
    | ValueDiffAnswer
    | SourcesAnswer
    | WhatIfAnswer
    | SweepRow
    | SweepEnd
    | Saved
    | Warmed
    | Forgotten
    | HandedOver
    | Pong
    | Goodbye
)

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
    "branches": Branches,
    "paused": Paused,
    "resumed": Resumed,
    "input_wanted": InputWanted,
    "result": Result,
    "output": Output,
    "run_finished": RunFinished,
    "value": ValueAnswer,
    "versions": Versions,
    "files_read": FilesRead,
    "files": FilesNow,
    "script": Script,
    "evaluated": Evaluated,
    "compare_page": ComparePage,
    "compare_end": CompareEnd,
    "value_diff": ValueDiffAnswer,
    "sources": SourcesAnswer,
    "effect": WhatIfAnswer,
    "sweep_row": SweepRow,
    "sweep_end": SweepEnd,
    "saved": Saved,
    "warmed": Warmed,
    "forgotten": Forgotten,
    "handed_over": HandedOver,
    "pong": Pong,
    "goodbye": Goodbye,
}
