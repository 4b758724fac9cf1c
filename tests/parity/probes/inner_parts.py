# %% adapters sorted into ordinary and asynchronous ones
from hamilton import base
from hamilton.async_driver import separate_sync_from_async
from hamilton.lifecycle import api, base as lb
class Hook(api.NodeExecutionHook):
    def run_before_node_execution(self, **k): pass
    def run_after_node_execution(self, **k): pass
class Later(lb.BasePreNodeExecuteAsync):
    async def pre_node_execute(self, **k): pass
class Both(lb.BasePreNodeExecuteAsync, lb.BasePostNodeExecute):
    async def pre_node_execute(self, **k): pass
    def post_node_execute(self, **k): pass
class Method(lb.BaseDoNodeExecute):
    def do_node_execute(self, **k): pass
names = lambda given: [type(each).__name__ for each in given]
given = [Hook(), Later(), Both(), Method(), base.DictResult()]
show([names(part) for part in separate_sync_from_async(given)], separate_sync_from_async([]))
known = lb.LifecycleAdapterSet(*given)
by_name = lambda found: {name: names(who) for name, who in found.items()}
show([by_name(found) for found in known._get_lifecycle_hooks()])
show([by_name(found) for found in known._get_lifecycle_methods()], by_name(known._get_lifecycle_validators()))

# %% what an expanding node's function becomes
from hamilton.execution.executors import _modify_callable
from hamilton.node import NodeType
def items():
    yield 1
    yield 2
show([(kind.name, _modify_callable(kind, items) is items) for kind in NodeType])
show(_modify_callable(NodeType.EXPAND, items)())

# %% steps distributed to parameters
def st(v: int) -> int: return v
def fn(p: int, q: int) -> int: return p
params = {"p": int, "q": int}
for on_input in (None, "q", "zz"):
    pipe = pipe_input if False else E.function_modifiers.pipe_input(E.function_modifiers.step(st), on_input=on_input)
    found = pipe._distribute_transforms_to_parameters(params)
    show({name: len(steps) for name, steps in found.items()})
    show({name: len(steps) for name, steps in pipe._create_valid_parameters_transforms_mapping(found, fn, params).items()})
fails(lambda: pipe._create_valid_parameters_transforms_mapping({}, fn, {"q": int}))

# %% constructor arguments of decorators
fm = E.function_modifiers
check = fm.check_output._validate_constructor_args
kind = lambda call: call() or "fine"
def told(call):
    try: return call()
    except Exception as error: return type(error).__name__
show(told(lambda: check(importance="warn", range=(0, 1))), told(check), told(lambda: check(object())), told(lambda: check(object(), importance="warn")))
sub = fm.subdag(st) if False else fm.subdag(mod("def a(x: int) -> int: return x", bare=True))
show(told(sub._validate_parameterization))
sub.inputs = {"x": 1}
show(told(sub._validate_parameterization))
show(E.__getattr__("function_modifiers.base")._resolve_nodes_error(told))

# %% the old cache's readers and writers
import json, os, tempfile
import pandas as pd
from hamilton.experimental import h_cache as h
folder = tempfile.mkdtemp()
for form in ("json", "feather", "parquet"):
    for value, write, read in (
        (pd.DataFrame({"a": [1, 2]}), "pd1", "pd2" if form == "json" else "pd1"),
        (pd.Series([1, 2], name="other"), "pd2", "pd1" if form == "json" else "pd2"),
    ):
        path = os.path.join(folder, form + write)
        getattr(h, f"write_{form}_{write}")(value, path, "kept")
        show(form, getattr(h, f"read_{form}_{read}")(type(value)(dtype=object), path))
        getattr(h, f"write_{form}")(value, path, "kept")
        show(form, getattr(h, f"read_{form}")(type(value)(dtype=object), path))
    show(lambda: getattr(h, f"write_{form}")(3, path, "kept"), lambda: getattr(h, f"read_{form}")(3, path))
h.write_json_dict({"a": 1}, path, "kept")
show(h.read_json_dict({}, path), h.read_json({}, path))
show(lambda: h.write_json_dict(3, path, "kept"), lambda: h.read_json_dict({}, path))
h.write_pickle_object([1], path, "kept")
show(h.read_pickle_object(None, path))

# %% constants that projects compare with
show(E.htypes.BASE_ARGS_FOR_GENERICS, E.htypes._valid_series_annotations)
show(E.__getattr__("caching.fingerprinting")._compact_hash(b"abc"), E.__getattr__("caching.fingerprinting").MAX_DEPTH)
show(E.dataflows.COMMON_PATH, E.dataflows.BASE_URL, E.dataflows.USER_PATH, E.dataflows.OFFICIAL_PATH)
show(E.dataflows.InspectResult._fields, E.dataflows.InspectModuleResult._fields)
show(E.htypes.get_type_as_string(None), E.htypes.get_type_as_string(int), E.htypes.get_type_as_string(list[int]))
from hamilton.plugins import yaml_extensions as y
show(y.PrimitiveTypes, set(y.AcceptedTypes.__args__) == set(y.PrimitiveTypes), E.registry.ExtensionName)
