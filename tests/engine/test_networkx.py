"""The graph for networkx: what docs/networkx.md says of it holds, line by line."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import networkx
import pytest
from dagscope import ad_hoc_utils, driver

PAGE = Path(__file__).parents[2] / "docs" / "networkx.md"


def build(source: str) -> driver.Driver:
    return driver.Builder().with_modules(ad_hoc_utils.module_from_source(source)).build()


def test_the_questions_of_the_page_have_the_answers_of_the_page() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), flags=re.S | re.M)
    known: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), known)

    assert 4 == len(blocks) and sum(block.count("assert ") for block in blocks) == 6


def test_nodes_and_edges_say_what_the_dataflow_knows() -> None:
    dr = build(
        "from hamilton.function_modifiers import tag\n"
        "@tag(team='a')\n"
        "def a(x: int, y: int = 2) -> int:\n    '''Adds.'''\n    return x + y\n"
    )
    graph = dr.to_networkx()

    assert isinstance(graph, networkx.DiGraph)
    assert {"x", "y", "a"} == set(graph)
    assert ("int", "function", "Adds.", {"team": "a"}) == (
        graph.nodes["a"]["type"],
        graph.nodes["a"]["kind"],
        graph.nodes["a"]["doc"],
        {key: value for key, value in graph.nodes["a"]["tags"].items() if key != "module"},
    )
    assert {("x", "a"): False, ("y", "a"): True} == {(s, t): o for s, t, o in graph.edges(data="is_optional")}


def test_changing_the_copy_changes_no_dataflow() -> None:
    dr = build("def a(x: int) -> int:\n    return x\n")
    dr.to_networkx().remove_node("a")

    assert {"a": 1} == dr.execute(["a"], inputs={"x": 1})
    assert "a" in dr.to_networkx()


def test_a_missing_library_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ImportError, match="pip install dagscope"):
        build("def a(x: int) -> int:\n    return x\n").to_networkx()
