# %% caching events of each behaviour
import tempfile
text = """
def a(x: int) -> int: return x + 1
@cache(behavior='recompute')
def b(a: int) -> int: return a * 2
@cache(behavior='ignore')
def i(x: int) -> int: return x
@cache(behavior='disable')
def d(b: int, i: int) -> int: return b + i
def e(d: int, b: int, i: int, y: int = 3) -> int: return d + b + y
@cache(format='json')
def j(a: int) -> dict: return {'a': a}
"""
with tempfile.TemporaryDirectory() as folder:
    def driver_(**kw):
        return E.driver.Builder().with_modules(mod(text)).with_cache(path=folder, **kw).build()
    telling = ("execute_node", "get_result", "is_override", "is_input", "is_final_var", "missing_result", "failed_retrieval")
    def events(dr):
        logs = dr.cache.logs(dr.cache.last_run_id, level="debug")
        found = {name: [e.event_type.value for e in events if e.event_type.value in telling] for name, events in sorted(logs.items())}
        return {name: each for name, each in found.items() if each}
    dr = driver_()
    for inputs in ({"x": 1}, {"x": 1}, {"x": 1, "y": 3}, {"x": 2}, {"x": 1, "y": 4}):
        show(dr.execute(["e", "j"], inputs=inputs))
        show({n: sorted(set(v)) for n, v in events(dr).items()})
    show({k: v.name for k, v in sorted(dr.cache.behaviors[dr.cache.last_run_id].items())})
    show(dr.execute(["e"], inputs={"x": 1}, overrides={"a": 2}), {n: sorted(set(v)) for n, v in events(dr).items()})
    show(len(dr.cache.run_ids), dr.cache.last_run_id == dr.cache.run_ids[-1], sorted(dr.cache.code_versions[dr.cache.last_run_id]), sorted(dr.cache.data_versions[dr.cache.last_run_id]))
    for kw in (dict(recompute=True), dict(disable=True), dict(ignore=["a"]), dict(recompute=["a"]), dict(default=["b"]), dict(default_behavior="recompute"), dict(default_behavior="disable"), dict(disable=["a"], recompute=["b"])):
        dr = driver_(**kw)
        show(str(kw), lambda: dr.execute(["e", "j"], inputs={"x": 1}))
        show({k: v.name for k, v in sorted(dr.cache.behaviors[dr.cache.last_run_id].items())})
        show({n: sorted(set(v)) for n, v in events(dr).items()})
    dr = driver_(disable=["a"], recompute=["a"])
    fails(lambda: dr.execute(["e"], inputs={"x": 1}))
    fails(lambda: driver_(disable=True, recompute=True))

# %% caching and blocks
import tempfile, builtins
builtins._ran = ran = []
text = """
import builtins
def items(n: int) -> Parallelizable[int]:
    builtins._ran.append('items')
    yield from range(n)
def sq(items: int) -> int:
    builtins._ran.append(f'sq{items}')
    return items * 2
def total(sq: Collect[int]) -> int:
    builtins._ran.append('total')
    return sum(sq)
"""
with tempfile.TemporaryDirectory() as folder:
    m = mod(text)
    ex = E.__getattr__("execution.executors")
    dr = E.driver.Builder().with_modules(m).enable_dynamic_execution(allow_experimental_mode=True).with_remote_executor(ex.SynchronousLocalTaskExecutor()).with_cache(path=folder).build()
    for n in (2, 2, 3):
        show(dr.execute(["total"], inputs={"n": n}), sorted(ran)); ran.clear()
del builtins._ran

# %% metadata of every node of a block
import tempfile
text = """
def n() -> int: return 3
def items(n: int) -> Parallelizable[int]:
    for each in range(n): yield each
def one(items: int) -> int: return items + 1
def two(one: int) -> int: return one * 2
def three(two: int, n: int) -> int: return two + n
def gathered(three: Collect[int]) -> list: return list(three)
def total(gathered: list) -> int: return sum(gathered)
"""
with tempfile.TemporaryDirectory() as folder:
    m = mod(text)
    for executor in ("SynchronousLocalTaskExecutor", "MultiThreadingExecutor"):
        ex = getattr(E.__getattr__("execution.executors"), executor)
        ex = ex() if executor.startswith("S") else ex(max_tasks=2)
        for _ in range(2):
            dr = E.driver.Builder().with_modules(m).enable_dynamic_execution(allow_experimental_mode=True).with_remote_executor(ex).with_cache(path=folder + executor).build()
            dr.execute(["total"])
            run = dr.cache.last_run_id
            rows = dr.cache.metadata_store.get_run(run)
            show(len(rows), sorted((each["node_name"], each["code_version"], each["data_version"]) for each in rows))
            show([dr.cache.result_store.exists(each["data_version"]) for each in rows])
            show({name: sorted(each) if isinstance(each, dict) else each for name, each in sorted(dr.cache.data_versions[run].items())})

