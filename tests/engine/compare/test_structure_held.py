"""Pairs that differ in what a function holds or a name stands for, not in a line of it: closures, context variables,
classes made at run time, modules of libraries. Both the comparison and the cache's versions have to see it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.caching.code_versions import version_of_function
from dagscope.compare.code import code_changes, code_of
from dagscope.records import Change

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

OPAQUE = (
    """
import datetime, numpy, pandas
def _closed(k): return lambda: next(k)
class _Kept:
    def __init__(self, k): self.k = k
class _Raising(_Kept):
    def __getattribute__(self, name): raise ValueError("no")
class _Posing(_Kept):
    @property
    def __class__(self): raise SystemExit(2)
class _Unpicklable(_Kept):
    def __reduce_ex__(self, protocol): raise ValueError("no")
    def __repr__(self): return "kept"
class _Zone(datetime.tzinfo):
    def __init__(self, k): self.k, self.f = k, lambda: 1
    def utcoffset(self, moment): return datetime.timedelta(hours=self.k)
    def tzname(self, moment): return "Z"
    def dst(self, moment): return None
""".replace("{", "{{").replace("}", "}}")
    + "{}\ndef a(): return K\n"
)

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
    # What cannot be looked into counts by the statements that make it, wherever it is held.
    (OPAQUE.format("K = iter([{}])"), "1", "2"),
    (OPAQUE.format("K = _Raising({})"), "1", "2"),
    (OPAQUE.format("K = _Posing({})"), "1", "2"),
    (OPAQUE.format("K = pandas.DataFrame({{'k': [lambda: {}]}})"), "1", "2"),
    (OPAQUE.format("K = numpy.array([lambda: {}], object)"), "1", "2"),
    (OPAQUE.format("K = datetime.datetime(2024, 1, 1, tzinfo=_Zone({}))"), "1", "2"),
    (OPAQUE.format("K = {{}}\ndef _fill(d): d['x'] = iter([{}])\n_fill(K)"), "1", "2"),
    (OPAQUE.format("K = {{'f': _closed(iter([{}]))}}"), "1", "2"),
    (OPAQUE.format("class K: pass\nK.g = iter([{}])"), "1", "2"),
    (OPAQUE.format("class K:\n    g = None\nK.g = _Kept({})"), "1", "2"),
    (OPAQUE.format("class K:\n    class D: pass\nK.D.g = iter([{}])"), "1", "2"),
    (OPAQUE.format("_J = iter([{}])\ndef K(x=_J): return x"), "1", "2"),
    (OPAQUE.format("def K(): return 1\nK.g = iter([{}])"), "1", "2"),
    (OPAQUE.replace("return K", "return a.g").format("") + "a.g = iter([{}])\n", "1", "2"),
    (OPAQUE.format("_J = _Unpicklable({})").replace("a():", "a(x=_J):"), "1", "2"),
    (OPAQUE.format("class _J:\n    k = {}").replace("a():", "a(x=_J):"), "1", "2"),
    (OPAQUE.format("class _J:\n    def f(self): return {}\n_J = _J()").replace("a():", "a(x=_J):"), "1", "2"),
    ("import math\nspace = {{'math': math, '__name__': __name__}}\n"
        "exec('def a(): return math.{}(1)', space)\na = space['a']\n", "sin", "cos"),
    ("space = {{'__name__': __name__}}\nexec('def a(x={}): return x', space)\na = space['a']\n", "1", "2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "left", "right"), CASES)
def test_what_is_held_is_part_of_the_code(load: Load, text: str, left: str, right: str) -> None:
    facts, versions = [], []
    for each in (left, left, right):
        function = load(HEAD + text.format(each))
        facts.append(code_of(function))  # as long as its module is the one of its name
        versions.append(version_of_function(function))

    one, again, other = facts
    assert code_changes(one, other) and code_changes(other, one)
    assert [] == code_changes(one, again)
    assert versions[0] == versions[1]
    assert versions[0] != versions[2] or versions[0] is None or "(x=" in text, "an input has a version of its own"


UNKNOWN = [
    ("globals()['K'] = iter([1])\ndef a(): return K\n", "K", "nothing shows how this list_iterator is made"),
    ("class C: pass\ndef _all():\n    for each in [C]: each.g = iter([1])\n_all()\ndef a(): return C.g\n", "C.g",
        "nothing shows how this list_iterator is made"),
    ("globals()['K'] = iter([1])\ndef a(x=K): return x\n", "K", "nothing shows how this list_iterator is made"),
    ("class C:\n    def __getattribute__(self, name): raise ValueError('no')\nglobals()['K'] = C()\n"
        "def a(): return K\n", "K", "ValueError: no"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what", "reason"), UNKNOWN)
def test_what_is_not_known_on_either_side_is_said_once(load: Load, text: str, what: str, reason: str) -> None:
    one, other = (code_of(load(text)) for _ in range(2))

    assert [Change("unknown", what, reason, reason)] == code_changes(one, other)
    known = replace(other, constants={**other.constants, what: "1"})
    assert [Change("constant", what, f"cannot be known: {reason}", "1")] == code_changes(one, known)


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
