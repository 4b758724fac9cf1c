"""Every command of the window, frozen. Data only; whoever needs one takes it from `messages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dagscope.protocol.values import Ask
from dagscope.records import CompareRule, ReadFile, ValueRef
from dagscope.scenario import Scenario, ValueSpec
from dagscope.value_records import TablePart


@dataclass(frozen=True, slots=True)
class Open:
    """Open a folder; where its code may not run, or the folder is in no list of trusted ones, from its sources
    alone. Where modules are named, these alone are read, with what they import of the folder.
    """

    folder: str
    may_run: bool = True
    modules: tuple[str, ...] = ()


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
    fresh: tuple[str, ...] = ()
    """Nodes that are computed whatever the cache has: what they read has changed."""


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
    branches_of: str = ""
    """An earlier run whose finished branches of these nodes are not computed again."""
    branched: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()
    """Files in which earlier processes handed over more of them."""
    fresh: tuple[str, ...] = ()
    """Nodes that are computed whatever the cache has: what they read has changed."""


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
class Breakpoints:
    """Stop runs of the main graph before and after these nodes, from now on."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop the run before its next node."""

    run: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Let the run go on; of a step only to the end of one node."""

    run: str
    step: bool = False


@dataclass(frozen=True, slots=True)
class InputGiven:
    """The answer to an `input()` of a node, by the number of `input_wanted`."""

    number: int
    text: str = ""


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
class AskFiles:
    """Which of these files, which nodes read, have changed since?"""

    files: tuple[ReadFile, ...] = ()


@dataclass(frozen=True, slots=True)
class AskScript:
    """What is the Python that runs a slot's graph with this scenario's values?"""

    slot: str
    scenario: Scenario


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
class Sweep:
    """Run a scenario once for each combination of values, written as literals; `cancel` of the run `sweep` ends it.

    What the process has of this sweep with this code, or the `table` has, is not computed again.
    """

    scenario: Scenario
    varied: Mapping[str, tuple[str, ...]]
    table: str = ""


@dataclass(frozen=True, slots=True)
class SaveSweep:
    """Write the sweep that was begun last as a table, and the rows that still come."""

    path: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be other with the right scenario than with the left one? They are built aside, and nothing is kept."""

    left: Scenario
    right: Scenario


@dataclass(frozen=True, slots=True)
class SaveComparison:
    """Write a report of a comparison to a file, whose ending says in which form; `names` are those of the sides."""

    comparison: Compare
    names: tuple[str, str]
    path: str


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
    is_safe: bool = False


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
class Locate:
    """Write to the real stderr where the main thread is, as a crash does."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    pass


Command = (
    Open
    | Build
    | Plan
    | Foresee
    | Execute
    | Cancel
    | Breakpoints
    | Pause
    | Resume
    | InputGiven
    | AskValue
    | AskVersions
    | AskFiles
    | AskScript
    | Evaluate
    | Compare
    | CompareValues
    | CompareSources
    | SaveComparison
    | WhatIf
    | Sweep
    | SaveSweep
    | SaveValue
    | Forget
    | HandOver
    | Warm
    | Ping
    | Locate
    | Shutdown
)

COMMAND_TYPES: dict[str, type[Command]] = {
    "open": Open,
    "build": Build,
    "plan": Plan,
    "foresee": Foresee,
    "execute": Execute,
    "cancel": Cancel,
    "breakpoints": Breakpoints,
    "pause": Pause,
    "resume": Resume,
    "input_given": InputGiven,
    "ask_value": AskValue,
    "ask_versions": AskVersions,
    "ask_files": AskFiles,
    "ask_script": AskScript,
    "evaluate": Evaluate,
    "compare": Compare,
    "compare_values": CompareValues,
    "compare_sources": CompareSources,
    "save_comparison": SaveComparison,
    "what_if": WhatIf,
    "sweep": Sweep,
    "save_sweep": SaveSweep,
    "save_value": SaveValue,
    "forget": Forget,
    "hand_over": HandOver,
    "warm": Warm,
    "ping": Ping,
    "locate": Locate,
    "shutdown": Shutdown,
}
