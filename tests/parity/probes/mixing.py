# %% overriding a decorated node by a decorated one
one = mod("""
@tag(t='one')
@extract_fields({'p': int, 'q': int})
def f(x: int) -> dict: return {'p': x, 'q': x}
@check_output(range=(0, 10), importance='fail')
def c(p: int) -> int: return p
def _inc(v: int) -> int: return v + 1
@pipe_output(step(_inc))
def o(q: int) -> int: return q
def inner(c: int) -> int: return c
@subdag(inner, inputs={'c': source('c')})
def s(inner: int) -> int: return inner
@parameterize(z1={'v': source('s')}, z2={'v': value(1)})
def z(v: int) -> int: return v
""", "one")
two = mod("""
@tag(t='two')
def p(q: int) -> int: return q * 2
@check_output(range=(0, 100), importance='fail')
def c(p: int) -> int: return p * 10
def _dec(v: int) -> int: return v - 1
@pipe_output(step(_dec).named('first'))
def o(q: int, extra: int = 3) -> int: return q + extra
def inner(c: int) -> int: return -c
@config.when(k=1)
@parameterize(z1={'w': value(50)})
def z__k(w: int) -> int: return w
""", "two")
for cfg in ({}, {"k": 1}):
    dr = build(one, two, overrides=True, config=cfg)
    graph(dr)
    show(lambda: dr.execute(["s", "o", "z1", "z2", "c", "f"], inputs={"x": 2}))
    dr = build(two, one, overrides=True, config=cfg)
    graph(dr)
    show(lambda: dr.execute(["s", "o", "z1", "z2", "c", "f"], inputs={"x": 2}))
show(lambda: build(one, two))

# %% mutate of decorated functions
dr = build("""
@tag(t='v')
@parameterize(p1={'x': value(1)}, p2={'x': source('y')})
def f(x: int) -> int: return x
@config.when(k=1)
def g__a(y: int) -> int: return y
@config.when_not(k=1)
def g__b(y: int) -> int: return -y
def inner(y: int) -> int: return y
@subdag(inner)
def s(inner: int) -> int: return inner
@check_output(range=(0, 1000), importance='fail')
def c(y: int) -> int: return y
@mutate(f, g__a, g__b, s)
def _plus(v: int, by: int = 100) -> int: return v + by
@mutate(apply_to(c).named('own'))
def _times(v: int) -> int: return v * 2
""", config={"k": 1})
graph(dr)
show(lambda: dr.execute(["p1", "p2", "g", "s", "c"], inputs={"y": 5}))

# %% pipe_output of a dataloader, of parameterized and of subdag
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
@pipe_output(step(_inc, by=source('y')))
@dataloader()
def ld() -> Tuple[int, dict]: return 3, {}
def inner(y: int) -> int: return y
@pipe_output(step(_inc).when(k=1), step(_inc, by=10).named('ten'))
@tag(a='b')
@subdag(inner, config={'k': 2})
def s(inner: int) -> int: return inner
@subdag(s, ld)
def outer(s: int, ld: int) -> int: return s + ld
""", config={"k": 1})
graph(dr)
show(lambda: dr.execute(["ld", "s", "outer"], inputs={"y": 5}))

# %% everything on one function
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
@tag(team='t')
@tag_outputs(p={'only': 'p'})
@cache(behavior='recompute')
@save_to.memory(output_name_='saved', target_='q')
@check_output(range=(0, 1000), importance='fail', target_='p')
@pipe_output(step(_inc, by=source('k')).on_output('p'))
@extract_fields({'p': int, 'q': int})
@pipe_input(step(_inc).named('one'), step(_inc, by=source('k')), on_input='x')
@load_from.literal(value=value(7), inject_='lit')
@config.when(on=True)
def f__v1(x: int, lit: int, z: int = 2) -> dict:
    "Doc."
    return {'p': x + lit, 'q': z}
""", config={"on": True})
graph(dr)
show(lambda: dr.execute(["p", "q", "saved", "f"], inputs={"x": 1, "k": 20}))

# %% hooks, blocks, subdags and graceful errors at once
lc = E.lifecycle; seen = []
class H(lc.NodeExecutionHook, lc.GraphExecutionHook):
    def run_before_node_execution(self, *, node_name, task_id, **kw): seen.append(("before", node_name, task_id))
    def run_after_node_execution(self, *, node_name, success, result, **kw): seen.append(("after", node_name, success, type(result).__name__ if node_name == "items" else result))
    def run_before_graph_execution(self, **kw): seen.append("start")
    def run_after_graph_execution(self, *, success, results, **kw): seen.append(("end", success, results))
