"""What the person likes: in the state and in the settings at once."""

from __future__ import annotations

import pytest

from tests.app.controllers.bench import Bench


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("view.minimap", "shows_minimap"),
        ("view.legend", "shows_legend"),
        ("view.heat", "shows_heat"),
        ("view.wheel_zooms", "wheel_zooms"),
        ("view.motion", "is_motion_reduced"),
    ],
)
def test_switches_are_turned_and_kept(bench: Bench, command: str, field: str) -> None:
    before = getattr(bench.state.preferences, field)
    bench.do(command)
    assert (not before) == getattr(bench.state.preferences, field) == getattr(bench.settings.kept, field)
    bench.do(command)
    assert before == getattr(bench.settings.kept, field)


@pytest.mark.parametrize("name", ["system", "light", "dark", "high_contrast"])
def test_a_theme_is_chosen_and_kept(bench: Bench, name: str) -> None:
    bench.do(f"view.theme_{name}")
    assert name == bench.state.preferences.theme == bench.settings.kept.theme


def test_the_editor_is_asked_for(bench: Bench) -> None:
    bench.c.preferences.set_editor("kate")
    bench.do("app.choose_editor")
    assert isinstance(bench.ask.question, tuple) and "kate" == bench.ask.question[2]
    bench.ask.answer("code -g {file}:{line}")
    assert "code -g {file}:{line}" == bench.settings.kept.editor


def test_preferences_that_cannot_be_kept_are_said_once(bench: Bench) -> None:
    bench.settings.problem = "Settings cannot be kept."
    bench.do("view.theme_dark")
    assert "Settings cannot be kept." == bench.said

    bench.c.frame.put_message_away()
    bench.do("view.theme_light")
    assert bench.state.banner is None
