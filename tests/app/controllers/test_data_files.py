"""Files that nodes read and that are others later: their nodes are out of date, and Update runs them."""

from __future__ import annotations

import pytest
from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskFiles, Execute, FilesNow, FilesRead
from dagscope.records import ReadFile
from dagscope.scenario import ValueSpec

from tests.app.controllers.bench import Bench

CSV, JSON = ReadFile("/projects/shop/orders.csv", 10, 5, "a"), ReadFile("/projects/shop/prices.json", 3, 5, "b")
BELOW_ORDERS = {
    "orders", "total", "shown_total", "report", "gap", "north", "north.chosen", "north.mean_price", "south",
    "south.chosen", "south.mean_price",
}  # fmt: skip


def read(bench: Bench, node: str, *files: ReadFile) -> None:
    bench.c.data_files.on_event(Message(FilesRead(bench.run.id, node, files)))


def answer(bench: Bench, **changes: str) -> None:
    """Answer the open question: what has become of files, by the first part of their name."""
    asked = bench.worker.last(AskFiles)
    found = tuple(changes.get(file.path.rpartition("/")[2].partition(".")[0], "") for file in asked.files)
    bench.worker.answer(AskFiles, FilesNow(found))


@pytest.fixture
def ran(shop: Bench) -> Bench:
    """Return the shop after a run of which two nodes read files."""
    shop.c.run.run(("report", "gap"))
    shop.begin()
    read(shop, "orders", CSV)
    read(shop, "north.chosen", JSON)
    shop.finish()
    answer(shop)
    return shop


def test_nothing_is_out_of_date_as_long_as_the_files_are_the_same(ran: Bench) -> None:
    assert {} == ran.state.stale
    ran.c.data_files.look()
    answer(ran)
    assert {} == ran.state.stale


def test_a_changed_file_marks_its_node_and_what_depends_on_it(ran: Bench) -> None:
    ran.c.data_files.look()
    answer(ran, orders="changed")
    assert dict.fromkeys(BELOW_ORDERS, "orders.csv changed since it ran") == ran.state.stale
    ran.c.data_files.look()
    answer(ran)
    assert {} == ran.state.stale, "it is as it was again"


def test_update_runs_it_and_then_it_is_right(ran: Bench) -> None:
    ran.c.data_files.look()
    answer(ran, prices="is gone")
    assert "prices.json is gone since it ran" == ran.state.stale["gap"]
    ran.do("run.update")
    taken = {ref.node for ref in ran.worker.last(Execute).taken}
    assert "orders" in taken and "north.chosen" not in taken and "gap" not in taken
    ran.begin()
    read(ran, "north.chosen", ReadFile(JSON.path, 4, 9, "c"))
    ran.finish()
    assert CSV in ran.worker.last(AskFiles).files, "what it took keeps the files it was made of"
    answer(ran)
    assert {} == ran.state.stale


def test_the_cache_is_not_asked_for_it(ran: Bench) -> None:
    ran.c.scenario.set_cache(True)
    ran.c.data_files.look()
    answer(ran, orders="changed")
    ran.do("run.update")
    assert ("orders",) == ran.worker.last(Execute).fresh


def test_another_value_in_its_place_is_no_matter_of_the_file(ran: Bench) -> None:
    ran.c.data_files.look()
    answer(ran, orders="changed")
    ran.c.scenario.set_override("orders", ValueSpec("literal", "3"))
    assert "the overriding value of orders changed" == ran.state.stale["orders"]


def test_several_files_are_counted(ran: Bench) -> None:
    ran.c.run.run(("report",))
    ran.begin()
    read(ran, "orders", CSV, JSON)
    ran.finish()
    answer(ran, orders="changed", prices="changed")
    assert "orders.csv changed since it ran, and 1 more file" == ran.state.stale["orders"]


def test_a_late_answer_is_dropped(ran: Bench) -> None:
    ran.c.data_files.look()
    ran.c.data_files.look()
    answer(ran, orders="changed")
    assert {} == ran.state.stale, "the newer question is still open"
    answer(ran, prices="changed")
    assert "prices.json changed since it ran" == ran.state.stale["gap"]
