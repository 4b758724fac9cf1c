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
