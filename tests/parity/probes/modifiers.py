# %% config names and stacking
dr = build("""
@config.when(k=1)
def two__dunder__v1() -> int: return 1
def has__dunder() -> int: return 2
@config.when(name='named', k=1)
def whatever__x() -> int: return 3
@config.when(k=1)
@config.when(j=2)
def both__x() -> int: return 4
@config.when_not(j=3)
@config.when_in(k=[1, 2])
def three() -> int: return 5
@config.when_not_in(k=[5])
def four__x() -> int: return 6
@config(lambda c: c.get('k') == 1)
def five__x() -> int: return 7
@config(lambda c: c.get('k') == 1, target_name='six', config_used=['k'])
def anything() -> int: return 8
@config.when(missing=None)
def absent() -> int: return 9
@config.when_not(missing=4)
def absent_not() -> int: return 10
@config.when_in(missing=[None, 3])
def absent_in() -> int: return 11
@config.when_not_in(missing=[None, 3])
def absent_not_in() -> int: return 12
@config.when(missing=0)
def never() -> int: return 13
@config.when_not(k=1, j=5)
def all_differ() -> int: return 14
@config.when_not(k=3, j=5)
def all_differ_too() -> int: return 15
""", config={"k": 1, "j": 2})
graph(dr)
show(dr.execute([n.name for n in dr.list_available_variables()]))

# %% config mistakes
fails(lambda: mod("@config.when(k=1)\ndef a__() -> int: return 1"))
show(lambda: build("@config.when(k=1)\ndef a__x() -> int: return 1\n@config.when(k=1)\ndef a__y() -> int: return 1", config={"k": 1}))

# %% hamilton_exclude
dr = build("@hamilton_exclude\ndef helper(x): return x\n@hamilton_exclude\n@tag(a='b')\ndef other(x: int) -> int: return x\ndef a(x: int) -> int: return 1")
graph(dr)

# %% parameterize
dr = build('''
@parameterize(
    one={'a': source('x'), 'b': value(2)},
    two=({'a': value(5), 'b': source('y')}, 'Own {a} doc'),
    swap={'a': source('b'), 'b': source('a')},
    same={'a': source('x'), 'b': source('x')},
    keep={},
    many={'a': source('x'), 'c': group(source('x'), value(3), source('y'))},
)
def f(a: int, b: int, c: List[int] = None) -> int:
    """Doc {output_name} of {a} and {b}, not {a}."""
    return a * 100 + b + sum(c or [])
''')
graph(dr)
show([(n.name, n.documentation) for n in dr.list_available_variables()])
show(dr.execute(["one", "two", "swap", "same", "keep", "many"], inputs={"x": 1, "y": 2, "a": 3, "b": 4}))

# %% parameterize mistakes
for text in (
    "@parameterize(p={'zz': value(1)})",
    "@parameterize(p={'x': 1})",
    "@parameterize(p={'x': group(source('a'))})",
    "@parameterize(p={'x': value(1)})\n@parameterize(q={'x': value(1)})",
    "@parameterize_sources()",
    "@parameterize_values('x', {})",
    "@parameterize_values('zz', {('p', 'd'): 1})",
    "@parameterize_sources(p={'zz': 'a'})",
    "@inject(zz=value(1))",
    "@inject(x=1)",
    "@extract_fields({'p': 'int'})",
    "@extract_fields()",
    "@extract_fields(3)",
    "@extract_columns()",
    "@extract_columns('a')",
    "@unpack_fields('a')",
    "@does(len)",
    "@tag(**{'hamilton.x': 'y'})",
    "@tag(**{'a b': 'y'})",
    "@tag(a=1)",
    "@tag(a=[])",
    "@tag(a=['x', 'x'])",
    "@tag(a=['x', 1])",
    "@tag(module='x')",
    "@tag(a='b', target_='nope')",
    "@check_output(nope=1)",
    "@pipe_output(step(len))",
    "@subdag()",
    "@load_from.nope(path='x')",
    "@save_to.nope(path='x')",
    "@dataloader()",
    "@datasaver()",
    "@config.when(k=1)\n@hamilton_exclude",
    "@parameterize_extract_columns(ParameterizedExtract(('a',), {'x': source('y')}))",
    "@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda k: tag(a=k))",
):
    def both(text=text):
        graph(build(text + "\ndef f(x: int) -> int:\n    'doc'\n    return x"))
        return "built"
    show(text); fails(both)

