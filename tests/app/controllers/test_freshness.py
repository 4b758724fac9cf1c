"""Which values are out of date: by node, with the reason, tied to the graph and the scenario a run was made with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from dagscope.protocol.messages import (
    AskVersions,
    Build,
    Execute,
    GraphEnd,
    GraphPage,
    HandedOver,
    HandOver,
    Hello,
    Open,
    Project,
    RunStarted,
    Versions,
)
from dagscope.records import DefinitionRecord, NodeRecord
from dagscope.scenario import ValueSpec
from dagscope_app.model.records.results import value_tabs
from dagscope_app.model.records.runs import shown_state
from dagscope_app.model.runs.exit_reasons import Ending

from tests.app.controllers.bench import DISCOUNTED, FOLDER, MODULES, PLAIN, SHOP, Bench, pages

BELOW_TOTAL = {"total", "shown_total", "report"}
ALL = {"count", *(item.name for item in SHOP)}


def sourced(version: str, nodes: Iterable[NodeRecord] = SHOP, **other: str) -> tuple[GraphPage, GraphEnd]:
    """Return a graph's pages with a source for each function, and the version of all code."""
    page, end = pages(nodes)
    assert isinstance(page, GraphPage) and isinstance(end, GraphEnd)

    def with_source(item: DefinitionRecord) -> DefinitionRecord:
        text = other.get(item.node, f"def {item.function}():\n    return 1\n")
        return replace(item, source=text, line=35, end_line=36)

    definitions = tuple(with_source(item) for item in page.definitions)
    return replace(page, definitions=definitions), replace(end, version=version)


def rebuilt(shop: Bench, version: str, **other: str) -> None:
    """Answer the open request for a graph with this code."""
    shop.worker.answer(Build, *sourced(version, **other))
    shop.do_all_turns()


def reloaded(shop: Bench, version: str, **other: str) -> None:
    shop.do("project.reload")
    shop.c.project.on_hello(Hello("3.12", "python", 8, "1"))
    shop.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))
    rebuilt(shop, version, **other)


def versions(shop: Bench, **other: str) -> None:
    """Answer the open question for versions: 1 for each node, but for some."""
    asked = shop.worker.last(AskVersions)
    shop.worker.answer(AskVersions, Versions(tuple(other.get(name, "1") for name in asked.names)))


@pytest.fixture
def fresh(shop: Bench) -> Bench:
    """Return the shop after a run of everything, with versions."""
    shop.c.project.build()
    rebuilt(shop, "v1")
    shop.ran("report", "gap")
    versions(shop)
    return shop


def test_a_file_saved_as_soon_as_a_run_ended_marks_what_it_changed_alone(shop: Bench) -> None:
    shop.c.project.build()
    rebuilt(shop, "v1")
    shop.do("run.final")
    shop.begin()
    versions(shop)  # while it goes on
    shop.finish()
    reloaded(shop, "v2", total="def total():\n    return 2\n")
    versions(shop, total="2")
    assert dict.fromkeys(BELOW_TOTAL, "total changed in orders.py, line 36") == shop.state.stale


def test_an_edit_marks_what_it_changed_and_what_depends_on_it(fresh: Bench) -> None:
    assert {} == fresh.state.stale
    reloaded(fresh, "v2", total="def total():\n    return 2\n")
    versions(fresh, total="2")
    assert dict.fromkeys(BELOW_TOTAL, "total changed in orders.py, line 36") == fresh.state.stale


def test_a_changed_helper_marks_what_uses_it(fresh: Bench) -> None:
    reloaded(fresh, "v2")
    assert fresh.state.stale["orders"] == "the project's code changed", "as long as nobody knows what changed"
    versions(fresh, gap="2")
    assert {"gap": "what gap uses changed: a function or a constant"} == fresh.state.stale


def test_a_comment_or_a_file_that_is_not_used_marks_nothing(fresh: Bench) -> None:
    reloaded(fresh, "v2")
    versions(fresh)
    assert {} == fresh.state.stale


@pytest.mark.parametrize(
    "source",
    [
        "def total():\n    # the sum\n    return 1  # of all\n",
        'def total():\n    """Return the sum."""\n    return 1\n',
        "def total(\n):\n\n    return (1)\n",
    ],
)
def test_what_is_written_about_a_function_is_no_change_of_it(fresh: Bench, source: str) -> None:
    reloaded(fresh, "v2", total=source)
    versions(fresh)
    assert {} == fresh.state.stale


