"""`dagscope sweep`: a row for each combination, failures as rows, gone on with after a break."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dagscope.commands.sweep import split_values
from dagscope.session.sweep_tables import Row, Saving, read_rows, write_rows

from tests.warm_python import run_python

FLOW = """
from dagscope.function_modifiers import config
@config.when(region="US")
def base__us() -> int:
    return 10
@config.when(region="CA")
def base__ca() -> int:
    return 20
def price(base: int, factor: float) -> float:
    print("ran")
    if factor < 0:
        raise ValueError("no negative factor")
    return base * factor
def label(price: float) -> str:
    return f"costs {price}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    made.mkdir()
    (made / "flow.py").write_text(FLOW)
    return made


def sweep(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_python("-m", "dagscope_app.cli", "sweep", str(folder), *arguments)


VARY = ("--vary", "region=US,CA", "--vary", "factor=1,2.5,-1", "--final-vars", "price", "label")


def test_each_combination_is_a_row_and_failures_are_rows(folder: Path, tmp_path: Path) -> None:
    done = sweep(folder, *VARY, "-o", str(tmp_path / "table.csv"), "--override", "pirce=1")

    assert 1 == done.returncode
    assert "sweep: --override pirce: this dataflow has nothing of that name; is price meant? (warning)" in done.stderr
    with (tmp_path / "table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [
        ("US", "1", "10.0", "costs 10.0"), ("US", "2.5", "25.0", "costs 25.0"), ("US", "-1", "", ""),
        ("CA", "1", "20.0", "costs 20.0"), ("CA", "2.5", "50.0", "costs 50.0"), ("CA", "-1", "", ""),
    ] == [(row["region"], row["factor"], row["price"], row["label"]) for row in rows]  # fmt: skip
    assert "price: ValueError: no negative factor" == rows[2]["error"]
    assert "6/6 region=CA factor=-1: failed: price: ValueError: no negative factor" in done.stderr
    assert "region" in done.stdout and "costs 50.0" in done.stdout


def test_a_sweep_goes_on_where_it_was_broken_off(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    sweep(folder, *VARY, "-o", str(target))
    lines = target.read_text().splitlines(keepends=True)
    target.write_text("".join(lines[:3]))

    done = sweep(folder, *VARY, "-o", str(target))
    whole = target.read_text().splitlines(keepends=True)
    narrower = ("--vary", "region=US,CA", "--vary", "factor=1,4", "--final-vars", "price", "label")
    more = sweep(folder, *narrower, "-o", str(target))

    assert 2 == done.stderr.count("in the table already")
    assert [line.split(",")[:4] for line in lines] == [line.split(",")[:4] for line in whole]
    assert 2 == more.stderr.count("in the table already") and 0 == more.returncode


def test_other_code_or_another_scenario_is_no_table_to_go_on_with(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    sweep(folder, *VARY, "-o", str(target))
    (folder / "flow.py").write_text(FLOW.replace("return 10", "return 11"))

    refused = sweep(folder, *VARY, "-o", str(target))
    again = sweep(folder, *VARY, "-o", str(target), "--again")

    assert 2 == refused.returncode and "no table of this sweep" in refused.stderr
    assert 0 == again.stderr.count("already") and "11.0" in target.read_text()


@pytest.mark.parametrize("ending", ["csv", "parquet", "html"])
def test_tables_come_back_as_they_were(tmp_path: Path, ending: str) -> None:
    rows = [
        Row(("US", "[1, 2]"), {"x": 1.5, "t": "a,b\n</script>"}, 0.25),
        Row(("CA", "true"), {}, 0.0, "failed: <no>"),
    ]
    target = tmp_path / f"table.{ending}"

    write_rows(target, rows, ["region", "flag"], "abc")
    found = read_rows(target, ["region", "flag"], "abc")

    assert found is not None
    assert [(row.values, row.error, row.seconds) for row in rows] == [
        (row.values, row.error, row.seconds) for row in found
    ]
    assert rows[0].results == found[0].results
    assert read_rows(target, ["region", "flag"], "other") is None


def test_parquet_and_json_have_numbers_as_numbers(folder: Path, tmp_path: Path) -> None:
    vary = ("--vary", "region=US", "--vary", "factor=1,2", "--final-vars", "price")

    done = sweep(folder, *vary, "-o", str(tmp_path / "t.parquet"), "--json")

    assert [10.0, 20.0] == pq.read_table(tmp_path / "t.parquet")["price"].to_pylist()
    assert [{"price": 10.0}, {"price": 20.0}] == [row["results"] for row in json.loads(done.stdout)]


def test_values_with_commas_stand_in_brackets_or_quotes() -> None:
    assert ["[1, 2]", "'a,b'", "{'k': (1, 2)}", "x"] == list(split_values("[1, 2],'a,b',{'k': (1, 2)},x"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--vary", "regoin=US"), "regoin is no config key, input or node of this dataflow; is region meant?"),
        (("--vary", "region"), "name=value,value"),
        (("--vary", "region=US,US"), "twice"),
        (("--vary", "region=US", "--vary", "region=CA"), "twice"),
        (("--vary", "region=US", "-o", "table.txt"), ".csv"),
        (("--vary", "region=US", "-o", "nowhere/table.csv"), "no folder"),
    ],
)
def test_wrong_usage_is_one_sentence(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    done = sweep(folder, *arguments)

    assert (2, 1) == (done.returncode, len(done.stderr.splitlines())), done.stderr
    assert words in done.stderr


def test_writing_the_table_takes_a_tenth_of_the_time_however_many_rows_it_has() -> None:
    now, written = [0.0], list[float]()

    def write() -> None:
        written.append(now[0])
        now[0] += 2.0

    table = Saving(write, lambda: now[0])
    for _ in range(100):
        table.save()
        now[0] += 1.0
    table.save(is_last=True)
    assert [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] == written[:6] and now[0] - 2.0 == written[-1] and 7 == len(written)
