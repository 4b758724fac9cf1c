"""Brings values that are still right from earlier processes to the one that runs now. It must not run anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import ErrorAnswer, Event, HandedOver, HandOver

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.runs.kept import Kept

BESIDES = 200_000_000
"""So many bytes are written of values that a run does not need itself: a second at most."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Files with values, whose values they are, and why needed ones are not among them."""

    files: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


class Handing:
    """Asks one earlier process after the other."""

    def __init__(self, store: StorePort, worker: WorkerPort) -> None:
        self._store = store
        self._worker = worker

    def bring(self, kept: Kept, then: Callable[[Brought], None]) -> None:
        """Have values written by the processes that hold them, and say where they are."""
        self._next(list(kept.brought.items()), kept, Brought(), then)

    def _next(
        self, waiting: list[tuple[str, tuple[str, ...]]], kept: Kept, so_far: Brought, then: Callable[[Brought], None]
    ) -> None:
        if not waiting:
            then(so_far)
            return
        (run_id, names), *rest = waiting
        run = self._store.state.run_with(run_id)
        slot = run.slot if run is not None else "main"
        needed = sum(name in kept.needed for name in names)
        path = self._worker.scratch_file()

        def answer(message: Message[Event]) -> None:
            self._next(rest, kept, _with_answer(so_far, path, names[:needed], message.body), then)

        self._worker.request(HandOver(slot, run_id, names, needed, path, BESIDES), answer)


def _with_answer(so_far: Brought, path: str, needed: tuple[str, ...], body: Event) -> Brought:
    if isinstance(body, HandedOver):
        refused = tuple(body.refused.items())
        return Brought((*so_far.files, path), (*so_far.nodes, *body.nodes), (*so_far.refused, *refused))
    why = body.message if isinstance(body, ErrorAnswer) else "the earlier process gave no answer"
    return Brought(so_far.files, so_far.nodes, (*so_far.refused, *((name, why) for name in needed)))
