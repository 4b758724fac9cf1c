"""Where a value comes from: a default is named only where the code has one."""

from __future__ import annotations

import pytest
from dagscope.records import ConfigKey, InputRecord
from dagscope.scenario import Scenario, literal
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.scenario.value_origin import Table, value_origin
from dagscope_app.model.state import AppState

DEFAULT = "not set: the code's own default counts"
GRAPH = GraphSnapshot(
    config_keys=(ConfigKey("region"), ConfigKey("method", value="'mean'")),
    inputs=(InputRecord("orders"), InputRecord("scale", required=False, default="1.0")),
)


@pytest.mark.parametrize(
    ("table", "name", "expected"),
    [
        ("inputs", "orders", "not set, and the code has no default for it"),
        ("inputs", "scale", DEFAULT),
        ("config", "region", "not set"),
        ("config", "method", DEFAULT),
        ("config", "given", "typed here, not saved yet"),
    ],
)
def test_where_a_value_comes_from(table: Table, name: str, expected: str) -> None:
    scenario = Scenario("us", config={"given": literal(1)})
    assert expected == value_origin(AppState(scenarios=(scenario,), current="us", graphs={"main": GRAPH}), table, name)
