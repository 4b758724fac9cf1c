# %% config, inputs and what stays outside
dr = build("""
def q(a: int, k: float, mode: str) -> float: return a * k
def r(q: float, z: int = 1) -> float: return q + z
def a(x: int) -> int: return x
@subdag(q, r, inputs={'k': value(1.5)}, config={'mode': 'x'})
def s1(r: float) -> float: return r
@subdag(q, r, inputs={'k': source('s1'), 'z': value(4), 'unused': source('x')} if False else {'k': source('s1'), 'z': value(4)}, namespace='ns', final_node_name='fin', config={'mode': 'y', 'idle': 3})
def s2(r: float, q: float, ext: int) -> float: return r + q
@subdag(q, r, inputs={'k': source('x2'), 'a': source('s1i')}, external_inputs=['ext'])
def s3(r: float, ext: int) -> float: return r + ext
def s1i(x: int) -> int: return x * 10
def _hid(x: int) -> int: return x
@subdag(_hid)
def hidden(_hid: int) -> int: return _hid
""", config={"mode": "driver"})
graph(dr)
show(lambda: dr.execute(["s1", "fin", "s3", "hidden"], inputs={"x": 2, "ns.ext": 7, "x2": .5, "ext": 100, "k": 1.0}))
show(lambda: dr.execute(["s1", "fin", "s3"], inputs={"x": 2, "ext": 7, "x2": .5}))

# %% types of static inputs
for text in ("{'k': value(1)}", "{'k': value(None)}", "{'k': value([1])}", "{'l': value([1])}", "{'l': value(['a'])}", "{'l': value((1,))}", "{'o': value(None)}", "{'o': value(3)}", "{'nope': value(1)}", "{'l': value([])}"):
    show(text, lambda: [(n.name, n.type) for n in build("""
def q(k: float = 1.0, l: List[int] = None, o: Optional[int] = None) -> float: return k
@subdag(q, inputs=%s)
def s(q: float) -> float: return q
""" % text).list_available_variables()])

# %% mistakes
pre = "def q(a: int, k: int) -> int: return a\ndef q2(q: int) -> int: return q\n"
for text in (
    "@subdag()\ndef s(q: int) -> int: return q", "@subdag(q, config={'k': 1}, inputs={'k': value(1)})\ndef s(q: int) -> int: return q",
    "@subdag(q, inputs={'k': 1})\ndef s(q: int) -> int: return q", "@subdag(q, config={'k': source('a')})\ndef s(q: int) -> int: return q",
    "@subdag(q)\n@subdag(q2)\ndef s(q: int) -> int: return q", "@subdag(q, inputs={'q': source('a')})\ndef s(q: int) -> int: return q",
    "@subdag(q, namespace='z')\ndef s(q: int) -> int: return q\n@subdag(q, namespace='z')\ndef t(q: int) -> int: return q",
    "@parameterize(p={'q': value(1)})\n@subdag(q)\ndef s(q: int) -> int: return q", "@inject(q=value(1))\n@subdag(q)\ndef s(q: int) -> int: return q",
    "@pipe_input(step(_i))\n@subdag(q)\ndef s(q: int) -> int: return q", "@subdag(q)\ndef s(q) -> int: return q", "@subdag(q)\ndef s(q: str) -> int: return q",
    "@subdag(q, external_inputs=['q'])\ndef s(q: int) -> int: return q", "@subdag(q)\ndef s(nothing: int) -> int: return nothing",
    "@subdag(q, inputs={'k': configuration('c')})\ndef s(q: int) -> int: return q",
    "@subdag(q, config={'mode': configuration('absent')})\ndef s(q: int) -> int: return q",
):
    def both():
        graph(build(pre + "def _i(v: int) -> int: return v\n" + text))
        return "built"
    show(text)
    fails(both)

