# %% tasks: executors, overrides, failures, strategies
from hamilton import driver, base
from hamilton.execution import executors

m = mod("""
def n(x: int) -> int: return x
def item(n: int) -> Parallelizable[int]: yield from range(n)
def w(item: int) -> int:
    if item == 2: raise ValueError("two")
    return item * 2
def j(w: Collect[int]) -> list: return list(w)
def t(j: list) -> int: return sum(j)
""")
def dd(remote, local=None):
    b = driver.Builder().with_modules(m).enable_dynamic_execution(allow_experimental_mode=True).with_remote_executor(remote)
    if local: b = b.with_local_executor(local)
    return b.build()
S = executors.SynchronousLocalTaskExecutor
show(lambda: dd(S()).execute(["t"], inputs={"x": 2}))
show(lambda: dd(S()).execute(["t"], inputs={"x": 3}))
show(lambda: dd(executors.MultiThreadingExecutor(max_tasks=2)).execute(["t"], inputs={"x": 2}))
show(lambda: dd(executors.MultiThreadingExecutor(max_tasks=2), executors.MultiThreadingExecutor(max_tasks=1)).execute(["t"], inputs={"x": 2}))
show(lambda: dd(S()).execute(["t"], inputs={"x": 0}))
show(lambda: dd(S()).execute(["t", "n", "x"], inputs={"x": 1}))
show(lambda: dd(S()).execute(["j"], inputs={"x": 5}, overrides={"item": [1, 3]}))
show(lambda: dd(S()).execute(["t"], inputs={"x": 5}, overrides={"j": [1, 3]}))
show(lambda: dd(S()).execute(["t"]))
show(lambda: dd(S()).execute(["zz"], inputs={"x": 1}))
show(lambda: dd(S()).validate_execution(["t"], inputs={"x": 1}))
same = executors.MultiThreadingExecutor(max_tasks=2)
d = dd(same)
show(lambda: d.execute(["t"], inputs={"x": 2}), d.execute(["t"], inputs={"x": 1}), same.initialized)
class GS(__import__("hamilton.execution.grouping", fromlist=["x"]).GroupingStrategy):
    def group_nodes(self, nodes):
        from hamilton.execution import grouping
        return grouping.GroupByRepeatableBlocks().group_nodes(nodes)
show(lambda: driver.Builder().with_modules(m).enable_dynamic_execution(allow_experimental_mode=True).with_remote_executor(S()).with_grouping_strategy(GS()).build().execute(["t"], inputs={"x": 2}))
class EM(executors.ExecutionManager):
    def __init__(self): self.l = S(); super().__init__([self.l])
    def get_executor_for_task(self, task): names.append(task.task_id); return self.l
names = []
show(lambda: driver.Builder().with_modules(m).enable_dynamic_execution(allow_experimental_mode=True).with_execution_manager(EM()).build().execute(["t"], inputs={"x": 2}), sorted(names))
m2 = mod("def a(x: int) -> int: return x\ndef b(a: int, k: int = 3) -> int: return a + k\ndef c(b: int, o: Optional[int] = None) -> int: return b if o is None else o", "m2")
show(lambda: build(m2, dynamic=True).execute(["c"], inputs={"x": 1}), build(m2, dynamic=True).execute(["c"], inputs={"x": 1, "o": 9, "k": 0}))
show(lambda: build(m2, dynamic=True).execute(["c", "k"], inputs={"x": 1}))

# %% inputs of every kind of type
m3 = mod("def a(x: Optional[int], y: Union[int, str], z: List[int], w: Literal['q', 'r'], v: Any, u: Dict[str, int] = {}, t: float = 1) -> int: return 1", "m3")
d = build(m3)
ok = dict(x=1, y="s", z=[1], w="q", v=object())
show(lambda: d.execute(["a"], inputs=ok))
show(lambda: d.execute(["a"], inputs={**ok, "x": None}))
show(lambda: d.execute(["a"], inputs={**ok, "w": "zz"}))
show(lambda: d.execute(["a"], inputs={**ok, "z": ["s"]}))
show(lambda: d.execute(["a"], inputs={**ok, "u": {"a": "s"}}))
show(lambda: d.execute(["a"], inputs={**ok, "t": 1}))
show(lambda: d.execute(["a"], inputs={**ok, "t": "s"}))
show(lambda: d.execute(["a"], inputs={**ok, "y": 1.5}))
show(lambda: d.execute(["a"], inputs={k: v for k, v in ok.items() if k not in "xy"}))
show(lambda: d.execute(["a"], inputs={**ok, "unknown": 1}))

# %% overriding modules, and names that are in the way
a1 = mod("def a(x: int) -> int: return 1\ndef b(a: int) -> int: return a", "ov1")
a2 = mod("def a(x: int) -> int: return 2", "ov2")
show(lambda: build(a1, a2))
show(lambda: build(a1, a2, overrides=True).execute(["b"], inputs={"x": 1}))
show(lambda: build(a2, a1, overrides=True).execute(["b"], inputs={"x": 1}))
show(lambda: build("def a__b(x: int) -> int: return 1").execute(["a__b"], inputs={"x": 1}))
show(lambda: build("@config.when(k=1)\ndef a__b(x: int) -> int: return 1", config={"k": 1}).execute(["a"], inputs={"x": 1}))
show(lambda: build("@config.when(name='zz', k=1)\ndef a__b(x: int) -> int: return 1", config={"k": 1}).execute(["zz"], inputs={"x": 1}))
show(lambda: build("def a(name: int, node_: int, run_id: int, task_id: int, fn: int) -> int: return name + run_id").execute(["a"], inputs=dict(name=1, node_=2, run_id=3, task_id=4, fn=5)))
show(lambda: build("@tag(a='b')\n@check_output(data_type=int)\ndef a(name: int, config: int, node: int) -> int: return name").execute(["a"], inputs=dict(name=1, config=2, node=3)))

# %% many decorators together
m = mod("""
from hamilton.function_modifiers import *
def _add(v: int, k: int = 1) -> int: return v + k
@pipe_input(step(_add), step(_add, k=5).named("five"), on_input="p")
def f(p: int, q: int) -> int: return p * q
@pipe_output(step(_add), step(_add, k=source("z")).when(mode="z"))
def g(q: int) -> int: return q
@inject(parts=group(source("f"), source("g"), value(4)))
def total(parts: List[int]) -> int: return sum(parts)
@config.when(mode="z")
def only__z(q: int) -> int: return q
@does(_add)
def empty(v: int, k: int) -> int: pass
@tag(a="b")
@tag_outputs(ex={"q": "1"})
@extract_fields({"ex": int, "ey": str})
def di(q: int) -> dict: return {"ex": q, "ey": "s"}
@check_output(range=(0, 3), importance="fail")
def chk(q: int) -> int: return q
@cache(behavior="recompute", format="json")
@schema.output(("c", "int"))
def df(q: int) -> pd.DataFrame: return pd.DataFrame({"c": [q]})
""")
d = build(m, config={"mode": "z"})
graph(d)
show(lambda: d.execute(["f", "g", "total", "only", "empty", "ex", "ey", "chk"], inputs={"p": 1, "q": 2, "z": 10, "v": 1, "k": 2}))
show(lambda: d.execute(["chk"], inputs={"q": 7}))
graph(build(m))
show(lambda: build(m).execute(["only"], inputs={"q": 1}))
show(lambda: d.display_all_functions().source.count("\n"))
