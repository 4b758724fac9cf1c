"""Pairs that differ in what a function holds or a name stands for, not in a line of it: closures, context variables,
classes made at run time, modules of libraries. Both the comparison and the cache's versions have to see it.
"""

from __future__ import annotations

import pytest
from dagscope.caching.code_versions import version_of_function
from dagscope.compare.code import code_changes, code_of

from tests.engine.compare.loaded import Load

HEAD = "import cmath, collections, contextvars, dataclasses, functools, math, types\n"
CLOSURE = "def _make(k):\n    def f(): return k\n    return f\n_h = _make({})\ndef a() -> int: return _h()\n"
METHOD = "def _make(k):\n    class C:\n        def f(self): return k\n    return C\n_C = _make({})\n"
METHOD += "def a() -> int: return _C().f()\n"
OWN = "def _make(k):\n    def a() -> int: return k\n    return a\na = _make({})\n"
WRAPPER = "def _d(k):\n    def put(f):\n        @functools.wraps(f)\n        def g(): return k\n        return g\n"
WRAPPER += "    return put\ndef _p(): return 1\n_h = _d({})(_p)\ndef a() -> int: return _h()\n"
CONTEXT = "_K = contextvars.ContextVar({})\ndef a() -> int: return _K.get()\n"
IN_DICT = "_D = {{'x': contextvars.ContextVar({})}}\ndef a() -> int: return _D['x'].get()\n"
DATACLASS = "_C = dataclasses.make_dataclass('_C', {})\ndef a() -> int: return _C\n"
NEW_CLASS = "_C = types.new_class('_C', {})\ndef a() -> int: return _C\n"
MODEL = "import pydantic\n_C = pydantic.create_model('_C', {})\ndef a() -> int: return _C\n"
ALIAS = "import {}\ndef a() -> int: return m.sqrt(1)\n"
ALIAS_OF_HELPER = "import {}\ndef _h(): return m.sqrt(1)\ndef a() -> int: return _h()\n"
MODULE_IN_DICT = "_M = {{'m': {}}}\ndef a() -> int: return _M['m'].sqrt(1)\n"
MODULE_OF_CLASS = "_M = {}\nclass _C:\n    m = _M\ndef a() -> int: return _C.m.sqrt(1)\n"
BASE = "from collections import {} as _B\nclass _C(_B): pass\ndef a() -> int: return _C()\n"

CASES = [
    (CLOSURE, "[1]", "[2]"),
    (CLOSURE, "{'a': 1}", "{'a': 2}"),
    (CLOSURE, "{1}", "{2}"),
    (CLOSURE, "[]", "[1]"),
    (CLOSURE, "[]", "{}"),
    (CLOSURE, "[1]", "(1,)"),
    (CLOSURE, "{1: 1}", "{'1': 1}"),
    (CLOSURE, "{'a': [{'b': 1}]}", "{'a': [{'b': 2}]}"),
    (CLOSURE, "[[[[[[1]]]]]]", "[[[[[[2]]]]]]"),
    (CLOSURE, "list(range(2000))", "[*range(1999), 0]"),
    (CLOSURE, "[lambda: 1]", "[lambda: 2]"),
    (CLOSURE, "collections.Counter('ab')", "collections.Counter('abb')"),
    (CLOSURE, "collections.deque([1])", "collections.deque([2])"),
    (METHOD, "[1]", "[2]"),
    (OWN, "[1]", "[2]"),
    (WRAPPER, "[1]", "[2]"),
    (WRAPPER, "1", "2"),
    (CONTEXT, "'k', default=1", "'k', default=2"),
    (CONTEXT, "'k'", "'k', default=None"),
    (CONTEXT, "'k', default=1", "'k', default='1'"),
    (CONTEXT, "'k', default=1", "'k', default=1.0"),
    (CONTEXT, "'k', default=[1]", "'k', default=[2]"),
    (CONTEXT, "'k', default=[]", "'k', default={}"),
    (CONTEXT, "'k', default={'a': 1}", "'k', default={'a': 2}"),
    (CONTEXT, "'k', default={1}", "'k', default={2}"),
    (CONTEXT, "'k', default=lambda: 1", "'k', default=lambda: 2"),
    (CONTEXT, "'k', default=1", "'q', default=1"),
    (IN_DICT, "'k', default=1", "'k', default=2"),
    (DATACLASS, "[('k', int, 1)]", "[('k', int, 2)]"),
    (DATACLASS, "['k']", "['j']"),
    (DATACLASS, "[('k', int)]", "[('k', str)]"),
    (DATACLASS, "['k']", "['k'], frozen=True"),
    (DATACLASS, "['k']", "['k'], eq=False"),
    (DATACLASS, "['k']", "['k'], order=True"),
    (DATACLASS, "['k']", "['k'], bases=(dict,)"),
    (DATACLASS, "['k'], namespace={'f': lambda s: 1}", "['k'], namespace={'f': lambda s: 2}"),
    (DATACLASS, "[('k', int, dataclasses.field(default_factory=list))]",
        "[('k', int, dataclasses.field(default_factory=dict))]"),
    (DATACLASS, "[('k', int, dataclasses.field(default_factory=lambda: [1]))]",
        "[('k', int, dataclasses.field(default_factory=lambda: [2]))]"),
    (NEW_CLASS, "(), {}, lambda space: space.update(k=1)", "(), {}, lambda space: space.update(k=2)"),
    (NEW_CLASS, "(dict,)", "(list,)"),
    (MODEL, "k=(int, 1)", "k=(int, 2)"),
    (ALIAS, "math as m", "cmath as m"),
    (ALIAS, "math as m", "numpy as m"),
    (ALIAS, "numpy.linalg as m", "numpy.fft as m"),
    (ALIAS, "importlib; m = importlib.import_module('math')", "importlib; m = importlib.import_module('cmath')"),
    (ALIAS.replace("m.sqrt", "math.sqrt"), "math", "cmath as math"),
    (ALIAS_OF_HELPER, "math as m", "cmath as m"),
    (CLOSURE, "math", "cmath"),
    (CLOSURE, "functools.partial(max, math)", "functools.partial(max, cmath)"),
    (MODULE_IN_DICT, "math", "cmath"),
    (MODULE_OF_CLASS, "math", "cmath"),
    (BASE, "OrderedDict", "Counter"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "left", "right"), CASES)
def test_what_is_held_is_part_of_the_code(load: Load, text: str, left: str, right: str) -> None:
    one, again, other = (load(HEAD + text.format(each)) for each in (left, left, right))

    assert code_changes(code_of(one), code_of(other)) and code_changes(code_of(other), code_of(one))
    assert [] == code_changes(code_of(one), code_of(again))
    assert version_of_function(one) == version_of_function(again) != version_of_function(other)


def test_what_a_closure_remembers_while_nodes_run_is_not_code(load: Load) -> None:
    text = "def _make(k):\n    def f(x):\n        k[x] = 1\n        return k\n    return f\n_h = _make({})\n"
    function = load(text + "def a() -> int: return _h(1)\n")
    other = load(text + "def a() -> int: return _h(1)\ndef b() -> int: return _h(2)\n")
    before = version_of_function(function)

    function()

    assert before == version_of_function(function) == version_of_function(other)


def test_a_module_under_its_own_name_is_not_named(load: Load) -> None:
    assert {} == code_of(load("import math\ndef a() -> float: return math.pi\n")).constants
    assert {"m": "import math"} == code_of(load("import math as m\ndef a() -> float: return m.pi\n")).constants
