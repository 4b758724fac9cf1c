"""The values of two runs, node by node. It must not decide what a node's difference means; `classify` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dagscope.compare.classify import Classification, ValueFacts
from dagscope.compare.values import verdict_of
from dagscope.preview.budget import cut, reason_of
from dagscope.records import CompareRule, NodeDiff, ValueState
from dagscope.session.run import Run
from dagscope.value_code import value_code

_DETAIL = 1_000


def compared(
    found: Classification,
    left: Run,
    right: Run,
    rule: CompareRule = CompareRule(),
    keys: Mapping[str, tuple[str, ...]] | None = None,
    on_node: Callable[[str], None] = lambda name: None,
) -> Iterator[NodeDiff]:
    """Yield every node with its values compared, one at a time, each after what it needs.

    Before each `on_node` is called with its name.
    """
    for name in found.order:
        on_node(name)
        key = (keys or {}).get(name)
        own = rule if key is None else CompareRule(rule.rtol, rule.atol, "key", key)
        yield found.row(name, value_facts(name, left, right, own))


def value_facts(name: str, left: Run, right: Run, rule: CompareRule) -> ValueFacts:
    """Return how a node's two values compare, or why there are not two."""
    sides = (left, right)
    has = [name in run.values for run in sides]
    if all(has):
        return _both(name, left, right, rule)
    reasons = [_reason(name, run) for run in sides]
    if name in left.errors or name in right.errors:
        return ValueFacts("failed", _reason_of(reasons))
    states = [run.states.get(name) for run in sides]
    if "skipped" in states:
        return ValueFacts("skipped", _reason_of(reasons))
    if any(has):
        side: ValueState = "left" if has[0] else "right"
        return ValueFacts(side, f"ran on the {side} only")
    return ValueFacts("not_run", "it did not run")


def _reason(name: str, run: Run) -> str:
    if name in run.errors:
        return f"failed: {run.errors[name].summary}"
    if name in run.values:
        return "has a value"
    return "skipped" if run.states.get(name) == "skipped" else "did not run"


def _reason_of(reasons: list[str]) -> str:
    if reasons[0] == reasons[1]:
        return cut(f"{reasons[0]} on both sides", _DETAIL)
    return cut(f"{reasons[0]} on the left; {reasons[1]} on the right", _DETAIL)


def _both(name: str, left: Run, right: Run, rule: CompareRule) -> ValueFacts:
    values: list[Any] = []
    for run in (left, right):
        try:
            with value_code():
                values.append(run.values[name])
        except Exception as error:  # noqa: BLE001 - a cluster may be gone, a value's class may not unpickle
            return ValueFacts("incomparable", f"not comparable: its value cannot be brought here: {reason_of(error)}")
    outcome = verdict_of(values[0], values[1], rule)
    is_shown = outcome.verdict != "equal"
    return ValueFacts(outcome.verdict, cut(outcome.summary, _DETAIL) if is_shown else "", outcome.beside)
