# %% hooks in their order with every argument
text = """
def a(x: int) -> int: return x + 1
@tag(k='v')
def b(a: int, y: int = 2) -> int: return a * y
def bad(a: int) -> int: raise ValueError('boom')
"""
lc = E.lifecycle; seen = []
def brief(kw):
    out = {}
    for key, v in sorted(kw.items()):
        if key in ("graph",): v = sorted(n.name for n in v.nodes)
        elif key == "execution_path": v = sorted(v)
        elif key == "run_id": v = type(v).__name__
        elif isinstance(v, BaseException): v = repr(v)
        elif key in ("node_callable",): v = callable(v)
        out[key] = v
    return out
class Hook(lc.NodeExecutionHook, lc.GraphExecutionHook, lc.GraphConstructionHook):
    def __init__(self, n): self.n = n
    def run_before_node_execution(self, **kw): seen.append((self.n, "before", brief(kw)))
    def run_after_node_execution(self, **kw): seen.append((self.n, "after", brief(kw)))
    def run_before_graph_execution(self, **kw): seen.append((self.n, "start", brief(kw)))
    def run_after_graph_execution(self, **kw): seen.append((self.n, "end", brief(kw)))
    def run_after_graph_construction(self, **kw): seen.append((self.n, "built", brief(kw)))
dr = build(text, adapters=[Hook(1), Hook(2)], config={"c": 3})
show(*seen); seen.clear()
dr.execute(["b", "x"], inputs={"x": 1}); show(*seen); seen.clear()
show(lambda: dr.execute(["bad"], inputs={"x": 1})); show(*seen); seen.clear()
show(lambda: dr.execute(["b"])); show(len(seen)); seen.clear()
dr.execute(["b"], overrides={"a": 1}); show(*seen); seen.clear()
from hamilton.io.materialization import to, from_
dr.materialize(to.memory(id="m", dependencies=["b"]), additional_vars=["a"], inputs={"x": 1}); show(*seen); seen.clear()
dr.visualize_execution; dr.what_is_upstream_of("b"); show(len(seen))

# %% hooks of tasks
lc = E.lifecycle; seen = []
def brief(kw):
    out = {}
    for key, v in sorted(kw.items()):
        if key == "nodes": v = sorted(n.name for n in v)
        elif key == "graph": v = sorted(n.name for n in v.nodes)
        elif key == "run_id": v = type(v).__name__
        elif key == "execution_path": v = sorted(v)
        elif key == "purpose": v = v.name
        elif key == "task_ids": v = sorted(v)
        elif key == "inputs": v = sorted(v.items())
        elif key in ("parameters", "spawning_task_id", "task_id"): v = repr(v)
        elif isinstance(v, BaseException): v = repr(v)
        out[key] = v
    return out
def tasks(name): return lambda self, **kw: seen.append((name, brief(kw)))
space = {m: tasks(m) for m in ("run_before_task_submission", "run_after_task_return", "run_before_task_execution", "run_after_task_execution", "run_after_task_grouping", "run_after_task_expansion", "run_before_node_execution", "run_after_node_execution")}
H = type("H", (lc.TaskSubmissionHook, lc.TaskReturnHook, lc.TaskExecutionHook, lc.TaskGroupingHook, lc.NodeExecutionHook), space)
text = """
def items(n: int) -> Parallelizable[int]:
    yield from range(n)
def sq(items: int, k: int) -> int: return items * k
def up(sq: int) -> int: return sq + 1
def total(up: Collect[int], k: int) -> int: return sum(up)
def k() -> int: return 2
def after(total: int) -> int: return total
"""
dr = build(text, adapters=[H()], dynamic=True)
show(dr.execute(["after"], inputs={"n": 2}))
show(*sorted(map(repr, seen)))

# %% methods of adapters
lc = E.lifecycle
class Run(lc.NodeExecutionMethod):
    def run_to_execute_node(self, *, node_name, node_tags, node_callable, node_kwargs, task_id, is_expand, is_collect, **future_kwargs):
        return node_callable(**node_kwargs) + (100 if node_name == "a" else 0)
