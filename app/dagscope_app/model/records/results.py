"""Result tabs: a node's value, the difference of two values, a group's nodes. It must not know Qt or the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NewType

from dagscope.records import ValueDiff, ValueName
from dagscope.value_records import Preview

from dagscope_app.model.cases import TabState
from dagscope_app.model.records.runs import Run
from dagscope_app.model.translation import later, tr

GONE = {
    "lost": later("Your code changed or its process ended, so this value was cleared. Run again to see it."),
    "forgotten": later("This value was cleared to make room for newer runs. Run again to see it."),
}


def gone_text(state: TabState) -> str:
    """Return why a value cannot be read any more, in the user's language; empty where it can."""
    return tr(GONE[state]) if state in GONE else ""


def owner_of(node: str) -> str:
    """Return the node that a tab belongs to: also that of what it received, or of a picture it showed."""
    return ValueName.parse(node).node


def short_names(nodes: Iterable[str]) -> dict[str, str]:
    """Return what to call each node next to the others: its last part, after as much of its namespace as tells
    namesakes apart.
    """
    names = dict.fromkeys(nodes)
    owners = dict.fromkeys(owner_of(name) for name in names)
    found = {}
    for name in names:
        owner, what = ValueName.parse(name)
        parts, size = owner.split("."), 1
        while size < len(parts) and any(n != owner and n.split(".")[-size:] == parts[-size:] for n in owners):
            size += 1
        found[name] = " › ".join(parts[-size:]) + (f": {what}" if what else "")
    return found


ResultKey = NewType("ResultKey", str)
"""What a tab is known by; nobody takes one apart."""


def value_key(run: str, node: str) -> ResultKey:
    """Return the key of a node's value in a run."""
    return ResultKey(f"{run}/{node}")


def inside_key(run: str, node: str, names: tuple[str, ...]) -> ResultKey:
    """Return the key of what is inside a node's value in a run."""
    return ResultKey(f"{run}/{node}/{names!r}")


def diff_key(old: str, new: str, node: str, names: tuple[str, ...] = ()) -> ResultKey:
    """Return the key of the difference of a node's values in two runs, or of what is inside them."""
    return ResultKey(f"{old}~{new}/{node}" + (f"/{names!r}" if names else ""))


def group_key(group: str) -> ResultKey:
    """Return the key of a group's table."""
    return ResultKey(f"group/{group}")


@dataclass(frozen=True, slots=True)
class ValueTab:
    """A node of a run, and the bounded preview of its value.

    `is_looked` says that the preview was asked for, and did not come with the run, which has no time for all of it.
    `state` is the node's, or `lost` (its worker ended), or `forgotten` (released after newer runs). A pinned tab is
    not taken over by the node's next run. `names` and `path` lead to what is shown inside the node's value.
    """

    key: ResultKey
    node: str
    run: str
    state: TabState = ""
    preview: Preview | None = None
    image: bytes = b""
    number: int = 0
    is_pinned: bool = False
    is_looked: bool = False
    path: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The node, and the way to what is shown inside its value."""
        return " › ".join((self.node, *self.names))

    @property
    def is_gone(self) -> bool:
        """The value cannot be read any more; only what the preview holds is left."""
        return self.state in GONE

    @property
    def is_seen_otherwise(self) -> bool:
        """The value is looked at in another way than as what it is: the last step of its path is none to a part."""
        return bool(self.path) and self.path[-1] < 0

    @property
    def follows(self) -> bool:
        """The node's next value takes this tab's place."""
        return not self.is_pinned


@dataclass(frozen=True, slots=True)
class DiffTab:
    """How a node's value in the run `number` differs from the one in the run `other`; `names` lead to a part of
    both.
    """

    key: ResultKey
    node: str
    number: int
    other: int
    diff: ValueDiff
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupTab:
    """What the latest run says of a group's nodes; `node` is the group's label."""

    key: ResultKey
    node: str
    members: tuple[str, ...]


ResultTab = ValueTab | DiffTab | GroupTab


def value_tabs(tabs: Sequence[ResultTab]) -> list[ValueTab]:
    """Return the tabs that show a value."""
    return [tab for tab in tabs if isinstance(tab, ValueTab)]


def value_tab(tabs: Sequence[ResultTab], key: ResultKey) -> ValueTab | None:
    """Return the tab of this key, if it shows a value, or None."""
    return next((tab for tab in value_tabs(tabs) if tab.key == key), None)


def with_state(tab: ResultTab, state: TabState) -> ResultTab:
    """Return the tab of a value that can still be read, marked with another state; any other as it is."""
    if not isinstance(tab, ValueTab) or tab.is_gone:
        return tab
    return replace(tab, state=state)


def note_of(tab: ResultTab, runs: Sequence[Run], stale: Mapping[str, str]) -> str:
    """Return a short note on a value that is not of the latest run, or out of date; else empty."""
    if not isinstance(tab, ValueTab):
        return ""
    if tab.state == "lost":
        return f"run #{tab.number}, values cleared"
    latest = next((run for run in reversed(runs) if run.slot == "main"), None)
    if latest is not None and tab.run not in (latest.id, latest.home_of(tab.node)):
        return f"run #{tab.number}, earlier"
    return f"out of date: {stale[tab.node]}" if tab.node in stale else ""


def newest_tab(tabs: Sequence[ResultTab], node: str) -> ValueTab | None:
    """Return the tab of a node's newest value."""
    whole = (tab for tab in value_tabs(tabs) if tab.node == node and not tab.names)
    return max(whole, key=lambda tab: tab.number, default=None)
