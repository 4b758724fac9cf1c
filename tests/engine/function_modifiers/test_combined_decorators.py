"""What users of Hamilton ask for: decorators that work together, steps on several parameters, asynchronous saving."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from dagscope import async_driver
from dagscope.ad_hoc_utils import module_from_source
from dagscope.driver import Builder
from dagscope.function_modifiers.base import InvalidDecoratorException
from dagscope.io.materialization import from_, to

HEAD = "from typing import *\nfrom dagscope.function_modifiers import *\n"


def _run(text: str, *final: str, **inputs: Any) -> dict[str, Any]:
    found: dict[str, Any] = (
        Builder().with_modules(module_from_source(HEAD + text)).build().execute([*final], inputs=inputs)
    )
    return found


INJECT = "@inject(rates=group(source('a'), source('b')))\n"
MANY = "@parameterize(p={'x': source('q')}, r={'x': value(3)})\n"


@pytest.mark.parametrize("above", [INJECT + MANY, MANY + INJECT], ids=["inject above", "inject below"])
def test_inject_binds_for_all_nodes_of_parameterize(above: str) -> None:
    text = above + "def f(x: int, rates: List[int], k: int = 1) -> int:\n    return x * sum(rates) + k\n"

    assert _run(text, "p", "r", a=1, b=2, q=10) == {"p": 31, "r": 10}
    assert _run(text, "p", a=1, b=2, q=10, k=5) == {"p": 35}


@pytest.mark.parametrize(
    "many",
    ["@parameterize_sources(p={'x': 'q'})\n", "@parameterize_values('x', {('p', 'doc'): 10})\n"],
    ids=["sources", "values"],
)
def test_inject_with_the_shorter_forms(many: str) -> None:
    text = many + "@inject(rate=value(2))\ndef f(x: int, rate: int) -> int:\n    return x * rate\n"

    assert _run(text, "p", q=10) == {"p": 20}


def test_a_parameter_bound_by_both_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidDecoratorException, match=r"x of f is bound by @inject and by @parameterize(.|\n)*:3"):
        module_from_source(HEAD + "@inject(x=value(1))\n" + MANY + "def f(x: int) -> int:\n    return x\n")


def test_two_of_one_kind_are_still_refused() -> None:
    for twice in (MANY + MANY, "@inject(x=value(1))\n@inject(x=value(2))\n"):
        with pytest.raises(ValueError, match="Got multiple decorators"):
            module_from_source(HEAD + twice + "def f(x: int) -> int:\n    return x\n")


STEPS = "def _plus(v: int, by: int = 1) -> int:\n    return v + by\n"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_inject_with_pipe_input(order: tuple[int, int]) -> None:
    lines = ["@inject(x=source('given'), rate=value(10))\n", "@pipe_input(step(_plus, by=5))\n"]
    text = STEPS + lines[order[0]] + lines[order[1]] + "def f(x: int, rate: int) -> int:\n    return x * rate\n"

    assert _run(text, "f", given=1) == {"f": 60}


def test_steps_on_several_parameters() -> None:
    text = STEPS + "@pipe_input(step(_plus, by=10), step(_plus), on_input=['p', 'q'])\n"
    text += "def f(p: int, q: int, r: int) -> Tuple[int, int, int]:\n    return p, q, r\n"
    driver = Builder().with_modules(module_from_source(HEAD + text)).build()

    assert driver.execute(["f"], inputs={"p": 1, "q": 2, "r": 3}) == {"f": (12, 13, 3)}
    assert {"f.p.with_plus", "f.p.with_plus_1", "f.q.with_plus", "f.q.with_plus_1"} < set(driver.graph.nodes)


@pytest.mark.parametrize("given", [[], [1], 3, ["p", 2]])
def test_other_targets_of_steps_are_refused(given: Any) -> None:
    with pytest.raises(NotImplementedError, match="name of a parameter or a list of names"):
        module_from_source(HEAD + STEPS + f"@pipe_input(step(_plus), on_input={given!r})\ndef f(p: int) -> int: ...\n")


def test_a_parameter_that_is_not_there_is_named() -> None:
    text = HEAD + STEPS + "@pipe_input(step(_plus), on_input=['p', 'nope'])\ndef f(p: int) -> int:\n    return p\n"
    with pytest.raises(InvalidDecoratorException, match="reads no nope"):
        Builder().with_modules(module_from_source(text)).build()


ASYNC = (
    "async def a(x: int) -> dict:\n    return {'n': x}\nasync def b(given: dict) -> int:\n    return given['n'] + 1\n"
)


def test_the_asynchronous_driver_saves_and_loads(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"n": 41}')
    savers = (
        to.json(id="kept", dependencies=["a"], path=str(tmp_path / "out.json")),
        from_.json(target="given", path=str(tmp_path / "in.json")),
    )

    async def run() -> tuple[Any, Any]:
        builder = async_driver.Builder().with_modules(module_from_source(HEAD + ASYNC))
        plain = await builder.build()
        at_once = await plain.materialize(*savers, additional_vars=["b"], inputs={"x": 7})
        kept = await builder.with_materializers(*savers).build()
        return at_once, await kept.execute(["kept", "b"], inputs={"x": 8})

    (saved, values), later = asyncio.run(run())

    assert saved["kept"]["file_metadata"]["path"] == str(tmp_path / "out.json") and values == {"b": 42}
    assert later["b"] == 42 and "file_metadata" in later["kept"]
    assert json.loads((tmp_path / "out.json").read_text()) == {"n": 8}