# %% decorators above a subdag
dr = build("""
def _inc(v: Any, by: int = 1) -> dict: return {'p': v, 'q': by}
def inner(a: int, k: int = 2) -> int: return a * k
@tag(k='v')
@extract_fields({'p0': dict, 'q': int})
@subdag(inner, inputs={'k': value(4)})
def s(inner: int) -> dict: return {'p0': {}, 'q': inner}
@subdag(inner, inputs={'k': value(5)})
@check_output(range=(0, 100), importance='fail')
def c(inner: int) -> int: return inner
@subdag(inner, inputs={'k': source('k2')})
@pipe_output(step(_inc, by=source('a')))
def p(inner: int) -> int: return inner
@save_to.memory(output_name_='saved')
@subdag(inner, inputs={'k': value(6)})
def sv(inner: int) -> int: return inner
@load_from.literal(value=value(3), inject_='ext')
@subdag(inner, inputs={'k': value(7)}, external_inputs=['ext'])
def ld(inner: int, ext: int) -> int: return inner + ext
@config.when(v=1)
@subdag(inner)
def w__a(inner: int) -> int: return inner
@config.when_not(v=1)
@subdag(inner, inputs={'k': value(9)})
def w__b(inner: int) -> int: return inner
""")
graph(dr)
show(lambda: dr.execute(["p", "q", "c", "ld", "sv", "w"], inputs={"a": 1, "k2": 8}))

# %% decorators inside
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
@extract_fields({'e1': int, 'e2': int})
@tag(t='v')
def ef(a: int) -> dict: return {'e1': a, 'e2': a * k if False else a}
@parameterize(p1={'x': source('e1')}, p2={'x': value(3)}, p3={'x': source('outside')})
def pz(x: int, k: int) -> int: return x * k
@pipe_input(step(_inc, by=source('k')), step(_inc).named('nm', namespace=None))
def pi(p1: int) -> int: return p1
@pipe_output(step(_inc, by=source('e2')))
def po(pi: int, p2: int, p3: int) -> int: return pi + p2 + p3
@check_output(range=(0, 1000), importance='fail')
def ck(po: int) -> int: return po
@load_from.literal(value=source('k'), inject_='d')
def ld(d: int, ck: int) -> int: return d + ck
@inject(both=group(source('ld'), source('ck')))
def ij(both: List[int]) -> int: return sum(both)
@config.when(m='x')
def cf__x(ij: int) -> int: return ij
@config.when(m='y')
def cf__y(ij: int) -> int: return -ij
@subdag(ef, pz, pi, po, ck, ld, ij, cf__x, cf__y, inputs={'k': value(2)}, config={'m': 'x'})
def one(cf: int) -> int: return cf
@subdag(ef, pz, pi, po, ck, ld, ij, cf__x, cf__y, inputs={'k': source('kk'), 'a': source('one')}, config={'m': 'y'})
def two(cf: int, e1: int) -> int: return cf + e1
@parameterized_subdag(one, cf__x, cf__y, ef, pz, pi, po, ck, ld, ij, config={'m': 'x'}, inputs={'k': value(1)},
    three={'inputs': {'k': value(3)}}, four={'config': {'m': 'y'}, 'inputs': {'a': source('two')}}, five={'external_inputs': ['e2']})
def psd(cf: int, e2: int) -> int: return cf + e2
""", config={"m": "x"})
graph(dr)
show(lambda: dr.execute(["one", "two", "three", "four", "cf"], inputs={"a": 1, "outside": 5, "kk": 4, "k": 9}))
show(lambda: dr.execute(["five"], inputs={"a": 1, "outside": 5, "kk": 4, "k": 9}))

# %% nested three deep with config and resolve inside
on = {"hamilton.enable_power_user_mode": True}
text = """
@config.when(lvl='in')
def v__in(m: int) -> int: return m
@config.when_not(lvl='in')
def v__out(m: int) -> int: return -m
@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda keys=('k1',): extract_fields({k: int for k in keys}))
def rs(v: int) -> dict: return {k: v for k in ('k1', 'k2', 'k3')}
@subdag(v__in, v__out, rs, inputs={'m': source('m1')}, config={'lvl': 'in', 'keys': ['k1', 'k2']})
def inner(v: int, k2: int) -> int: return v + k2
@subdag(inner, v__in, v__out, rs, inputs={'m1': source('m2')}, config={'m': 3})
def middle(inner: int, v: int, k1: int) -> int: return inner * 100 + v + k1
@subdag(middle, inputs={'m2': value(4)})
def outer(middle: int) -> int: return middle
"""
dr = build(text, config=on)
graph(dr)
show(lambda: dr.execute(["outer", "v", "k1"], inputs={"m": 1, "m1": 2, "m2": 3}))
dr = build(text, config={**on, "lvl": "in", "m": 5})
graph(dr)
show(lambda: dr.execute(["outer", "middle", "inner"], inputs={"m1": 2, "m2": 3}))

# %% modules as members, and overriding within
lib = mod("def x(a: int) -> int: return a\ndef y(x: int) -> int: return x", "lib")
lib2 = mod("def x(a: int) -> int: return a * 10", "lib2")
show(lambda: build("import lib, lib2\n@subdag(lib, lib2)\ndef s(y: int) -> int: return y"))
for over in (False, True):
    def both():
        dr = build("import lib, lib2\n@subdag(lib, inputs={'x': value(5)})\ndef s(y: int) -> int: return y\n@subdag(lib)\ndef t(y: int) -> int: return y", lib2, overrides=over)
        graph(dr)
        return dr.execute(["t", "s"], inputs={"a": 1})
    show(both)
dr = build("import lib, lib2\n@subdag(lib, lib2)\ndef s(y: int) -> int: return y\n@subdag(lib2, lib)\ndef t(y: int) -> int: return y", overrides=True)
graph(dr)
show(dr.execute(["s", "t"], inputs={"a": 1}))
dr = build(mod("import lib\n@subdag(lib)\ndef s(y: int) -> int: return y", "user"), mod("@tag(k='v')\ndef s(a: int) -> int: return -a", "over"), overrides=True)
graph(dr)
show(dr.execute(["s"], inputs={"a": 1}))

# %% originating functions and tags of inner nodes
dr = build("""
@tag(own='t')
def i(a: int) -> int: return a
@subdag(i, inputs={'a': source('b')})
def s(i: int) -> int:
    "Doc."
    return i
