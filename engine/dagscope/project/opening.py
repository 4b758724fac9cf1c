"""A folder to a `Project`: modules, scenarios, problems. It must not import or run anything of the folder."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dagscope.no_garbage import no_garbage_collection
from dagscope.project.contexts import find_contexts
from dagscope.project.defaults import best_first, default_scenario, imports_of
from dagscope.project.folder_scripts import Scripts, read_scripts
from dagscope.project.naming import Naming, name_modules
from dagscope.project.scan import Scan, scan
from dagscope.project.settings import read_settings
from dagscope.project.source import (
    Reader,
    SourceFile,
    dataflow_functions,
    imported_names,
    public_functions,
    runs_on_import,
)
from dagscope.project.surroundings import surroundings
from dagscope.project.unannotated import left_out, no_dataflow
from dagscope.project.unnamed_files import unnamed
from dagscope.records import ModuleRecord, ProblemRecord
from dagscope.scenario import ModuleChoice, Scenario
from dagscope.small_files import is_closed


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
    outside: frozenset[Path] = frozenset()
    """Files that links lead to out of the folder."""
    bases: tuple[Scenario, ...] = ()
    """The scenarios as they were found in scripts, contexts and the folder: what those of the file may follow."""

    def source_of(self, module: str) -> SourceFile | None:
        """Return the parsed file of a module of the project, or None if there is none."""
        return (self.sources or {}).get(module)


def _nothing(folder: Path, kind: str, message: str) -> Project:
    return Project(folder, problems=(ProblemRecord(kind, message, file=str(folder)),))


def _is_dataflow(source: SourceFile) -> bool:
    return (
        source.tree is not None
        and not source.is_notebook
        and bool(dataflow_functions(source.tree))
        and not runs_on_import(source.text, source.tree)
    )


def _line_of(source: SourceFile) -> str:
    return f", line {source.error_line}" if source.error_line else ""


def _needed(by_name: Mapping[str, SourceFile], dataflows: list[str], wanted: set[str]) -> set[Path]:
    """Return the files that scenarios and dataflows need by their imports; all, where there is no dataflow."""
    if not dataflows and not wanted:
        return {source.path for source in by_name.values()}
    waiting, seen = [*dataflows, *wanted], set[str]()
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in seen:
            seen.add(name)
            waiting.extend(imports_of(by_name[name], name))
    return {by_name[name].path for name in seen}


def _source_problems(
    sources: list[SourceFile], skipped: tuple[tuple[str, str], ...], needed: set[Path]
) -> list[ProblemRecord]:
    problems = [
        ProblemRecord(
            "syntax",
            f"{'' if source.error.startswith('it ') else 'Syntax error in '}{source.path.name}{_line_of(source)}: "
            f"{source.error}",
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


def module_record(name: str, source: SourceFile) -> ModuleRecord:
    """Return what is known of a module by its file."""
    count = len(public_functions(source.tree)) if source.tree is not None else 0
    problem = f"syntax error{_line_of(source)}: {source.error}" if source.tree is None else ""
    return ModuleRecord(name, str(source.path), count, not problem, problem)


def _unique_names(scenarios: list[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios with unique names: of two with one name the later one says where it is from."""
    taken: set[str] = set()
    named: list[Scenario] = []
    for scenario in scenarios:
        name, number = scenario.name, 2
        if name in taken and scenario.origin:
            name = f"{scenario.name} ({scenario.origin})"
        while name in taken:
            name = f"{scenario.name} ({number})"
            number += 1
        taken.add(name)
        named.append(scenario if name == scenario.name else replace(scenario, name=name))
    return tuple(named)


def _package_root(folder: Path, sources: list[SourceFile], imports: Mapping[Path, frozenset[str]]) -> Path | None:
    """Return where the package begins that the folder is a part of, or None if its files can do without it."""
    above = folder
    # A repository's folder (`my-repo`) has no name that could be imported: what is in it begins there.
    while above.name.isidentifier() and os.path.isfile(above / "__init__.py"):
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


