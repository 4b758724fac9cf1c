# %% hooks see the neighbours of nodes
from typing import Any, Dict, List
from hamilton.lifecycle import base
class Neighbours(base.BasePreNodeExecute):
    def pre_node_execute(self, *, run_id, node_, kwargs, task_id=None):
        show((node_.name, sorted(each.name for each in node_.dependencies), sorted(each.name for each in node_.depended_on_by)))
text = """
def start(n: int, k: int = 2) -> int: return n
def items(start: int, w: int) -> Parallelizable[int]:
    for i in range(start): yield i
def square(items: int, start: int) -> int: return items * start
def total(square: Collect[int], w: int) -> int: return sum(square) + w
def after(total: int) -> int: return total
"""
for dynamic in (False, True):
    dr = build(text if dynamic else text.replace("Parallelizable", "List").replace("Collect", "List").replace("items * start", "[1]").replace("items: int", "items: List[int]").replace("-> int: return [1]", "-> List[int]: return [1]").replace("for i in range(start): yield i", "return [1]"), adapters=[Neighbours()], dynamic=dynamic)
    show(dr.execute(["after"], inputs={"n": 2, "w": 1}))

# %% ad hoc modules
import inspect, sys
from hamilton import ad_hoc_utils
m = ad_hoc_utils.module_from_source("def f(x: int) -> int:\n    return x\n", "ad_hoc_probe")
show(hasattr(m, "__file__"), inspect.getsource(m.f), sys.modules["ad_hoc_probe"] is m, m.f.__module__, sorted(vars(m)), repr(m))
del sys.modules["ad_hoc_probe"]
class Scaler:
    def scaled(self, x: int) -> int: return x
show(lambda: ad_hoc_utils.create_temporary_module(Scaler().scaled, module_name="ad_hoc_methods").scaled.__name__)
sys.modules.pop("ad_hoc_methods", None)

# %% marks of what goes away
from hamilton.dev_utils import deprecation
V = deprecation.Version
told = []
show(str(V(1, 2, 3)), V(1, 2, 3) < V(1, 3, 0), V(1, 2, 3) == V(1, 2, 3), V(2, 0, 0) > V(1, 9, 9), V(1, 0, 0) != V(1, 0, 1), lambda: hash(V(1, 2, 3)), V.current(), V.from_version_tuple((1, 2, 3, "rc")), deprecation.CURRENT_VERSION)
def new(x): ...
def marked(fn, **given):
    arguments = dict(warn_starting=(0, 0, 0), fail_starting=(1, 0, 0), use_this=new, explanation="because", migration_guide="guide", current_version=(0, 1, 0), warn_action=lambda text: told.append(("warn", text)), fail_action=lambda text: told.append(("fail", text)))
    return deprecation.deprecated(**{**arguments, **given})(fn)
def old(x):
    "Doc."
    return x + 1
class Old:
    def __call__(self, *args): return args
for given in ({}, {"use_this": None}, {"migration_guide": None}, {"use_this": None, "migration_guide": None}, {"warn_starting": (2, 0, 0)}, {"warn_starting": (1, 0, 0)}, {"current_version": V(1, 0, 0)}, {"current_version": V(1, 0, 1)}, {"current_version": (0, 0, 0)}):
    del told[:]
    show(lambda: (marked(old, **given)(1), marked(old, **given).__name__, marked(old, **given).__doc__), list(told))
del told[:]
show(marked(Old)().__class__ is Old, list(told), Old()(1, 2), told)
show(lambda: deprecation.deprecated(warn_starting=(0, 0, 0), fail_starting=(1, 0, 0), use_this=new, explanation="because", migration_guide="guide", current_version=(1, 1, 0))(old)(1))

# %% frames without their libraries
import pandas as pd, numpy as np
import collections, sys
from hamilton.experimental import databackend, h_databackends
show(isinstance(pd.DataFrame(), h_databackends.AbstractPandasDataFrame), issubclass(pd.Series, h_databackends.AbstractPandasDataFrame), issubclass(pd.Series, h_databackends.AbstractPandasColumn), isinstance(np.zeros(1), h_databackends.AbstractNumpyArray), isinstance(1, h_databackends.AbstractVaexColumn))
show([sorted(each.__name__ for each in types) for types in h_databackends.register_backends()], len(h_databackends.DATAFRAME_TYPES), len(h_databackends.COLUMN_TYPES))
class Mine(databackend.AbstractBackend):
    _backends = [("collections", "OrderedDict"), ("nobody", "X")]
