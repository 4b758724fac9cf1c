"""Every way a key of the config is asked for in the source, the values that are known of it, and values nothing
knows.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.describe import describe_config
from dagscope.project.config_keys import AskedKey, asked_keys
from dagscope.project.source import parsed
from dagscope.scenario import ValueSpec
from dagscope.settings import ENABLE_POWER_USER_MODE


def keys(decorator: str, above: str = "") -> dict[str, tuple[tuple[object, ...], bool]]:
    text = f"{above}\n{decorator}\ndef f(x: int) -> int:\n    return x\n"
    return {key.name: (key.values, key.is_open) for key in asked_keys([parsed(Path("flow.py"), text)])}


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
def test_a_value_that_nothing_distinguishes_is_told(
    value: object, known: tuple[object, ...], is_open: bool, needed: tuple[str, ...], remark: str
) -> None:
    asked = [AskedKey("k", known, "flow.py:1", is_open)]
    (key,) = describe_config(asked, {"k": ValueSpec("literal", repr(value))}, {"k": value}, needed)
    assert remark == key.remark


def test_a_key_without_a_value_has_no_remark() -> None:
    (key,) = describe_config([AskedKey("k", ("mean",), "flow.py:1")], {}, {})
    assert "" == key.remark
