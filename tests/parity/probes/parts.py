# %% decorators by hand
fm = E.function_modifiers; node = E.node; base = E.__getattr__("function_modifiers.base")
def lines(nodes): return sorted((n.name, str(n.type), {k: (str(t), d.name) for k, (t, d) in n.input_types.items()}, n.documentation or "", n.tags) for n in nodes)
def concat(up: str, st: str = "s") -> str:
    """Doc {up} {st}."""
    return up + st
one = node.Node.from_fn(concat)
p = fm.parameterize(a={"up": fm.source("foo"), "st": fm.value("x")}, b=({"up": fm.value("q")}, "own doc {up}"))
p.validate(concat)
show(lines(p.expand_node(one, {}, concat)), [n(foo="1") if "foo" in n.input_types else n(st="2") for n in p.expand_node(one, {}, concat)])
show(p.format_doc_string(concat.__doc__, "a"), type(p.parameterization).__name__)
ps = fm.parameterize_sources(a=dict(up="x")); show(lines(ps.expand_node(one, {}, concat)))
pv = fm.parameterize_values("up", {("a", "d1"): "1", ("b", "d2"): "2"}); show(lines(pv.expand_node(one, {}, concat)))
i = fm.inject(up=fm.source("y")); show(lines(i.expand_node(one, {}, concat)))
show(fm.config.when(k=1).resolve(concat, {"k": 1}).__name__, fm.config.when(k=1).resolve(concat, {"k": 2}), fm.config.when(name="other", k=1).resolve(concat, {"k": 1}).__name__)
def fn__v1() -> int: return 1
show(fm.config.when_in(k=[1]).resolve(fn__v1, {"k": 1}).__name__, fm.config.when_not_in(k=[1]).resolve(fn__v1, {"k": 1}), fm.config.when_not(k=1).resolve(fn__v1, {"k": 2}).__name__)
show(fm.config.when(k=1).required_config(), fm.config.when(k=1).optional_config(), fm.config(lambda c: True).required_config(), fm.config.when(k=1, j=2).optional_config())

# %% extractors by hand
fm = E.function_modifiers; node = E.node
import pandas as pd
from typing import Dict, Any
def lines(nodes): return sorted((n.name, str(n.type), {k: (str(t), d.name) for k, (t, d) in n.input_types.items()}, n.documentation or "") for n in nodes)
def df(a: int) -> pd.DataFrame:
    """Doc."""
    return pd.DataFrame({"x": [a], "y": [2]})
e = fm.extract_columns("x", "y", "z", fill_with=7); e.validate(df)
made = e.transform_node(node.Node.from_fn(df), {}, df)
show(lines(made), [list(n(a=1).columns) for n in made if n.name == "df"])
def d(a: int) -> Dict[str, int]: return {"x": a}
e = fm.extract_fields({"x": int, "q": int}, fill_with=3); e.validate(d)
made = list(e.transform_node(node.Node.from_fn(d), {}, d))
show(lines(made), made[0](a=2), [n(d={"x": 1, "q": 2}) for n in made[1:]])
u = fm.unpack_fields("l", "r")
def t() -> tuple[int, str]: return 1, "a"
u.validate(t); made = list(u.transform_node(node.Node.from_fn(t), {}, t)); show(lines(made), [n(t=(1, "a")) for n in made[1:]])
fails(lambda: fm.extract_columns("a").validate(d), lambda: fm.extract_fields({"a": int}).validate(df), lambda: fm.extract_columns(1), lambda: fm.extract_fields({"a": "b"}))
pe = fm.parameterize_extract_columns(fm.ParameterizedExtract(("o1", "o2"), {"a": fm.source("w")}))
show(lines(pe.expand_node(node.Node.from_fn(df), {}, df)))

