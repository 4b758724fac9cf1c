# %% what a cache did is told with the versions it was done with
import tempfile
from hamilton import driver
m = mod("""
def a(x: int) -> int: return x
@cache(behavior="recompute")
def b(a: int) -> int: return a + 1
@cache(behavior="disable")
def c(b: int) -> int: return b + 1
def d(c: int) -> int: return c
""")
dr = driver.Builder().with_modules(m).with_cache(path=tempfile.mkdtemp()).build()
def told(level):
    run = dr.cache.last_run_id
    events = dr.cache.logs(run_id=run, level=level)
    kinds = ("EXECUTE_NODE", "GET_RESULT", "SET_RESULT", "IS_INPUT", "IS_FINAL_VAR", "RESOLVE_BEHAVIOR")
    return {n: [(e.actor, e.event_type.name, e.msg, e.value) for e in events.get(n, []) if e.event_type.name in kinds] for n in "xabcd"}
for _ in range(2):
    dr.execute(["d"], inputs={"x": 1})
    show(told("info"), told("debug"))
# %% every event of a node is there, as often as Hamilton has it, also at each level and in the log's file
import json, pathlib, tempfile
m = mod("""
def a(x: int) -> int: return x
@cache(behavior="recompute")
def b(a: int) -> int: return a + 1
def c(b: int) -> int: return b + 1
def bad(a: int) -> int: raise ValueError("no")
""")
folder = pathlib.Path(tempfile.mkdtemp())
stores = E.__getattr__("caching.stores.sqlite").SQLiteMetadataStore(folder), E.__getattr__("caching.stores.file").FileResultStore(folder / "r")
dr = E.driver.Builder().with_modules(m).with_cache(metadata_store=stores[0], result_store=stores[1], log_to_file=True).build()
for wanted in (["c"], ["c"], ["bad"]):
    try:
        dr.execute(wanted, inputs={"x": 1, "unused": 2})
    except ValueError:
        pass
    run = dr.cache.last_run_id
    for level in ("info", "debug"):
        found = dr.cache.logs(run, level=level)
        show({name: sorted((e.event_type.name, e.actor, str(e.msg)) for e in events) for name, events in sorted(found.items())})
    show(sorted(dr.cache.code_versions[run]), sorted(dr.cache.data_versions[run]))
lines = [json.loads(each) for each in (folder / "cache_logs.jsonl").read_text().splitlines()]
show(sorted((each["node_name"], each["event_type"]) for each in lines))
# %% the events of a block's nodes are there once a branch, with what they read of other nodes
import tempfile
m = mod("""
def n(x: int) -> int: return x
def each(n: int) -> Parallelizable[int]:
    yield from range(n)
def one(each: int, n: int, by: int = 2) -> int: return each * by + n
def two(one: int) -> int: return one + 1
def total(two: Collect[int], n: int) -> int: return sum(two) + n
""")
builder = E.driver.Builder().with_modules(m).with_cache(path=tempfile.mkdtemp())
dr = builder.enable_dynamic_execution(allow_experimental_mode=True).with_remote_executor(
    E.__getattr__("execution.executors").SynchronousLocalTaskExecutor()
).build()
for x in (2, 2, 3):
    dr.execute(["total"], inputs={"x": x})
    for level in ("info", "debug"):
        found = dr.cache.logs(dr.cache.last_run_id, level=level)
        show({str(k): sorted((e.event_type.name, e.actor, str(e.msg)) for e in v) for k, v in sorted(found.items(), key=str)})
