"""One request made many times, as by a server: planned and compiled once, its inputs checked at each call.

It holds no state between calls and may be called from several threads.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from dagscope.execution.compiled import CompiledPlan
from dagscope.execution.plan import Plan
from dagscope.execution.validation import InputRule
from dagscope.identifiers import shown_names


@dataclass(frozen=True, slots=True)
class Origin:
    """What a request was made from: a driver, the final variables, the names of inputs and of overrides."""

    driver: Any
    final_vars: list[str]
    inputs: tuple[str, ...]
    overrides: tuple[str, ...]

    def execute(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> Any:
        """Run it through the driver, which finds the words for wrong inputs."""
        return self.driver.execute(self.final_vars, overrides=overrides, inputs=inputs)


class Request:
    """A function of a dataflow's inputs that goes through its driver, for hooks and executors to see each call."""

    __slots__ = ("_origin",)

    def __init__(self, origin: Origin) -> None:
        """Remember what it was made from."""
        self._origin = origin

    def __repr__(self) -> str:
        origin = self._origin
        given = shown_names("; inputs: ", origin.inputs) + shown_names("; overrides: ", origin.overrides)
        return f"<{type(self).__name__}{shown_names(' of ', origin.final_vars)}{given}>"

    def __call__(self, inputs: dict[str, Any] | None = None, overrides: dict[str, Any] | None = None) -> Any:
        """Run the request with these inputs and overrides."""
        return self._origin.execute(inputs or {}, overrides or {})

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        # Compiled code cannot travel; the driver can, and compiles again where it arrives.
        origin = self._origin
        try:
            driver = pickle.dumps(origin.driver)
        except Exception as error:
            raise pickle.PicklingError(
                f"A compiled request is pickled as its driver, and this one cannot be pickled ({error}). "
                "Make the driver in the other process and call its `compile` there."
            ) from error
        return _compile_again, (driver, origin.final_vars, origin.inputs, origin.overrides)


class CompiledRequest(Request):
    """A function of a dataflow's inputs: `request({"x": 1})` gives what `Driver.execute` would give."""

    __slots__ = ("plan", "_run", "_function", "_check", "_build", "_override_names")

    def __init__(
        self,
        origin: Origin,
        plan: Plan,
        config: dict[str, Any],
        check: InputRule,
        build: Callable[[dict[str, Any]], Any] | None,
    ) -> None:
        """Compile the request.

        Args:
            origin: Answers calls that bring other names than planned.
            plan: What runs.
            config: Values that are the same at each call.
            check: The type rule for inputs.
            build: Makes the result of the final variables, or None to give them by name.
        """
        super().__init__(origin)
        self.plan = plan
        self._run = CompiledPlan(plan, config)
        self._function = self._run.function
        self._check = _write_check([node for node in plan.inputs if node.name not in config], check)
        self._build = build
        self._override_names = set(plan.overridden)

    def __call__(self, inputs: dict[str, Any] | None = None, overrides: dict[str, Any] | None = None) -> Any:
        """Run the request with these inputs and overrides."""
        if inputs is None:
            inputs = {}
        if overrides is None:
            overrides = {}
        if (overrides or self._override_names) and overrides.keys() != self._override_names or not self._check(inputs):
            return self._origin.execute(inputs, overrides)
        try:
            outputs = self._function(inputs, overrides)
        except Exception as error:
            self._run.report(error)
            raise
        return outputs if self._build is None else self._build(outputs)


def _compile_again(driver: bytes, final_vars: list[str], inputs: tuple[str, ...], overrides: tuple[str, ...]) -> Any:
    return pickle.loads(driver).compile(final_vars, inputs, overrides)


def _write_check(nodes: Collection[Any], rule: InputRule) -> Callable[[dict[str, Any]], bool]:
    """Return a function that checks whether the inputs are exactly these and of the right types."""
    namespace: dict[str, Any] = {"rule": rule}
    lines = ["def check(inputs):", f"    if len(inputs) != {len(nodes)}: return False", "    try:"]
    for index, node in enumerate(nodes):
        namespace[f"t{index}"] = node.type
        test = f"v is not None and not rule(t{index}, v)"
        if type(node.type) is type:
            test = f"v.__class__ is not t{index} and {test}"
        lines.append(f"        v = inputs[{node.name!r}]")
        lines.append(f"        if {test}: return False")
    lines += ["        pass", "    except KeyError: return False", "    return True"]
    exec(compile("\n".join(lines), "check of a request", "exec"), namespace)
    checker: Callable[[dict[str, Any]], bool] = namespace["check"]
    return checker
