"""Names are compared as Python compares identifiers: a decomposed letter and the micro sign find their node."""

from __future__ import annotations

import asyncio
import unicodedata
from typing import Any

import pandas as pd
import pytest
from dagscope import async_driver
from dagscope.ad_hoc_utils import module_from_source
from dagscope.base import PandasDataFrameResult
from dagscope.commands.options import parse_values
from dagscope.driver import Builder, Driver
from dagscope.selection.evaluate import NodeFacts, SelectionGraph, select

MODULE = module_from_source(
    "from dagscope.function_modifiers import config\n"
    "def größe(länge: int, µ: int = 1) -> int:\n    return länge * µ\n"
    "@config.when(maß='m')\ndef fläche__m(größe: int) -> int:\n    return größe ** 2\n"
    "def summe(größe: int, breite: int) -> int:\n    return größe + breite\n",
    "spelled",
)
APART = unicodedata.normalize("NFD", "größe")
LENGTH = unicodedata.normalize("NFD", "länge")
MICRO = "\N{MICRO SIGN}"
assert APART != "größe" and MICRO != unicodedata.normalize("NFKC", MICRO)


def _driver(**config: Any) -> Driver:
    return Builder().with_modules(MODULE).with_config(config).build()


def test_final_variables_keep_the_spelling_they_were_asked_with() -> None:
    assert _driver().execute([APART], inputs={LENGTH: 3, MICRO: 2}) == {APART: 6}


def test_overrides_and_inputs_in_any_spelling() -> None:
    assert _driver().execute(["summe"], inputs={"breite": 1}, overrides={APART: 5}) == {"summe": 6}
    _driver().validate_execution([APART], inputs={LENGTH: 3})


def test_config_in_any_spelling() -> None:
    key = unicodedata.normalize("NFD", "maß")
    name = unicodedata.normalize("NFD", "fläche")
    assert _driver(**{key: "m"}).execute([name], inputs={"länge": 2}) == {name: 4}
    assert _driver(**{LENGTH: 2}).execute(["größe"]) == {"größe": 2}


def test_a_result_builder_gets_the_spelling_asked_for() -> None:
    driver = Builder().with_modules(MODULE).with_adapters(PandasDataFrameResult()).build()
    frame: pd.DataFrame = driver.execute([APART], inputs={LENGTH: 3})

    assert list(frame.columns) == [APART]


def test_the_asynchronous_driver() -> None:
    async def run() -> Any:
        driver = await async_driver.Builder().with_modules(MODULE).build()
        return await driver.execute([APART], inputs={LENGTH: 3})

    assert asyncio.run(run()) == {APART: 3}


def test_selection_and_command_line() -> None:
    graph = SelectionGraph({"größe": NodeFacts("größe")}, {"größe": ()})

    assert select(graph, APART) == ["größe"]
    assert list(parse_values([f"{APART}=1"], "--input")) == ["größe"]


def test_a_name_that_nobody_has_is_still_unknown() -> None:
    with pytest.raises(ValueError, match="Unknown nodes"):
        _driver().execute([unicodedata.normalize("NFD", "höhe")])