def test_an_edited_decorator_marks_the_nodes_of_another_version_alone(shop: Bench) -> None:
    shop.c.project.build()
    rebuilt(shop, "v1", total="@tag(a='b')\ndef total():\n    return 1\n")
    shop.ran("report", "gap")
    versions(shop)
    edited = "@tag(a='c')\ndef total():\n    return 1\n"
    reloaded(shop, "v2", total=edited)
    assert "total" in shop.state.stale, "as long as nobody knows what it binds"
    versions(shop)
    assert {} == shop.state.stale
    reloaded(shop, "v3", total=edited.replace("'c'", "'d'"))
    versions(shop, total="2")
    assert BELOW_TOTAL == shop.state.stale.keys()


def test_a_run_right_after_saving_is_of_the_new_code(fresh: Bench) -> None:
    fresh.do("project.reload")
    fresh.c.run.run(("report",))
    fresh.c.project.on_hello(Hello("3.12", "python", 8, "1"))
    fresh.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))
    rebuilt(fresh, "v2", total="def total():\n    return 2\n")
    assert ("report",) == fresh.worker.last(Execute).final_vars
    fresh.finish()
    assert {} == fresh.state.stale
    assert "ok" == shown_state(fresh.run, "total", fresh.state.stale)


def test_an_input_or_an_override_marks_what_it_feeds_until_it_is_as_before(fresh: Bench) -> None:
    fresh.c.scenario.set_input("count", ValueSpec("literal", "20"))
    assert {"input count changed"} == set(fresh.state.stale.values()) and ALL == fresh.state.stale.keys()
    fresh.c.scenario.set_input("count", ValueSpec("literal", "40"))
    assert {} == fresh.state.stale
    fresh.c.scenario.set_override("total", ValueSpec("literal", "7"))
    assert dict.fromkeys(BELOW_TOTAL, "the overriding value of total changed") == fresh.state.stale


def test_update_runs_what_is_out_of_date_from_what_is_right(fresh: Bench) -> None:
    fresh.c.scenario.set_override("north", ValueSpec("literal", "7"))
    assert {"north", "gap"} == fresh.state.stale.keys()
    fresh.do("run.update")
    asked = fresh.worker.last(Execute)
    assert ("gap",) == asked.final_vars
    taken = {ref.node for ref in asked.taken}
    assert {"orders", "total", "south"} <= taken and not taken & {"north", "gap", "count"}


def test_nothing_is_out_of_date_in_another_project(fresh: Bench) -> None:
    fresh.c.scenario.set_input("count", ValueSpec("literal", "20"))
    fresh.open(folder="/projects/other")
    assert {} == fresh.state.stale


def test_a_reload_keeps_the_values_that_its_earlier_process_holds(shop: Bench) -> None:
    shop.worker.keeps = True
    first = shop.ran("report")
    shop.do("project.reload")
    shop.reload()
    kept = shop.state.run_with(first.id)
    assert kept is not None and "ok" == kept.status and {} == shop.state.stale
    assert {"ok"} == {tab.state for tab in value_tabs(shop.state.results)}

    shop.do("project.reload")
    shop.worker.holders = ()
    shop.c.worker_life.on_values_lost()
    gone = shop.state.run_with(first.id)
    assert gone is not None and "lost" == gone.status
    assert {"lost"} == {tab.state for tab in value_tabs(shop.state.results)}


def test_a_crash_takes_the_values_of_its_own_process_alone(shop: Bench) -> None:
    shop.worker.keeps = True
    first = shop.ran("report")
    shop.do("project.reload")
    shop.reload()
    second = shop.ran("total")
    shop.worker.keeps = False
    shop.c.worker_life.on_died(Ending("crashed(SIGSEGV)", ""), True)
    states = {run.id: run.status for run in shop.state.runs}
    assert {first.id: "ok", second.id: "lost"} == states


def test_versions_that_come_after_a_reload_still_say_what_changed(shop: Bench) -> None:
    shop.worker.keeps = True
    shop.c.project.build()
    rebuilt(shop, "v1")
    shop.ran("total")
    reloaded(shop, "v2")  # saved right after the run: its process has not come to answer
    assert {"the project's code changed"} == set(shop.state.stale.values())
    versions(shop)
    versions(shop, total="2")
    assert "what total uses changed: a function or a constant" == shop.state.stale["total"]
    assert "orders" not in shop.state.stale


