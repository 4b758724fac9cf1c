"""Panels, sheets and the window itself: what the window is asked for."""

from __future__ import annotations

import pytest
from dagscope.version import __version__
from dagscope_app.commands.table import COMMANDS
from dagscope_app.model.records.trust import Agreement

from tests.app.controllers.bench import Bench


@pytest.mark.parametrize(
    ("command", "call"),
    [
        ("view.left", ("toggle", "outline", "scenario")),
        ("view.right", ("toggle", "details")),
        ("view.bottom", ("toggle", "bottom")),
        *((f"view.{name}", ("show_bottom", name)) for name in ("results", "log", "runs", "timeline", "problems")),
        *((f"panel.{name}", ("show_section", name)) for name in ("modules", "config", "inputs")),
        ("view.reset_panels", ("reset_panels",)),
        ("view.full_screen", ("toggle_full_screen",)),
        ("help.shortcuts", ("show_keys",)),
        ("app.quit", ("close",)),
        ("scenario.rename", ("rename_scenario",)),
        ("scenario.override", ("ask_override",)),
    ],
)
def test_the_window_is_asked_for_what_a_command_says(bench: Bench, command: str, call: tuple[str, ...]) -> None:
    bench.do(command)
    assert [call] == bench.window.calls


def test_without_a_project_there_are_no_panels_to_show(bench: Bench) -> None:
    names = ("left", "right", "bottom", "results", "log", "runs", "timeline", "problems", "reset_panels")
    assert not [
        item.id for item in COMMANDS if item.id in {f"view.{name}" for name in names} and item.enabled_when(bench.state)
    ]


def test_version_and_licence_are_shown_in_a_dialog(bench: Bench) -> None:
    bench.do("help.about")
    question = bench.ask.question
    assert isinstance(question, Agreement)
    assert {("Version", __version__), ("Licence", "Apache License 2.0")} <= set(question.facts)


def test_a_part_that_failed_is_an_error(bench: Bench) -> None:
    bench.c.frame.say_error("The layout process ended.")
    assert bench.state.banner is not None and "error" == bench.state.banner.severity


def test_files_are_opened_by_the_desktop_and_what_cannot_be_is_said(bench: Bench) -> None:
    bench.c.frame.open_address("/out/dag.png")
    assert ["/out/dag.png"] == bench.desktop.opened and "" == bench.said
    bench.desktop.has_programs = False
    bench.c.frame.open_address("/out/dag.png")
    assert "/out/dag.png" in bench.said
