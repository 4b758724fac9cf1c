"""Scenarios from scripts and notebooks: their `Builder()` chains and `Driver(config, ...)` calls.
It runs none of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dagscope.project.notebooks import CELL_DRIVER
from dagscope.project.scripts.bindings import NOTHING_BESIDE, Beside, FindModule, FindSource
from dagscope.project.scripts.calls import called_name
from dagscope.project.scripts.config_choices import Picked, configs_of
from dagscope.project.scripts.driver_calls import LACKS, MANY, WITHOUT, final_vars_in
from dagscope.project.scripts.reader import ScriptReader
from dagscope.project.scripts.specs import captured_specs, outputs_of, specs_of, value_of
from dagscope.project.scripts.values import Choice, Driver, Made, Reading, Value
from dagscope.project.scripts.ways import Ways
from dagscope.project.source import SourceFile, imported_names, relative_imports
from dagscope.scenario import ModuleChoice, Scenario

MAX_SCENARIOS_A_DRIVER = 12
MAX_SCENARIOS_A_FILE = 40
_SIGNS = re.compile(
    r"(Builder|[Dd]river\w*|_dr)\s*[(.]|import +(Builder|Driver)\b|\.build(_without_init)?\(\)"
    r"|\.(execute|visualize_execution)\(\s*(\[|final_vars)"
)
_BUILDS = re.compile(r"\b(Builder|Driver)\b")
_OPTION = "\0option"
_FRAMEWORKS = ("hamilton", "dagscope", "dagworks")

Run = tuple[Driver, ast.Call, Mapping[str, Value]]
Taken = tuple[tuple[object, str], ...]
"""What decides, and the label of the option that is taken."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a script says: its scenarios in order, the modules it makes of its own functions, what was left out."""

    scenarios: tuple[Scenario, ...] = ()
    made: tuple[Made, ...] = ()
    remarks: tuple[tuple[str, int], ...] = ()
    """Sentences on what could not be read, each with its line."""


def _argument(call: ast.Call, name: str, position: int | None) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(call.args):
        return call.args[position]
    return None


def _run_of(run: Run) -> list[tuple[Taken, Scenario]]:
    """Return what a run asks for, as a scenario without modules; each option of a choice of outputs with its label."""
    _, call, names = run
    finals = final_vars_in(call)
    position = 1 if called_name(call) in ("execute", "raw_execute") else None
    inputs = _argument(call, "inputs", None)
    overrides = _argument(call, "overrides", position)
    base = Scenario(
        name="",
        inputs=specs_of(names, inputs) if inputs is not None else {},
        overrides=specs_of(names, overrides) if overrides is not None else {},
    )
    asked = value_of(names, finals) if finals is not None else None
    if not isinstance(asked, Choice):
        return [((), replace(base, final_vars=_known(names, finals)))]
    by = asked.node if asked.by is None else asked.by
    return [
        (((by, label),), replace(base, final_vars=_known({**names, _OPTION: each}, ast.Name(_OPTION, ast.Load()))))
        for label, each in asked.options
    ]


def _known(names: Mapping[str, Value], finals: ast.expr | None) -> tuple[str, ...]:
    return tuple(name for name in outputs_of(names, finals) if name is not None) if finals is not None else ()


def _bases(driver: Driver, file: str) -> list[tuple[Taken, Scenario]]:
    """Return the scenario of a driver; one for each choice of modules that the script makes when it runs.

    With each comes which option it takes of what decides.
    """
    base = Scenario(
        name="",
        origin=f"{file}:{driver.line}",
        allow_module_overrides=driver.allows_overrides,
        executor=driver.executor,
        cache=driver.cache,
    )
    configs = configs_of(driver.config) or [Picked(captured_specs(driver.config))]
    found: list[tuple[Taken, Scenario]] = []
    for label, modules in driver.options or (("", ()),):
        names = dict.fromkeys([*driver.modules[: driver.before], *modules, *driver.modules[driver.before :]])
        chosen = replace(base, modules=tuple(ModuleChoice(name) for name in names))
        fitting = [each for each in configs if each.fits(driver.chosen_by, label)] or configs
        mine = ((driver.chosen_by, label),) if driver.chosen_by is not None else ()
        found += [((*mine, *each.options), replace(chosen, config=each.config)) for each in fitting]
    return found