text = "def a(x: int) -> int: return x\ndef b(a: int) -> int: return a"
show(build(text, adapters=[Run()]).execute(["b"], inputs={"x": 1}))
show(lambda: build(text, adapters=[Run(), Run()]))
asked = []
class Edge(lc.EdgeConnectionHook):
    def check_edge_types_match(self, type_from, type_to, **kw): asked.append((type_from, type_to)); return True
    def validate_input(self, node_type, input_value, **kw): return input_value != 5
dr = build("def a(x: int) -> int: return x\ndef b(a: str) -> int: return 1", adapters=[Edge()])
show(asked, lambda: dr.execute(["b"], inputs={"x": "s"}), lambda: dr.execute(["b"], inputs={"x": 5}))
class Static(lc.StaticValidator):
    def run_to_validate_node(self, *, node, **kw): return (node.name != "b", f"not {node.name}")
    def run_to_validate_graph(self, *, graph, **kw): return (len(graph.nodes) < 4, "too many")
show(lambda: build(text, adapters=[Static()]), lambda: build("def a(x: int, y: int, z: int) -> int: return x", adapters=[Static()]), lambda: build("def a(x: int) -> int: return x", adapters=[Static()]).execute(["a"], inputs={"x": 1}))
class Res(lc.ResultBuilder):
    def build_result(self, **outputs): return sorted(outputs.items())
    def output_type(self): return list
show(build(text, adapters=[Res()]).execute(["b", "a"], inputs={"x": 1}), lambda: build(text, adapters=[Res(), E.base.DictResult()]))
class Mixin(E.base.ResultMixin):
    @staticmethod
    def build_result(**outputs): return list(outputs)
show(build(text, adapters=[E.base.SimplePythonGraphAdapter(Mixin())]).execute(["b", "a"], inputs={"x": 1}))

# %% stock adapters
import io, re
lc = E.lifecycle
text = "def a(x: int) -> int: return x\ndef b(a: int) -> str: return a\ndef c(b: str) -> int: return 1"
for verbosity in (1, 2):
    out = []
    dr = build(text, adapters=[lc.PrintLn(verbosity=verbosity, print_fn=lambda t: out.append(re.sub(r"in [\d.]+.?.?s", "in T", t)))])
    dr.execute(["b"], inputs={"x": 1}); show(*out)
out = []
build(text, adapters=[lc.PrintLn(print_fn=lambda t: out.append(re.sub(r"in [\d.]+.?.?s", "in T", t)), node_filter=["b"])]).execute(["b"], inputs={"x": 1}); show(*out)
out = []
build(text, adapters=[lc.PrintLn(print_fn=lambda t: out.append(re.sub(r"in [\d.]+.?.?s", "in T", t)), node_filter=lambda n, t: n == "a")]).execute(["b"], inputs={"x": 1}); show(*out)
show(lambda: build(text, adapters=[lc.FunctionInputOutputTypeChecker()]).execute(["b"], inputs={"x": 1}), lambda: build(text, adapters=[lc.FunctionInputOutputTypeChecker(check_output=False)]).execute(["b"], inputs={"x": 1}), lambda: build(text, adapters=[lc.FunctionInputOutputTypeChecker(check_output=False)]).execute(["c"], inputs={"x": 1}), lambda: build(text, adapters=[lc.FunctionInputOutputTypeChecker(check_input=False, check_output=False)]).execute(["c"], inputs={"x": 1}))
show(lambda: build("def a(x: int) -> int: return x\ndef b(a: str) -> int: return a", adapters=[E.lifecycle.default.NoEdgeAndInputTypeChecking()]).execute(["b"], inputs={"x": "s"}))

