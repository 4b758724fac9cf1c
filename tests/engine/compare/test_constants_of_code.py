"""What code reads besides itself and differs: constants of every form, however long or deep, and steps of others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagscope.compare.classify import Classification
from dagscope.compare.code import code_of, value_text

from tests.engine.compare.sides import Make

AFTER = "\ndef b(a: object) -> int:\n    return 2\n"
USES = "\ndef a() -> object:\n    return K\n"
OBJECT = "class _C:\n    def __init__(self, k): self.k = k\n"
ENUM = "import enum\nclass _E(enum.Enum):\n    A = 1\n    B = 2\n"
FIELDS = "class _C{base}:\n    k: int = V\ndef a() -> int:\n    return _C().k\n"

# id, text with @@, what stands there on the left and on the right, the kind and the name of what is said
CASES: list[tuple[str, str, str, str, str, str]] = [
    ("slots", "class _C:\n    __slots__ = ('k',)\n    def __init__(self, k): self.k = k\nK = _C(@@)" + USES, "1", "2",
        "constant", "K['k']"),
    ("data class with slots", "import dataclasses\n@dataclasses.dataclass(slots=True)\nclass _C:\n    k: int\n"
        "K = _C(@@)" + USES, "1", "2", "constant", "K['k']"),
    ("attrs", "import attrs\n@attrs.define\nclass _C:\n    k: int\nK = _C(@@)" + USES, "1", "2", "constant", "K['k']"),
    ("objects in objects", OBJECT + "K = _C(_C(_C(_C(_C(_C(@@))))))" + USES, "1", "2", "constant",
        "K['k']['k']['k']['k']"),
    ("lists in lists", "K = [[[[[[@@]]]]]]" + USES, "1", "2", "constant", "K[0][0][0][0]"),
    ("long list", "K = [0] * 5000 + [@@]" + USES, "1", "2", "constant", "K[1000:]"),
    ("long list of objects", OBJECT + "K = [_C(0) for _ in range(2000)] + [_C(@@)]" + USES, "1", "2", "constant",
        "K[1000:]"),
    ("long dict", "K = dict.fromkeys(range(5000), 0)\nK[4999] = @@" + USES, "1", "2", "constant", "K[1000:]"),
    ("long set", "K = set(range(3000)) | {@@}" + USES, "8888", "9999", "constant", "K"),
    ("set of dates", "import datetime\nK = {datetime.date(2024, 1, @@)}" + USES, "1", "2", "constant", "K"),
    ("set of members", ENUM + "K = frozenset([_E.@@])" + USES, "A", "B", "constant", "K"),
    ("member", ENUM + "K = _E.@@" + USES, "A", "B", "constant", "K"),
    ("computed member", "import enum\nV = @@\nclass _E(enum.Enum):\n    A = V\ndef a() -> int:\n"
        "    return _E.A.value\n", "1", "2", "constant", "_E.A"),
    ("deque", "import collections\nK = collections.deque([@@])" + USES, "1", "2", "constant", "K[0]"),
    ("length of a deque", "import collections\nK = collections.deque([], @@)" + USES, "1", "2", "constant", "K.maxlen"),
    ("default dict", "import collections\nK = collections.defaultdict(int, a=@@)" + USES, "1", "2", "constant",
        "K['a']"),
    ("factory", "import collections\nK = collections.defaultdict(@@)" + USES, "int", "list", "constant",
        "K.default_factory"),
    ("ordered dict", "import collections\nK = collections.OrderedDict(a=@@)" + USES, "1", "2", "constant", "K['a']"),
    ("counter", "import collections\nK = collections.Counter({'a': @@})" + USES, "1", "2", "constant", "K['a']"),
    ("chained maps", "import collections\nK = collections.ChainMap({'a': @@})" + USES, "1", "2", "constant",
        "K[0]['a']"),
    ("proxy", "import types\nK = types.MappingProxyType({'a': @@})" + USES, "1", "2", "constant", "K['a']"),
    ("namespace", "import types\nK = types.SimpleNamespace(a=@@)" + USES, "1", "2", "constant", "K['a']"),
    ("array", "import array\nK = array.array('i', [@@])" + USES, "1", "2", "constant", "K[0]"),
    ("key that is a tuple", "K = {(1, 2): @@}" + USES, "1", "2", "constant", "K[(1, 2)]"),
    ("key that is a date", "import datetime\nK = {datetime.date(2024, 1, 1): @@}" + USES, "1", "2", "constant",
        "K[2024-01-01]"),
    ("key that is a member", ENUM + "K = {_E.A: @@}" + USES, "1", "2", "constant", "K[_E.A]"),
    ("function under a member", ENUM + "def _f(): return @@\nK = {_E.A: _f}" + USES, "1", "2", "helper", "_f"),
    ("list of a class", "class _L(list): pass\nK = _L([@@])" + USES, "1", "2", "constant", "K[0]"),
    ("dict of a class", "class _D(dict): pass\nK = _D(a=@@)" + USES, "1", "2", "constant", "K['a']"),
    ("slice", "K = slice(@@)" + USES, "1", "2", "constant", "K(1)"),
    ("item getter", "import operator\nK = operator.itemgetter(@@)" + USES, "1", "2", "constant", "K(0)"),
    ("bound method", OBJECT + "    def f(self): return self.k\nK = _C(@@).f" + USES, "1", "2", "constant",
        "K.__self__['k']"),
    ("implementation", "import functools\n@functools.singledispatch\ndef K(x): return 0\n@K.register\n"
        "def _of_int(x: int): return @@" + USES, "1", "2", "helper", "_of_int"),
    ("partial method", "import functools\nV = @@\nclass K:\n    def f(self, x): return x\n"
        "    g = functools.partialmethod(f, V)" + USES, "1", "2", "constant", "K.g.args"),
    ("function of a library", "import math\nK = math.@@" + USES, "sin", "cos", "constant", "K"),
    ("function under another name", "from math import @@ as K" + USES, "sin", "cos", "constant", "K"),
    ("universal function", "import numpy as np\nK = np.@@" + USES, "sin", "cos", "constant", "K"),
    ("class of a library", "import collections\nK = collections.@@" + USES, "OrderedDict", "Counter", "constant", "K"),
    ("type in a tuple", "K = (int, @@)" + USES, "str", "float", "constant", "K[1]"),
    ("computed default of a model", "import pydantic\nV = @@\n" + FIELDS.format(base="(pydantic.BaseModel)"), "1", "2",
        "constant", "_C.k"),
    ("computed default of a data class", "import dataclasses\nV = @@\n@dataclasses.dataclass(slots=True)\n"
        + FIELDS.format(base=""), "1", "2", "constant", "_C.k"),
    ("computed default of attrs", "import attrs\nV = @@\n@attrs.define\n" + FIELDS.format(base=""), "1", "2",
        "constant", "_C.k"),
    ("default that is a member", ENUM + "def a(x: _E = _E.@@) -> int:\n    return 1\n", "A", "B", "default", "x"),
    ("value of the default's member", "import enum\nclass _E(enum.Enum):\n    A = @@\n"
        "def a(x: _E = _E.A) -> int:\n    return 1\n", "1", "2", "default", "x"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left", "right", "kind", "what"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_constant_that_differs_is_named(make: Make, text: str, left: str, right: str, kind: str, what: str) -> None:
    sides = [make(flow=text.replace("@@", each) + AFTER) for each in (left, right)]
    again = make(flow=text.replace("@@", left) + AFTER)

    rows = {row.name: row for row in Classification(*sides).rows()}
    turned = {row.name: row for row in Classification(*sides[::-1]).rows()}

    assert (kind, what) in [(change.kind, change.what) for change in rows["a"].structure]
    assert ("cause", "affected") == (rows["a"].role, rows["b"].role)
    assert {(c.kind, c.what, c.left, c.right) for c in rows["a"].structure} == {
        (c.kind, c.what, c.right, c.left) for c in turned["a"].structure
    }
    assert all(not row.structure for row in Classification(sides[0], again).rows())


def test_a_step_that_another_function_adds_is_code_of_the_node(make: Make) -> None:
    text = "def a() -> int:\n    return 1\n@mutate(a)\ndef _more(x: int) -> int:\n    return x + @@\n" + AFTER
    sides = [make(flow=text.replace("@@", each)) for each in "12"]

    rows = {row.name: row for row in Classification(*sides).rows()}

    assert [("code", "flow._more")] == [(change.kind, change.what) for change in rows["a.with_more"].structure]
    assert ("same", "cause", "affected") == tuple(rows[name].role for name in ("a.raw", "a.with_more", "a"))


_FACTS = """
import sys
sys.path.insert(0, {folder!r})
import flow
from dagscope.caching.code_versions import parts_of_function
print(parts_of_function(flow.a))
"""


def test_constants_have_the_same_texts_in_each_process(tmp_path: Path) -> None:
    constants = (
        "{'a', 'b', 'c'}", "{_E.A, _E.B}", "{datetime.date(2024, 1, 1), 'x'}", "{'m': {'a', 'b'}}", "_C({'a', 'b'})",
        "[_C({'a', 'b', 'c'})] * 1500", "math.sin", "operator.itemgetter(1)", "_E", "lambda x: x",
    )  # fmt: skip
    text = "import datetime, math, operator\n" + OBJECT + ENUM
    text += "".join(f"K{number} = {constant}\n" for number, constant in enumerate(constants))
    text += f"def a() -> object:\n    return {', '.join(f'K{number}' for number in range(len(constants)))}\n"
    (tmp_path / "flow.py").write_text(text)

    found = {
        subprocess.run(
            [sys.executable, "-c", _FACTS.format(folder=str(tmp_path))], env={"PYTHONHASHSEED": seed}, check=True,
            capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip

    assert 1 == len(found)


class _Raising:
    """A constant whose own code raises whatever it is given where it is asked for its parts."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __reduce_ex__(self, protocol: object) -> str:
        raise self.error

    def __iter__(self) -> Iterator[object]:
        raise self.error

    @property
    def __dict__(self) -> dict[str, object]:  # type: ignore[override]
        raise self.error

    def __repr__(self) -> str:
        return "Raising()"


_KEPT = _Raising(SystemExit(3))


def _uses_kept() -> object:
    return _KEPT


@pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit(), KeyboardInterrupt(), ValueError("no")])
def test_what_a_constant_raises_ends_no_comparison(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    monkeypatch.setattr(sys.modules[__name__], "_KEPT", _Raising(error))
    code_of.cache_clear()

    assert "Raising()" == value_text(_KEPT)
    assert "_KEPT = _Raising(SystemExit(3))" == code_of(_uses_kept).constants["_KEPT"]
