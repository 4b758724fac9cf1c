# %% final variables
dr = build("def a(x: int) -> int: return x + 1\ndef b(a: int, y: int = 2) -> int: return a * y", config={"k": 5})
m = dr.graph_modules[0]
node = {n.name: n for n in dr.list_available_variables()}
show(lambda: dr.execute([m.a, node["b"], "x", "k"], inputs={"x": 1}), lambda: dr.execute(["b", "b", "a"], inputs={"x": 1}), lambda: dr.execute([], inputs={}))
show(lambda: dr.execute("b", inputs={"x": 1}), lambda: dr.execute(["y"], inputs={"x": 1}), lambda: dr.execute(["b"], {"a": 10}), lambda: dr.execute(["b"], inputs={"x": 1, "extra": 3}))
show(lambda: dr.execute(["extra"], inputs={"x": 1, "extra": 3}), lambda: dr.execute(["b"], inputs={"k": 1, "x": 1}), lambda: dr.execute(["b"], inputs={"a": 10, "x": 1}))
show(lambda: dr.execute(["nope", "nada"], inputs={"x": 1}), lambda: dr.execute(["b"]), lambda: dr.execute(["b"], inputs={"x": "s"}), lambda: dr.execute(["b"], inputs={"x": 1, "y": "s"}))
show(lambda: dr.execute([3], inputs={"x": 1}), lambda: dr.execute([len], inputs={"x": 1}), lambda: dr.execute(["b"], overrides={"x": 10}), lambda: dr.execute(["b"], overrides={"x": 10}, inputs={"x": 1}))
show(lambda: dr.execute(["b"], overrides={"y": 10}, inputs={"x": 1}), lambda: dr.execute(["b", "a"], overrides={"a": 5}), lambda: dr.execute(["b"], overrides={"nope": 5}, inputs={"x": 1}))
show(lambda: dr.execute(["x"], inputs={}), lambda: dr.execute(["a"], overrides={"a": "text"}), lambda: dr.execute(["k"], overrides={"k": "text"}), lambda: dr.execute(["x"], overrides={"x": 4}, inputs={"x": 1}))
class Named: name = "b"
show(lambda: dr.execute([Named()], inputs={"x": 1}))
show(lambda: dr.execute(["b"], inputs={"x": 1, 2: 3}, overrides={4: 5}), lambda: dr.export_execution(["extra", "k"], inputs={"extra": 3}))
from hamilton import lifecycle
class Path(lifecycle.GraphExecutionHook):
    def run_before_graph_execution(self, *, execution_path, **more): show(sorted(execution_path))
    def run_after_graph_execution(self, *, success, **more): show(success)
hooked = build(m, adapters=[Path()])
show(lambda: hooked.execute(["extra"], inputs={"extra": 3}), lambda: hooked.execute(["extra", "a"], inputs={"x": 1, "extra": 3}), lambda: hooked.execute(["other"], inputs={"x": 1}))
show(dr.cache, dr.config, [type(a).__name__ for a in dr.adapter.adapters] if hasattr(dr.adapter, "adapters") else type(dr.adapter).__name__)

# %% validate_execution and raw_execute
dr = build("def a(x: int) -> int: return x + 1\ndef b(a: int, y: int = 2) -> int: return a * y")
show(lambda: dr.validate_execution(["b"], inputs={"x": 1}), lambda: dr.validate_execution(["b"]), lambda: dr.validate_execution(["b"], overrides={"a": 1}), lambda: dr.validate_execution(["nope"]))
show(lambda: dr.raw_execute(["b"], {"a": 1}), lambda: dr.raw_execute(["b"]))
from hamilton.io.materialization import to
show(lambda: dr.validate_materialization(to.memory(id="s", dependencies=["b"]), inputs={"x": 1}), lambda: dr.validate_materialization(to.memory(id="s", dependencies=["b"])), lambda: dr.validate_materialization(to.memory(id="s", dependencies=["nope"]), inputs={"x": 1}))
show(lambda: dr.validate_materialization(additional_vars=["b"], inputs={"x": 1}))

