"""A project opened with nothing installed: one sentence on what is missing, and what to type."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from dagscope.packaging_files import package_of
from dagscope.preview.errors import error_message
from dagscope.project.distributions import DISTRIBUTIONS, distribution_of
from dagscope.project.missing import advice_on, install_arguments, install_command, is_there, needs_of
from dagscope.project.opening import open_project
from dagscope.project.surroundings import surroundings
from dagscope.pythons import satisfies
from dagscope.session.session import Session

from tests.folders import write_files

FLOW = "def a(x: int) -> int:\n    return x\n"


def installer(monkeypatch: pytest.MonkeyPatch, uv: bool = True) -> None:
    """Fix which installer there is, and the interpreter's name."""
    monkeypatch.setattr("dagscope.project.missing.program", lambda name: "/bin/uv" if uv and name == "uv" else None)
    monkeypatch.setattr(sys, "executable", "/py/bin/python")
    monkeypatch.setattr(sys, "prefix", "/py")


def needs(folder: Path) -> tuple[tuple[str, ...], str]:
    """Return what the folder's modules lack, and what to type."""
    project = open_project(folder)
    found = needs_of(project.folder, project.sources or {}, [module.name for module in project.modules])
    return (found.distributions, found.command) if found is not None else ((), "")


def test_everything_that_is_missing_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installer(monkeypatch)
    write_files(
        tmp_path,
        {
            "one.py": "import no_such_a, json\nfrom no_such_b.deep import thing\n" + FLOW,
            "two.py": "import helper\nfrom . import nothing\n" + FLOW.replace("a(", "b("),
            "helper.py": "import no_such_c, no_such_a\ndef inside():\n    import no_such_d\n",
            "unrelated.py": "import no_such_e\n",
        },
    )
    project = open_project(tmp_path)
    found = needs_of(project.folder, project.sources or {}, [module.name for module in project.modules])
    assert found is not None
    assert found.sentence == (
        "This project needs no_such_a, no_such_b, no_such_c and no_such_d, which are not installed for /py/bin/python: "
        "`uv pip install --python /py/bin/python no_such_a no_such_b no_such_c no_such_d`"
    )


def test_many_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installer(monkeypatch)
    imports = "".join(f"import no_such_{letter}\n" for letter in "abcde")
    project = open_project(write_files(tmp_path, {"one.py": imports + FLOW}))
    found = needs_of(project.folder, project.sources or {}, ["one"])
    assert found is not None
    assert found.sentence.startswith("This project needs no_such_a, no_such_b, no_such_c and 2 more, which are not")


def test_what_may_be_missing_is_not_missed(tmp_path: Path) -> None:
    guarded = (
        "from typing import TYPE_CHECKING\nimport typing\n"
        "try:\n    import no_such_a\nexcept ImportError:\n    no_such_a = None\n"
        "if TYPE_CHECKING:\n    import no_such_b\nif typing.TYPE_CHECKING:\n    import no_such_c\n"
        "from hamilton.plugins import h_spark\nimport own.inner\n"
    )
    assert needs(write_files(tmp_path, {"one.py": guarded + FLOW, "own/inner.py": "X = 1\n"})) == ((), "")


