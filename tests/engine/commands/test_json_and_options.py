"""The command line under programs and under slips of the pen: one JSON document always, near names, `-o -`,
`--format`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
from dagscope.commands.given import remark_unused
from dagscope.commands.opened import Opened, selected_names
from dagscope.commands.options import UsageProblem
from dagscope.commands.values import shown_text
from dagscope.describe.graph import GraphRecords
from dagscope.records import ConfigKey, InputRecord
from dagscope.session.building import Slot

from tests.warm_python import run_python

FLOW = """import os
import warnings

print("chatter of a module")


def a(x: int) -> int:
    print("chatter of a node")
    return x + 1


def b(a: int) -> int:
    raise ValueError("no")


def c(a: int) -> int:
    os._exit(0)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flow.py").write_text(FLOW)
    return tmp_path


def dagscope(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_python("-m", "dagscope_app.cli", *arguments, cwd=folder)


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        (2, ["run"], "the following arguments are required: FOLDER"),
        (2, ["run", "nosuch"], "there is no folder 'nosuch'"),
        (2, ["run", ".", "--executr", "x"], "there is no option --executr; is --executor meant?"),
        (2, ["run", ".", "--scenario", "x"], "there is no scenario 'x'"),
        (2, ["run", ".", "--input", "x"], "write it as name=value"),
        (2, ["graph", ".", "--select", "("], "--select"),
        (2, ["compare", ".", "--left", "x", "--right", "y"], "there is no scenario 'x'"),
        (2, ["sweep", ".", "--vary", "z=1"], "no config key, input or node"),
        (2, ["graph", ".", "--select", "kind:inpt"], "there is no kind 'inpt', only function, input"),
        (2, ["graph", ".", "--select", "not changed:"], "--against NAME says which scenario this compares with"),
        (2, ["cache", "lss"], "; is ls meant?"),
        (2, ["cache", "ls", "--path", "x"], "no option --path here; it stands right behind `dagscope cache`"),
        (2, ["run", ".", "--trust", "--module", "flwo"], "there is no module 'flwo'. Is 'flow' meant?"),
        (2, ["run", ".", "--final-vars", ""], "the name is empty"),
        (2, ["trust", "ad"], "; is add meant?"),
        (2, ["trust", "add", ""], "the path is empty"),
        (2, ["graph", ""], "the path is empty"),
        (2, ["completion", "bsh"], "; is bash meant?"),
        (1, ["run", ".", "--final-vars", "nosuch"], "nosuch"),
        (1, ["run", ".", "--select", "kind:config"], "holds nothing to run"),
        (1, ["run", ".", "--final-vars", "c", "--input", "x=1"], "it called os._exit(0)"),
        (1, ["draw", ".", "--format", "xyz"], ".xyz is no kind of picture"),
        (1, ["draw", ".", "--final-vars", "C"], "C: is c meant?"),
    ],
)
def test_an_error_is_a_json_document_too(folder: Path, code: int, arguments: list[str], said: str) -> None:
    done = dagscope(folder, *arguments, "--json")

    assert done.returncode == code, done.stderr
    error = json.loads(done.stdout)["error"]
    assert error["exit_code"] == code
    assert said in "\n".join(error["messages"])
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_that_fails_gives_its_own_document_once(folder: Path) -> None:
    done = dagscope(folder, "run", ".", "--final-vars", "b", "--input", "x=1", "--json")

    found = json.loads(done.stdout)
    assert (done.returncode, found["status"], found["errors"]["b"]["message"]) == (1, "failed", "no")


def test_a_thread_that_a_node_left_prints_nothing_into_the_document(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(
        "import os, threading, time\n"
        "def last():\n"
        "    threading.main_thread().join()\n"
        "    os.write(1, b'as C code does')\n"
        "def talk(begun):\n"
        "    while True:\n"
        "        print('late')\n"
        "        begun.set()\n"
        "        time.sleep(0.0005)\n"
        "def left() -> int:\n"
        "    begun = threading.Event()\n"
        "    threading.Thread(target=talk, args=(begun,), daemon=True).start()\n"
        "    threading.Thread(target=last).start()\n"
        "    begun.wait()\n"
        "    return 1\n"
    )
    done = dagscope(tmp_path, "run", ".", "--final-vars", "left", "--json")
    assert {"left": 1} == {name: found["value"] for name, found in json.loads(done.stdout)["results"].items()}
    assert "late" in done.stderr and "as C code does" in done.stderr


@pytest.mark.parametrize(("given", "near"), [("grph", "graph"), ("compar", "compare"), ("sweeep", "sweep")])
def test_a_command_that_may_be_meant_is_named(folder: Path, given: str, near: str) -> None:
    done = dagscope(folder, given, ".")

    assert done.returncode == 2
    assert done.stderr == f"dagscope: there is no folder {given!r}, and no command of that name; is {near} meant?\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--", "-nosuch"], "there is no folder './-nosuch'"), ([".", ".."], "opens one folder; '..' is a second one")],
)
def test_what_is_no_folder_for_a_window_is_said(folder: Path, arguments: list[str], said: str) -> None:
    done = dagscope(folder, *arguments)

    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["graph", ".", "--cache"],
        ["draw", ".", "--executor", "sync"],
        ["graph", ".", "--input", "x=1"],
        ["compare", ".", "--left", "a", "--right", "b", "--scenario", "a"],
        ["graph", ".", "--verbose"],
    ],
)
def test_options_are_there_only_where_they_mean_something(folder: Path, arguments: list[str]) -> None:
    done = dagscope(folder, *arguments)

    assert (done.returncode, "there is no option --" in done.stderr) == (2, True), done.stderr


