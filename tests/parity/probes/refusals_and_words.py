# %% an input that is no node as an output
for finals, inputs in ((["a", "zz"], {"x": 1, "zz": 5}), (["zz"], {"zz": 5}), (["zz"], {"x": 2}), (["x"], {"x": 5})):
    d = build("def a(x: int) -> int: return x\n")
    show(lambda: d.execute(finals, inputs=inputs), lambda: d.validate_execution(finals, inputs=inputs))
for finals, inputs in ((["a", "zz"], {"x": 1, "zz": 5}), (["zz", "a", "x"], {"x": 1, "zz": None}), (["x"], {"x": 5})):
    d = build("def a(x: int) -> int: return x\n", dynamic=True)
    show(lambda: d.execute(finals, inputs=inputs), lambda: d.validate_execution(finals, inputs=inputs))
# %% the cache set twice
import tempfile
t = tempfile.mkdtemp()
B = E.driver.Builder
A = E.__getattr__("caching.adapter").HamiltonCacheAdapter
show(lambda: type(B().with_cache(t).with_cache(t)).__name__)
show(lambda: type(B().with_cache(t).with_adapters(A(t))).__name__)
show(lambda: type(B().with_adapters(A(t)).with_cache(t)).__name__)
show(lambda: type(B().with_adapters(A(t)).with_adapters(A(t))).__name__)
show(lambda: type(B().with_adapters(A(t), A(t))).__name__)
show(lambda: type(B().with_adapters(A(t), A(t)).build()).__name__)
# %% other settings of a builder twice
B = E.driver.Builder
ex = E.__getattr__("execution.executors")
gr = E.__getattr__("execution.grouping")
one, manager = ex.SynchronousLocalTaskExecutor, ex.DefaultExecutionManager
def dynamic(): return B().enable_dynamic_execution(allow_experimental_mode=True)
show(lambda: B().enable_dynamic_execution(), lambda: dynamic().with_local_executor(one()).with_local_executor(one()))
show(lambda: dynamic().with_remote_executor(one()).with_remote_executor(one()))
show(lambda: B().with_local_executor(one()), lambda: B().with_remote_executor(1), lambda: B().with_grouping_strategy(1))
show(lambda: dynamic().with_grouping_strategy(gr.GroupNodesByLevel()).with_grouping_strategy(gr.GroupNodesByLevel()))
show(lambda: dynamic().with_remote_executor(one()).with_execution_manager(manager()))
show(lambda: dynamic().with_execution_manager(manager()).with_execution_manager(manager()))
show(lambda: B().with_adapter(1).with_adapter(2), lambda: B().with_materializers(1), lambda: B().with_materializers([1]))
# %% the reserved parameter output_name
F = E.function_modifiers
def no_doc(output_name: str) -> str: return ""
def other(a: str, output_name: str) -> str: return ""
def with_doc(a: str, output_name: str) -> str: "d {a}"
def plain(a: str) -> str: "d {a} {zz} {output_name}"
for fn, k in ((no_doc, "output_name"), (other, "a"), (with_doc, "a"), (plain, "a")):
    decorators = [F.parameterize_sources(t={k: "u"}), F.parameterized_inputs(t={k: "u"}), F.parameterize(t={k: F.source("u")})]
    decorators += [F.parameterize(t=({k: F.source("u")}, "doc {zz}")), F.parameterize_values(k, {("t", "d"): 3})]
    decorators += [F.parametrized(k, {("t", "d"): 3}), F.parametrized_input(k, {"u": ("t", "d {zz}")}), F.inject(**{k: F.source("u")})]
    for decorator in decorators:
        fails(lambda: decorator.validate(fn))
# %% docstrings that cannot be filled in
for doc in ("{", "}", "{}", "{0}", "{a} {}"):
    def fn(a: str) -> str: ...
    fn.__doc__ = doc
    F = E.function_modifiers
    for decorator in (F.parameterize_sources(t={"a": "u"}), F.parameterize(t={"a": F.source("u")}), F.inject(a=F.source("u"))):
        try:
            decorator.validate(fn)
            show("accepted")
        except Exception as error:
            show(type(error).__name__)
