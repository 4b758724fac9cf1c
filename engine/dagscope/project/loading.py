"""Importing a project's modules: always the code that is on disk now, and failures as problems. Used in the worker.

Modules of the project are compiled from their source each time: the cached bytecode of an edit within the same second
and of the same size is taken for current by Python, and in an edit-and-run tool that happens.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import linecache
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
)
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from dagscope.preview.budget import CELL_LIMIT, cut, guarded_text
from dagscope.preview.errors import trace_frames
from dagscope.project.missing import Needs, advice_on, needs_of
from dagscope.project.opening import Project
from dagscope.project.own_package import answer_for_own_package
from dagscope.project.source import SourceFile
from dagscope.records import ProblemRecord

_FOREIGN_PARTS = ("site-packages", "dist-packages", ".venv", "venv")
HASHES: dict[str, str] = {}


class FreshLoader(SourceFileLoader):
    """Compiles the bytes it reads, keeps their hash, and shows exactly that text in tracebacks."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        data = self.get_data(path)
        HASHES[fullname] = hashlib.sha256(data).hexdigest()
        text = importlib.util.decode_source(data)
        linecache.cache[path] = (len(data), None, text.splitlines(keepends=True), path)
        code = self.source_to_code(data, path)
        assert isinstance(code, CodeType)
        return code


def _hook(folder: Path) -> Callable[[str], FileFinder]:
    own = str(folder)
    make = FileFinder.path_hook((ExtensionFileLoader, EXTENSION_SUFFIXES), (FreshLoader, SOURCE_SUFFIXES))

    def hook(path: str) -> FileFinder:
        real = os.path.realpath(path or os.getcwd())
        is_own = real == own or real.startswith(own + os.sep)
        if not is_own or any(part in _FOREIGN_PARTS for part in Path(real).parts):
            raise ImportError
        found = make(path)
        assert isinstance(found, FileFinder)
        return found

    return hook


def add_users_packages() -> None:
    """Add what an isolated interpreter leaves out: absolute folders of PYTHONPATH, packages installed with `--user`."""
    import site

    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path += [entry for entry in given if os.path.isabs(entry) and entry not in sys.path]
    is_own_environment = sys.prefix != sys.base_prefix
    if sys.flags.no_user_site and not is_own_environment and not os.environ.get("PYTHONNOUSERSITE"):
        folder = site.getusersitepackages()
        if os.path.isdir(folder):
            site.addsitedir(folder)


def prepare_imports(project: Project) -> None:
    """Put the project's import roots in front of `sys.path`, and have its files compiled freshly."""
    add_users_packages()
    sys.path_hooks.insert(0, _hook(project.folder))
    roots = [str(root) for root in project.roots] or [str(project.folder)]
    sys.path[:0] = [root for root in roots if root not in sys.path]
    made = {name: source for name, source in (project.sources or {}).items() if source.is_made}
    if made:
        sys.meta_path.insert(0, _MadeFinder(made))
    answer_for_own_package(project.folder)
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()


def _import_problem(name: str, path: str, error: BaseException, folder: Path) -> ProblemRecord:
    file, line = path, 0
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno or 0
        message = _described(error, error.msg)
    else:
        own = [frame for frame in trace_frames(error.__traceback__, folder) if frame.is_project]
        if own:
            file, line = own[-1].file, own[-1].line
        message = _described(error, error)
    if isinstance(error, KeyboardInterrupt):
        message = (
            f"it was stopped while being imported, at line {line}" if line else "it was stopped while being imported"
        )
    if isinstance(error, SystemExit):
        message = f"it calls sys.exit({guarded_text(repr, error.code, CELL_LIMIT)}) while being imported"
    if isinstance(error, ModuleNotFoundError) and isinstance(error.name, str) and error.name:
        message = f"{message}; {advice_on(error.name, folder, sys.executable)}"
    unset = _unset_variable(error)
    if unset:
        message = f"the environment variable {unset} is not set; set it, or write os.environ.get({unset!r}, ...)"
    return ProblemRecord("import", f"module {name!r} cannot be imported: {message}", "", file, line)


def _unset_variable(error: BaseException) -> str:
    """Return the name of the environment variable whose absence is the error; empty for any other error."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    is_asked = trace is not None and trace.tb_frame.f_code is _ASKED_VARIABLE
    name = error.args[0] if is_asked and isinstance(error, KeyError) and error.args else ""
    return cut(name, CELL_LIMIT) if type(name) is str else ""


def _described(error: BaseException, text: object) -> str:
    """Return an exception's name and what it says, whatever its own code does when it is asked."""
    name, said = cut(type(error).__name__, CELL_LIMIT), guarded_text(str, text, CELL_LIMIT)
    return f"{name}: {said}" if said else name


