"""Which config keys a project's decorators ask for, where, and which values they know, read from the source.
Runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from dagscope.project.config_functions import Use, asked_by, resolver_uses, returned_call
from dagscope.project.source import FunctionDef, SourceFile, public_functions
from dagscope.project.written_decorators import SUBDAGS
from dagscope.project.written_names import UNKNOWN, Member, Names
from dagscope.settings import ENABLE_POWER_USER_MODE

_EXACT, _OTHERS = ("when", "when_in"), ("when_not", "when_not_in")
_RESOLVERS = ("resolve", "resolve_from_config")
_CONDITIONS = frozenset((*_EXACT, *_OTHERS, *_RESOLVERS, "config"))


@dataclass(frozen=True, slots=True)
class AskedKey:
    """A key, the values that decorators compare it with, and where it is asked first.

    `is_open`: another value than those may mean something, too. `uses` are all the functions whose decorators ask.
    """

    name: str
    values: tuple[object, ...]
    origin: str
    is_open: bool = False
    uses: tuple[str, ...] = ()
    is_compared: bool = False
    """Whether it is only ever compared with values that are known, by conditions that other values meet too."""


@dataclass(slots=True)
class _Found:
    values: dict[str, object] = field(default_factory=dict)
    uses: dict[str, None] = field(default_factory=dict)
    origin: str = ""
    is_open: bool = False
    is_compared: bool = True


def _condition_uses(call: ast.Call, names: Names, module: str, kind: str) -> Iterator[Use]:
    for name, written, where in names.keywords(call, module):
        if name == "name":
            continue
        items = list(names.items(written, where)) if kind.endswith("_in") else [names.value(written, where)]
        values = tuple(value for value in items if value is not UNKNOWN)
        is_known = len(values) == len(items)
        yield Use(name, values, is_open=kind not in _EXACT or not is_known, is_compared=is_known)


def _listed_keys(call: ast.Call, names: Names, module: str) -> Iterator[Use]:
    """Yield the keys that `config(..., config_used=[...])` names."""
    for keyword in call.keywords:
        if keyword.arg == "config_used":
            yield from (Use(key) for key in names.items(keyword.value, module) if isinstance(key, str))


def _uses_of(function: FunctionDef, names: Names, module: str) -> Iterator[Use]:
    for decorator in function.decorator_list:
        meaning = names.behind(decorator, module)
        call, where = meaning.node, meaning.module
        if not isinstance(call, ast.Call):
            continue
        name = names.called(call.func, where)
        if name not in _CONDITIONS:
            made = returned_call(call, names, where)
            call, where = made if made is not None else (call, where)
            name = names.called(call.func, where)
        if name in _EXACT or name in _OTHERS:
            yield from _condition_uses(call, names, where, name)
        elif name == "config":
            yield from _listed_keys(call, names, where)
            resolves = (
                call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "resolves"), None)
            )
            yield from asked_by(resolves, names, where) if resolves is not None else ()
        elif name in _RESOLVERS:
            yield Use(ENABLE_POWER_USER_MODE, (True,), is_open=False, is_compared=True)
            yield from resolver_uses(call, names, where)
        for item in ast.walk(call):
            if isinstance(item, ast.Call) and names.called(item.func, where) == "configuration" and item.args:
                text = names.text(item.args[0], where)
                if text is not None:
                    yield Use(text)


def _bound_inside(sources: Mapping[str, SourceFile], names: Names, tops: Container[str]) -> dict[str, frozenset[str]]:
    """Return the keys that every subdag made of a module binds, for modules that are only inside subdags."""
    found: dict[str, frozenset[str]] = {}
    for module, source in sources.items():
        if source.tree is None or not any(name in source.text for name in SUBDAGS):
            continue  # walking through every file would be most of what reading the keys takes
        for item in ast.walk(source.tree):
            if not isinstance(item, ast.Call) or names.called(item.func, module) not in SUBDAGS:
                continue
            config = next((keyword.value for keyword in item.keywords if keyword.arg == "config"), None)
            bound = frozenset(key for key, _, _ in names.entries(config, module)) if config is not None else frozenset()
            for part in item.args:
                inside = names.behind(part, module).module
                if inside != module and inside not in tops:
                    found[inside] = found.get(inside, bound) & bound
    return found


def asked_keys(sources: Mapping[str, SourceFile], tops: Container[str] = ()) -> tuple[AskedKey, ...]:
    """Return every key with its values, in the order they are met; of a boolean both are known.

    Args:
        sources: the modules by name, those that others import included.
        tops: the modules of the dataflow itself; a key that every subdag of another one sets is not asked for.
    """
    names = Names(sources)
    bound = _bound_inside(sources, names, tops)
    keys: dict[str, _Found] = {}
    for module, source in sources.items():
        for function in public_functions(source.tree) if source.tree is not None else ():
            position = f"{source.path.name}:{function.lineno}"
            for use in _uses_of(function, names, module):
                if use.name in bound.get(module, ()):
                    continue
                found = keys.setdefault(use.name, _Found(origin=position))
                found.values.update((repr(each), each) for each in use.values if repr(each) not in found.values)
                found.is_open = found.is_open or use.is_open
                found.is_compared = found.is_compared and use.is_compared
                found.uses[f"{position} {function.name}"] = None
    return tuple(_asked(name, found) for name, found in keys.items())


def _asked(name: str, found: _Found) -> AskedKey:
    values = _with_both(tuple(found.values.values()))
    return AskedKey(name, values, found.origin, found.is_open, tuple(found.uses), found.is_compared)


def _with_both(values: tuple[object, ...]) -> tuple[object, ...]:
    if not values or not all(isinstance(value, bool) for value in values):
        return values
    return (*values, not values[0]) if len(values) == 1 else values


def codes_of(key: AskedKey) -> dict[str, str]:
    """Return the expressions that make those of a key's values that no literal is."""
    return {value.text: value.code for value in key.values if isinstance(value, Member)}
