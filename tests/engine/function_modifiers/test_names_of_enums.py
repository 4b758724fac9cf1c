"""Names, namespaces and tags that are members of an `Enum` of texts are the texts."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import pandas as pd
import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.function_modifiers import (
    config,
    extract_columns,
    extract_fields,
    group,
    inject,
    parameterize,
    pipe_input,
    source,
    step,
    subdag,
    tag,
    tag_outputs,
    value,
)
from dagscope.protocol.codec import to_json, to_message


class Name(str, Enum):
    PRICE = "price"
    COST = "cost"
    EU = "eu"
    DOUBLED = "doubled"
    OWNER = "team"

    def __str__(self) -> str:
        raise RuntimeError("nobody needs this")

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        raise RuntimeError("nor this")


@tag(owner=Name.OWNER)
@extract_columns(Name.PRICE, Name.COST)
def frame(n: int) -> pd.DataFrame:
    return pd.DataFrame({"price": [1, 2, n], "cost": [3, 4, 5]})


@parameterize(**{Name.PRICE + "_sum": {"column": source(Name.PRICE), "by": value(Name.OWNER)}})
def summed(column: pd.Series, by: str) -> int:
    return int(column.sum())


@tag_outputs(**{Name.OWNER: {"kind": Name.OWNER}})
@extract_fields({Name.OWNER: int, "other": int})
def fields(n: int) -> dict[str, int]:
    return {"team": n, "other": 2}


@config.when(mode=Name.OWNER)
def chosen(n: int) -> int:
    return n


def base(n: int) -> int:
    return n + 1


@subdag(base, namespace=Name.EU, inputs={"n": source(Name.OWNER)})
def europe(base: int) -> int:
    return base


def _twice(x: int) -> int:
    return 2 * x


@pipe_input(step(_twice).named(Name.DOUBLED, namespace=Name.EU), on_input="n")
def piped(n: int) -> int:
    return n


@inject(parts=group(source(Name.PRICE), source(Name.COST)))
def together(parts: list[pd.Series]) -> int:
    return len(parts)


@pytest.fixture
def dr() -> driver.Driver:
    functions = (frame, summed, fields, chosen, base, europe, piped, together)
    module = ad_hoc_utils.create_temporary_module(*functions)
    return driver.Builder().with_modules(module).with_config({"mode": Name.OWNER}).build()


def test_nodes_are_called_by_the_texts(dr: driver.Driver) -> None:
    names = [each.name for each in dr.list_available_variables()]
    assert {"price", "cost", "price_sum", "team", "eu.base", "eu.doubled", "europe", "piped", "n"} <= set(names)
    assert {str} == set(map(type, names))
    assert {str} == {type(name) for node in dr.graph.nodes.values() for name in (*node.input_types, node.name)}


def test_they_run_by_either_name(dr: driver.Driver) -> None:
    found: dict[Any, Any] = dr.execute(["price_sum", Name.OWNER, "europe", "piped", "together"], inputs={"n": 3})
    assert [6, 3, 4, 6, 2] == [found[name] for name in ("price_sum", "team", "europe", "piped", "together")]


def test_records_of_them_are_plain(dr: driver.Driver) -> None:
    records = dr._records()
    for made in (to_json(records), to_message(records)):
        assert '"owner": "team"' in json.dumps(made)
        assert '"name": "eu.doubled"' in json.dumps(made)