# %% thin wrappers
dr = build('''
@parameterize_sources(p={'a': 'x'}, q={'a': 'y', 'b': 'x'})
def f(a: int, b: int = 1) -> int:
    """Doc {a}"""
    return a + b
@parameterize_values('a', {('v1', 'doc one'): 1, ('v2', 'doc two'): 2})
def g(a: int, b: int) -> int: return a + b
@inject(a=group(source('x'), value(5)), b=group(k=source('y'), j=value('s')))
def h(a: List[int], b: Dict[str, Any], c: int = 3) -> tuple: return (a, b, c)
@inject(a=group(source('x')))
def o(a: Optional[List[int]] = None) -> Any: return a
''')
graph(dr)
show([(n.name, n.documentation or '') for n in dr.list_available_variables()])
show(dr.execute(["p", "q", "v1", "v2", "h", "o"], inputs={"x": 1, "y": 2, "b": 3}))

# %% extract columns
dr = build('''
@tag(t='v')
@extract_columns('a', ('b', 'B doc'))
def df(n: int) -> pd.DataFrame:
    """Frame."""
    return pd.DataFrame({'a': [n], 'b': [2 * n]})
@extract_columns('c', 'd', fill_with=0)
def dg(n: int) -> pd.DataFrame: return pd.DataFrame({'c': [n]})
@extract_columns('missing', 'e')
def dh(n: int) -> pd.DataFrame: return pd.DataFrame({'e': [n]})
def s(a: pd.Series, e: pd.Series) -> pd.Series: return a + e
''')
graph(dr)
show([(n.name, n.documentation) for n in dr.list_available_variables()])
out = dr.execute(["a", "b", "c", "d", "e", "s"], inputs={"n": 3})
show(*out.values())
show(lambda: dr.execute(["missing"], inputs={"n": 3}))

# %% extract fields
dr = build('''
class T(TypedDict):
    p: int
    q: List[str]
@extract_fields()
def t() -> T: return {'p': 1, 'q': ['a']}
@extract_fields({'p2': int})
def t2() -> T: return {'p2': 1}
@extract_fields(['a', 'b'])
def u() -> Dict[str, int]: return {'a': 1, 'b': 2}
@extract_fields('c', 'd')
def v() -> dict[str, float]: return {'c': 1., 'd': 2.}
@extract_fields({'e': int, 'f': List[int], 'g': Optional[str]}, fill_with=None)
def w() -> dict: return {'e': 1}
''') if False else None
for text in (
    "class T(TypedDict):\n    p: int\n    q: List[str]\n@extract_fields()\ndef t() -> T: return {'p': 1, 'q': ['a']}",
    "class T(TypedDict):\n    p: int\n    q: List[str]\n@extract_fields({'p': int})\ndef t() -> T: return {'p': 1, 'q': ['a']}",
    "class T(TypedDict):\n    p: int\n@extract_fields({'r': int})\ndef t() -> T: return {'p': 1}",
    "class T(TypedDict):\n    p: int\n@extract_fields({'p': str})\ndef t() -> T: return {'p': 1}",
    "class T(TypedDict):\n    p: int\n@extract_fields('p')\ndef t() -> T: return {'p': 1}",
    "@extract_fields(['a', 'b'])\ndef u() -> Dict[str, int]: return {'a': 1, 'b': 2}",
    "@extract_fields('a', 'b')\ndef u() -> dict[str, float]: return {'a': 1., 'b': 2}",
    "@extract_fields({'e': int, 'f': List[int], 'g': Optional[str]}, fill_with=3)\ndef w() -> dict: return {'e': 1}",
    "@extract_fields({'e': int})\ndef w() -> Dict[str, Any]: return {'e': 1}",
    "@extract_fields({'e': int})\ndef w() -> Dict[str, str]: return {'e': 1}",
    "@extract_fields(['e'])\ndef w() -> dict: return {'e': 1}",
    "@extract_fields(['e', 'e'])\ndef w() -> Dict[str, int]: return {'e': 1}",
    "@extract_fields({'e': Any})\ndef w() -> dict: return {'e': 1}",
    "@extract_fields({'e': int})\ndef w() -> int: return 1",
    "@extract_fields({3: int})\ndef w() -> dict: return {3: 1}",
    "@unpack_fields('a', 'b')\ndef u() -> Tuple[int, str]: return 1, 'b'",
    "@unpack_fields('a')\ndef u() -> tuple[int, str]: return 1, 'b'",
    "@unpack_fields('a', 'b', 'c')\ndef u() -> Tuple[int, str]: return 1, 'b'",
    "@unpack_fields('a', 'b', 'c')\ndef u() -> Tuple[int, ...]: return 1, 2, 3",
    "@unpack_fields('a')\ndef u() -> tuple: return 1, 2, 3",
    "@unpack_fields('a')\ndef u() -> list[int]: return [1]",
    "@unpack_fields()\ndef u() -> tuple[int]: return (1,)",
):
    def both(text=text):
        dr = build(text)
        graph(dr)
        return dr.execute([n.name for n in dr.list_available_variables()])
    show(both)

