"""From a folder to a graph in the state, through reloads, deaths of the worker and files that do not parse."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import Build, ErrorAnswer, Hello, Open, Project
from dagscope.records import ModuleRecord, ProblemRecord
from dagscope.scenario import ValueSpec
from dagscope_app.controllers.ports import PathQuestion
from dagscope_app.model.records.scene import Look

from tests.app.controllers.bench import DISCOUNTED, FOLDER, MODULES, PLAIN, SHOP, Bench, node, pages

SYNTAX = ProblemRecord(
    "syntax", "Syntax error in orders.py, line 2: invalid syntax", file=f"{FOLDER}/orders.py", line=2
)
BROKEN = ModuleRecord("orders", f"{FOLDER}/orders.py", is_available=False, problem=SYNTAX.message)


def test_a_folder_is_opened_built_and_laid_out(bench: Bench) -> None:
    bench.c.project.open(FOLDER)
    assert ("loading", "starting", 1) == (bench.state.phase, bench.state.worker.phase, bench.state.worker.generation)
    assert ["start python"] == bench.worker.calls and [] == bench.worker.commands
    bench.c.project.on_hello(Hello("3.12", "python", 7, "1"))
    assert [Open(FOLDER)] == bench.worker.take()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))
    assert [Build("main", PLAIN)] == bench.worker.take() and bench.state.is_building
    assert (FOLDER, tuple(item.path for item in MODULES)) == bench.watch.watched
    assert FOLDER == bench.watch.reading
    bench.build()

    assert ("ready", "plain", False) == (bench.state.phase, bench.state.current, bench.state.is_building)
    assert {item.name for item in SHOP} == set(bench.state.graph.nodes)
    assert bench.state.layout is not None and (FOLDER,) == bench.state.preferences.recent


def test_the_process_that_will_be_needed_starts_before_all_else(bench: Bench) -> None:
    bench.c.project.prepare()
    assert ["ours"] == bench.worker.prepared  # nothing was opened so far: it is read by our own
    bench.worker.prepared.clear()
    seen: list[list[str]] = []
    bench.store.listen(lambda old, new: seen.append(list(bench.worker.prepared)))
    bench.c.project.open(FOLDER)
    assert ["python"] == seen[0] == bench.worker.prepared
    bench.c.project.prepare()
    assert ["python"] == bench.worker.prepared  # a project is open: it has its process

    bench.c.project.close()
    bench.c.project.prepare()
    assert (["python", "python"], (FOLDER,)) == (bench.worker.prepared, bench.state.preferences.recent)


def test_a_scenario_that_is_asked_for_takes_the_place_of_the_folders_own(bench: Bench) -> None:
    bench.c.project.asked = replace(DISCOUNTED, name="driver")
    bench.start()
    names = tuple(module.name for module in DISCOUNTED.modules)
    assert names and [Open(FOLDER, True, names)] == bench.worker.take()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))
    assert [Build("main", bench.c.project.asked)] == bench.worker.take()


def test_something_else_than_a_folder_is_refused_and_nothing_is_left_for_it(shop: Bench) -> None:
    shop.c.project.open("/nowhere/at/all")
    assert shop.said == "/nowhere/at/all is not a folder. Choose one that holds Python files."
    assert FOLDER == shop.state.folder and shop.state.layout is not None


def test_the_folder_is_asked_for(shop: Bench) -> None:
    shop.do("project.open")
    assert PathQuestion("folder", "Open folder", FOLDER.rpartition("/")[0]) == shop.ask.question
    shop.ask.answer("/projects/other")
    assert "/projects/other" == shop.state.folder


def test_a_folder_without_a_dataflow_says_what_one_is(bench: Bench) -> None:
    bench.start()
    bench.worker.answer(Open, Project(FOLDER))
    assert "broken" == bench.state.phase and "public functions" in bench.said
    assert "project.open" == bench.offered


def test_a_folder_that_cannot_be_read_says_why(bench: Bench) -> None:
    bench.start()
    bench.worker.answer(Open, ErrorAnswer("there is no folder /projects/shop"))
    assert ("broken", "there is no folder /projects/shop") == (bench.state.phase, bench.said)


def test_an_interpreter_that_is_too_old_can_be_replaced(bench: Bench) -> None:
    bench.c.project.open(FOLDER)
    bench.c.project.on_unsupported("3.7.1")
    assert "3.7.1" in bench.said and "app.choose_interpreter" == bench.offered
    bench.do(bench.offered)
    bench.ask.answer("/usr/bin/python3")
    assert "start /usr/bin/python3" == bench.worker.calls[-1] and "/usr/bin/python3" == bench.settings.kept.interpreter


def test_another_python_is_asked_for_in_one_sentence_with_a_button(bench: Bench) -> None:
    asked = ProblemRecord("python", "this project asks for Python >=3.99 and runs on 3.12", severity="warning")
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN,), (asked, SYNTAX)))
    bench.build()
    assert "This project asks for Python >=3.99 and runs on 3.12." == bench.said
    assert "app.choose_interpreter" == bench.offered


def test_files_that_do_not_parse_are_read_again_when_they_do(bench: Bench) -> None:
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, problems=(SYNTAX,)))
    assert ("broken", SYNTAX.message) == (bench.state.phase, bench.said)
    bench.c.file_changes.on_changed()
    bench.reload()
    assert "ready" == bench.state.phase and bench.state.banner is None


def test_an_edit_that_does_not_parse_keeps_the_graph_and_what_was_typed(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "3"))
    shop.c.graph.select(["total"])
    scenarios = shop.state.scenarios
    shop.c.file_changes.on_changed()
    shop.c.project.on_hello(Hello("3.12", "python", 8, "1"))
    shop.worker.answer(Open, Project(FOLDER, (BROKEN, MODULES[1]), (PLAIN, DISCOUNTED), (SYNTAX,)))

    assert "The last graph that could be built is still shown." in shop.said and "view.problems" == shop.offered
    assert {item.name for item in SHOP} == set(shop.state.graph.nodes)
    assert (scenarios, ("total",)) == (shop.state.scenarios, shop.state.view.selection)

    shop.c.file_changes.on_changed()
    shop.reload((*SHOP, node("more", "total")))
    assert "more" in shop.state.graph.nodes and shop.state.banner is None and () == shop.state.problems
    assert {"count": ValueSpec("literal", "3")} == shop.scenario.inputs


def test_a_graph_that_cannot_be_built_keeps_the_last_one_and_its_problems(shop: Bench) -> None:
    cycle = ProblemRecord("cycle", "a -> b -> a", "a")
    shop.c.project.build()
    shop.build((), (cycle,))
    assert {item.name for item in SHOP} == set(shop.state.graph.nodes)
    assert (cycle,) == shop.state.problems and shop.said.startswith("a -> b -> a. The last graph")


def test_a_reload_keeps_what_one_looks_at_and_marks_what_is_new(shop: Bench) -> None:
    shop.ran("gap")
    shop.c.graph.select(["gap"])
    shop.c.folding.toggle_group("north")
    shop.do("project.reload")
    assert ("lost", True) == (shop.state.runs[0].status, all(tab.state == "lost" for tab in shop.state.results))
    shop.reload((*SHOP, node("doubled", "total")))

    assert (("gap",), {"north"}) == (shop.state.view.selection, shop.state.view.folded)
    assert {"doubled"} == shop.state.changed


def test_the_view_of_a_project_is_there_when_it_is_opened_again(shop: Bench) -> None:
    shop.c.scenario.choose("discounted")
    shop.build()
    shop.do("view.turn")
    shop.c.folding.toggle_group("north")
    shop.c.arrangement.move({("gap", False): (900.0, 40.0)})
    shop.camera.now = Look(2.0, 30.0, 40.0, "")
    shop.do("project.close")
    assert ("welcome", "", (FOLDER,)) == (shop.state.phase, shop.state.folder, shop.state.preferences.recent)
    assert "stop" == shop.worker.calls[-1] and ("", ()) == shop.watch.watched
    shop.open()

    assert ("discounted", "TB", {"north"}) == (shop.state.current, shop.state.view.direction, shop.state.view.folded)
    assert {"gap": (900.0, 40.0)} == dict(shop.state.pinned)
    assert ("start_at", (2.0, 30.0, 40.0)) in shop.camera.calls


def test_edits_that_were_not_saved_come_back(shop: Bench) -> None:
    shop.c.scenario.set_final_vars(("north",))
    shop.do("scenario.duplicate")
    shop.c.scenario.rename("mine")
    shop.do("project.close")
    shop.open()
    assert ("mine", ("north",), False) == (shop.state.current, shop.scenario.final_vars, shop.state.is_saved)


def test_a_new_module_joins_a_scenario_whose_inputs_were_edited(bench: Bench) -> None:
    made = replace(PLAIN, name="default", origin="modules")
    bench.open(scenarios=(made,))
    bench.c.scenario.set_input("count", ValueSpec("literal", "3"))
    bench.c.file_changes.on_changed()
    more = replace(made, modules=(*made.modules, replace(made.modules[0], name="later")))
    bench.reload(scenarios=(more,))
    assert ("orders", "regions", "later") == bench.scenario.module_names()
    assert {"count": ValueSpec("literal", "3")} == bench.scenario.inputs


def test_positions_that_colleagues_saved_are_taken_on_the_first_opening(bench: Bench) -> None:
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN,), positions={"gap": (900.0, 40.0)}))
    bench.build()
    assert {"gap": (900.0, 40.0)} == dict(bench.state.pinned) == bench.layout.asked[-1]["pinned"]


def test_a_folder_whose_name_is_no_text_is_refused_with_its_name(shop: Bench) -> None:
    before = shop.state.folder
    shop.c.project.open("/data/caf\udce9")
    assert "The name of /data/caf\\udce9 is not UTF-8, which the window needs. Rename the folder." == shop.said
    assert before == shop.state.folder


def test_an_example_of_the_installed_program_is_opened_as_a_copy(bench: Bench) -> None:
    bench.c.project.open_example("/clone/examples/shop")
    assert "/clone/examples/shop" == bench.state.folder, "in a clone it is the clone's own"

    bench.c.project.open_example("/site-packages/examples/shop")
    bench.ask.answer("/full")
    assert "/clone/examples/shop" == bench.state.folder and "No space left on device" in bench.said

    bench.c.project.open_example("/site-packages/examples/shop")
    bench.ask.answer("/home/me")
    assert "/home/me/shop" == bench.state.folder and "/home/me/shop" in bench.toast
    assert [("/home/me/shop", "", False)] == bench.trust.added, "what came with the program is trusted as a copy too"


def test_the_tours_example_is_shown_whole(bench: Bench) -> None:
    bench.c.project.open_example("/clone/examples/shop", shows_all=True)
    assert ("start_at", None) == [call for call in bench.camera.calls if call[0] == "start_at"][-1]


def test_a_graph_that_waits_to_be_shown_is_not_after_a_reload(shop: Bench) -> None:
    shop.c.project.build()
    shop.worker.answer(Build, *pages(SHOP))
    shop.do("project.reload")
    shop.do_all_turns()
    assert shop.state.is_building, "what the earlier worker built says nothing about the fresh one"
    shop.reload()
    assert not shop.state.is_building and "ready" == shop.state.phase