def _together(problems: list[ProblemRecord], lacking: list[str], needs: Needs | None) -> list[ProblemRecord]:
    """Return the problems, those of modules that lack a package as one sentence on all that the project lacks."""
    if needs is None or not lacking:
        return problems
    first = next(problem for problem in problems if problem.message in lacking)
    whole = ProblemRecord(
        "needs", needs.sentence, "", first.file, first.line, command=needs.command, packages=needs.packages
    )
    return [whole, *(problem for problem in problems if problem.message not in lacking)]


_ASKED_VARIABLE = type(os.environ).__getitem__.__code__


@dataclass(frozen=True, slots=True)
class Loaded:
    """The modules that could be imported, in order, and why the others could not."""

    modules: tuple[ModuleType, ...]
    problems: tuple[ProblemRecord, ...]
    failed: Mapping[str, str]


class _MadeFinder:
    """Gives the project's modules that no file holds: notebook cells, functions a script puts into a module.

    Finder and loader without their base classes, whose module brings half of the standard library along.
    """

    def __init__(self, sources: Mapping[str, SourceFile]) -> None:
        self._sources = sources

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        """Find a made module."""
        if fullname not in self._sources:
            return None
        loader: Any = self
        return ModuleSpec(fullname, loader, origin=self._file(fullname))

    def _file(self, name: str) -> str:
        source = self._sources[name]
        return f"{source.path}#{name}" if source.is_notebook else str(source.path)

    def create_module(self, spec: ModuleSpec) -> None:
        """Make a module as usual."""

    def get_source(self, fullname: str) -> str:
        """Return the module's text."""
        return self._sources[fullname].text

    def exec_module(self, module: ModuleType) -> None:
        """Run the text; the functions that are no nodes then belong to another module."""
        name = module.__name__
        source, file = self._sources[name], self._file(name)
        data = source.text.encode("utf-8", "replace")
        HASHES[name] = hashlib.sha256(data).hexdigest()
        if source.is_notebook:
            linecache.cache[file] = (len(data), None, source.text.splitlines(keepends=True), file)
        module.__file__ = file
        exec(compile(source.text, file, "exec", dont_inherit=True), module.__dict__)
        for each in list(vars(module).values()):
            own = isinstance(each, FunctionType) and each.__module__ == name
            if own and source.functions and each.__name__ not in source.functions:
                each.__module__ = f"{name}__script"


def _is_file_of(module: ModuleType, path: str) -> bool:
    own = getattr(module, "__file__", None)
    return own is not None and os.path.realpath(own) == os.path.realpath(path)


def _import_file(name: str, path: str) -> ModuleType:
    """Import a file whose name something else has already (a file called `json.py`)."""
    spec = importlib.util.spec_from_file_location(name, path, loader=FreshLoader(name, path))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    if name not in sys.modules:
        sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_SHADOWED: dict[str, ModuleType] = {}


def import_module(name: str, path: str) -> ModuleType:
    """Import one module, making sure that it is the project's file and not an installed one of that name."""
    if name in _SHADOWED:
        return _SHADOWED[name]
    present = sys.modules.get(name)
    if path and present is not None and not _is_file_of(present, path):
        module = _import_file(name, path)
        _SHADOWED[name] = module
        return module
    module = importlib.import_module(name)
    if path and not _is_file_of(module, path):
        module = _import_file(name, path)
        _SHADOWED[name] = module
    return module


def load_modules(project: Project, names: tuple[str, ...], goes_on: bool = False) -> Loaded:
    """Import modules by name, in order. What fails becomes a problem; the rest is still imported.

    Args:
        project: where they are.
        names: the modules.
        goes_on: an interrupt stops the module that is being imported, and no other.
    """
    modules: list[ModuleType] = []
    problems: list[ProblemRecord] = []
    failed: dict[str, str] = {}
    lacking: list[str] = []
    needs: Needs | None = None
    for name in names:
        source = project.source_of(name)
        path = str(source.path) if source is not None and not source.is_made else ""
        try:
            modules.append(import_module(name, path))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and not goes_on:
                raise
            problem = _import_problem(name, path, error, project.folder)
            problems.append(problem)
            failed[name] = problem.message
            if isinstance(error, ModuleNotFoundError) and isinstance(error.name, str) and error.name:
                needs = needs or needs_of(project.folder, project.sources or {}, [m.name for m in project.modules])
                if needs is not None and error.name.partition(".")[0] in needs.roots:
                    lacking.append(problem.message)
            continue
        if path and name in _SHADOWED:
            text = f"{Path(path).name} has the name of another module; `import {name}` in other files means that one"
            problems.append(ProblemRecord("shadowed", text, file=path, severity="warning"))
    return Loaded(tuple(modules), tuple(_together(problems, lacking, needs)), failed)
