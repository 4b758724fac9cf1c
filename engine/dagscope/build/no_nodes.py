"""Says why something of a module is no node although its name suggests one.
It looks at modules alone and calls nothing.

A cached or compiled function is one (`dagscope.module_functions`); what is meant here are decorators written without
parentheses, partials, methods, callable objects and functions of other modules.
"""

from __future__ import annotations

import collections.abc
import functools
import typing
from collections.abc import Iterable, Sequence
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from dagscope.class_home import home_of
from dagscope.node import Node
from dagscope.problems import Problem, place_of, problem_at

_DECORATORS = ("dagscope.function_modifiers.", "dagscope.plugins.", "dagscope.experimental.")


def bare_decorators(module: object, parent: str) -> list[Problem]:
    """Return a problem for each function of the module that a decorator without parentheses has taken in."""
    if not isinstance(module, ModuleType):
        return []
    found = []
    for attribute, value in vars(module).items():
        class_ = type(value)
        if class_ is FunctionType or not home_of(class_).startswith(_DECORATORS):
            continue
        swallowed = next((fn for fn in _functions_in(vars(value)) if fn.__name__ == attribute), None)
        if swallowed is not None and swallowed.__module__ == parent:
            text = f"The decorator of {attribute} is written without parentheses and has taken its place: write "
            found.append(problem_at("decorator", f"{text}@{class_.__name__}(...).", attribute, swallowed))
    return found


def _functions_in(attributes: dict[str, Any]) -> Iterable[FunctionType]:
    for value in list(attributes.values()):
        for each in value if isinstance(value, list | tuple) else (value,):
            each = getattr(each, "target_fn", None) or getattr(each, "resolves", None) or each
            if isinstance(each, FunctionType):
                yield each


def warn_of_inputs(modules: Sequence[object], nodes: Iterable[Node], config: dict[str, Any]) -> list[Problem]:
    """Return a warning for each input whose name a module gives to something that could be taken for its node."""
    warnings = []
    for node in nodes:
        if not node.user_defined or node.name in config or _wants_a_callable(node.type):
            continue
        for module in modules:
            reason = why_no_node(module, node.name)
            if reason is not None:
                file, line = place_of(_function_behind(getattr(module, node.name)))
                text = f"{node.name} is an input of the dataflow: {reason}"
                warnings.append(Problem("no_node", text, node.name, file, line))
                break
    return warnings


def _wants_a_callable(type_: Any) -> bool:
    return type_ is Any or typing.get_origin(type_) is collections.abc.Callable or type_ is collections.abc.Callable


def why_no_node(module: object, name: str) -> str | None:
    """Return why something of the module makes no node, and what to write; None when nothing is to be said."""
    value = vars(module).get(name) if isinstance(module, ModuleType) else None
    if value is None or isinstance(value, type | ModuleType) or not callable(value):
        return None
    own = getattr(module, "__name__", "")
    if isinstance(value, functools.partial):
        what = f"a functools.partial of {getattr(value.func, '__name__', value.func)}"
    elif isinstance(value, MethodType):
        what = f"a method, {value.__qualname__}"
    elif isinstance(value, FunctionType):
        if value.__module__ == own:
            return _under_another_name(module, name, value)
        what = f"a function of {value.__module__}, which is not among the modules of the dataflow or was only imported"
    elif isinstance(value, BuiltinFunctionType):
        what = f"{value.__module__}.{value.__name__}, which is built in"
    else:
        what = f"an object of the class {type(value).__name__}"
    return (
        f"{own}.{name} is {what}, and only functions defined in a module become nodes. "
        f"Write `def {name}(...) -> ...:` that calls it."
    )


def _under_another_name(module: object, name: str, function: FunctionType) -> str | None:
    """Return that a function is known by its own name; None where the module has it under that as well."""
    if function.__name__ in (name, "<lambda>") or vars(module).get(function.__name__) is function:
        return None
    return (
        f"{function.__module__}.{name} is the function {function.__qualname__}, and a node is called as its function "
        f'is. Write `{name}.__name__ = "{name}"` below it, or functools.wraps into the decorator that made it.'
    )


def _function_behind(value: Any) -> Any:
    for attribute in ("func", "__func__"):
        value = getattr(value, attribute, value)
    return value if hasattr(value, "__code__") else vars(type(value)).get("__call__")