def test_a_picture_and_a_report_go_to_the_standard_output(folder: Path) -> None:
    (folder / "dagscope.toml").write_text(
        '[[scenario]]\nname = "l"\nmodules = ["flow"]\n[[scenario]]\nname = "r"\nmodules = ["flow"]\n'
    )
    picture = dagscope(folder, "draw", ".", "--format", "dot", "-o", "-")
    report = dagscope(folder, "compare", ".", "--left", "l", "--right", "r", "-o", "-")

    assert "digraph {" in picture.stdout
    assert report.stdout.startswith("# l → r")
    assert dagscope(folder, "draw", ".", "-o", "-", "--json").returncode == 2


def test_the_format_wins_over_the_ending(folder: Path) -> None:
    done = dagscope(folder, "draw", ".", "--format", "mmd", "-o", "picture.txt")

    assert done.returncode == 0, done.stderr
    assert (folder / "picture.txt").read_text().startswith("flowchart LR")


def test_quiet_leaves_warnings_and_progress_out_and_verbose_has_the_traceback(folder: Path) -> None:
    call = ["run", ".", "--final-vars", "b", "--input", "x=1", "--input", "nothing=2"]
    usual, quiet, verbose = (dagscope(folder, *call, *more) for more in ([], ["-q"], ["-v"]))

    assert "nothing of that name" in usual.stderr
    assert "nothing of that name" not in quiet.stderr
    assert "failed: b: " in quiet.stderr
    assert "in b" in verbose.stderr
    assert "in b" not in usual.stderr
    rows = dagscope(folder, "sweep", ".", "--vary", "x=1,2", "--final-vars", "a", "-q")
    assert (rows.returncode, "1/2" in rows.stderr) == (0, False)


class _Session:
    """Stands in for one that may run the project's code."""

    def needs_code(self) -> None:
        """Allow it."""


@pytest.mark.parametrize(
    ("select", "against", "said"),
    [
        ("a, not (state:failed)", None, "nodes have a state in the window only, after a run (at character 9)"),
        ("path(a, +changed:)", None, "--against NAME says which scenario this compares with (at character 10)"),
        ("a", "other", "--against: nothing is compared with it; write `changed:` in --select"),
        (None, "other", "--against: nothing is compared with it; write `changed:` in --select"),
    ],
)
def test_a_selection_that_nothing_can_answer_is_refused(select: str | None, against: str | None, said: str) -> None:
    slot = SimpleNamespace(records=GraphRecords((), (), ()))
    arguments = argparse.Namespace(select=select, against=against)

    with pytest.raises(UsageProblem, match=re.escape(said)):
        selected_names(cast(Opened, SimpleNamespace(session=_Session())), cast(Slot, slot), arguments)


def test_values_that_are_nearly_called_so_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    keys = [ConfigKey("region", uses=("flow.py:1",)), ConfigKey("own")]
    given = argparse.Namespace(
        name="sweep", config=["regoin=US", "own=1", "whole=2"], input=["bsae=1"], override=["base=2", "zz=3"]
    )
    graphs = [GraphRecords((), (), ()), GraphRecords((), (), (InputRecord("base"),))]

    remark_unused(given, graphs, keys)

    assert capsys.readouterr().err.splitlines() == [
        "sweep: --input bsae: this dataflow has nothing of that name; is base meant? (warning)",
        "sweep: --override zz: this dataflow has nothing of that name (warning)",
        "sweep: --config regoin: no function is known to ask for it; is region meant? (warning)",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (pd.DataFrame(), "[0 × 0]"),
        (pd.Series([], dtype=int, name="users"), "  users\n[0 × int64]"),
        (pd.DataFrame({"a": [1]}), "   a\n0  1\n[1 × 1]"),
    ],
)
def test_a_table_says_its_size_also_where_it_has_no_rows(value: object, text: str) -> None:
    assert shown_text(value) == text


def test_whole_numbers_have_all_their_digits(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(
        "def a() -> int:\n    return 10**5000\ndef b() -> dict:\n    return {'k': [-(10**9000)]}\n"
        "def c() -> int:\n    return 1 << 2_000_000\ndef d() -> str:\n    return 'x' * 5000\n"
    )
    done = dagscope(tmp_path, "run", ".", "--trust", "--json")
    digits = re.compile(r"-?\d{4000,}").findall(done.stdout)
    assert ["1" + "0" * 5000, "-1" + "0" * 9000] == digits
    assert "<integer of 2,000,001 bits>" in done.stdout and 0 == done.returncode

    done = dagscope(tmp_path, "run", ".", "--trust")
    assert "\na\n1" + "0" * 5000 + "\n" in done.stdout
    assert "[1,000 more characters are not printed; --json has more]" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("run", "--scenario", "s"),
        ("script", "--scenario", "s"),
        ("sweep", "--scenario", "s", "--vary", "x=1"),
        ("compare", "--left", "s", "--right", "s"),
        ("graph", "--scenario", "s"),
    ],
    ids=lambda command: command[0],
)
def test_what_is_wrong_in_the_scenarios_file_is_said_by_each_command(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "flow.py").write_text("def a(x: int) -> int:\n    return x\n")
    settings = '[[scenario]]\nname = "s"\nmoduls = []\nmodules = ["flow"]\ninputs = {x = 1}\n[[scenario]]\nname = 3\n'
    (tmp_path / "dagscope.toml").write_text(settings)

    done = run_python("-m", "dagscope_app.cli", command[0], str(tmp_path), "--trust", *command[1:])

    assert 1 == done.stderr.count("moduls is not known and has no effect; is modules meant?"), done.stderr
    assert "dagscope.toml:3: " in done.stderr and "dagscope.toml:7: " in done.stderr
    assert command[0] == "graph" or 0 == done.returncode