def _scenarios_of(reading: Reading, drivers: list[Driver], file: str) -> list[Scenario]:
    """Return the scenarios of what one line makes, on each way through the script."""
    found: list[Scenario] = []
    same: list[tuple[Taken, Scenario, list[Run]]] = []
    for driver in drivers:
        runs = [run for run in reading.runs if run[0] is driver]
        for taken, base in _bases(driver, file):
            known = next((each for mine, other, each in same if other == base and mine == taken), None)
            if known is None:
                same.append((taken, base, list(runs)))
            else:
                known += runs
    for taken, base, runs in same:
        executed = [run for run in runs if not called_name(run[1]).startswith(("visualize", "validate"))]
        for also, asked in (each for run in executed or runs for each in _run_of(run)):
            is_new = dict(taken).keys().isdisjoint(dict(also)) or set(also) <= set(taken)
            scenario = replace(base, final_vars=asked.final_vars, inputs=asked.inputs, overrides=asked.overrides)
            if is_new and scenario not in found:
                found.append(scenario)
        if not runs:
            found.append(base)
    return found


def _is_shown_only(reading: Reading, driver: Driver, source: SourceFile) -> bool:
    """Return whether it is a cell's own driver that nothing runs, where another driver has the cell's module too."""
    line = source.text.split("\n")[driver.line - 1] if source.is_notebook else ""
    if f"{CELL_DRIVER} = Builder()" not in line or any(run[0] is driver for run in reading.runs):
        return False
    others = [other for other in reading.drivers if other is not driver]
    return any(set(driver.modules) <= set(other.modules) and other.line > driver.line for other in others)


def _chooses_config(driver: Driver) -> bool:
    """Return whether its config is a choice that is not resolved."""
    is_choice = any(isinstance(value_of(each.names, each.node), Choice) for each in driver.config)
    return is_choice and not configs_of(driver.config)


def _remarks(reading: Reading, file: str, text: str) -> list[tuple[str, int]]:
    found = [
        (f"{file} gives a driver modules that are known only when it runs; those are left out of its scenario", line)
        for line in dict.fromkeys(d.line for d in reading.drivers if d.is_partial and (d.modules or d.options))
    ]
    found += [
        (f"{file} gives a driver one of several configs, known only when it runs; its scenario has none of it", line)
        for line in [d.line for d in reading.drivers if _chooses_config(d)][:1]
    ]
    if not reading.drivers or any(d.is_partial or not (d.modules or d.options) for d in reading.drivers):
        found += [
            (f"{file} reads {kind} that could not be read here; what it names is left out of the scenarios", line)
            for kind, line in dict.fromkeys(reading.unread)
        ]
    said = list(dict.fromkeys(reading.remarks))
    found += [(f"{file} {sentence}", line) for sentence, line in said]
    if reading.has_many_ways and reading.drivers and not reading.is_cut and all(MANY not in text for text, _ in said):
        text = "can take more ways than are followed one by one; a scenario of it may mix what several of them set"
        found.append((f"{file} {text}", 0))
    if reading.is_cut and any(name in text for name in ("hamilton", "dagscope")):
        found.append((f"{file} takes long to follow; the drivers at its end may be missing from the scenarios", 0))
    return found


