"""What to build and run, as data: modules in order, config, inputs, overrides, final variables.
It must not run anything.

`ValueSpec` says where a value comes from; `dagscope.project.values` turns it into one, in the worker.
"""

from __future__ import annotations

import ast
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

SpecKind = Literal["literal", "file", "expression", "none"]
DEFAULT_CACHE = ".hamilton_cache"
TABLES = ("config", "inputs", "overrides")
_KINDS: tuple[SpecKind, ...] = ("literal", "file", "expression", "none")


@dataclass(frozen=True, slots=True)
class ValueSpec:
    """A value not made yet: a Python literal (a bare word is a text), a file to read, or an expression."""

    kind: SpecKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class ModuleChoice:
    """One module of a scenario; switched off it keeps its place in the order."""

    name: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way to build and run a project. Never mutated; `with_...` give new ones."""

    name: str
    origin: str = ""
    modules: tuple[ModuleChoice, ...] = ()
    allow_module_overrides: bool = False
    config: dict[str, ValueSpec] = field(default_factory=dict)
    inputs: dict[str, ValueSpec] = field(default_factory=dict)
    overrides: dict[str, ValueSpec] = field(default_factory=dict)
    final_vars: tuple[str, ...] = ()
    executor: str = "sync"
    cache: str = ""
    """The folder of the cache, seen from the project's; empty for none."""
    based_on: str = ""
    """The name of the scenario that this one follows in everything it does not set itself; empty for none."""
    definitions: dict[str, str] = field(default_factory=dict)
    """Functions that are taken from a module of their own choice, whatever the order of the modules: function to
    module.
    """

    @property
    def origin_file(self) -> str:
        """The file of `origin`, which may have a line behind it: `run.py:12`."""
        file, _, line = self.origin.rpartition(":")
        return file if line.isdecimal() else self.origin

    def module_names(self) -> tuple[str, ...]:
        """Return the names of the modules that are on, in order."""
        return tuple(module.name for module in self.modules if module.on)

    def with_modules(self, names: tuple[str, ...]) -> Scenario:
        """Return a copy with exactly these modules, all on."""
        return replace(self, modules=tuple(ModuleChoice(name) for name in names))


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """One difference between two scenarios; a side without the thing has an empty text."""

    what: str
    key: str
    left: str
    right: str


