"""What one side of a comparison is: for each node how it is made, and what it is given. It must not compare.

A side can leave its process: `portable` replaces functions by what their code consists of.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dagscope.caching.code_versions import functions_of
from dagscope.compare.code import CodeFacts, bound_values, code_of
from dagscope.compare.given import contents_of, value_text
from dagscope.records import NodeRecord
from dagscope.scenario import Scenario, ValueSpec
from dagscope.session.building import Slot


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """How a node is made. `functions` are the user's, the nearest first; `call` is what the decorators made of them."""

    name: str
    kind: str
    type: str
    deps: tuple[tuple[str, bool], ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[Any, ...] = ()
    call: Any = None
    bound: Mapping[str, str] | None = None
    value: str = ""
    """The config or input value, or the default that is used."""
    override: str = ""
    contents: str = ""
    """What the file holds that the input or override is read from, where a side is a revision."""
    reason: str = ""
    """Why it is not available."""

    def codes(self) -> tuple[CodeFacts, ...]:
        """Return the facts of the node's functions."""
        return tuple(each if isinstance(each, CodeFacts) else code_of(each) for each in self.functions)

    def bindings(self) -> Mapping[str, str]:
        """Return the values that decorators bound."""
        return self.bound if self.bound is not None else bound_values(self.call, self.functions)

    def portable(self) -> NodeFacts:
        """Return the node without anything of its process."""
        return replace(self, functions=self.codes(), bound=dict(self.bindings()), call=None)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    scenario: Scenario
    nodes: Mapping[str, NodeFacts]

    def portable(self) -> Side:
        """Return the side without anything of its process."""
        return Side(self.scenario, {name: node.portable() for name, node in self.nodes.items()})

    def with_contents(self, folder: Path) -> Side:
        """Return the side with what the files hold that it is given; relative names are relative to `folder`."""
        given = {**self.scenario.inputs, **self.scenario.overrides}
        found = {
            name: replace(node, contents=contents_of(given[name], folder)) if name in given else node
            for name, node in self.nodes.items()
        }
        return Side(self.scenario, found)


def side_of(slot: Slot) -> Side:
    """Return a build as a side."""
    graph, scenario = slot.result.graph, slot.scenario
    found: dict[str, NodeFacts] = {}
    for record in slot.records.nodes:
        node = graph.nodes.get(record.name)
        is_made = node is not None and record.kind not in ("input", "config", "unavailable")
        found[record.name] = NodeFacts(
            record.name,
            record.kind,
            record.type,
            tuple((dependency.name, dependency.optional) for dependency in record.deps),
            {key: text for key, text in record.tags.items() if key != "module"},
            functions_of(node) if node is not None and is_made else (),
            node.callable if node is not None and is_made else None,
            None if is_made else {},
            _value(record, slot),
            spec_text(scenario.overrides.get(record.name)),
            record.reason,
        )
    return Side(scenario, found)


def _value(record: NodeRecord, slot: Slot) -> str:
    if record.kind == "config":
        return value_text(slot.config.get(record.name))
    if record.kind != "input":
        return ""
    given = spec_text(slot.scenario.inputs.get(record.name))
    return given or (f"default {record.default}" if record.default else "")


def spec_text(spec: ValueSpec | None) -> str:
    """Return a value of a scenario as it is read: one value written in two ways has one text."""
    if spec is None or spec.kind == "none":
        return ""
    if spec.kind != "literal":
        return f"{spec.kind}: {spec.text}"
    text = spec.text.strip()
    if text.startswith("datetime."):  # a date or time of TOML
        return text.removeprefix("datetime.")
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return repr(spec.text)
