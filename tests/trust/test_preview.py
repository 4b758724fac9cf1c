"""What the preview of a folder that is not trusted shows, beside the graph that loading it gives."""

from __future__ import annotations

import json
from pathlib import Path

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
    done = run_python("-c", SHOW, str(ROOT / folder), how, cwd=ROOT)
    lines = [line for line in done.stderr.splitlines() if line.startswith("graph ")]
    assert lines, done.stderr
    return {name: (deps, reason) for name, (deps, reason) in json.loads(lines[-1][6:]).items()}


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