# %% parameterize_extract_columns
for extra in ("", ", reassign_columns=True"):
    dr = build(f"""
@parameterize_extract_columns(
    ParameterizedExtract(('o1', 'o2'), {{'a': source('x'), 'b': value(3)}}),
    ParameterizedExtract(('o3', 'o4'), {{'a': source('y'), 'b': source('z')}}){extra})
def f(a: pd.Series, b: float) -> pd.DataFrame:
    return pd.concat([a * b, a + b], axis=1)
""")
    graph(dr)
    import pandas as pd
    show(*dr.execute(["o1", "o2", "o3", "o4"], inputs={"x": pd.Series([1, 2]), "y": pd.Series([5, 6]), "z": 2.0}).values())

# %% does
dr = build("""
def _sum(**kw: int) -> int: return sum(kw.values())
def _two(p: int, q: int = 5) -> int: return p * q
@does(_sum)
def s(a: int, b: int) -> int: pass
@does(_two, p='a', q='b')
def t(a: int, b: int) -> int:
    "doc"
    pass
@does(_two, p='a')
def u(a: int) -> int: pass
@tag(k='v')
@does(_sum)
def w(a: int, b: int = 4) -> int: pass
""")
graph(dr)
show(dr.execute(["s", "t", "u", "w"], inputs={"a": 2, "b": 3}), dr.execute(["w"], inputs={"a": 2}))
for text in (
    "@does(_two)\ndef t(a: int) -> int: return 3",
    "@does(_two)\ndef t(a: int, z: int) -> int: pass",
    "@does(_two, nope='a')\ndef t(a: int) -> int: pass",
    "@does(_two, p='a')\n@does(_two, p='a')\ndef t(a: int) -> int: pass",
):
    fails(lambda: build("def _two(p: int, q: int = 5) -> int: return p * q\n" + text))

