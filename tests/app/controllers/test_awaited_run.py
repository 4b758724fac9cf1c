"""Runs that are asked for while the code is being loaded."""

from __future__ import annotations

import pytest
from dagscope.protocol.messages import (
    Execute,
    Hello,
    Open,
    Project,
)
from dagscope.records import ProblemRecord

from tests.app.controllers.bench import FOLDER, MODULES, PLAIN, SHOP, Bench
from tests.app.controllers.test_conditions import possible


def test_a_run_asked_for_while_the_code_is_loaded_waits_its_turn(shop: Bench) -> None:
    shop.do("project.reload")
    shop.do("run.final")
    assert [] == shop.worker.sent(Execute) and shop.said.startswith("The code is being loaded")
    shop.reload()
    assert ("report", "gap") == shop.worker.last(Execute).final_vars
    shop.finish()
    assert "ok" == shop.run.status and 1 == len(shop.worker.sent(Execute))


@pytest.mark.parametrize("command", ["run.final", "run.all"])
def test_a_run_asked_for_in_the_very_first_load_waits_its_turn(bench: Bench, command: str) -> None:
    bench.start()
    assert {"run.final", "run.all", "run.selection"} <= possible(bench)
    bench.do(command)
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN,)))
    assert [] == bench.worker.sent(Execute) and bench.said.startswith("The code is being loaded")
    bench.build()
    assert ("report", "gap") == bench.worker.last(Execute).final_vars
    bench.finish()
    assert "ok" == bench.run.status and 1 == len(bench.worker.sent(Execute))


def test_a_selection_to_run_that_is_none_after_the_first_load_is_said(bench: Bench) -> None:
    bench.start()
    bench.do("run.selection")
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN,)))
    bench.build()
    assert [] == bench.worker.sent(Execute) and bench.said.startswith("Nothing is selected")


def test_a_run_asked_for_in_a_first_load_that_fails_is_dropped(bench: Bench) -> None:
    bench.start()
    bench.do("run.final")
    bench.worker.answer(Open, Project(FOLDER, (), (), (ProblemRecord("syntax", "does not parse"),)))
    assert [] == bench.worker.sent(Execute) and not bench.said.startswith("The code is being loaded")


def test_a_waiting_run_names_what_the_changed_code_has_no_more(shop: Bench) -> None:
    shop.do("project.reload")
    shop.c.run.run(("total", "gap"))
    shop.reload(tuple(item for item in SHOP if item.name != "gap"))
    assert ("total",) == shop.worker.last(Execute).final_vars


def test_a_waiting_run_does_not_start_with_code_that_cannot_be_built(shop: Bench) -> None:
    shop.do("project.reload")
    shop.do("run.final")
    shop.c.project.on_hello(Hello("3.12", "python", 8, "1"))
    shop.worker.answer(Open, Project(FOLDER, (), (), (ProblemRecord("syntax", "does not parse"),)))
    assert [] == shop.worker.sent(Execute)
