# %% foreign wraps, keyword-only, not functions
foreign = mod("""
import functools
def keep(fn):
    @functools.wraps(fn)
    def wrapper(*a, **k):
        return fn(*a, **k) + 100
    return wrapper
""", "foreign", bare=True)
dr = build("""
import functools
from foreign import keep
@keep
def a(x: int, *, y: int = 2) -> int:
    return x + y
class Thing:
    def __call__(self, x: int) -> int: return x
thing = Thing()
part = functools.partial(a, y=1)
def only(*, q: int) -> int:
    return q
""")
graph(dr)
show(lambda: dr.execute(["a", "only"], inputs={"x": 1, "q": 5}))

# %% none as a type
dr = build("""
def a() -> None: pass
def b(a: None) -> int: return 1
def c(a: Optional[int]) -> int: return 2
""")
graph(dr)
show(dr.execute(["a", "b", "c"]))

# %% inputs remember who asked first
dr = build("""
def zz(x: int) -> int: return x
def aa(x: int) -> int: return x
""")
n = {n.name: n for n in dr.list_available_variables()}
show(n["x"].tags, n["x"].documentation, [f.__name__ for f in n["x"].originating_functions], n["x"].as_dict())
show([n.name for n in dr.list_available_variables()])

# %% config keys as nodes
dr = build("def a(k: int) -> int: return k\ndef b(a: int) -> int: return a", config={"unused": [1], "k": 3, "b": 9})
graph(dr)
show([n.name for n in dr.list_available_variables()])
show(lambda: dr.execute(["a", "b", "unused", "k"]))

# %% config key of an expanded name and of a variant
dr = build("""
@extract_fields({'p': int, 'q': int})
def f() -> dict: return {'p': 1, 'q': 2}
@config.when(mode='x')
def g__x(p: int) -> int: return p
@config.when_not(mode='x')
def g__y(p: int) -> int: return -p
def h(g: int, q: int) -> int: return g + q
""", config={"p": 7, "g": 5, "mode": "x"})
graph(dr)
show(lambda: dr.execute(["h", "p", "g"]))

# %% order of the listing with several modules
one = mod("def z(a: int) -> int: return 1\ndef b(i2: int, i1: int) -> int: return 1", "one")
two = mod("def a(i1: int) -> int: return 1\ndef c(z: int, i0: int = 1) -> int: return 1", "two")
show([n.name for n in build(two, one, config={"cfg": 1}).list_available_variables()])
show([n.name for n in build(one, two, config={"cfg": 1}).list_available_variables()])

# %% phases and not the order of the source
for order in (
    "@tag(k='v')\n@extract_fields({'p': int})\n@config.when(m=1)",
    "@config.when(m=1)\n@tag(k='v')\n@extract_fields({'p': int})",
    "@extract_fields({'p': int})\n@config.when(m=1)\n@tag(k='v')",
):
    graph(build(order + "\ndef f(x: int) -> dict: return {'p': x}", config={"m": 1}))
    graph(build(order + "\ndef f(x: int) -> dict: return {'p': x}", config={"m": 2}))

# %% creator, injector, expander, transformer, decorator in every order
import itertools
parts = ["@tag(k='v')", "@pipe_output(step(_inc).named('s'))", "@parameterize(p={'x': value(1)}, q={'x': source('w')})", "@config.when_in(m=[1, 2])"]
for each in itertools.permutations(parts):
    text = "def _inc(v: int, by: int = 1) -> int: return v + by\n" + "\n".join(each) + "\ndef f(x: int, y: int) -> int: return x + y"
    show(lambda: [n.name for n in build(text, config={"m": 1}).list_available_variables()])

# %% parameterize with pipe_output
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
@pipe_output(step(_inc, by=source('w')), step(_inc, by=2).named('last'))
@parameterize(p={'x': value(1)}, q={'x': source('w')})
def f(x: int, y: int) -> int: return x + y
""")
graph(dr)
show(dr.execute(["p", "q"], inputs={"y": 1, "w": 10}))

# %% pipe_input with parameterize fails, with extract works
show(lambda: build("""
def _inc(v: int) -> int: return v + 1
@pipe_input(step(_inc))
@parameterize(p={'x': value(1)})
def f(x: int) -> int: return x
"""))
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
@extract_fields({'p': int})
@pipe_input(step(_inc, by=3), step(_inc))
def f(x: int, y: int = 1) -> dict: return {'p': x + y}
""")
graph(dr)
show(dr.execute(["p"], inputs={"x": 1}))

