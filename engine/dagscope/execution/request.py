"""The same request again and again, as for a server: planned and compiled once, its inputs checked at each call.

It holds no state between calls and may be called from several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from dagscope.execution.compiled import CompiledPlan
from dagscope.execution.plan import Plan
from dagscope.execution.validation import InputRule

Fallback = Callable[[dict[str, Any], dict[str, Any]], Any]


class CompiledRequest:
    """A function of a dataflow's inputs: `request({"x": 1})` gives what `Driver.execute` would give."""

    __slots__ = ("plan", "_run", "_check", "_build", "_override_names", "_fallback")

    def __init__(
        self,
        plan: Plan,
        config: dict[str, Any],
        check: InputRule,
        build: Callable[[dict[str, Any]], Any] | None,
        fallback: Fallback,
    ) -> None:
        """Compiles the request.

        Args:
            plan: What runs.
            config: Values that are the same at each call.
            check: The type rule for inputs.
            build: Makes the result of the final variables, or None to give them by name.
            fallback: Answers calls that bring other names than planned, and finds the words for wrong inputs.
        """
        self.plan = plan
        self._run = CompiledPlan(plan, config)
        self._check = _write_check([node for node in plan.inputs if node.name not in config], check)
        self._build = build
        self._override_names = set(plan.overridden)
        self._fallback = fallback

    def __call__(self, inputs: dict[str, Any] | None = None, overrides: dict[str, Any] | None = None) -> Any:
        """Runs the request with these inputs and overrides."""
        inputs = inputs if inputs is not None else {}
        overrides = overrides if overrides is not None else {}
        if not self._check(inputs) or overrides.keys() != self._override_names:
            return self._fallback(inputs, overrides)
        outputs = self._run(inputs, overrides)
        return outputs if self._build is None else self._build(outputs)


def _write_check(nodes: Collection[Any], rule: InputRule) -> Callable[[dict[str, Any]], bool]:
    """A function that says whether the inputs are exactly these and of the right types."""
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
