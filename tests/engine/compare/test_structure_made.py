"""Pairs that differ in what the interpreter made of a module: replaced attributes, functions made by `exec`, objects of
libraries that only their making tells apart. Both the comparison and the cache's versions have to see it.
"""

from __future__ import annotations

import importlib
import math
import sys
from pathlib import Path

import pytest
from dagscope.caching.code_versions import version_of_function
from dagscope.compare.code import CodeFacts, code_changes, code_of

from tests.engine.compare.loaded import Load

HEAD = """import array, collections, contextvars, dataclasses, datetime, decimal, enum, functools, io, itertools, json
import math, operator, queue, random, re, string, struct, threading, types, typing, weakref
"""
CASES: list[tuple[str, str, str, str, str]] = [
    ('monkeypatched attr of own class', 'class C:\n    k=1\nC.k=HERE', 'C.k', '2', '3'),
    ('monkeypatched method of own class',
        'class C:\n    def f(self): return 1\ndef _g(self): return 2\ndef _h(self): return 3\n'
        'C.f=HERE',
        'C().f()',
        '_g',
        '_h'),
    ('monkeypatched lambda method', 'class C: pass\nC.f=lambda s: HERE', 'C().f()', '1', '2'),
    ('private attr of slots', "class C:\n    __slots__=('x',)\nC._k=HERE", 'C._k', '2', '3'),
    ('private attr of an enum', "class C(enum.Enum):\n    A=1\nC._k=HERE", 'C._k', '2', '3'),
    ('private attr of a named tuple', "class C(typing.NamedTuple):\n    x: int\nC._k=HERE", 'C._k', '2', '3'),
    ('setattr on own class', "class C: pass\nsetattr(C,'k',HERE)", 'C.k', '1', '2'),
    ('monkeypatch lib module attr', 'import math\nmath.zz=HERE', 'math.zz', '1', '2'),
    ('metaclass kwarg',
        "K=HERE\nclass M(type):\n    def __new__(m,n,b,d,k=0):\n        d['k']=k\n"
        '        return super().__new__(m,n,b,d)\nclass C(metaclass=M,k=K): pass',
        'C.k',
        '1',
        '2'),
    ('generator object global', 'g=(x for x in range(HERE))', 'list(g)', '1', '2'),
    ('iterator global', 'g=iter([HERE])', 'list(g)', '1', '2'),
    ('itertools count', 'g=itertools.count(HERE)', 'next(g)', '1', '2'),
    ('map object', 'g=map(HERE,[1])', 'list(g)', 'str', 'float'),
    ('cmp_to_key', '_k=functools.cmp_to_key(lambda a,b: HERE)', 'sorted([1,2],key=_k)', 'a-b', 'b-a'),
    ('nested class method global',
        'K=HERE\nclass C:\n    class D:\n        def f(s): return K',
        'C.D().f()',
        '1',
        '2'),
    ('nested class attr by const', 'K=HERE\nclass C:\n    class D:\n        k=K', 'C.D.k', '1', '2'),
    ('init_subclass kw by const',
        'K=HERE\nclass B:\n    def __init_subclass__(c,k): c.k=k\nclass C(B,k=K): pass',
        'C.k',
        '1',
        '2'),
    ('exec function', "ns={}\nexec('def f(): return HERE',ns)\nf=ns['f']", 'f()', '1', '2'),
    ('exec function in dict', "ns={}\nexec('def f(): return HERE',ns)", "ns['f']()", '1', '2'),
    ('exec default', "ns={'K':HERE}\nexec('def f(x=K): return x',ns)\nf=ns['f']", 'f()', '1', '2'),
    ('exec global', "ns={'K':HERE}\nexec('def f(): return K',ns)\nf=ns['f']", 'f()', '1', '2'),
    ('exec closure',
        "ns={}\nexec('def m(k):\\n def f(): return k\\n return f',ns)\nf=ns['m'](HERE)",
        'f()',
        '1',
        '2'),
    ('eval lambda default', "f=eval('lambda x=K: x',{'K':HERE})", 'f()', '1', '2'),
    ('compile code object', "c=compile('HERE','x','eval')", 'eval(c)', '1', '2'),
    ('types.FunctionType', "def _p(): return K\nf=types.FunctionType(_p.__code__,{'K':HERE})", 'f()', '1', '2'),
    ('FunctionType defaults',
        "def _p(x): return x\nf=types.FunctionType(_p.__code__,globals(),'f',(HERE,))",
        'f()',
        '1',
        '2'),
    ('C method bound', "f='HERE'.join", "f(['x','y'])", ',', ';'),
    ('C bound list', 'f=[HERE].index', 'f(1)', '1,2', '2,1'),
    ('C bound dict get', 'f={1:HERE}.get', 'f(1)', '2', '1'),
    ('method descriptor', 'f=HERE', "f('aB')", 'str.upper', 'str.lower'),
    ('slot wrapper', 'f=HERE', 'f(1,2)', 'int.__add__', 'int.__sub__'),
    ('numpy vectorize', 'import numpy as np\nf=np.vectorize(lambda x: HERE)', 'f([1])', 'x', 'x+1'),
    ('numpy frompyfunc', 'import numpy as np\nf=np.frompyfunc(lambda x: HERE,1,1)', 'f([1])', 'x', 'x+1'),
    ('numpy rng seed', 'import numpy as np\nr=np.random.default_rng(HERE)', 'r.random()', '1', '2'),
    ('numpy randomstate', 'import numpy as np\nr=np.random.RandomState(HERE)', 'r.rand()', '1', '2'),
    ('numpy poly1d', 'import numpy as np\nr=np.poly1d([1,HERE])', 'r(1)', '1', '2'),
    ('numpy ufunc method', 'import numpy as np\nf=np.HERE.reduce', 'f([1,2])', 'add', 'multiply'),
    ('random.Random seed', 'r=random.Random(HERE)', 'r.random()', '1', '2'),
    ('random bound', 'f=random.Random(HERE).random', 'f()', '1', '2'),
    ('regex bound sub', "f=re.compile('HERE').sub", "f('','ab')", 'a', 'b'),
    ('property by const',
        'def _g(s): return 1\ndef _h(s): return 2\nG=HERE\nclass C: p=property(G)',
        'C().p',
        '_g',
        '_h'),
    ('property deleter',
        'K=HERE\nclass C:\n    @property\n    def p(s): return 1\n    @p.deleter\n'
        '    def p(s): return K',
        'C().p',
        '1',
        '2'),
    ('type alias', 'T=HERE', 'T', 'list[int]', 'list[str]'),
    ('type alias union', 'T=HERE', 'T', 'int|str', 'int|float'),
    ('typing alias', 'T=typing.HERE', 'T', 'Dict[str,int]', 'Dict[str,str]'),
    ('typing literal', 'T=typing.Literal[HERE]', 'typing.get_args(T)', '1', '2'),
    ('annotated', 'T=typing.Annotated[int,HERE]', 'typing.get_args(T)', '1', '2'),
    ('annotated object',
        'class G:\n    def __init__(s,k): s.k=k\nT=typing.Annotated[int,G(HERE)]',
        'typing.get_args(T)[1].k',
        '1',
        '2'),
    ('newtype', "T=typing.NewType('T',HERE)", 'T.__supertype__', 'int', 'str'),
    ('typevar bound', "T=typing.TypeVar('T',bound=HERE)", 'T.__bound__', 'int', 'str'),
    ('typevar constraints', "T=typing.TypeVar('T',int,HERE)", 'T.__constraints__', 'float', 'str'),
    ('generic alias of own', 'class C: k=1\nclass D: k=2\nT=list[HERE]', 'typing.get_args(T)[0].k', 'C', 'D'),
    ('generic alias of own code', 'class C: k=HERE\nT=list[C]', 'typing.get_args(T)[0].k', '1', '2'),
    ('__defaults__ replaced', 'def _h(x=1): return x\n_h.__defaults__=(HERE,)', '_h()', '2', '3'),
    ('__kwdefaults__ replaced', "def _h(*,x=1): return x\n_h.__kwdefaults__={'x':HERE}", '_h()', '2', '3'),
    ('__defaults__ added', 'def _h(x): return x\n_h.__defaults__=(HERE,)', '_h()', '2', '3'),
    ('__dict__ attr list', 'def _h(): return _h.k\n_h.k=[HERE]', '_h()', '2', '3'),
    ('func attr dict', "def _h(): return _h.k\n_h.k={'x':HERE}", '_h()', '2', '3'),
    ('func attr function', 'def _h(): return _h.k()\n_h.k=lambda: HERE', '_h()', '2', '3'),
    ('func attr tuple', 'def _h(): return _h.k\n_h.k=(1,HERE)', '_h()', '2', '3'),
    ('func __doc__ used', "def _h(): '''HERE'''", '_h.__doc__', 'x', 'y'),
    ('class __doc__ used', "class C: '''HERE'''", 'C.__doc__', 'x', 'y'),
    ('OrderedDict order', 'N=collections.OrderedDict(HERE)', 'list(N)', '[(1,1),(2,2)]', '[(2,2),(1,1)]'),
    ('dict order', 'N=dict(HERE)', 'list(N)', '[(1,1),(2,2)]', '[(2,2),(1,1)]'),
    ('decimal ctx', 'c=decimal.Context(prec=HERE)', 'c.divide(1,3)', '3', '4'),
    ('struct', "c=struct.Struct('HERE')", 'c.size', 'i', 'q'),
    ('string template', "c=string.Template('HERE')", 'c.substitute()', 'x', 'y'),
    ('stringio', "c=io.StringIO('HERE')", 'c.getvalue()', 'x', 'y'),
    ('weakref target', 'class C:\n    def __init__(s,k): s.k=k\nc=C(HERE)\nr=weakref.ref(c)', 'r().k', '1', '2'),
    ('context var set', "V=contextvars.ContextVar('V')\nV.set(HERE)", 'V.get()', '1', '2'),
    ('context var set default too', "V=contextvars.ContextVar('V',default=0)\nV.set(HERE)", 'V.get()', '1', '2'),
    ('context copy',
        "V=contextvars.ContextVar('V')\nctx=contextvars.Context()\nctx.run(V.set,HERE)",
        'ctx[V]',
        '1',
        '2'),
    ('made dc repr',
        "C=dataclasses.make_dataclass('C',[('k',int,dataclasses.field(repr=HERE))])",
        'C',
        'True',
        'False'),
    ('made dc compare',
        "C=dataclasses.make_dataclass('C',[('k',int,dataclasses.field(compare=HERE))])",
        'C',
        'True',
        'False'),
    ('made dc hash',
        "C=dataclasses.make_dataclass('C',[('k',int,dataclasses.field(hash=HERE))])",
        'C',
        'True',
        'False'),
    ('made dc metadata',
        "C=dataclasses.make_dataclass('C',[('k',int,dataclasses.field(metadata={'x':HERE}))])",
        'C',
        '1',
        '2'),
    ('dc field repr by const',
        'K=HERE\n@dataclasses.dataclass\nclass C:\n'
        '    k: int = dataclasses.field(default=1,repr=K)',
        'C()',
        'True',
        'False'),
    ('dc field metadata by const',
        'K=HERE\n@dataclasses.dataclass\nclass C:\n'
        "    k: int = dataclasses.field(default=1,metadata={'x':K})",
        'C()',
        '1',
        '2'),
    ('attrs validator const',
        'import attrs\nK=HERE\n@attrs.define\nclass C:\n'
        '    k: int = attrs.field(default=1,validator=attrs.validators.lt(K))',
        'C()',
        '2',
        '3'),
    ('pydantic field ge const',
        'import pydantic\nK=HERE\nclass C(pydantic.BaseModel):\n'
        '    k: int = pydantic.Field(1,ge=K)',
        'C()',
        '0',
        '1'),
    ('pydantic typeadapter', 'import pydantic\nt=pydantic.TypeAdapter(HERE)', 't', 'int', 'str'),
    ('exception instance', "e=ValueError('HERE')", 'str(e)', 'p', 'q'),
    ('json encoder', 'e=json.JSONEncoder(indent=HERE)', 'e.encode([1])', '1', '2'),
    ('lambda default const', 'K=HERE\n_h=lambda x=K: x', '_h()', '1', '2'),
    ('sklearn est', 'from sklearn.linear_model import Ridge\nm=Ridge(alpha=HERE)', 'm', '1', '2'),
    ('sklearn pipeline',
        'from sklearn.linear_model import Ridge\nfrom sklearn.pipeline import make_pipeline\n'
        'm=make_pipeline(Ridge(alpha=HERE))',
        'm',
        '1',
        '2'),
    ('sorted key fn table', "T={'k': str.HERE}", "T['k']('aB')", 'upper', 'lower'),
    ('subclass str attr', "class C(str): pass\nc=C('x')\nc.k=HERE", 'c.k', '1', '2'),
    ('set vs frozenset', 'K=HERE', 'K', '{1}', 'frozenset({1})'),
    ('dict nested order', 'K=HERE', 'K', "[{'a':1,'b':2}]", "[{'b':2,'a':1}]"),
    ('memoryview', "K=memoryview(b'HERE')", 'bytes(K)', 'x', 'y'),
    ('array typecode', "import array\nK=array.array('HERE',[1])", 'K', 'i', 'q'),
    ('Ellipsis/NotImplemented', 'K=HERE', 'K', '...', 'NotImplemented'),
    ('threading local', 'import threading\nK=threading.local()\nK.x=HERE', 'K.x', '1', '2'),
    ('queue content', 'import queue\nK=queue.Queue()\nK.put(HERE)', 'K.get()', '1', '2'),
    ('class loop body', 'K=HERE\nclass C:\n    for i in range(K): k=i', 'C.k', '2', '3'),
    ('class with if body', 'K=HERE\nclass C:\n    if K: k=1\n    else: k=2', 'C.k', 'True', 'False'),
    ('class aug assign', 'K=HERE\nclass C:\n    k=1\n    k+=K', 'C.k', '1', '2'),
    ('class tuple unpack', 'K=HERE\nclass C:\n    k,j=K,2', 'C.k', '1', '2'),
    ('class walrus/expr', "K=HERE\nclass C:\n    d={}\n    d['k']=K", 'C.d', '1', '2'),
    ('class with-body', 'K=HERE\nclass C:\n    try: k=K\n    finally: pass', 'C.k', '1', '2'),
    ('vars by const', "K=HERE\nclass C:\n    locals()['k']=K", 'C.k', '1', '2'),
]  # fmt: skip