# %% graceful errors
text = """
from hamilton.lifecycle.default import accept_error_sentinels
def a(x: int) -> int: raise ValueError('a')
def b(a: int) -> int: return a
def c(x: int) -> int: return x
def d(b: int, c: int) -> int: return 1
@accept_error_sentinels
def e(a: int, c: int) -> tuple: return (a, c)
def t(x: int) -> int: raise TypeError('t')
"""
G = E.__getattr__("lifecycle.default").GracefulErrorAdapter
show(lambda: build(text, adapters=[G(error_to_catch=ValueError)]).execute(["a", "b", "c", "d", "e"], inputs={"x": 1}), lambda: build(text, adapters=[G(error_to_catch=ValueError, sentinel_value="S")]).execute(["a", "b", "c", "d", "e"], inputs={"x": 1}))
show(lambda: build(text, adapters=[G(error_to_catch=ValueError)]).execute(["t"], inputs={"x": 1}), lambda: build(text, adapters=[G(error_to_catch=ValueError, sentinel_value="S", allow_injection=False)]).execute(["e"], inputs={"x": 1}))
ptext = """
def n(x: int) -> Parallelizable[int]:
    yield 1
    yield 2
    if x: raise ValueError('late')
def i(n: int) -> int:
    if n == 2: raise ValueError('two')
    return n
def s(i: Collect[int]) -> list: return list(i)
"""
for x in (0, 1):
    for all_ in (True, False):
        show(lambda: build(ptext, adapters=[G(error_to_catch=ValueError, try_all_parallel=all_)], dynamic=True).execute(["s"], inputs={"x": x}))

# %% blocks
text = """
def items(n: int) -> Parallelizable[int]:
    yield from range(n)
def sq(items: int, k: int = 3) -> int: return items * k
def total(sq: Collect[int]) -> int: return sum(sq)
def after(total: int, side: int) -> int: return total + side
def side(n: int) -> int: return n * 100
"""
dr = build(text, dynamic=True)
show(lambda: dr.execute(["after"], inputs={"n": 3}), lambda: dr.execute(["total", "side"], inputs={"n": 0}), lambda: dr.execute(["total"], overrides={"items": [5, 6]}), lambda: dr.execute(["after"], overrides={"total": 6}, inputs={"n": 1}), lambda: dr.execute(["total"], inputs={"n": 3, "k": 5}))
show(lambda: dr.execute(["total"]), lambda: dr.execute(["nope"], inputs={"n": 1}), lambda: dr.execute(["total"], inputs={"n": "s"}), lambda: build(text).execute(["side"], inputs={"n": 1}))
graph(dr)
gr = E.__getattr__("execution.grouping"); ex = E.__getattr__("execution.executors")
B = lambda: E.driver.Builder().enable_dynamic_execution(allow_experimental_mode=True).with_modules(dr.graph_modules[0])
for remote in (ex.MultiThreadingExecutor(max_tasks=3), ex.SynchronousLocalTaskExecutor()):
    for strategy in (gr.GroupByRepeatableBlocks(),):
        show(lambda: B().with_remote_executor(remote).with_grouping_strategy(strategy).build().execute(["after"], inputs={"n": 4}))
plain_ = mod("def a(x: int) -> int: return x\ndef b(a: int) -> int: return a + 1", "plain_")
for strategy in (gr.GroupNodesIndividually(), gr.GroupNodesAllAsOne(), gr.GroupNodesByLevel()):
    show(lambda: E.driver.Builder().enable_dynamic_execution(allow_experimental_mode=True).with_modules(plain_).with_grouping_strategy(strategy).build().execute(["b", "a"], inputs={"x": 1}))

# %% decorators in blocks
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
def items(n: int) -> Parallelizable[int]:
    yield from range(n)
@extract_fields({'p': int, 'q': int})
def both(items: int) -> dict: return {'p': items, 'q': items * 10}
@pipe_input(step(_inc, by=source('q')), step(_inc, by=source('k')))
def piped(p: int) -> int: return p
@parameterize(z1={'v': source('piped')}, z2={'v': source('q')})
def z(v: int) -> int: return v
@check_output(range=(0, 1000), importance='fail')
def checked(z1: int, z2: int) -> int: return z1 + z2
@pipe_output(step(_inc, by=5))
def total(checked: Collect[int]) -> int: return sum(checked)
@extract_fields({'lo': int, 'hi': int})
def ends(total: int) -> dict: return {'lo': 0, 'hi': total}
""", dynamic=True)
graph(dr)
show(lambda: dr.execute(["hi", "total"], inputs={"n": 3, "k": 1}))

# %% materializers, subdags and blocks
from hamilton.io.materialization import to, from_
dr = build("""
def items(src: list) -> Parallelizable[int]:
    yield from src
