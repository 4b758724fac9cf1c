"""The name `hamilton`: the same module objects, unmodified scripts, children. Real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from dagscope.compat.homes import HOMES, own_name, served_path

from tests.patience import PATIENCE_S

RUN = [sys.executable, "-m", "dagscope.compat.hamilton"]


def _run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *arguments], cwd=cwd, capture_output=True, text=True, timeout=PATIENCE_S)


def test_modules_are_the_same_objects(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import hamilton, dagscope\n"
        "import hamilton.version\n"
        "import hamilton.compat.finder as f\n"
        "import dagscope.compat.finder as g\n"
        "assert f is g and hamilton.version is dagscope.version and hamilton.compat is dagscope.compat\n"
        "assert g.__spec__.name == 'dagscope.compat.finder' and g.__name__ == 'dagscope.compat.finder'\n"
        "import importlib; importlib.reload(g)\n"
        "print('same')\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert (0, "same\n", "") == (done.returncode, done.stdout, done.stderr)


def test_a_script_sees_its_own_arguments_name_and_folder(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (folder / "beside.py").write_text("value = 7\n")
    (folder / "s.py").write_text(
        "import sys, beside, os\n"
        "if __name__ == '__main__':\n"
        "    print(sys.argv[1:], beside.value, os.path.basename(__file__), sys.modules['__main__'].beside.value)\n"
    )

    done = _run("inner/s.py", "--a", "b", cwd=tmp_path)

    assert "['--a', 'b'] 7 s.py 7\n" == done.stdout
    assert "" == done.stderr


def test_a_script_runs_as_python_runs_it(tmp_path: Path) -> None:
    """Under its own future imports only, and with an absolute path."""
    (tmp_path / "s.py").write_text(
        "import dataclasses, os\n"
        "def f(a: int) -> float: ...\n"
        "@dataclasses.dataclass\n"
        "class C:\n    a: int\n"
        "from hamilton import ad_hoc_utils\n"
        "m = ad_hoc_utils.module_from_source('def g(a: int) -> float: ...', 'm')\n"
        "print(f.__annotations__, dataclasses.fields(C)[0].type, m.g.__annotations__, os.path.isabs(__file__))\n"
    )

    done = _run("s.py", cwd=tmp_path)

    types = "{'a': <class 'int'>, 'return': <class 'float'>}"
    assert f"{types} <class 'int'> {types} True\n" == done.stdout


def test_a_module_runs_and_its_exit_code_passes_through(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text("import hamilton, sys\nprint(hamilton.__name__, sys.argv[1:])\nsys.exit(3)\n")

    done = _run("-m", "mod", "x", cwd=tmp_path)

    assert (3, "hamilton ['x']\n") == (done.returncode, done.stdout)


def test_installed_shared_dataflows_are_found_and_keep_their_name(tmp_path: Path) -> None:
    shared = tmp_path / "site" / "hamilton" / "contrib" / "user" / "someone"
    shared.mkdir(parents=True)
    (shared.parent / "__init__.py").touch()
    (shared / "__init__.py").write_text(
        "import logging\n"
        "from hamilton import contrib\n"
        "with contrib.catch_import_errors(__name__, __file__, logging.getLogger()):\n"
        "    import json\n"
        "def doubled(x: int) -> int:\n    return 2 * x\n"
    )
    (tmp_path / "s.py").write_text(
        "import sys; sys.path.append('site')\n"
        "from hamilton import driver\n"
        "from hamilton.contrib.user import someone\n"
        "dr = driver.Builder().with_modules(someone).build()\n"
        "print(dr.execute(['doubled'], inputs={'x': 2}), dr.graph.nodes['doubled'].tags)\n"
        "import hamilton.contrib.user.nobody\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert "{'doubled': 4} {'module': 'hamilton.contrib.user.someone'}\n" == done.stdout
    assert "No module named 'hamilton.contrib.user.nobody'" in done.stderr


def test_parts_of_packages_that_the_peer_imports_are_there(tmp_path: Path) -> None:
    (tmp_path / "dask").mkdir()
    (tmp_path / "dask" / "__init__.py").write_text("def __getattr__(name):\n    raise AttributeError(name)\n")
    (tmp_path / "dask" / "dataframe.py").write_text("class DataFrame: ...\n")
    (tmp_path / "dask" / "broken.py").write_text("import nowhere\n")
    (tmp_path / "s.py").write_text(
        "import hamilton.driver, dask\n"
        "print(dask.dataframe.DataFrame.__name__, hasattr(dask, 'nothing'))\n"
        "dask.broken\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert "DataFrame False\n" == done.stdout
    assert "No module named 'nowhere'" in done.stderr


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("import hamilton.nowhere\n")

    done = _run("s.py", cwd=tmp_path)

    assert 1 == done.returncode
    assert "ModuleNotFoundError: No module named 'hamilton.nowhere'" in done.stderr
    assert "runpy" not in done.stderr and "compat/hamilton.py" not in done.stderr


def test_a_spawned_child_and_a_script_started_by_it_see_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text("import hamilton\nprint(hamilton.__name__)\n")
    (tmp_path / "s.py").write_text(
        "import multiprocessing, subprocess, sys\n"
        "import hamilton.version\n"
        "def work(x):\n"
        "    import hamilton\n"
        "    return hamilton.__name__, x * 2\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        print(pool.map(work, [1]))\n"
        "    print(subprocess.run([sys.executable, 'child.py'], capture_output=True, text=True).stdout.strip())\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert "[('hamilton', 2)]\nhamilton\n" == done.stdout, done.stderr


@pytest.mark.parametrize("arguments", [[], ["-m"], ["absent.py"]])
def test_wrong_usage_is_two_and_a_sentence(arguments: list[str], tmp_path: Path) -> None:
    done = _run(*arguments, cwd=tmp_path)

    assert 2 == done.returncode
    assert "Traceback" not in done.stderr and done.stderr.strip()


def test_an_already_imported_other_hamilton_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hamilton.py").write_text("")
    code = (
        "import hamilton\nfrom dagscope.compat import install\ntry:\n    install()\nexcept ImportError as e:\n"
        "    print(e)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE_S
    )

    assert "already imported from" in done.stdout


def test_hamiltons_own_command_line_runs_as_a_module(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(
        "from hamilton.function_modifiers import tag\n\n\n@tag(a='b')\ndef a(x: int) -> int:\n    return x\n"
    )

    done = _run("-m", "hamilton.cli", "--json-out", "build", "flow.py", cwd=tmp_path)

    expected = '{"command": "build", "success": true, "message": {"modules": ["flow"]}}\n'
    assert (0, expected, "") == (done.returncode, done.stdout, done.stderr)


def test_modules_answer_for_the_names_that_the_peer_imports_into_them(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import dagscope.graph, hamilton.driver\n"
        "from hamilton.graph import find_functions, fm_base, types_match\n"
        "from hamilton import graph_utils, htypes\n"
        "assert types_match is htypes.types_match and find_functions is graph_utils.find_functions\n"
        "assert fm_base is hamilton.function_modifiers.base and hamilton.base is hamilton.driver.base\n"
        "print(hamilton.graph.logger.name, hasattr(hamilton.graph, 'nobody'), hasattr(hamilton, 'nobody'))\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert ("hamilton.graph False False\n", "") == (done.stdout, done.stderr)


def test_a_module_does_not_take_the_place_of_the_function_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import hamilton.function_modifiers.configuration\n"
        "from hamilton.function_modifiers import configuration\n"
        "print(configuration('key'), hamilton.function_modifiers.configuration is configuration)\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert ("ConfigDependency(source='key') True\n", "") == (done.stdout, done.stderr)


def test_private_names_of_nodes_are_read_and_set(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "from hamilton.node import Node\n"
        "def f(a: int, b: int = 2) -> int: 'doc'\n"
        "n = Node.from_fn(f)\n"
        "print(n._name, n._type, n._doc, n._callable is f, n._dependencies, n._default_parameter_values)\n"
        "n._tags, n._name, n._namespace = {'k': 'v'}, 'g', ('ns',)\n"
        "print(n, n.name)\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert ("f <class 'int'> doc True [] {'b': 2}\n<ns.g {'k': 'v'}> ns.g\n", "") == (done.stdout, done.stderr)


def test_a_module_of_python_is_patched_through_ours(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import time, uuid\nfrom unittest import mock\nimport hamilton.driver, hamilton.lifecycle.default\n"
        "with mock.patch('hamilton.lifecycle.default.time.sleep', 1), mock.patch('hamilton.driver.uuid.uuid4', 2):\n"
        "    print(time.sleep, uuid.uuid4)\nprint(callable(time.sleep), hasattr(hamilton.driver, 'no_module'))\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert (0, "1 2\nTrue False\n", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("path", [*HOMES, "cli.commands", "dataflows.template", "dev_utils.deprecation"])
def test_an_address_that_only_hamilton_has_is_served_from_our_package_of_those(tmp_path: Path, path: str) -> None:
    (tmp_path / "s.py").write_text(
        "import importlib, hamilton\n"
        f"module = importlib.import_module('hamilton.{path}')\n"
        f"assert module is hamilton.{path} is importlib.import_module({own_name(path)!r})\n"
        "print(module.__name__)\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert (0, f"{own_name(path)}\n") == (done.returncode, done.stdout)
    assert path == "function_modifiers_base" or not done.stderr  # that one says that it is deprecated


@pytest.mark.parametrize(
    "path", ["", "driver", "cli", "cli.__main__", "execution.debugging_utils", "models", "modelsx"]
)
def test_a_home_leads_back_to_hamiltons_path(path: str) -> None:
    assert served_path(own_name(path)) == path


def test_the_served_package_has_hamiltons_version_and_distribution(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import hamilton, dagscope\n"
        "from importlib.metadata import PackageNotFoundError, distribution, version\n"
        "print(hamilton.__version__, hamilton.__name__, dagscope.__name__)\n"
        "print(version('apache-hamilton'), version('Apache_Hamilton'), version('sf-hamilton'))\n"
        "print(distribution('sf-hamilton').metadata['Name'], version('dagscope') != '1.90.0')\n"
        "try:\n    version('apache-hamilton-nothing')\nexcept PackageNotFoundError:\n    print('unknown')\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert done.stdout.splitlines() == [
        "(1, 90, 0) hamilton dagscope", "1.90.0 1.90.0 1.90.0", "sf-hamilton True", "unknown",
    ], done.stderr  # fmt: skip


def test_loggers_have_hamiltons_names_and_what_is_set_there_takes_effect(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import logging, logging.config\n"
        "told = []\n"
        "class Keep(logging.Handler):\n"
        "    def emit(self, record): told.append((record.name, record.levelname))\n"
        "early = logging.getLogger('hamilton.execution.graph_functions')\n"
        "early.addFilter(lambda record: record.levelname != 'WARNING')\n"
        "logging.getLogger('hamilton').addHandler(Keep())\n"
        "logging.getLogger('hamilton').propagate = False\n"
        "from hamilton import driver\n"
        "from hamilton.execution import graph_functions\n"
        "assert graph_functions.logger is early, (graph_functions.logger, early)\n"
        "graph_functions.logger.warning('left out by the filter')\n"
        "graph_functions.logger.error('kept')\n"
        "driver.logger.info('below the level')\n"
        "logging.config.dictConfig({'version': 1, 'disable_existing_loggers': False,\n"
        "                           'loggers': {'hamilton.driver': {'level': 'DEBUG'}}})\n"
        "driver.logger.debug('now kept')\n"
        "assert logging.getLogger('dagscope.driver') is logging.getLogger('hamilton.driver') is driver.logger\n"
        "print(told)\n"
    )

    done = _run("s.py", cwd=tmp_path)

    wanted = [("hamilton.execution.graph_functions", "ERROR"), ("hamilton.driver", "DEBUG")]
    assert (0, f"{wanted}\n") == (done.returncode, done.stdout), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_script_finds_a_command_of_hamiltons_name(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text("def a(x: int) -> int:\n    return x\n")
    (tmp_path / "s.py").write_text(
        "import subprocess\n"
        "done = subprocess.run(['hamilton', 'version', 'flow.py'], capture_output=True, text=True)\n"
        "print(done.returncode, bool(done.stdout), done.stderr)\n"
    )

    done = _run("s.py", cwd=tmp_path)

    assert "0 True \n" == done.stdout, done.stderr


def test_types_of_nodes_have_hamiltons_name_and_travel_by_our_own(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(
        "import copy, pickle, subprocess, sys\n"
        "from dagscope.execution.shipping import dumps\n"
        "from hamilton.data_quality.base import ValidationResult\n"
        "from hamilton.htypes import Collect, Parallelizable\n"
        "print(ValidationResult, Parallelizable[int], Collect[int])\n"
        "def f(x: Parallelizable[int]) -> ValidationResult: ...\n"
        "result = ValidationResult(True, 'm', {'a': 1})\n"
        "assert copy.deepcopy(result) == copy.copy(result) == pickle.loads(pickle.dumps(result)) == result\n"
        "assert b'hamilton' not in pickle.dumps(result)\n"
        "read = 'import pickle, sys; print(pickle.loads(sys.stdin.buffer.read())[1:], \"hamilton\" in sys.modules)'\n"
        "sys.stdout.flush()\n"
        "subprocess.run([sys.executable, '-I', '-c', read], input=dumps([f, result, Collect[int]]), check=True)\n"
    )

    done = _run("s.py", cwd=tmp_path)

    expected = (
        "<class 'hamilton.data_quality.base.ValidationResult'> hamilton.htypes.Parallelizable[int] "
        "hamilton.htypes.Collect[int]\n"
        "[ValidationResult(passes=True, message='m', diagnostics={'a': 1}), dagscope.htypes.Collect[int]] False\n"
    )
    assert (0, expected, "") == (done.returncode, done.stdout, done.stderr)
