"""Values brought from earlier processes: one after the other, with what is lacking and why."""

from __future__ import annotations

from dagscope.protocol.messages import ErrorAnswer, HandedOver, HandOver
from dagscope_app.controllers.handing import BESIDES, Brought, Handing
from dagscope_app.model.runs.kept import Kept

from tests.app.controllers.fakes import FakeStore, FakeWorker


def test_each_process_writes_a_file_and_one_that_ended_costs_its_values_alone() -> None:
    worker = FakeWorker()
    found: list[Brought] = []
    kept = Kept(brought={"1-1": ("a", "b"), "2-3": ("c", "d")}, needed=frozenset({"a", "c"}))
    Handing(FakeStore(), worker).bring(kept, found.append)
    assert HandOver("main", "1-1", ("a", "b"), 1, "/scratch/1", BESIDES) == worker.last(HandOver)
    worker.answer(HandOver, HandedOver(("b",), {"a": "it cannot be pickled"}))
    assert "2-3" == worker.last(HandOver).run and not found
    worker.answer(HandOver, ErrorAnswer("the earlier process ended"))
    refused = (("a", "it cannot be pickled"), ("c", "the earlier process ended"))
    assert [Brought(("/scratch/1",), ("b",), refused)] == found


def test_nothing_to_bring_is_there_at_once() -> None:
    found: list[Brought] = []
    Handing(FakeStore(), FakeWorker()).bring(Kept(), found.append)
    assert [Brought()] == found
