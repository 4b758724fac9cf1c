# %% records of nodes
dr = build("""
@tag(owner='me')
def a(x: int, y: int = 2, z: Optional[str] = None) -> int:
    "Doc of a."
    return x
@config.when(k=1)
def b__one(a: int, w: float = 1.5) -> Dict[str, int]: return {}
@parameterize(p={'v': source('a')}, q={'v': value(1)})
def pq(v: int, u: int = 3) -> int:
    'Doc.'
    return v
@extract_fields({'e1': int})
def e(p: int) -> dict: return {'e1': 1}
def inner(k2: int, opt: int = 4) -> int: return k2
@subdag(inner, inputs={'k2': source('e1')})
def s(inner: int) -> int: return inner
""", config={"k": 1})
for n in sorted(dr.list_available_variables(), key=lambda n: n.name):
    show((n.name, sorted(n.required_dependencies), sorted(n.optional_dependencies), {k: v for k, v in sorted((n.optional_dependencies_default_values or {}).items())}))
    show({k: v for k, v in n.as_dict().items() if k != "source"}, repr(n), n.version, n.is_external_input)
    show(n.as_dict(include_optional_dependencies_default_values=True).get("optional_dependencies_default_values"))
gt = E.graph_types
g = gt.HamiltonGraph.from_graph(dr.graph)
show(g.version, g["a"].name, [n.name for n in g.filter_nodes(lambda n: n.name.startswith("e"))], len(g.nodes))
m = dr.graph_modules[0]
show(gt.hash_source_code(m.a, strip=True), gt.hash_source_code(m.a, strip=False), gt.hash_source_code("def f():\n    'doc'\n    return 1  # c\n", strip=True), gt.hash_source_code("def f():\n    return 1\n", strip=True))
show(E.driver.Variable is gt.HamiltonNode, E.settings.ENABLE_POWER_USER_MODE, E.telemetry.is_telemetry_enabled(), E.telemetry.disable_telemetry())

# %% exported executions
import json
dr = build("""
def a(x: int, y: int = 2) -> int: return x
@extract_columns('c')
def df(a: int) -> pd.DataFrame: return pd.DataFrame({'c': [a]})
def inner(c: pd.Series) -> pd.Series: return c
@subdag(inner)
def s(inner: pd.Series) -> pd.Series: return inner
""", config={"free": 1})
for wanted, kw in ((["s"], {}), (["a", "x"], {}), (["s"], {"overrides": {"df": 1}}), (["free"], {})):
    show(lambda: json.loads(dr.export_execution(wanted, inputs={"x": 1}, **kw)))

# %% two drivers of one module
m = mod("""
@config.when(k=1)
def a__one() -> int: return 1
@config.when_not(k=1)
def a__two() -> int: return 2
@mutate(b) if False else (lambda fn: fn)
def _m(v: int) -> int: return v + 1
def b(a: int) -> int: return a
@mutate(b)
def _n(v: int) -> int: return v * 10
""")
one, two = build(m, config={"k": 1}), build(m, config={"k": 2})
show(one.execute(["b", "a"]), two.execute(["b", "a"]), one.execute(["b"]), [n.name for n in two.list_available_variables()])
show(lambda: one.execute([m.b]), lambda: two.execute(["b.raw"]))

# %% every problem's first line with several modules
m1 = mod("def a(x: int) -> int: return x\ndef c(b: str) -> int: return 1", "m1"); m2 = mod("def b(a: int) -> int: return a\ndef d(x: int, c: int) -> int: return x", "m2"); m3 = mod("def b(a: int, q: int = 1) -> str: return a", "m3")
show(lambda: build(m1, m2), lambda: build(m2, m1), lambda: build(m1, m2, m3), lambda: build(m1, m2, m3, overrides=True).execute(["c", "d"], inputs={"x": 1}), lambda: build(m1, m3, m2, overrides=True))

# %% an expression as a type and other annotations
import typing
dr = build("""
import datetime, decimal, pathlib, enum
class Color(enum.Enum):
    RED = 1
@dataclasses.dataclass
class Rec:
    n: int
class NT(NamedTuple):
    a: int
Alias = Dict[str, List[int]]
def a(when: datetime.date, path: pathlib.Path, dec: decimal.Decimal, color: Color) -> Rec: return Rec(1)
def b(a: Rec, nt: NT) -> 'NT': return nt
def c(b: NT, alias: Alias) -> int | None: return None
def d(c: Optional[int], fn: Callable[[int], int], it: Iterator[int] = None) -> Alias: return {}
def e(d: Dict[str, List[int]], s: Literal['x', 'y'] = 'x') -> Generator[int, None, None]: return iter([1])
def f(e: Generator[int, None, None]) -> Annotated[int, 'meta']: return 1
def g(f: int) -> 'Optional["Rec"]': return None
""")
graph(dr)