@pytest.mark.parametrize(
    ("files", "uv", "expected"),
    [
        ({}, True, "uv pip install --python /py/bin/python no_such_a scikit-learn-x"),
        ({}, False, "/py/bin/python -m pip install no_such_a scikit-learn-x"),
        (
            {"pyproject.toml": "[project]\nname = 'p'\ndependencies = ['No.Such-A>=1', 'scikit_learn_x[extra]']\n"},
            True,
            "uv pip install --python /py/bin/python -e {folder}",
        ),
        (
            {"pyproject.toml": "[project]\nname = 'p'\ndependencies = ['no-such-a']\n"},
            True,
            "uv pip install --python /py/bin/python -e {folder} scikit-learn-x",
        ),
        (
            {
                "pyproject.toml": "[tool.poetry.dependencies]\npython = '^3.10'\nno-such-a = '*'\n[tool.poetry]\n"
                "name='p'\n"
            },
            True,
            "poetry install -C {folder} && poetry add -C {folder} scikit-learn-x",
        ),
        (
            {
                "pyproject.toml": "[project.optional-dependencies]\nx = ['no-such-a', 'scikit_learn_x']\n",
                "pdm.lock": "",
            },
            False,
            "pdm install -p {folder} -G :all",
        ),
        (
            {"pyproject.toml": "[project]\nname = 'p'\ndependencies = ['no-such-a']\n", "uv.lock": ""},
            False,
            "uv sync --project {folder} && uv add --project {folder} scikit-learn-x",
        ),
        (
            {
                "pyproject.toml": "[tool.uv.workspace]\nmembers = ['packages/*']\n",
                "packages/x/pyproject.toml": "[project]\nname = 'x'\ndependencies = ['no-such-a', 'scikit-learn-x']\n",
            },
            True,
            "uv sync --project {folder} --all-packages",
        ),
        (
            {"pixi.toml": "[dependencies]\nno-such-a = '*'\n[feature.b.pypi-dependencies]\nscikit-learn-x = '*'\n"},
            True,
            "pixi install --manifest-path {folder}/pixi.toml",
        ),
        (
            {"pyproject.toml": "[tool.hatch.envs.default]\ndependencies = ['no-such-a', 'scikit-learn-x']\n"},
            True,
            "cd {folder} && hatch env create",
        ),
        (
            {"Pipfile": "[dev-packages]\nno-such-a = '*'\n"},
            True,
            "cd {folder} && pipenv install --dev && cd {folder} && pipenv install scikit-learn-x",
        ),
        (
            {
                "environment.yml": "channels:\n- x\ndependencies:\n  - conda-forge::no_such_a=1\n  - pip:\n"
                "    - scikit-learn-x>1\n"
            },
            True,
            "conda env update -f {folder}/environment.yml",
        ),
        (
            {"environment.yml": "dependencies:\n- python\n", "requirements.txt": "no-such-a\n"},
            False,
            "/py/bin/python -m pip install -r {folder}/requirements.txt scikit-learn-x",
        ),
        (
            {"requirements.txt": "# a comment\n-r other.txt\nno_such_a==1.0  # why\n"},
            True,
            "uv pip install --python /py/bin/python -r {folder}/requirements.txt scikit-learn-x",
        ),
        (
            {"requirements/base.txt": "no-such-a\n", "requirements/dev.txt": "-r base.txt\n-r dev.txt\npytest\n"},
            True,
            "uv pip install --python /py/bin/python -r {folder}/requirements/base.txt scikit-learn-x",
        ),
        (
            {"requirements.txt": "-r parts/all.txt\n", "parts/all.txt": "no_such_a\n-r ../requirements.txt\n"},
            True,
            "uv pip install --python /py/bin/python -r {folder}/requirements.txt scikit-learn-x",
        ),
        (
            {
                "pyproject.toml": "[project]\nname='p'\ndynamic=['dependencies']\n"
                "[tool.setuptools.dynamic]\ndependencies={file=['needs.in']}\n",
                "needs.in": "no-such-a[x]>1\n",
            },
            True,
            "uv pip install --python /py/bin/python -e {folder} scikit-learn-x",
        ),
        ({"requirements.txt": "pandas\n"}, True, "uv pip install --python /py/bin/python no_such_a scikit-learn-x"),
        (
            {
                "setup.cfg": "[metadata]\nname = p\nversion = attr: p.V\n[options]\n"
                "install_requires =\n    no-such-a>1\n"
            },
            True,
            "uv pip install --python /py/bin/python -e {folder} scikit-learn-x",
        ),
        (
            {"setup.cfg": "[flake8]\nmax-line-length = 100\n"},
            True,
            "uv pip install --python /py/bin/python no_such_a scikit-learn-x",
        ),
        ({"pyproject.toml": "[["}, True, "uv pip install --python /py/bin/python no_such_a scikit-learn-x"),
    ],
)
def test_the_projects_own_list_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], uv: bool, expected: str
) -> None:
    installer(monkeypatch, uv)
    monkeypatch.setitem(DISTRIBUTIONS, "no_such_learn", "scikit-learn-x")
    write_files(tmp_path, files | {"one.py": "import no_such_a, no_such_learn\n" + FLOW})
    assert needs(tmp_path)[1] == expected.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sklearn.linear_model", "scikit-learn"),
        ("yaml", "pyyaml"),
        ("PIL.Image", "pillow"),
        ("cv2", "opencv-python"),
        ("google.cloud.bigquery.table", "google-cloud-bigquery"),
        ("snowflake.connector", "snowflake-connector-python"),
        ("litellm", "litellm"),
        ("bs4", "beautifulsoup4"),
        ("dotenv", "python-dotenv"),
        ("imblearn.over_sampling", "imbalanced-learn"),
        ("hydra", "hydra-core"),
        ("airflow.decorators", "apache-airflow"),
        ("google.cloud.pubsub_v1", "google-cloud-pubsub"),
        ("google.cloud.aiplatform", "google-cloud-aiplatform"),
        ("google.cloud.bigquery_storage", "google-cloud-bigquery-storage"),
        ("google.oauth2.service_account", "google-auth"),
        ("googleapiclient.discovery", "google-api-python-client"),
        ("azure.storage.blob", "azure-storage-blob"),
        ("azure.identity.aio", "azure-identity"),
        ("azure.ai.ml", "azure-ai-ml"),
        ("azure.core.exceptions", "azure-core"),
        ("databricks.sql", "databricks-sql-connector"),
        ("opentelemetry.trace", "opentelemetry-api"),
        ("opentelemetry.sdk.trace", "opentelemetry-sdk"),
    ],
)
def test_what_to_install_for_a_name(name: str, expected: str) -> None:
    assert distribution_of(name) == expected


