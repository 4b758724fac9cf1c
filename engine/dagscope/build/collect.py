"""First pass: the functions of the modules that may become nodes, and warnings about those that surprise people.

It looks at names and modules alone; whether a function is right is for the later passes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from dagscope.module_functions import is_name_below, sorted_functions
from dagscope.problems import Problem, problem_at


class Collected(NamedTuple):
    """The functions of a module that may become nodes, in alphabetical order."""

    module: object
    name: str
    functions: list[Callable[..., Any]]


class Candidate(NamedTuple):
    """A function that may become nodes, and the module it was found in."""

    fn: Callable[..., Any]
    module_name: str


def collect(modules: Sequence[ModuleType]) -> tuple[list[Collected], list[Problem]]:
    """Return the functions of each module, and what was left out with a warning."""
    warnings: list[Problem] = []
    collected = [_collect_from(module, warnings) for module in modules]
    return collected, warnings


def _collect_from(module: ModuleType, warnings: list[Problem]) -> Collected:
    """Return a module's functions; what is left out and may surprise is added to the warnings."""
    functions: list[Callable[..., Any]] = []
    parent = getattr(module, "__name__", "")
    aliased: dict[int, str] = {}
    for attribute, fn in sorted_functions(module):
        name = fn.__name__
        if name.startswith("_"):
            continue
        if fn.__module__ != parent and not is_name_below(fn.__module__, parent):
            warnings += _foreign(module, attribute, fn)
        elif name == "<lambda>":
            warnings += [] if attribute.startswith("_") else [_lambda(attribute, fn)]
        elif attribute == name:
            functions.append(fn)
        elif problem := _misnamed(module, attribute, fn, aliased):
            warnings.append(problem)
        else:
            functions.append(fn)
    return Collected(module, parent, functions)


def _foreign(module: ModuleType, attribute: str, fn: Callable[..., Any]) -> list[Problem]:
    """Return a warning of a function defined elsewhere, unless the module has merely imported it."""
    if attribute.startswith("_"):
        return []
    is_its_name = attribute == fn.__name__ and _is_made_by_hand(module)
    if is_its_name and (fn.__module__ == "__main__" or _hides_a_function(fn)):
        return [_put_in_by_hand(attribute, fn)]
    return [_foreign_wrapper(attribute, fn)] if _hides_a_function(fn) else []


def _misnamed(module: ModuleType, attribute: str, fn: Callable[..., Any], aliased: dict[int, str]) -> Problem | None:
    """Return why a function under another name than its own makes no node there, or None where it makes one.

    `aliased` has the first name that each such function was met under.
    """
    if not isinstance(fn, FunctionType):
        return _alias(attribute, fn.__name__, fn)
    first = fn.__name__ if vars(module).get(fn.__name__) is fn else aliased.setdefault(id(fn), attribute)
    if first != attribute:
        return _alias(attribute, first, fn)
    if _hides_a_function(fn) and not fn.__annotations__ and not attribute.startswith("_"):
        return _foreign_wrapper(attribute, fn)
    return None


def _hides_a_function(fn: Callable[..., Any]) -> bool:
    """Return whether a public name hides a decorator's inner function: a closure of another module is no import."""
    return isinstance(fn, FunctionType) and "<locals>" in fn.__qualname__


def _is_made_by_hand(module: object) -> bool:
    return getattr(module, "__file__", None) is None and getattr(module, "__spec__", None) is None


def _put_in_by_hand(attribute: str, fn: Callable[..., Any]) -> Problem:
    return problem_at(
        "by_hand",
        f"{attribute} is no node: the function is defined in {fn.__module__} and was put into the module by hand. Make "
        f"the module with ad_hoc_utils.create_temporary_module({attribute}), which takes any number of functions.",
        attribute,
        fn,
    )


def _foreign_wrapper(attribute: str, fn: Callable[..., Any]) -> Problem:
    return problem_at(
        "foreign_wrapper",
        f"{attribute} is no node: {fn.__module__}.{fn.__qualname__} has taken its place. "
        "Put functools.wraps into that decorator to keep the function visible.",
        attribute,
        fn,
    )


def _lambda(attribute: str, fn: Callable[..., Any]) -> Problem:
    return problem_at(
        "lambda",
        f"{attribute} is a lambda and makes no node. Write a function, or begin its name with an underscore.",
        attribute,
        fn,
    )


def _alias(attribute: str, first: str, fn: Callable[..., Any]) -> Problem:
    return problem_at(
        "alias",
        f"{attribute} is another name for the function {first} and makes no second node. "
        "Begin the name with an underscore to say so.",
        attribute,
        fn,
    )
