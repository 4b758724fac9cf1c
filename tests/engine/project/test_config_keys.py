"""Every way a key of the config is asked for in the source, the values that are known of it, and values nothing
knows.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.ad_hoc_utils import module_from_source
from dagscope.build import build_dataflow
from dagscope.describe.config import describe_config
from dagscope.project.config_keys import AskedKey, asked_keys
from dagscope.project.source import parsed, read_source
from dagscope.project.static import static_nodes
from dagscope.scenario import ValueSpec
from dagscope.settings import ENABLE_POWER_USER_MODE


def keys(decorator: str, above: str = "") -> dict[str, tuple[tuple[object, ...], bool]]:
    text = f"{above}\n{decorator}\ndef f(x: int) -> int:\n    return x\n"
    return {key.name: (key.values, key.is_open) for key in asked_keys({"flow": parsed(Path("flow.py"), text)})}


@pytest.mark.parametrize(
    ("decorator", "above", "expected"),
    [
        ('@config.when(a="x")', "", {"a": (("x",), False)}),
        ('@config.when(a="x", name="other")', "", {"a": (("x",), False)}),
        ('@config.when_in(a=["x", "y"])', "", {"a": (("x", "y"), False)}),
        ('@config.when_not(a="x")', "", {"a": (("x",), True)}),
        ("@config.when(a=True)", "", {"a": ((True, False), False)}),
        ("@config.when_not(a=False)", "", {"a": ((False, True), True)}),
        ("@config.when(a=MEAN)", 'MEAN = "mean"', {"a": (("mean",), False)}),
        ("@config.when_in(a=MANY)", 'MANY = ("p", "q")', {"a": (("p", "q"), False)}),
        ("@config.when_in(a=[MEAN, 2])", "MEAN: int = 1", {"a": ((1, 2), False)}),
        ("@config.when(**WHEN)", 'WHEN = {"a": "x", "b": 2}', {"a": (("x",), False), "b": ((2,), False)}),
        ('@config.when(**{"a": "x"})', "", {"a": (("x",), False)}),
        ("@config.when(a=Level.HIGH)", "", {"a": ((), True)}),
        ("@config.when(a=None)", "", {"a": ((None,), False)}),
        ("@config.when(a=Level.HIGH)", 'class Level(str, Enum):\n    HIGH = "high"\n', {"a": (("high",), False)}),
        (
            "@config.when_in(a=Level)",
            "class Level(IntEnum):\n    LOW = auto()\n    HIGH = auto()\n",
            {"a": ((1, 2), False)},
        ),
        ("@config.when(a=Level.HIGH)", "class Level(enum.StrEnum):\n    HIGH = auto()\n", {"a": (("high",), False)}),
        ("@config.when(a=Level.HIGH.value)", 'class Level(Enum):\n    HIGH = "h"\n', {"a": (("h",), False)}),
        ("@config.when(a=Level.HIGH.name)", 'class Level(Enum):\n    HIGH = "h"\n', {"a": (("HIGH",), False)}),
        ("@config.when(a=Names.MEAN)", 'class Names:\n    MEAN = "mean"\n', {"a": (("mean",), False)}),
        ("@config.when_in(a=[*MANY, 'r'])", 'MANY = ("p", "q")', {"a": (("p", "q", "r"), False)}),
        ("@config.when_in(a=ONE + TWO)", 'ONE = ["p"]\nTWO = ["q"]', {"a": (("p", "q"), False)}),
        ("@config.when_in(a=frozenset(MANY))", 'MANY = ["p"]', {"a": (("p",), False)}),
        ("@config.when_in(a=TABLE)", 'TABLE = {"p": 1, "q": 2}', {"a": (("p", "q"), False)}),
        ("@config.when_in(a=MANY + more())", 'MANY = ["p"]', {"a": (("p",), True)}),
        ("@config.when(**{**WHEN, 'b': 1})", 'WHEN = {"a": "x"}', {"a": (("x",), False), "b": ((1,), False)}),
        ("@config.when(**dict(a='x'))", "", {"a": (("x",), False)}),
        ("@only_us", 'only_us = config.when(region="us")', {"region": (("us",), False)}),
        ("@chosen(lambda c: c['a'])", "from hamilton.function_modifiers import config as chosen", {"a": ((), True)}),
        ('@config(lambda c: "a" in c and c[KEY])', 'KEY = "b"', {"a": ((), True), "b": ((), True)}),
        ('@config(choose, config_used=["a"])', "", {"a": ((), True)}),
        ("@config.when(a=TWICE)", "TWICE = 1\nTWICE = 2", {"a": ((), True)}),
        ('@config(lambda c: "f" if c["a"] else c.get("b", 1))', "", {"a": ((), True), "b": ((), True)}),
        ("@config(choose)", 'def choose(c):\n    return c["a"]\n', {"a": ((), True)}),
        ("@config(choose)", 'choose = lambda c: c["a"]', {"a": ((), True)}),
        ('@subdag(m, config={"inner": configuration("outer")})', "", {"outer": ((), True)}),
        ("@config.when(**unknown())", "", {}),
    ],
)
def test_keys_are_found(decorator: str, above: str, expected: dict[str, tuple[tuple[object, ...], bool]]) -> None:
    assert expected == keys(decorator, above)


ELSEWHERE = """
import enum
MEAN = "mean"
WHEN = {"a": MEAN}
def choose(c):
    return c["a"]
