"""What `execute` would run, as the worker said it. It must not work out a plan by itself."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope.protocol.messages import PlanAnswer
from dagscope.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Plan:
    """The worker's answer for some final variables."""

    final_vars: tuple[str, ...] = ()
    runs: frozenset[str] = frozenset()
    inputs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    overridden: frozenset[str] = frozenset()
    problem: str = ""

    @property
    def path(self) -> frozenset[str]:
        """Every node that takes part: what runs, the inputs it needs, the values put in a node's place."""
        return self.runs | frozenset(self.inputs) | frozenset(self.missing) | self.overridden


def plan_from(answer: PlanAnswer, final_vars: tuple[str, ...]) -> Plan:
    """Keep an answer together with its question."""
    return Plan(
        final_vars,
        frozenset(answer.runs),
        answer.inputs,
        answer.missing,
        frozenset(answer.overridden),
        answer.problem,
    )


def is_built_like(one: Scenario, other: Scenario) -> bool:
    """Return whether both scenarios build one graph, so that nothing has to be rebuilt."""
    return (
        one.modules == other.modules
        and one.allow_module_overrides == other.allow_module_overrides
        and one.definitions == other.definitions
        and one.config == other.config
    )