@no_garbage_collection()
def open_project(path: Path) -> Project:
    """Read a folder, or the folder of one file with that file's dataflow first. Never raises for what is in it."""
    only = path if os.path.isfile(path) and path.suffix in (".py", ".ipynb") else None
    folder = (path.parent if only is not None else path).resolve()
    if is_closed(folder):
        return _nothing(folder, "no_folder", f"{folder} cannot be read: permission denied")
    if not os.path.exists(folder):
        return _nothing(folder, "no_folder", f"there is no folder {folder}")
    if not os.path.isdir(folder):
        return _nothing(folder, "no_folder", f"{folder} is not a folder")
    found = scan(folder)
    reader = Reader()
    sources, tests = [reader.read(each) for each in found.files], [reader.read_driver(each) for each in found.tests]
    naming, files = _gather(folder, sources)
    scripts = read_scripts(folder, sources, tests, naming.names)
    return _assembled(folder, only, found, sources, naming, files, scripts)


def _assembled(
    folder: Path,
    only: Path | None,
    found: Scan,
    sources: list[SourceFile],
    naming: Naming,
    files: Mapping[str, SourceFile],
    scripts: Scripts,
) -> Project:
    by_name = {**files, **scripts.made}
    dataflows = [name for name, source in files.items() if _is_dataflow(source)]
    default = default_scenario(dataflows, files, scripts.driven)
    base = scripts.scenarios[0] if scripts.scenarios else default or Scenario("")
    contexts, context_problems = find_contexts(folder, sources, base)
    bases = _bases(scripts, contexts, default, by_name)
    settings = read_settings(folder, bases)
    every = [*settings.scenarios, *scripts.scenarios, *scripts.tests]
    wanted = {module.name for scenario in every for module in scenario.modules}
    modules = [
        module_record(name, source)
        for name, source in by_name.items()
        if name in dataflows or name in wanted or (source.tree is None and not source.is_made)
    ]
    problems = [*surroundings(folder, found.files), *settings.problems, *scripts.problems, *context_problems]
    skipped = tuple((item.path, item.reason) for item in found.skipped)
    problems += _source_problems(sources, skipped, _needed(by_name, dataflows, wanted))
    problems += _link_problems(found, modules)
    problems += left_out(files, dataflows, wanted)
    nameless = unnamed(folder, filter(_is_dataflow, sources), naming.names)
    problems += nameless if modules else [replace(each, severity="error") for each in nameless]
    if not modules and not nameless:
        problems.append(no_dataflow(folder, sources))
    return Project(
        folder,
        naming.roots,
        by_name,
        tuple(modules),
        _ordered(settings.scenarios, bases, only, naming),
        tuple(problems),
        settings.exists,
        settings.positions,
        frozenset(found.outside),
        bases,
    )


def _link_problems(found: Scan, modules: list[ModuleRecord]) -> list[ProblemRecord]:
    """Return a problem for every module that lies outside of the folder, since its code is not what was opened."""
    used = {module.path for module in modules}
    return [
        ProblemRecord(
            "outside",
            f"{path.name} is a link that leads out of the folder, to {path.resolve()}",
            file=str(path),
            severity="warning",
        )
        for path in found.outside
        if str(path) in used
    ]


def _bases(
    scripts: Scripts, contexts: tuple[Scenario, ...], default: Scenario | None, sources: Mapping[str, SourceFile]
) -> tuple[Scenario, ...]:
    """Return the scenarios as they are found, the most useful first; those of tests last."""
    own = [default] if default is not None else []
    return _unique_names([*best_first(scripts.scenarios, sources), *contexts, *own, *scripts.tests])


def _ordered(
    saved: tuple[Scenario, ...], bases: tuple[Scenario, ...], only: Path | None, naming: Naming
) -> tuple[Scenario, ...]:
    names = {each.name for each in saved}
    # The default one, edited and saved, is the file's from then on.
    every = [*saved, *(each for each in bases if each.origin or each.name not in names)]
    if only is not None:
        path = only.resolve()
        own = naming.names.get(path)
        first = [item for item in every if item.origin_file == path.name]
        if own is not None:
            first.append(Scenario(path.stem, path.name, (ModuleChoice(own),)))
        every = first + [item for item in every if item not in first]
    return _unique_names(every)
