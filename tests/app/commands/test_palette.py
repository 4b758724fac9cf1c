"""The palette of all commands: what it offers, and what a choice does."""

from __future__ import annotations

from dagscope_app.commands.table import COMMANDS

from tests.app.controllers.bench import Bench


def test_every_command_is_offered_by_category_with_its_keys_and_whether_it_can_be_given() -> None:
    bench = Bench()
    bench.do("go.command")
    offered = {option.key: option for option in bench.ask.options}

    assert {command.id for command in COMMANDS} - {"go.command"} == set(offered)
    assert ("Project: Open folder...", "Ctrl+O", True) == (
        offered["project.open"].text,
        offered["project.open"].hint,
        offered["project.open"].is_enabled,
    )
    assert ["Compare scenarios", "Compare: Swap sides"] == [
        offered[key].text for key in ("compare.open", "compare.swap")
    ]
    assert len({option.text for option in offered.values()}) == len(offered), "the palette finds them by their texts"
    assert not offered["run.stop"].is_enabled and not bench.ask.leads_to_graph


def test_the_chosen_command_is_done() -> None:
    bench = Bench()
    bench.open()
    bench.do("go.command")
    bench.ask.answer("view.fold_all")

    assert {"north", "south"} == bench.state.view.folded


def test_titles_are_those_of_the_moment() -> None:
    bench = Bench()
    bench.open()
    bench.do("view.turn")
    bench.do("go.command")

    assert "Edit: Undo turn" in [option.text for option in bench.ask.options]
