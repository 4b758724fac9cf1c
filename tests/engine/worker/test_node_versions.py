"""The code version of a node: an edited decorator is another one for the nodes it makes another value for."""

from __future__ import annotations

import linecache
import sys
from types import ModuleType
from typing import Any

import pytest
from dagscope import driver
from dagscope.worker import node_versions
from dagscope.worker.node_versions import code_versions

FLOW = """
import dagscope.function_modifiers as fm
from dagscope.function_modifiers import parameterize, source, tag, value

class Opaque:
    __slots__ = ("n",)
    def __init__(self, n):
        self.n = n
    def __reduce__(self):
        raise TypeError("no")

CASES = {"a": {"x": value(1), "y": source("p")}, "b": {"x": value(2), "y": source("q")}}

def own(fn):
    return fn

def twice(n):
    return 2 * n

@tag(owner="ana")
@parameterize(**CASES)
def f(x: int, y: int) -> int:
    return x + y

@fm.parameterize(c={"x": value(1), "y": source("p")}, d={"x": value(twice(4)), "y": source("q")})
@own
def g(x: int, y: int) -> int:
    return x - y
"""


def _versions(text: str) -> dict[str, str]:
    made = sys.modules["bound_flow"] = ModuleType("bound_flow")
    made.__file__ = f"<bound_flow {hash(text)}>"
    linecache.cache[made.__file__] = (len(text), None, text.splitlines(keepends=True), made.__file__)
    exec(compile(text, made.__file__, "exec"), made.__dict__)
    nodes = driver.Builder().with_modules(made).build().graph.nodes
    names = [name for name in nodes if name in "abcd"]
    found = dict(zip(names, code_versions([nodes[name] for name in names])))
    del sys.modules["bound_flow"]
    return found


EDITS = {
    "tag": ('owner="ana"', 'owner="bob"', ""),
    "value": ('"a": {"x": value(1)', '"a": {"x": value(5)', "a"),
    "source": ('value(2), "y": source("q")', 'value(2), "y": source("p")', "b"),
    "which parameter": ('{"x": value(1), "y": source("p")}, "b"', '{"y": value(1), "x": source("p")}, "b"', "a"),
    "written": ('d={"x": value(twice(4))', 'd={"x": value(twice(5))', "d"),
    "helper of a decorator": ("return 2 * n", "return 3 * n", "d"),
    "body": ("x + y", "x * y", "ab"),
    "unknown decorator": ("@own\n", "@own\n@own\n", "cd"),
    "opaque": ('"a": {"x": value(1)', '"a": {"x": value(Opaque(1))', "a"),
}


@pytest.mark.parametrize("old, new, changed", EDITS.values(), ids=EDITS)
def test_an_edit_concerns_the_nodes_whose_value_it_changes(old: str, new: str, changed: str) -> None:
    assert old in FLOW
    before, after = _versions(FLOW), _versions(FLOW.replace(old, new, 1))
    assert set("abcd") == before.keys() == after.keys()
    assert changed == "".join(name for name in "abcd" if before[name] != after[name])


def test_a_value_that_cannot_be_compared_is_taken_as_it_is_written() -> None:
    text = FLOW.replace('c={"x": value(1)', 'c={"x": value(Opaque(1))')
    before, after = _versions(text), _versions(text.replace("value(Opaque(1))", "value(Opaque(2))"))
    assert before["c"] != after["c"]


def test_a_decorator_of_the_project_s_is_code_whatever_it_is_called() -> None:
    text = FLOW.replace("source, tag, value", "source, value").replace(
        "def own(fn)", "def tag(owner):\n    return lambda fn: fn\n\ndef own(fn)"
    )
    before, after = _versions(text), _versions(text.replace("ana", "bob"))
    assert before["a"] != after["a"]


def test_a_function_is_read_once_however_many_nodes_it_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    before = node_versions.version_without_decorators

    def counted(function: Any, is_left_out: Any) -> str | None:
        read.append(function.__name__)
        return before(function, is_left_out)

    monkeypatch.setattr(node_versions, "version_without_decorators", counted)
    _versions(FLOW)
    assert ["f", "g"] == sorted(read)
