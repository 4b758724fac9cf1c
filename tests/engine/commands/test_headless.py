"""The command line without a window, in real processes: answers, exit codes, problems on one line, no tracebacks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from dagscope.draw.formats import DRAWN, TEXTS

from tests.patience import PATIENCE_S
from tests.warm_python import run_python

FLOW = '''"""A dataflow."""
import pandas as pd
from hamilton.function_modifiers import config

print("chatter of a module")

@config.when(region="US")
def tax__us() -> float:
    return 0.1

@config.when(region="DE")
def tax__de() -> float:
    return 0.19

def price(base: int, tax: float) -> float:
    print("chatter of a node")
    return base * (1 + tax)

def table(base: int) -> pd.DataFrame:
    return pd.DataFrame({"n": range(base)})

def broken(base: int) -> int:
    raise ValueError("no good")
'''
RUN = """from hamilton import driver
import flow
us = driver.Builder().with_modules(flow).with_config({"region": "US"}).build()
us.execute(["price"], inputs={"base": 10})
de = driver.Builder().with_modules(flow).with_config({"region": "DE"}).build()
de.execute(["price"], inputs={"base": 10})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    place.mkdir()
    (place / "flow.py").write_text(FLOW)
    (place / "run.py").write_text(RUN)
    return place


def _dagscope(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = run_python("-m", "dagscope_app.cli", *arguments, cwd=cwd)
    assert "Traceback" not in done.stderr
    return done


def _json(*arguments: str, cwd: Path, code: int = 0) -> Any:
    done = _dagscope(*arguments, "--json", cwd=cwd)
    assert code == done.returncode, done.stderr
    return json.loads(done.stdout)


def test_graph_lists_nodes_inputs_and_config(folder: Path) -> None:
    found = _json("graph", "project", cwd=folder.parent)

    assert {"tax", "price", "table", "broken", "base", "region"} == {node["name"] for node in found["nodes"]}
    assert ["base"] == [item["name"] for item in found["inputs"]]
    assert [["'US'", "'DE'"]] == [key["values"] for key in found["config_keys"]]
    assert ["run 1", "run 2", "all modules"] == found["scenarios"]


def test_run_gives_values_and_previews(folder: Path) -> None:
    found = _json(
        "run", ".", "--final-vars", "price", "table", "--input", "base=3", "--config", "region=DE", cwd=folder
    )

    assert "ok" == found["status"]
    assert 3 * 1.19 == found["results"]["price"]["value"]
    assert (3, [["0"], ["1"], ["2"]]) == (
        found["results"]["table"]["preview"]["rows"],
        found["results"]["table"]["preview"]["page"]["cells"],
    )
    assert {"ok"} == {node["state"] for node in found["nodes"].values()}


def test_run_takes_a_scenario_with_everything_it_says(folder: Path) -> None:
    found = _json("run", ".", "--scenario", "run 2", cwd=folder)

    assert 10 * 1.19 == found["results"]["price"]["value"]


@pytest.mark.parametrize("executor", ["threads", "processes:2"])
def test_run_on_an_executor(folder: Path, executor: str) -> None:
    found = _json("run", ".", "--scenario", "run 1", "--executor", executor, cwd=folder)

    assert 11.0 == found["results"]["price"]["value"]


@pytest.mark.parametrize("executor", ["sync", "threads:2", "processes:2"])
def test_what_child_processes_and_c_libraries_print_is_not_in_the_answer(tmp_path: Path, executor: str) -> None:
    (tmp_path / "flow.py").write_text(
        "import os, subprocess, sys\n"
        "os.write(1, b'at import\\n')\n"
        "def a(x: int) -> int:\n"
        "    os.write(1, b'raw\\n')\n"
        "    subprocess.run([sys.executable, '-c', 'print(1)'], check=True)\n"
        "    return x\n"
    )

    found = _json("run", ".", "--input", "x=3", "--final-vars", "a", "--executor", executor, cwd=tmp_path)

    assert 3 == found["results"]["a"]["value"]


def test_overrides_and_files_and_expressions(folder: Path) -> None:
    (folder / "base.json").write_text("7")

    found = _json(
        "run",
        ".",
        "--scenario",
        "run 1",
        "--input",
        "base=@base.json",
        "--override",
        "tax==1 + 1",
        cwd=folder,
    )

    assert 21.0 == found["results"]["price"]["value"]


def test_a_failing_node_is_one_line_with_its_place(folder: Path) -> None:
    done = _dagscope("run", ".", "--final-vars", "broken", "--input", "base=1", cwd=folder)

    assert 1 == done.returncode
    assert f"{folder}/flow.py:23: failed: broken: ValueError: no good\n" in done.stderr


def test_problems_are_one_a_line_and_exit_one(folder: Path) -> None:
    (folder / "flow.py").write_text("def a(x) -> int:\n    return 1\ndef b(a: int, c: str) -> int:\n    return 1\n")
    (folder / "bad.py").write_text("def broken(:\n")

    done = _dagscope("graph", ".", "--module", "flow", cwd=folder)

    assert 1 == done.returncode
    lines = done.stderr.splitlines()
    assert any(line.startswith(f"{folder}/flow.py:1: ") for line in lines), done.stderr
    assert any(line.startswith(f"{folder}/bad.py:1: syntax: ") for line in lines), done.stderr


def test_compare_tells_nodes_and_values(folder: Path) -> None:
    found = _json("compare", ".", "--left", "run 1", "--right", "run 2", "--final-vars", "price", cwd=folder)

    different = {row["name"]: (row["role"], row["value"]) for row in found["nodes"] if row["role"] != "same"}
    assert {
        "tax": ("cause", "different"), "price": ("affected", "different"), "region": ("cause", "different"),
    } == different  # fmt: skip
    assert "11.0 → 11.899999999999999" == found["values"]["price"]["summary"]
    assert ["config"] == [change["what"] for change in found["scenario"]]


def test_draw_writes_the_picture_its_ending_names(folder: Path) -> None:
    done = [
        _dagscope("draw", ".", "-o", f"../{name}", cwd=folder) for name in ("dag.png", "dag.svg", "dag.dot", "dag.mmd")
    ]

    assert [0, 0, 0, 0] == [item.returncode for item in done], done[0].stderr
    assert (folder.parent / "dag.png").read_bytes().startswith(b"\x89PNG")
    assert "price" in (folder.parent / "dag.svg").read_text()
    assert "price" in (folder.parent / "dag.mmd").read_text()


def test_help_and_refusal_of_draw_name_every_format(folder: Path) -> None:
    shown = _dagscope("draw", "--help", cwd=folder).stdout
    refused = _dagscope("draw", ".", "-o", "../dag.bitmap", cwd=folder)

    assert 1 == refused.returncode and "no kind of picture" in refused.stderr
    for ending in (*DRAWN, *TEXTS):
        assert ending in shown and ending in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["graph"],
        ["graph", "nowhere"],
        ["graph", ".", "--nonsense"],
        ["run", ".", "--scenario", "none of that name"],
        ["run", ".", "--config", "novalue"],
        ["compare", ".", "--left", "run 1"],
        ["compare", ".", "--left", "a", "--right", "b"],
        ["draw", ".", "-o", "no_ending"],
        ["run", ".", "--scenario", "run 1", "--executor", "moon"],
        ["no_command_and_no_folder"],
        ["--no-such-option"],
    ],
)
def test_wrong_usage_is_two_and_a_sentence(folder: Path, arguments: list[str]) -> None:
    done = _dagscope(*arguments, cwd=folder)

    assert 2 == done.returncode, done.stderr
    assert done.stderr.strip()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["run", ".", "--final-vars", "nope"], "nope"),
        (["run", ".", "--final-vars", "price", "--module", "flow"], "missing: "),
        (["run", ".", "--final-vars", "price", "--input", "base=many"], "int is expected"),
        (["run", ".", "--final-vars", "price", "--module", "flow"], "give --input "),
        (["draw", ".", "-o", "/nowhere/at/all/dag.png"], "cannot be drawn: There is no folder"),
        (["draw", ".", "-o", "dag.xyz"], ".xyz is no kind of picture; end the name in .png"),
        (["run", ".", "--module", "circle", "--final-vars", "up"], "in a cycle: down -> up -> down"),
        (["run", ".", "--module", "leaving", "--final-vars", "gone"], "failed: gone: it called os._exit(0)"),
        (["graph", ".", "--module", "absent"], "absent"),
    ],
)
def test_users_mistakes_are_one_and_a_sentence(folder: Path, arguments: list[str], text: str) -> None:
    (folder / "circle.py").write_text("def up(down: int) -> int: return down\ndef down(up: int) -> int: return up\n")
    (folder / "leaving.py").write_text("import os\ndef gone() -> int: os._exit(0)\n")
    done = _dagscope(*arguments, cwd=folder)

    assert 1 == done.returncode, done.stderr
    assert text in done.stderr


