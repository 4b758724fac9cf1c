"""Turns what a user asks for (names, functions, variables) into node names. It does not look the nodes up."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from dagscope.errors import BuildError, ExecutionRequestError
from dagscope.module_functions import find_functions


def convert_output_value(
    output_value: str | Callable[..., Any] | Any, module_set: set[str]
) -> tuple[str | None, str | None]:
    """Return the name something stands for, or what is wrong with it: `(name, None)` or `(None, message)`."""
    if isinstance(output_value, str):
        return output_value, None
    if isinstance(output_value, FunctionType):
        if output_value.__module__ in module_set:
            return output_value.__name__, None
        return None, (
            f"Function {output_value.__module__}.{output_value.__name__} is a function not in a module given to the "
            f"materializer. Valid choices are {module_set}."
        )
    if hasattr(output_value, "name"):
        return output_value.name, None
    if callable(output_value):
        name = getattr(output_value, "__name__", type(output_value).__name__)
        return None, (
            f"Function {getattr(output_value, '__module__', '?')}.{name} is a function not in a module given to the "
            f"materializer. Valid choices are {module_set}."
        )
    return None, f"Materializer dependency {output_value} is not a string, a function, or a driver.Variable."


def check_final_vars(final_vars: Any) -> None:
    """Raise ExecutionRequestError for a name or function where a list is asked for, TypeError for None or a number."""
    if isinstance(final_vars, str) and len(final_vars) != 1:  # Hamilton takes a text of one letter for a list of it.
        raise ExecutionRequestError(f"Final variables are a list, not the text {final_vars!r}: write [{final_vars!r}].")
    if final_vars is None or isinstance(final_vars, int | float):
        raise TypeError(f"Final variables are a list of names, not {final_vars!r}: write ['name'].")
    if isinstance(final_vars, FunctionType):
        name = final_vars.__name__
        raise ExecutionRequestError(f"Final variables are a list, not the function {name}: write [{name}].")


def check_modules(modules: Sequence[Any]) -> None:
    """Raise BuildError for what is no module: it would give an empty dataflow without a word."""
    for each in modules:
        if isinstance(each, str):
            raise BuildError(
                f"A dataflow is made of modules, not of the text {each!r}: import the module and give it, "
                f"`import {each}` and `with_modules({each})`, or use importlib.import_module({each!r})."
            )
        if isinstance(each, FunctionType):
            raise BuildError(
                f"A dataflow is made of modules, not of the function {each.__name__}: give the module it is in, or "
                f"ad_hoc_utils.create_temporary_module({each.__name__})."
            )
        if isinstance(each, list | tuple | set | dict):
            raise BuildError(
                f"A dataflow is made of modules, not of a {type(each).__name__}: unpack it, `with_modules(*modules)`."
            )
        if each is None or isinstance(each, int | float | bytes | os.PathLike):
            raise BuildError(f"A dataflow is made of modules, not of {each!r}: import the module and give it.")
        if not _may_have_functions(each):
            what = f"the class {each.__name__}" if isinstance(each, type) else f"an object of {type(each).__name__}"
            raise BuildError(f"A dataflow is made of modules, not of {what}: import the module and give it.")


def _may_have_functions(given: Any) -> bool:
    """Return whether it is a module, or stands for one: a namespace with a name, or whatever has functions of it."""
    if isinstance(given, ModuleType):
        return True
    named = isinstance(getattr(given, "__name__", None), str)
    return named and (isinstance(given, SimpleNamespace) or bool(find_functions(given)))


def check_nodes(what: str, names: Any) -> None:
    """Raise BuildError for one name where a list of nodes is asked for: each of its letters would be one."""
    if isinstance(names, str) and len(names) != 1:
        raise BuildError(f"{what} is a list of nodes, not the text {names!r}: write [{names!r}].")


def check_cache_path(path: Any) -> None:
    """Raise TypeError for what is no path of a folder, as Hamilton does."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"The cache's path is that of a folder, not {path!r}: write with_cache(path='.cache').")


def check_executor(executor: Any) -> None:
    """Raise BuildError for what is no executor: it would fail in the middle of a run."""
    if isinstance(executor, str | type):
        shown = f"the class {executor.__name__}" if isinstance(executor, type) else repr(executor)
        raise BuildError(
            f"An executor is an object such as MultiThreadingExecutor(max_tasks=8), not {shown}. Names such as "
            "'threads:8' are for with_executor."
        )


def check_adapters(adapters: Sequence[Any]) -> None:
    """Raise BuildError for what is no adapter: it would do nothing without a word."""
    for each in adapters:
        if isinstance(each, type):
            raise BuildError(f"An adapter is an object, not the class {each.__name__}: write {each.__name__}().")
        if isinstance(each, list | tuple | set | dict):
            raise BuildError(f"Adapters are given one by one, not as a {type(each).__name__}: write `*adapters`.")
        if each is None or isinstance(each, str | int | float | ModuleType | FunctionType):
            raise BuildError(f"An adapter is an object such as PrintLn() or DictResult(), not {each!r}.")


def check_values(what: str, values: Any) -> None:
    """Raise ExecutionRequestError for inputs or overrides that are no mapping."""
    if values is not None and not hasattr(values, "keys"):
        shown = repr(values) if isinstance(values, str | int | float) else f"a {type(values).__name__}"
        raise ExecutionRequestError(f"The {what} are a dictionary of names and values, not {shown}: write {{'x': 1}}.")


def check_config(config: Any) -> Any:
    """Return the config; raise BuildError for one that has no keys."""
    if not hasattr(config, "keys"):
        shown = repr(config) if isinstance(config, str | int | float) else f"a {type(config).__name__}"
        raise BuildError(f"The config is a dictionary of keys and values, not {shown}: write {{'key': value}}.")
    return config


def convert_output_values(output_values: Sequence[Any], module_set: set[str]) -> list[str]:
    """Return the names of all values; raises ValueError with everything that is wrong."""
    names: list[str] = []
    errors: list[str] = []
    for value in output_values:
        name, error = convert_output_value(value, module_set)
        if error is not None:
            errors.append(error)
        elif name is not None:
            names.append(name)
    if errors:
        listed = "\n  ".join(sorted(errors))
        raise ExecutionRequestError(f"{len(errors)} errors encountered:\n  {listed}")
    return names