def test_update_has_what_it_needs_handed_over_by_the_earlier_process(shop: Bench) -> None:
    shop.worker.keeps = True
    first = shop.ran("report", "gap")
    shop.do("project.reload")
    shop.reload()
    shop.c.scenario.set_override("north", ValueSpec("literal", "7"))
    shop.do("run.update")
    asked = shop.worker.last(HandOver)
    assert (first.id, ("south",)) == (asked.run, asked.nodes[: asked.needed]), "what gap reads comes first"
    assert {"orders", "total"} <= set(asked.nodes) and "gap" not in asked.nodes
    shop.worker.answer(HandOver, HandedOver(("south", "total")))
    command = shop.worker.last(Execute)
    assert (("gap",), (), (asked.path,)) == (command.final_vars, command.taken, command.handed)

    shop.tell(RunStarted(command.run, "main", ("south", "total", "gap"), 1))
    run = shop.run
    assert ("waiting", "cached", first.id) == (run.state_of("gap"), run.state_of("orders"), run.home_of("orders"))
    assert run.id == run.home_of("south")
    assert f"Run #{run.number}: 0 of 3" == run.describe()

    shop.worker.holders = ()
    shop.c.worker_life.on_values_lost()
    assert ("stale", "waiting") == (shop.run.state_of("orders"), shop.run.state_of("south"))


def test_what_cannot_be_handed_over_is_computed_again_and_it_says_so(shop: Bench) -> None:
    shop.worker.keeps = True
    shop.ran("report", "gap")
    shop.do("project.reload")
    shop.reload()
    shop.c.scenario.set_override("north", ValueSpec("literal", "7"))
    shop.do("run.update")
    shop.worker.answer(HandOver, HandedOver((), {"south": "it cannot be pickled (TypeError: a lock)"}))
    assert (
        "south is not taken from the earlier process: it cannot be pickled (TypeError: a lock)"
        == shop.state.log[-1].text
    )
    assert ("gap",) == shop.worker.last(Execute).final_vars


def test_a_stop_while_values_are_handed_over_ends_the_run(shop: Bench) -> None:
    shop.worker.keeps = True
    shop.ran("report", "gap")
    shop.do("project.reload")
    shop.reload()
    shop.c.scenario.set_override("north", ValueSpec("literal", "7"))
    shop.do("run.update")
    shop.do("run.stop")
    assert "cancelled" == shop.run.status and "interrupt" not in shop.worker.calls
    shop.worker.take()
    shop.worker.answer(HandOver, HandedOver(("south",)))
    assert [] == shop.worker.sent(Execute)


def test_a_reload_while_values_are_handed_over_ends_the_run(shop: Bench) -> None:
    shop.worker.keeps = True
    shop.ran("report", "gap")
    shop.do("project.reload")
    shop.reload()
    shop.c.scenario.set_override("north", ValueSpec("literal", "7"))
    shop.do("run.update")
    shop.do("project.reload")
    assert ("cancelled", "the project was loaded again before it began") == (shop.run.status, shop.run.message)
    shop.worker.take()
    shop.worker.answer(HandOver, HandedOver(("south",)))
    assert [] == shop.worker.sent(Execute), "the fresh worker has no graph yet, and never heard of that run"
    shop.reload()
    assert shop.ran("total").number == shop.run.number


def test_a_node_runs_alone_from_a_value_of_the_earlier_process_that_is_right(shop: Bench) -> None:
    shop.worker.keeps = True
    shop.ran("total")
    shop.do("project.reload")
    shop.reload()
    shop.c.graph.select(["total"])
    shop.do("run.only")
    assert ("orders",) == shop.worker.last(HandOver).nodes
    shop.worker.answer(HandOver, HandedOver(("orders",)))
    shop.begin()
    shop.finish()
    shop.c.scenario.set_input("count", ValueSpec("literal", "7"))
    shop.do("project.reload")
    shop.reload()
    shop.do("run.only")
    assert shop.said.startswith("total cannot run alone"), "orders is out of date now"


def test_files_that_are_saved_are_run_at_once_if_the_person_likes_that(fresh: Bench) -> None:
    fresh.worker.keeps = True
    fresh.worker.take()
    reloaded(fresh, "v2", total="def total():\n    return 2\n")
    versions(fresh, total="2")
    assert [] == fresh.worker.sent(Execute), "nobody asked for it"
    fresh.do("run.on_save")
    assert fresh.state.preferences.runs_on_save
    reloaded(fresh, "v3", total="def total():\n    return 3\n")
    assert [] == fresh.worker.sent(Execute), "it is not known yet what is out of date"
    versions(fresh, total="3")
    fresh.worker.answer(HandOver, HandedOver(("orders",)))
    assert ("report",) == fresh.worker.last(Execute).final_vars
    assert {"total changed in orders.py, line 36"} == set(fresh.run.reasons.values())
    fresh.finish()
    fresh.worker.take()
    fresh.c.scenario.set_input("count", ValueSpec("literal", "20"))
    assert [] == fresh.worker.sent(Execute), "an edit in the window is no saved file"
    fresh.c.scenario.set_input("count", ValueSpec("literal", "40"))
    reloaded(fresh, "v3", total="def total():\n    return 3\n")
    versions(fresh, total="3")
    assert [] == fresh.worker.sent(Execute), "nothing is out of date"
