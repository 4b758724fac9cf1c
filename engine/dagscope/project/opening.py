"""A folder to a `Project`: modules, scenarios, problems. It must not import or run anything of the folder."""

from __future__ import annotations

import ast
import gc
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dagscope.project.contexts import find_contexts
from dagscope.project.drivers import read_scenarios
from dagscope.project.naming import Naming, name_modules
from dagscope.project.scan import scan
from dagscope.project.settings import read_settings
from dagscope.project.source import (
    Reader,
    SourceFile,
    dataflow_functions,
    imported_names,
    public_functions,
    relative_imports,
    runs_on_import,
    unread,
)
from dagscope.project.static import decorator_name
from dagscope.project.unannotated import left_out, no_dataflow
from dagscope.records import ModuleRecord, ProblemRecord
from dagscope.scenario import ModuleChoice, Scenario

DEFAULT_NAME = "all modules"


@dataclass(frozen=True, slots=True)
class Project:
    """What a folder holds, read without running it."""

    folder: Path
    roots: tuple[Path, ...] = ()
    sources: Mapping[str, SourceFile] | None = None
    modules: tuple[ModuleRecord, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    problems: tuple[ProblemRecord, ...] = ()
    is_saved: bool = False
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def source_of(self, module: str) -> SourceFile | None:
        """The parsed file of a module of the project."""
        return (self.sources or {}).get(module)


def _nothing(folder: Path, kind: str, message: str) -> Project:
    return Project(folder, problems=(ProblemRecord(kind, message, file=str(folder)),))


def _imports_of(source: SourceFile, name: str) -> tuple[str, ...]:
    if source.tree is None:
        return ()
    is_package = source.path.name == "__init__.py"
    return imported_names(source.tree) + relative_imports(source.tree, name, is_package)


def _siblings(naming: Naming) -> Mapping[Path, dict[str, str]]:
    """For every folder, its files' short names -> module names: what a script in it imports by plain names."""
    found: dict[Path, dict[str, str]] = {}
    for path, name in naming.names.items():
        found.setdefault(path.parent, {})[path.stem] = name
    return found


def _is_dataflow(source: SourceFile) -> bool:
    return (
        source.tree is not None
        and not source.is_notebook
        and bool(dataflow_functions(source.tree))
        and not runs_on_import(source.text, source.tree)
    )


def _tree(source: SourceFile) -> ast.Module:
    assert source.tree is not None
    return source.tree


def _parameters(tree: ast.Module) -> set[str]:
    """The names its functions ask for; those of a subdag's function are the subdag's own."""
    asking = [
        function
        for function in dataflow_functions(tree)
        if not any("subdag" in decorator_name(decorator) for decorator in function.decorator_list)
    ]
    return {argument.arg for function in asking for argument in function.args.args}


def _default(dataflows: list[str], sources: Mapping[str, SourceFile]) -> Scenario | None:
    """All dataflow modules; those that another of them imports, or that define a name again, are off.

    An imported one is a helper or the inside of a subdag, unless its importer's parameters name its functions.
    """
    imports = {name: set(_imports_of(sources[name], name)) for name in dataflows}
    functions_of = {name: {f.name for f in dataflow_functions(_tree(sources[name]))} for name in dataflows}
    asked_by = {name: _parameters(_tree(sources[name])) for name in dataflows}
    seen: set[str] = set()
    choices: list[ModuleChoice] = []
    for name in dataflows:
        functions = functions_of[name]
        importers = [other for other, others in imports.items() if other != name and name in others]
        # What asks for its functions by name stands beside it, even when it imports it as well.
        is_imported = bool(importers) and not any(functions & asked_by[other] for other in importers)
        is_on = not is_imported and not functions & seen
        if is_on:
            seen |= functions
        choices.append(ModuleChoice(name, is_on))
    if choices and not any(choice.on for choice in choices):
        choices = [ModuleChoice(choice.name, number == 0) for number, choice in enumerate(choices)]
    return Scenario(DEFAULT_NAME, modules=tuple(choices)) if choices else None


def _line_of(source: SourceFile) -> str:
    return f" at line {source.error_line}" if source.error_line else ""


def _needed(by_name: Mapping[str, SourceFile], dataflows: list[str], wanted: set[str]) -> set[Path]:
    """The files that scenarios and dataflows need, as far as their imports tell; all, where there is no dataflow."""
    if not dataflows and not wanted:
        return {source.path for source in by_name.values()}
    waiting, seen = [*dataflows, *wanted], set[str]()
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in seen:
            seen.add(name)
            waiting.extend(_imports_of(by_name[name], name))
    return {by_name[name].path for name in seen}


def _source_problems(
    sources: list[SourceFile], skipped: tuple[tuple[str, str], ...], needed: set[Path]
) -> list[ProblemRecord]:
    problems = [
        ProblemRecord(
            "syntax",
            f"{source.path.name} does not parse{_line_of(source)}: {source.error}",
            "",
            str(source.path),
            source.error_line,
            "error" if source.path in needed else "warning",
        )
        for source in sources
        if source.tree is None and not source.is_notebook
    ]
    problems += [
        ProblemRecord(
            "skipped", f"{source.path.name} is left out: {source.error}", file=str(source.path), severity="warning"
        )
        for source in sources
        if source.tree is None and source.is_notebook
    ]
    problems += [
        ProblemRecord("skipped", f"{Path(path).name} is left out: {reason}", file=path, severity="warning")
        for path, reason in skipped
    ]
    return problems


def _module_record(name: str, source: SourceFile) -> ModuleRecord:
    count = len(public_functions(source.tree)) if source.tree is not None else 0
    problem = f"it does not parse{_line_of(source)}: {source.error}" if source.tree is None else ""
    return ModuleRecord(name, str(source.path), count, not problem, problem)


def _script_scenarios(
    folder: Path, sources: list[SourceFile], naming: Naming
) -> tuple[list[Scenario], list[ProblemRecord]]:
    found: list[Scenario] = []
    problems: list[ProblemRecord] = []
    known = {name: name for name in naming.names.values()}
    siblings = _siblings(naming)
    for source in sources:
        own = ChainMap(siblings.get(source.path.parent, {}), known)
        place = source.path.relative_to(folder).as_posix()
        try:
            found.extend(read_scenarios(source, place, naming.names.get(source.path), own.get))
        except Exception as error:  # noqa: BLE001 - one file never costs more than itself
            problems.append(unread(source.path, "drivers", error))
    return found, problems


def _unique_names(scenarios: list[Scenario]) -> tuple[Scenario, ...]:
    """Two scenarios of one name could not be told apart; the later one says where it is from."""
    taken: set[str] = set()
    named: list[Scenario] = []
    for scenario in scenarios:
        name, number = scenario.name, 2
        if name in taken:
            name = f"{scenario.name} ({scenario.origin})"
        while name in taken:
            name = f"{scenario.name} ({number})"
            number += 1
        taken.add(name)
        named.append(scenario if name == scenario.name else replace(scenario, name=name))
    return tuple(named)


def _package_root(folder: Path, sources: list[SourceFile], imports: Mapping[Path, frozenset[str]]) -> Path | None:
    """Where the package begins that the folder is a part of; None if its files can do without it."""
    above = folder
    while (above / "__init__.py").is_file():
        above = above.parent
    if above == folder:
        return None
    package = folder.relative_to(above).parts[0]
    for source in sources:
        if source.tree is None:
            continue
        is_own_init = source.path == folder / "__init__.py" and _is_dataflow(source)
        asks = any(name.partition(".")[0] == package for name in imports[source.path])
        if is_own_init or asks or any(isinstance(each, ast.ImportFrom) and each.level for each in source.tree.body):
            return above
    return None


def _gather(folder: Path, sources: list[SourceFile]) -> tuple[Naming, Mapping[str, SourceFile]]:
    python = [source for source in sources if not source.is_notebook]
    imports = {
        source.path: frozenset(imported_names(source.tree)) if source.tree is not None else frozenset[str]()
        for source in sources
    }
    above = _package_root(folder, sources, imports)
    naming = name_modules(folder, [source.path for source in python], imports, above)
    by_path = {source.path: source for source in python}
    return naming, {name: by_path[path] for path, name in naming.names.items()}


def _read_all(files: tuple[Path, ...]) -> list[SourceFile]:
    """Parse the files. The trees are kept, so looking for garbage among them meanwhile is wasted: half of the time."""
    reader = Reader()
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        return [reader.read(path) for path in files]
    finally:
        if was_collecting:
            gc.enable()


def open_project(place: Path) -> Project:
    """Read a folder, or the folder of one file with that file's dataflow first. Never raises for what is in it."""
    only = place if place.is_file() and place.suffix in (".py", ".ipynb") else None
    folder = (place.parent if only is not None else place).resolve()
    if not folder.exists():
        return _nothing(folder, "no_folder", f"there is no folder {folder}")
    if not folder.is_dir():
        return _nothing(folder, "no_folder", f"{folder} is not a folder")
    found = scan(folder)
    sources = _read_all(found.files)
    naming, by_name = _gather(folder, sources)
    settings = read_settings(folder)
    scripts, script_problems = _script_scenarios(folder, sources, naming)
    dataflows = [name for name, source in by_name.items() if _is_dataflow(source)]
    default = _default(dataflows, by_name)
    base = scripts[0] if scripts else default or Scenario("")
    contexts, context_problems = find_contexts(folder, sources, base)
    wanted = {module.name for scenario in [*settings.scenarios, *scripts] for module in scenario.modules}
    broken = [name for name, source in by_name.items() if source.tree is None]
    modules = [
        _module_record(name, source)
        for name, source in by_name.items()
        if name in dataflows or name in wanted or name in broken
    ]
    problems = [*settings.problems, *script_problems, *context_problems]
    skipped = tuple((item.path, item.reason) for item in found.skipped)
    problems += _source_problems(sources, skipped, _needed(by_name, dataflows, wanted))
    problems += left_out(by_name, dataflows, wanted)
    if not modules:
        problems.append(no_dataflow(folder, sources))
    scenarios = _ordered(settings.scenarios, scripts, contexts, default, only, naming)
    return Project(
        folder,
        naming.roots,
        by_name,
        tuple(modules),
        scenarios,
        tuple(problems),
        settings.exists,
        settings.positions,
    )


def _ordered(
    saved: tuple[Scenario, ...],
    scripts: list[Scenario],
    contexts: tuple[Scenario, ...],
    default: Scenario | None,
    only: Path | None,
    naming: Naming,
) -> tuple[Scenario, ...]:
    every = [*saved, *scripts, *contexts, *([default] if default is not None else [])]
    if only is not None:
        path = only.resolve()
        own = naming.names.get(path)
        first = [item for item in every if item.origin.rsplit(":", 1)[0] == path.name]
        if own is not None:
            first.append(Scenario(path.stem, path.name, (ModuleChoice(own),)))
        every = first + [item for item in every if item not in first]
    return _unique_names(every)