# %% what a dataloader returns
for t in ("Tuple[int, dict]", "Tuple[int, Dict]", "Tuple[int, Dict[str, Any]]", "Tuple[int, Dict[str, int]]", "Tuple[int, Dict[int, Any]]", "tuple[int, dict[str, int]]", "tuple[int, dict[int, int]]", "Tuple[int, int]", "Tuple[int]", "Tuple[int, dict, int]", "Tuple", "tuple", "int", "Tuple[int, ...]", "Tuple[int, Mapping[str, Any]]", "Tuple[int, Optional[dict]]", "Tuple[int, Any]", "Tuple[int, dict[Any, Any]]", "Tuple[int, collections.OrderedDict]", "Tuple[dict, int]", "List[int]"):
    show(lambda: t, lambda: graph(build('@dataloader()\ndef f(a: int) -> %s: return 1, {}\n' % t)))
# %% what a datasaver returns
for t in ("dict", "Dict", "Dict[str, Any]", "dict[str, Any]", "Mapping", "int", "None", "Any", "collections.OrderedDict", "Optional[dict]"):
    show(lambda: t, lambda: graph(build('@datasaver()\ndef f(a: int) -> %s: return {}\n' % t)))
# %% tuples that can be unpacked
for t in ("Tuple[int, int, ...]", "Tuple[..., int, int]", "Tuple[..., int]", "Tuple[int, ...]", "Tuple[int, int]", "tuple[int, ...]", "tuple[int, int]", "Tuple[int, str, int]", "Tuple", "tuple", "List[int]", "Tuple[int]", "int", "Any"):
    fails(lambda: t, lambda: graph(build('@unpack_fields("p", "q")\ndef f(a: int) -> %s: return (1, 2)\n' % t)))
# %% metadata of queries and files
import pandas as pd, tempfile, os
u = E.__getattr__("io.utils")
def told(m): return {k: {kk: vv for kk, vv in v.items() if kk not in ("timestamp", "last_modified")} for k, v in m.items()}
for q in ("SELECT 1", "my_table"):
    for r in (5, "abc", "7", None, [1, 2], 2.5, True, {"a": 1}, pd.DataFrame({"a": [1, 2]})):
        show(lambda: told(u.get_sql_metadata(q, r)))
show(lambda: told(u.get_file_metadata("/nowhere/x")), lambda: told(u.get_file_metadata("s3://b/k")), lambda: u.get_dataframe_metadata(1))
# %% lines of the logging adapter
import logging, io, re
H = E.__getattr__("plugins.h_logging")
def logs(text, finals, dynamic=True, overrides=None):
    logging.disable(logging.NOTSET)
    told = io.StringIO()
    logger = logging.getLogger("probe_logger")
    logger.handlers[:] = [logging.StreamHandler(told)]
    logger.setLevel(1)
    logger.propagate = False
    logger.handlers[0].setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    try:
        build(text, dynamic=dynamic, adapters=[H.LoggingAdapter(logger)]).execute(finals, inputs={"n": 2}, overrides=overrides or {})
    except ZeroDivisionError as error:
        told.write("raised %r" % error)
    logging.disable(logging.CRITICAL)
    lines = re.sub(r"[0-9a-f]{8}-[0-9a-f-]+", "ID", told.getvalue()).splitlines()
    for line in sorted(lines) if overrides else lines:
        if re.match(r"[A-Z]+ |raised", line): show(line)
