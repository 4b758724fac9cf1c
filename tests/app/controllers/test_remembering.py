"""What the next window of a project will know, kept a moment after each change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from dagscope.protocol.messages import ErrorAnswer, Open, Project
from dagscope.scenario import ValueSpec
from dagscope_app.model.placement import PinKey

from tests.app.controllers.bench import DISCOUNTED, FOLDER, MODULES, PLAIN, Bench


def _wait(bench: Bench) -> Any:
    """Let the moment pass; what is kept then."""
    while bench.soon:
        bench.soon.pop(0)()
    return bench.settings.views[FOLDER]


def test_edits_are_kept_without_being_saved(shop: Bench) -> None:
    _wait(shop)
    shop.c.scenario.set_input("count", ValueSpec("literal", "3"))
    shop.c.scenario.set_input("count", ValueSpec("literal", "42"))
    assert 1 == len(shop.soon)

    kept = _wait(shop)

    assert [("plain", "42")] == [(item["name"], item["inputs"]["count"]["literal"]) for item in kept["unsaved"]]
    assert "plain" == kept["scenario"] and [] == kept["removed"]


def test_what_one_looks_at_is_kept(shop: Bench) -> None:
    shop.c.folding.toggle_group("north")
    shop.do("go.set_bookmark_1")
    shop.store.update(lambda now: replace(now, pinned={PinKey("total"): (1.0, 2.0)}))

    kept = _wait(shop)

    assert ["north"] == kept["folded"] and ["1"] == list(kept["bookmarks"]) and {"total": [1.0, 2.0]} == kept["pinned"]


def test_what_is_not_remembered_writes_nothing(shop: Bench) -> None:
    _wait(shop)
    shop.c.graph.select(["total"])

    assert [] == shop.soon


def test_edits_are_back_in_the_next_window_and_it_says_so(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "42"))
    kept = _wait(shop)
    later = Bench()
    later.settings.views[FOLDER] = kept

    later.open()

    assert {"count": ValueSpec("literal", "42")} == later.scenario.inputs and not later.state.is_saved
    assert ("Edits that were not saved are back: plain.", "scenario.save") == (later.said, later.offered)


def test_what_the_file_got_meanwhile_is_there_beside_the_edits_and_the_same_key_is_asked_about(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "42"))
    kept = json.loads(json.dumps(_wait(shop)))
    half = replace(PLAIN, origin="dagscope.toml", config={"rounding": ValueSpec("literal", "half")})
    for count, command in [("40", "scenario.save"), ("41", "scenario.take_theirs")]:
        later = Bench()
        later.settings.views[FOLDER] = kept

        later.open(scenarios=(replace(half, inputs={"count": ValueSpec("literal", count)}), DISCOUNTED))

        assert ("42", half.config) == (later.scenario.inputs["count"].text, later.scenario.config)
        assert command == later.offered


def test_edits_of_a_scenario_that_the_file_has_no_more_stay(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "42"))
    edited = shop.scenario
    shop.do("project.reload")
    shop.reload(scenarios=(DISCOUNTED,))

    assert (DISCOUNTED, edited) == shop.state.scenarios and not shop.state.is_saved


def test_a_removed_scenario_is_back_when_the_file_has_another_version_of_it(shop: Bench) -> None:
    changed = replace(PLAIN, final_vars=("gap",))
    shop.c.scenario.choose("plain")
    shop.do("scenario.remove")
    for fresh, shown in [((PLAIN, DISCOUNTED), (DISCOUNTED,)), ((changed, DISCOUNTED), (changed, DISCOUNTED))]:
        shop.do("project.reload")
        shop.reload(scenarios=fresh)
        assert shown == shop.state.scenarios


@pytest.mark.parametrize("command", ["view.group_module", "view.sections", "view.turn", "view.rows", "view.ports"])
def test_what_is_shown_alone_does_not_keep_edits_from_being_kept(shop: Bench, command: str) -> None:
    shop.c.graph.select(["total"])
    shop.do("view.isolate")
    shop.do(command)
    shop.c.scenario.set_input("count", ValueSpec("literal", "42"))

    kept = json.loads(json.dumps(_wait(shop)))

    assert ["42"] == [item["inputs"]["count"]["literal"] for item in kept["unsaved"]]
    later = Bench()
    later.settings.views[FOLDER] = kept
    later.open()
    assert shop.state.edits == later.state.edits


def test_what_was_done_can_be_taken_back_in_the_next_window(shop: Bench) -> None:
    before = shop.scenario
    shop.c.scenario.set_input("count", ValueSpec("literal", "3"))
    shop.c.arrangement.move({("gap", False): (900.0, 40.0)})
    shop.do("view.turn")
    shop.c.scenario.set_input("count", ValueSpec("literal", "42"))
    shop.do("edit.undo")
    later = Bench()
    later.settings.views[FOLDER] = json.loads(json.dumps(_wait(shop)))

    later.open()

    assert shop.state.edits == later.state.edits
    later.do("edit.redo")
    assert {"count": ValueSpec("literal", "42")} == later.scenario.inputs
    for _ in range(4):
        later.do("edit.undo")
    assert ("LR", {}, before) == (later.state.view.direction, dict(later.state.pinned), later.scenario)
    assert later.state.is_saved and not later.state.edits.done


@pytest.mark.parametrize(
    "history", ["", [], {"done": []}, {"of": "x", "done": [{}], "undone": [], "scenarios": [[{}, 1]]}]
)
def test_a_history_that_does_not_fit_is_dropped(shop: Bench, history: Any) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "3"))
    kept = _wait(shop)
    if isinstance(history, dict) and "of" in history:
        history = {**history, "of": kept["history"]["of"]}
    later = Bench()
    later.settings.views[FOLDER] = {**kept, "history": history}

    later.open()

    assert () == later.state.edits.done and {"count": ValueSpec("literal", "3")} == later.scenario.inputs


def test_a_scenario_that_was_removed_stays_removed(shop: Bench) -> None:
    shop.c.scenario.choose("discounted")
    shop.do("scenario.remove")
    kept = _wait(shop)
    later = Bench()
    later.settings.views[FOLDER] = kept

    later.open()

    assert [PLAIN] == list(later.state.scenarios) and "Removed and not saved: discounted." == later.said
    later.do("project.reload")
    later.reload()
    assert [PLAIN] == list(later.state.scenarios)


def test_earlier_edits_stay_while_the_project_cannot_be_opened(shop: Bench) -> None:
    shop.c.scenario.set_input("count", ValueSpec("literal", "42"))
    kept = _wait(shop)
    later = Bench()
    later.settings.views[FOLDER] = kept
    later.start()
    later.worker.answer(Open, ErrorAnswer("there is no folder /projects/shop"))

    later.c.project.close()

    assert kept == later.settings.views[FOLDER]


def test_edits_are_kept_where_no_graph_can_be_shown(bench: Bench) -> None:
    bench.settings.views[FOLDER] = {"folded": ["north"], "direction": "TB"}
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))
    bench.c.scenario.set_input("count", ValueSpec("literal", "42"))

    kept = _wait(bench)

    assert ["north"] == kept["folded"] and ["plain"] == [item["name"] for item in kept["unsaved"]]


def test_a_folder_that_cannot_be_written_is_said_once(shop: Bench) -> None:
    shop.settings.problem = "Edits cannot be kept in /home/a: Read-only file system."
    shop.c.scenario.set_input("count", ValueSpec("literal", "3"))
    for step in shop.soon:
        step()
    assert (shop.settings.problem, "scenario.save") == (shop.said, shop.offered)
    shop.c.frame.put_message_away()
    shop.c.remembering.remember()
    assert "" == shop.said

    shop.settings.problem = ""
    shop.later_on.pop()()  # it is tried again, though nothing else is edited
    assert ["3"] == [item["inputs"]["count"]["literal"] for item in shop.settings.views[FOLDER]["unsaved"]]
