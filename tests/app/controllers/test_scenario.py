"""Editing scenarios: what the scenario is afterwards, and whether the graph is built or only planned anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.protocol.messages import (
    Build,
    ErrorAnswer,
    Evaluate,
    Evaluated,
    Execute,
    Open,
    Plan,
    PlanAnswer,
    Project,
    RunFinished,
)
from dagscope.records import ProblemRecord
from dagscope.scenario import ModuleChoice, ValueSpec, literal
from dagscope_app.model.find.finding import find_nodes
from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.panels.group_rows import rows_of
from dagscope_app.model.picture.group_summaries import tally
from dagscope_app.model.records.runs import NodeRun

from tests.app.controllers.bench import DISCOUNTED, FOLDER, MODULES, PLAIN, Bench

FIVE = ValueSpec("literal", "5")
NONE = ValueSpec("none")


def test_another_scenario_is_built(shop: Bench) -> None:
    shop.c.scenario.choose("discounted")
    assert [DISCOUNTED] == [command.scenario for command in shop.worker.sent(Build)]
    shop.worker.take()
    shop.c.scenario.choose("discounted")
    shop.c.scenario.choose("nobody")
    assert [] == shop.worker.take()


def test_what_the_graph_is_made_of_is_built_anew(shop: Bench) -> None:
    shop.c.scenario.set_config("rounding", ValueSpec("literal", "half"))
    shop.c.scenario.set_module_on("regions", False)
    shop.c.scenario.set_module_order(("regions", "orders"))
    shop.c.scenario.set_later_wins(True)
    shop.c.scenario.set_module_on("discounts", True)
    assert 5 == len(shop.worker.sent(Build))
    assert (ModuleChoice("regions", False), ModuleChoice("orders"), ModuleChoice("discounts")) == shop.scenario.modules
    assert shop.scenario.allow_module_overrides and not shop.state.is_saved
    shop.c.scenario.set_later_wins(True)
    shop.c.scenario.set_module_on("discounts", True)
    assert 5 == len(shop.worker.sent(Build)), "what is so already is no edit"


def test_inputs_and_overrides_are_only_planned_and_make_values_old(shop: Bench) -> None:
    shop.ran("total")
    shop.worker.take()
    shop.c.scenario.set_override("total", FIVE)
    assert [] == shop.worker.sent(Build) and shop.state.stale
    assert ("total",) == shop.worker.sent(Plan)[0].overrides
    shop.c.scenario.set_input("count", FIVE)
    assert {"count": FIVE} == shop.scenario.inputs


def test_a_value_is_checked_and_an_answer_for_an_older_one_is_dropped(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "'many'"))
    shop.c.scenario.set_input("count", FIVE)
    assert ["'many'", "5"] == [command.spec.text for command in shop.worker.sent(Evaluate)]
    shop.worker.answer(Evaluate, Evaluated(False, message="int is expected, this is str"))
    assert {} == shop.state.checked
    shop.worker.answer(Evaluate, Evaluated(True, "int", "5"))
    assert (True, "5") == (shop.state.checked["count"].is_ok, shop.state.checked["count"].summary)
    shop.c.scenario.set_input("count", NONE)
    assert {} == shop.state.checked and {} == shop.scenario.inputs


def test_a_value_that_does_not_fit_or_cannot_be_read_is_said(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "'many'"))
    shop.worker.answer(Evaluate, Evaluated(False, message="int is expected, this is str"))
    assert "int is expected, this is str" == shop.state.checked["count"].message
    shop.c.scenario.set_override("total", ValueSpec("file", "no.csv"))
    shop.worker.answer(Evaluate, ErrorAnswer("there is no file no.csv"))
    assert (False, "there is no file no.csv") == (
        shop.state.checked["total"].is_ok,
        shop.state.checked["total"].message,
    )


def test_config_is_pasted_beside_what_is_there_in_one_step(shop: Bench) -> None:
    shop.clipboard.held = '{"extra": 5, "other": "x"}'
    shop.do("scenario.paste_config")
    assert {**PLAIN.config, "extra": literal(5), "other": literal("x")} == shop.scenario.config
    assert shop.state.toast is not None
    assert ("Pasted 2 config keys.", "edit.undo") == (shop.toast, shop.state.toast.command)
    shop.do(shop.state.toast.command)
    assert PLAIN.config == shop.scenario.config
    shop.clipboard.held = "nothing of use"
    shop.do("scenario.paste_config")
    assert shop.said.startswith("The text on the clipboard is not a config.") and PLAIN.config == shop.scenario.config


def test_an_override_is_taken_away_put_back_and_asked_for(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.c.scenario.set_override("total", FIVE)
    shop.do("scenario.toggle_override")
    assert {} == shop.scenario.overrides
    shop.do("scenario.toggle_override")
    assert {"total": FIVE} == shop.scenario.overrides
    shop.do("scenario.clear_override")
    assert {} == shop.scenario.overrides and [] == shop.window.calls
    shop.c.graph.select(["orders"])
    shop.do("scenario.toggle_override")
    assert [("ask_override",)] == shop.window.calls


def test_final_variables_are_toggled_together_and_cleared(shop: Bench) -> None:
    shop.c.graph.select(["total", "gap"])
    shop.do("scenario.toggle_final")
    assert ("report", "gap", "total") == shop.scenario.final_vars
    shop.do("scenario.toggle_final")
    assert ("report",) == shop.scenario.final_vars
    shop.do("scenario.clear_final")
    assert () == shop.scenario.final_vars
    shop.do("scenario.toggle_final")
    assert ("total", "gap") == shop.scenario.final_vars


def test_what_would_run_is_planned_for_final_variables_and_selection(shop: Bench) -> None:
    shop.c.scenario.set_final_vars(("total",))
    shop.worker.answer(Plan, PlanAnswer(runs=("count", "orders", "total"), inputs=("count",)))
    assert shop.state.plan is not None and ("total",) == shop.state.plan.final_vars

    shop.worker.take()
    shop.c.graph.select(["orders"])
    assert [("orders",)] == [command.final_vars for command in shop.worker.sent(Plan)]
    shop.worker.answer(Plan, PlanAnswer(runs=("count", "orders")))
    assert shop.state.preview_plan is not None and {"count", "orders"} <= shop.state.preview_plan.path
    shop.c.graph.select_none()
    assert shop.state.preview_plan is None


def test_a_plan_of_another_selection_is_dropped(shop: Bench) -> None:
    shop.c.graph.select(["orders"])
    shop.c.graph.select(["gap"])
    shop.worker.answer(Plan, PlanAnswer(runs=("count", "orders")))
    assert shop.state.preview_plan is None
    shop.worker.answer(Plan, PlanAnswer(runs=("gap",)))
    assert shop.state.preview_plan is not None


def test_scenarios_are_copied_renamed_and_removed(shop: Bench) -> None:
    shop.do("scenario.duplicate")
    assert "plain (copy)" == shop.state.current
    shop.c.scenario.rename("  mine ")
    assert ["plain", "discounted", "mine"] == [item.name for item in shop.state.scenarios]
    for taken in ("plain", "", "mine"):
        shop.c.scenario.rename(taken)
    assert "mine" == shop.state.current
    shop.worker.take()
    shop.do("scenario.remove")
    assert ("plain", 1) == (shop.state.current, len(shop.worker.sent(Build)))
    shop.do("edit.undo")
    assert "mine" in [item.name for item in shop.state.scenarios]


def test_the_only_scenario_is_not_removed(bench: Bench) -> None:
    bench.open(scenarios=(PLAIN,))
    bench.do("scenario.remove")
    assert (PLAIN,) == bench.state.scenarios


def test_scenarios_are_saved_with_positions_and_a_refusal_is_said(shop: Bench) -> None:
    shop.c.scenario.set_cache(".hamilton_cache")
    shop.c.scenario.set_executor("threads:2")
    shop.c.arrangement.move({("gap", False): (900.0, 40.0)})
    shop.project_file.refusal = "dagscope.toml is not TOML"
    shop.do("scenario.save")
    assert (False, "scenario.save") == (shop.state.is_saved, shop.offered)
    assert "dagscope.toml is not TOML" == shop.said

    shop.project_file.refusal = ""
    shop.do(shop.offered)
    (saving,) = shop.project_file.saved
    assert ("threads:2", ".hamilton_cache") == (saving.now[0].executor, saving.now[0].cache)
    assert {"gap": (900.0, 40.0)} == dict(saving.positions)
    assert shop.state.is_saved and 1 == shop.watch.acknowledged
    assert f"Scenarios saved in {shop.state.folder}/dagscope.toml." == shop.said
    assert all("dagscope.toml" == each.origin for each in shop.state.loaded)


@pytest.mark.parametrize("command", ["scenario.duplicate", "scenario.toggle_final", "scenario.paste_config"])
def test_without_a_scenario_nothing_is_edited(bench: Bench, command: str) -> None:
    bench.do(command)
    assert () == bench.state.scenarios


def test_definitions_in_conflict_block_what_depends_on_them_and_both_repairs_are_offered(bench: Bench) -> None:
    twice = ProblemRecord("duplicate", "Cannot define", "total", f"{FOLDER}/regions.py", 4)
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN,)))
    bench.build(problems=(twice,))
    blocked = blocked_in(bench.state)
    assert {"total", "shown_total", "report"} == blocked
    rows = {row.node: row.state for row in rows_of(bench.state, ("orders", "total", "report"))}
    assert {"orders": "not_run", "total": "blocked", "report": "blocked"} == rows
    members = ("orders", "total", "report", "gap")
    assert (("blocked", 2), ("not_run", 2)) == tally({}, members, {}, blocked).counts
    ran = {"orders": NodeRun("ok", 1.0), "total": NodeRun("ok", 1.0)}
    assert (("blocked", 2), ("stale", 1), ("not_run", 1)) == tally(
        ran, members, {"orders": "x", "total": "x"}, blocked
    ).counts
    assert ("total", "shown_total", "report") == find_nodes(bench.state, "state:blocked").matches
    banner = bench.state.banner
    assert banner is not None and "total is defined in more than one module" in banner.text
    assert ("Allow overrides", "Switch module regions off") == (banner.command_title, banner.second_title)
    bench.c.run.run(("orders",))
    assert banner == bench.state.banner, "a run does not end the conflict"
    bench.tell(RunFinished(bench.worker.last(Execute).run, "failed", message="total is defined twice."))
    assert replace(banner, text="total is defined twice.") == bench.state.banner, "the refusal has the repairs"
    bench.c.scenario.set_override("total", ValueSpec("literal", "7"))
    assert frozenset() == blocked_in(bench.state), "a given value needs no function"

    bench.do(banner.second_command)
    assert [("orders", True), ("regions", False)] == [(item.name, item.on) for item in bench.scenario.modules]
    bench.do(banner.command)
    assert bench.scenario.allow_module_overrides
    bench.build()
    bench.build()
    assert bench.state.banner is None and frozenset() == blocked_in(bench.state)