def version_and_facts(load: Load, text: str) -> tuple[str | None, CodeFacts]:
    function = load(HEAD + text)
    return version_of_function(function), code_of(function)


@pytest.mark.parametrize(("body", "result", "left", "right"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_what_was_made_is_part_of_the_code(
    load: Load, monkeypatch: pytest.MonkeyPatch, body: str, result: str, left: str, right: str
) -> None:
    monkeypatch.setattr(math, "zz", None, raising=False)  # a case replaces it, and the process lives on
    text = f"{body}\ndef a() -> object: return {result}\n"
    (one, facts), (again, same), (other, others) = (
        version_and_facts(load, text.replace("HERE", each)) for each in (left, left, right)
    )

    assert code_changes(facts, others) and code_changes(others, facts)
    assert [] == code_changes(facts, same)
    assert one == again != other


@pytest.mark.parametrize(
    "text",
    [
        "class C:\n    n = 0\n    def f(self): C.n += 1\ndef a() -> object: return C().f()\n",
        "class C:\n    seen = []\n    def f(self): self.seen.append(1)\ndef a() -> object: return C().f()\n",
        "R = random.Random(1)\ndef a() -> object: return R.random()\n",
        "def _h(memo={}): memo[1] = 1\ndef a() -> object: return _h()\n",
        "def _h(): _h.n = 1\n_h.n = 0\ndef a() -> object: return _h()\n",
        "L = threading.local()\ndef a() -> object: L.x = 1\n",
        "Q = queue.Queue()\ndef a() -> object: Q.put(1)\n",
        "V = contextvars.ContextVar('V')\ndef a() -> object: V.set(1)\n",
        "G = itertools.count()\ndef a() -> object: return next(G)\n",
    ],
)
def test_what_nodes_do_to_it_is_not(load: Load, text: str) -> None:
    before, facts = version_and_facts(load, text)
    function = load(HEAD + text)
    function()

    assert before == version_of_function(function)
    assert [] == code_changes(facts, code_of(function))


def test_what_a_node_puts_into_a_dict_of_the_module_is_not_said_of_its_code(load: Load) -> None:
    text = "MEMO = {}\ndef a() -> object: MEMO[1] = 1\n"
    function = load(HEAD + text)
    before = version_of_function(function)
    function()

    assert before == version_of_function(function)
    assert [] == code_changes(code_of(load(HEAD + text)), code_of(function))


def test_the_order_of_keys_is_said_where_the_keys_are_the_same(load: Load) -> None:
    text = "K = {}\ndef a() -> object: return K\n"
    first, turned, more = (
        code_of(load(text.replace("{}", each))) for each in ("{'p': 1, 'q': 2}", "{'q': 2, 'p': 1}", "{'p': 1}")
    )

    (change,) = code_changes(first, turned)
    assert ("constant", "K order of keys", "'p', 'q'", "'q', 'p'") == (
        change.kind,
        change.what,
        change.left,
        change.right,
    )
    assert ["K['q']"] == [each.what for each in code_changes(first, more)]


@pytest.mark.parametrize(
    "text",
    [
        "NAME = 'lib_of_text'\ndef a() -> object: return importlib.import_module(NAME)\n",
        "def a() -> object: return importlib.import_module('lib_of_text')\n",
        "NAMES = ['lib_of_text']\ndef _h(): return [importlib.import_module(each) for each in NAMES]\n"
        "def a() -> object: return _h()\n",
        "NAMES = {'x': 'lib_of_text'}\ndef a(x: str) -> object: return importlib.import_module(NAMES[x])\n",
        "def a() -> object: return __import__('lib_of_text')\n",
    ],
)
def test_a_module_of_the_project_that_is_named_by_a_text(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    found = []
    for index, number in enumerate((1, 1, 2)):
        folder = tmp_path / f"library{index}"
        folder.mkdir()
        (folder / "lib_of_text.py").write_text(f"def f(): return {number}\n")
        monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
        importlib.invalidate_caches()
        found.append(version_and_facts(load, "import importlib\n" + text))

    assert found[0][0] == found[1][0] != found[2][0]
    assert ["lib_of_text"] == [each.what for each in code_changes(found[0][1], found[2][1])]
    assert "lib_of_text" not in sys.modules
