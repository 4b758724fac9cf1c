"""The one classification of a node: what differs in how it is made, how its values stand, whether it is a cause.

Window, command line and report show what is decided here; nothing else decides it. It must not look at values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from dagscope.caching.constants import UNKNOWN
from dagscope.compare.code import bound_changes, code_changes
from dagscope.compare.facts import NodeFacts, Side, spec_text
from dagscope.compare.type_spelling import plain_spelling
from dagscope.order import needed_first
from dagscope.records import Beside, Change, ChangeKind, NodeDiff, Role, ValueState
from dagscope.scenario import ScenarioChange, diff

_RANK = {kind: number for number, kind in enumerate(get_args(ChangeKind))}
_UNEQUAL = frozenset(("partial", "incomparable", "different", "left", "right", "failed", "skipped"))


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """How the two values of a node stand to each other."""

    state: ValueState
    detail: str = ""
    beside: tuple[Beside, ...] = ()


# Scenarios ----------------------------------------------------------------------------------------------------------


def scenario_changes(left: Side, right: Side) -> tuple[ScenarioChange, ...]:
    """Return what differs between the two scenarios; one value written in two ways is no difference."""
    one, other = left.scenario, right.scenario
    found = []
    for change in diff(one, other):
        specs = [getattr(side, change.what, None) for side in (one, other)]
        if change.what in ("config", "inputs", "overrides"):
            texts = [spec_text(mapping.get(change.key)) if mapping else "" for mapping in specs]
            if texts[0] == texts[1] and all(change.key in (mapping or {}) for mapping in specs):
                continue
        found.append(change)
    return tuple(found)


# Structure ----------------------------------------------------------------------------------------------------------


def structure_of(left: NodeFacts, right: NodeFacts) -> tuple[Change, ...]:
    """Return everything that differs in how two nodes of one name are made, the strongest first."""
    if "unavailable" in (left.kind, right.kind):
        return _unavailable(left, right)
    found: list[Change] = []
    if left.kind != right.kind:
        found.append(Change("kind", "", left.kind, right.kind))
    if left.override != right.override:
        found.append(Change("override", left.name, left.override, right.override))
    if left.value != right.value and left.kind == right.kind:
        found.append(Change("config" if left.kind == "config" else "input", left.name, left.value, right.value))
    found += _contents(left, right)
    found += _code(left, right)
    if left.type != right.type and plain_spelling(left.type) != plain_spelling(right.type):
        found.append(Change("type", "", left.type, right.type))
    if left.deps != right.deps:
        found.append(Change("inputs", "", *(_deps_text(node) for node in (left, right))))
    if left.call is not right.call or left.call is None:
        is_computed = any("resolve" in text for code in left.codes() for text in code.decorators)
        found += bound_changes(left.bindings(), right.bindings(), is_computed)
    found += _mapping("tags", left.tags, right.tags)
    return tuple(sorted(found, key=lambda change: _RANK[change.kind]))


def _unavailable(left: NodeFacts, right: NodeFacts) -> tuple[Change, ...]:
    """Return that a side could not be built, which says nothing about the code; nothing is known of one that both
    could not.
    """
    if left.kind == right.kind:
        reasons = [node.reason or "could not be built" for node in (left, right)]
        return (Change("unknown", left.name, *reasons),)
    texts = [node.reason or "could not be built" if node.kind == "unavailable" else "built" for node in (left, right)]
    return (Change("unavailable", left.name, *texts),)


def _contents(left: NodeFacts, right: NodeFacts) -> list[Change]:
    """Return that two files of one name hold something else, or that this cannot be known."""
    texts = left.override or left.value, right.override or right.value
    if texts[0] != texts[1]:
        return []  # another file, which is said
    if left.contents == right.contents:
        reason = left.contents.removeprefix(UNKNOWN)
        return [Change("unknown", left.name, reason, reason)] if reason != left.contents else []
    sides = [f"{text} ({node.contents or 'its content is not known'})" for text, node in zip(texts, (left, right))]
    return [Change("override" if left.override else "input", left.name, sides[0], sides[1])]


def _code(left: NodeFacts, right: NodeFacts) -> list[Change]:
    ones, others = left.functions, right.functions
    if len(ones) == len(others) and all(one is other for one, other in zip(ones, others)):
        return []
    one_codes, other_codes = left.codes(), right.codes()
    found: list[Change] = []
    for one, other in zip(one_codes, other_codes):
        found += code_changes(one, other)
    for extra in one_codes[len(other_codes) :]:
        found.append(Change("code", "", extra.address, "none"))
    for extra in other_codes[len(one_codes) :]:
        found.append(Change("code", "", "none", extra.address))
    return list(dict.fromkeys(found))


def _deps_text(node: NodeFacts) -> str:
    return ", ".join(f"{name} (optional)" if optional else name for name, optional in node.deps) or "none"


def _mapping(kind: ChangeKind, left: Mapping[str, str], right: Mapping[str, str]) -> list[Change]:
    names = dict.fromkeys([*left, *right])
    return [
        Change(kind, name, left.get(name, ""), right.get(name, ""))
        for name in names
        if left.get(name) != right.get(name)
    ]


def _is_of_value(change: Change) -> bool:
    """Return whether a change can change the value: equal code from another module and other tags do not.

    What cannot be known makes no cause.
    """
    return change.kind not in ("unknown", "module", "tags")


# Cause and affected -------------------------------------------------------------------------------------------------


class Classification:
    """The nodes of both sides, in an order in which each comes after what it needs."""

    def __init__(self, left: Side, right: Side) -> None:
        self._sides = (left, right)
        self._structure = dict(self._compared())
        self._own = {
            name for name, changes in self._structure.items() if any(_is_of_value(change) for change in changes)
        }
        names = {name: name for name in self._structure}
        self._needs = {name: self._needed(name, names) for name in names}
        self.order = tuple(needed_first(names, self._needs.__getitem__))
        self._below: set[str] = set()
        for name in self.order:
            if any(dep in self._own or dep in self._below for dep in self._needs[name]):
                self._below.add(name)
        self._unequal: set[str] = set()

    def edges(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs of a node and what needs it, on either side."""
        return tuple((dep, name) for name in self.order for dep in self._needs[name])

    def _compared(self) -> Iterator[tuple[str, tuple[Change, ...]]]:
        left, right = self._sides
        for name, node in left.nodes.items():
            other = right.nodes.get(name)
            yield name, (Change("left"),) if other is None else structure_of(node, other)
        for name in right.nodes:
            if name not in left.nodes:
                yield name, (Change("right"),)

    def _needed(self, name: str, names: Mapping[str, str]) -> list[str]:
        """Return what the node needs on either side: the names' own objects, as `order` goes by identity."""
        one, other = (side.nodes.get(name) for side in self._sides)
        deps = one.deps if one is not None and not one.override else ()
        if other is not None and not other.override and other.deps != deps:
            deps = tuple(dict.fromkeys((*deps, *other.deps)))
        found = [names[dep] for dep, _ in deps if dep in names]
        return found if len(found) < 2 else list(dict.fromkeys(found))

    def row(self, name: str, value: ValueFacts = ValueFacts("unknown")) -> NodeDiff:
        """Classify one node. With values, ask in `order`: whether one is a cause depends on what it needs."""
        is_unequal = value.state in _UNEQUAL or bool(value.beside)
        if is_unequal:
            self._unequal.add(name)
        detail = value.detail
        if name in self._own:
            return NodeDiff(name, "cause", self._structure[name], value.state, detail, value.beside)
        is_below = name in self._below
        is_fed = is_below or (bool(self._unequal) and any(dep in self._unequal for dep in self._needs[name]))
        role: Role = "same"
        if is_unequal:
            role = "affected" if is_fed else "cause"
            is_known = all(change.kind != "unknown" for change in self._structure[name])
            if not is_fed and is_known and value.state in ("different", "partial"):
                detail = f"{detail}; nothing that it is made of differs: it depends on time, chance or a file"
        elif is_below and value.state == "unknown":
            role = "affected"
        return NodeDiff(name, role, self._structure[name], value.state, detail, value.beside)

    def rows(self, values: Mapping[str, ValueFacts] | None = None) -> tuple[NodeDiff, ...]:
        """Classify all nodes."""
        known = values or {}
        return tuple(self.row(name, known.get(name, ValueFacts("unknown"))) for name in self.order)
