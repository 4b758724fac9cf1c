"""A folder with a trap at every place whose code could run when the folder is only looked at."""

from __future__ import annotations

import importlib.util
import json
import os
import pickle
import py_compile
from pathlib import Path

GOOD = '''
def base(x: int) -> int:
    """The first node."""
    return x + 1


def total(base: int, rate: float) -> float:
    return base * rate
'''


class _Trap:
    """Runs a command where it is unpickled."""

    def __init__(self, command: str) -> None:
        self._command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.system, (self._command,)


class Bait:
    """The project, the folder above it, and what its traps leave behind."""

    def __init__(self, place: Path) -> None:
        self.above = place / "downloads"
        self.folder = self.above / "bait"
        self.canaries = place / "canaries"
        self.canaries.mkdir()
        self.folder.mkdir(parents=True)
        (self.above / ".git").mkdir()
        self._write_code()
        self._write_data()
        self._write_interpreters()
        self._write_repository()
        self._write_programs()
        self._write_habits()
        self._write_oddities()

    def sprung(self) -> list[str]:
        """Return the names of the traps that ran."""
        return sorted(path.name for path in self.canaries.iterdir())

    def files(self) -> dict[str, tuple[int, bytes]]:
        """Return every file with its time and content, to see what was written."""
        return {
            str(path.relative_to(self.above)): (path.stat().st_mtime_ns, path.read_bytes())
            for path in sorted(self.above.rglob("*"))
            if path.is_file()
        }

    def _shell(self, name: str) -> str:
        return f"touch {self.canaries / name}"

    def _python(self, name: str) -> str:
        return f"__import__('os').system({self._shell(name)!r})"

    def _write(self, name: str, text: str, is_program: bool = False) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if is_program:
            path.chmod(0o755)

    def _write_code(self) -> None:
        run = self._python
        self._write(
            "flow.py", f"{run('module')}\nfrom hamilton.function_modifiers import config, parameterize, value\n{GOOD}"
        )
        self._write(
            "more.py",
            f"""from hamilton.function_modifiers import *
@parameterize(**{{'a': dict(n=value({run("decorator_argument")}))}})
@config.when(mode={run("condition")})
def made(n: int, base: int = {run("default_value")}) -> {run("annotation")}:
    return 1
""",
        )
        self._write(
            "run.py",
            f"""from hamilton import driver
import flow
{run("script")}
dr = driver.Builder().with_modules(flow).with_config({{'k': {run("builder_config")}}}).with_cache('stolen').build()
dr.execute(['total'], inputs={{'x': {run("script_input")}, 'rate': 0.5}})
""",
        )
        self._write("context.py", f"HAMILTON_CONFIG = {{'c': {run('context')}}}\nHAMILTON_FINAL_VARS = ['total']\n")
        for name in ("conftest", "setup", "sitecustomize", "usercustomize", "noxfile"):
            self._write(f"{name}.py", run(name))
        # Modules that an interpreter with the folder on its path would take for the libraries of these names.
        for name in ("json", "tomllib", "signal", "pandas", "numpy", "resource", "readline", "encodings", "hamilton"):
            self._write(f"{name}.py", run(f"shadow_{name}"))
        self._write("dagscope/__init__.py", run("shadow_dagscope"))
        self._write("flow/__init__.pyi", run("stub"))
        cells = [{"cell_type": "code", "source": [f"!{self._shell('notebook_shell')}\n", run("notebook")]}]
        self._write("book.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))

    def _write_data(self) -> None:
        run = self._python
        self._write(
            "dagscope.toml",
            f"""[[scenario]]
name = "saved"
modules = ["flow"]
final_vars = ["total"]
cache = "stolen"
executor = "threads:2"
interpreter = "{self.folder}/.venv/bin/python3"
[scenario.config]
k = {{ expression = "{run("toml_config")}" }}
[scenario.inputs]
x = {{ expression = "{run("toml_input")}" }}
rate = 0.5
[scenario.overrides]
base = {{ expression = "{run("toml_override")}" }}
""",
        )
        self._write("context.json", json.dumps({"HAMILTON_CONFIG": {"j": run("json_context")}}))
        self._write(".env", f"PYTHONSTARTUP={self.folder}/startup.py\nBASH_ENV={self.folder}/startup.sh\n")
        self._write("startup.py", run("startup"))
        self._write("startup.sh", self._shell("startup_shell"))
        self._write("pyproject.toml", "[build-system]\nrequires = []\nbackend-path = ['.']\nbuild-backend = 'setup'\n")
        self._write("requirements.txt", "-e .\n")
        self._write(".vscode/settings.json", json.dumps({"python.defaultInterpreterPath": ".venv/bin/python3"}))
        self._write("Makefile", f"$(shell {self._shell('makefile')})\n")
        trap = pickle.dumps(_Trap(self._shell("pickle")))
        for name in ("stolen/value.pickle", "stolen/0123", ".dagscope_cache/value.pkl", ".hamilton_cache/value.pkl"):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(trap)

    def _write_interpreters(self) -> None:
        for place in (self.folder, self.above):
            for environment in (".venv", "venv", "env"):
                for program in ("python3", "python"):
                    path = place / environment / "bin" / program
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(f"#!/bin/sh\n{self._shell(f'interpreter_of_{place.name}_{environment}')}\n")
                    path.chmod(0o755)
                (place / environment / "pyvenv.cfg").write_text("home = /usr/bin\n")
                packages = place / environment / "lib" / "python3.12" / "site-packages"
                packages.mkdir(parents=True)
                (packages / "trap.pth").write_text(f"import os; {self._python('pth')}\n")

    def _write_repository(self) -> None:
        for place in (self.folder, self.above):
            git = place / ".git"
            (git / "hooks").mkdir(parents=True, exist_ok=True)
            (git / "HEAD").write_text("ref: refs/heads/main\n")
            settings = f'[core]\n\tfsmonitor = "{self._shell("fsmonitor")}"\n\thooksPath = hooks\n'
            filters = "".join(
                f'[{part} "trap"]\n\t{key} = {self._shell(key)}\n'
                for part, key in (("filter", "smudge"), ("filter", "clean"), ("diff", "textconv"), ("diff", "command"))
            )
            (git / "config").write_text(
                f'{settings}{filters}[remote "origin"]\n\turl = https://me:secret@example.org/bait.git\n'
            )
            for name in ("post-checkout", "pre-commit", "post-index-change"):
                (git / "hooks" / name).write_text(f"#!/bin/sh\n{self._shell('hook')}\n")
                (git / "hooks" / name).chmod(0o755)

    def _write_programs(self) -> None:
        """Programs that a path with `.` or an empty entry in it would find."""
        for name in (
            "dot",
            "neato",
            "graphviz-pure",
            "git",
            "uv",
            "ps",
            "python",
            "python3",
            "conda",
            "xdg-open",
            "code",
        ):
            self._write(name, f"#!/bin/sh\n{self._shell(f'program_{name}')}\n", is_program=True)

    def _write_habits(self) -> None:
        """Write what other tools take from the folder in which they are started."""
        run = self._python
        for name in ("__main__", "__init__", "trap", "manage", "dodo", "fabfile", "tasks"):
            self._write(f"{name}.py", run(name))
        self._write("matplotlibrc", "backend: module://trap\n")
        self._write(".pdbrc", f"!{run('pdbrc')}\n")
        self._write(".python-version", f"{self.folder}/.venv\n")
        self._write(".envrc", self._shell("envrc"))
        self._write(".tool-versions", f"python path:{self.folder}/python\n")
        self._write("pytest.ini", "[pytest]\naddopts = -p trap\n")
        self._write("bait.egg-info/PKG-INFO", "Metadata-Version: 2.1\nName: bait\nVersion: 1\n")
        groups = ("dagscope", "dagscope.plugins", "hamilton", "pytest11", "console_scripts")
        self._write("bait.egg-info/entry_points.txt", "".join(f"[{group}]\nx = trap:x\n" for group in groups))
        self._write(".gitattributes", "* filter=trap diff=trap\n")
        stale = Path(importlib.util.cache_from_source(str(self.folder / "flow.py")))
        stale.parent.mkdir(exist_ok=True)
        unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(str(self.folder / "trap.py"), cfile=str(stale), invalidation_mode=unchecked)

    def _write_oddities(self) -> None:
        """Write what a library that looks at the working folder would take, and what never ends being read."""
        self._write("qt.conf", "[Paths]\nPrefix = .\nPlugins = .\n")
        for name in ("platforms/libqoffscreen.so", "imageformats/libqsvg.so", "libz.so.1", "_sqlite3.so", "numpy.so"):
            self._write(name, "no library: loading it would be an error that is seen\n", is_program=True)
        with (self.folder / ".git" / "config").open("a") as config:
            config.write(f"[include]\n\tpath = ../inc\n[core]\n\tsshCommand = {self._shell('ssh')}\n")
        self._write("inc", f'[credential]\n\thelper = "!{self._shell("credential")}"\n')
        for name in ("fifo.json", "fifo.py", "fifo.ipynb", "requirements-dev.txt", ".conda/pyvenv.cfg"):
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            os.mkfifo(path)
        (self.folder / "zero.json").symlink_to("/dev/zero")
        (self.folder / "zero.py").symlink_to("/dev/zero")
        # A Python that is nowhere: the ones of this machine are looked for, in the folder's environments too.
        with (self.folder / "pyproject.toml").open("a") as file:
            file.write("[project]\nname = 'bait'\nversion = '1'\nrequires-python = '>=3.99'\n")
        (self.folder / "env" / "pyvenv.cfg").unlink()
        os.mkfifo(self.folder / "env" / "pyvenv.cfg")
