"""The notebook's magics in a real IPython."""

from __future__ import annotations

import ast
import os
import pathlib
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from dagscope import notebook

CELL = "def a(x: int) -> int:\n    return x + 1\n\ndef b(a: int) -> int:\n    return a * 2\n"


class Shell:
    """A running IPython, and what was displayed in it."""

    def __init__(self, ip: Any, displayed: list[Any]) -> None:
        self.ip, self.displayed = ip, displayed

    def run(self, code: str) -> Any:
        """Run a cell, and return its error, if it has one."""
        done = self.ip.run_cell(code)
        return done.error_in_exec or done.error_before_exec or done.result

    def __getitem__(self, name: str) -> Any:
        return self.ip.user_ns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.ip.user_ns


@pytest.fixture
def shell(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from IPython.core.interactiveshell import InteractiveShell
    from dagscope.plugins import jupyter_magic
    from traitlets.config import Config

    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False
    ip = InteractiveShell.instance(config=config)
    displayed: list[Any] = []
    monkeypatch.setattr(jupyter_magic, "display", displayed.append)
    monkeypatch.setattr(notebook.compat, "install", lambda: None)  # other tests of this process need Hamilton itself
    notebook.load_ipython_extension(ip)
    before = set(sys.modules)
    yield Shell(ip, displayed)
    for name in set(sys.modules) - before:
        if name.startswith("flow"):
            del sys.modules[name]
    InteractiveShell.clear_instance()


def test_cell_becomes_a_module(shell: Shell) -> None:
    shell.run(f"%%cell_to_module flow\n{CELL}")
    assert 8 == shell["flow"].b(4)
    assert sys.modules["flow"] is shell["flow"]
    assert ["a", "b", "x"] == sorted(each.name for each in shell["flow_dr"].list_available_variables())


def test_execution_gives_variables(shell: Shell) -> None:
    shell.run('given = {"x": 5}; instead = {"a": 10}; wanted = ["b"]')
    shell.run(f"%%cell_to_module flow -x -i given\n{CELL}")
    assert (6, 12) == (shell["a"], shell["b"])
    shell.run(f"%%cell_to_module flow --execute wanted --inputs given -o instead --show_results\n{CELL}")
    assert (20, [20]) == (shell["b"], shell.displayed)


def test_namespaced_values_have_two_underscores(shell: Shell) -> None:
    source = (
        "from dagscope.function_modifiers import pipe_output, step\n\ndef _add(v: int) -> int:\n    return v + 1\n\n"
    )
    shell.run(f"%%cell_to_module flow -x\n{source}@pipe_output(step(_add))\ndef p() -> int:\n    return 1\n")
    assert (2, 1, 2) == (shell["p"], shell["p__raw"], shell["p__with_add"])


@pytest.mark.parametrize("config", ["settings", "k=2", '\'{"k": "2"}\''])
def test_config_in_three_ways(shell: Shell, config: str) -> None:
    shell.run('settings = {"k": "2"}')
    variants = "".join(f'@config.when(k="{k}")\ndef q__{k}() -> int:\n    return {k}\n' for k in (1, 2))
    shell.run(f"%%cell_to_module flow -x -c {config}\nfrom dagscope.function_modifiers import config\n{variants}")
    assert 2 == shell["q"]


def test_drawing(shell: Shell) -> None:
    shell.run('drawing = {"orient": "TB"}')
    shell.run(f"%%cell_to_module flow -d\n{CELL}")
    shell.run(f"%%cell_to_module flow -d drawing\n{CELL}")
    assert ["rankdir=LR" in each.source for each in shell.displayed] == [True, False]


def test_builder_and_its_cache(shell: Shell) -> None:
    shell.run('from dagscope import driver; given = {"x": 1}; builder = driver.Builder().with_cache()')
    for _ in range(2):
        shell.run(f"%%cell_to_module flow -x -i given -b builder --display_cache\n{CELL}")
    assert ["from cache" in each.source for each in shell.displayed] == [False, True]
    assert [] == shell["builder"].modules


def test_cell_written_to_a_file(shell: Shell) -> None:
    shell.run(f"%%cell_to_module flow -w\n{CELL}")
    shell.run(f"%%cell_to_module flow -w other.py\n{CELL}")
    assert [CELL.strip()] * 2 == [pathlib.Path(name).read_text().strip() for name in ("flow.py", "other.py")]


def test_small_parts() -> None:
    from dagscope.plugins import jupyter_magic

    assert {"a": "1", "b": "x"} == jupyter_magic.parse_key_value_config("a=1 b=x")
    assert {"a": "1", "b": "x"} == jupyter_magic.parse_key_value_config("a=1,b=x")
    for read in (jupyter_magic.parse_key_value_config, lambda text: jupyter_magic.read_config(text, {})):
        with pytest.raises(jupyter_magic.NotebookError, match="has `b` without a value: write `b=value`"):
            read("a=1,b")
    assert {"a", "b"} == jupyter_magic.get_assigned_variables(ast.parse("a = 1\nb: int = 2\nc: int"))
    assert "a__b" == jupyter_magic._normalize_result_names("a.b")


def test_unknown_argument_does_not_stop_the_cell(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run(f"%%cell_to_module flow --nonsense\n{CELL}")
    assert 8 == shell["flow"].b(4) and "--nonsense" in capsys.readouterr().out


def test_mistakes(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run(f"%%cell_to_module flow -x -i nosuch\n{CELL}")
    assert "KeyError: Received `--inputs nosuch` but variable not found." in capsys.readouterr().out
    assert isinstance(shell.run(f"%%cell_to_module flow -x nosuch\n{CELL}"), KeyError)
    assert isinstance(shell.run("%%cell_to_module flow\ndef a(x: int -> int:\n    return x\n"), SyntaxError)
    error = shell.run("%%cell_to_module flow\ndef a(x) -> int:\n    return x\n")
    assert isinstance(error, ValueError) and str(error).startswith("Missing type hint for x in function a.")


def test_module_of_several_cells(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%%incr_cell_to_module flow 2\ndef b(a: int) -> int:\n    return a * 2\n")
    shell.run("%%incr_cell_to_module flow 1 -w\ndef a(x: int) -> int:\n    return x + 1\n")
    assert (
        pathlib.Path("flow.py").read_text().endswith("    return x + 1\n\n\ndef b(a: int) -> int:\n    return a * 2\n")
    )
    assert "KeyError: Received `--builder nosuch`" in shell.run(f"%%incr_cell_to_module flow 3 -b nosuch\n{CELL}")
    capsys.readouterr()
    assert (4, 2) == (shell["flow"].b(2), shell["flow"].a(1))
    assert {"b": 4} == shell["flow_dr"].execute(["b"], inputs={"x": 1})
    shell.run("%print_module flow")
    assert "def a(x: int) -> int:\n    return x + 1\n\n\ndef b" in shell.displayed[-1].data
    shell.run("%reset_module flow")
    shell.run("%reset_module flow")
    assert "flow" not in shell and "flow" not in sys.modules
    assert ["Module flow is forgotten.", "There is no module flow."] == capsys.readouterr().out.splitlines()


def test_dictionary_from_a_cell(shell: Shell) -> None:
    shell.run("start = 2")
    shell.run("%%set_dict given\nx = start + 1\ny: str = 'q'\nz: int\na, b = 1, 2\n")
    assert {"x": 3, "y": "q", "a": 1, "b": 2} == shell["given"]


def test_dictionary_of_what_blocks_assign(shell: Shell) -> None:
    blocks = "for i in range(3):\n    last = i\nif (n := 4) > 2:\n    u = 1\n"
    shell.run(f"%%set_dict given\n{blocks}def f():\n    inner = 1\n    return inner\nr = f()\n")
    assert {"last": 2, "n": 4, "u": 1, "r": 1} == shell["given"]
    assert 4 == shell["n"]


def test_drawing_arguments_that_there_are_not_are_said(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run('drawing = {"orient": "TB", "nonsense": 1}')
    for line in ("%%cell_to_module flow -d drawing", "%%incr_cell_to_module flow 1 -d drawing"):
        shell.run(f"{line}\n{CELL}")
        assert "nonsense" in capsys.readouterr().out
    assert ["rankdir=LR" in each.source for each in shell.displayed] == [True, True]


def test_two_names_and_arguments_of_older_notebooks(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run(f"%%cell_to_module flow -m other\n{CELL}")
    assert "flow" not in shell and "Received two names, flow and -m other" in capsys.readouterr().out
    shell.run(f"%%cell_to_module flow -r --hide_results\n{CELL}")
    assert 2 == capsys.readouterr().out.count("DeprecationWarning") and "flow" in shell


def test_all_nodes_are_shown_after_what_they_read(shell: Shell) -> None:
    shell.run('given = {"z": 5}')
    cell = "def a(c: int) -> int:\n    return c + 1\ndef c(z: int) -> int:\n    return z\n"
    shell.run(f"%%cell_to_module flow -x -i given --show_results\n{cell}")
    assert [5, 5, 6] == shell.displayed


def test_source_of_a_module_goes_to_the_next_cell(shell: Shell) -> None:
    pathlib.Path("stored.py").write_text(CELL)
    for magic in ("module_to_cell", "insert_module"):
        shell.run(f"%{magic} stored.py")
        assert f"%%cell_to_module stored\n{CELL}" == shell.ip.rl_next_input


def test_extension_serves_hamilton_in_the_kernel(tmp_path: pathlib.Path) -> None:
    code = (
        "%load_ext dagscope.notebook\nimport hamilton.driver, dagscope.driver\n"
        "assert hamilton.driver is dagscope.driver\n"
    )
    done = run_ipython(tmp_path, code)

    assert done.returncode == 0, done.stdout + done.stderr


def test_extension_refuses_beside_another_hamilton(tmp_path: pathlib.Path) -> None:
    done = run_ipython(tmp_path, "import hamilton\n%load_ext dagscope.notebook\n")

    assert "is already imported from" in done.stderr
    assert "Restart the kernel and load it first." in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def run_ipython(folder: pathlib.Path, code: str) -> subprocess.CompletedProcess[str]:
    (folder / "session.ipy").write_text(code, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "IPython", "--quick", "session.ipy"]
    environment = {**os.environ, "IPYTHONDIR": str(folder / "ipython")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