G = E.__getattr__("lifecycle.default").GracefulErrorAdapter
dr = build("""
from hamilton.lifecycle.default import accept_error_sentinels
def items(n: int) -> Parallelizable[int]:
    yield from range(n)
def base(items: int, k: int) -> int:
    if items == 1: raise ValueError('one')
    return items * k
@subdag(base, inputs={'items': source('items'), 'k': value(10)})
def s(base: int) -> int: return base
@accept_error_sentinels
def total(s: Collect[int]) -> list: return list(s)
""", adapters=[H(), G(error_to_catch=ValueError)], dynamic=True)
graph(dr)
show(lambda: dr.execute(["total"], inputs={"n": 3}))
show(*sorted(map(repr, seen)))

# %% asynchronous hooks
import asyncio
lcb = E.__getattr__("lifecycle.base"); seen = []
class AH(lcb.BasePreNodeExecuteAsync, lcb.BasePostNodeExecuteAsync, lcb.BasePreGraphExecuteAsync, lcb.BasePostGraphExecuteAsync):
    async def pre_node_execute(self, *, run_id, node_, kwargs, task_id=None): seen.append(("pre", node_.name))
    async def post_node_execute(self, *, run_id, node_, success, error, result, task_id=None, **kw): seen.append(("post", node_.name, success, result, repr(error)))
    async def pre_graph_execute(self, *, run_id, graph, final_vars, inputs, overrides): seen.append(("start", final_vars, inputs, overrides))
    async def post_graph_execute(self, *, run_id, graph, success, error, results): seen.append(("end", success, results, repr(error)))
m = mod("""
async def a(x: int) -> int: return x
def b(a: int) -> int: return a
async def bad(a: int) -> int: raise RuntimeError('boom')
""")
async def go(wanted):
    dr = await E.async_driver.Builder().with_modules(m).with_adapters(AH()).build()
    return await dr.execute(wanted, inputs={"x": 1})
show(lambda: asyncio.run(go(["b"]))); show(*seen); seen.clear()
show(lambda: asyncio.run(go(["bad"]))); show(*sorted(map(str, seen)))

# %% async and config, parameterize, tags, checks, with a subdag nested
import asyncio
m = mod("""
@config.when(k=1)
async def a__one(x: int) -> int: return x
@config.when_not(k=1)
def a__two(x: int) -> int: return -x
@tag(t='v')
@extract_columns('c')
async def df(a: int) -> pd.DataFrame: return pd.DataFrame({'c': [a]})
@subdag(a__one, a__two, inputs={'x': source('a')}, config={'k': 2})
async def s(a: int) -> int: return a
@subdag(s, a__one, inputs={'x': value(100)})
async def s2(s: int, a: int) -> int: return s + a
@dataloader()
async def ld(x: int) -> Tuple[int, dict]: return x, {}
""")
async def go():
    dr = await E.async_driver.Builder().with_modules(m).with_config({"k": 1}).build()
    graph(dr)
    out = await dr.execute(["a", "c", "s", "s2"], inputs={"x": 3})
    return sorted((k, str(v)) for k, v in out.items())
show(lambda: asyncio.run(go()))

# %% materializers of subdag nodes, of extracted fields, of pipes
from hamilton.io.materialization import to, from_
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
def inner(k: int) -> int: return k
@subdag(inner, inputs={'k': source('n')})
def s(inner: int) -> int: return inner
@extract_fields({'p': int})
def f(s: int) -> dict: return {'p': s}
@pipe_output(step(_inc))
def o(p: int) -> int: return p
""", materializers=[to.memory(id="a1", dependencies=["s.inner"]), to.memory(id="a2", dependencies=["p", "o.raw"], combine=E.base.DictResult())])
graph(dr)
show(lambda: dr.execute(["a1", "a2"], inputs={"n": 1}), lambda: dr.execute(["a2_build_result"], inputs={"n": 1}))
show(lambda: dr.materialize(from_.literal(target="s.k", value=5), to.memory(id="b", dependencies=["o"]), additional_vars=["s.inner"]), lambda: dr.materialize(from_.literal(target="p", value=8), to.memory(id="b", dependencies=["o"]), additional_vars=["f"], inputs={"n": 1}))
show(lambda: dr.materialize(from_.literal(target="o.raw", value=8), additional_vars=["o"]), lambda: dr.materialize(from_.literal(target="n", value="text"), additional_vars=["o"]))