# %% caching and materializers
import tempfile, os, builtins
from hamilton.io.materialization import to, from_
builtins._ran = ran = []
text = """
import builtins
@dataloader()
def loaded(where: str) -> Tuple[int, dict]:
    builtins._ran.append('loaded'); return 3, {'where': where}
def a(loaded: int) -> dict:
    builtins._ran.append('a'); return {'a': loaded}
@datasaver()
def saved(a: dict) -> dict:
    builtins._ran.append('saved'); return {'saved': 1}
"""
with tempfile.TemporaryDirectory() as folder:
    for kw in ({}, {}, {"default_loader_behavior": "recompute"}, {"default_saver_behavior": "recompute"}):
        dr = E.driver.Builder().with_modules(mod(text)).with_materializers(to.memory(id="m", dependencies=["a"])).with_cache(path=folder, **kw).build()
        show(dr.execute(["saved", "m"], inputs={"where": "w"}), list(ran)); ran.clear()
        show({k: v.name for k, v in sorted(dr.cache.behaviors[dr.cache.last_run_id].items())})
del builtins._ran

# %% cache keys
ck = E.__getattr__("caching.cache_key")
key = ck.create_cache_key(node_name="f.with_x", code_version="abc", dependencies_data_versions={"b": "2", "a": "1"})
show(key, ck.decode_key(key), ck.create_cache_key(node_name="n", code_version="c", dependencies_data_versions={}))

# %% fingerprints
fp = E.__getattr__("caching.fingerprinting")
import numpy as np, pandas as pd
for v in (1, "a", None, 1.5, True, b"x", [1, "a"], {"a": 1, "b": [2]}, np.array([1, 2]), pd.Series([1, 2])):
    show(fp.hash_value(v))
show(fp.hash_value({"a": 1, "b": 2}) == fp.hash_value({"b": 2, "a": 1}), fp.hash_value({1, 2}) == fp.hash_value({2, 1}), fp.hash_value([1, 2]) == fp.hash_value([2, 1]))

# %% loaders and savers of functions
import tempfile, os, json
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "f.json")
    json.dump({"k": 5}, open(path, "w"))
    dr = build("""
@load_from.json(path=source('where'))
def one(data: dict) -> int: return data['k']
@load_from.json(path=source('where'), inject_='data')
@load_from.literal(value=value(3), inject_='more')
def two(data: dict, more: int, z: int = 1) -> int: return data['k'] + more + z
@save_to.json(path=source('out'))
@tag(t='v')
def res(two: int) -> dict: return {'r': two}
@save_to.json(path=source('out'), output_name_='p_saved', target_='p')
@extract_fields({'p': dict, 'q': int})
def f(one: int) -> dict: return {'p': {'one': one}, 'q': 1}
@dataloader()
def ld(where: str, k: int = 2) -> Tuple[int, dict]:
    "Doc."
    return k, {'where': 'w'}
@datasaver()
def sv(ld: int) -> dict: return {'saved': ld}
@config.when(m=1)
@dataloader()
def cl__x(where: str) -> tuple[int, dict]: return 1, {}
def e() -> int: return 4
@check_output(range=(0, 3), importance='fail')
@dataloader()
def chk() -> tuple[int, dict]: return 2, {}
def inner_(e: int, d: int) -> int: return e + d
@load_from.literal(value=value(9), inject_='d')
def qq(d: int) -> int: return d
@subdag(qq)
def sub(qq: int) -> int: return qq
""", config={"m": 1})
    graph(dr)
    show(lambda: dr.execute(["one", "two", "q", "ld", "sv", "cl", "e", "chk", "sub", "ld.loader"], inputs={"where": path}))
    show(lambda: sorted(dr.execute(["save.res", "p_saved"], inputs={"where": path, "out": path + "2"})), lambda: json.load(open(path + "2")))
    show(lambda: sorted(dr.execute(["one.load_data.data"], inputs={"where": path})["one.load_data.data"][1]["file_metadata"]), lambda: dr.execute(["one.select_data.data"], inputs={"where": path}))
    show(lambda: dr.execute(["one"], inputs={}))
    fails(lambda: dr.execute(["one"], inputs={"where": "/nowhere/none"}))

