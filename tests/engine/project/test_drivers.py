"""Scenarios read from scripts without running them."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.project.drivers import read_script
from dagscope.project.source import read_source
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec

KNOWN = {"a", "b", "pkg.c", "run"}


def _read(tmp_path: Path, text: str) -> tuple[Scenario, ...]:
    path = tmp_path / "run.py"
    path.write_text(text)
    return read_script(read_source(path), "run.py", "run", lambda name: name if name in KNOWN else None).scenarios


def _modules(*names: str) -> tuple[ModuleChoice, ...]:
    return tuple(ModuleChoice(name) for name in names)


def test_a_chain_over_lines_with_everything(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "from hamilton import driver\nimport a, b\nfrom pkg import c as other\nCFG = {'region': 'US'}\nOUT = ['x']\n"
        "if __name__ == '__main__':\n"
        "    dr = (\n        driver.Builder()\n        .with_modules(a, b)\n        .with_modules(other)\n"
        "        .with_config(CFG)\n        .with_config({'n': -3})\n        .allow_module_overrides()\n"
        "        .build()\n    )\n"
        "    print(dr.execute(OUT + ['y'], inputs={'i': 1, 'p': pd.DataFrame({'q': [1]})}, "
        "overrides=dict(o='text')))\n",
    )

    expected = Scenario(
        "run",
        "run.py:8",
        _modules("a", "b", "pkg.c"),
        True,
        {"region": ValueSpec("literal", "'US'"), "n": ValueSpec("literal", "-3")},
        {"i": ValueSpec("literal", "1"), "p": ValueSpec("expression", "pd.DataFrame({'q': [1]})")},
        {"o": ValueSpec("literal", "'text'")},
        ("x", "y"),
    )
    assert (expected,) == found


@pytest.mark.parametrize(
    ("text", "modules", "allows", "final_vars"),
    [
        (
            "import a\nfrom hamilton.driver import Builder\nb1 = Builder()\nb1 = b1.with_modules(a)\n"
            "d = b1.build()\nd.execute(['z'])",
            ("a",),
            False,
            ("z",),
        ),
        (
            "import a, b\nfrom hamilton import driver\n"
            "d = driver.Driver({'k': 1}, a, b, allow_module_overrides=True)\nd.execute(['z'])",
            ("a", "b"),
            True,
            ("z",),
        ),
        (
            "import importlib\nfrom hamilton import driver\nm = importlib.import_module('a')\n"
            "driver.Builder().with_modules(m).build().execute(final_vars=['z'])",
            ("a",),
            False,
            ("z",),
        ),
        (
            "import a\nfrom hamilton import driver\nms = [a]\ndef main():\n"
            "    d = driver.Builder().with_modules(*ms).build()\n    r = d.execute([a.fn, a.g__v])\nmain()",
            ("a",),
            False,
            ("fn", "g"),
        ),
        (
            "from hamilton import driver\nif __name__ == '__main__':\n    import __main__\n"
            "    d = driver.Builder().with_modules(__main__).build()\n    d.execute(['C'])",
            ("run",),
            False,
            ("C",),
        ),
        (
            "import a\nfrom hamilton import driver\nd = driver.Builder().with_modules(a).build()\n"
            "print('x', d.execute(['z'])['z'], sep='')",
            ("a",),
            False,
            ("z",),
        ),
        (
            "import sys\nfrom hamilton import driver\n"
            "d = driver.Builder().with_modules(sys.modules[__name__]).build()\nd.visualize_execution(['C'], 'x.png')",
            ("run",),
            False,
            ("C",),
        ),
        (
            "import pkg.c\nfrom hamilton import async_driver\nasync def go():\n"
            "    d = await async_driver.Builder().with_modules(pkg.c).build()\n    return await d.execute(['q'])",
            ("pkg.c",),
            False,
            ("q",),
        ),
        (
            "import a\nfrom hamilton import driver\nclass App:\n    def __init__(self):\n"
            "        self.dr = driver.Builder().with_modules(a).build()\n        self.dr.execute(['z'])",
            ("a",),
            False,
            ("z",),
        ),
    ],
)
def test_other_ways_to_write_it(
    tmp_path: Path, text: str, modules: tuple[str, ...], allows: bool, final_vars: tuple[str, ...]
) -> None:
    (scenario,) = _read(tmp_path, text)

    assert (_modules(*modules), allows, final_vars) == (
        scenario.modules,
        scenario.allow_module_overrides,
        scenario.final_vars,
    )


def test_each_different_execution_is_a_scenario(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "import a\nfrom hamilton import driver\ndr = driver.Builder().with_modules(a).build()\n"
        "dr.execute(['x'])\ndr.execute(['x'])\ndr.execute(['x'], {'o': 1})\n",
    )

    assert [("run 1", {}), ("run 2", {"o": ValueSpec("literal", "1")})] == [(s.name, s.overrides) for s in found]


def test_what_needs_the_script_is_left_open(tmp_path: Path) -> None:
    (scenario,) = _read(
        tmp_path,
        "import a, argparse\nfrom hamilton import driver\nargs = argparse.ArgumentParser().parse_args()\n"
        "dr = driver.Builder().with_modules(a).with_config({'r': args.region}).build()\ndr.execute(args.vars)\n",
    )

    assert ({"r": ValueSpec("none")}, ()) == (scenario.config, scenario.final_vars)


@pytest.mark.parametrize(
    "text", ["def broken(:", "", "import a\nprint(a)", "x = Builder().with_modules(unknown).build()"]
)
def test_nothing_to_find_is_no_error(tmp_path: Path, text: str) -> None:
    assert () == _read(tmp_path, text)


def test_a_notebook_is_read_like_a_script(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(
        '{"cells": [{"cell_type": "markdown", "source": ["x"]}, {"cell_type": "code", "source": ["%load_ext z\\n", '
        '"import a\\n", "from hamilton import driver\\n", "dr = driver.Builder().with_modules(a).build()"]}]}'
    )

    (scenario,) = read_script(
        read_source(path), "n.ipynb", None, lambda name: name if name in KNOWN else None
    ).scenarios

    assert ("n", _modules("a")) == (scenario.name, scenario.modules)


def test_executors_and_settings_by_name_are_read(tmp_path: Path) -> None:
    (scenario,) = _read(
        tmp_path,
        "import a\nfrom hamilton import driver, settings\n"
        "driver.Builder().with_modules(a).with_config({settings.ENABLE_POWER_USER_MODE: True})"
        ".with_executor('threads:4').build()\n",
    )

    assert ("threads:4", {"hamilton.enable_power_user_mode": ValueSpec("literal", "True")}) == (
        scenario.executor,
        scenario.config,
    )
