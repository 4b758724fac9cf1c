# %% names with the namespace they were made in
from typing import Tuple
from hamilton.function_modifiers import base, load_from, save_to, dataloader, subdag, source, value
from hamilton.function_modifiers.adapters import LoadFromDecorator, SaveToDecorator
from hamilton.io.default_data_loaders import JSONDataLoader, JSONDataSaver
from hamilton.node import Node
m = mod("def bar(a: int, c: int) -> int: return a + c", bare=True)
def total(bar: int) -> int: return bar
def data(a: dict) -> dict: return a
def loaded() -> Tuple[dict, dict]: return {}, {}
made = subdag(m, inputs={"a": source("x")}, config={"c": 2}).generate_nodes(total, {})
made += subdag(m, inputs={"a": value(1)}, namespace="ns").generate_nodes(total, {})
made += LoadFromDecorator([JSONDataLoader], path="p").inject_nodes({"a": dict}, {}, data)[0]
made += LoadFromDecorator([JSONDataLoader], path="p").get_loader_nodes("a", dict)
made += SaveToDecorator([JSONDataSaver], path="p").transform_dag([Node.from_fn(data)], {}, data)
made += SaveToDecorator([JSONDataSaver], output_name_="out", path="p").transform_dag([Node.from_fn(data)], {}, data)
made += dataloader().generate_nodes(loaded, {})
show(*sorted((each.name, each.namespace) for each in made))

# %% checks that pass do nothing
from hamilton.data_quality import base, default_validators
check = default_validators.DataInRangeValidatorPrimitives(range=(0, 1), importance="fail")
good, bad = check.validate(1), check.validate(2)
show(base.act_warn("n", good, check), base.act_fail_bulk("n", [(good, check)]), base.act_fail_bulk("n", []))
show(lambda: base.act_fail_bulk("n", [(good, check), (bad, check)]))

# %% decorators of a function by phase
from typing import Dict, Tuple
from hamilton.function_modifiers import base, config, tag, extract_fields, unpack_fields
names = lambda fn: {key: [type(each).__name__ for each in found] for key, found in sorted(base.get_node_decorators(fn, {}).items())}
def plain(a: int) -> int: return a
@tag(a="b")
@config.when(k=1)
def marked(a: int) -> int: return a
show(names(plain), names(marked))
def pair(a: int) -> Tuple[int, str]: return a, ""
def record(a: int) -> Dict[str, int]: return {}
unpack, extract = unpack_fields("x"), extract_fields("x")
unpack.validate(pair), extract.validate(record)
show(unpack.field_types, unpack.output_type, extract.resolved_fields, extract.output_type)

# %% a model with parameters is refused
import pandas as pd
from hamilton.function_modifiers.macros import dynamic_transform, model
def made_of(a: int) -> pd.Series: pass
def kind(call):
    try: return call()
    except Exception as error: return type(error).__name__, str(error)[:31]
show(kind(lambda: dynamic_transform(object, "key").validate(made_of)), kind(lambda: model(object, "key").validate(made_of)))

# %% what a task gives, and what it misses
from hamilton.execution.executors import base_execute_task
from hamilton.execution.grouping import NodeGroupPurpose, TaskImplementation
from hamilton.graph import FunctionGraph
from hamilton.lifecycle.base import LifecycleAdapterSet
m = mod("def a(x: int) -> int: return x\ndef b(a: int, k: int) -> int: return a + k", bare=True)
nodes = FunctionGraph.from_modules(m, config={}).nodes
def task(overrides, inputs, wanted=("b",)):
    return TaskImplementation(
        base_id="t", nodes=[nodes["a"], nodes["b"]], purpose=NodeGroupPurpose.EXECUTE_BLOCK, overrides=overrides,
        outputs_to_compute=list(wanted), adapter=LifecycleAdapterSet(), base_dependencies=[], spawning_task_base_id="e",
        group_id="0", realized_dependencies={}, spawning_task_id="e", dynamic_inputs=inputs, run_id="r")
for overrides, inputs, wanted in [({}, {"x": 1, "k": 2}, ("b",)), ({"a": 9}, {"k": 2}, ("b",)), ({"b": 9}, {"x": 1, "k": 2}, ("a",))]:
    show(sorted(base_execute_task(task(overrides, inputs, wanted)).items()))
show(lambda: base_execute_task(task({}, {"x": 1})))

# %% tasks are made when they can run
from hamilton.execution import executors, grouping, state
from hamilton.graph import FunctionGraph
from hamilton.lifecycle.base import LifecycleAdapterSet
m = mod("""
def items(n: int) -> Parallelizable[int]:
    yield from range(n)
def part(items: int, k: int) -> int: return items + k
def total(part: Collect[int]) -> int: return sum(part)
def after(total: int) -> int: return total
""")
nodes = list(FunctionGraph.from_modules(m, config={}).get_nodes())
groups = grouping.GroupByRepeatableBlocks().group_nodes(nodes)
def start():
    plan = grouping.create_task_plan(groups, ["after"], {}, LifecycleAdapterSet())
    return state.ExecutionState(plan, state.DictBasedResultCache({"n": 2, "k": 1}), "r")
