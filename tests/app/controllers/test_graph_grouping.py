"""How graphs of a project are grouped, the first one and those after it."""

from __future__ import annotations

from dagscope.records import ProblemRecord

from tests.app.controllers.bench import FOLDER, Bench, node

SYNTAX = ProblemRecord(
    "syntax", "Syntax error in orders.py, line 2: invalid syntax", file=f"{FOLDER}/orders.py", line=2
)


def test_sections_that_were_turned_off_stay_off(bench: Bench) -> None:
    flat = tuple(node(f"step_{i}", *([f"step_{i - 1}"] if i else [])) for i in range(420))
    bench.open(flat)
    assert len(bench.state.grouping.group_parents) >= 7
    before = bench.state.view.folded
    bench.do("project.reload")
    bench.reload((*flat, node("extra", "step_200")))
    assert len(before ^ bench.state.view.folded) <= 4, "one more function leaves the folding as it was"
    bench.do("view.sections")
    bench.do("project.close")
    bench.open(flat)
    assert not bench.state.view.has_sections and not bench.state.grouping.group_parents