show(isinstance(collections.OrderedDict(), Mine), isinstance({}, Mine), type(databackend.AbstractBackend))
Mine.register_backend("builtins", "dict")
show(isinstance({}, Mine), isinstance([], Mine))

# %% functions of lifecycle points
from hamilton.lifecycle import base as points
def f1(self, *, a: int) -> int: ...
def f2(self, *, a: int): ...
def f3(self, *, a: int, **kw) -> int: ...
def f4(*, a): ...
def f5(a): ...
async def f6(self, *, a) -> bool: ...
def f7(self) -> None: ...
for f in (f1, f2, f3, f4, f5, f6, f7):
    show(lambda: points.validate_hook_fn(f), lambda: points.validate_method_fn(f), lambda: points.validate_validator_fn(f), lambda: points.validate_lifecycle_adapter_function(f, True, int))

# %% handles and groups of tasks
from hamilton.execution import executors, grouping
ran = []
handle = executors.TaskFutureWrappingFunction(lambda: ran.append(1) or len(ran))
show(list(ran), handle.get_state(), list(ran), handle.get_result(), handle.get_result())
handle = executors.TaskFutureWrappingFunction(lambda: 1 / 0)
show(handle.get_state(), handle.get_result)
dr = build("""
def n(x: int) -> int: return x
def items(n: int) -> Parallelizable[int]: yield n
def square(items: int) -> int: return items
def total(square: Collect[int]) -> int: return 1
""", dynamic=True)
for group in grouping.GroupByRepeatableBlocks().group_nodes(list(dr.graph.nodes.values())):
    show((group.base_id, sorted(group.available_nodes)))

# %% materializers that are none
show(lambda: E.driver.Builder().with_materializers(1), lambda: E.driver.Builder().with_materializers([1]), lambda: E.driver.Builder().with_materializers("ab"))

# %% formats of cached values
import pandas as pd
from typing import Any, Dict, List
import tempfile
from hamilton.caching.stores import base as stores
for name in ("pickle", "json", "file", "nope"):
    for type_ in (int, dict, str, list, pd.DataFrame, pd.Series, object, Dict[str, int], List[int], type(None)):
        show(lambda: [each.__name__ for each in stores.search_data_adapter_registry(name, type_)])
for format_ in ("pickle", "json", "file"):
    for type_, text in (("int", "7"), ("dict", '{"a": 1}'), ("str", '"s"'), ("list", "[1]"), ("pd.Series", "pd.Series([1])"), ("Dict[str, int]", '{"a": 1}'), ("object", '{"a": 2}'), ("Any", "[3]")):
        m = mod(f"@cache(format={format_!r})\ndef a(x: int) -> {type_}: return {text}\ndef b(a: {type_}) -> str: return repr(a) + 'b'\n")
        def go():
            with tempfile.TemporaryDirectory() as folder:
                found = []
                for _ in range(2):
                    dr = E.driver.Builder().with_modules(m).with_cache(path=folder).build()
                    found.append(dr.execute(["b"], inputs={"x": 1})["b"])
                    found.append([str(events[-1].event_type.value) for _, events in sorted(dr.cache.logs(dr.cache.last_run_id).items())])
            return found
        if (format_, type_) != ("file", "Dict[str, int]"):  # told before the run, with the type that is written
            show(go)

# %% copies of nodes in a namespace
import copy
from hamilton import node
n = node.Node("n", int, "doc", lambda a: a, input_types={"a": int}, tags={}, namespace=("x", "y"))
show(n.name, n.copy_with(name="z").name, n.copy_with(name=n.name + "_raw").name, n.copy_with(typ=str).name, n.copy_with(namespace=("q",)).name, n.copy_with(name="k", namespace=("q",)).name, n.copy().name, n.reassign_inputs({"a": "z"}).name)
dr = build("def a(x: int) -> int: return x\ndef b(a: int) -> int: return a")
show(copy.copy(dr.graph.nodes["b"]) == dr.graph.nodes["b"], [each.name for each in copy.copy(dr.graph.nodes["b"]).dependencies])
