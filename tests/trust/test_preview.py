"""What the preview of a folder that is not trusted shows, beside the graph that loading it gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.warm_python import run_python

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import json, sys
from dagscope.compat import install
from dagscope.session.session import Session
install()
session = Session()
project = session.open(sys.argv[1], sys.argv[2])
slot = session.build("main", project.scenarios[0])
found = {each.name: [sorted(item.name for item in each.deps), each.reason] for each in slot.records.nodes}
kinds = {each.name: [each.type, each.kind] for each in slot.records.nodes if each.kind != "input"}
sys.stderr.write("kinds " + json.dumps(kinds) + "\\n")
sys.stderr.write("graph " + json.dumps(found) + "\\n")
"""
# Everything these say is in literals and names of the folder.
WHOLE = ["examples/reusing_functions", "examples/parameterized_subdags", "examples/module_overrides"]
WHOLE += [
    f"tests/corpus/{name}"
    for name in (
        *("reusable_subdags", "subdags_three_deep", "loaders_and_savers", "parameterized_subdags"),
        *("mutate_cleaning", "text_pipe_input", "quality_checks", "cleaning_pipe_output"),
    )
]
# Of these a part is known after loading, and it says so.
PARTS = [f"tests/corpus/{name}" for name in ("custom_validators", "pydantic_models", "with_columns_pandas")]
# Pipes, mutators and checks in the orders in which they stand on functions.
STEPS = """
import pandas as pd
from hamilton.function_modifiers import (
    ParameterizedExtract, apply_to, check_output, extract_fields, mutate, parameterize, parameterize_extract_columns,
    pipe_input, pipe_output, source, step, tag, value,
)

def _add(x: int, y: int = 1) -> int:
    return x + y

def _mul(x: int, k: int) -> int:
    return x * k

@pipe_input(step(_add, y=source("other")), step(_mul, k=value(3)).named("twice"), on_input="base")
def price(base: int, tax: int) -> int:
    return base + tax

@pipe_input(step(_add), step(_add), step(_mul, 2).named("dbl"), namespace="steps")
@tag(a="b")
def cost(base: int) -> int:
    return base

@pipe_input(step(_add), namespace=None)
def plain(base: int) -> int:
    return base

@pipe_output(step(_add, y=source("other")).named("plus"), step(_mul, k=value(3)).when(mode="x"))
def fee(base: int) -> int:
    return base

@check_output(range=(0, 10), data_type=int, importance="warn")
@pipe_output(step(_add))
def first_steps(base: int) -> int:
    return base

@pipe_output(step(_add))
@check_output(range=(0, 10))
def first_checks(base: int) -> int:
    return base

@check_output(range=(0, 3))
@extract_fields({"u": int, "v": int})
def parts(base: int) -> dict:
    return {"u": 1, "v": 2}

@check_output(range=(0, 3), target_="u2")
@extract_fields({"u2": int, "v2": int})
def one_part(base: int) -> dict:
    return {"u2": 1, "v2": 2}

@parameterize(g1={"base": value(1)}, g2={"base": source("tax")})
@check_output(range=(0, 3))
def made(base: int) -> int:
    return 1

def orders(base: int) -> int:
    return base

@pipe_output(step(_add))
def sums(base: int) -> int:
    return base

@mutate(apply_to(orders, k=value(2)), sums, k=source("other"))
def _twice(x: int, k: int) -> int:
    return x * k

@mutate(orders, sums)
def _again(x: int) -> int:
    return x

@parameterize_extract_columns(
    ParameterizedExtract(("a", "b"), {"n": source("base"), "m": value(2)}),
    ParameterizedExtract(("c",), {"n": source("other"), "m": source("tax")}),
)
def frame(n: int, m: int) -> pd.DataFrame:
    return pd.DataFrame({"a": [n], "b": [m], "c": [1]})
"""