block = "def items(n: int) -> Parallelizable[int]:\n    for i in range(n): yield i\ndef one(items: int) -> int: return items\ndef col(one: Collect[int]) -> int: return sum(one)\ndef after(col: int) -> int: return col\ndef bad(col: int) -> int: return 1//0\n"
logs(block, ["after"])
logs(block, ["col", "n"])
logs(block, ["bad"])
logs("def a(n: int) -> int: return n\ndef b(a: int) -> int: return a\ndef c(b: int) -> int: return 1//0\n", ["b"])
logs("def a(n: int) -> int: return n\ndef b(a: int) -> int: return a\ndef c(b: int) -> int: return 1//0\n", ["b"], False)
logs("def a(n: int) -> int: return n\ndef b(a: int) -> int: return a\ndef c(b: int) -> int: return 1//0\n", ["c"], False)
logs("def a(n: int) -> int: return n\ndef b(a: int) -> int: return a\n", ["b"], True, {"a": 4})
# %% frames of Dask, some rows without a value
import dask.dataframe as dd, pandas as pd, numpy as np
D = E.__getattr__("plugins.h_dask")
def frame(**o):
    r = D.DaskDataFrameResult.build_result(**o)
    c = r.compute()
    return type(r).__name__, list(c.columns), c.to_dict("list"), list(c.index)
s = pd.Series([1, 2, 3]); df = pd.DataFrame({"x": [1, 2], "y": [3, 4]})
ds = dd.from_pandas(s, npartitions=2); ddf = dd.from_pandas(df, npartitions=1)
for c in (dict(a=1, b="t"), dict(a=1, b=s), dict(b=s, a=1), dict(a="q", b=s), dict(a=s, b=pd.Series([5, 6])), dict(d=df), dict(d=df, a=1), dict(a=1, d=df), dict(a=ds, b=1), dict(a=ddf), dict(a=[1, 2, 3], b=1), {}, dict(a=np.array([1, 2, 3]), b=1), dict(a=ds.sum(), b=ds), dict(a={"k": 1}, b=s), dict(a=pd.Series([1, 2], index=["u", "v"]), b=3), dict(a=[1, 2]), dict(a=df, b=df), dict(a=(1, 2, 3), b=1), dict(a=1, b=s, c=5), dict(a=[1], b=s, c=5), dict(b=s, l=[1, 2], c=5)):
    show(lambda: frame(**c))
# %% the graph adapter of Dask without a client
D = E.__getattr__("plugins.h_dask")
m = "def a(x: int) -> int: return x + 1\ndef b(a: int) -> int: return a * 2\n"
class Unreachable:
    def __getattr__(self, name): raise RuntimeError(name)
for client in (None, "client", Unreachable()):
    show(lambda: build(m, adapters=[D.DaskGraphAdapter(client, result_builder=E.base.DictResult())]).execute(["a", "b"], inputs={"x": 1}))
    show(lambda: build(m, adapters=[D.DaskGraphAdapter(client, result_builder=E.base.DictResult(), use_delayed=False)]).execute(["a", "b"], inputs={"x": 1}))
    show(lambda: build(m, adapters=[D.DaskGraphAdapter(client)]).execute(["a", "b"], inputs={"x": 1}))
# %% a mutator defined twice
for text in ("def a(x: int) -> int: return x\n@mutate(a)\ndef _m(r: int) -> int: return r + 1\n@mutate(a)\ndef _m(r: int) -> int: return r * 10\n", "def a(x: int) -> int: return x\ndef b(x: int) -> int: return x\n@mutate(a)\ndef _m(r: int) -> int: return r + 1\n@mutate(a, b)\ndef _m(r: int) -> int: return r * 10\n@mutate(a)\ndef _m(r: int) -> int: return r - 3\n"):
    d = build(text)
    graph(d)
    show(lambda: d.execute(["a"], inputs={"x": 1}))
# %% results stored as plain pickles
import tempfile, pickle, os
t = tempfile.mkdtemp()
store = E.__getattr__("caching.stores.file").FileResultStore(t)
for name, value in (("k1", {"a": 1}), ("k2", [1, (2, 3)]), ("k3", ("x", None)), ("k4", None), ("k5", 2.5)):
    with open(os.path.join(t, name), "wb") as f: f.write(pickle.dumps(value))
    show(lambda: store.get(name), lambda: store.exists(name))
