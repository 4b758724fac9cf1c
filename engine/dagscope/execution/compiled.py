"""A plan as one Python function: a line a node, so that a node costs its call and a traceback's line names the node.

It knows plans and functions, not drivers. Values live in numbered locals that are reused once they are released, which
keeps the frame small and frees a value right after the line that reads it last.
"""

from __future__ import annotations

import keyword
import re
import types
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from dagscope.execution.graph_functions import log_failure
from dagscope.execution.plan import Plan, Step
from dagscope.function_modifiers.calls import function_behind, wiring_of
from dagscope.node import Node

_NOT_IDENTIFIER = re.compile(r"\W+")

_SMALL = (int, float, bool, type(None))

CompiledFunction = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]


class CompiledPlan:
    """The function made of a plan; calling it gives the final variables by name."""

    __slots__ = ("plan", "function", "_first_step_line")

    def __init__(self, plan: Plan, constants: Mapping[str, Any] | None = None) -> None:
        """Compile the plan; inputs that `constants` has are read from there and not from each call's inputs."""
        self.plan = plan
        constants = constants or {}
        source, namespace, self._first_step_line = write_source(plan, constants)
        namespace["constants"] = constants
        namespace["__loader__"] = _Source(plan, constants)
        namespace["__name__"] = "dagscope plan"
        # The number keeps the lines of plans with the same final variables apart.
        file = f"plan of {', '.join(plan.final_vars)[:60]} {zlib.crc32(source.encode()):08x}"
        exec(compile(source, file, "exec"), namespace)
        self.function: CompiledFunction = namespace["run"]

    def __call__(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
        """Run the plan; a failing node is logged with its inputs, and its exception goes through unchanged."""
        try:
            return self.function(inputs, overrides)
        except Exception as error:
            self.report(error)
            raise

    def __reduce__(self) -> tuple[type[CompiledPlan], tuple[Plan, Mapping[str, Any]]]:
        # Not the function, whose module is no module: it is compiled again where the plan arrives.
        return CompiledPlan, (self.plan, self.function.__globals__["constants"])

    def report(self, error: Exception) -> None:
        """Log the node that raised, with its inputs."""
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code is not self.function.__code__:
            trace = trace.tb_next
        if trace is None:
            return
        index = trace.tb_lineno - self._first_step_line
        if 0 <= index < len(self.plan.steps):
            step = self.plan.steps[index]
            slots = _slots_before(self.plan, index)
            values = trace.tb_frame.f_locals
            log_failure(step.node, {name: values.get(slots[name]) for name in step.parameters}, error)


def compile_plan(plan: Plan) -> CompiledPlan:
    """Compile the plan."""
    return CompiledPlan(plan)


class _Source:
    """Gives tracebacks the text of a compiled plan when they ask for it, instead of keeping it."""

    def __init__(self, plan: Plan, constants: Mapping[str, Any]) -> None:
        self._plan = plan
        self._constants = constants

    def get_source(self, name: str) -> str:
        return write_source(self._plan, self._constants)[0]


class _Slots:
    """Hands out numbered locals and takes them back."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self._free: list[str] = []
        self._count = 0

    def take(self, name: str) -> str:
        if self._free:
            slot = self._free.pop()
        else:
            slot = f"v{self._count}"
            self._count += 1
        self.of[name] = slot
        return slot

    def release(self, name: str) -> str:
        slot = self.of.pop(name)
        self._free.append(slot)
        return slot


def write_source(plan: Plan, constants: Mapping[str, Any]) -> tuple[str, dict[str, Any], int]:
    """Return the function's text, the names it uses, and the line of the first step."""
    namespace: dict[str, Any] = {}
    slots = _Slots()
    lines = ["def run(inputs, overrides):"]
    given = given_names(plan)
    for name, source in given:
        source = "constants" if source == "inputs" and name in constants else source
        lines.append(f"    {slots.take(name)} = {source}[{name!r}]")
    first_step_line = len(lines) + 1
    aliases = _Aliases(namespace)
    small = {step.node.name for step in plan.steps if step.node.type in _SMALL}
    for step in plan.steps:
        call = f"{aliases.of(step.node)}({_arguments(step, slots, namespace)})"
        freed = [(name, slots.release(name)) for name in step.releases]
        target = slots.take(step.node.name)
        # A number is not worth a statement: it goes when its local is used again.
        dropped = [slot for name, slot in freed if slot != target and name not in small]
        ending = f"; del {', '.join(dropped)}" if dropped else ""
        lines.append(f"    {target} = {call}{ending}")
    results = ", ".join(f"{name!r}: {'None' if name in plan.absent else slots.of[name]}" for name in plan.final_vars)
    lines.append(f"    return {{{results}}}")
    return "\n".join(lines) + "\n", namespace, first_step_line


def given_names(plan: Plan) -> list[tuple[str, str]]:
    """Return the names whose values are given, each with its source: `inputs` or `overrides`."""
    known = {node.name for node in plan.inputs}
    given = [(node.name, "inputs") for node in plan.inputs]
    given += [(name, "overrides") for name in plan.overridden]
    made = {step.node.name for step in plan.steps}
    extra = [
        (name, "inputs")
        for name in plan.final_vars
        if name not in known and name not in made and name not in plan.overridden and name not in plan.absent
    ]
    return given + extra


def _slots_before(plan: Plan, index: int) -> dict[str, str]:
    """Return the locals as they are when the given step is called."""
    slots = _Slots()
    for name, _ in given_names(plan):
        slots.take(name)
    for step in plan.steps[:index]:
        for name in step.releases:
            slots.release(name)
        slots.take(step.node.name)
    return slots.of


class _Aliases:
    """Readable, distinct identifiers for the functions of a plan."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def of(self, node: Node) -> str:
        # Python reads identifiers of other scripts in a normal form, which a node's name need not have.
        alias = _NOT_IDENTIFIER.sub("_", node.name) if node.name.isascii() else f"node_{len(self._namespace)}"
        if (
            not alias.isidentifier()
            or keyword.iskeyword(alias)
            or re.fullmatch(r"[vc]\d+|inputs|overrides|constants|run", alias)
        ):
            alias = f"{alias}_" if alias.isidentifier() else f"node_{alias}"
        while alias in self._namespace:
            alias = f"{alias}_"
        self._namespace[alias] = function_behind(node.callable)
        return alias


def _arguments(step: Step, slots: _Slots, namespace: dict[str, Any]) -> str:
    positional = _positional_names(function_behind(step.node.callable))
    parts: list[str] = []
    odd: list[str] = []
    in_order = True
    for index, (name, slot) in enumerate(_bound(step, slots, namespace)):
        in_order = in_order and index < len(positional) and positional[index] == name
        if in_order:
            parts.append(slot)
        elif name.isascii() and name.isidentifier() and not keyword.iskeyword(name):
            parts.append(f"{name}={slot}")
        else:
            odd.append(f"{name!r}: {slot}")
    if odd:
        parts.append(f"**{{{', '.join(odd)}}}")
    return ", ".join(parts)


def _bound(step: Step, slots: _Slots, namespace: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the parameters with the locals or constants they get.

    A function that only passes its arguments on under other names (a node of a subdag, of `parameterize` ...) is left
    out: the function behind it is called.
    """
    wiring = wiring_of(step.node.callable)
    if wiring is None:
        return [(name, slots.of[name]) for name in step.parameters]
    given = set(step.parameters)
    bound = [(parameter, slots.of[source]) for parameter, source in wiring.pairs if source in given]
    for parameter, literal in wiring.literals.items():
        constant = f"c{len(namespace)}"
        namespace[constant] = literal
        bound.append((parameter, constant))
    return bound


def _positional_names(fn: Any) -> tuple[str, ...]:
    """Return the parameters that may be passed by position, which is quicker than by keyword."""
    if type(fn) is not types.FunctionType:
        return ()
    return fn.__code__.co_varnames[: fn.__code__.co_argcount]