# %% own adapters
dr = None
adapters = E.__getattr__("io.data_adapters")
import dataclasses
registry = E.registry
@dataclasses.dataclass
class L(adapters.DataLoader):
    n: int
    m: int = 2
    @classmethod
    def applicable_types(cls): return [int, float]
    @classmethod
    def name(cls): return "mine"
    def load_data(self, type_): return self.n * self.m, {"t": type_.__name__}
@dataclasses.dataclass
class S(adapters.DataSaver):
    n: int
    @classmethod
    def applicable_types(cls): return [int, str]
    @classmethod
    def name(cls): return "mine"
    def save_data(self, data): return {"d": data, "n": self.n}
registry.register_adapter(L); registry.register_adapter(S)
fm = E.function_modifiers
load, save = fm.load_from, fm.save_to
import sys
text = """
@load_from.mine(n=source('x'))
def a(v: int) -> int: return v
@save_to.mine(n=value(3), output_name_='s')
def b(a: int) -> int: return a + 1
@load_from.mine(n=4, m=source('b'))
def c(v: float) -> str: return str(v)
"""
dr = build(text)
graph(dr)
show(lambda: dr.execute(["a", "s", "c"], inputs={"x": 5}))
fails(lambda: build("@load_from.mine(n=4)\ndef c(v: str) -> str: return v"), lambda: build("@save_to.mine(n=4)\ndef c() -> dict: return {}"), lambda: build("@load_from.mine()\ndef c(v: int) -> int: return v"), lambda: build("@load_from.mine(n=4, q=3)\ndef c(v: int) -> int: return v"),
      lambda: build("@load_from.mine(n=4)\ndef c(v: int, w: int) -> int: return v"), lambda: build("@load_from.mine(n=4, inject_='z')\ndef c(v: int) -> int: return v"))
from hamilton.io.materialization import to, from_
dr = build("def a(x: int) -> int: return x")
show(lambda: dr.materialize(to.mine(id="s", dependencies=["a"], n=fm.source("x")), from_.mine(target="x", n=7), additional_vars=["a"]))

# %% data quality
import pandas as pd
dr = build("""
@check_output(range=(0, 5), allow_nans=False, data_type=np.int64, importance='fail')
def s(n: int) -> pd.Series: return pd.Series([1, n])
@check_output(values_in=[1, 2], importance='warn')
def w(n: int) -> int: return n
@check_output(contains='a', does_not_contain='b', importance='fail')
def t(n: int) -> str: return 'a' * n
@check_output(max_fraction_nans=0.1, mean_in_range=(0, 2), max_standard_dev=1.0, importance='fail')
def m(n: int) -> pd.Series: return pd.Series([1.0, n])
""")
graph(dr)
for n in (1, 9, 0):
    for name in ("s", "w", "t", "m"):
        fails(lambda: dr.execute([name], inputs={"n": n})[name])
def outcome(r): return (bool(r.passes), r.message)
show(*[outcome(dr.execute([name], inputs={"n": 9})[name]) for name in ("s_range_validator", "w_values_in_validator", "m_mean_in_range_validator")])

# %% custom validators
dr = build("""
from hamilton.data_quality import base as dq
class V(dq.DataValidator):
    def __init__(self, most, importance='fail'):
        super().__init__(importance); self.most = most
    def applies_to(self, datatype): return datatype is int
    def description(self): return f'at most {self.most}'
    @classmethod
    def name(cls): return 'most'
    def validate(self, data): return dq.ValidationResult(passes=data <= self.most, message=f'got {data}', diagnostics={'d': data})
@check_output_custom(V(5), V(3, 'warn'))
def a(x: int) -> int: return x
@check_output_custom(V(50), target_='p')
@extract_fields({'p': int, 'q': str})
def f(a: int) -> dict: return {'p': a, 'q': 's'}
def inner(a: int) -> int: return a
@check_output_custom(V(100))
@subdag(f, inner)
def s(p: int, inner: int) -> int: return p + inner
""")
graph(dr)
show(*[(lambda x=x: dr.execute(["s", "a", "p"], inputs={"x": x})) for x in (1, 4, 9)])
