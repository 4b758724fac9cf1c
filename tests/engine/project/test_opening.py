"""A folder on disk to modules, scenarios and problems, without running any of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from dagscope.project.opening import open_project
from dagscope.project.source import read_source
from dagscope.scenario import ModuleChoice

from tests.folders import write_files

FLOW = "def a(x: int) -> int:\n    return x\n"
BAIT = "import pathlib\npathlib.Path(__file__).with_name('RAN').touch()\n"


def _names(folder: Path) -> list[str]:
    return [module.name for module in open_project(folder).modules]


def test_tests_tools_hidden_and_foreign_files_are_no_modules(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        dict.fromkeys(
            (
                "flow.py",
                "test_flow.py",
                "setup.py",
                "conftest.py",
                ".hidden/h.py",
                ".venv/lib/v.py",
                "own_env/lib/w.py",
                "tests/t.py",
                "__pycache__/c.py",
                "node_modules/n.py",
            ),
            FLOW,
        )
        | {
            "own_env/pyvenv.cfg": "",
            "plain.py": "X = 1\n",
            "script.py": "from hamilton import driver\nimport flow\n"
            "driver.Builder().with_modules(flow).build()\n" + FLOW,
        },
    )

    assert ["flow"] == _names(tmp_path)


def test_packages_source_roots_and_plain_sub_folders_get_their_import_names(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "pkg/__init__.py": "",
            "pkg/inner/__init__.py": "",
            "pkg/inner/flow.py": FLOW,
            "src/lib_flow.py": FLOW,
            "src/deep/__init__.py": "",
            "src/deep/more.py": FLOW,
            "parts/alone.py": FLOW,
            "job/step.py": FLOW,
            "job/run.py": "import step\n",
            "no-name/odd.py": FLOW,
            "packages/core/src/core/__init__.py": "",
            "packages/core/src/core/model.py": FLOW,
            "src/acme/features/prices.py": FLOW,
            "src/acme/features/rates.py": FLOW,
            "main.py": "from acme.features import prices\nfrom core.model import total\n",
        },
    )

    own = ["lib_flow", "step", "odd", "parts.alone", "pkg.inner.flow", "deep.more"]
    assert sorted([*own, "core.model", "acme.features.prices", "acme.features.rates"]) == sorted(_names(tmp_path))


def test_nothing_of_the_folder_runs(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        dict.fromkeys(
            ("flow.py", "run.py", "conftest.py", "sitecustomize.py", "json.py", "pkg/__init__.py"),
            BAIT + FLOW,
        ),
    )

    open_project(tmp_path)

    assert [] == list(tmp_path.rglob("RAN"))


def test_odd_files_are_left_out_with_a_reason(tmp_path: Path) -> None:
    odd, project = tmp_path / "odd", tmp_path / "project"
    write_files(odd, {"flow.py": FLOW, "big.py": "a = 1\n" * 200_000, "outside/x.py": FLOW})
    os.mkfifo(odd / "pipe.py")
    project.mkdir()
    os.symlink(odd / "flow.py", project / "link.py")
    os.symlink("/dev/zero", project / "zero.py")
    os.symlink("loop.py", project / "loop.py")
    os.symlink("..", project / "up")

    opened, linked = open_project(odd), open_project(project)

    assert ["big.py", "pipe.py"] == sorted(Path(p.file).name for p in opened.problems if p.kind == "skipped")[:2]
    assert ["loop.py", "zero.py"] == sorted(Path(p.file).name for p in linked.problems if p.kind == "skipped")
    assert ["link.py"] == [Path(p.file).name for p in linked.problems if p.kind == "outside"]
    assert {Path(path).name for path in linked.outside} == {"link.py"}
    assert ["link"] == [module.name for module in linked.modules]
    assert ["flow", "outside.x"] == [module.name for module in opened.modules]
    replaced = read_source(odd / "pipe.py")  # put there after it was looked at
    assert "it cannot be read: it is not a regular file" == replaced.error


@pytest.mark.parametrize(
    ("place", "files", "names"),
    [
        (
            "pkg/features",
            {"pkg/features/b.py": "from .a import a as _a\n" + FLOW},
            ["pkg.features.a", "pkg.features.b"],
        ),
        ("pkg", {"pkg/b.py": "from pkg.features import a as _a\n" + FLOW}, ["pkg.b", "pkg.features.a"]),
        ("pkg/features", {"pkg/features/__init__.py": FLOW}, ["pkg.features", "pkg.features.a"]),
        ("pkg/features", {"pkg/features/b.py": "import a as _a\n" + FLOW}, ["a", "b"]),
        ("my-repo", {"my-repo/__init__.py": "", "my-repo/b.py": "from . import c as _c\n" + FLOW}, ["b"]),
        (
            "my-repo/flow",
            {
                "my-repo/__init__.py": "",
                "my-repo/flow/__init__.py": "",
                "my-repo/flow/b.py": "from . import c\n" + FLOW,
            },
            ["flow.b"],
        ),
    ],
    ids=["relative import", "its own name", "functions in __init__", "plain names", "no name", "below no name"],
)
def test_a_folder_inside_a_package_opens_as_its_imports_want(
    tmp_path: Path, place: str, files: dict[str, str], names: list[str]
) -> None:
    write_files(tmp_path, {"pkg/__init__.py": "", "pkg/features/__init__.py": "", "pkg/features/a.py": FLOW} | files)

    project = open_project(tmp_path / place)

    assert names == sorted(module.name for module in project.modules)
    assert (tmp_path in project.roots) is names[0].startswith("pkg")


def test_a_driver_in_a_package_file_goes_by_the_package(tmp_path: Path) -> None:
    driver = FLOW + "if __name__ == '__main__':\n    import __main__\n    from hamilton import driver\n"
    write_files(tmp_path / "flows", {"__init__.py": driver + "    driver.Builder().with_modules(__main__).build()\n"})

    assert ["flows"] == [scenario.name for scenario in open_project(tmp_path).scenarios][:1]
    assert ["flows"] == [scenario.name for scenario in open_project(tmp_path / "flows").scenarios][:1]


@pytest.mark.parametrize(
    "text",
    ["def broken(:\n", "x = '\x00'\n", "# -*- coding: nowhere -*-\n", "1+" * 100_000 + "1\n", "(" * 5_000],
)
def test_a_file_that_does_not_parse_is_a_problem_and_the_rest_opens(tmp_path: Path, text: str) -> None:
    write_files(tmp_path, {"flow.py": FLOW, "bad.py": text})

    project = open_project(tmp_path)

    (problem,) = project.problems
    assert ("syntax", str(tmp_path / "bad.py")) == (problem.kind, problem.file)
    assert {"flow": True, "bad": False} == {module.name: module.is_available for module in project.modules}


@pytest.mark.parametrize(("make", "kind"), [(False, "no_folder"), (True, "empty")])
def test_no_folder_and_an_empty_folder_are_said(tmp_path: Path, make: bool, kind: str) -> None:
    folder = tmp_path / "f"
    if make:
        folder.mkdir()

    assert [kind] == [problem.kind for problem in open_project(folder).problems]


def test_a_folder_without_dataflows_is_said(tmp_path: Path) -> None:
    write_files(tmp_path, {"plain.py": "def f(x): return x\n"})

    (problem,) = open_project(tmp_path).problems
    assert "no_dataflow" == problem.kind
    assert problem.message.endswith("; annotate, for example, f in plain.py at line 1")


def test_a_file_that_lacks_annotations_only_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "flow.py": "def total(price: int, rows: int) -> int: return price * rows\n",
            "begun.py": "def raw() : return 1\n\ndef price(raw) -> int: return raw\n",
            "helper.py": "def shown(text) -> str: return text\n",
            "plot.py": "def plot(total): return total\n",
        },
    )
    project = open_project(tmp_path)

    assert ["flow"] == [module.name for module in project.modules]
    (problem,) = project.problems
    assert ("missing_annotation", "warning", 3) == (problem.kind, problem.severity, problem.line)
    assert problem.message.startswith("begun.py is left out: price lacks annotations.")


def test_the_default_scenario_leaves_out_what_others_import_or_define(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "features.py": "import helper\n" + FLOW,
            "helper.py": "def clean(t: str) -> str:\n    return t\n",
            "other.py": "def a() -> int:\n    return 2\n",
            "more.py": "def b(a: int) -> int:\n    return a\n",
        },
    )

    (scenario,) = open_project(tmp_path).scenarios

    expected = (("features", True), ("helper", False), ("more", True), ("other", False))
    assert tuple(ModuleChoice(*choice) for choice in expected) == scenario.modules


def test_the_default_scenario_keeps_an_imported_module_that_is_asked_by_name(tmp_path: Path) -> None:
    subdag = (
        "import inner\nfrom hamilton.function_modifiers import subdag\n@subdag(inner)\n"
        "def s(clean: str) -> str: return clean\n"
    )
    write_files(
        tmp_path,
        {
            "first.py": "def a() -> int:\n    return 1\n",
            "second.py": "from first import a as _a\n\ndef c(a: int) -> int:\n    return a\n",
            "inner.py": "def clean(t: str) -> str:\n    return t\n",
            "outer.py": subdag,
        },
    )

    (scenario,) = open_project(tmp_path).scenarios

    expected = {"first": True, "inner": False, "outer": True, "second": True}
    assert expected == {choice.name: choice.on for choice in scenario.modules}


def test_context_files_become_scenarios(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "flow.py": FLOW,
            "prod.json": '{"HAMILTON_CONFIG": {"region": "US"}, "HAMILTON_FINAL_VARS": ["a"]}',
            "dev.py": "HAMILTON_INPUTS = {'x': 3, 'when': pd.Timestamp('2024-01-01')}\n",
            "other.json": "[1]",
            "wrong.json": '{"HAMILTON_FINAL_VARS": 3}',
        },
    )

    project = open_project(tmp_path)

    found = {scenario.name: scenario for scenario in project.scenarios}
    assert ["prod", "dev", "all modules"] == list(found)
    assert {"region": "'US'"} == {name: spec.text for name, spec in found["prod"].config.items()}
    assert {"x": "literal", "when": "expression"} == {name: spec.kind for name, spec in found["dev"].inputs.items()}
    assert ["context"] == [problem.kind for problem in project.problems]


def test_one_file_opens_its_folder_with_that_file_first(tmp_path: Path) -> None:
    write_files(tmp_path, {"one.py": FLOW, "two.py": "def b() -> int:\n    return 1\n"})

    project = open_project(tmp_path / "two.py")

    assert (tmp_path, (ModuleChoice("two"),)) == (project.folder, project.scenarios[0].modules)


def test_of_a_large_folder_only_what_may_matter_is_parsed(tmp_path: Path) -> None:
    filler = "value = [1, 2, 3]\n" * 2_000
    write_files(
        tmp_path,
        {f"d{i % 40}/f{i}.py": filler for i in range(500)}
        | {
            "z/flow.py": FLOW,
            "run.py": (
                "from hamilton import driver\nfrom z import flow\ndriver.Builder().with_modules(flow).build()\n"
            ),
        },
    )

    project = open_project(tmp_path)

    assert ["z.flow"] == [module.name for module in project.modules]
    assert "run.py:3" == project.scenarios[0].origin
    parsed = [source for source in (project.sources or {}).values() if source.tree is not None and source.tree.body]
    assert len(parsed) < 70  # of 502 files, 18 MB, which take half a minute


@pytest.mark.parametrize(
    ("files", "names", "severity", "words"),
    [
        (["my-flow.py"], [], "error", "my-flow.py is left out: Python cannot import a file of that name"),
        (["my-flow.py", "flow.py"], ["flow"], "warning", "Rename it, say to my_flow.py."),
        (["2026 sales.py", "flow.py"], ["flow"], "warning", "Rename it, say to _2026_sales.py."),
        (
            ["a-b/flow.py", "c-d/flow.py"],
            ["flow"],
            "warning",
            "c-d/flow.py is left out: another file is the module flow",
        ),
    ],
)
def test_a_file_that_no_import_reaches_is_said(
    tmp_path: Path, files: list[str], names: list[str], severity: str, words: str
) -> None:
    write_files(tmp_path, dict.fromkeys(files, FLOW) | {"run-it.py": f"from hamilton import driver\n{FLOW}"})

    project = open_project(tmp_path)

    assert names == sorted(module.name for module in project.modules)
    said = [problem for problem in project.problems if "is left out" in problem.message]
    assert [severity] == [problem.severity for problem in said]
    assert words in said[0].message


def test_a_file_that_no_import_reaches_is_said_whatever_its_columns_are_called(tmp_path: Path) -> None:
    write_files(tmp_path, {"taxi-trips.py": "def driver_id(trips: int) -> int:\n    return trips\n"})

    (problem,) = open_project(tmp_path).problems
    assert problem.message.startswith("taxi-trips.py is left out")
