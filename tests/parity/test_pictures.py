"""Each case folder is drawn by both engines with the same lines of DOT text, so that what reads it finds what it
knows.
"""

from __future__ import annotations

import contextlib
import logging
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.parity import compare

CASES = Path(__file__).parent / "cases"
ROWS = re.compile(r"(<tr>.*</tr>)")


def drawn(source: str) -> frozenset[str]:
    """Return the lines of DOT text. Their order, and that of the rows in a table of inputs, is Hamilton's by chance."""

    def in_order(table: re.Match[str]) -> str:
        return "".join(sorted(table[1].replace("</tr>", "</tr>\n").splitlines()))

    return frozenset([ROWS.sub(in_order, line).replace("dagscope", "hamilton") for line in source.splitlines()])


def pictures(case: Any, name: str, draw: Callable[[Any], list[Any]]) -> list[frozenset[str]] | None:
    """Return what one engine draws of a case, or None if it cannot build it."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with compare.modules_of(case, name) as modules:
                    builder = compare.engine(name)["driver"].Builder().with_modules(*modules)
                    builder = builder.with_config(dict(case.config))
                    if case.allow_module_overrides:
                        builder = builder.allow_module_overrides()
                    built = builder.build()
            except Exception:
                return None
            return [drawn(picture.source) for picture in draw(built)]
    finally:
        logging.disable(logging.NOTSET)


def draw_all(driver: Any) -> list[Any]:
    return [
        driver.display_all_functions(),
        driver.display_all_functions(hide_inputs=True, show_schema=False, show_legend=False, orient="TB"),
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_whole_graph_is_drawn_alike(name: str) -> None:
    case = compare.read_case(CASES / name)
    assert pictures(case, "dagscope", draw_all) == pictures(case, "hamilton", draw_all)


def draw_parts(driver: Any) -> list[Any]:
    made = sorted(each.name for each in driver.list_available_variables() if not each.is_external_input)
    if not made:
        return []
    found = [driver.display_upstream_of(made[-1]), driver.display_downstream_of(made[0])]
    for is_strict in (True, False):
        for end in made[1:4]:
            with contextlib.suppress(ValueError):  # no way from one to the other
                path = driver.visualize_path_between(made[0], end, strict_path_visualization=is_strict)
                found.append(path)
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_parts_of_the_graph_are_drawn_alike(name: str) -> None:
    case = compare.read_case(CASES / name)
    assert pictures(case, "dagscope", draw_parts) == pictures(case, "hamilton", draw_parts)


WITH_RUNS = [path.name for path in sorted(CASES.iterdir()) if path.is_dir() and compare.read_case(path).runs]


@pytest.mark.parametrize("name", WITH_RUNS)
def test_executions_are_drawn_alike(name: str) -> None:
    case = compare.read_case(CASES / name)

    def draw_runs(driver: Any) -> list[Any]:
        found = []
        for run in case.runs:
            given = {"inputs": dict(run.inputs), "overrides": dict(run.overrides), "bypass_validation": True}
            with contextlib.suppress(ValueError):  # both refuse unknown names; then there is one picture less
                found.append(driver.visualize_execution(run.final_vars, **given))
        return found

    assert pictures(case, "dagscope", draw_runs) == pictures(case, "hamilton", draw_runs)
