"""More of the ways people write their drivers: helpers, command lines, services, classes, loaders of files.

The scripts are in `driver_kinds.txt`, which says what each section holds.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.project.opening import open_project

from tests.engine.project.test_driver_shapes import FILES, IMPORTS, notebook, of
from tests.folders import write_files

INNER = {"pkg/sub/__init__.py": "", "pkg/sub/e.py": "def e(c: int) -> int:\n    return c\n"}
SECTIONS = Path(__file__).with_name("driver_kinds.txt").read_text(encoding="utf-8").split("\n=== ")[1:]
TITLES = [section.partition("\n")[0].split(" | ") for section in SECTIONS]


def files_of(section: str, name: str) -> dict[str, str]:
    """Return the files of a section: the script or notebook, and what is beside it."""
    own, *others = section.partition("\n")[2].split("%%% ")
    cells, beside = [own], {}
    for other in others:
        title, _, text = other.partition("\n")
        if title == "cell":
            cells.append(text)
        else:
            beside[title] = text
    return {name: notebook(*cells) if name.endswith(".ipynb") else f"{IMPORTS}{own}\n", **beside}


@pytest.mark.parametrize("section", SECTIONS, ids=[title[0] for title in TITLES])
def test_a_driver(tmp_path: Path, section: str) -> None:
    _, expected, name = section.partition("\n")[0].split(" | ")

    project = open_project(write_files(tmp_path, {**FILES, **INNER, **files_of(section, name)}))

    wanted = [tuple(modules.split()) for modules in expected.split(" / ")] if expected != "-" else []
    assert sorted(of(project, name)) == sorted(wanted)
    assert [problem.message for problem in project.problems if problem.severity == "error"] == []


def test_a_kedro_pipeline_is_a_remark(tmp_path: Path) -> None:
    script = (
        "from hamilton.plugins import h_kedro\nimport pipelines\n"
        "dr = h_kedro.kedro_pipeline_to_driver(pipelines.create(), builder=driver.Builder())\n"
    )

    project = open_project(write_files(tmp_path, {**FILES, "job.py": IMPORTS + script}))

    assert [
        "job.py makes a driver of a Kedro pipeline, whose nodes are known only when it runs; it has no scenario"
    ] == [problem.message for problem in project.problems]
