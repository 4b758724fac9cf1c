"""Files that are saved or gone while a project is open."""

from __future__ import annotations

from dataclasses import replace

from dagscope.records import ProblemRecord
from dagscope.scenario import ValueSpec

from tests.app.controllers.bench import FOLDER, SHOP, Bench, node

SYNTAX = ProblemRecord(
    "syntax", "Syntax error in orders.py, line 2: invalid syntax", file=f"{FOLDER}/orders.py", line=2
)


def test_a_run_is_not_taken_away_for_a_file_that_is_saved(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.begin()
    shop.c.file_changes.on_changed()
    assert shop.said.startswith("Files changed while the code runs") and 1 == shop.worker.generation
    run = shop.run
    shop.store.update(lambda now: replace(now, runs=(replace(run, held_where="before", held_at="total"),)))
    shop.c.file_changes.on_changed()
    banner = shop.state.banner
    assert banner is not None and banner.text.startswith("Files changed while the run is paused")
    assert ("project.reload", "run.pause") == (banner.command, banner.second_command), "it can still go on"
    shop.finish()
    assert "ok" == shop.run.status and "Reload" == (shop.state.banner and shop.state.banner.command_title)
    shop.do(shop.offered)
    shop.reload((*SHOP, node("more", "total")))
    assert "more" in shop.state.graph.nodes and shop.state.banner is None


def test_an_error_is_not_covered_by_the_offer_to_reload(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.begin()
    shop.c.file_changes.on_changed()
    shop.finish(total="no good")
    assert "total: ValueError: no good" == shop.said


def test_a_folder_that_is_gone_is_said_and_everything_stays(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "3"))
    before = (shop.state.graphs, shop.state.scenarios)
    shop.c.file_changes.on_vanished()

    assert f"The folder {FOLDER} is not there any more" in shop.said and "project.open" == shop.offered
    assert before == (shop.state.graphs, shop.state.scenarios) and "start python" == shop.worker.calls[-1]


def test_files_that_the_config_is_read_from_are_watched(shop: Bench) -> None:
    shop.c.scenario.set_config("rate", ValueSpec("file", "rate.json"))
    assert (f"{FOLDER}/rate.json",) == shop.watch.data
    shop.c.scenario.set_config("rate", ValueSpec("file", "shop.db::rates"))
    assert (f"{FOLDER}/shop.db", f"{FOLDER}/shop.db::rates") == shop.watch.data, "a file may have such a name"
    shop.c.scenario.set_config("rate", ValueSpec("literal", "2"))
    assert () == shop.watch.data
