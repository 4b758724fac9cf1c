"""When a command of runs and values can be given."""

from __future__ import annotations

from tests.app.controllers.bench import Bench
from tests.app.controllers.test_conditions import possible


def test_while_code_runs_nothing_else_is_run(shop: Bench) -> None:
    shop.do("edit.select_all")
    shop.do("run.final")
    assert not {"run.final", "run.selection", "run.only"} & possible(shop)
    shop.finish(total="no good")
    assert {"run.final", "run.selection", "run.only", "run.show_error", "go.failed"} <= possible(shop)
    assert "run.stop" not in possible(shop)