def _shown(spec: ValueSpec | None) -> str:
    """Return a value as Python writes it, however it was typed: a bare word is a text, and quoted like one."""
    if spec is None:
        return ""
    if spec.kind != "literal":
        return f"{spec.kind}: {spec.text}"
    try:
        return repr(ast.literal_eval(spec.text.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return repr(spec.text)


def _mapping_changes(what: str, left: Mapping[str, ValueSpec], right: Mapping[str, ValueSpec]) -> list[ScenarioChange]:
    names = list(dict.fromkeys([*left, *right]))
    sides = ((name, _shown(left.get(name)), _shown(right.get(name))) for name in names)
    return [ScenarioChange(what, name, ours, theirs) for name, ours, theirs in sides if ours != theirs]


def diff(left: Scenario, right: Scenario) -> tuple[ScenarioChange, ...]:
    """Return every difference that changes what is built or run, in a fixed order (names and origins are none)."""
    changes: list[ScenarioChange] = []
    if left.module_names() != right.module_names():
        changes.append(ScenarioChange("modules", "", ", ".join(left.module_names()), ", ".join(right.module_names())))
    if left.allow_module_overrides != right.allow_module_overrides:
        changes.append(
            ScenarioChange(
                "allow_module_overrides",
                "",
                str(left.allow_module_overrides),
                str(right.allow_module_overrides),
            )
        )
    for name in dict.fromkeys([*left.definitions, *right.definitions]):
        sides = left.definitions.get(name, ""), right.definitions.get(name, "")
        if sides[0] != sides[1]:
            changes.append(ScenarioChange("definitions", name, *sides))
    changes += _mapping_changes("config", left.config, right.config)
    changes += _mapping_changes("inputs", left.inputs, right.inputs)
    changes += _mapping_changes("overrides", left.overrides, right.overrides)
    if left.final_vars != right.final_vars:
        changes.append(ScenarioChange("final_vars", "", ", ".join(left.final_vars), ", ".join(right.final_vars)))
    if left.executor != right.executor:
        changes.append(ScenarioChange("executor", "", left.executor, right.executor))
    if left.cache != right.cache:
        changes.append(ScenarioChange("cache", "", left.cache, right.cache))
    return tuple(changes)


def split_values(text: str, at: str = ",") -> Iterator[str]:
    """Split at commas, or another sign, that are in no brackets and no quotes."""
    depth, quote, start = 0, "", 0
    for index, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote and text[index - 1] != "\\" else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == at and depth <= 0:
            yield text[start:index].strip()
            start = index + 1
    yield text[start:].strip()


def literal(value: object) -> ValueSpec:
    """Return the spec of a plain Python value; texts are quoted, so that they come back as texts."""
    return ValueSpec("literal", repr(value))


def spec_to_plain(spec: ValueSpec) -> dict[str, str]:
    """Return a spec as it is written in JSON and in `dagscope.toml`: one key, the kind."""
    return {spec.kind: spec.text}


def spec_from_plain(value: Any, where: str) -> ValueSpec:
    """Read a spec: `{kind: text}`, or a plain value, which is a literal.

    Raises:
        ValueError: it is neither; the text says where.
    """
    if isinstance(value, dict) and len(value) == 1:
        ((kind, text),) = value.items()
        if kind in _KINDS and isinstance(text, str):
            return ValueSpec(kind, text)
    if isinstance(value, (str, int, float, bool, list, dict, datetime.date, datetime.time)):
        return literal(value)
    raise ValueError(f"{where}: a value, or one of {{literal|file|expression = text}} is expected")


def to_plain(scenario: Scenario) -> dict[str, Any]:
    """Return the scenario as JSON and TOML can hold it; `from_plain` reads it back."""
    plain: dict[str, Any] = {
        "name": scenario.name,
        "modules": [module.name for module in scenario.modules],
        "off": [module.name for module in scenario.modules if not module.on],
        "allow_module_overrides": scenario.allow_module_overrides,
        "final_vars": list(scenario.final_vars),
        "executor": scenario.executor,
    }
    if scenario.cache:
        plain["cache"] = True if scenario.cache == DEFAULT_CACHE else scenario.cache
    if scenario.based_on:
        plain["based_on"] = scenario.based_on
    if scenario.definitions:
        plain["definitions"] = dict(scenario.definitions)
    for what in TABLES:
        specs: Mapping[str, ValueSpec] = getattr(scenario, what)
        plain[what] = {name: spec_to_plain(spec) for name, spec in specs.items()}
    return plain


def own_part(scenario: Scenario, base: Scenario | None) -> dict[str, Any]:
    """Return what `dagscope.toml` says of a scenario: without what has its default, or is as the scenario it follows.

    A key that the other has and this one has not is `{none = ""}`.
    """
    plain, other = to_plain(scenario), to_plain(base if base is not None else Scenario(""))
    own = {key: value for key, value in plain.items() if key not in TABLES and value != other.get(key)}
    if "cache" in other and "cache" not in plain:
        own["cache"] = False
    if "definitions" in other and "definitions" not in plain:
        own["definitions"] = {}
    if "modules" in own or "off" in own:  # one list is written as both
        own |= {"modules": plain["modules"], **({"off": plain["off"]} if plain["off"] else {})}
    for what in TABLES:
        table = {name: spec for name, spec in plain[what].items() if spec != other[what].get(name)}
        table |= {name: {"none": ""} for name in other[what] if name not in plain[what]}
        if table:
            own[what] = table
    return own


def following(plain: Mapping[str, Any], base: Scenario, origin: str) -> Scenario:
    """Return the scenario that `own_part` wrote, laid over the one it follows.

    Raises:
        ValueError: a field is of another type; the text says which, and what is expected.
    """
    own = from_plain(plain, origin)
    names = {"modules": "modules", "final_vars": "final_vars", "executor": "executor", "cache": "cache"}
    names |= {"allow_module_overrides": "allow_module_overrides", "definitions": "definitions"}
    taken = {field_name: getattr(own, field_name) for key, field_name in names.items() if key in plain}
    for what in TABLES:
        table = {**getattr(base, what), **getattr(own, what)}
        taken[what] = {name: spec for name, spec in table.items() if spec.kind != "none"}
    return replace(base, name=own.name, origin=origin, based_on=own.based_on, **taken)


def _texts(plain: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = plain.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{where}: {key} is a list of texts")
    return tuple(value)


def _specs(plain: Mapping[str, Any], key: str, where: str) -> dict[str, ValueSpec]:
    value = plain.get(key, {})
    if not isinstance(value, dict):
        raise ValueError(f"{where}: {key} is a table")
    return {str(name): spec_from_plain(item, f"{where}, {key}.{name}") for name, item in value.items()}


def from_plain(plain: Mapping[str, Any], origin: str = "") -> Scenario:
    """Read a scenario from what JSON or TOML gave.

    Raises:
        ValueError: a field is of another type; the text says which, and what is expected.
    """
    name = plain.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("a scenario needs a name, a text that is not empty")
    where = f"scenario {name!r}"
    off = set(_texts(plain, "off", where))
    allow = plain.get("allow_module_overrides", False)
    executor = plain.get("executor", "sync")
    if not isinstance(allow, bool):
        raise ValueError(f"{where}: allow_module_overrides is true or false")
    if not isinstance(executor, str):
        raise ValueError(f"{where}: executor is a text")
    cache = plain.get("cache", False)
    if not isinstance(cache, (bool, str)):
        raise ValueError(f"{where}: cache is true, false or a folder")
    definitions = plain.get("definitions", {})
    if not isinstance(definitions, dict) or not all(isinstance(each, str) for each in definitions.values()):
        raise ValueError(f'{where}: definitions is a table of functions and their modules, such as {{load = "mock"}}')
    based_on = plain.get("based_on", "")
    if not isinstance(based_on, str):
        raise ValueError(f"{where}: based_on is the name of another scenario")
    return Scenario(
        name=name,
        origin=origin,
        modules=tuple(ModuleChoice(item, item not in off) for item in _texts(plain, "modules", where)),
        allow_module_overrides=allow,
        config=_specs(plain, "config", where),
        inputs=_specs(plain, "inputs", where),
        overrides=_specs(plain, "overrides", where),
        final_vars=_texts(plain, "final_vars", where),
        executor=executor,
        cache=cache if isinstance(cache, str) else DEFAULT_CACHE if cache else "",
        based_on=based_on,
        definitions={str(name): module for name, module in definitions.items()},
    )