def _may_drive(source: SourceFile, find_module: FindModule, find_source: FindSource) -> bool:
    """Return whether the file may build a driver: by itself, or with what it imports from a file that builds one."""
    if _SIGNS.search(source.text) is not None and (
        source.is_notebook or any(name in source.text for name in _FRAMEWORKS)
    ):
        return True
    assert source.tree is not None
    others = [find_source(known) for name in imported_names(source.tree) if (known := find_module(name)) is not None]
    packages = [other for other in others if other is not None and other.path.name == "__init__.py"]
    for package in packages:  # what it imports is what it offers
        name = find_module(package.path.parent.name) or package.path.parent.name
        inner = relative_imports(package.tree, name, is_package=True) if package.tree is not None else ()
        others += [find_source(each) for each in inner]
    return any(other is not None and _BUILDS.search(other.text) is not None for other in others)


def read_script(
    source: SourceFile,
    file: str,
    own_module: str | None,
    find_module: FindModule,
    find_source: FindSource = lambda name: None,
    beside: Beside = NOTHING_BESIDE,
) -> Script:
    """Return every driver the file builds, a scenario for each different execution.

    Args:
        source: the parsed script or notebook.
        file: how the file is called in `origin`, e.g. `run.py`.
        own_module: the file's own module name, for `__main__` given to a driver.
        find_module: a dotted name as the script imports it -> the project's module name, or `None`.
        find_source: a module name of the project -> its source, for what the script imports from it.
        beside: the project's files, by the paths that the script writes.
    """
    if source.tree is None or not _may_drive(source, find_module, find_source):
        return Script()
    reading = ScriptReader(find_module, find_source, own_module, source, beside=beside, ways=Ways()).read(source.tree)
    if reading.is_cut:
        reading = ScriptReader(find_module, find_source, own_module, source, beside=beside).read(source.tree)
        reading.has_many_ways = True
    drivers = [driver for driver in reading.drivers if not _is_shown_only(reading, driver, source)]
    found, cut = _offered(reading, drivers, file)
    # What no scenario is there to lack, and what a file that could not be read explains, is not said.
    silent = (*(() if found else (LACKS,)), *((WITHOUT,) if reading.unread else ()))
    reading.remarks = [each for each in reading.remarks if not each[0].endswith(silent)]
    used = {module.name for scenario in found for module in scenario.modules}
    made = tuple(made for name, made in reading.made.items() if name in used)
    return Script(_named(found, source, file), made, (*_remarks(reading, file, source.text), *cut))


def _offered(reading: Reading, drivers: list[Driver], file: str) -> tuple[list[Scenario], list[tuple[str, int]]]:
    """Return the different scenarios of a file, and remarks (a sentence and a line) on those that are too many."""
    found: list[Scenario] = []
    cut: list[tuple[str, int]] = []
    for line in dict.fromkeys(driver.line for driver in drivers):
        scenarios = _scenarios_of(reading, [driver for driver in drivers if driver.line == line], file)
        if len(scenarios) > MAX_SCENARIOS_A_DRIVER:
            text = f"{file} chooses among {len(scenarios)} scenarios; the first {MAX_SCENARIOS_A_DRIVER} are offered"
            cut.append((text, line))
        for scenario in scenarios[:MAX_SCENARIOS_A_DRIVER]:
            is_new = all(replace(other, origin=scenario.origin) != scenario for other in found)
            if scenario.modules and is_new:
                found.append(scenario)
    if len(found) > MAX_SCENARIOS_A_FILE:
        cut.append((f"{file} runs {len(found)} scenarios; the first {MAX_SCENARIOS_A_FILE} are offered", 0))
    return found[:MAX_SCENARIOS_A_FILE], cut


def _named(scenarios: list[Scenario], source: SourceFile, file: str) -> tuple[Scenario, ...]:
    # A package's own file goes by the package.
    stem = file.rsplit(".", 1)[0].removesuffix("/__init__")
    if stem == "__init__":
        stem = source.path.parent.name
    single = len(scenarios) == 1
    return tuple(replace(each, name=stem if single else f"{stem} {n}") for n, each in enumerate(scenarios, 1))