# %% queries
dr = build("def a(x: int) -> int: return x\ndef b(a: int, y: int = 2) -> int: return a\ndef c(a: int) -> int: return a\ndef d(b: int, c: int) -> int: return b\ndef z(w: int) -> int: return w")
names = lambda found: sorted(n.name for n in found)
show(lambda: names(dr.what_is_upstream_of("d")), lambda: names(dr.what_is_upstream_of("b", "z")), lambda: names(dr.what_is_downstream_of("x")), lambda: names(dr.what_is_downstream_of("c", "w")))
show(lambda: names(dr.what_is_the_path_between("x", "d")), lambda: names(dr.what_is_the_path_between("c", "b")), lambda: names(dr.what_is_the_path_between("a", "a")))
show(lambda: dr.what_is_the_path_between("nope", "b"), lambda: dr.what_is_the_path_between("b", "nope"), lambda: dr.what_is_upstream_of("nope"), lambda: dr.what_is_downstream_of("b", "nope"))
show(lambda: dr.has_cycles(["d"]), lambda: dr.visualize_path_between("d", "a"), lambda: dr.list_available_variables({"a": "b"}))
import json
show(lambda: json.loads(dr.export_execution(["d"], inputs={"x": 1})), lambda: dr.export_execution(["d"]), lambda: json.loads(dr.export_execution(["d"], inputs={"x": 1, "y": 2}, overrides={"b": 1})))
show([n.as_dict() for n in dr.list_available_variables()], [repr(n) for n in dr.list_available_variables()], [n.version for n in dr.list_available_variables()])

# %% old-style driver
m = mod("def a(x: int) -> int: return x + 1\ndef s(a: int) -> pd.Series: return pd.Series([a, 2])\ndef df(s: pd.Series) -> pd.DataFrame: return pd.DataFrame({'c': s})\ndef t() -> str: return 't'")
dr = E.driver.Driver({"x": 1}, m)
show(lambda: dr.execute(["a"]), lambda: dr.execute(["a", "t"]), lambda: dr.execute(["a", "s"]), lambda: dr.execute(["df"]), lambda: dr.execute(["df", "s"]), lambda: dr.execute(["x"]), lambda: dr.execute([]))
show(lambda: E.driver.Driver({}, m, adapter=E.base.DefaultAdapter()).execute(["a"], inputs={"x": 2}), lambda: E.driver.Driver({}, m, adapter=[E.base.DictResult()]).execute(["t"]))
show(lambda: E.driver.Driver({}, m, adapter=E.base.SimplePythonGraphAdapter(E.base.DictResult())).execute(["t"]), lambda: E.driver.Driver({}, m, adapter=E.base.SimplePythonDataFrameGraphAdapter()).execute(["t"]))
show(lambda: E.driver.Driver({}, m, adapter=E.base.SimplePythonGraphAdapter()).execute(["t"]), lambda: E.driver.Driver({}, m, m), lambda: E.driver.Driver({}, m, m, allow_module_overrides=True).execute(["t"]))
show(lambda: E.driver.Driver({}, m, adapter=[E.base.DictResult(), E.base.PandasDataFrameResult()]))

# %% builder misuse
B = E.driver.Builder
ex = E.__getattr__("execution.executors"); gr = E.__getattr__("execution.grouping")
fails(lambda: B().with_adapter(E.base.DictResult()).with_adapter(E.base.DictResult()), lambda: B().enable_dynamic_execution(), lambda: B().with_remote_executor(ex.SynchronousLocalTaskExecutor()))
fails(lambda: B().with_local_executor(ex.SynchronousLocalTaskExecutor()), lambda: B().with_grouping_strategy(gr.GroupNodesByLevel()), lambda: B().with_execution_manager(None))
D = lambda: B().enable_dynamic_execution(allow_experimental_mode=True)
L = ex.SynchronousLocalTaskExecutor
fails(lambda: D().with_remote_executor(L()).with_remote_executor(L()), lambda: D().with_local_executor(L()).with_local_executor(L()), lambda: B().with_remote_executor(L()))
fails(lambda: D().with_execution_manager(ex.DefaultExecutionManager(L(), L())).with_local_executor(L()), lambda: D().with_grouping_strategy(gr.GroupNodesByLevel()).with_grouping_strategy(gr.GroupNodesByLevel()))
fails(lambda: B().with_cache().with_cache(), lambda: B().with_materializers([1]), lambda: B().with_cache(disable=True, recompute=True).build())
fails(lambda: B().with_cache(disable=["a"], recompute=["a"]).build().cache.run_ids, lambda: B().build().execute([]), lambda: B().build().list_available_variables())
dr = D().with_modules(mod("def a(x: int) -> int: return x")).build()
show(type(dr.graph_executor).__name__, type(dr.graph_executor.execution_manager).__name__, type(dr.graph_executor.grouping_strategy).__name__, type(dr.graph_executor.execution_manager.local_executor).__name__, type(dr.graph_executor.execution_manager.remote_executor).__name__)
show(type(B().build().graph_executor).__name__)

# %% errors at build
for text in ("def a(x: int): return 1", "def a(x) -> int: return 1", "def a() -> int: return 1\ndef b(a: str) -> int: return 1", "def a(x: int) -> int: return 1\ndef b(x: str) -> int: return 1",
             "def a() -> int: return 1\ndef b(a: int) -> int: return 1\ndef c(a: float, b: str) -> int: return 1"):
    show(lambda: build(text))