# %% pipe_input names
dr = build("""
def _add_one(v: int) -> int: return v + 1
def pub(v: int, by: int = 2) -> int: return v * by
def _mul(v: int, y: int = 3) -> int: return v * y
@pipe_input(
    step(_add_one), step(_add_one), step(pub), step(pub, by=source('w')), step(_mul, y=source('ups')).named('a'),
    step(_add_one).named('bare', namespace=None), step(_add_one).named('spaced', namespace='foo'), step(_add_one).when(k=2),
    step(_add_one).when(k=1).named('cond'), step(_add_one).when_not(k=1), step(_add_one).when_in(k=[1, 3]), step(_add_one).when_not_in(k=[9]),
)
def f(x: int, z: int = 1) -> int: return x + z
@pipe_input(step(_add_one), on_input='z', namespace='ns')
def g(x: int, z: int = 1) -> int: return x + z
@pipe_input(step(_add_one), on_input='zz', namespace=None)
def h(x: int, z: int = 1) -> int: return x + z
@pipe_input(step(_add_one).when(k=5))
def off(x: int) -> int: return x
@pipe_input(step(_mul), on_input='x')
@pipe_input(step(_add_one), on_input='z')
def two(x: int, z: int) -> int: return x + z
@pipe_input(step(_mul))
@pipe_input(step(_add_one))
def stacked(x: int) -> int: return x
""", config={"k": 1})
graph(dr)
show(dr.execute(["f", "g", "h", "off", "stacked"], inputs={"x": 1, "w": 2, "z": 5}))
show(dr.execute(["f", "h", "two"], inputs={"x": 1, "w": 2, "ups": 4, "z": 9}))

# %% pipe_input mistakes
pre = "def _s(v: int) -> str: return ''\ndef _n() -> int: return 1\ndef _u(v): return v\ndef _k(**kw: int) -> int: return 1\ndef _i(v: int, w: int) -> int: return v\n"
for text in (
    "@pipe_input(step(_s))", "@pipe_input(step(_n))", "@pipe_input(step(_u))", "@pipe_input(step(_k))", "@pipe_input(step(_i))", "@pipe_input(step(_i, w=1))",
    "@pipe_input(step(_i, nope=1))", "@pipe_input()", "@pipe_input(step(_i, 1, 2))",
    "@pipe_output(step(_i, w=1), on_output=...)", "@pipe_output(step(_i, w=1).on_output('f'), on_output='f')",
    "@pipe_output(step(_i, w=1), on_output='nope')", "@pipe_output()", "@pipe_input(step(_i, w='wrong'))", "@pipe_input(step(_i, w=value('wrong')))",
    "@pipe_output(step(_i, w=1).named('first'))", "@pipe_output(step(_i, w=1).named('raw2'))",
    "@pipe_input(step(_i, w=group(source('x'))))",
):
    def both(text=text):
        dr = build(pre + text + "\ndef f(x: int) -> int: return x")
        graph(dr)
        return dr.execute(["f"], inputs={"x": 1, "w": 5})
    show(text); fails(both)