@pytest.mark.parametrize(
    ("listed", "needed"), [("burr[start]", "apache-burr"), ("opencv_python_headless>=4", "opencv-python")]
)
def test_a_package_that_is_listed_by_another_name_is_there(tmp_path: Path, listed: str, needed: str) -> None:
    package = package_of(write_files(tmp_path, {"requirements.txt": f"{listed}\n"}))

    assert ("-r", str(tmp_path / "requirements.txt"), "other") == install_arguments(package, (needed, "other"))


def test_a_part_of_a_shared_package_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"google/cloud/storage/__init__.py": "raise SystemExit('imported')"})
    monkeypatch.syspath_prepend(str(tmp_path))
    assert is_there("google.cloud.storage")
    assert not is_there("google.cloud.bigquery.table")


def run(folder: Path, *more: str) -> tuple[int, str]:
    """Run `dagscope graph`, and return the exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "dagscope_app.cli", "graph", str(folder), *more], capture_output=True, text=True
    )
    return done.returncode, done.stderr + (done.stdout if more else "")


def test_the_command_line_says_it_once_and_draws_from_the_source(tmp_path: Path) -> None:
    files = {f"m{n}.py": f"import no_such_a, no_such_b\ndef f{n}(x: int) -> int:\n    return x\n" for n in range(4)}
    files["fine.py"] = FLOW
    code, told = run(write_files(tmp_path, files))
    assert code == 1
    assert told.count("\n") == 1
    assert ": needs: This project needs no_such_a and no_such_b, which are not installed for " in told
    code, printed = run(tmp_path, "--json")
    assert {node["name"] for node in json.loads(printed[printed.index("{") :])["nodes"]} >= {"a", "f0", "f3"}


def test_a_project_answers_for_its_own_version(tmp_path: Path) -> None:
    module = "from importlib.metadata import version\nV = version(__package__ or 'own-flow')\n" + FLOW
    pyproject = "[project]\nname = 'own_flow'\nversion = '1.2.3'\n"
    write_files(tmp_path, {"pyproject.toml": pyproject, "src/own_flow/__init__.py": "", "src/own_flow/flow.py": module})
    assert run(tmp_path) == (0, "")
    write_files(
        tmp_path, {"src/own_flow/flow.py": module.replace("version(__package__ or 'own-flow')", "version('no_such')")}
    )
    assert "PackageNotFoundError" in run(tmp_path)[1]


def test_a_folder_called_hamilton_is_a_scripts_folder(tmp_path: Path) -> None:
    write_files(tmp_path, {"hamilton/my_functions.py": FLOW, "other/flow.py": "def b(a: int) -> int:\n    return a\n"})
    assert {module.name for module in open_project(tmp_path).modules} == {"my_functions", "other.flow"}
    assert run(tmp_path) == (0, "")


def test_an_inner_folder_says_which_folder_to_open(tmp_path: Path) -> None:
    inner = write_files(
        tmp_path,
        {"components/flow.py": "from components.helper import h\n" + FLOW, "components/helper.py": "def h(): pass\n"},
    )
    code, told = run(inner / "components")
    assert code == 1
    assert f"'components' lies in {tmp_path}: open that folder instead of components" in told
    assert "install" not in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hamilton.my_functions", "'hamilton' is the framework's name"),
        ("own_flow.x", "it is this project's own package: `uv pip install --python /py/bin/python -e "),
        ("inner.gone", "'inner' is in this project and has no 'gone': correct the import, or add the file"),
        ("sklearn", "install 'scikit-learn' for /py/bin/python"),
    ],
)
def test_the_right_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    installer(monkeypatch)
    files = {"p/pyproject.toml": "[project]\nname = 'own-flow'\n", "p/flow.py": FLOW, "p/inner/__init__.py": ""}
    folder = write_files(tmp_path, files) / "p"
    assert advice_on(name, folder, sys.executable).startswith(text)


@pytest.mark.parametrize(
    ("wanted", "version", "expected"),
    [
        (">=3.12", (3, 11), False),
        (">=3.12", (3, 12), True),
        (">=3.9,<3.12", (3, 12), False),
        (">=3.9,<3.12", (3, 11), True),
        (">3.9", (3, 11), True),
        ("<=3.11", (3, 11), True),
        ("^3.12", (3, 13), True),
        ("^3.12", (3, 11), False),
        ("~=3.11", (3, 13), True),
        ("~=3.11.2", (3, 12), False),
        ("~3.11", (3, 12), False),
        ("==3.12.*", (3, 12), True),
        ("==3.12.*", (3, 11), False),
        ("3.12", (3, 11), False),
        (">=3.10,!=3.11.*", (3, 11), False),
        (">=3.10,!=3.11.2", (3, 11), True),
        (">=3.8,<3.9 || >=3.11", (3, 11), True),
        ("nonsense", (3, 11), True),
        ("*", (3, 11), True),
    ],
)
def test_which_python_is_allowed(wanted: str, version: tuple[int, int], expected: bool) -> None:
    assert satisfies(version, wanted) is expected


def test_a_python_that_is_too_old_is_said_once_with_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for place in (".pyenv/versions/3.99.1", ".local/share/uv/python/cpython-3.98.3-linux", ".pyenv/versions/3.10.1"):
        program = home / place / "bin/python3"
        program.parent.mkdir(parents=True)
        program.touch(0o755)
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setenv("PATH", "")
    for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    files = {
        "pyproject.toml": "[project]\nname = 'p'\nrequires-python = '>=3.97'\n",
        "flow.py": FLOW,
        "new.py": "type A[T = list[T]\n",
    }
    folder = write_files(tmp_path / "project", files)
    (said,) = [problem for problem in open_project(folder).problems if problem.kind == "python"]
    assert said.severity == "warning"
    assert said.message.startswith(f"this project asks for Python >=3.97 and runs on 3.{sys.version_info[1]} (")
    assert said.message.endswith(
        f"choose one of these: {home}/.pyenv/versions/3.99.1/bin/python3 (pyenv, 3.99), "
        f"{home}/.local/share/uv/python/cpython-3.98.3-linux/bin/python3 (uv, 3.98)"
    )


def test_a_folder_of_several_projects_names_them(tmp_path: Path) -> None:
    files = {f"{name}/flow.py": FLOW for name in ("first", "second", "deep/third")}
    files |= {"first/requirements.txt": "", "second/pyproject.toml": "", "deep/third/setup.py": ""}
    write_files(tmp_path, files)
    (said,) = surroundings(tmp_path, [tmp_path / name for name in files if name.endswith("flow.py")])
    assert said.message == ("this folder holds 3 projects: deep/third, first, second; open one of them to see it alone")
    write_files(tmp_path, {"pyproject.toml": "[tool.uv.workspace]\nmembers = ['*']\n"})
    assert surroundings(tmp_path, [tmp_path / name for name in files if name.endswith("flow.py")]) == [said]
    write_files(tmp_path, {"pyproject.toml": "[project]\nname = 'whole'\n"})
    assert surroundings(tmp_path, [tmp_path / name for name in files if name.endswith("flow.py")]) == []


def test_a_package_is_found_above_but_not_beyond_its_repository(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"pyproject.toml": "[project]\nname = 'outer'\n", "inner/.git/x": "", "inner/deep/flow.py": FLOW}
    )
    assert package_of(tmp_path / "inner/deep") is None
    found = package_of(tmp_path)
    assert found is not None
    assert (found.name, install_command(found, ("outer",)).rpartition(" ")[2]) == ("outer", str(tmp_path))


def test_every_module_of_a_large_dataflow_is_on_and_a_library_is_not(tmp_path: Path) -> None:
    for number in range(30):
        needs = f"n{number - 1}: int" if number else "start: int"
        (tmp_path / f"part_{number}.py").write_text(
            f"def n{number}({needs}, scale: int = 1) -> int:\n    return {number}\n"
        )
    (on,) = open_project(tmp_path).scenarios
    assert 30 == len(on.module_names())

    library = tmp_path / "library"
    library.mkdir()
    for number in range(30):
        text = "".join(
            f"def f{number}_{k}(path: str, name: str, size: int) -> str:\n    return path\n" for k in range(5)
        )
        (library / f"lib_{number}.py").write_text(
            text + f"def g{number}(f{number - 1}_0: str) -> str:\n    return ''\n"
        )
    (few,) = open_project(library).scenarios
    assert len(few.module_names()) <= 12


def test_parts_of_shared_packages_are_named_by_what_is_imported_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer(monkeypatch)
    monkeypatch.setattr("dagscope.project.missing.is_there", lambda name: False)
    text = (
        "from google.cloud import bigquery, storage\nfrom google import genai\nimport google.auth\n"
        "from azure.storage.blob import BlobServiceClient\nfrom azure.identity import DefaultAzureCredential\n"
        "from databricks import sql\n"
    )

    assert needs(write_files(tmp_path, {"one.py": text + FLOW}))[0] == (
        "azure-identity",
        "azure-storage-blob",
        "databricks-sql-connector",
        "google-auth",
        "google-cloud-bigquery",
        "google-cloud-storage",
        "google-genai",
    )


def test_a_package_beside_the_opened_folder_is_found_in_its_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write_files(project, {"requirements.txt": "", "dags/job.py": "", "plugins/steps/__init__.py": ""})
    assert advice_on("steps", project / "dags", "python") == (
        f"'steps' lies in {project / 'plugins'}: open {project} instead of dags"
    )


def test_a_repository_that_is_called_like_its_package_is_not_the_package(tmp_path: Path) -> None:
    files = {"pyproject.toml": "[project]\nname='flows'\n", "src/flows/__init__.py": "", "examples/one/flow.py": ""}
    project = write_files(tmp_path / "flows", files)
    assert advice_on("flows", project / "examples" / "one", "python") == (
        f"'flows' lies in {project / 'src'}: open {project} instead of one"
    )


def test_a_file_that_is_not_there_is_said_with_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def loads(path: str) -> str:
        return f"@load_from.json(path=value({path!r}))\ndef n_{path[5:-5]}(data: dict) -> int:\n    return 1\n"

    text = "from dagscope.function_modifiers import load_from, save_to, value\n"
    text += "".join(map(loads, ("data/there.json", "data/gone.json", "data/saved.json")))
    text += "@save_to.json(path=value('data/saved.json'))\ndef saved() -> dict:\n    return {}\n"
    folder = write_files(tmp_path, {"missing_flow.py": text, "data/there.json": "{}"})
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", list(sys.path))
    session = Session()
    slot = session.build("main", session.open(str(folder), "once").scenarios[0])
    sys.modules.pop("missing_flow", None)

    gone = folder / "data" / "gone.json"
    said = f"node 'n_gone.load_data.data' reads a file that is not there: {gone}"
    assert [said] == [problem.message for problem in slot.problems]

    with pytest.raises(FileNotFoundError) as raised:
        Path("data/gone.json").read_bytes()
    assert error_message(raised.value).endswith(f"'data/gone.json' (there is no {gone})")
    with pytest.raises(FileNotFoundError) as raised:
        subprocess.run(["no-such-program-at-all"])
    assert "there is no" not in error_message(raised.value)
