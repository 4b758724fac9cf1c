"""The drivers of all scripts and notebooks of a folder, and the modules they make.
One file never costs more than itself.
"""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dagscope.project.data_files import ENDINGS, MOST_BYTES
from dagscope.project.drivers import Script, read_script
from dagscope.project.scripts.bindings import Beside
from dagscope.project.source import SourceFile, builds_driver, imported_names, parsed, unread
from dagscope.records import ProblemRecord
from dagscope.scenario import ModuleChoice, Scenario
from dagscope.small_files import read_small

MAX_TEST_SCENARIOS = 40


@dataclass(slots=True)
class Scripts:
    """What the scripts of a folder say."""

    scenarios: list[Scenario] = field(default_factory=list)
    tests: list[Scenario] = field(default_factory=list)
    made: dict[str, SourceFile] = field(default_factory=dict)
    driven: set[str] = field(default_factory=set)
    """The modules that files which build a driver import."""
    problems: list[ProblemRecord] = field(default_factory=list)


def read_scripts(
    folder: Path, sources: Sequence[SourceFile], tests: Sequence[SourceFile], names: Mapping[Path, str]
) -> Scripts:
    """Return what every script says; those of tests apart."""
    reader = _FolderReader(folder, sources, names)
    for source in sources:
        reader.found.scenarios += reader.read(source)
    wanted = set(reader.by_name) | set(reader.found.made)
    for source in tests:
        found = [item for item in reader.read(source) if all(module.name in wanted for module in item.modules)]
        reader.found.tests += found
    reader.found.tests = reader.limited(reader.found.tests)
    return reader.found


class _FolderReader:
    def __init__(self, folder: Path, sources: Sequence[SourceFile], names: Mapping[Path, str]) -> None:
        self.found = Scripts()
        self.by_name = {names[source.path]: source for source in sources if source.path in names}
        self._folder = folder
        self._names = names
        self._known = {name: name for name in names.values()}
        self._siblings = _siblings(names)

    def read(self, source: SourceFile) -> list[Scenario]:
        """Return one script's scenarios; what it makes and what went wrong is kept."""
        made = self._cells(source)
        own = ChainMap(made, self._siblings.get(source.path.parent, {}), self._known)
        file = source.path.relative_to(self._folder).as_posix()
        try:
            script = read_script(
                source,
                file,
                self._names.get(source.path),
                own.get,
                self.by_name.get,
                self._beside(source.path.parent),
            )
        except Exception as error:  # noqa: BLE001 - one file never costs more than itself
            self.found.problems.append(unread(source.path, "drivers", error))
            return []
        self._note(source, script, own.get)
        return self._with_made(source, script)

    def _beside(self, folder: Path) -> Beside:
        """Return what a script in a folder can look at."""
        return Beside(
            lambda path: self._at(path, folder),
            self._inner,
            lambda path: self._text_at(path, folder),
            lambda start, pattern: self._files_at(start, pattern, folder),
        )

    def _text_at(self, path: str, beside: Path) -> str | None:
        """Return the text of a data file of the project; None for any other file."""
        for start in (beside, self._folder):
            found = Path(os.path.normpath(start / path))
            if not path.lower().endswith(ENDINGS) or not found.is_relative_to(self._folder):
                continue
            try:
                if found.resolve().is_relative_to(self._folder):
                    return read_small(found, MOST_BYTES).decode("utf-8")
            except (OSError, ValueError):
                continue
        return None

    def _files_at(self, below: str, pattern: str, beside: Path) -> tuple[str, ...]:
        """Return the project's Python files that a pattern below a folder names, as paths below it, in order."""
        for start in (beside, self._folder):
            folder = Path(os.path.normpath(start / below))
            inside = [path for path in self._names if path.is_relative_to(folder)]
            found = [path for path in inside if _matches(path.relative_to(folder), pattern)]
            if found:
                return tuple(os.path.join(below, path.relative_to(folder)) for path in sorted(found))
        return ()

    def _at(self, path: str, beside: Path) -> str | None:
        """Return the module of a file; a path that begins nowhere is looked for from the script and the folder."""
        for start in (beside, self._folder):
            found = self._names.get(Path(os.path.normpath(start / path)))
            if found is not None:
                return found
        return None

    def _inner(self, package: str) -> tuple[str, ...]:
        """Return the modules in a package, by their own names."""
        begin = f"{package}."
        inside = (name[len(begin) :] for name in self._known if name.startswith(begin))
        return tuple(sorted(name for name in inside if "." not in name))

    def _note(self, source: SourceFile, script: Script, find: Callable[[str], str | None]) -> None:
        for text, line in script.remarks:
            self.found.problems.append(ProblemRecord("skipped", text, "", str(source.path), line, "warning"))
        if source.tree is not None and builds_driver(source):
            found = (find(name) for name in imported_names(source.tree))
            self.found.driven.update(name for name in found if name is not None)

    def _cells(self, source: SourceFile) -> dict[str, str]:
        """Return the notebook's own modules: their names in it, and in the project."""
        renamed: dict[str, str] = {}
        for cell in source.cells:
            if cell.module not in renamed:
                renamed[cell.module] = self._free_name(cell.module, source)
                made = parsed(source.path, cell.text)
                self.found.made[renamed[cell.module]] = replace(made, is_made=True)
        return renamed

    def _with_made(self, source: SourceFile, script: Script) -> list[Scenario]:
        renamed: dict[str, str] = {}
        for made in script.made:
            renamed[made.name] = self._free_name(made.name, source)
            text = parsed(source.path, made.text)
            self.found.made[renamed[made.name]] = replace(text, is_made=True, functions=made.functions)
        if all(old == new for old, new in renamed.items()):
            return list(script.scenarios)
        return [
            replace(
                scenario,
                modules=tuple(
                    ModuleChoice(renamed.get(module.name, module.name), module.on) for module in scenario.modules
                ),
            )
            for scenario in script.scenarios
        ]

    def _free_name(self, name: str, source: SourceFile) -> str:
        stem = "".join(sign if sign.isalnum() else "_" for sign in source.path.stem)
        free, number = name, 1
        while free in self._known or free in self.found.made:
            free = f"{stem}_{name}" if number == 1 else f"{stem}_{name}_{number}"
            number += 1
        return free

    def limited(self, scenarios: list[Scenario]) -> list[Scenario]:
        """Return the tests' scenarios, each different one once, and not too many."""
        different: list[Scenario] = []
        for scenario in scenarios:
            plain = replace(scenario, name="", origin="")
            if all(replace(other, name="", origin="") != plain for other in different):
                different.append(scenario)
        if len(different) > MAX_TEST_SCENARIOS:
            text = f"the tests build {len(different)} different drivers; the first {MAX_TEST_SCENARIOS} are offered"
            self.found.problems.append(ProblemRecord("skipped", text, file=str(self._folder), severity="warning"))
        return different[:MAX_TEST_SCENARIOS]


def _matches(path: Path, pattern: str) -> bool:
    """Return whether a path below a folder is one of those that `glob(pattern)` gives."""
    parts = pattern.split("/")
    if not parts[-1].strip("."):  # `glob("")`, `glob("**/")`: no file's name
        return False
    if "**" in parts:
        return path.match(parts[-1])
    return len(parts) == len(path.parts) and path.match(pattern)


def _siblings(names: Mapping[Path, str]) -> Mapping[Path, dict[str, str]]:
    """Return for every folder its files' short names -> module names: what a script in it imports by plain names."""
    found: dict[Path, dict[str, str]] = {}
    for path, name in names.items():
        found.setdefault(path.parent, {})[path.stem] = name
    return found
