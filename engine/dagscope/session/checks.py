"""Which of a run's nodes check which, and which checks did not pass, in a sentence.
It must not run or report anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dagscope.execution.plan import Plan
from dagscope.function_modifiers.validation import DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG, IS_DATA_VALIDATOR_TAG
from dagscope.preview.budget import reason_of
from dagscope.value_code import value_code

MESSAGE_LIMIT = 150


def checks_of(plan: Plan) -> frozenset[str]:
    """Return the nodes of a plan that check others."""
    return frozenset(step.node.name for step in plan.steps if step.node.tags.get(IS_DATA_VALIDATOR_TAG))


class Checks:
    """The data quality checks of a plan; a check that warns lets the run go on, and must be seen all the same."""

    def __init__(self, plan: Plan) -> None:
        self.names = checks_of(plan)
        self._checks: dict[str, list[str]] = {}
        self._failures: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        sources = {
            step.node.name: str(step.node.tags.get(DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG, ""))
            for step in plan.steps
            if step.node.name in self.names
        }
        for step in plan.steps if sources else ():
            # Inside a subdag the tag still holds the name without its namespace.
            own = [each for each in step.parameters if _ending(sources.get(each, "")) == _ending(step.node.name)]
            if own:
                self._checks[step.node.name] = own

    def take(self, name: str, value: Any) -> None:
        """Note what a node gave, if it is a check; of one in a block perhaps what it gave in all branches.

        One branch that does not pass is enough.
        """
        if name not in self.names:
            return
        for failure in filter(None, map(failure_of, _each(value))):
            self._failures.setdefault(name, failure)
            self._counts[name] += 1

    def failed(self, name: str) -> str:
        """Return what did not pass of a check, or of the node that is checked; empty where all is well."""
        if name in self._failures:
            return self._with_branches(name)
        checks = self._checks.get(name, ())
        failures = [self._with_branches(each) for each in checks if each in self._failures]
        if not failures:
            return ""
        noun = "check" if len(checks) == 1 else "checks"
        return f"{len(failures)} of {len(checks)} {noun} failed: {'; '.join(failures)}"

    def _with_branches(self, check: str) -> str:
        count = self._counts[check]
        return self._failures[check] + (f" (in {count:,} branches)" if count > 1 else "")

    def checked_by(self, name: str) -> tuple[str, ...]:
        """Return the nodes whose value this check is about."""
        return tuple(node for node, checks in self._checks.items() if name in checks)


def _each(value: Any) -> Iterator[Any]:
    """Yield the results of a check: one, or in a block on several threads or processes a list, perhaps of lists."""
    if type(value) is not list:
        yield value
        return
    for item in value:
        yield from _each(item)


def failure_of(result: Any) -> str:
    """Return the message of a check's result that did not pass; empty for one that did. A cluster calls it as well."""
    try:
        with value_code():
            if getattr(result, "passes", True):
                return ""
            text = " ".join(str(getattr(result, "message", "")).split())
    except Exception as error:  # noqa: BLE001 - results are of the project's classes
        return f"whether it passed cannot be read: {reason_of(error)}"[:MESSAGE_LIMIT]
    return text[:MESSAGE_LIMIT] or "it did not pass"


def _ending(name: str) -> str:
    return name.rpartition(".")[2]
