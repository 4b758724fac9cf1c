# %% cached blocks with materializers inside a subdag
import tempfile, builtins
from hamilton.io.materialization import to, from_
builtins._ran = ran = []
text = """
import builtins
def items(src: list) -> Parallelizable[int]:
    builtins._ran.append('items')
    yield from src
def sq(items: int, k: int = 2) -> int:
    builtins._ran.append(f'sq{items}')
    return items * k
def total(sq: Collect[int]) -> int:
    builtins._ran.append('total')
    return sum(sq)
def inner(total: int) -> dict:
    builtins._ran.append('inner')
    return {'total': total}
@subdag(inner)
def s(inner: dict) -> dict: return inner
"""
ex = E.__getattr__("execution.executors")
with tempfile.TemporaryDirectory() as folder:
    m = mod(text)
    for src in ([1, 2], [1, 2]):
        dr = (E.driver.Builder().with_modules(m).enable_dynamic_execution(allow_experimental_mode=True).with_remote_executor(ex.SynchronousLocalTaskExecutor())
              .with_materializers(to.memory(id="kept", dependencies=["s"]), from_.literal(target="src", value=src)).with_cache(path=folder).build())
        show(dr.execute(["kept", "s.inner"]), sorted(ran)); ran.clear()
del builtins._ran

# %% hooks with a cache
import tempfile
lc = E.lifecycle; seen = []
class H(lc.NodeExecutionHook, lc.GraphExecutionHook):
    def run_before_node_execution(self, *, node_name, node_kwargs, **kw): seen.append(("before", node_name, node_kwargs))
    def run_after_node_execution(self, *, node_name, success, result, error, **kw): seen.append(("after", node_name, success, result, repr(error)))
    def run_before_graph_execution(self, **kw): seen.append("start")
    def run_after_graph_execution(self, *, success, results, **kw): seen.append(("end", success, results))
text = "def a(x: int) -> int: return x\ndef b(a: int, y: int = 3) -> int:\n    if a > 5: raise ValueError('big')\n    return a + y\n@cache(behavior='recompute')\ndef c(b: int) -> int: return b"
with tempfile.TemporaryDirectory() as folder:
    dr = E.driver.Builder().with_modules(mod(text)).with_adapters(H()).with_cache(path=folder).build()
    for x in (1, 1, 9):
        show(lambda: dr.execute(["c", "a"], inputs={"x": x})); show(*seen); seen.clear()

# %% with_columns in a subdag, with config and several inside
import pandas as pd
dr = build("""
@config.when(m=1)
def c__one(a: pd.Series) -> pd.Series: return a + 1
@config.when_not(m=1)
def c__two(a: pd.Series) -> pd.Series: return a + 2
def _inc(v: pd.Series, by: int = 1) -> pd.Series: return v + by
@pipe_output(step(_inc, by=source('k')))
def d(c: pd.Series, b: pd.Series) -> pd.Series: return c * b
@extract_columns('p')
def frame(c: pd.Series) -> pd.DataFrame: return pd.DataFrame({'p': c * 100})
@h_pandas.with_columns(c__one, c__two, d, columns_to_pass=['a', 'b'], select=['d'])
@tag(t='v')
def out(df: pd.DataFrame) -> pd.DataFrame: return df
@subdag(out, inputs={'df': source('df2')}, config={'m': 2})
def s(out: pd.DataFrame) -> pd.DataFrame: return out
@extract_columns('d2', 'a2')
@h_pandas.with_columns(c__one, c__two, columns_to_pass=['a'], select=['c'], namespace='w2')
def out2(s: pd.DataFrame) -> pd.DataFrame: return s.assign(d2=s['d'], a2=s['a'])
""", config={"m": 1})
graph(dr)
df = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
show(lambda: dr.execute(["out", "s", "out2"], inputs={"df": df, "df2": df, "k": 5})["out2"].to_csv(), lambda: dr.execute(["out"], inputs={"df": df, "k": 5})["out"].to_csv())

# %% one config chooses at every depth
text = """
@config.when_in(env=['a', 'b'])
def src__ab(x: int) -> int: return x
@config.when_not_in(env=['a', 'b'])
def src__other(y: int) -> int: return y
@config.when(env='a')
@extract_fields({'l': int, 'r': int})
def pair__a(src: int) -> dict: return {'l': src, 'r': 1}
@config.when_not(env='a')
@parameterize(l={'v': source('src')}, r={'v': value(9)})
def pair__b(v: int) -> int: return v
@subdag(src__ab, src__other, pair__a, pair__b, inputs={'x': source('l'), 'y': source('r')}, config={'env': 'b'})
def deep(l: int, r: int) -> int: return l * 10 + r
@subdag(deep, pair__a, pair__b, src__ab, src__other, inputs={'x': value(4)}, external_inputs=['r'])
def deeper(deep: int, r: int) -> int: return deep + r
"""
for env in ("a", "b", "c", None):
    dr = build(text, config={"env": env} if env else {})
    graph(dr)
    show(lambda: dr.execute(["deeper", "l", "r"], inputs={"x": 1, "y": 2}))

