"""`Driver.select`: the selection language from Python."""

from __future__ import annotations

import types

import pytest
from dagscope import driver
from dagscope.function_modifiers import tag
from dagscope.selection import SelectionError


def _flow() -> types.ModuleType:
    module = types.ModuleType("picked")

    @tag(owner="ana")
    def middle(start: int) -> int:
        return start + 1

    def end(middle: int) -> int:
        return middle * 2

    for function in (middle, end):
        function.__module__ = "picked"
        setattr(module, function.__name__, function)
    return module


def test_select_gives_names_that_execute_takes() -> None:
    built = driver.Builder().with_modules(_flow()).build()

    assert {"middle", "end"} == set(built.select("+end and not kind:input"))
    assert ["middle"] == built.select("tag:owner=ana")
    assert ["start"] == built.select("kind:input")
    assert {"middle": 2} == built.execute(built.select("tag:owner=ana"), inputs={"start": 1})


def test_select_points_at_a_mistake() -> None:
    built = driver.Builder().with_modules(_flow()).build()

    with pytest.raises(SelectionError) as caught:
        built.select("end or middel")
    assert 7 == caught.value.position
    assert "middle" in caught.value.message


def test_what_only_the_window_knows_is_refused() -> None:
    built = driver.Builder().with_modules(_flow()).build()

    with pytest.raises(SelectionError, match="in the window only, after a run .at character 5"):
        built.select("not state:failed")
    with pytest.raises(SelectionError, match="no other graph to compare with"):
        built.select("end and changed:")
