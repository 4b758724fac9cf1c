"""One file never costs more than itself: whatever it holds, the rest of the folder opens, and a warning names it."""

from __future__ import annotations

import ast
import json
import os
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.project import drivers
from dagscope.project.config_keys import asked_keys
from dagscope.project.nesting import is_too_deep
from dagscope.project.opening import Project, open_project
from dagscope.project.scan import Scan, scan
from dagscope.project.source import SourceFile, parsed, read_source
from dagscope.project.static import static_nodes

from tests.folders import write_files

FLOW = "def a(x: int) -> int:\n    return x\n"
RUN = "from hamilton import driver\nimport flow\ndr = driver.Builder().with_modules(flow).build()\n"
NO_BREAK_SPACE = "\u00a0"


def opened(folder: Path, name: str, text: str | bytes) -> Project:
    """Write and open a folder of a dataflow, its script and one file more."""
    (folder / "flow.py").write_text(FLOW)
    (folder / "run.py").write_text(RUN)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_project(folder)


DRIVER = "from hamilton import driver\ndr = driver.Builder()"
ODD: dict[str, tuple[str, str | bytes]] = {
    "no-break space in an f-string": ("b.py", f"{DRIVER}\nt = f\"<p>{{'{NO_BREAK_SPACE}'.join(dr)}}</p>\"\n"),
    "ideographic space in an f-string": ("b.py", f"{DRIVER}\nt = f\"<p>{{'\u3000'.join(dr)}}</p>\"\n"),
    "such a config": ("b.py", f"{DRIVER}.with_config({{'a': f\"{{'{NO_BREAK_SPACE}'.join('ab')}}\"}}).build()\n"),
    "such a decorator": ("b.py", f"@tag(f\"{{'{NO_BREAK_SPACE}'.join('ab')}}\")\n{FLOW}"),
    "such a default": ("b.py", f"def b(x: str = f\"{{'{NO_BREAK_SPACE}'.join('ab')}}\") -> int:\n    return x\n"),
    "such a context": ("b.py", f"HAMILTON_CONFIG = {{'a': f\"{{'{NO_BREAK_SPACE}'.join('ab')}}\"}}\n"),
    "deep JSON in a notebook": ("b.ipynb", "[" * 100_000),
    "a notebook that is a list": ("b.ipynb", "[1]"),
    "a notebook of odd cells": ("b.ipynb", json.dumps({"cells": [1, {"cell_type": "code", "source": 3}, None]})),
    "deep JSON beside it": ("b.json", "[" * 100_000),
    "deep TOML": ("dagscope.toml", "a = " + "[" * 100_000),
    "a broken setting": ("dagscope.toml", "scenario = 3"),
    "a long sum": ("b.py", f"{DRIVER}.with_config({{'a': {'+'.join(['1'] * 900)}}}).build()\n"),
    "a longer sum": ("b.py", f"{DRIVER}\nx = {'+'.join(['1'] * 3_000)}\n"),
    "the longest sum": ("b.py", f"{DRIVER}\nx = {'+'.join(['1'] * 150_000)}\n"),
    "a long chain": ("b.py", f"{DRIVER}{'.with_config({})' * 800}\n"),
    "many brackets": ("b.py", f"{DRIVER}\nx = {'(' * 150}1{')' * 150}\n"),
    "many elifs": ("b.py", f"{DRIVER}\nif 1:\n    pass\n" + "elif 2:\n    pass\n" * 2_000),
    "no Python": ("b.py", "Builder Driver (((("),
    "no encoding": ("b.py", b"# coding: nonsense\n"),
    "not UTF-8": ("b.py", b"x = '\xe9'\n"),
    "a null": ("b.py", b"x = 1\0\n"),
    "newer syntax": ("b.py", "type A[T] = list[T\n" + FLOW),
    "names upon names": (
        "b.py",
        "".join(f"n{i} = [{', '.join([f'n{i - 1}'] * 10)}]\n" for i in range(1, 9))
        + f"{DRIVER}.with_config({{'a': n8}}).build()\n",
    ),
    "texts that double": ("b.py", f"{DRIVER}\nx = 'a'\n" + "x = x + x\nx = f'{x}{x}'\n" * 60),
    "lists that double": ("b.py", f"{DRIVER}\nx = [1]\n" + "x = x + x\nx = [*x, *x]\n" * 60 + "dr.with_modules(*x)\n"),
    "pairs of pairs": ("b.py", f"{DRIVER}\nx = [1]\n" + "x = list(zip(x, x))\n" * 60 + "dr.with_modules(*x).build()\n"),
    "longer and longer": ("b.py", f"{DRIVER}\nx = 'a'\n" + "x = x.replace('a', 'aa').join([x, x])\n" * 60),
    "functions that call each other": (
        "b.py",
        f"{DRIVER}\n" + "".join(f"def f{n}(m):\n    f{n + 1}(m)\n    f{n + 1}(m)\n" for n in range(40)) + "f0(dr)\n",
    ),
    "bases that derive from each other": (
        "b.py",
        f"{DRIVER}\nclass A(B):\n    def m(self):\n        return super().m()\nclass B(A):\n"
        "    def m(self):\n        return super().m()\nA().m()\n",
    ),
    "a property that asks itself": (
        "b.py",
        f"{DRIVER}\nclass A:\n    @property\n    def m(self):\n        return self.m\nA().m\n",
    ),
    "partials of themselves": (
        "b.py",
        f"{DRIVER}\nfrom functools import partial\np = partial(p, 1)\np = partial(p, p)\np(p)\n",
    ),
    "UTF-16": ("b.py", f"{DRIVER}\n".encode("utf-16")),
    "a huge number": ("b.py", f"{DRIVER}\nx = {'9' * 5_000}\n"),
}


