"""Sides of a comparison, built from the texts of modules."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from dagscope.build import build_dataflow
from dagscope.compare.facts import Side, side_of
from dagscope.describe.graph import describe_graph
from dagscope.scenario import Scenario
from dagscope.session.building import Slot
from dagscope.session.run import Run
from dagscope.value_records import ErrorPreview

HEAD = "from dagscope.function_modifiers import *\nfrom dagscope.htypes import *\n"


Make = Callable[..., Side]


def slot_side(modules: list[types.ModuleType], config: dict[str, Any], scenario: Scenario) -> Side:
    result = build_dataflow(modules, config, allow_module_overrides=True)
    assert not result.problems, result.problems
    records = describe_graph(result, config, [])
    return side_of(Slot(scenario, result, config, records, (), (), (), {})).portable()


BASE = (
    "def a(x: int) -> int:\n    return x + 1\ndef b(a: int) -> int:\n    return a * 2\n"
    "def other(y: int) -> int:\n    return y\n"
)


FAILED = ErrorPreview("ValueError", "ValueError: no", error_type="ValueError", message="no")


def run_of(values: dict[str, Any], **states: Any) -> Run:
    made = Run("r", "s")
    made.values.update(values)
    made.states.update({**dict.fromkeys(values, "ok"), **states})
    made.errors.update({name: FAILED for name, state in states.items() if state == "failed"})
    return made
