"""Why a node ran, did not run, or would run next."""

from __future__ import annotations

from dataclasses import replace

from dagscope.records import DependencyRecord, NodeRecord
from dagscope_app.model.records.graph import GraphSnapshot, consumers_of
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.runs.why import why
from dagscope_app.model.state import AppState


def node(name: str, *needs: str) -> NodeRecord:
    return NodeRecord(name, name, "int", "function", "m", deps=tuple(DependencyRecord(each, "int") for each in needs))


NODES = {each.name: each for each in (node("a"), node("b", "a"), node("c", "b"), node("d", "b"))}
GRAPH = GraphSnapshot(NODES, consumers=consumers_of(NODES))
FIRST = Run("1-1", number=1, final_vars=("c",), nodes={name: NodeRun("ok") for name in "abc"})
SECOND = Run(
    "1-2", number=2, final_vars=("c",), taken={"a": "1-1"}, reasons={"b": "b changed in m.py, line 3"},
    nodes={"a": NodeRun("cached"), "b": NodeRun("ok"), "c": NodeRun("running"), "d": NodeRun("cached", home="1-1")},
)  # fmt: skip


def test_why_nodes_ran_or_did_not() -> None:
    state = AppState(graphs={"main": GRAPH}, runs=(FIRST,))
    assert "It ran because it was asked for." == why(state, FIRST, "c")
    assert "It ran because c was asked for and needs it." == why(state, FIRST, "a")
    assert "" == why(state, FIRST, "d") == why(state, None, "a")
    state = replace(state, runs=(FIRST, SECOND))
    assert "It did not run: its value of run 1 is still right." == why(state, SECOND, "a") == why(state, SECOND, "d")
    assert "It ran because b changed in m.py, line 3." == why(state, SECOND, "b")
    assert "It runs because it was asked for." == why(state, SECOND, "c")
    cached = replace(FIRST, nodes={"a": NodeRun("cached"), "b": NodeRun("stale")})
    assert "It did not run: its value was in the cache." == why(state, cached, "a")
    assert "An update runs it: its value went with its process." == why(state, cached, "b")


def test_why_a_node_would_run() -> None:
    state = AppState(graphs={"main": GRAPH}, runs=(FIRST,), stale={"b": "b changed in m.py, line 3"})
    assert "An update runs it: b changed in m.py, line 3." == why(state, FIRST, "b")