@pytest.mark.parametrize(("files", "kind"), [({}, "empty"), ({"x.py": "X = 1\n"}, "no_dataflow")])
def test_folders_without_dataflows_are_said(tmp_path: Path, files: dict[str, str], kind: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    for command in ("graph", "run", "draw"):
        done = _dagscope(command, ".", cwd=tmp_path)
        assert 1 == done.returncode
        assert f": {kind}: " in done.stderr


@pytest.mark.parametrize("executor", ["sync", "threads:2", "processes:2"])
@pytest.mark.parametrize("final", ["twice", "late"])
def test_asynchronous_functions_are_awaited_wherever_they_run(tmp_path: Path, executor: str, final: str) -> None:
    (tmp_path / "flow.py").write_text(
        "import asyncio\nfrom hamilton.htypes import Collect, Parallelizable\n\n"
        "async def start(n: int = 3) -> int:\n    await asyncio.sleep(0)\n    return n\n\n"
        "def twice(start: int) -> int:\n    return 2 * start\n\n"
        "def each(start: int) -> Parallelizable[int]:\n    yield from range(start)\n\n"
        "async def more(each: int) -> int:\n    return each + 1\n\n"
        "def total(more: Collect[int]) -> int:\n    return sum(more)\n\n"
        "async def late(total: int) -> int:\n    return total\n"
    )
    done = _dagscope("run", ".", "--final-vars", final, "--executor", executor, "--json", cwd=tmp_path)

    assert 0 == done.returncode, done.stderr
    assert 6 == json.loads(done.stdout)["results"][final]["value"]
    assert "never awaited" not in done.stderr


def test_a_value_for_nothing_is_said(folder: Path) -> None:
    done = _dagscope("run", ".", "--final-vars", "price", "--input", "bsae=3", "--override", "zzz=1", cwd=folder)

    assert 0 == done.returncode, done.stderr
    assert "run: --input bsae: this dataflow has nothing of that name; is base meant? (warning)" in done.stderr
    assert "run: --override zzz: this dataflow has nothing of that name (warning)" in done.stderr


def test_a_missing_value_comes_with_the_file_that_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text("def c(b: int) -> int: return b\n")
    (tmp_path / "bad.py").write_text("def b() -> int:\n    retrun 1\n")
    done = _dagscope("run", ".", cwd=tmp_path)

    assert 1 == done.returncode
    assert "bad.py:2: syntax: " in done.stderr and "give --input b=VALUE" in done.stderr


def test_an_unknown_option_is_told_of_its_command(folder: Path) -> None:
    option, place = _dagscope("graph", ".", "--nope", cwd=folder), _dagscope("graph", ".", "more", cwd=folder)

    assert (2, "dagscope graph: there is no option --nope; see dagscope graph --help\n") == (
        option.returncode,
        option.stderr,
    )
    assert (2, "dagscope graph: there is no place for more; see dagscope graph --help\n") == (
        place.returncode,
        place.stderr,
    )


@pytest.mark.parametrize("command", ["graph", "draw", "run", "compare"])
def test_help_has_an_example(command: str, tmp_path: Path) -> None:
    done = _dagscope(command, "--help", cwd=tmp_path)

    assert 0 == done.returncode
    assert f"example:\n  dagscope {command} " in done.stdout


def test_general_help_names_all_commands(tmp_path: Path) -> None:
    done = _dagscope("--help", cwd=tmp_path)

    assert all(name in done.stdout for name in ("graph", "draw", "run", "compare", "hamilton", "cache"))


def test_qt_is_not_imported(folder: Path) -> None:
    code = (
        "import sys\nfrom dagscope_app.cli import main\ncode = main(['run', '.', '--scenario', 'run 1'])\n"
        "assert code == 0 and not any(name.startswith('PySide6') for name in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S)

    assert 0 == done.returncode, done.stderr


def test_an_unfinished_scenario_file_is_reported_and_kept(folder: Path) -> None:
    (folder / "dagscope.toml").write_text("[[scen")

    done = _dagscope("graph", ".", cwd=folder)

    assert 1 == done.returncode
    assert f"{folder}/dagscope.toml:1: settings: " in done.stderr
    assert "[[scen" == (folder / "dagscope.toml").read_text()


def test_select_prints_draws_and_runs_what_it_means(folder: Path) -> None:
    listed = _json("graph", ".", "--scenario", "run 1", "--select", "+price and not kind:config", cwd=folder)
    drawn = _json("draw", ".", "--scenario", "run 1", "--select", "path(tax, price)", "-o", "part.dot", cwd=folder)
    ran = _json("run", ".", "--scenario", "run 1", "--select", "type:DataFrame", cwd=folder)

    assert {"tax", "price", "base"} == {node["name"] for node in listed["nodes"]}
    assert 2 == drawn["nodes"]
    assert "broken" not in (folder / "part.dot").read_text()
    assert ["table"] == list(ran["results"])


def test_changed_means_other_than_in_another_scenario(folder: Path) -> None:
    found = _json("graph", ".", "--scenario", "run 2", "--against", "run 1", "--select", "changed:", cwd=folder)

    assert ["tax", "region"] == [node["name"] for node in found["nodes"]]


def test_a_mistake_in_a_selection_points_at_its_character(folder: Path) -> None:
    done = _dagscope("graph", ".", "--select", "+price and )", cwd=folder)

    assert 2 == done.returncode
    message, text, mark = done.stderr.splitlines()[-3:]
    assert "character 12" in message
    assert text.index(")") == mark.index("^")


def test_a_second_run_reads_the_cache_and_a_wrong_executor_is_a_sentence(folder: Path) -> None:
    wanted = ["run", str(folder), "--module", "flow", "--input", "base=3", "--final-vars", "table", "--cache"]
    states = [_json(*wanted, cwd=folder.parent)["nodes"]["table"]["state"] for _ in range(2)]
    assert ["ok", "cached"] == states
    assert "*\n" == (folder / ".hamilton_cache" / ".gitignore").read_text()
    listed = _dagscope("cache", "--path", str(folder / ".hamilton_cache"), "ls", cwd=folder).stdout
    assert "table" in listed and "gitignore" not in listed

    _json(*wanted, f"{folder.name}/kept", cwd=folder.parent)  # what is typed counts from the working folder
    assert "table" in _dagscope("cache", "--path", f"{folder.name}/kept", "ls", cwd=folder.parent).stdout

    done = _dagscope(*wanted, "--executor", "dask://nowhere", cwd=folder.parent)
    assert 2 == done.returncode
    assert "write the address as 'dask://host:8786'" in done.stderr


@pytest.mark.parametrize("arguments", [["cache", "ls"], ["."]])
def test_a_fault_in_a_module_of_ours_is_not_taken_for_a_missing_package(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules['dagscope.caching.maintenance'] = sys.modules['dagscope_app.model.state'] = None\n"
        "from dagscope_app.cli import main\n"
        "main(sys.argv[1:])\n"
    )

    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1
    # Qt may say more after that: of processes that were started meanwhile.
    assert "\nModuleNotFoundError: import of dagscope" in done.stderr


def test_a_window_without_its_packages_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['PySide6'] = None\nfrom dagscope_app.cli import main\nsys.exit(main(['.']))"

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith("dagscope: the window needs its extra packages: pip install 'dagscope[app]'")


def test_a_command_imports_no_other_command(folder: Path) -> None:
    code = (
        "import sys\nfrom dagscope_app.cli import main\nmain(['graph', 'nowhere'])\n"
        "print(*(name for name in ('draw', 'run', 'compare', 'cache') if f'dagscope.commands.{name}' in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("\n", "dagscope: there is no folder 'nowhere'\n")


def test_a_cache_that_cannot_be_used_is_said(folder: Path) -> None:
    (folder / "file").write_text("")
    done = _dagscope(
        "run",
        ".",
        "--final-vars",
        "price",
        "--input",
        "base=3",
        "--config",
        "region=DE",
        "--cache",
        "file/x",
        cwd=folder,
    )
    assert 0 == done.returncode and "price\n3.57\n" in done.stdout
    assert re.search(
        r"^warning: The cache in \S+ cannot be used \(Not a directory\): nothing is read", done.stderr, re.M
    )


def test_a_value_that_a_node_changed_in_place_is_said(folder: Path) -> None:
    text = "def a() -> list:\n    return [1]\n\ndef b(a: list) -> int:\n    a.append(2)\n    return 1\n"
    (folder / "changing.py").write_text(text)
    done = _dagscope("run", "changing.py", "--final-vars", "b", cwd=folder)
    assert 0 == done.returncode and "warning: b changed the value of a in place;" in done.stderr
    assert "" == _dagscope("run", "changing.py", "--final-vars", "b", "--quiet", cwd=folder).stderr