es = start()
seen = lambda: show(sorted((key, each.name) for key, each in es.task_states.items()), sorted(es.task_pool), len(es.task_queue))
seen()
made = es.realize_task(es.base_task_pool["block-items"], "expand-items", "7", {"block-items": ["x"]}, {"items": 3})
show(made.task_id, made.dynamic_inputs, made.realized_dependencies)
seen()
es = start()
while es.base_task_pool["expand-items"].base_id not in es.task_states or es.task_states["expand-items"].name == "QUEUED":
    seen()
    task = es.release_next_task()
    seen()
    if task.task_id == "expand-items":
        break
    es.update_task_state(task.task_id, state.TaskState.SUCCESSFUL, executors.base_execute_task(task))
es.reject_task(task)
seen()

# %% parts of a cache key, and events as dictionaries
from hamilton.caching import cache_key
from hamilton.caching.adapter import CachingBehavior, CachingEvent, CachingEventType
show(cache_key._encode_str_dict({"b": "1", "a": "2"}), cache_key._encode_str_dict({"a": "2"}), cache_key._encode_str_dict({}))
show(cache_key._decode_str_dict("a,2,b,1"), cache_key._compress_string("abc"), cache_key._decompress_string(cache_key._compress_string("abc")))
show(cache_key.create_cache_key("n", "c", {}), cache_key.decode_key(cache_key.create_cache_key("n.m", "c", {"b": "1", "a": "2"})))
for given in (None, 1, "a", {"a": 1}, CachingBehavior.DEFAULT, [CachingBehavior.DEFAULT]):
    event = CachingEvent("r", "adapter", CachingEventType.GET_RESULT, "n", value=given, timestamp=1.0)
    show(event.as_dict(), str(event))

# %% hashes depth can be changed where it is read
fp = E.__getattr__("caching.fingerprinting")
deep = {"a": {"b": {"c": {"d": [1]}}}}
class Box:
    def __init__(self, inner): self.inner = inner
boxes = Box(Box(Box(Box(1))))
show(fp.hash_value(deep), fp.hash_value(boxes), fp.hash_value(len), fp.hash_value(print), fp.hash_value("a".upper))
before, fp.MAX_DEPTH = fp.MAX_DEPTH, 1
show(fp.hash_value(deep), fp.hash_value(boxes))
fp.MAX_DEPTH = before

# %% the way between two nodes, and the vectors of a matrix
from hamilton import base
dr = build("def a(x: int) -> int: return x\ndef b(a: int) -> int: return a\ndef c(b: int) -> int: return b")
show(sorted(each.name for each in dr.what_is_the_path_between("a", "c")), dr.what_is_the_path_between("c", "a"))
matrix = base.NumpyMatrixResult()
for outputs in (dict(a=[1], b=[1, 2, 3]), dict(a=[1, 2, 3], b=[1]), dict(a=1, b=[1, 2], c=[1, 2, 3])):
    show(lambda: matrix.build_result(**outputs))
for outputs in ({}, dict(a=1), dict(a=[1, 2])):
    fails(lambda: base.StrictIndexTypePandasDataFrameResult().build_result(**outputs))

# %% what is logged of a node that failed
from hamilton.execution import graph_functions as g
from hamilton.node import Node
import numpy as np, pandas as pd
for kwargs in (
    dict(x="s"), dict(x="y" * 48), dict(x="y" * 49), dict(x=10**60), dict(x=[1, 2]), dict(x=[1] * 100), {}, dict(b=1, a=None),
    dict(x=pd.DataFrame({"q": [1]})), dict(x=np.arange(1000)), {f"k{i}": "v" * 40 for i in range(40)}, dict(x="quote'd"),
):
    show(g.create_input_string(kwargs))
def f(a: int) -> int: return a
show(g.create_error_message({"a": 1}, Node.from_fn(f), "[step]"))
show(g.create_error_message({"a": 1}, Node("n", int, callabl=f, input_types={}, originating_functions=(f,)), ""))

# %% which of Dask's types fit
import dask.array as da, dask.dataframe as dd, numpy as np, pandas as pd
from hamilton.plugins import h_dask
A = h_dask.DaskGraphAdapter
frame = dd.from_pandas(pd.DataFrame({"x": [1]}), npartitions=1)
show([A.check_node_type_equivalence(a, b) for a, b in ((dd.Series, pd.Series), (da.Array, pd.Series), (pd.Series, pd.Series), (int, str), (pd.Series, int), (dd.Series, int), (list, int))])
show([A.check_input_type(t, v) for t, v in ((pd.Series, frame["x"]), (dd.Series, frame["x"]), (int, frame["x"]), (str, frame), (int, 1), (int, "s"), (pd.DataFrame, pd.DataFrame()), (dd.DataFrame, frame), (list, da.ones(1)))])

# %% registries are dictionaries that tests put back
import copy
from unittest import mock
from hamilton import registry
from hamilton.io import default_data_loaders as d
known = registry.LOADER_REGISTRY
with mock.patch.dict(known, {"own": [d.JSONDataLoader]}):
    show("own" in known, [each.__name__ for each in known["own"]])
show("own" in known, "json" in known, isinstance(copy.copy(known), dict))
before = known.copy()
known.clear()
show(sorted(known), len(known), "json" in known)
known.update(before)
show("json" in known, sorted(known) == sorted(before))

# %% only inputs change
from hamilton.node import Node, NodeType
def f(a: int) -> int: return a
def kind(call):
    try: return call()
    except Exception as error: return type(error).__name__, str(error)[:40]
for source in NodeType:
    node = Node("x", int, callabl=f, node_source=source, input_types={"a": int})
    show(source.name, kind(lambda: node.set_type(float)), kind(lambda: node.add_originating_function(f)), node.type)
