"""What the details say of a node, from the state alone."""

from __future__ import annotations

import pytest
from dagscope.records import InputRecord, NodeRecord
from dagscope.scenario import Scenario, ValueSpec
from dagscope_app.model.panels.details import Shown, shown_of
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.state import AppState, ViewState

GIVEN, EMPTY = {"rows": ValueSpec("literal", "3")}, {"rows": ValueSpec("none")}


@pytest.mark.parametrize(
    ("scenario", "required", "is_missing"),
    [
        (None, True, True),
        (Scenario("s", inputs=EMPTY), True, True),
        (Scenario("s"), False, False),
        (Scenario("s", inputs=GIVEN), True, False),
        (Scenario("s", overrides=GIVEN), True, False),
        (Scenario("s", inputs=EMPTY, overrides=GIVEN), True, False),
    ],
)
def test_an_input_is_missing_where_nothing_gives_it(
    scenario: Scenario | None, required: bool, is_missing: bool
) -> None:
    rows = NodeRecord("rows", "rows", kind="input")
    graph = GraphSnapshot({"rows": rows}, inputs=(InputRecord("rows", "int", required),))
    scenarios = () if scenario is None else (scenario,)
    view = ViewState(selection=("rows",))
    state = AppState(graphs={"main": graph}, scenarios=scenarios, current="s", view=view)

    shown = shown_of(state)

    assert isinstance(shown, Shown) and shown.is_missing is is_missing