show(lambda: store.get("nope"), lambda: store.exists("nope"))
# %% differences of schemas
import pyarrow as pa
S = E.__getattr__("plugins.h_schema")
a = pa.schema([pa.field("x", pa.int64(), metadata={"k": "v"}), ("y", pa.string())], metadata={"m": "n"})
b = pa.schema([pa.field("x", pa.int64(), metadata={"k": "v"}), ("y", pa.int64()), ("z", pa.string())], metadata={"m": "o"})
c = pa.schema([pa.field("x", pa.int64(), metadata={"k": "w"}), ("y", pa.string())], metadata={"m": "n"})
e = pa.schema([pa.field("x", pa.int64()), ("y", pa.string())])
f = pa.schema([pa.field("x", pa.int32(), metadata={"k": "v"}), ("y", pa.string())], metadata={"m": "n"})
def flat(v):
    if hasattr(v, "diff"): return (v.diff.value, flat(v.value))
    return {k: flat(v[k]) for k in sorted(v)} if isinstance(v, dict) else v
for n, p, kw in (("aa", (a, a), {}), ("ab", (a, b), {}), ("af", (a, f), {}), ("ac", (a, c), {}), ("ea", (e, a), {}), ("ab", (a, b), {"check_schema_metadata": True}), ("af", (a, f), {"check_schema_metadata": True}), ("ac", (a, c), {"check_schema_metadata": True, "check_field_metadata": True}), ("ea", (e, a), {"check_schema_metadata": True, "check_field_metadata": True}), ("ae", (a, e), {"check_schema_metadata": True, "check_field_metadata": True})):
    show(lambda: (n, kw, flat(S.diff_schemas(*p, **kw))))
for n, p, kw in (("ac", (a, c), {"check_field_metadata": True}), ("ea", (e, a), {"check_field_metadata": True}), ("ae", (a, e), {"check_field_metadata": True})):
    show(lambda: (n, kw, flat(S.diff_schemas(*p, **kw))))
# %% arguments of loaders and savers and their types
import typing, dataclasses, re
R = E.registry
# Some have types that only their library's own checker can resolve.
skipped = {("PolarsJSONReader", "schema"), ("PolarsJSONReader", "schema_overrides"), ("PolarsNDJSONReader", "schema"), ("PolarsNDJSONReader", "schema_overrides"), ("PolarsDatabaseReader", "connection"), ("PolarsDatabaseWriter", "connection"), ("PolarsSpreadsheetWriter", "workbook"), ("PandasORCReader", "filesystem"), ("PolarsSpreadsheetWriter", "column_totals")}
for extension in ("pandas", "polars", "polars_lazyframe", "numpy", "yaml", "plotly", "matplotlib", "pydantic"):
    R.load_extension(extension)
for kind in (R.LOADER_REGISTRY, R.SAVER_REGISTRY):
    for key in sorted(kind):
        for cls in sorted(kind[key], key=lambda each: each.__name__):
            if cls.__module__.rpartition(".")[2].partition("_")[0] not in ("default", "pandas", "polars", "numpy", "yaml", "plotly", "matplotlib"): continue
            try:
                hints = typing.get_type_hints(cls)
            except NameError:
                hints = {each.name: each.type for each in dataclasses.fields(cls)}
            for each in dataclasses.fields(cls):
                if (cls.__name__, each.name) not in skipped:
                    text = re.sub(r"typing.Union\[(.*)\]", r"\1", str(hints[each.name])).replace(", ", " | ")
                    show(f"{key} {cls.__name__} {each.name} {text} {each.default!r}")
# %% validators
import inspect
dv, base = E.__getattr__("data_quality.default_validators"), E.__getattr__("data_quality.base")
def below(cls): return {cls} | {each for sub in cls.__subclasses__() for each in below(sub)}
found = sorted((c for c in below(base.BaseDefaultValidator) if c.__module__.endswith("default_validators")), key=lambda c: c.__name__)
for c in found:
    show((c.__name__, c.arg(), c.name(), inspect.isabstract(c), list(inspect.signature(c.__init__).parameters)))
show([c.__name__ for c in dv.AVAILABLE_DEFAULT_VALIDATORS if c.__module__.endswith("default_validators")])