def test_pipes_mutators_and_checks_are_expanded_as_loading_does(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(STEPS)
    test_the_preview_is_the_graph(str(tmp_path))


# Decorators whose arguments are all literals, values and names of nodes.
LITERALS = """
import typing
from typing import Annotated, Any, Dict, Tuple, TypedDict
import pandas as pd
from hamilton import htypes
from hamilton.data_quality import default_validators as checks
from hamilton.plugins import h_pandas
from hamilton.data_quality.default_validators import DataInRangeValidatorPrimitives
from hamilton.function_modifiers import (
    check_output_custom, dataloader, extract_columns, extract_fields, group, inject, load_from, parameterize, save_to,
    source, unpack_fields, value,
)

class Fields(TypedDict):
    one: int
    two: "str"

@check_output_custom(
    DataInRangeValidatorPrimitives(range=(0, 10), importance="warn"),
    checks.DataTypeValidatorPrimitives(data_type=int, importance="fail"),
)
def checked(x: int) -> int:
    return x

@extract_fields()
def fields(x: int) -> Fields:
    return {"one": 1, "two": "b"}

@load_from.json(path=value("a.json"))
def loaded(data: dict) -> dict:
    return data

@load_from.csv(path=source("csv_path"), inject_="df")
@extract_columns("p", "q")
def table(df: pd.DataFrame, k: int) -> pd.DataFrame:
    return df

@save_to.json(path=value("b.json"), output_name_="saved_it")
def to_save(x: int) -> dict:
    return {"x": x}

@save_to.json(path=source("out_path"))
def also_saved(x: int) -> dict:
    return {"x": x}

@unpack_fields("u", "v")
def pair(x: int) -> tuple[int, str]:
    return 1, "a"

@unpack_fields("w1", "w2")
def same(x: int) -> Tuple[int, ...]:
    return 1, 2

@dataloader()
def read(x: int) -> Tuple[pd.DataFrame, Dict[str, Any]]:
    return pd.DataFrame(), {}

@parameterize(**{"g": {"z": group(source("x"), source("also"))}})
def grouped(z: list[int]) -> int:
    return 1

@parameterize(h={"z": group(a=source("x"), b=value(1))})
def named(z: dict[str, int]) -> int:
    return 1

@inject(z=group(source("x"), source("y")))
def injected(z: list[int]) -> int:
    return 1

def ab(left: pd.Series, right: pd.Series) -> pd.Series:
    return left + right

def twice(ab: pd.Series, factor: int) -> pd.Series:
    return ab * factor

@h_pandas.with_columns(ab, twice, columns_to_pass=["left", "right", "unused"], select=["twice"])
def wide(frame: pd.DataFrame, m: int) -> pd.DataFrame:
    return frame

def sized(frame: pd.DataFrame) -> pd.Series:
    return frame["left"]

@h_pandas.with_columns(sized, on_input="frame", namespace="own")
def tall(m: int, frame: pd.DataFrame) -> pd.DataFrame:
    return frame

@extract_fields("r", "s")
def both(x: int) -> dict[str, float]:
    return {}

def spelled(a: "typing.Optional[int]", b: Annotated[int, "m"], *, c: typing.Literal["q"] = "q") -> "pd.Series":
    return a

def column(a: htypes.column[pd.Series, int]) -> htypes.column[pd.Series, float]:
    return a
"""


def test_what_is_literal_is_known_with_its_type(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(LITERALS)
    test_the_preview_is_the_graph(str(tmp_path))

    loaded, preview = kinds(str(tmp_path), "once"), kinds(str(tmp_path), "never")
    assert loaded == preview


@pytest.mark.parametrize(
    "code",
    ["from hamilton.plugins.h_spark import with_columns", "import hamilton.plugins.h_polars as h"],
    ids=["by name", "of a module"],
)
def test_columns_of_other_libraries_say_that_they_are_known_after_loading(tmp_path: Path, code: str) -> None:
    name = "with_columns" if "from" in code else "h.with_columns"
    (tmp_path / "flow.py").write_text(
        f"{code}\n@{name}(len, columns_to_pass=['a'], select=['b'])\ndef wide(frame: dict) -> dict:\n    return frame\n"
    )

    assert graph(str(tmp_path), "never")["wide"][1]


def test_steps_that_are_no_literals_say_so(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(
        "from hamilton.function_modifiers import check_output, check_output_custom, mutate, pipe_input, "
        "pipe_output, step\n"
        "from elsewhere import cleaned, RULES\n"
        "@pipe_input(step(cleaned))\ndef a(x: int) -> int:\n    return x\n"
        "@pipe_input(*RULES)\ndef b(x: int) -> int:\n    return x\n"
        "@pipe_output(step(len), **RULES)\ndef c(x: int) -> int:\n    return x\n"
        "@check_output(**RULES)\ndef d(x: int) -> int:\n    return x\n"
        "@check_output_custom(RULES)\ndef e(x: int) -> int:\n    return x\n"
        "def f(x: int) -> int:\n    return x\n"
        "@mutate(f, **RULES)\ndef _changed(x: int) -> int:\n    return x\n"
    )

    preview = graph(str(tmp_path), "never")

    assert [] == [name for name in "abcdef" if not preview[name][1]]


def graph(folder: str, how: str) -> dict[str, tuple[list[str], str]]:
    return {name: (deps, reason) for name, (deps, reason) in shown("graph ", folder, how).items()}


def kinds(folder: str, how: str) -> dict[str, list[str]]:
    return shown("kinds ", folder, how)


def shown(what: str, folder: str, how: str) -> dict[str, Any]:
    done = run_python("-c", SHOW, str(ROOT / folder), how, cwd=ROOT)
    lines = [line for line in done.stderr.splitlines() if line.startswith(what)]
    assert lines, done.stderr
    found: dict[str, Any] = json.loads(lines[-1].removeprefix(what))
    return found


@pytest.mark.parametrize("folder", WHOLE)
def test_the_preview_is_the_graph(folder: str) -> None:
    loaded, preview = graph(folder, "once"), graph(folder, "never")

    assert {name: deps for name, (deps, _) in loaded.items()} == {name: deps for name, (deps, _) in preview.items()}
    assert [] == [name for name, (_, reason) in preview.items() if reason]


@pytest.mark.parametrize("folder", PARTS)
def test_what_the_preview_does_not_know_it_says(folder: str) -> None:
    loaded, preview = graph(folder, "once"), graph(folder, "never")

    other = [name for name, (deps, _) in preview.items() if name not in loaded or loaded[name][0] != deps]
    assert other and [] == [name for name in other if not preview[name][1]]
