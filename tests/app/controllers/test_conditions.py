"""When a command can be given."""

from __future__ import annotations

import pytest
from dagscope_app.commands.table import BY_ID

from tests.app.controllers.bench import Bench


def possible(bench: Bench) -> set[str]:
    return {name for name, command in BY_ID.items() if command.enabled_when(bench.state)}


def test_without_a_project_there_is_the_program_itself(bench: Bench) -> None:
    found = possible(bench)
    assert {"project.open", "go.command", "help.shortcuts", "app.quit"} <= found
    assert not {"project.reload", "run.final", "view.fit", "scenario.duplicate", "compare.open"} & found


def test_a_graph_can_be_looked_at_and_run(shop: Bench) -> None:
    found = possible(shop)
    assert {"run.final", "view.fit", "view.fold_all", "compare.open", "view.group_tag", "go.set_bookmark_1"} <= found
    assert (
        not {"run.stop", "run.selection", "edit.undo", "go.bookmark_1", "result.pin", "go.failed", "view.show_all"}
        & found
    )


@pytest.mark.parametrize(
    ("command", "enables"),
    [
        ("edit.select_all", "run.only view.path view.isolate edit.copy_name"),
        ("view.fold_all", "go.back view.unfold_all"),
        ("go.set_bookmark_4", "go.bookmark_4"),
        ("view.turn", "edit.undo"),
        ("compare.open", "compare.close compare.swap compare.run compare.next"),
        ("run.final", "run.stop"),
    ],
)
def test_what_is_done_enables_what_follows(shop: Bench, command: str, enables: str) -> None:
    wanted = set(enables.split()) - {"view.unfold_all"}
    assert not wanted & possible(shop)
    shop.do(command)
    assert wanted <= possible(shop)


def test_switches_show_whether_they_are_on(shop: Bench) -> None:
    def on(name: str) -> bool:
        is_checked = BY_ID[name].is_checked
        assert is_checked is not None
        return is_checked(shop.state)

    assert on("view.group_namespace") and not on("view.group_module") and not on("view.group_tag")
    shop.c.arrangement.set_grouping("tag", "owner")
    assert on("view.group_tag") and not on("view.group_namespace")
    shop.do("view.theme_dark")
    assert on("view.theme_dark") and not on("view.theme_light")