@subdag(s, i)
def o(s: int) -> int: return s
""")
for n in sorted(dr.list_available_variables(), key=lambda n: n.name):
    show((n.name, n.tags, [f.__name__ for f in n.originating_functions or ()], n.documentation))

# %% dotted names reach in
dr = build("""
def i(a: int) -> int: return a
@subdag(i, inputs={'a': value(3)})
def s(i: int) -> int: return i
@parameterize(**{'ns.p': {'x': source('s.i')}, 'ns.q': {'x': source('ns.p')}})
def f(x: int) -> int: return x + 1
@inject(x=source('ns.q'))
@tag(k='v', target_='g')
def g(x: int) -> int: return x
""")
graph(dr)
show(dr.execute(["g", "ns.p", "s.i"]), dr.execute(["g"], overrides={"s.i": 10}), dr.execute(["g", "s"], overrides={"s.a": 10}))
show(lambda: dr.execute(["s.nope"]))

# %% parallel inside a subdag
dr = build("""
def items(n: int) -> Parallelizable[int]:
    yield from range(n)
def sq(items: int, k: int = 1) -> int: return items * items * k
def total(sq: Collect[int]) -> int: return sum(sq)
@subdag(items, sq, total, inputs={'n': value(4), 'k': source('kk')})
def s(total: int) -> int: return total
@subdag(items, sq, total, inputs={'n': source('s')})
def t(total: int) -> int: return total
def both(s: int, t: int) -> int: return s + t
""", dynamic=True)
graph(dr)
show(lambda: dr.execute(["both", "t"], inputs={"kk": 1}))

# %% with_columns
from textwrap import dedent
text = '''
def c(a: pd.Series, b: pd.Series, k: int) -> pd.Series: return a + b * k
def d(c: pd.Series) -> pd.Series: return c * 2
def helper(a: pd.Series) -> int: return int(a.sum())
@h_pandas.with_columns(%s)
def out(df: pd.DataFrame, z: int = 1) -> pd.DataFrame: return df * z
'''
import pandas as pd
for args in ("c, d, columns_to_pass=['a', 'b'], select=['d']", "c, d, columns_to_pass=['a', 'b']", "c, d, columns_to_pass=['a', 'b'], namespace='ns', select=['c', 'd']",
             "c, d, helper, columns_to_pass=['a', 'b']", "c, d, columns_to_pass=['a', 'b'], select=['dd']",
             "c, on_input='df', select=['c']", "c, columns_to_pass=['a'], on_input='df'", "c, columns_to_pass=['a', 'b'], config_required=['q']"):
    def both():
        dr = build(text % args)
        graph(dr)
        return dr.execute(["out"], inputs={"df": pd.DataFrame({"a": [1, 2], "b": [3, 4]}), "k": 10, "z": 2})["out"].to_csv()
    show(args)
    fails(both)

# %% the type of what is handed in
for one, two in (("int", "Any"), ("Any", "int"), ("Optional[int]", "int"), ("int", "int"), ("list", "List[int]")):
    graph(build(f"def a(k: {one}) -> int: return 1\ndef b(a: int, k: {two}) -> int: return 1\n@subdag(a, b, inputs={{'k': source('x')}})\ndef s(b: int) -> int: return b"))