# %% others by hand
fm = E.function_modifiers; node = E.node; base = E.__getattr__("function_modifiers.base"); rec = E.__getattr__("function_modifiers.recursive"); mac = E.__getattr__("function_modifiers.macros")
def lines(nodes): return sorted((n.name, str(n.type), {k: (str(t), d.name) for k, (t, d) in n.input_types.items()}, n.tags) for n in nodes)
def a(x: int) -> int: return x
def b(a: int, k: int = 1) -> int: return a + k
def sub(b: int) -> int: return b
s = fm.subdag(a, b, inputs={"x": fm.source("zz"), "k": fm.value(3)}, config={"m": 1}, namespace="ns"); s.validate(sub)
show(lines(s.generate_nodes(sub, {"m": 2})))
ps = fm.parameterized_subdag(a, b, one={"inputs": {"x": fm.value(1)}}, two={}); ps.validate(sub); show(lines(ps.generate_nodes(sub, {})))
t = fm.tag(q="v", w=["1", "2"]); t.validate(sub); show(t.decorate_node(node.Node.from_fn(a)).tags)
show(fm.tag_outputs(a={"k": "v"}).decorate_node(node.Node.from_fn(a)).tags)
c = fm.check_output(range=(0, 3), importance="fail"); show(lines(c.transform_node(node.Node.from_fn(a), {}, a)))
st = fm.step(b, k=fm.source("kk")); show(st.fn.__name__, st.bind_function_args("in"), st.named("n").name, st.named("n", namespace="q").namespace, st.when(z=1).resolves({"z": 1}), st.when(z=1).resolves({}))
def target(p: int, q: int) -> int: return p + q
pi = fm.pipe_input(fm.step(b, k=5).named("first"), fm.step(a)); pi.validate(target)
show([lines(x) if isinstance(x, list) else x for x in pi.inject_nodes({"p": int, "q": int}, {}, target)], lines(pi.transform_dag([node.Node.from_fn(target)], {}, target)))
po = fm.pipe_output(fm.step(a), fm.step(b, k=fm.value(2))); po.validate(target); show(lines(po.transform_node(node.Node.from_fn(target), {}, target)), lines(po.transform_dag([node.Node.from_fn(target)], {}, target)))
def summed(**kw: int) -> int: return sum(kw.values())
def tomake(p: int, q: int) -> int: pass
do = fm.does(summed); do.validate(tomake); made = do.generate_nodes(tomake, {}); show(lines(made), made[0](p=1, q=2))
show(lines(fm.load_from.literal(value=3).transform_dag([node.Node.from_fn(a)], {}, a)), lines(fm.save_to.memory().transform_node(node.Node.from_fn(a), {}, a)), lines(fm.save_to.memory(output_name_="o").transform_dag([node.Node.from_fn(a)], {}, a)))
show(base.NodeTransformer.select_nodes(None, [node.Node.from_fn(a), node.Node.from_fn(b)])[0].name, [n.name for n in base.NodeTransformer.compliment([node.Node.from_fn(a), node.Node.from_fn(b)], [node.Node.from_fn(a)])], base.NodeInjector.find_injectable_params([node.Node.from_fn(a), node.Node.from_fn(b)]))
show(lines(base.resolve_nodes(fm.tag(k="v")(fm.extract_fields({"f": int})(lambda_ := (lambda: None))) if False else fm.tag(k="v")(b), {})))
show(lambda: base.resolve_config("dec", {"a": 1, "b": 2}, ["a"], {"c": 4}), lambda: base.resolve_config("dec", {"b": 2}, ["a"], {"c": 4}), lambda: base.resolve_config("dec", {"b": 2}, None, None))
show(lines(rec.subdag.collect_nodes({"m": 1}, [a, b])) if hasattr(rec.subdag, "collect_nodes") else "no")
dl = fm.dataloader()
def ld(x: int) -> tuple[int, dict]: return x, {}
show(lines(dl.generate_nodes(ld, {})))
ds = fm.datasaver()
def sv(x: int) -> dict: return {}
show(lines(ds.generate_nodes(sv, {})))

# %% lifecycle sets, hooks and misuse
lb = E.__getattr__("lifecycle.base"); lc = E.lifecycle
class Good(lc.NodeExecutionHook):
    def run_before_node_execution(self, *, node_name, **kw): pass
    def run_after_node_execution(self, *, node_name, **kw): pass
s = lb.LifecycleAdapterSet(Good(), E.base.DictResult())
show([s.does_hook(n, is_async=False) for n in ("pre_node_execute", "post_node_execute", "pre_graph_execute")], [s.does_method(n, is_async=False) for n in ("do_build_result", "do_node_execute")], [type(a).__name__ for a in s.adapters])
show(lambda: s.call_lifecycle_method_sync("do_build_result", outputs={"a": 1}), lambda: s.does_method("do_build_result", is_async=False))
show(sorted(lb.REGISTERED_SYNC_HOOKS), sorted(lb.REGISTERED_SYNC_METHODS), sorted(lb.REGISTERED_ASYNC_HOOKS), sorted(lb.REGISTERED_ASYNC_METHODS), sorted(lb.REGISTERED_SYNC_VALIDATORS))

# %% modules on the fly
import types
ah = E.ad_hoc_utils
def f(x: int) -> int: return x
def _g(x: int) -> int: return x
m = ah.create_temporary_module(f, module_name="tmp_" + E.engine); show(m.__name__, m.f.__module__, m.f(3), m.f is f)

