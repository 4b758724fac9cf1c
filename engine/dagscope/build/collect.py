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
    collected: list[Collected] = []
    warnings: list[Problem] = []
    for module in modules:
        functions: list[Callable[..., Any]] = []
        parent = getattr(module, "__name__", "")
        aliased: dict[int, str] = {}
        for attribute, fn in sorted_functions(module):
            name = fn.__name__
            if name.startswith("_"):
                continue
            defined_in = fn.__module__
            if defined_in != parent and not is_name_below(defined_in, parent):
                if attribute.startswith("_"):
                    continue
                is_its_name = attribute == name and _is_made_by_hand(module)
                if is_its_name and (defined_in == "__main__" or _hides_a_function(fn)):
                    warnings.append(_put_in_by_hand(attribute, fn))
                elif _hides_a_function(fn):
                    warnings.append(_foreign_wrapper(attribute, fn))
                continue
            if name == "<lambda>":
                if not attribute.startswith("_"):
                    warnings.append(_lambda(attribute, fn))
                continue
            if attribute != name and not isinstance(fn, FunctionType):
                warnings.append(_alias(attribute, name, fn))
                continue
            if attribute != name:
                first = name if vars(module).get(name) is fn else aliased.setdefault(id(fn), attribute)
                if first != attribute:
                    warnings.append(_alias(attribute, first, fn))
                    continue
                if _hides_a_function(fn) and not fn.__annotations__ and not attribute.startswith("_"):
                    warnings.append(_foreign_wrapper(attribute, fn))
                    continue
            functions.append(fn)
        collected.append(Collected(module, parent, functions))
    return collected, warnings


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
