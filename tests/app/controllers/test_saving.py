"""What is saved to dagscope.toml, and what happens where the file was changed as well."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import Build, Hello, Open, Project
from dagscope.scenario import Scenario, literal
from dagscope_app.model.records.file_conflict import Conflict

from tests.app.controllers.bench import DISCOUNTED, FOLDER, MODULES, PLAIN, Bench

RUN = replace(PLAIN, name="run", origin="run.py:9")
MINE = replace(DISCOUNTED, name="mine", origin="dagscope.toml")


def _open(bench: Bench, *scenarios: Scenario, bases: tuple[Scenario, ...] = (RUN,)) -> None:
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, MODULES, scenarios, saved=True, bases=bases))
    bench.build()
    bench.worker.drop()


def _read_again(bench: Bench, *scenarios: Scenario) -> None:
    bench.c.project.on_hello(Hello("3.12", "python", 8, "1"))
    bench.worker.answer(Open, Project(FOLDER, MODULES, scenarios, saved=True, bases=(RUN,)))
    bench.build()


def test_a_scenario_of_a_script_is_never_saved_and_an_edit_of_it_is_a_copy_that_follows_it(bench: Bench) -> None:
    _open(bench, RUN)
    bench.do("scenario.save")
    assert () == bench.project_file.saved[-1].now

    bench.c.scenario.set_config("rounding", literal("up"))

    assert ("run (edited)", "run", "") == (bench.state.current, bench.scenario.based_on, bench.scenario.origin)
    assert RUN in bench.state.scenarios
    bench.do("scenario.save")
    saving = bench.project_file.saved[-1]
    assert ["run (edited)"] == [each.name for each in saving.now] and RUN == saving.base_of(saving.now[0])
    bench.c.scenario.set_config("rounding", literal("down"))
    assert ["run", "run (edited)"] == [each.name for each in bench.state.scenarios], "a second edit is of the copy"
    bench.do("edit.undo")
    bench.do("edit.undo")
    assert (RUN,) == bench.state.scenarios and "run" == bench.state.current


def test_the_scenario_of_the_folders_modules_keeps_its_name(bench: Bench) -> None:
    default = replace(PLAIN, name="all modules")
    _open(bench, default, bases=(default,))

    bench.c.scenario.set_executor("threads:2")
    bench.do("scenario.save")

    assert [("all modules", "all modules")] == [(each.name, each.based_on) for each in bench.project_file.saved[-1].now]
    bench.do("scenario.save")
    assert 1 == len(bench.state.scenarios)
    assert bench.project_file.saved[-1].before == bench.project_file.saved[-1].now


def test_a_scenario_of_a_script_is_renamed_as_a_copy_and_not_removed(bench: Bench) -> None:
    _open(bench, RUN, MINE)
    bench.c.scenario.rename("mine too")
    assert ["run", "mine", "mine too"] == [each.name for each in bench.state.scenarios]
    bench.c.scenario.choose("run")
    bench.do("scenario.remove")
    assert RUN in bench.state.scenarios and "run comes from run.py:9" in bench.said


def test_the_same_key_changed_on_both_sides_is_asked_about(bench: Bench) -> None:
    _open(bench, MINE, RUN)
    bench.c.scenario.set_config("rounding", literal("up"))
    bench.c.scenario.set_executor("threads:2")
    theirs = replace(MINE, config={**MINE.config, "rounding": literal("down"), "other": literal(1)})
    _read_again(bench, theirs, RUN)

    question = "config rounding of 'mine' is 'down' in dagscope.toml and 'up' here"
    assert f"dagscope.toml was changed as well: {question}." == bench.said
    assert {"rounding": literal("up"), "other": literal(1)} == bench.scenario.config, "what only the file has, comes"
    assert "threads:2" == bench.scenario.executor
    bench.do("scenario.save")
    assert [] == bench.project_file.saved and question in bench.said, "nothing is overwritten before it is decided"

    bench.do("compare.file")
    compare = bench.state.compare
    side = bench.state.side_named(compare.left)
    assert ("mine in dagscope.toml", "mine", True) == (compare.left, compare.right, compare.is_open)
    assert side is not None and theirs.config == side.scenario.config and question in bench.said, "it is still asked"
    bench.do("compare.close")

    bench.do("scenario.keep_ours")
    bench.do("scenario.save")
    assert frozenset({("mine", ("config", "rounding"))}) == bench.project_file.saved[-1].decided
    assert bench.state.is_saved and frozenset() == bench.state.decided


def test_the_files_value_is_taken_and_built_with(bench: Bench) -> None:
    _open(bench, MINE, RUN)
    bench.c.scenario.set_config("rounding", literal("up"))
    _read_again(bench, replace(MINE, config={"rounding": literal("down")}), RUN)
    bench.worker.take()

    bench.do("scenario.take_theirs")

    assert literal("down") == bench.scenario.config["rounding"] and () == bench.state.conflicts
    assert [bench.scenario] == [each.scenario for each in bench.worker.sent(Build)]


def test_taking_the_files_value_is_undone_to_what_was_typed(bench: Bench) -> None:
    _open(bench, MINE, RUN)
    bench.c.scenario.set_config("rounding", literal("up"))
    _read_again(bench, replace(MINE, config={"rounding": literal("down")}), RUN)
    bench.do("scenario.take_theirs")
    assert bench.state.is_saved

    bench.do("edit.undo")
    assert literal("up") == bench.scenario.config["rounding"] and not bench.state.is_saved
    bench.do("edit.undo")
    assert literal("down") == bench.scenario.config["rounding"] and bench.state.is_saved


def test_undo_leaves_what_an_editor_wrote_meanwhile(bench: Bench) -> None:
    _open(bench, MINE, RUN)
    bench.c.scenario.set_config("rounding", literal("up"))
    bench.c.scenario.set_executor("threads:2")
    bench.do("edit.undo")
    _read_again(bench, replace(MINE, config={**MINE.config, "other": literal(1)}, final_vars=("gap",)), RUN)

    bench.do("edit.undo")
    assert {**MINE.config, "other": literal(1)} == bench.scenario.config and ("gap",) == bench.scenario.final_vars
    assert bench.state.is_saved
    bench.do("edit.redo")
    bench.do("edit.redo")
    assert {"rounding": literal("up"), "other": literal(1)} == bench.scenario.config
    assert "threads:2" == bench.scenario.executor and ("gap",) == bench.scenario.final_vars


def test_a_conflict_that_only_saving_finds_is_asked_about(bench: Bench) -> None:
    _open(bench, MINE)
    bench.c.scenario.set_config("rounding", literal("up"))
    bench.project_file.conflicts = (Conflict("mine", ("config", "rounding"), literal("up"), literal("down")),)

    bench.do("scenario.save")

    assert not bench.state.is_saved and "is 'down' in dagscope.toml and 'up' here" in bench.said
    assert 0 == bench.watch.acknowledged


def test_saving_while_the_folder_is_read_waits_and_says_so(bench: Bench) -> None:
    bench.start()
    bench.do("scenario.save")
    assert "The scenarios are being read. They are saved as soon as that is done." == bench.said
    assert [] == bench.project_file.saved

    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))

    assert 1 == len(bench.project_file.saved) and "Scenarios saved in" in bench.said


def test_saving_that_waits_means_its_own_folder(bench: Bench) -> None:
    bench.start()
    bench.do("scenario.save")
    bench.start("/projects/other")
    bench.worker.answer(Open, Project("/projects/other", MODULES, (PLAIN,)))

    assert [] == bench.project_file.saved