# %% pipe_output
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
def _str(v: int) -> str: return str(v)
def _any(v: Any) -> Any: return [v]
@pipe_output(step(_inc), step(_inc, by=source('w')), step(_str))
def f(x: int) -> int: return x
@extract_fields({'f1': int, 'f2': int})
@pipe_output(step(_any))
def above(x: int) -> dict: return {'f1': x, 'f2': x}
@pipe_output(step(_inc))
@extract_fields({'g1': int, 'g2': int})
def below(x: int) -> dict: return {'g1': x, 'g2': x}
@pipe_output(step(_inc).on_output('h1'), step(_str).on_output(['h2', 'h1']), step(_any))
@extract_fields({'h1': int, 'h2': int})
def some(x: int) -> dict: return {'h1': x, 'h2': x}
@pipe_output(step(_inc).when(k=2))
def off(x: int) -> int: return x
@pipe_output(step(_inc).named('p'), step(_inc).named('q'), step(_inc), namespace='nn')
@tag(t='v')
def twice(x: int) -> int: return x
""", config={"k": 1})
graph(dr)
show({n.name: n.tags for n in dr.list_available_variables()})
show(dr.execute(["f", "g1", "h1", "h2", "off", "twice"], inputs={"x": 1, "w": 5}))

# %% mutate
dr = build("""
def A(x: int) -> int: return x
def B(x: int) -> int: return 2 * x
@mutate(A, apply_to(B).named('own').when(k=1), by=value(5))
def _t1(v: int, by: int) -> int: return v + by
@mutate(A, apply_to(B, by=source('w')))
def t2(v: int, by: int = 7) -> int: return v * by
@mutate(C1) if False else (lambda fn: fn)
def _not(v: int) -> int: return v
@extract_fields({'c1': int, 'c2': int})
def C(x: int) -> dict: return {'c1': x, 'c2': x}
@mutate(apply_to(C).on_output('c1'))
def _t3(v: int) -> int: return v + 100
""", config={"k": 1})
graph(dr)
show(dr.execute(["A", "B", "c1", "c2"], inputs={"x": 1, "w": 3}))
other = mod("def Z(x: int) -> int: return x", "other")
fails(lambda: mod("from other import Z\n@mutate(Z)\ndef _m(v: int) -> int: return v"))
show(lambda: mod("@mutate()\ndef _m(v: int) -> int: return v"))

# %% tags
dr = build("""
@tag(a='upper', b='upper')
@tag(b='lower', c='lower')
@extract_fields({'p': int, 'q': int})
def f() -> dict: return {'p': 1, 'q': 2}
@tag(k='v', target_='g')
@tag(k2='v', target_=['r', 'g'])
@tag(k3='v', target_=...)
@extract_fields({'r': int, 's': int})
def g() -> dict: return {'r': 1, 's': 2}
@tag_outputs(t={'a': 'b', 'weird key': 'x'}, nobody={'c': 'd'})
@tag(z='1')
@extract_fields({'t': int})
def h() -> dict: return {'t': 1}
@tag(display_name='Nice', multi=['x', 'y'])
@cache(behavior='recompute', format='json')
def i() -> pd.DataFrame: return pd.DataFrame()
@schema.output(('a', 'int'), ('b', 'str'))
def i2() -> pd.DataFrame: return pd.DataFrame()
@tag(**{'hamilton.x': 'y'}, bypass_reserved_namespaces_=True)
def j() -> int: return 1
@tag(**{'team.name.x': 'y'})
def k() -> int: return 1
""")
graph(dr)
for query in ({"a": "upper"}, {"k3": None}, {"multi": ["x", "q"]}, {"multi": "y"}, {"b": "upper", "c": "lower"}, {"nobody": None}, {"a": ["b", "upper"]}, {"a": 1}, {}):
    show(lambda: [n.name for n in dr.list_available_variables(tag_filter=query)])

# %% checks
dr = build("""
@check_output(range=(0, 10), allow_none=False, importance='fail')
def a(x: int) -> int: return x
@check_output(range=(0, 10), importance='warn', target_='p')
@extract_fields({'p': int, 'q': int})
def f(x: int) -> dict: return {'p': x, 'q': x}
@tag(t='v')
@check_output(values_in=['s'], importance='fail')
def s(x: int) -> str: return 's' * x
def b(a: int, a_range_validator: Any) -> bool: return a_range_validator.passes
""")
graph(dr)
show(dr.execute(["a", "p", "q", "s", "b"], inputs={"x": 1}))
show(lambda: dr.execute(["a"], inputs={"x": 11}), lambda: dr.execute(["s"], inputs={"x": 2}), lambda: dr.execute(["p"], inputs={"x": 20}))
show(lambda: dr.execute(["a_range_validator"], inputs={"x": 11}))
show(lambda: build("@check_output(range=(0, 1))\n@check_output(allow_none=True)\ndef a() -> int: return 1"))

# %% resolve and its errors
text = "@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda k, j=2: parameterize(**{f'p{i}': {'x': value(i)} for i in range(k + j)}))\ndef f(x: int) -> int: return x"
on = {"hamilton.enable_power_user_mode": True}
graph(build(text, config={**on, "k": 1}))
graph(build(text, config={**on, "k": 1, "j": 0}))
fails(lambda: build(text, config={"k": 1}), lambda: build(text, config={"hamilton.enable_power_user_mode": False, "k": 1}), lambda: build(text, config=on))
show(lambda: build("@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda k: extract_fields({'a': 'int'}))\ndef f() -> dict: return {}", config={**on, "k": 1}))

