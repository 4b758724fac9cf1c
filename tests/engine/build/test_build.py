"""Building: what is collected, every problem at once with its place, warnings, definitions, circles, depth."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from dagscope.ad_hoc_utils import create_temporary_module, module_from_source
from dagscope.build import BuildResult, build_dataflow, forget_expansions
from dagscope.driver import Builder, Driver
from dagscope.errors import BuildError
from dagscope.graph import FunctionGraph


@pytest.fixture(autouse=True)
def _clean_modules() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def _module(source: str, name: str = "flow") -> ModuleType:
    return module_from_source(source, name)


def _build(source: str, **config: object) -> BuildResult:
    return build_dataflow([_module(source)], config)


def _problems(result: BuildResult) -> list[tuple[str, str | None, int | None]]:
    return [(each.kind, each.node, each.line) for each in result.problems]


def test_every_problem_is_reported_with_kind_node_and_line() -> None:
    result = _build(
        "def a(x: int) -> int: return x\n"
        "def b(a: str) -> int: return 1\n"
        "def c(x: str) -> int: return 1\n"
        "def d(q) -> int: return 1\n"
        "def e(q: int): return 1\n"
        "def f(q: 'Nope') -> int: return 1\n"
        "def g(h: int) -> int: return 1\n"
        "def h(g: int) -> int: return 1\n"
    )

    assert _problems(result) == [
        ("missing_annotation", "d", 4),
        ("missing_annotation", "e", 5),
        ("unresolved_name", "f", 6),
        ("type_mismatch", "b", 2),
        ("input_type_conflict", "c", 3),
        ("cycle", "g", 7),
    ]
    assert {each.file for each in result.problems} == {"<flow>"}
    assert set(result.graph.nodes) == {"a", "b", "c", "g", "h", "x"}


def test_consumers_of_a_function_that_is_wrong_are_no_further_problems() -> None:
    result = _build("def a(x) -> int: ...\ndef b(a: int) -> int: ...\ndef c(a: str) -> int: ...\n")

    assert _problems(result) == [("missing_annotation", "a", 1)]


def test_validating_adapters_are_asked_about_nodes_and_graph() -> None:
    from dagscope.lifecycle import StaticValidator
    from dagscope.lifecycle.base import ValidationException

    class Refusing(StaticValidator):
        def run_to_validate_node(self, *, node: Any, **future_kwargs: Any) -> tuple[bool, str | None]:
            return node.name != "a", "no a"

        def run_to_validate_graph(self, graph: Any, **future_kwargs: Any) -> tuple[bool, str | None]:
            return False, "no graph"

    with pytest.raises(ValidationException) as caught:
        Builder().with_modules(_module("def a() -> int: ...\n")).with_adapters(Refusing()).build()

    assert str(caught.value).splitlines() == [
        "Node validation failed! 1 errors encountered:",
        "  a: no a",
        "Also: validation: Graph validation failed! 1 errors encountered: no graph",
    ]


def test_adapter_may_connect_types_that_the_rules_do_not() -> None:
    from dagscope.lifecycle import EdgeConnectionHook

    class Lenient(EdgeConnectionHook):
        def check_edge_types_match(self, type_from: type, type_to: type, **kwargs: Any) -> bool:
            return {type_from, type_to} == {int, str}

        def validate_input(self, node_type: type, input_value: Any, **kwargs: Any) -> bool:
            return True

    module = _module("def a(x: int) -> int: return x\ndef b(a: str) -> str: return a\ndef c(a: list) -> str: ...\n")
    with pytest.raises(ValueError, match="^Error: c is expecting a:<class 'list'>, but found a:<class 'int'>"):
        Builder().with_modules(module).with_adapters(Lenient()).build()
    del module.c
    driver = Builder().with_modules(module).with_adapters(Lenient()).build()
    assert driver.execute(["b"], inputs={"x": "text"}) == {"b": "text"}


def test_driver_raises_with_the_first_line_of_the_first_problem_and_the_others_below() -> None:
    module = _module("def a(x) -> int: return 1\ndef b(x: int): return 1\n")

    with pytest.raises(ValueError) as caught:
        Builder().with_modules(module).build()

    lines = str(caught.value).splitlines()
    assert lines[0] == "Missing type hint for x in function a. Please add one to fix."
    assert lines[1] == "Also: <flow>:2: missing_annotation: Missing type hint for return value in function b."
    assert isinstance(caught.value, BuildError) and len(caught.value.problems) == 2


def test_name_error_stays_a_name_error() -> None:
    module = _module("def a(x: 'Nope') -> int: return 1\ndef b(x: 'Nada') -> int: return 1\n")

    with pytest.raises(NameError, match=r"^name 'Nope' is not defined\n(?s:.*)\nAlso: .*name 'Nada' is not defined"):
        Builder().with_modules(module).build()


def test_circle_is_named_in_the_order_of_the_data() -> None:
    result = _build("def a(c: int) -> int: ...\ndef b(a: int) -> int: ...\ndef c(b: int) -> int: ...\n")

    (problem,) = result.problems
    assert "a -> b -> c -> a" in problem.message


def test_circle_of_one() -> None:
    assert "a -> a" in _build("def a(a: int) -> int: ...\n").problems[0].message


def test_graph_with_a_circle_can_be_asked_about_it() -> None:
    module = _module("def a(b: int) -> int: ...\ndef b(a: int) -> int: ...\ndef c() -> int: ...\n")
    graph = FunctionGraph.from_modules(module, config={})

    nodes = set(graph.nodes.values())
    assert graph.has_cycles(nodes, set())
    assert sorted(graph.get_cycles(nodes, set())[0]) == ["a", "b"]
    assert not graph.has_cycles({graph.nodes["c"]}, set())


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        ("def main():\n    pass\n", "helper", "main"),
        ("def scaled(value, by):\n    return value * by\n", "helper", "scaled"),
        ("double = lambda x: 2 * x\n", "lambda", "double"),
        ("def one() -> int: return 1\nuno = one\n", "alias", "uno"),
        ("def one() -> int: return 1\nalso = one\n", "alias", "also"),
    ],
)
def test_surprise_is_a_warning_that_names_it(source: str, kind: str, name: str) -> None:
    result = _build(source)

    assert [(each.kind, each.node) for each in result.warnings] == [(kind, name)]
    assert result.problems == ()
    assert name in result.warnings[0].message


def test_wrapper_without_wraps_is_a_warning() -> None:
    _module(
        "def timed(fn):\n    def inner(*args, **kwargs): return fn(*args, **kwargs)\n    return inner\n", "decorators"
    )
    result = _build(
        "from decorators import timed\n@timed\ndef a(x: int) -> int: return x\ndef b(x: int) -> int: return x\n"
    )

    assert [(each.kind, each.node) for each in result.warnings] == [("foreign_wrapper", "a")]
    assert "functools.wraps" in result.warnings[0].message
    assert list(result.graph.nodes) == ["b", "x"]


def test_wrapper_with_wraps_is_a_node() -> None:
    _module(
        "import functools\ndef timed(fn):\n    @functools.wraps(fn)\n"
        "    def inner(*args, **kwargs): return fn(*args, **kwargs)\n    return inner\n",
        "decorators",
    )
    module = _module("from decorators import timed\n@timed\ndef a(x: int, y: int = 3) -> int: return x + y\n")

    assert Builder().with_modules(module).build().execute(["a"], inputs={"x": 1}) == {"a": 4}


@pytest.mark.parametrize(
    "other",
    ["def b(a: int) -> int: return a\n", "def x() -> int: return 1\n", "def b(x: int) -> int: return x\n"],
    ids=["another node asks for it", "its parameter is a node", "its parameter is an input"],
)
def test_dataflow_function_without_annotations_is_a_problem(other: str) -> None:
    result = _build("def a(x):\n    return x\n" + other)

    assert ("missing_annotation", "a", 1) in _problems(result)
    assert result.problems[0].message == "Missing type hint for return value in function a."


def test_warnings_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="dagscope.driver"):
        Driver({}, _module("def main(): pass\ndef a() -> int: return 1\n"))

    assert [record.getMessage().split(":")[2].strip() for record in caplog.records] == ["helper"]


def test_overridden_definition_is_listed_with_the_reason() -> None:
    first = _module("def a() -> int: return 1\ndef b(a: int) -> int: return a\n", "first")
    second = _module("def a() -> int: return 2\n", "second")
    result = build_dataflow([first, second], {}, allow_module_overrides=True)

    assert [(each.node, each.module, each.line, each.is_active) for each in result.definitions] == [
        ("a", "first", 1, False),
        ("a", "second", 1, True),
        ("b", "first", 2, True),
    ]
    assert result.definitions[0].reason == (
        "second defines it again, and the later one wins; with first behind second in order, this one would"
    )


def test_variant_that_the_config_does_not_choose_is_listed() -> None:
    result = _build(
        "from dagscope.function_modifiers import config\n"
        "@config.when(k=1)\ndef a__one() -> int: return 1\n"
        "@config.when(k=2)\ndef a__two() -> int: return 2\n",
        k=2,
    )

    assert [(each.node, each.function, each.is_active) for each in result.definitions] == [
        ("a", "a__one", False),
        ("a", "a__two", True),
    ]


def test_definition_of_a_node_in_a_subdag_is_its_own_function() -> None:
    result = _build(
        "from dagscope.function_modifiers import subdag, value\n"
        "def q(a: int) -> int: return a\n"
        "@subdag(q, inputs={'a': value(3)})\ndef s(q: int) -> int: return q\n"
    )

    assert [(each.node, each.function) for each in result.definitions] == [
        ("q", "q"),
        ("s.q", "q"),
        ("s.a", "s"),
        ("s", "s"),
    ]


def test_duplicate_is_refused_without_overrides() -> None:
    first, second = _module("def a() -> int: return 1\n", "first"), _module("def a() -> int: return 2\n", "second")

    with pytest.raises(
        ValueError, match=r"^Cannot define function a more than once\. Already defined by function <function a"
    ):
        Builder().with_modules(first, second).build()


def test_package_contributes_what_it_reexports_and_no_imports_from_elsewhere() -> None:
    _module("def f() -> int: return 1\n", "pack.sub")
    package = _module("from sys import intern\nfrom os.path import join\n", "pack")
    package.f = sys.modules["pack.sub"].f  # type: ignore[attr-defined]

    assert list(build_dataflow([package], {}).graph.nodes) == ["f"]


def test_what_is_no_module_is_refused_and_an_empty_one_is_not() -> None:
    odd: Any = 1
    with pytest.raises(BuildError, match="made of modules, not of 1: import the module and give it"):
        Builder().with_modules(odd).build()

    empty: Any = SimpleNamespace(__name__="empty")
    assert Builder().with_modules(empty).build().list_available_variables() == []


def test_order_is_functions_by_module_and_name_then_inputs_then_config() -> None:
    first = _module("def z(i2: int, i1: int) -> int: ...\ndef b(i1: int) -> int: ...\n", "first")
    second = _module("def a(z: int, i3: int) -> int: ...\n", "second")

    assert list(build_dataflow([first, second], {"k": 1}).graph.nodes) == ["b", "z", "a", "i1", "i2", "i3", "k"]


class TestRebuild:
    """A second build of a module gives what a first one would."""

    def test_changed_function_is_seen(self) -> None:
        module = _module("def a(x: int) -> int: return x\ndef b(a: int) -> int: return a\n")
        before = build_dataflow([module], {})
        module.a = _module("def a(y: int) -> int: return y\n", "flow").a  # type: ignore[attr-defined]
        after = build_dataflow([module], {})

        assert list(before.graph.nodes) == ["a", "b", "x"]
        assert list(after.graph.nodes) == ["a", "b", "y"]
        assert [each.name for each in before.graph.nodes["a"].dependencies] == ["x"]
        assert after.graph.nodes["b"].dependencies == [after.graph.nodes["a"]]
        assert after.graph.nodes["a"] is not before.graph.nodes["a"]

    def test_graphs_do_not_share_what_can_change(self) -> None:
        module = _module(
            "from dagscope.function_modifiers import tag\n"
            "def a(x: int) -> int: return x\n@tag(t='u')\ndef b(a: int) -> int: return a\n"
        )
        one, two = build_dataflow([module], {}).graph, build_dataflow([module], {}).graph
        one.nodes["a"].add_tag("k", "v")
        one.nodes["b"].add_tag("k", "v")
        three = build_dataflow([module], {}).graph

        assert two.nodes["a"].tags == three.nodes["a"].tags == {"module": "flow"}
        assert two.nodes["b"].tags == three.nodes["b"].tags == {"module": "flow", "t": "u"}
        assert [len(graph.nodes["x"].depended_on_by) for graph in (one, two, three)] == [1, 1, 1]

    def test_config_chooses_anew(self) -> None:
        source = (
            "from dagscope.function_modifiers import config\n"
            "@config.when(k=1)\ndef a__one() -> int: return 1\n"
            "@config.when(k=2)\ndef a__two() -> int: return 2\n"
        )
        module = _module(source)

        results = [Builder().with_modules(module).with_config({"k": k}).build().execute(["a"]) for k in (1, 2, 1)]
        assert results == [{"a": 1}, {"a": 2}, {"a": 1}]

    def test_annotation_that_is_text_follows_the_module(self) -> None:
        module = _module("def a(x: 'T') -> int: return 1\nT = int\n")
        build_dataflow([module], {})
        module.T = str  # type: ignore[attr-defined]

        assert build_dataflow([module], {}).graph.nodes["x"].type is str

    def test_new_code_in_the_same_function_object_is_seen(self) -> None:
        module = _module("def a(x: int) -> int: return x\n")
        build_dataflow([module], {})
        donor = _module("def a(y: int) -> int: return y\n", "donor").a
        module.a.__code__, module.a.__annotations__ = donor.__code__, donor.__annotations__

        assert list(build_dataflow([module], {}).graph.nodes) == ["a", "y"]

    def test_circle_closed_by_a_change_is_found(self) -> None:
        text = "".join(f"def n{i}(n{i - 1}: int) -> int: ...\n" for i in range(1, 60)) + "def n0(x: int) -> int: ...\n"
        module = _module(text)
        assert build_dataflow([module], {"k": 1}).problems == ()
        setattr(module, "n0", _module("def n0(n40: int) -> int: ...\n", "flow").n0)  # noqa: B010

        assert [each.kind for each in build_dataflow([module], {"k": 1}).problems] == ["cycle"]
        assert [each.kind for each in build_dataflow([module], {"k": 1}).problems] == ["cycle"]

    def test_circle_of_another_module_under_the_same_config_is_found(self) -> None:
        text = "".join(f"def n{i}(n{i - 1}: int) -> int: ...\n" for i in range(1, 60))
        whole = _module(text + "def n0(n59: int) -> int: ...\n", "whole")
        assert [each.kind for each in build_dataflow([whole], {"k": 1}).problems] == ["cycle"]
        other = _module("def a() -> int: ...\n", "other")
        assert build_dataflow([other], {"k": 1}).problems == ()

        assert [each.kind for each in build_dataflow([whole], {"k": 1}).problems] == ["cycle"]

    def test_circle_shown_by_taking_away_an_override_is_found(self) -> None:
        text = "".join(f"def n{i}(n{i - 1}: int) -> int: ...\n" for i in range(1, 60))
        first = _module(text + "def n0(n59: int) -> int: ...\n", "first")
        second = _module("def n0() -> int: ...\ndef extra() -> int: ...\n", "second")
        assert build_dataflow([first, second], {}, allow_module_overrides=True).problems == ()
        del second.n0

        result = build_dataflow([first, second], {}, allow_module_overrides=True)
        assert [each.kind for each in result.problems] == ["cycle"]

    def test_remembering_ends_when_told(self) -> None:
        module = _module("def a(x: int) -> int: return x\n")
        first = build_dataflow([module], {}).graph
        forget_expansions()

        assert build_dataflow([module], {}).graph.nodes == first.nodes


def test_a_build_counts_no_objects_that_somebody_froze(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their count takes a tenth of a second for a million, and a small build has nothing to spare the collector."""

    def count() -> int:
        raise AssertionError("counted")

    monkeypatch.setattr(gc, "get_freeze_count", count)
    counted = gc.get_count()
    monkeypatch.setattr(gc, "get_count", lambda: (40_000, *counted[1:]))  # made before, where a program collects seldom
    assert gc.isenabled()
    assert Builder().with_modules(create_temporary_module(lone)).build().execute(["lone"]) == {"lone": 1}


def lone() -> int:
    """Return a node's value."""
    return 1
