# %% decorators that a project switches off
from hamilton.function_modifiers.base import NodeTransformLifecycle, NodeTransformer
switch = """
from hamilton.function_modifiers.base import NodeTransformLifecycle, NodeTransformer
class Nothing(NodeTransformLifecycle):
    @classmethod
    def get_lifecycle_name(cls): return "nothing_at_all"
    @classmethod
    def allows_multiple(cls): return True
    def validate(self, fn): pass
    def __call__(self, fn): return fn
class Same(NodeTransformer):
    def __init__(self): pass
    def validate(self, fn): pass
    def transform_node(self, node, config, fn): return [node]
    def transform_dag(self, nodes, config, fn): return nodes
    def select_nodes(self, target, nodes): return []
    def allows_multiple(self): return True
    @classmethod
    def get_lifecycle_name(cls): return "transform"
class LaterFields(NodeTransformer):
    def __init__(self, fields): self.fields, self.real = fields, None
    def inner(self, fn=None):
        self.real = self.real or extract_fields(self.fields)
        if fn is not None and not hasattr(self.real, "resolved_fields"): self.real.validate(fn)
        return self.real
    def validate(self, fn): self.inner(fn)
    def transform_node(self, node, config, fn): return self.inner(fn).transform_node(node, config, fn)
    def transform_dag(self, nodes, config, fn): return self.inner(fn).transform_dag(nodes, config, fn)
    def select_nodes(self, target, nodes): return self.inner().select_nodes(target, nodes)
    def allows_multiple(self): return self.inner().allows_multiple()
    @classmethod
    def get_lifecycle_name(cls): return "transform"
def _plus(v: int) -> int: return v + 1
"""
power = {"hamilton.enable_power_user_mode": True}
for text, config in (
    ("@resolve_from_config(decorate_with=lambda on=False: pipe_output(step(_plus)) if on else Nothing())\ndef a(x: int) -> int: return x", power),
    ("@resolve_from_config(decorate_with=lambda on=False: pipe_output(step(_plus)) if on else Nothing())\ndef a(x: int) -> int: return x", {**power, "on": True}),
    ("@resolve_from_config(decorate_with=lambda on=False: tag(k='v') if on else Same())\ndef a(x: int) -> int: return x", power),
    ("@resolve_from_config(decorate_with=lambda names: LaterFields({n: int for n in names}))\ndef a(x: int) -> dict: return {'p': x, 'q': 2}", {**power, "names": ["p", "q"]}),
    ("@Same()\ndef a(x: int) -> int: return x", {}),
    ("@Nothing()\ndef a(x: int) -> int: return x", {}),
    ("@LaterFields({'p': int})\ndef a(x: int) -> dict: return {'p': x}", {}),
):
    def go():
        dr = build(switch + text, config=config)
        graph(dr)
        return dr.execute(["a"], inputs={"x": 1})
    show(go)

# %% wrapped functions in a temporary module
import functools, sys
from hamilton import ad_hoc_utils
def loud(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs): return func(*args, **kwargs) + 100
    return wrapper
@loud
def a(x: int) -> int: return x
def b(a: int) -> int: return a + 1
dr = build(ad_hoc_utils.create_temporary_module(a, b, module_name="wrapped_functions"))
graph(dr); show(dr.execute(["b"], inputs={"x": 1}))
sys.modules.pop("wrapped_functions", None)
from hamilton.io import DATA_ADAPTERS
show([each.__name__ for each in DATA_ADAPTERS])

# %% hashes that a project registers
import sys, tempfile
from hamilton.caching import fingerprinting
class Handle:
    "Cannot be pickled, as an open file cannot."
    def __init__(self, name): self.name, self.lock = name, lambda: None
@fingerprinting.hash_value.register(Handle)
def _hash_handle(obj, *args, depth: int = 0, **kwargs): return "handle-" + obj.name
show(fingerprinting.hash_value(Handle("a")), fingerprinting.hash_value([Handle("a")]), fingerprinting.hash_value.dispatch(Handle).__name__)
m = mod("def a(x: int) -> object:\n    import probe\n    return probe.Handle(str(x))\ndef b(a: object) -> str: return a.name\n")
with tempfile.TemporaryDirectory() as folder:
    for _ in range(2):
        dr = E.driver.Builder().with_modules(m).with_cache(path=folder, disable=["a"]).build()
        show(dr.execute(["b"], inputs={"x": 1}), {name: [str(each.event_type.value) for each in events] for name, events in sorted(dr.cache.logs(dr.cache.last_run_id).items())})
    show(dr.cache.version_data(Handle("z")))