def sq(items: int, k: int) -> int: return items * k
def total(sq: Collect[int]) -> int: return sum(sq)
def inner(total: int, k: int) -> int: return total + k
@subdag(inner, inputs={'k': value(1000)})
def sub(inner: int) -> int: return inner
""", dynamic=True, materializers=[to.memory(id="kept", dependencies=["sub"]), from_.literal(target="src", value=[1, 2, 3])])
graph(dr)
show(lambda: dr.execute(["kept", "sub.inner"], inputs={"k": 2}), lambda: dr.materialize(to.memory(id="m2", dependencies=["sub.inner"]), from_.literal(target="k", value=5), additional_vars=["sub"]))
show(lambda: dr.execute(["src"]), lambda: dr.execute(["load_data.src"]))

# %% materialize
from hamilton.io.materialization import to, from_
text = "def a(x: int) -> int: return x\ndef b(a: int) -> dict: return {'b': a}\ndef c(a: int) -> dict: return {'c': a}"
dr = build(text)
D = E.base.DictResult
show(lambda: dr.materialize(to.memory(id="m", dependencies=["b", "c"], combine=D()), additional_vars=["a"], inputs={"x": 1}), lambda: dr.materialize(to.memory(id="m", dependencies=["b", "c"]), inputs={"x": 1}), lambda: dr.materialize(), lambda: dr.materialize(additional_vars=["a"], inputs={"x": 1}))
show(lambda: dr.materialize(to.memory(id="m", dependencies=["nope"]), inputs={"x": 1}), lambda: dr.materialize(to.memory(id="a", dependencies=["b"]), inputs={"x": 1}), lambda: dr.materialize(from_.literal(target="a", value=4), additional_vars=["b"]), lambda: dr.materialize(from_.literal(target="x", value=4), additional_vars=["b"]))
fails(lambda: dr.materialize(from_.literal(target="nope", value=4), additional_vars=["b"]), lambda: to.nope(id="x", dependencies=["a"]), lambda: from_.nope(target="a"), lambda: dr.materialize(to.memory(dependencies=["a"])), lambda: dr.materialize(from_.literal(value=3), additional_vars=["a"]))
m = dr.graph_modules[0]
show(lambda: dr.materialize(to.memory(id="m", dependencies=[m.a]), overrides={"a": 7}), lambda: dr.materialize(to.memory(id="m", dependencies=["a"]), inputs={}), lambda: dr.materialize(to.memory(id="m", dependencies=["x"]), inputs={"x": 2}))
import tempfile, os, json
with tempfile.TemporaryDirectory() as d:
    path = os.path.join(d, "f.json")
    from hamilton.function_modifiers import source, value
    show(lambda: sorted(dr.materialize(to.json(id="j", dependencies=["b"], path=source("where")), inputs={"x": 1, "where": path})[0]["j"]["file_metadata"]), lambda: json.load(open(path)))
    show(lambda: dr.materialize(from_.json(target="b", path=value(path)), additional_vars=["b"]), lambda: dr.materialize(from_.json(target="b", path=source("a")), additional_vars=["b"], overrides={"a": path}))
    dr2 = build(text, materializers=[to.json(id="j", dependencies=["b"], path=source("where"))])
    graph(dr2)
    show(lambda: list(dr2.execute(["j", "a"], inputs={"x": 3, "where": path})), lambda: json.load(open(path)))

# %% result builders
import pandas as pd
text = """
def i() -> int: return 1
def j() -> str: return 's'
def s() -> pd.Series: return pd.Series([1, 2], name='n')
def s2() -> pd.Series: return pd.Series([1, 2], index=[1, 2])
def s3() -> pd.Series: return pd.Series([1, 2], index=['a', 'b'])
def df() -> pd.DataFrame: return pd.DataFrame({'a': [1, 2], 'b': [3, 4]})
def l() -> list: return [1, 2]
def arr() -> np.ndarray: return np.array([5, 6])
def d() -> dict: return {'k': 1}
def n() -> None: return None
"""
for name in ("PandasDataFrameResult", "StrictIndexTypePandasDataFrameResult", "NumpyMatrixResult", "DictResult"):
    dr = build(text, adapters=[getattr(E.base, name)()])
    for wanted in (["i"], ["i", "j"], ["s"], ["s", "i"], ["s", "s2"], ["s", "s3"], ["df"], ["df", "s"], ["df", "i"], ["l"], ["l", "i"], ["arr"], ["arr", "s"], ["d"], ["n"], ["d", "i"], ["s", "l"], ["df", "df"]):
        if name == "NumpyMatrixResult" and wanted in (["i"], ["i", "j"], ["n"], ["d", "i"]): continue
        show(name + str(wanted)); fails(lambda: dr.execute(wanted))
    show(dr.adapter.adapters[0].output_type() if hasattr(dr.adapter, "adapters") and name != "NumpyMatrixResult" else None)

# %% asynchronous driver
import asyncio
A = E.async_driver
m = mod("""
import asyncio
async def a(x: int) -> int:
    await asyncio.sleep(0)
    return x