@pytest.mark.parametrize(("name", "text"), ODD.values(), ids=ODD)
def test_the_rest_of_the_folder_opens(tmp_path: Path, name: str, text: str | bytes) -> None:
    project = opened(tmp_path, name, text)
    assert "run" in [scenario.name for scenario in project.scenarios]
    assert "flow" in [module.name for module in project.modules]
    for source in (project.sources or {}).values():
        static_nodes(source)
    asked_keys(project.sources or {})
    assert {problem.file for problem in project.problems} <= {str(tmp_path / name)}
    assert all(problem.severity == "warning" for problem in project.problems if problem.kind != "settings")


def test_a_module_with_such_an_f_string_is_drawn_from_its_source(tmp_path: Path) -> None:
    text = f"def b(x: str = f\"{{'{NO_BREAK_SPACE}'.join('ab')}}\") -> int:\n    return x\n"
    source = opened(tmp_path, "b.py", text).source_of("b")
    assert source is not None
    (node,) = static_nodes(source)
    assert (node.name, node.type, node.parameters[0].name, node.parameters[0].has_default) == ("b", "int", "x", True)


def test_what_a_script_says_otherwise_is_read_all_the_same(tmp_path: Path) -> None:
    odd = f"title = f\"{{'{NO_BREAK_SPACE}'.join('ab')}}\"\n"
    project = opened(tmp_path, "report.py", RUN.replace("dr =", f"{odd}dr =") + "dr.execute(['a'], inputs={'x': 1})\n")
    (scenario,) = [item for item in project.scenarios if item.name == "report"]
    assert (scenario.module_names(), scenario.final_vars, scenario.inputs["x"].text) == (("flow",), ("a",), "1")


def test_a_reader_that_fails_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = drivers.read_script

    def failing(source: SourceFile, *rest: object) -> object:
        if source.path.name == "b.py":
            raise KeyError("whatever")
        return read(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("dagscope.project.folder_scripts.read_script", failing)
    project = opened(tmp_path, "b.py", "Builder")
    assert ["run", "all modules"] == [scenario.name for scenario in project.scenarios]
    assert ["b.py is passed over in the search for drivers: KeyError: 'whatever'"] == [
        problem.message for problem in project.problems
    ]


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_what_is_too_much_for_the_parser_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(ast, "parse", fail)
    assert "it is generated or nested too deep to be read" == parsed(Path("b.py"), "x = 1").error


def test_a_file_that_does_not_parse_is_an_error_where_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text("import helper\n" + FLOW)
    (tmp_path / "helper.py").write_text("def (")
    (tmp_path / "other.py").write_text("def (")
    found = {Path(problem.file).name: problem.severity for problem in open_project(tmp_path).problems}
    assert found == {"helper.py": "error", "other.py": "warning"}


def test_a_notebook_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": ["import flow\n", "from hamilton import driver\n", "driver.Driver({}, flow)"]}
    project = opened(tmp_path, "b.ipynb", "\ufeff" + json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]}))
    assert ("b", ("flow",)) in [(scenario.name, scenario.module_names()) for scenario in project.scenarios]


