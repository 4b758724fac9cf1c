"""Names the functions that would make a missing input under another config. It reads decorators and changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Container, Iterable, Mapping
from enum import Enum
from types import ModuleType
from typing import Any

from dagscope.build.expand import base_name
from dagscope.identifiers import nearest
from dagscope.module_functions import sorted_functions
from dagscope.node import Node
from dagscope.problems import place_of


def config_that_chooses(fn: Callable[..., Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to set in the config so that a variant takes part; nothing where its conditions do not say."""
    wanted: dict[str, Any] = {}
    resolvers = _resolvers(fn)
    for each in resolvers:
        values = getattr(getattr(each, "does_resolve", None), "chosen_by", None)
        wanted.update(values if isinstance(values, dict) else {})
    changed = {key: value for key, value in wanted.items() if key not in config or config[key] != value}
    try:
        is_enough = all(each.does_resolve({**config, **changed}) for each in resolvers)
    except Exception:  # noqa: BLE001 - conditions are users' code
        return {}
    return changed if is_enough else {}


_MOST_TEXT = 120
_WORDS = {
    "when": "needs {key} = {wanted}",
    "when_not": "needs another {key} than {wanted}",
    "when_in": "needs {key} in {wanted}",
    "when_not_in": "needs {key} not in {wanted}",
}


def has_conditions(fn: Callable[..., Any]) -> bool:
    """Return whether the config decides about a function, and nothing else keeps it out."""
    resolvers = _resolvers(fn)
    return bool(resolvers) and all(hasattr(each, "does_resolve") for each in resolvers)


def unmet_conditions(fn: Callable[..., Any], config: Mapping[str, Any]) -> str:
    """Return which conditions on the config leave a function out, with what the config has; empty where none can be
    named.
    """
    found: list[str] = []
    for each in _resolvers(fn):
        condition = each.does_resolve
        kind, pairs = getattr(condition, "asks", ("", {}))
        found += [_unmet(kind, key, wanted, config) for key, wanted in pairs.items()]
        if not pairs and _fails(condition, config):
            keys = ", ".join(getattr(each, "_config_used", None) or ())
            found.append(f"its own condition on {keys or 'the config'} does not hold")
    return "; ".join(text for text in found if text)


def _unmet(kind: str, key: str, wanted: Any, config: Mapping[str, Any]) -> str:
    """Return what one key lacks; empty where it is as the condition wants it."""
    value = config.get(key)
    try:
        is_met = bool(value in wanted if kind.endswith("_in") else value == wanted)
    except Exception:  # noqa: BLE001 - values are users' code
        return f"{key} cannot be compared"
    if is_met != ("not" in kind):
        return ""
    has = f"which is {_value_text(value)}" if key in config else "which is not set"
    return _WORDS[kind].format(key=key, wanted=_value_text(wanted)) + f", {has}"


def _fails(condition: Callable[..., Any], config: Mapping[str, Any]) -> bool:
    try:
        return not condition({**config})
    except Exception:  # noqa: BLE001 - conditions are users' code
        return True


def _value_text(value: Any) -> str:
    try:
        text = str(value) if isinstance(value, Enum) else repr(value)
    except Exception:  # noqa: BLE001 - a value's own text is users' code
        return f"<{type(value).__name__}>"
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"


def missing_hints(
    given: Iterable[str], nodes: Container[str], modules: Iterable[ModuleType], missing: Iterable[Node]
) -> list[str]:
    """Return what may help where inputs are missing: like names that were given, functions of another config."""
    lacking, spare = list(missing), [name for name in given if name not in nodes]
    near = [(node.name, nearest(node.name, spare)) for node in lacking]
    hints = [f"{meant} was given: is {name} meant?" for name, meant in near if meant]
    return [*hints, *variant_hints(lacking, modules)]


def variant_hints(missing: Iterable[Node], modules: Iterable[ModuleType]) -> list[str]:
    """Return a line for each missing input that some function would make if the config chose it."""
    hints = []
    for node in missing:
        found = _variants(node.name.rpartition(".")[2], [*modules, *_modules_of(node)])
        if found:
            functions = " or ".join(_shown(fn) for fn in found)
            keys = " or ".join(dict.fromkeys(key for fn in found for key in _keys(fn)))
            hints.append(
                f"{node.name} comes from {functions} under another config" + (f": set {keys}." if keys else ".")
            )
    return hints


def _modules_of(node: Node) -> list[ModuleType]:
    """Return the modules of the functions that read the input, those inside subdags too."""
    functions = [fn for reader in node.depended_on_by for fn in reader.originating_functions or ()]
    found = (sys.modules.get(fn.__module__) for fn in functions)
    return [each for each in found if each is not None]


def _variants(name: str, modules: Iterable[ModuleType]) -> list[Callable[..., Any]]:
    found = [
        fn
        for module in dict.fromkeys(modules)
        for _, fn in sorted_functions(module)
        if fn.__module__ == module.__name__ and name in (fn.__name__, base_name(fn.__name__)) and _resolvers(fn)
    ]
    return list(dict.fromkeys(found))


def _resolvers(fn: Callable[..., Any]) -> list[Any]:
    recorded = getattr(fn, "resolve", None)
    return recorded if isinstance(recorded, list) else []


def _keys(fn: Callable[..., Any]) -> list[str]:
    found: list[str] = []
    for each in _resolvers(fn):
        keys = each.optional_config() if hasattr(each, "optional_config") else None
        found.extend(keys or ())
    return found


def _shown(fn: Callable[..., Any]) -> str:
    file, line = place_of(fn)
    return f"{fn.__name__} ({os.path.basename(file)}:{line})" if file else fn.__name__