m1 = mod("def foo(x: int) -> int: return x", "m1"); m2 = mod("def foo(x: int) -> int: return -x\ndef bar(foo: int) -> int: return foo", "m2")
show(lambda: build(m1, m2), lambda: build(m1, m2, overrides=True).execute(["bar"], inputs={"x": 1}), lambda: build(m2, m1, overrides=True).execute(["bar"], inputs={"x": 1}))
show(lambda: build(m1, mod("def foo(x: int) -> str: return x\n", "m3"), m2, overrides=True).execute(["bar"], inputs={"x": 1}), lambda: build(m2, mod("def foo(x: int) -> str: return x\n", "m3"), overrides=True))
show(lambda: build(m2, mod("@config.when(k=1)\ndef foo__x(x: int) -> str: return x\n", "m4"), overrides=True).execute(["bar"], inputs={"x": 1}))
show(lambda: build(m1, mod("@tag(a='b')\n@extract_fields({'foo': int, 'baz': int})\ndef ef(x: int) -> dict: return {'foo': 100, 'baz': 2}\n", "m5"), m2 if False else mod("def baz(foo: int) -> int: return foo + 1", "m6"), overrides=True).execute(["foo", "baz", "ef"], inputs={"x": 1}))
show(lambda: build("def a(x: int) -> int: return 1\nb = a", overrides=True).execute(["a"], inputs={"x": 1}))

# %% errors at execution
dr = build("def a(x: int, z: float) -> int: return x\ndef b(x: int, a: int) -> int: return a\ndef c(a: int) -> int: raise RuntimeError('boom')\ndef d(k: int) -> int: return k\ndef e(z: float = 1.0, x: int = 3) -> int: return x", config={"k": "text"})
show(lambda: dr.execute(["b"]), lambda: dr.execute(["b"], inputs={"x": "s", "z": 1}), lambda: dr.execute(["c"], inputs={"x": 1, "z": 1.0}), lambda: dr.execute(["d"]), lambda: dr.execute(["a"], inputs={"k": 1, "x": 1}))
show(lambda: dr.execute(["e"]), lambda: dr.execute(["e", "a"]), lambda: dr.execute(["z"]), lambda: dr.execute(["e"], inputs={"x": "s"}))
other = mod("def f() -> int: return 1\ndef a() -> int: return 3", "other")
show(lambda: dr.execute([other.f]), lambda: dr.execute([other.a]), lambda: dr.execute([None]), lambda: dr.execute([print]))
show(lambda: dr.visualize_execution(["b"]), lambda: dr.visualize_execution(["nope"]))

# %% copies and config
B = E.driver.Builder
m = mod("def a(x: int) -> int: return x")
one = B().with_modules(m).with_config({"x": 1})
two = one.copy().with_config({"x": 2})
show(one.build().execute(["a"]), two.build().execute(["a"]))
three = B().with_config({"x": 1}).with_config({"y": 2, "x": 5}).with_modules(m)
show(three.build().config, three.build().execute(["x", "y"]))

# %% order of execution
order = []
import builtins
builtins._order = order
try:
    dr = build("""
import builtins
def _say(n): builtins._order.append(n); return 1
def zz() -> int: return _say('zz')
def aa() -> int: return _say('aa')
def mid(zz: int, aa: int) -> int: return _say('mid')
def last(mid: int, zz: int) -> int: return _say('last')
def side(zz: int) -> int: return _say('side')
""")
    for wanted in (["last", "aa"], ["aa", "last"], ["side", "mid"], ["zz"]):
        order.clear(); dr.execute(wanted); show(list(order))
    order.clear(); dr.execute(["last"], overrides={"mid": 1}); show(list(order))
    order.clear(); dr.execute(["last", "zz"], overrides={"zz": 1}); show(list(order))
finally:
    del builtins._order

# %% async functions under the synchronous driver
import inspect
dr = build("async def a(x: int) -> int: return x\ndef b(a: int) -> bool:\n    import inspect\n    r = inspect.iscoroutine(a); a.close(); return r")
show(dr.execute(["b"], inputs={"x": 1}))

# %% narrowing of shared inputs
for one, two in (("Union[int, str]", "int"), ("int", "Union[int, str]"), ("Optional[int]", "int"), ("bool", "int"), ("int", "bool"), ("Any", "int"), ("int", "Any"), ("int", "float"), ("Union[int, str]", "Union[str, float]"),
                 ("List[int]", "list"), ("list", "List[int]"), ("Optional[int]", "Optional[str]"), ("Dict[str, int]", "Mapping[str, int]"), ("object", "int"), ("int", "int"), ("np.ndarray", "Any"), ("pd.Series", "object")):
    show(one + " " + two, lambda: [str(n.type) for n in build(f"def a(x: {one}) -> int: return 1\ndef b(x: {two}) -> int: return 1").list_available_variables() if n.name == "x"])