# %% result builders and dynamic execution
import pandas as pd
text = "def items(n: int) -> Parallelizable[int]:\n    yield from range(n)\ndef sq(items: int) -> int: return items\ndef s(sq: Collect[int]) -> pd.Series: return pd.Series(list(sq))\ndef t(s: pd.Series) -> pd.Series: return s * 2"
show(lambda: build(text, dynamic=True, adapters=[E.base.PandasDataFrameResult()]).execute(["s", "t"], inputs={"n": 3}), lambda: build(text, dynamic=True, adapters=[E.base.PandasDataFrameResult()]).materialize(additional_vars=["t"], inputs={"n": 2}))

# %% materializers with a result builder among the adapters
from hamilton.io.materialization import to, from_
import pandas as pd
dr = build("def a() -> pd.Series: return pd.Series([1, 2])\ndef b(a: pd.Series) -> pd.Series: return a + 1", adapters=[E.base.PandasDataFrameResult()])
show(lambda: dr.materialize(to.memory(id="m", dependencies=["a", "b"], combine=E.base.PandasDataFrameResult()), additional_vars=["b"])[0]["m"], lambda: dr.execute(["a", "b"]))
show(lambda: [n.name for n in E.driver.Builder().with_modules(dr.graph_modules[0]).with_materializers(to.memory(id="m", dependencies=["a", "b"], combine=E.base.PandasDataFrameResult())).build().list_available_variables()])

# %% overrides of every kind of node
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
@pipe_input(step(_inc).named('one'), step(_inc).named('two'))
@extract_fields({'p': int, 'q': int})
def f(x: int) -> dict: return {'p': x, 'q': x}
@check_output(range=(0, 10), importance='fail')
def c(p: int) -> int: return p
def inner(k: int) -> int: return k
@subdag(inner, inputs={'k': source('c')})
def s(inner: int) -> int: return inner
@dataloader()
def ld(w: int) -> Tuple[int, dict]: return w, {}
@load_from.literal(value=value(3), inject_='d')
def e(d: int, ld: int, s: int) -> int: return d + ld + s
@pipe_output(step(_inc))
def o(e: int) -> int: return e
""")
for over in ({"f.one": 5}, {"f": {"p": 1, "q": 2}}, {"p": 4}, {"c": 50}, {"c_raw": 5}, {"c_raw": 50}, {"s.k": 3}, {"s.inner": 4}, {"ld": 3}, {"ld.loader": (4, {})}, {"e.load_data.d": (9, {})}, {"e.select_data.d": 8}, {"o.raw": 1}, {"s": 0, "ld": 1}):
    show(str(over), lambda: dr.execute(["o", "q", "s"], inputs={"x": 1, "w": 100}, overrides=over), lambda: dr.execute(["o"], overrides=over))

# %% polars with_columns and extract
import polars as pl
dr = build("""
import polars as pl
from hamilton.plugins import h_polars
def c(a: pl.Series, b: pl.Series) -> pl.Series: return a + b
@h_polars.with_columns(c, columns_to_pass=['a', 'b'], select=['c'])
def out(df: pl.DataFrame) -> pl.DataFrame: return df
@extract_columns('a')
def ex(out: pl.DataFrame) -> pl.DataFrame: return out
""")
graph(dr)
show(lambda: dr.execute(["ex"], inputs={"df": pl.DataFrame({"a": [1], "b": [2]})})["ex"].to_dicts())

# %% tag filters on subdags and materializers
from hamilton.io.materialization import to
dr = build("@tag(k='v')\ndef i(x: int) -> int: return x\n@tag(k='w')\n@subdag(i)\ndef s(i: int) -> int: return i", materializers=[to.memory(id='m', dependencies=['s'])])
for q in ({"k": None}, {"k": ["v", "w"]}, {"hamilton.non_final_node": None}, {"hamilton.data_saver": None}, {"module": "m"}):
    show(lambda: sorted(n.name for n in dr.list_available_variables(tag_filter=q)))

# %% optional input through everything
dr = build("""
def _inc(v: int, by: int = 1) -> int: return v + by
@parameterize(p={'a': source('x')}, q={'b': source('x')})
def f(a: int, b: int = 3) -> int: return a * 10 + b
def inner(o: int = 7) -> int: return o
@subdag(inner, inputs={'o': source('oo')})
def s(inner: int) -> int: return inner
@subdag(inner)
def s2(inner: int, z: int = 4) -> int: return inner + z
@pipe_output(step(_inc, by=source('far')))
def t(o: int = 2) -> int: return o
""")
graph(dr)
show(lambda: dr.execute(["s2", "t"]), lambda: dr.execute(["p"], inputs={"x": 1}), lambda: dr.execute(["s"]), lambda: dr.execute(["s"], inputs={"oo": 1}), lambda: dr.execute(["t"], inputs={"far": 10, "o": 1}))
show(lambda: dr.execute(["o"]), lambda: dr.execute(["x"]), lambda: dr.execute(["s2.z"]))