class Level(enum.Enum):
    LOW = 1
    HIGH = 2
class Options:
    A = "x"
"""


@pytest.mark.parametrize(
    ("decorator", "line", "values", "is_open"),
    [
        ("@config.when(a=MEAN)", "from pkg.consts import MEAN", ("mean",), False),
        ("@config.when(a=M)", "from .consts import MEAN as M", ("mean",), False),
        ("@config.when(a=consts.MEAN)", "from pkg import consts", ("mean",), False),
        ("@config.when(a=consts.Options.A)", "from . import consts", ("x",), False),
        ("@config.when(a=pkg.consts.MEAN)", "import pkg.consts", ("mean",), False),
        ("@config.when(a=k.MEAN)", "import pkg.consts as k", ("mean",), False),
        ("@config.when(**WHEN)", "from pkg.consts import WHEN", ("mean",), False),
        ("@config(choose)", "from pkg.consts import choose", (), True),
        ("@config.when(a=MEAN)", "from nowhere import MEAN", (), True),
    ],
)
def test_names_of_other_modules_are_followed(
    decorator: str, line: str, values: tuple[object, ...], is_open: bool
) -> None:
    text = f"{line}\n{decorator}\ndef f__a(x: int) -> int:\n    return x\n"
    sources = {
        "pkg": parsed(Path("pkg/__init__.py"), ""),
        "pkg.flow": parsed(Path("pkg/flow.py"), text),
        "pkg.consts": parsed(Path("pkg/consts.py"), ELSEWHERE),
    }
    assert [AskedKey("a", values, "flow.py:3", is_open, ("flow.py:3 f__a",), not is_open)] == list(asked_keys(sources))


def test_a_member_that_no_literal_equals_is_made_by_an_expression() -> None:
    text = "from pkg.consts import Level\n@config.when_in(a=list(Level))\ndef f(x: int) -> int:\n    return x\n"
    sources = {"flow": parsed(Path("flow.py"), text), "pkg.consts": parsed(Path("pkg/consts.py"), ELSEWHERE)}
    (key,) = describe_config(asked_keys(sources), {}, {"a": "HIGH"})
    assert (("Level.LOW", "Level.HIGH"), "Level") == (key.values, key.type)
    assert "importlib.import_module('pkg.consts').Level.HIGH" == key.codes["Level.HIGH"]
    assert "'HIGH' is used nowhere; is Level.HIGH meant?" == key.remark


def test_names_that_lead_in_a_cycle_end() -> None:
    sources = {
        "a": parsed(
            Path("a.py"), "from b import X\nY = Y\n@config.when(k=X, j=Y)\ndef f(x: int) -> int:\n    return x\n"
        ),
        "b": parsed(Path("b.py"), "from a import X\n"),
    }
    assert [("k", ()), ("j", ())] == [(key.name, key.values) for key in asked_keys(sources)]


INNER = "@config.when(tier=1)\ndef f(x: int) -> int:\n    return x\n"


@pytest.mark.parametrize(
    ("outer", "tops", "expected"),
    [
        ("@subdag(inner, config={'tier': 1})\ndef g(f: int) -> int:\n    return f\n", ("flow",), []),
        ("@subdag(inner.f, config={'tier': 1})\ndef g(f: int) -> int:\n    return f\n", ("flow",), []),
        ("@subdag(inner, config={'other': 1})\ndef g(f: int) -> int:\n    return f\n", ("flow",), ["tier"]),
        ("@subdag(inner, config={'tier': 1})\ndef g(f: int) -> int:\n    return f\n", ("flow", "inner"), ["tier"]),
        (
            "@subdag(inner, config={'tier': 1})\ndef g(f: int) -> int:\n    return f\n"
            "@subdag(inner)\ndef h(f: int) -> int:\n    return f\n",
            ("flow",),
            ["tier"],
        ),
    ],
)
def test_a_key_that_every_subdag_of_a_module_sets_is_not_offered(
    outer: str, tops: tuple[str, ...], expected: list[str]
) -> None:
    sources = {
        "flow": parsed(Path("flow.py"), f"import inner\n{outer}"),
        "inner": parsed(Path("inner.py"), INNER),
    }
    assert expected == [key.name for key in asked_keys(sources, tops)]


def test_every_function_that_asks_is_listed() -> None:
    text = "".join(f"@config.when(a={value!r})\ndef f__{value}(x: int) -> int:\n    return x\n" for value in ("p", "q"))
    (key,) = asked_keys({"flow": parsed(Path("flow.py"), text)})
    assert ("flow.py:2 f__p", "flow.py:5 f__q") == key.uses


@pytest.mark.parametrize(
    ("written", "above"),
    [
        ("lambda k, j: tag(k=k)", ""),
        ("named", "def named(k, *, j=1):\n    return tag(k=k)\n"),
        ("named", "named = lambda k, j: tag(k=k)"),
    ],
)
def test_what_a_decorator_is_resolved_with_is_asked_for(written: str, above: str) -> None:
    expected = {ENABLE_POWER_USER_MODE: ((True, False), False), "k": ((), True), "j": ((), True)}
    assert expected == keys(f"@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with={written})", above)


@pytest.mark.parametrize(
    ("value", "known", "is_open", "needed", "remark"),
    [
        ("meen", ("mean", "median"), False, (), "'meen' is used nowhere; is 'mean' meant?"),
        ("MEAN", ("mean", "median"), False, (), "'MEAN' is used nowhere; is 'mean' meant?"),
        ("zzz", ("mean", "median"), False, (), "'zzz' is used nowhere; the code knows 'mean', 'median'"),
        ("mean", ("mean",), False, (), ""),
        (1, (True, False), False, (), ""),
        (2, (1, 3), False, (), "2 is used nowhere; the code knows 1, 3"),
        ("meen", ("mean",), True, (), ""),
        ("meen", (), False, (), ""),
        ("meen", ("mean",), False, ("k",), ""),
        (object(), ("mean",), False, (), ""),
    ],
)
def test_a_value_that_nothing_distinguishes_is_said(
    value: object, known: tuple[object, ...], is_open: bool, needed: tuple[str, ...], remark: str
) -> None:
    asked = [AskedKey("k", known, "flow.py:1", is_open)]
    (key,) = describe_config(asked, {"k": ValueSpec("literal", repr(value))}, {"k": value}, needed)
    assert remark == key.remark


@pytest.mark.parametrize(
    ("value", "remark"), [("meen", "'meen' is used nowhere; is 'mean' meant?"), ("zzz", ""), ("mean", "")]
)
def test_of_a_key_that_other_values_meet_too_only_what_is_nearly_known_is_doubted(value: str, remark: str) -> None:
    text = '@config.when_not(k="mean")\ndef f(x: int) -> int:\n    return x\n'
    (key,) = describe_config(asked_keys({"flow": parsed(Path("flow.py"), text)}), {}, {"k": value})
    assert remark == key.remark


def test_a_key_without_a_value_has_no_remark() -> None:
    (key,) = describe_config([AskedKey("k", ("mean",), "flow.py:1")], {}, {})
    assert "" == key.remark


LEVEL = "class Level(Enum):\n    LOW = 1\n    HIGH = 2\n"
DECO = "def deco(a: Literal['p', 'q'], b: bool, c: Level, d: int = 1): return None\n"


@pytest.mark.parametrize(
    ("decorator", "above", "expected"),
    [
        ('@config(lambda c: c["a"] == "x")', "", {"a": (("x",), True)}),
        ('@config(lambda c: "x" != c.get("a"))', "", {"a": (("x",), True)}),
        ('@config(lambda c: c.get("a", "d") in ("x", ONE))', 'ONE = "y"', {"a": (("x", "y"), True)}),
        ('@config(lambda c: c.pop("a", 1) > 2 and c.setdefault("b", 3))', "", {"a": ((), True), "b": ((), True)}),
        ('@config(lambda c: c.get(PART + "_b") == 1)', 'PART = "a"', {"a_b": ((1,), True)}),
        ('@config(lambda c: c.get(f"{PART}_b"))', 'PART = "a"', {"a_b": ((), True)}),
        ('@config(partial(choose, "x"))', 'def choose(v, c):\n    return c["a"] == "y"\n', {"a": (("y",), True)}),
        ("@config(Choice())", 'class Choice:\n    def __call__(self, c): return c["a"]\n', {"a": ((), True)}),
        ('@made("x")', "def made(v):\n    return config.when(a=v)\n", {"a": (("x",), False)}),
        ('@made(v="x")', "def made(v, b=1):\n    return config.when_in(a=[v])\n", {"a": ((), True)}),
    ],
)
def test_functions_of_the_config_are_read(
    decorator: str, above: str, expected: dict[str, tuple[tuple[object, ...], bool]]
) -> None:
    assert expected == keys(decorator, above)


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ("@resolve(when=W, decorate_with=deco)", ["a", "b", "c", "d"]),
        ("@resolve(when=W, decorate_with=partial(deco, b=True))", ["a", "c", "d"]),
        ("@resolve(when=W, decorate_with=functools.partial(deco, 'p'))", ["b", "c", "d"]),
    ],
)
def test_types_of_what_a_decorator_is_resolved_with_say_the_values(decorator: str, expected: list[str]) -> None:
    found = keys(decorator, LEVEL + DECO)
    assert [*expected, ENABLE_POWER_USER_MODE] == sorted(found, key=lambda name: ("." in name, name))
    values = {"a": ("p", "q"), "b": (True, False), "d": ()}
    assert all(values[name] == found[name][0] for name in expected if name in values)
    assert ["Level.LOW", "Level.HIGH"] == [str(getattr(each, "text", each)) for each in found["c"][0]]


def test_a_preview_says_which_config_chose_a_function_as_the_loaded_node_does(tmp_path: Path) -> None:
    text = (
        "from hamilton.function_modifiers import config\n"
        '@config.when(scaling="on", size="s")\ndef a__on(x: int) -> int:\n    return x\n'
        '@config.when(scaling="off")\ndef a__off(x: int) -> int:\n    return x\n'
        '@config.when_not(scaling="off", name="b")\ndef other(x: int) -> int:\n    return x\n'
        "def c(x: int) -> int:\n    return x\n"
    )
    path = tmp_path / "scaled.py"
    path.write_text(text)
    chosen = {"scaling": "on", "size": "s"}
    module = module_from_source(text.replace("hamilton", "dagscope"), "scaled_config_tags")
    graph = build_dataflow([module], chosen).graph
    loaded = {name: node.tags.get("hamilton.config", "") for name, node in graph.nodes.items() if name in "abc"}

    assert loaded == {
        node.name: node.tags.get("hamilton.config", "") for node in static_nodes(read_source(path), chosen)
    }
    assert {"a": "scaling,size", "b": "scaling", "c": ""} == loaded