def test_a_long_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(f"DATA = '{'x' * 25_000}'\nTABLE = [{', '.join(['-1.5'] * 50_000)}]\n{FLOW}")
    assert ["flow"] == [module.name for module in open_project(tmp_path).modules]
    assert read_source(tmp_path / "flow.py").error == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = " + "+".join(["1"] * 100_000), True),
        ("x = f" + "()" * 100_000, True),
        ("x = a" + ".b" * 100_000, True),
        ("x = a" + "[0]" * 100_000, True),
        ("x = " + "-" * 100_000 + "1", True),
        ("x = (\n" + "1 +\n" * 100_000 + "1)", True),
        ("x = " + "(" * 100_000, True),
        ("x = [" + "-1.5, " * 100_000 + "]", False),
        ("x = '" + "+" * 100_000 + "'", False),
        ("# " + "+" * 100_000, False),
        ("x = a.b + 1\n" * 50_000, False),
        ("x = {" + "'a': [1, -2],\n" * 50_000 + "}", False),
    ],
)
def test_only_nesting_makes_a_text_unreadable(text: str, expected: bool) -> None:
    assert is_too_deep(text) is expected


def test_a_folder_whose_name_is_no_utf8_opens(tmp_path: Path) -> None:
    folder = Path(str(tmp_path) + "/caf\udce9")
    try:
        folder.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only UTF-8")
    project = opened(folder, "b.py", "x = 1\n")
    assert ["run", "all modules"] == [scenario.name for scenario in project.scenarios]


def _of_the_library(sizes: Callable[[Path], bool]) -> list[Path]:
    folder = Path(sysconfig.get_path("stdlib"))
    return [path for path in sorted(folder.glob("*.py")) if sizes(path)]


def test_the_standard_library_is_read_without_an_exception() -> None:
    """A quick part of it; every file is taken for a script that builds a driver."""
    files = _of_the_library(lambda path: path.stat().st_size < 20_000)
    assert len(files) > 50
    for path in files:
        source = read_source(path)
        assert source.tree is not None, (path, source.error, sys.version)
        static_nodes(source)
        drivers.read_script(SourceFile(path, "Builder Driver", source.tree), path.name, path.stem, {}.get)
        assert isinstance(source.tree, ast.Module)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('{"cells": [3, {"cell_type": "code"}, {"cell_type": "code", "source": 5}, "x"]}', []),
        ("[]", ["has no list of cells"]),
        ('{"cells": "x"}', ["has no list of cells"]),
        ("{not json", ["cannot be read"]),
    ],
)
def test_a_notebook_of_odd_shape_costs_only_itself(tmp_path: Path, text: str, problems: list[str]) -> None:
    (tmp_path / "a.py").write_text("def a(x: int) -> int:\n    return x\n")
    (tmp_path / "odd.ipynb").write_text(text)

    project = open_project(tmp_path)

    found = [problem.message for problem in project.problems]
    assert len(problems) == len(found)
    assert all(words in message for words, message in zip(problems, found))
    assert "a" in {module.name for scenario in project.scenarios for module in scenario.modules}


def test_a_link_to_the_whole_disk_is_not_followed(tmp_path: Path) -> None:
    write_files(tmp_path, {"flow.py": FLOW})
    os.symlink("/", tmp_path / "everything")

    assert scan(tmp_path) == Scan((tmp_path / "flow.py",), ())


def test_a_module_may_lie_at_any_depth_and_what_is_left_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagscope.project.scan.MAX_TESTS", 1)
    deep = "/".join("abcdefghijklmnop")
    write_files(tmp_path, {f"{deep}/flow.py": FLOW, "test_a.py": "", "test_b.py": "", "test_c.py": ""})
    closed = tmp_path / "z"
    closed.mkdir()
    look = os.scandir

    def refuse(path: str) -> object:
        if path == str(closed):
            raise PermissionError(13, "Permission denied")
        return look(path)

    monkeypatch.setattr("os.scandir", refuse)

    found = scan(tmp_path)

    assert [tmp_path / deep / "flow.py"] == list(found.files)
    assert [str(closed), str(tmp_path / "test_b.py")] == [each.path for each in found.skipped]


def test_what_lies_behind_links_comes_last_and_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagscope.project.scan.MAX_FOLDERS_OUTSIDE", 3)
    folder, far = tmp_path / "folder", tmp_path / "far"
    write_files(far, {"a.py": FLOW, "b/b.py": FLOW, "c/c.py": FLOW, "d/d.py": FLOW})
    write_files(folder, {"z/z.py": FLOW})
    os.symlink(far, folder / "a_link")

    found = scan(folder)

    assert ["z.py", "a.py", "b.py", "c.py"] == [path.name for path in found.files]
    (left_out,) = found.skipped
    assert str(folder / "a_link" / "d") == left_out.path
    assert "only 3 folders behind links are looked into; more are left out after it" == left_out.reason