def b(a: int, y: int = 3) -> int: return a + y
@extract_fields({'p': int})
async def f(b: int) -> dict: return {'p': b}
def _inc(v: int) -> int: return v + 1
async def _ainc(v: int, by: int = 2) -> int: return v + by
@pipe_input(step(_inc), step(_ainc))
async def g(p: int) -> int: return p
@check_output(range=(0, 100), importance='fail')
async def h(g: int) -> int: return g
async def bad(x: int) -> int: raise RuntimeError('boom')
@subdag(a, b, inputs={'x': value(5)})
async def s(b: int) -> int: return b
@unpack_fields('u1', 'u2')
async def u(a: int) -> Tuple[int, int]: return a, 2
@inject(v=group(source('a'), source('s'))) if False else (lambda fn: fn)
async def w(a: int, s: int) -> int: return a + s
""")
async def go():
    out = []
    dr = await A.Builder().with_modules(m).build()
    async def attempt(*a, **k):
        try: out.append(sorted((await dr.execute(*a, **k)).items()))
        except Exception as e: out.append(f"{type(e).__name__}: {e}")
    await attempt(["a", "b", "p", "g", "h", "s", "u1", "u2", "w"], inputs={"x": 1})
    await attempt(["b"], inputs={"x": 1}, overrides={"a": 100})
    await attempt(["b"]); await attempt(["bad"], inputs={"x": 1}); await attempt(["nope"], inputs={"x": 1}); await attempt(["b"], inputs={"x": "s"}); await attempt([m.b], inputs={"x": 1, "y": 1}); await attempt(["x", "b"], inputs={"x": 1})
    out.append(await dr.raw_execute(["b"], inputs={"x": 1}))
    dr = A.AsyncDriver({}, m, result_builder=E.base.DictResult()); await dr.ainit()
    await attempt(["b"], inputs={"x": 1})
    dr = A.Builder().with_modules(m).with_config({"x": 4}).build_without_init(); await dr.ainit()
    await attempt(["w"], inputs={})
    return out
show(*asyncio.run(go()))
for bad in ("enable_dynamic_execution", "with_adapter"):
    fails(lambda: getattr(A.Builder(), bad)(1) if bad != "enable_dynamic_execution" else A.Builder().enable_dynamic_execution(allow_experimental_mode=True))

# %% validators look at graphs that materializers were added to
from hamilton.io.materialization import to, from_
lc = E.lifecycle
class No(lc.StaticValidator):
    def run_to_validate_node(self, *, node, **kw): return (node.name != "late", f"not {node.name}")
    def run_to_validate_graph(self, *, graph, **kw): return (len(graph.nodes) < 6, "too many")
text = "def a(x: int) -> int: return x"
dr = build(text, adapters=[No()])
show(lambda: dr.materialize(to.memory(id="late", dependencies=["a"]), inputs={"x": 1}), lambda: dr.materialize(to.memory(id="fine", dependencies=["a"]), inputs={"x": 1}), lambda: dr.materialize(*[to.memory(id=f"m{i}", dependencies=["a"]) for i in range(5)], inputs={"x": 1}))
show(lambda: build(text, adapters=[No()], materializers=[to.memory(id="late", dependencies=["a"])]))
