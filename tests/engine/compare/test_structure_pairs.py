"""Pairs of dataflows that differ in one thing, and what is said of their nodes: what differs, cause or affected."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from dagscope.compare import code
from dagscope.compare.classify import Classification, scenario_changes
from dagscope.compare.code import code_changes, code_of
from dagscope.compare.facts import Side
from dagscope.compare.runs import compared
from dagscope.difference_words import words_of
from dagscope.records import Beside, Change, NodeDiff
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec, literal

from tests.engine.compare.sides import BASE, Make, run_of

LATER = "\ndef b(a: object) -> int:\n    return 2\n"


def flow(a: str) -> str:
    return a + LATER


# id, left text, right text, changes of `a` as (kind, what)
PAIRS: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    ("nothing", flow("def a() -> int: return 1"), flow("def a() -> int: return 1"), []),
    ("comment", flow("def a() -> int:\n    return 1"), flow("def a() -> int:\n    # why\n    return 1"), []),
    ("docstring", flow("def a() -> int:\n    return 1"), flow('def a() -> int:\n    """Doc."""\n    return 1'), []),
    ("blank lines and brackets", flow("def a() -> int:\n    return 1 + 2"),
        flow("def a() -> int:\n\n    return (1 + 2)"), []),
    ("body", flow("def a() -> int: return 1"), flow("def a() -> int: return 2"), [("code", "flow.a")]),
    ("operator", flow("def a(x: int) -> int: return x + 1"), flow("def a(x: int) -> int: return x - 1"), [("code",
        "flow.a")]),
    ("nested function", flow("def a() -> int:\n    def f(): return 1\n    return f()"),
        flow("def a() -> int:\n    def f(): return 2\n    return f()"), [("code", "flow.a")]),
    ("default", flow("def a(x: int = 1) -> int: return x"), flow("def a(x: int = 2) -> int: return x"), [("default",
        "x")]),
    ("default by a constant", flow("K = 1\ndef a(x: int = K) -> int: return x"),
        flow("K = 2\ndef a(x: int = K) -> int: return x"), [("default", "x")]),
    ("default gone", flow("def a(x: int = 1) -> int: return x"), flow("def a(x: int) -> int: return x"), [("default",
        "x"), ("inputs", "")]),
    ("type", flow("def a() -> int: return 1"), flow("def a() -> float: return 1"), [("type", "")]),
    ("arguments of a type", flow("def a() -> list[int]: return []"), flow("def a() -> list[str]: return []"),
        [("type", "")]),
    ("another input", flow("def a(x: int) -> int: return 1"), flow("def a(y: int) -> int: return 1"), [("code",
        "flow.a"), ("inputs", "")]),
    ("one input more", flow("def a(x: int) -> int: return 1"), flow("def a(x: int, y: int) -> int: return 1"),
        [("code", "flow.a"), ("inputs", "")]),
    ("helper", flow("def _h(): return 1\ndef a() -> int: return _h()"),
        flow("def _h(): return 2\ndef a() -> int: return _h()"), [("helper", "_h")]),
    ("helper of a helper", flow("def _g(): return 1\ndef _h(): return _g()\ndef a() -> int: return _h()"),
        flow("def _g(): return 2\ndef _h(): return _g()\ndef a() -> int: return _h()"), [("helper", "_g")]),
    ("helper that is not used", flow("def _h(): return 1\ndef a() -> int: return 1"),
        flow("def _h(): return 2\ndef a() -> int: return 1"), []),
    ("constant", flow("K = 1\ndef a() -> int: return K"), flow("K = 2\ndef a() -> int: return K"), [("constant", "K")]),
    ("constant of another type", flow("K = 1\ndef a() -> int: return K"), flow("K = '1'\ndef a() -> int: return K"),
        [("constant", "K")]),
    ("constant in a dict", flow("K = {'a': 1}\ndef a() -> int: return K['a']"),
        flow("K = {'a': 2}\ndef a() -> int: return K['a']"), [("constant", "K['a']")]),
    ("class", flow("class _C:\n    def f(self): return 1\ndef a() -> int: return _C().f()"),
        flow("class _C:\n    def f(self): return 2\ndef a() -> int: return _C().f()"), [("helper", "_C")]),
    ("tag", flow("@tag(owner='ann')\ndef a() -> int: return 1"), flow("@tag(owner='bob')\ndef a() -> int: return 1"),
        [("decorator", "flow.a"), ("tags", "owner")]),
    ("tag only on one side", flow("def a() -> int: return 1"), flow("@tag(owner='bob')\ndef a() -> int: return 1"),
        [("decorator", "flow.a"), ("tags", "owner")]),
    ("bound value", flow("@parameterize(a={'x': value(1)})\ndef made(x: int) -> int: return x"),
        flow("@parameterize(a={'x': value(2)})\ndef made(x: int) -> int: return x"), [("bound", "x"), ("decorator",
            "flow.made")]),
    ("bound value by a constant", flow("K = 1\n@parameterize(a={'x': value(K)})\n"
        "def made(x: int) -> int: return x"), flow("K = 2\n@parameterize(a={'x': value(K)})\n"
            "def made(x: int) -> int: return x"), [("constant", "K"), ("bound", "x")]),
    ("bound list", flow("@parameterize(a={'x': value([1])})\ndef made(x: list) -> int: return 1"),
        flow("@parameterize(a={'x': value([2])})\ndef made(x: list) -> int: return 1"), [("bound", "x"), ("decorator",
            "flow.made")]),
    ("bound source", flow("@parameterize(a={'x': source('p')})\ndef made(x: int) -> int: return x"),
        flow("@parameterize(a={'x': source('q')})\ndef made(x: int) -> int: return x"), [("inputs", ""), ("decorator",
            "flow.made")]),
    ("another function makes it", flow("def a() -> int: return 1"), flow("@parameterize(a={'x': value(1)})\n"
        "def made(x: int) -> int: return x"), [("code", ""), ("bound", "x"), ("decorator", "flow.a")]),
    ("step of a pipe", flow("def _s(v: int) -> int: return v\n@pipe_output(step(_s))\n"
        "def a() -> int: return 1"), flow("def _s(v: int) -> int: return v + 1\n@pipe_output(step(_s))\n"
            "def a() -> int: return 1"), [("helper", "_s")]),
    ("input and function", "def b(a: int) -> int: return a",
        "def a() -> int: return 1\ndef b(a: int) -> int: return a", [("kind", ""), ("code", "")]),
    ("asynchronous", flow("def a() -> int: return 1"), flow("async def a() -> int: return 1"), [("code", "flow.a")]),
    ("lambda in a constant", flow("_f = lambda: 1\ndef a() -> int: return _f()"),
        flow("_f = lambda: 2\ndef a() -> int: return _f()"), [("helper", "_f")]),
    ("set of constants", flow("K = {1, 2}\ndef a() -> bool: return 1 in K"),
        flow("K = {1, 3}\ndef a() -> bool: return 1 in K"), [("constant", "K")]),
    ("default after many characters", flow(f"def a(x: str = {'x' * 400 + 'a'!r}) -> int: return 1"),
        flow(f"def a(x: str = {'x' * 400 + 'b'!r}) -> int: return 1"), [("default", "x")]),
    ("default that is an object", flow("class _P:\n    def __init__(self, k): self.k = k\n"
        "def a(x: object = _P(1)) -> int: return 1"), flow("class _P:\n    def __init__(self, k): self.k = k\n"
            "def a(x: object = _P(2)) -> int: return 1"), [("default", "x")]),
    ("default that is a function", flow("def _f(): return 1\ndef a(x: object = _f) -> int: return 1"),
        flow("def _f(): return 2\ndef a(x: object = _f) -> int: return 1"), [("default", "x"), ("helper", "_f")]),
    ("default that is a table", flow("import pandas as pd\ndef a(x: object = pd.DataFrame({'a': range(100)})) -> "
        "int: return 1"), flow("import pandas as pd\ndef a(x: object = pd.DataFrame({'a': [*range(50), 0, "
            "*range(51, 100)]})) -> int: return 1"), [("default", "x")]),
    ("default of a helper by a constant", flow("K = 1\ndef _h(x=K): return x\ndef a() -> int: return _h()"),
        flow("K = 2\ndef _h(x=K): return x\ndef a() -> int: return _h()"), [("constant", "_h(x)")]),
    ("attribute of a class by a constant", flow("K = 1\nclass _C:\n    k = K\ndef a() -> int: return _C.k"),
        flow("K = 2\nclass _C:\n    k = K\ndef a() -> int: return _C.k"), [("constant", "_C.k")]),
    ("function of a factory", flow("def _make(k):\n    def f(): return k\n    return f\n_f = _make(1)\n"
        "def a() -> int: return _f()"), flow("def _make(k):\n    def f(): return k\n    return f\n_f = _make(2)\n"
            "def a() -> int: return _f()"), [("constant", "_make.<locals>.f.k")]),
    ("constant array", flow("import numpy as np\nK = np.arange(5000)\ndef a() -> int: return K[2500]"),
        flow("import numpy as np\nK = np.arange(5000)\nK[2500] = 0\ndef a() -> int: return K[2500]"), [("constant",
            "K")]),
    ("constant path", flow("from pathlib import Path\nK = Path('a')\ndef a() -> str: return str(K)"),
        flow("from pathlib import Path\nK = Path('b')\ndef a() -> str: return str(K)"), [("constant", "K")]),
    ("constant pattern", flow("import re\nK = re.compile('a')\ndef a() -> str: return K.pattern"),
        flow("import re\nK = re.compile('b')\ndef a() -> str: return K.pattern"), [("constant", "K")]),
    ("bound function", flow("def _f(): return 1\nP = {'a': {'x': value(_f)}}\n@parameterize(**P)\n"
        "def made(x: object) -> int: return 1"), flow("def _f(): return 2\nP = {'a': {'x': value(_f)}}\n"
            "@parameterize(**P)\ndef made(x: object) -> int: return 1"), [("bound", "x")]),
    ("docstrings of a class", flow("class _C:\n    'one'\n    def f(self):\n        'two'\n        return 1\n"
        "def a() -> int: return _C().f()"), flow("class _C:\n    'other'\n    def f(self): return 1\n"
            "def a() -> int: return _C().f()"), []),
    ("class by a decorator", flow("def _d(c):\n    c.k = 1\n    return c\n@_d\nclass _C: pass\n"
        "def a() -> int: return _C.k"), flow("def _d(c):\n    c.k = 2\n    return c\n@_d\nclass _C: pass\n"
        "def a() -> int: return _C.k"), [("helper", "_d"), ("constant", "_C.k")]),
    ("attribute of a function", flow("def _h(): return _h.k\n_h.k = 1\ndef a() -> int: return _h()"),
        flow("def _h(): return _h.k\n_h.k = 2\ndef a() -> int: return _h()"), [("constant", "_h.k")]),
    ("what a function counts", flow("def _h():\n    _h.n += 1\n_h.n = 1\ndef a() -> int: return _h()"),
        flow("def _h():\n    _h.n += 1\n_h.n = 2\ndef a() -> int: return _h()"), []),
    ("function without a source", flow("exec('def _h(): return 1')\ndef a() -> int: return _h()"),
        flow("exec('def _h(): return 2')\ndef a() -> int: return _h()"), [("helper", "_h")]),
    ("class without a source", flow("_C = type('_C', (), {'k': 1})\ndef a() -> int: return _C.k"),
        flow("_C = type('_C', (), {'k': 2})\ndef a() -> int: return _C.k"), [("constant", "_C.k")]),
    ("defaults of a named tuple", flow("import collections\n_C = collections.namedtuple('_C', 'k', defaults=[1])\n"
        "def a() -> int: return _C().k"), flow("import collections\n"
        "_C = collections.namedtuple('_C', 'k', defaults=[2])\ndef a() -> int: return _C().k"), [("constant",
        "_C._field_defaults['k']")]),
    ("type written in another way", flow("from typing import Optional, List\n"
        "def a() -> Optional[List[int]]: return None"), flow("def a() -> 'None | list[int]': return None"), []),
    ("two things", flow("K = 1\ndef a(x: int = 1) -> int: return x + K"),
        flow("K = 2\ndef a(x: int = 2) -> int: return x - K"), [("code", "flow.a"), ("constant", "K"), ("default",
            "x")]),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "changes"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_what_differs_is_named(make: Make, left: str, right: str, changes: list[tuple[str, str]]) -> None:
    sides = make(flow=left), make(flow=right)

    rows = {row.name: row for row in Classification(*sides).rows()}
    turned = {row.name: row for row in Classification(*sides[::-1]).rows()}

    assert sorted(changes) == sorted((change.kind, change.what) for change in rows["a"].structure)
    real = [kind for kind, _ in changes if kind not in ("tags", "module")]
    assert (("cause", "affected") if real else ("same", "same")) == (rows["a"].role, rows["b"].role)
    assert () == rows["b"].structure
    mirrored = {(change.kind, change.right, change.left) for change in turned["a"].structure}
    assert {(change.kind, change.left, change.right) for change in rows["a"].structure} == mirrored


SPECS: list[tuple[str, dict[str, Any], dict[str, Any], str, str, list[tuple[str, str, str, str]]]] = [
    ("nothing", {}, {}, "a", "same", []),
    ("input", {"inputs": {"x": literal(1)}}, {"inputs": {"x": literal(0)}}, "x", "cause", [("input", "x", "1", "0")]),
    ("input written in two ways", {"inputs": {"x": ValueSpec("literal", "'US'")}},
        {"inputs": {"x": ValueSpec("literal", "US")}}, "x", "same", []),
    ("input 1 and '1'", {"inputs": {"x": ValueSpec("literal", "1")}}, {"inputs": {"x": ValueSpec("literal", "'1'")}},
        "x", "cause", [("input", "x", "1", "'1'")]),
    ("input given on one side", {"inputs": {"x": literal(1)}}, {}, "x", "cause", [("input", "x", "1", "")]),
    ("input from a file", {"inputs": {"x": ValueSpec("file", "a.csv")}}, {"inputs": {"x": ValueSpec("file",
        "b.csv")}}, "x", "cause", [("input", "x", "file: a.csv", "file: b.csv")]),
    ("override", {}, {"overrides": {"a": literal(2)}}, "a", "cause", [("override", "a", "", "2")]),
    ("override differs", {"overrides": {"a": literal(1)}}, {"overrides": {"a": literal(2)}}, "a", "cause",
        [("override", "a", "1", "2")]),
    ("config as an input", {"config": {"x": literal(1)}}, {"config": {"x": literal(2)}}, "x", "cause", [("config",
        "x", "1", "2")]),
    ("config and input", {"config": {"x": literal(1)}}, {}, "x", "cause", [("kind", "", "config", "input")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "name", "role", "changes"), [case[1:] for case in SPECS], ids=[case[0] for case in SPECS]
)
def test_what_a_scenario_changes_is_a_change_of_the_node(
    make: Make,
    left: dict[str, Any],
    right: dict[str, Any],
    name: str,
    role: str,
    changes: list[tuple[str, str, str, str]],
) -> None:
    sides = make(Scenario("l", **left), flow=BASE), make(Scenario("r", **right), flow=BASE)

    rows = {row.name: row for row in Classification(*sides).rows()}

    assert (role, changes) == (rows[name].role, [(c.kind, c.what, c.left, c.right) for c in rows[name].structure])
    assert ("affected" if role == "cause" else "same", "same") == (rows["b"].role, rows["other"].role)


def test_config_that_chooses_a_function_names_both(make: Make) -> None:
    text = (
        "@config.when(k=1)\ndef a__one() -> int: return 1\n@config.when(k=2)\ndef a__two() -> int: return 2\n"
        "def b(a: int) -> int: return a\n"
    )
    sides = [make(Scenario("s", config={"k": literal(number)}), flow=text) for number in (1, 2)]

    rows = {row.name: row for row in Classification(*sides).rows()}

    assert Change("code", "", "flow.a__one", "flow.a__two") in rows["a"].structure
    assert ("cause", "affected") == (rows["a"].role, rows["b"].role)
    assert [("config", "k", "1", "2")] == [(c.what, c.key, c.left, c.right) for c in scenario_changes(*sides)]


def test_what_is_built_twice_from_the_same_text_does_not_differ(make: Make) -> None:
    text = (
        "import pydantic, pandas as pd\n"
        "class Order(pydantic.BaseModel):\n    number: int\n"
        "class Odd:\n    pass\n"
        "ODD = Odd()\n"
        "def plain(x: object = ODD) -> int: return 1\n"
        "@check_output(range=(0, 5), importance='warn')\ndef checked() -> int: return 1\n"
        "@extract_columns('p', 'q')\ndef frame() -> pd.DataFrame: return pd.DataFrame({'p': [1], 'q': [2]})\n"
        "@parameterize(made={'x': value(pd.DataFrame({'k': [1]}))})\ndef maker(x: pd.DataFrame) -> int: return 1\n"
    )
    sides = make(flow=text), make(flow=text)
    other = make(flow=text.replace("range=(0, 5)", "range=(0, 6)").replace("'k': [1]", "'k': [2]"))

    assert [] == [(row.name, row.structure) for row in Classification(*sides).rows() if row.differs]
    rows = {row.name: row for row in Classification(sides[0], other).rows()}
    assert {"bound"} <= {change.kind for change in rows["made"].structure}
    assert {"cause"} == {rows[name].role for name in rows if name.startswith("checked")}


def test_resolved_parameter_is_a_bound_value(make: Make) -> None:
    text = (
        "@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda thr: parameterize(a={'x': value(thr)}))\n"
        "def made(x: int) -> int: return x\n"
    )
    power = {"hamilton.enable_power_user_mode": literal(True)}
    sides = [make(Scenario("s", config={"thr": literal(number), **power}), flow=text) for number in (1, 2)]

    rows = {row.name: row for row in Classification(*sides).rows()}

    assert [Change("bound", "x", "1", "2")] == list(rows["a"].structure)


COPY = """
def _h(): return 1
K = 2
def a() -> int:
    class Inner:
        x = _h() + K
    return Inner.x
