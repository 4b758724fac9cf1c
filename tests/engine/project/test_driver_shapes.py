"""The ways people write their drivers: each is found, with its modules in order, and can be built."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from dagscope.project.opening import Project, open_project

from tests.folders import write_files

A = "def a(x: int) -> int:\n    return x\n"
B = "def b(a: int) -> int:\n    return a\n"
C = "def c(b: int) -> int:\n    return b\n"
FILES = {
    "a.py": A,
    "b.py": B,
    "pkg/__init__.py": "",
    "pkg/c.py": C,
    "plain/d.py": "def d(c: int) -> int:\n    return c\n",
}
IMPORTS = "import importlib\nfrom hamilton import driver, ad_hoc_utils\n"


def notebook(*cells: str) -> str:
    """Return a notebook of code cells."""
    return json.dumps({"cells": [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]})


def of(project: Project, name: str) -> list[tuple[str, ...]]:
    """Return the modules of each scenario of a file."""
    return [s.module_names() for s in project.scenarios if s.origin.rpartition(":")[0] == name]


SCRIPTS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "a module chosen by if and elif": (
        "import a, b, pkg.c as c\ndef main(db):\n    if db == 'x':\n        m = a\n    elif db == 'y':\n        m = b\n"
        "    else:\n        m = c\n    return driver.Driver({}, a, m)",
        [("a",), ("a", "b"), ("a", "pkg.c")],
    ),
    "a module that another one replaces on a condition": (
        "import a, b\nm = a\nif FLAG:\n    m = b\ndriver.Driver({}, m)",
        [("a",), ("b",)],
    ),
    "a list that grows on a condition": (
        "import a, b\nmods = [a]\nif FLAG:\n    mods.append(b)\nmods += []\n"
        "driver.Builder().with_modules(*mods).build()",
        [("a",), ("a", "b")],
    ),
    "a list chosen by match, in another list": (
        "import a, b, pkg.c as c\nmatch MODE:\n    case 'x':\n        m = [a]\n    case _:\n        m = [a, b]\n"
        "driver.Driver({}, *[*m, c])",
        [("a", "pkg.c"), ("a", "b", "pkg.c")],
    ),
    "a fallback import": (
        "try:\n    from . import a\nexcept ImportError:\n    import a\ndriver.Driver({}, a)",
        [("a",)],
    ),
    "an option of argparse": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--mod', choices=['a', 'b'], default='b')\n"
        "args = p.parse_args()\nm = importlib.import_module(args.mod)\ndriver.Driver({}, m)",
        [("a",), ("b",)],
    ),
    "an option of click": (
        "import click\n@click.command()\n@click.option('-k', '--kind', type=click.Choice(['a', 'b']))\n"
        "def main(kind):\n"
        "    driver.Driver({}, importlib.import_module(kind))",
        [("a",), ("b",)],
    ),
    "an annotated choice": (
        "from typing import Literal\ndef main(kind: Literal['a', 'b'] = 'a'):\n"
        "    driver.Driver({}, importlib.import_module(kind))",
        [("a",), ("b",)],
    ),
    "modules of a class": (
        "import a, b\nclass Runner:\n    mods = [a, b]\n    def make(self):\n"
        "        return driver.Builder().with_modules(*self.mods).build()",
        [("a", "b")],
    ),
    "another name of the builder": (
        "from hamilton.driver import Builder as B\nimport a\nB().with_modules(a).build()",
        [("a",)],
    ),
    "another name of the driver": (
        "from hamilton.driver import Driver as D\nimport a\nD({}, a)",
        [("a",)],
    ),
    "import_module of a constant": (
        "module_name = 'a'\nmodule = importlib.import_module(module_name)\ndr = driver.Driver({}, module)",
        [("a",)],
    ),
    "import_module of a list": (
        "names = ['a', 'b']\nmods = [importlib.import_module(n) for n in names]\ndriver.Driver({}, *mods)",
        [("a", "b")],
    ),
    "import_module in a generator": (
        "driver.Builder().with_modules(*(importlib.import_module(n) for n in ('a', 'pkg.c'))).build()",
        [("a", "pkg.c")],
    ),
    "import_module of an f-string": (
        "mods = [importlib.import_module(f'pkg.{n}') for n in ['c']]\ndriver.Builder().with_modules(*mods).build()",
        [("pkg.c",)],
    ),
    "import_module through map": (
        "driver.Driver({}, *map(importlib.import_module, ['a', 'b']))",
        [("a", "b")],
    ),
    "import_module, relative": (
        "m = importlib.import_module('.c', package='pkg')\ndriver.Driver({}, m)",
        [("pkg.c",)],
    ),
    "import_module in a loop": (
        "mods = []\nfor n in ['a', 'b']:\n    mods.append(importlib.import_module(n))\ndriver.Driver({}, *mods)",
        [("a", "b")],
    ),
    "__import__": ("driver.Driver({}, __import__('a'))", [("a",)]),
    "a dict of modules": (
        "import a, b\nmodules = {'first': a, 'second': b}\ndriver.Builder().with_modules(*modules.values()).build()",
        [("a", "b")],
    ),
    "a dict of modules by a known key": (
        "import a, b\nmodules = {'first': [a], 'second': [a, b]}\nstage = 'second'\ndriver.Driver({}, *modules[stage])",
        [("a", "b")],
    ),
    "a dict of modules by a key known later": (
        "import a, b, sys\nmodules = {'first': [a], 'second': [a, b]}\ndriver.Driver({}, *modules[sys.argv[1]])",
        [("a",), ("a", "b")],
    ),
    "a dict by comprehension": (
        "mods = {n: importlib.import_module(n) for n in ('a', 'b')}\n"
        "driver.Builder().with_modules(mods['b'], mods['a']).build()",
        [("b", "a")],
    ),
    "a loop over drivers": (
        "import a, b\nfor name, mods in {'x': [a], 'y': [a, b]}.items():\n"
        "    driver.Builder().with_modules(*mods).build()",
        [("a",), ("a", "b")],
    ),
    "sums of lists": ("import a, b\nbase = [a]\ndriver.Builder().with_modules(*(base + [b])).build()", [("a", "b")]),
    "added later": ("import a, b\nmods = [a]\nmods += [b]\ndriver.Builder().with_modules(*mods).build()", [("a", "b")]),
    "stars in a list": ("import a, b\nmods = [*[a], b]\ndriver.Builder().with_modules(*mods).build()", [("a", "b")]),
    "a function that is given the modules": (
        "import a, b\ndef make(*mods):\n    return driver.Builder().with_modules(*mods).build()\n"
        "make(a, b).execute(['b'])",
        [("a", "b")],
    ),
    "a function that is given a list": (
        "import a, b\ndef make(mods, config=None):\n    return driver.Driver(config or {}, *mods)\n"
        "def main():\n    dr = make([a, b])\n    dr.execute(['b'])\nif __name__ == '__main__':\n    main()",
        [("a", "b")],
    ),
    "modules as a default": (
        "import a\ndef make(mods=(a,)):\n    return driver.Builder().with_modules(*mods).build()",
        [("a",)],
    ),
    "a function that gives the modules": (
        "import a, b\ndef mods():\n    return [a, b]\ndr = driver.Builder().with_modules(*mods()).build()",
        [("a", "b")],
    ),
    "modules of another file": (
        "from shared import MODULES\ndr = driver.Builder().with_modules(*MODULES).build()",
        [("a", "b")],
    ),
    "a driver of another file's function": (
        "import b\nfrom shared import make_driver\nmake_driver([b]).execute(['b'])",
        [("a", "b")],
    ),
    "a class": (
        "import a\nclass App:\n    def __init__(self, modules):\n"
        "        self.dr = driver.Builder().with_modules(*modules).build()\n"
        "    def run(self):\n        return self.dr.execute(['a'])\nApp([a]).run()",
        [("a",)],
    ),
    "a method": (
        "import a\nclass App:\n    def make(self):\n        return driver.Builder().with_modules(a).build()\n"
        "    def run(self):\n        return self.make().execute(['a'])",
        [("a",)],
    ),
    "async": (
        "import a\nfrom hamilton import async_driver\nasync def f():\n"
        "    return await async_driver.Builder().with_modules(a).build()",
        [("a",)],
    ),
    "AsyncDriver": ("import a\nfrom hamilton.experimental import h_async\ndr = h_async.AsyncDriver({}, a)", [("a",)]),
    "an attribute of a package": ("import pkg.c\ndriver.Driver({}, pkg.c)", [("pkg.c",)]),
    "from a package": ("from pkg import c as flow\ndriver.Driver({}, flow)", [("pkg.c",)]),
    "one driver for each command": (
        "import a, b\nmodules = {'x': [a], 'y': [a, b]}\ndef run(stage: str):\n"
        "    driver.Driver({}, *modules[stage]).materialize(inputs={'x': 1})\n"
        "def show(stage: str):\n    driver.Driver({}, *modules[stage]).visualize_materialization(inputs={'x': 1})",
        [("a",), ("a", "b")],
    ),
    "a class that keeps the modules": (
        "import a\nclass T:\n    def __init__(self, config=None, modules=None):\n"
        "        self.modules = [] if modules is None else modules\n"
        "    def fit(self):\n        self.driver_ = driver.Driver({}, *self.modules)\n        return self\n"
        "    def go(self):\n        return self.driver_.execute(['a'])\nT(modules=[a]).fit().go()",
        [("a",)],
    ),
    "getattr": ("import pkg\ndriver.Driver({}, getattr(pkg, 'c'))", [("pkg.c",)]),
    "one or the other": (
        "import a, b, sys\ndriver.Builder().with_modules(a if sys.argv else b).build()",
        [("a",), ("b",)],
    ),
    "sys.modules": ("import sys, a\ndriver.Driver({}, sys.modules['a'])", [("a",)]),
    "an installed module": (
        "from hamilton.contrib.user import flow\ndriver.Driver({}, flow)",
        [("hamilton.contrib.user.flow",)],
    ),
    "a temporary module": (
        "def one(x: int) -> int:\n    return helper(x)\ndef helper(x):\n    return x\n"
        "tmp = ad_hoc_utils.create_temporary_module(one, module_name='tmp')\ndriver.Driver({}, tmp)",
        [("tmp",)],
    ),
    "a temporary module without a name": (
        "def one(x: int) -> int:\n    return x\n"
        "dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(one)).build()",
        [("temporary_module_5",)],
    ),
    "a module of a text": (
        "m = ad_hoc_utils.module_from_source('def one() -> int: return 1', 'made')\ndriver.Driver({}, m)",
        [("made",)],
    ),
    "a driver of something else": ("from selenium import webdriver\nwebdriver.ChromeDriver('path')", []),
    "modules known when it runs": ("import sys\ndriver.Driver({}, *load(sys.argv))", []),
}


@pytest.mark.parametrize(("text", "expected"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_script(tmp_path: Path, text: str, expected: list[tuple[str, ...]]) -> None:
    shared = (
        "import a, b\nfrom hamilton import driver\nMODULES = [a, b]\ndef make_driver(more):\n"
        "    return driver.Driver({}, a, *more)\n"
    )
    write_files(tmp_path, FILES | {"shared.py": shared, "job.py": IMPORTS + text + "\n"})
    assert sorted(of(open_project(tmp_path), "job.py")) == sorted(expected)


NOTEBOOKS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "%aimport": (
        notebook("%load_ext autoreload\n%autoreload 1\n%aimport a, pkg.c\n", IMPORTS + "driver.Driver({}, a, pkg.c)"),
        [("a", "pkg.c")],
    ),
    "%load_ext": (
        notebook("%load_ext hamilton.plugins.jupyter_magic", IMPORTS + "import a\ndriver.Driver({}, a)"),
        [("a",)],
    ),
    "a cell that is a module": (notebook("%%cell_to_module joke\n" + A), [("joke",)]),
    "a module by option": (notebook("%%cell_to_module -m joke --display --rebuild-drivers\n" + A), [("joke",)]),
    "a module without a name": (notebook("%%cell_to_module --display\n" + A), [("jupyter_module",)]),
    "cells and a driver": (
        notebook(
            "%%cell_to_module first -d\n" + A,
            "%%cell_to_module second -d\n" + B,
            IMPORTS,
            "dr = driver.Builder().with_modules(first, second).build()",
        ),
        [("first", "second")],
    ),
    "cells with a builder": (
        notebook(
            IMPORTS + "import a\nbuilder = driver.Builder().with_modules(a)",
            "%%cell_to_module more --builder builder --execute\n" + B,
        ),
        [("a", "more")],
    ),
    "a cell with its own driver run": (
        notebook("%%cell_to_module joke\n" + A, "joke_dr.execute(['a'], inputs={'x': 1})"),
        [("joke",)],
    ),
    "a cell written twice": (
        notebook(
            "%%cell_to_module joke\n" + A,
            IMPORTS + "driver.Driver({}, joke)",
            "%%cell_to_module joke\n" + A + B,
            "driver.Driver({}, joke)",
        ),
        [("joke__1",), ("joke",)],
    ),
    "a cell with the name of a file": (notebook("%%cell_to_module a\n" + B), [("nb_a",)]),
    "%%writefile": (
        notebook("%%writefile flow.py\n" + A, IMPORTS + "import flow\ndriver.Driver({}, flow)"),
        [("flow",)],
    ),
    "%%time": (notebook(IMPORTS + "import a", "%%time\ndr = driver.Driver({}, a)"), [("a",)]),
    "a temporary module": (
        notebook(
            "import math\nK = 2",
            "def one(x: int) -> int:\n    return x * K",
            IMPORTS + "tmp = ad_hoc_utils.create_temporary_module(one, module_name='tmp')\ndriver.Driver({}, tmp)",
        ),
        [("tmp",)],
    ),
    "a timed line, a shell's answer, a cell that is no Python": (
        notebook(
            "import a\nfiles = !ls\nn = %run x",
            "this is (no Python",
            IMPORTS + "%time dr = driver.Driver({}, a)",
            "%timeit -n 1 dr.execute(['a'])",
        ),
        [("a",)],
    ),
    "questions and shell": (notebook("!pip install x\nimport a\na.a?\n?a", IMPORTS + "driver.Driver({}, a)"), [("a",)]),
}


@pytest.mark.parametrize(("text", "expected"), NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook(tmp_path: Path, text: str, expected: list[tuple[str, ...]]) -> None:
    project = open_project(write_files(tmp_path, FILES | {"nb.ipynb": text}))
    assert sorted(of(project, "nb.ipynb")) == sorted(expected)
    known = {module.name for module in project.modules}
    assert all(name in known for names in expected for name in names)
    assert [problem for problem in project.problems if problem.severity == "error"] == []


def test_a_notebook_without_files_runs_from_its_cells(tmp_path: Path) -> None:
    cells = (
        "%load_ext hamilton.plugins.jupyter_magic",
        "%%cell_to_module first\nimport math\n\ndef a(x: int) -> int:\n    return x + 1\n",
        "%%cell_to_module second --display\nimport first\n\ndef b(a: int) -> int:\n    return a * 2\n",
        IMPORTS
        + "def c(b: int) -> int:\n    return scaled(b)\n\ndef scaled(b):\n    return b * FACTOR\n\nFACTOR = 10\n",
        "third = ad_hoc_utils.create_temporary_module(c, module_name='third')",
        "dr = driver.Builder().with_modules(first, second, third).build()\ndr.execute(['c'], inputs={'x': 1})",
    )
    write_files(tmp_path, {"nb.ipynb": notebook(*cells)})
    done = subprocess.run(
        [sys.executable, "-m", "dagscope_app.cli", "run", str(tmp_path), "--json"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer["nodes"]) == {"a", "b", "c"}
    assert answer["results"]["c"]["value"] == 40


def test_an_error_in_a_cell_says_which_cell(tmp_path: Path) -> None:
    cell = "%%cell_to_module flow\n\ndef a(x: int) -> int:\n    return x / 0\n"
    write_files(tmp_path, {"nb.ipynb": notebook(cell)})
    done = subprocess.run(
        [sys.executable, "-m", "dagscope_app.cli", "run", str(tmp_path), "--input", "x=1"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "nb.ipynb#flow" in done.stdout + done.stderr


def test_what_a_script_chooses_when_it_runs_is_said(tmp_path: Path) -> None:
    script = IMPORTS + "import a, sys\ndr = driver.Driver({}, a, *load(sys.argv))\n"
    project = open_project(write_files(tmp_path, FILES | {"job.py": script}))
    assert of(project, "job.py") == [("a",)]
    assert ["job.py gives a driver modules that are known only when it runs; those are left out of its scenario"] == [
        problem.message for problem in project.problems
    ]


def test_tests_drivers_come_last(tmp_path: Path) -> None:
    test = IMPORTS + "import a, b\ndef test_it() -> None:\n    driver.Driver({}, a, b).execute(['b'])\n"
    project = open_project(
        write_files(tmp_path, FILES | {"tests/test_it.py": test, "job.py": IMPORTS + "import a\ndriver.Driver({}, a)"})
    )
    assert [scenario.name for scenario in project.scenarios] == ["job", "all modules", "tests/test_it"]
    assert "tests.test_it" not in {module.name for module in project.modules}


def test_the_driver_of_a_fixture_is_one_of_the_tests(tmp_path: Path) -> None:
    fixture = IMPORTS + "import pytest, a\n@pytest.fixture\ndef dr():\n    return driver.Driver({}, a)\n"

    project = open_project(write_files(tmp_path, FILES | {"conftest.py": fixture}))

    assert [scenario.name for scenario in project.scenarios] == ["all modules", "conftest"]
    assert "conftest" not in {module.name for module in project.modules}


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("abc.py", "run.py"), "run"),
        (("abc.py", "main.py"), "main"),
        (("abc.py", "deep/run.py", "zzz.py"), "deep/run"),
        (("deep/run.py", "run.py"), "run"),
    ],
)
def test_run_and_main_come_first(tmp_path: Path, names: tuple[str, ...], first: str) -> None:
    script = IMPORTS + "import a\ndriver.Driver({}, a)\n"
    project = open_project(write_files(tmp_path, FILES | dict.fromkeys(names, script)))
    assert project.scenarios[0].name == first


def test_then_the_one_with_most_of_the_graph(tmp_path: Path) -> None:
    files = {
        "x.py": IMPORTS + "import a\ndriver.Driver({}, a)\n",
        "y.py": IMPORTS + "import a, b\ndriver.Driver({}, a, b)\n",
    }
    assert [scenario.name for scenario in open_project(write_files(tmp_path, FILES | files)).scenarios] == [
        "y",
        "x",
        "all modules",
    ]


ON: dict[str, tuple[dict[str, str], list[str]]] = {
    "what a driver's script imports": (
        {
            "run.py": IMPORTS
            + "import a, b, sys\ndef helper(x: int) -> int:\n    return x\ndriver.Driver({}, *pick(sys.argv))",
            "library.py": "def read(path: str) -> str:\n    return path\n",
        },
        ["a", "b"],
    ),
    "what it asks for by name": (
        {"run.py": IMPORTS + "import b, sys\ndef go() -> None:\n    driver.Driver({}, *pick(sys.argv))"},
        ["a", "b"],
    ),
    "no library": (
        {f"lib/m{n}.py": f"def f{n}(value{n}: str) -> str:\n    return value{n}\n" for n in range(20)},
        ["a", "b", "pkg.c", "plain.d"],
    ),
}


@pytest.mark.parametrize(("files", "on"), ON.values(), ids=ON)
def test_what_is_on_where_no_driver_can_be_read(tmp_path: Path, files: dict[str, str], on: list[str]) -> None:
    (scenario,) = open_project(write_files(tmp_path, FILES | files)).scenarios
    assert scenario.name == "all modules"
    assert sorted(scenario.module_names()) == on


def test_links_are_followed_as_python_does(tmp_path: Path) -> None:
    outside = write_files(tmp_path / "outside", {"logic.py": A, "more/flow.py": B, "more/notes.txt": ""})
    project = write_files(
        tmp_path / "project",
        {"run.py": IMPORTS + "import logic\nfrom parts import flow\ndriver.Driver({}, logic, flow)"},
    )
    (project / "logic.py").symlink_to("../outside/logic.py")
    (project / "parts").symlink_to(outside / "more")
    (project / "again").symlink_to(project)
    (project / "above").symlink_to(tmp_path)
    found = open_project(project)
    assert found.scenarios[0].module_names() == ("logic", "parts.flow")
    assert {path.relative_to(project).as_posix() for path in found.outside} == {"logic.py", "parts/flow.py"}
    assert sorted(p.kind for p in found.problems) == ["outside", "outside"]


MAKERS = {
    "lib/__init__.py": "",
    "lib/make.py": "from hamilton import driver\ndef make(*mods, config=None):\n"
    "    return driver.Builder().with_modules(*mods).with_config(config or {}).build()\n",
    "lib/runner.py": "from hamilton import driver\nclass Runner:\n    def __init__(self, modules):\n"
    "        self.modules = modules\n    def build(self):\n"
    "        return driver.Builder().with_modules(*self.modules).build()\n",
}


@pytest.mark.parametrize(
    "script",
    [
        "from lib.make import make\nimport a\nmake(a, config={'k': 1}).execute(['a'])\n",
        "from lib.runner import Runner\nimport a\nRunner([a]).build().execute(['a'])\n",
    ],
)
def test_a_file_that_never_names_the_framework(tmp_path: Path, script: str) -> None:
    project = open_project(write_files(tmp_path, {**FILES, **MAKERS, "go.py": script}))

    assert [("a",)] == of(project, "go.py")
