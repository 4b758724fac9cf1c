"""A scenario varied: one scenario for each combination of values, and what a run of it gives in short.
It must not read options or frames.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import Any

from dagscope.identifiers import nearest
from dagscope.preview import summary_of
from dagscope.preview.budget import attempt, cut
from dagscope.scenario import Scenario, ValueSpec
from dagscope.session.building import Slot
from dagscope.session.refusal import Refusal
from dagscope.session.run import Run, RunContext
from dagscope.session.script_text import asked_for
from dagscope.session.session import Session
from dagscope.session.start_run import Wanted, start_run
from dagscope.session.sweep_tables import Row

SLOT = "sweep"
_TEXT = 200


@dataclass(frozen=True, slots=True)
class SweptRow:
    """One combination: its scenario, what was asked for in words and, where it is one, as a number; why it failed."""

    values: tuple[str, ...]
    scenario: Scenario
    results: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    error: str = ""
    is_stopped: bool = False
    cells: dict[str, Any] = field(default_factory=dict)
    """The results as a table has them: numbers, truth values and texts as they are, anything else in words."""

    def as_table_row(self) -> Row:
        """Return the row as a table has it."""
        return Row(self.values, self.cells, self.seconds, self.error)


def unknown_in(slot: Slot, names: Mapping[str, object]) -> str:
    """Return the first name that is no config key, input or node of a build, as a sentence; "" where there is none."""
    known = [*(key.name for key in slot.config_keys), *(node.name for node in slot.records.nodes)]
    for name in names:
        if name not in known:
            meant = nearest(name, known)
            hint = f"; is {meant} meant?" if meant else ""
            return f"{name} is no config key, input or node of this dataflow{hint}"
    return ""


def combinations_of(varied: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return each combination of values, the last key varying fastest."""
    return list(itertools.product(*varied.values()))


def with_values(base: Scenario, slot: Slot, values: Mapping[str, str]) -> Scenario:
    """Return the scenario with these values: each in the config, the inputs or the overrides, as what it belongs to."""
    config, inputs, overrides = dict(base.config), dict(base.inputs), dict(base.overrides)
    kinds = {node.name: node.kind for node in slot.records.nodes}
    keys = {key.name for key in slot.config_keys}
    for name, text in values.items():
        spec = ValueSpec("literal", text)
        if name in config or (name in keys and kinds.get(name) in (None, "config")):
            config[name] = spec
        elif kinds.get(name) == "input":
            inputs[name] = spec
        else:
            overrides[name] = spec
    return replace(base, config=config, inputs=inputs, overrides=overrides)


def swept(
    session: Session,
    base: Scenario,
    choices: Mapping[str, tuple[str, ...]],
    context: RunContext,
    known: Callable[[tuple[str, ...]], Row | None] = lambda values: None,
) -> Iterator[SweptRow]:
    """Run each combination, one after the other, to the scenario's final variables or all that is left over at the end.

    What is `known` of a combination is not computed again.

    Raises:
        Refusal: a name is nothing of this dataflow.
    """
    first = session.build_aside(base)
    unknown = unknown_in(first, choices)
    if unknown:
        raise Refusal(unknown)
    for values in combinations_of(choices):
        scenario, there = with_values(base, first, dict(zip(choices, values))), known(values)
        row = _row(session, scenario, values, context) if there is None else _from_table(there, scenario)
        yield row
        if row.is_stopped:
            return


def _from_table(row: Row, scenario: Scenario) -> SweptRow:
    texts = {name: cut(summary_of(value), _TEXT) for name, value in row.results.items()}
    numbers = {name: number for name, value in row.results.items() if (number := _number(value)) is not None}
    return SweptRow(row.values, scenario, texts, numbers, row.seconds, row.error, cells=row.results)


def _row(session: Session, scenario: Scenario, values: tuple[str, ...], context: RunContext) -> SweptRow:
    began = time.perf_counter()
    try:
        slot = session.put(SLOT, session.build_aside(scenario))
        errors = [problem.message for problem in slot.problems if problem.severity == "error"]
        if errors:
            return SweptRow(values, scenario, seconds=time.perf_counter() - began, error=errors[0])
        return _run(session, slot, values, context, began)
    except Refusal as refusal:
        return SweptRow(values, scenario, seconds=time.perf_counter() - began, error=str(refusal))
    finally:
        session.forget(SLOT, SLOT)


def _run(session: Session, slot: Slot, values: tuple[str, ...], context: RunContext, began: float) -> SweptRow:
    scenario, finals = slot.scenario, asked_for(slot)
    inputs = session.values_of(slot, scenario.inputs, "input")
    overrides = session.values_of(slot, scenario.overrides, "override")
    wanted = Wanted(SLOT, SLOT, finals, inputs, overrides, scenario.executor, scenario.cache)
    finished = start_run(session, context, wanted)
    run = slot.runs.get(SLOT, Run(SLOT, SLOT))
    results = {name: cut(summary_of(run.values[name]), _TEXT) for name in finals if name in run.values}
    numbers = {name: number for name in results if (number := _number(run.values[name])) is not None}
    error = ""
    if finished.status != "ok":
        error = next((f"{name}: {each.summary}" for name, each in run.errors.items()), finished.message or "it failed")
    seconds = time.perf_counter() - began
    cells = {name: _cell(run.values[name], text) for name, text in results.items()}
    return SweptRow(values, scenario, results, numbers, seconds, error, finished.status == "cancelled", cells)


def _cell(value: object, text: str) -> Any:
    return value if type(value) in (str, int, float, bool) else text


def _number(value: Any) -> float | None:
    """Return a value as a point of a plot; numbers of numpy are `Real` as well."""
    kind = type(value)  # `isinstance` runs the value's own `__class__`
    if issubclass(kind, bool) or not issubclass(kind, Real):
        return None
    number = attempt(lambda: float(value), lambda reason: float("nan"))
    return number if number - number == 0 else None
