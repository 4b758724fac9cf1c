"""What scripts say through other files: data files that name modules, and functions and classes of other scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.project.opening import open_project

from tests.engine.project.test_driver_shapes import FILES, IMPORTS, of
from tests.folders import write_files

READS = f"{IMPORTS}import json\ncfg = json.load(open('../config.json'))\n"
DRIVES = "driver.Builder().with_modules(*[importlib.import_module(m) for m in cfg['modules']]).build()\n"


def test_a_data_file_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"config.json": '{"modules": ["a"]}'})

    project = open_project(write_files(tmp_path / "project", {**FILES, "job.py": READS + DRIVES}))

    assert of(project, "job.py") == []


def test_a_link_to_a_data_file_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write_files(tmp_path, {"secret.json": '{"modules": ["a"]}'})
    folder = write_files(tmp_path / "project", {**FILES, "job.py": READS.replace("../", "") + DRIVES})
    (folder / "config.json").symlink_to(tmp_path / "secret.json")

    assert of(open_project(folder), "job.py") == []


def test_a_broken_data_file_costs_its_own_names_alone(tmp_path: Path) -> None:
    script = READS.replace("../", "") + DRIVES + "import a\ndriver.Driver({}, a)\n"

    project = open_project(write_files(tmp_path, {**FILES, "job.py": script, "config.json": "{"}))

    assert of(project, "job.py") == [("a",)]


def test_the_config_of_a_data_file_is_the_scenarios(tmp_path: Path) -> None:
    script = (
        f"{IMPORTS}import yaml\nfrom pathlib import Path\n"
        "cfg = yaml.safe_load((Path(__file__).parent / 'conf' / 'flow.yaml').read_text())\n"
        "m = importlib.import_module(cfg['module'])\n"
        "dr = driver.Builder().with_modules(m).with_config(cfg['config']).build()\n"
        "dr.execute(cfg['outputs'], inputs=cfg['inputs'])\n"
    )
    flow = "module: a\nconfig:\n  region: us\n  when: 2020-01-01\noutputs: [a]\ninputs: {x: 3}\n"

    project = open_project(write_files(tmp_path, {**FILES, "job.py": script, "conf/flow.yaml": flow}))

    scenario = project.scenarios[0]
    assert (scenario.module_names(), scenario.final_vars) == (("a",), ("a",))
    assert scenario.config["region"].text == "'us'"
    assert scenario.config["when"].kind == "none"  # a date in one library, a text in another
    assert scenario.inputs["x"].text == "3"


@pytest.mark.parametrize(
    "choice",
    [
        "m = importlib.import_module({{{names}}}[sys.argv[1]])\n",
        "def pick(n):\n{returns}m = pick(sys.argv[1])\n",
        "m = flow_0\n{assigned}",
    ],
)
def test_more_choices_than_are_offered_are_said(tmp_path: Path, choice: str) -> None:
    flows = {f"flow_{n}.py": f"def f{n}(x: int) -> int:\n    return x\n" for n in range(15)}
    parts = {
        "names": ", ".join(f"'{n}': 'flow_{n}'" for n in range(15)),
        "returns": "".join(f"    if n == '{n}':\n        return flow_{n}\n" for n in range(15)),
        "assigned": "".join(f"if sys.argv[1] == '{n}':\n    m = flow_{n}\n" for n in range(1, 15)),
    }
    imports = f"{IMPORTS}import sys\nimport {', '.join(f'flow_{n}' for n in range(15))}\n"
    script = f"{imports}{choice.format(**parts)}driver.Driver({{}}, m)\n"

    project = open_project(write_files(tmp_path, {**flows, "job.py": script}))

    assert len(of(project, "job.py")) == 12
    assert "job.py chooses among 15 scenarios; the first 12 are offered" in [p.message for p in project.problems]


def test_a_driver_made_in_another_file_is_found_where_it_is_asked_for(tmp_path: Path) -> None:
    factory = "from hamilton import driver\n\n\n\n\n\n\n\ndef make(*m):\n    return driver.Driver({}, *m)\n"
    script = "from factory import make\nimport a\nmake(a)\n"

    project = open_project(write_files(tmp_path, {**FILES, "factory.py": factory, "job.py": script}))

    assert [scenario.origin for scenario in project.scenarios if scenario.origin] == ["job.py:3"]


def test_a_class_of_another_file_is_driven_with_what_this_one_gives_it(tmp_path: Path) -> None:
    base = (
        "from hamilton import driver\nclass Base:\n    modules = []\n"
        "    def build(self):\n        return driver.Builder().with_modules(*self.modules).build()\n"
    )
    script = (
        "import flows\nimport a, b\nclass One(flows.Base):\n    modules = [a]\n"
        "class Two(flows.Base):\n    modules = [a, b]\n"
    )

    project = open_project(write_files(tmp_path, {**FILES, "flows.py": base, "job.py": script}))

    assert sorted(of(project, "job.py")) == [("a",), ("a", "b")]


def test_a_pattern_that_names_no_file_costs_no_driver(tmp_path: Path) -> None:
    looks = "".join(f"list(Path('.').{call})\n" for call in ("glob('')", "glob('.')", "rglob('')", "glob('**/')"))
    script = f"{IMPORTS}from pathlib import Path\nimport a\n{looks}driver.Driver({{}}, a)\n"

    project = open_project(write_files(tmp_path, {**FILES, "job.py": script}))

    assert of(project, "job.py") == [("a",)]
    assert project.problems == ()