# %% connecting types
ok = "int,Any;Any,int;int,object;bool,int;np.float64,float;int,Optional[int];int,Union[int,str];Union[int,str],Union[str,int];None,Optional[int];list,Optional[List[int]];List[int],Union[List[int],str];list,List;List[int],list;list,List[int];list[int],List[int];List[int],Sequence[int];List[int],Iterable[int];Dict[str,int],Mapping[str,int];Dict[str,int],dict;Tuple[int,str],tuple;Set[int],set;Type[int],type;Annotated[int,'m'],int;int,Annotated[int,'m'];Annotated[int,'a'],Annotated[int,'b'];Parallelizable[int],int;int,Collect[int];bool,Collect[int];Callable,Callable"
bad = "object,int;int,float;float,int;int,bool;np.int64,int;Optional[int],int;Union[int,str],int;List[int],List[str];List[bool],List[int];Tuple[int,str],Tuple[int,int];Tuple[int,...],Tuple[int,int];Parallelizable[int],List[int];Optional[int],Collect[int];str,Literal['a'];Callable[[int],int],Callable[[str],int]"
def pairs(text):
    depth, part, out = 0, "", []
    for c in text + ";":
        depth += c == "["; depth -= c == "]"
        if c == ";": out.append(part.split("\0")); part = ""
        else: part += "\0" if c == "," and depth == 0 and "\0" not in part else c
    return out
for text in (ok, bad):
    for one, two in pairs(text):
        def both():
            build(f"def a() -> {one}: return 1\ndef b(a: {two}) -> int: return 1", dynamic=True)
            return "fits"
        show(one + " -> " + two)
        fails(both)

# %% protocols, type variables, typed dicts and generics
pre = """
T = TypeVar('T')
class G(Generic[T]): pass
class S(G[int]): pass
class P(G[T]): pass
@runtime_checkable
class HasX(Protocol):
    def x(self) -> int: ...
class X:
    def x(self) -> int: return 1
class TD(TypedDict):
    a: int
import enum
class En(enum.Enum): A = 1
class IE(enum.IntEnum): A = 1
N = NewType('N', int)
class Base: pass
class Sub(Base): pass
"""
for one, two in (("X", "HasX"), ("int", "HasX"), ("T", "T"), ("Any", "T"), ("T", "int"), ("TD", "dict"), ("TD", "Dict[str, Any]"), ("TD", "Mapping"), ("S", "G"), ("P", "G"), ("En", "int"), ("IE", "int"), ("int", "N"), ("Sub", "Base"), ("Base", "Sub"), ("'Sub'", "Base")):
    def both():
        build(pre + f"def a() -> {one}: return 1\ndef b(a: {two}) -> int: return 1")
        return "fits"
    show(one + " -> " + two)
    fails(both)

# %% values of inputs
import numpy as np, collections
values = {"True": True, "None": None, "1": 1, "1.0": 1.0, "'a'": "a", "['a']": ["a"], "[1]": [1], "[1,'a']": [1, "a"], "(1,2)": (1, 2), "[]": [], "{'a'}": {"a"}, "{1}": {1}, "'abc'": "abc", "{'a':'b'}": {"a": "b"}, "f64": np.float64(1), "i64": np.int64(1), "(1,'a')": (1, "a"), "('a',1)": ("a", 1), "print": print, "b'x'": b"x", "frozen": frozenset([1]), "{}": {}}
for typ in ("int", "float", "bool", "str", "List[int]", "list", "Set[int]", "Iterable[int]", "Sequence[str]", "Dict[str,int]", "dict", "T", "Literal['a','b']", "tuple", "Optional[int]", "Union[int,str]", "object", "Any", "Callable", "None", "FrozenSet[int]", "list[int]", "Optional[List[int]]", "Union[List[int],str]", "Type[int]", "Sequence[int]", "int|str", "bytes"):
    dr = build(f"T = TypeVar('T')\ndef a(x: {typ}) -> int: return 1")
    found = []
    for label, value in values.items():
        if (typ, label) == ("Callable", "print"): continue  # taken here: docs/differences.md
        try:
            dr.execute(["a"], inputs={"x": value}); found.append(label)
        except ValueError: pass
        except Exception as e: found.append(f"{label} {type(e).__name__}")
    show(f"{typ}: {found}")

# %% unneeded inputs are not looked at
dr = build("def a(x: int) -> int: return x\ndef b(y: int) -> int: return y\ndef c(a: int, y: int = 3) -> int: return y")
show(lambda: dr.execute(["a"], inputs={"x": 1, "y": "wrong"}), lambda: dr.execute(["b"], inputs={"x": "wrong", "y": 1}), lambda: dr.execute(["c"], inputs={"x": "wrong"}, overrides={"a": 1}), lambda: dr.execute(["c", "b"], inputs={"x": 1}))