show(isinstance(ah.module_from_source("def a() -> int: return 1", "mfs_" + E.engine), types.ModuleType))

# %% data adapters by hand
io = E.__getattr__("io.default_data_loaders"); utils = E.__getattr__("io.utils"); reg = E.registry
import tempfile, os
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "f.json")
    show(sorted(io.JSONDataSaver(path=p).save_data({"a": 1})), io.JSONDataLoader(path=p).load_data(dict)[0], sorted(utils.get_file_metadata(p)["file_metadata"]))
    show(io.PickleSaver(path=p).save_data([1]) and io.PickleLoader(path=p).load_data(list)[0], io.LiteralValueDataLoader(value=3).load_data(int), io.InMemoryResult().save_data({"q": 1}))
import pandas as pd
show(utils.get_dataframe_metadata(pd.DataFrame({"a": [1]}))["dataframe_metadata"], sorted(utils.get_sql_metadata("t", 3)["sql_metadata"]))
show(io.JSONDataLoader.name(), io.JSONDataLoader.applicable_types(), io.JSONDataLoader.applies_to(dict), io.JSONDataSaver.applies_to(dict), io.JSONDataLoader.can_load(), io.JSONDataLoader.can_save() if hasattr(io.JSONDataLoader, "can_save") else None, io.JSONDataLoader.get_required_arguments(), io.JSONDataLoader.get_optional_arguments())
fails(lambda: reg.get_column_type_from_df_type(int))  # the rest lists what was imported so far
show(reg.get_column_type_from_df_type(pd.DataFrame), lambda: reg.get_column(pd.DataFrame({"a": [1]}), "a").tolist(), lambda: reg.fill_with_scalar(pd.DataFrame({"a": [1]}), "b", 3).to_dict())

# %% types by hand
ht = E.htypes
import typing
from typing import *
import pandas as pd
for one, two in ((int, int), (int, float), (bool, int), (List[int], list), (list, List[int]), (Dict[str, int], dict), (Optional[int], Union[int, None]), (int, Any), (Any, int), (pd.Series, Any), (Annotated[int, "a"], int)):
    show((str(one), str(two), ht.custom_subclass_check(one, two) if Any not in (one, two) else None, ht.types_match(one, two)))
for t in (int, List[int], Optional[int], Union[int, str], Any, Dict[str, List[int]], pd.DataFrame, Annotated[int, "x"], type(None), Callable[[int], int], Literal["a"]):
    show(ht.get_type_as_string(t))
show(ht.check_instance([1], List[int]), ht.check_instance(["a"], List[int]), ht.check_instance({"a": 1}, Dict[str, int]), ht.check_instance(1, Optional[int]), ht.check_instance(None, Optional[int]), ht.check_instance("a", Union[int, float]))
show(ht.column[pd.Series, int], lambda: ht.column[pd.Series], lambda: ht.get_type_information(ht.column[pd.Series, int]) if hasattr(ht, "get_type_information") else None)
import numpy as np
for t in (int, ht.column[pd.Series, int], Annotated[pd.Series, np.float64], Annotated[pd.Series, bool]):
    show(ht.validate_type_annotation(t) in (None, True))
for t in (Annotated[pd.Series, dict], Annotated[int, int], Annotated[pd.Series, int, str]):
    try: ht.validate_type_annotation(t)
    except ht.InvalidTypeException: show("refused")

# %% nodes by hand
node = E.node
def fn(a: int, b: "str" = "x", *, c: float = 1.0) -> list:
    """Doc."""
    return [a, b, c]
n = node.Node.from_fn(fn)
show(n.name, n.type, n.documentation, {k: (v[0], v[1].name) for k, v in n.input_types.items()}, n.node_role.name, n.user_defined, n.namespace, n.tags, n.default_parameter_values, repr(n), str(n), n == n.copy(), n.callable is fn)
show(n(a=1), n.copy_with(name="q").name, n.copy_with(tags={"x": "y"}).tags, n.copy_with(include_refs=False).name, node.DependencyType.REQUIRED.value, [t.name for t in node.NodeType])
show(node.matches_query({"a": "b", "c": ["d", "e"]}, {"a": "b"}), node.matches_query({"a": "b"}, {"a": None}), node.matches_query({"c": ["d"]}, {"c": ["d", "q"]}), node.matches_query({"a": "b"}, {"z": None}))
r = n.reassign_inputs(input_names={"a": "zz"}, input_values={"b": "fixed"}); show({k: (v[0], v[1].name) for k, v in r.input_types.items()}, r(zz=5))
n.add_tag("k", "v"); show(n.tags)