"""


def test_what_code_uses_is_read_whole_however_slow_the_machine_is(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "attempt", lambda action, otherwise: otherwise("no time is left"))
    text = flow("K = {}\nF = [1]\ndef a(x: list = F) -> int: return K")

    sides = [make(flow=text.replace("{}", str(number)).replace("[1]", f"[{number}]")) for number in (1, 2)]

    rows = {row.name: row for row in Classification(*sides).rows()}
    assert ["constant", "default"] == [change.kind for change in rows["a"].structure]


def test_same_code_in_another_module_is_no_cause(make: Make) -> None:
    sides = make(one=COPY, main=LATER), make(two=COPY, main=LATER)

    rows = {row.name: row for row in Classification(*sides).rows()}

    assert [Change("module", "a", "one.a", "two.a")] == list(rows["a"].structure)
    assert ("same", True, "same", False) == (rows["a"].role, rows["a"].differs, rows["b"].role, rows["b"].differs)
    assert "same code in another module: one.a → two.a" == words_of(rows["a"])


@pytest.mark.parametrize(
    ("other", "kind", "what"),
    [
        (COPY.replace("_h(): return 1", "_h(): return 5"), "helper", "_h"),
        (COPY.replace("K = 2", "K = 3"), "constant", "K"),
        (COPY.replace("+ K", "- K"), "code", ""),
    ],
)
def test_another_module_with_other_code_says_which(make: Make, other: str, kind: str, what: str) -> None:
    sides = make(one=COPY, main=LATER), make(two=other, main=LATER)

    (row,) = [row for row in Classification(*sides).rows() if row.name == "a"]

    assert ("cause", (kind, what)) == (row.role, (row.structure[0].kind, row.structure[0].what))


def test_helper_in_a_library_module_of_the_project(make: Make) -> None:
    text = "import lib_h\ndef a() -> int: return lib_h.f()\n"
    sides = make(lib_h="def f(): return 1\n", flow=text), make(lib_h="def f(): return 2\n", flow=text)

    (row,) = Classification(*sides).rows()

    assert [Change("helper", "lib_h.f")] == list(row.structure)
    assert "helper differs lib_h.f" == words_of(row)


def test_type_of_an_input_is_a_change_of_the_input(make: Make) -> None:
    sides = make(flow="def a(x: int) -> int: return 1"), make(flow="def a(x: float) -> int: return 1")

    rows = {row.name: row for row in Classification(*sides).rows()}

    assert [Change("type", "", "int", "float")] == list(rows["x"].structure)
    assert ("affected", ()) == (rows["a"].role, rows["a"].structure)


def test_nodes_of_one_side_and_what_needs_them(make: Make) -> None:
    left = (
        "def a() -> int: return 1\ndef gone() -> int: return 1\ndef b(a: int, gone: int) -> int: return a\n"
        "def c(b: int) -> int: return b\n"
    )
    right = (
        "def a() -> int: return 1\ndef new() -> int: return 1\ndef b(a: int, new: int) -> int: return a\n"
        "def c(b: int) -> int: return b\n"
    )
    rows = {row.name: row for row in Classification(make(flow=left), make(flow=right)).rows()}

    assert [Change("left")] == list(rows["gone"].structure) and [Change("right")] == list(rows["new"].structure)
    assert {"a": "same", "gone": "cause", "new": "cause", "b": "cause", "c": "affected"} == {
        name: row.role for name, row in rows.items()
    }
    assert "only on the left" == words_of(rows["gone"])


def test_a_side_that_could_not_be_built_does_not_have_other_code() -> None:
    from dagscope.compare.facts import NodeFacts

    left = Side(Scenario("l"), {"a": NodeFacts("a", "function", "int", bound={})})
    right = Side(Scenario("r"), {"a": NodeFacts("a", "unavailable", "int", bound={}, reason="no module named gone")})

    (row,) = Classification(left, right).rows()
    (both,) = Classification(right, right).rows()

    assert [Change("unavailable", "a", "built", "no module named gone")] == list(row.structure)
    assert ("cause", "same", True, True) == (row.role, both.role, both.differs, both.is_unknown)
    assert "it cannot be known whether a differs: no module named gone" == words_of(both)


def test_an_override_cuts_off_what_is_above(make: Make) -> None:
    scenario = Scenario("s", overrides={"a": literal(1)}, inputs={"x": literal(1)})
    other = Scenario("s", overrides={"a": literal(1)}, inputs={"x": literal(2)})
    rows = {row.name: row for row in Classification(make(scenario, flow=BASE), make(other, flow=BASE)).rows()}

    assert ("cause", "same", "same") == (rows["x"].role, rows["a"].role, rows["b"].role)


# Scenarios and values -----------------------------------------------------------------------------------------------


def test_everything_that_differs_between_scenarios_is_a_row(make: Make) -> None:
    left = Scenario("l", modules=(ModuleChoice("a"), ModuleChoice("b")), inputs={"x": literal(1)}, executor="sync")
    right = Scenario(
        "r", modules=(ModuleChoice("b"), ModuleChoice("a")), allow_module_overrides=True, config={"k": literal("v")},
        inputs={"x": literal(2)}, overrides={"n": literal(3)}, final_vars=("z",), executor="threads:2",
    )  # fmt: skip

    found = {(c.what, c.key): (c.left, c.right) for c in scenario_changes(Side(left, {}), Side(right, {}))}

    assert {
        ("modules", ""): ("a, b", "b, a"), ("allow_module_overrides", ""): ("False", "True"), ("config", "k"): ("",
            "'v'"),
        ("inputs", "x"): ("1", "2"), ("overrides", "n"): ("", "3"), ("final_vars", ""): ("", "z"),
        ("executor", ""): ("sync", "threads:2"),
    } == found  # fmt: skip


def test_nothing_is_left_out_among_many_nodes(make: Make) -> None:
    text = "".join(f"def n{number}() -> int: return {number}\n" for number in range(300))
    side = make(flow=text)
    left, right = run_of({f"n{n}": n for n in range(300)}), run_of({f"n{n}": n + (n % 2) for n in range(300)})

    rows = list(compared(Classification(side, side), left, right))

    assert (300, 150) == (len(rows), sum(row.value == "different" for row in rows))


def test_cycles_of_a_broken_graph_end() -> None:
    from dagscope.compare.facts import NodeFacts

    nodes = {
        name: NodeFacts(name, "function", "int", ((dep, False),), bound={}) for name, dep in (("a", "b"), ("b", "a"))
    }
    side = Side(Scenario("s"), nodes)

    assert {"a", "b"} == set(Classification(side, side).order)


def test_words_say_everything() -> None:
    row = NodeDiff(
        "a", "cause", (Change("helper", "_h"), Change("default", "x", "1", "2")), "different", "1 → 2",
            (Beside("type", "int", "float"),)
    )  # fmt: skip

    assert "helper differs _h; default differs x: 1 → 2; value differs: 1 → 2; type: int → float" == words_of(row)


def test_there_are_enough_pairs() -> None:
    assert 45 <= len(PAIRS) + len(SPECS)


@pytest.mark.parametrize("line", ["import lib_inside as lib", "from lib_inside import K"])
def test_a_module_imported_inside_a_function_is_seen_before_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    def facts(constant: int) -> Any:
        folder = tmp_path / str(constant)
        folder.mkdir()
        (folder / "lib_inside.py").write_text(f'"""Doc {constant}."""\nimport lib_below\nK = 1\n')
        (folder / "lib_below.py").write_text(f"K = {constant}\n")
        path = folder / "flow_inside.py"
        path.write_text(f"def a() -> int:\n    {line}\n    return 1\n")
        monkeypatch.syspath_prepend(str(folder))
        spec = importlib.util.spec_from_file_location("flow_inside", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "flow_inside", module)
        spec.loader.exec_module(module)
        found = code_of(module.a)
        assert "lib_inside" not in sys.modules
        return found

    changes = code_changes(facts(1), facts(2))
    assert [("helper", "lib_below")] == [(change.kind, change.what) for change in changes]
