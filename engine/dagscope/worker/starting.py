"""From a wish to a run: plan it, see that nothing is missing, choose what executes it. It must not read frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dagscope.worker import messages as m
from dagscope.worker.dynamic_run import DynamicRunner
from dagscope.worker.running import Run, Runner, Surroundings
from dagscope.worker.session import Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run, with its values made."""

    slot: str
    run: str
    final_vars: tuple[str, ...]
    inputs: dict[str, Any]
    overrides: dict[str, Any]
    executor: str = "sync"


def start_run(session: Session, around: Surroundings, wanted: Wanted) -> m.RunFinished:
    """Run it; the values stay in the session under the run's name.

    Raises:
        Refusal: a name is unknown or cannot run.
    """
    slot = session.slot(wanted.slot)
    plan = session.plan(slot, wanted.final_vars, wanted.inputs, wanted.overrides)
    if plan.missing:
        names = tuple(node.name for node in plan.missing)
        message = f"{'a value is' if len(names) == 1 else 'values are'} missing: {', '.join(names)}"
        return m.RunFinished(wanted.run, "failed", 0.0, None, message, names)
    run = Run(wanted.run, wanted.slot)
    slot.runs[wanted.run] = run
    runner = Runner(around, run, plan)
    if runner.is_dynamic() or wanted.executor not in ("", "sync"):
        dynamic = DynamicRunner(around, run, plan, slot.result.graph, wanted.executor)
        return dynamic.execute(wanted.inputs, wanted.overrides)
    return runner.execute({**slot.config, **wanted.inputs, **wanted.overrides})