# %% two transformers in each order
for text in (
    "@extract_fields({'p': int})\n@check_output(importance='fail', allow_none=False)",
    "@check_output(importance='fail', allow_none=False, target_=None)\n@extract_fields({'p': int})",
    "@check_output(range=(0, 5), importance='fail', target_='p')\n@extract_fields({'p': int})",
    "@save_to.memory(output_name_='saved', target_='p')\n@extract_fields({'p': int})",
    "@save_to.memory()\n@extract_fields({'p': int})",
    "@pipe_output(step(_inc), on_output='p')\n@extract_fields({'p': int, 'q': int})",
    "@pipe_output(step(_inc).on_output(['p', 'q']))\n@extract_fields({'p': int, 'q': int})",
    "@check_output(range=(0, 5), importance='fail')\n@pipe_output(step(_get))",
):
    def both(text=text):
        dr = build("def _inc(v: int) -> int: return v + 1\ndef _get(v: dict) -> int: return v['p']\n" + text + "\ndef f(x: int) -> dict: return {'p': x, 'q': 3}")
        graph(dr)
        return dr.execute([n.name for n in dr.list_available_variables() if 'validator' not in n.name], inputs={"x": 1})
    show(both)

# %% resolve comes after the static ones of its phase
on = {"hamilton.enable_power_user_mode": True}
dr = build("""
@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda names: extract_fields({n: int for n in names}))
@tag(k='v')
def f(x: int) -> dict: return {'p': x, 'q': 3}
""", config={**on, "names": ["p", "q"]})
graph(dr)
show(dr.execute(["p", "q"], inputs={"x": 1}))
dr = build("""
@resolve_from_config(decorate_with=lambda cols={'p': int}: extract_fields(cols))
@pipe_output(step(lambda_like) if False else step(int) if False else step(__import__('operator').itemgetter) if False else step(_same))
def f(x: int) -> dict: return {'p': x, 'q': 3}
""" if False else """
def _same(v: dict) -> dict: return {k: n + 1 for k, n in v.items()}
@resolve_from_config(decorate_with=lambda cols={'p': int}: extract_fields(cols))
@pipe_output(step(_same))
def f(x: int) -> dict: return {'p': x, 'q': 3}
""", config=on)
graph(dr)
show(dr.execute(["p"], inputs={"x": 1}))

# %% package that re-exports
import sys
sub = mod("def f(x: int) -> int: return x", "pk.sub")
pk = mod("from pk.sub import f\ndef g(f: int) -> int: return f", "pk") if False else None
pk = type(sub)("pk"); sys.modules["pk"] = pk; pk.f = sub.f
graph(build(pk))
show(lambda: build(pk, sub))
dr = build(pk, sub, overrides=True)
graph(dr)
sys.modules.pop("pk")

# %% imported functions belong to their home
home = mod("def f(x: int) -> int: return x", "home")
user = mod("from home import f\ndef g(f: int) -> int: return f", "user")
graph(build(user))
graph(build(user, home))

# %% private functions
dr = build("""
def _hidden(x: int) -> int: return x
def __very(x: int) -> int: return x
def shown(_hidden: int, _x: int = 3) -> int: return _hidden
""")
graph(dr)
show(dr.execute(["shown"], inputs={"_hidden": 1}))

# %% forward references and classes defined later
dr = build("""
def a() -> "Later": return Later()
def b(a: "Later", c: "Optional[Later]" = None) -> "list[int]": return [1]
class Later: 
    def __repr__(self): return 'later'
""")
graph(dr)
show(dr.execute(["a", "b"]))
show(lambda: build("def a(x: 'Nope') -> int: return 1"), lambda: build("def a() -> 'Nope': return 1"))
