"""Makes loader and saver dataclasses from one line each: their arguments and the library function they call."""

from __future__ import annotations

import ast
import collections.abc
import contextlib
import csv
import dataclasses
import datetime
import functools
import importlib
import inspect
import io
import operator
import pathlib
import sqlite3
import typing
from collections.abc import Callable, Collection, Mapping
from typing import Any

_NAMES: dict[str, Any] = {**vars(typing), **vars(collections.abc), **vars(io), "Path": pathlib.Path}
_NAMES.update(csv=csv, datetime=datetime, sqlite3=sqlite3)


def read_arguments(text: str) -> dict[str, Any]:
    """Return the arguments of a line such as `path sep=',' nrows=None`: name to default, MISSING if there is none.

    A default is a Python literal without spaces.
    """
    arguments: dict[str, Any] = {}
    for entry in text.split():
        name, equals, default = entry.partition("=")
        arguments[name] = ast.literal_eval(default) if equals else dataclasses.MISSING
    return arguments


def read_types(types: Mapping[str, str], **libraries: Any) -> dict[str, Any]:
    """Return argument name to type, from the types as text with the names of the arguments that have each.

    Args:
        types: such as `{"str | None": "sep delimiter"}`.
        libraries: the modules whose names the types use, by the name they use.
    """
    known = {**_NAMES, **libraries}
    return {name: eval(text, known) for text, names in types.items() for name in names.split()}


def classes_of(*paths: str) -> Any:
    """Return the union of the classes whose libraries are installed; a class that nothing is of if none is.

    Args:
        paths: full names of classes.
    """
    found: list[Any] = []
    for path in paths:
        module, _, name = path.rpartition(".")
        with contextlib.suppress(ImportError):
            found.append(getattr(importlib.import_module(module), name))
    return functools.reduce(operator.or_, found) if found else typing.NoReturn


def make_adapter(
    name: str,
    key: str,
    base: type,
    types: Collection[Any],
    arguments: str,
    *,
    module: str,
    doc: str,
    annotations: Mapping[str, Any] | None = None,
    **members: Any,
) -> Any:
    """Return a loader or saver class.

    Args:
        name: the class's name.
        key: what users write after `load_from.`, `to.` ...
        base: the class that loads or saves, with these arguments as attributes.
        types: what it loads or saves.
        arguments: see `read_arguments`.
        module: where the class is found.
        doc: its docstring.
        annotations: the types of the arguments; those that are not among them take anything.
        **members: more class attributes.
    """
    fields: list[Any] = []
    for argument, default in read_arguments(arguments).items():
        annotation = (annotations or {}).get(argument, Any)
        if default is dataclasses.MISSING:
            fields.append((argument, annotation))
        else:
            fields.append((argument, annotation, dataclasses.field(default=default)))

    def applicable_types(cls: type) -> Collection[Any]:
        return list(types)

    def adapter_name(cls: type) -> str:
        return key

    namespace = {
        "applicable_types": classmethod(applicable_types),
        "name": classmethod(adapter_name),
        "__module__": module,
        "__doc__": doc,
        **members,
    }
    made = dataclasses.make_dataclass(name, fields, bases=(base,), namespace=namespace)
    made.__module__ = module
    return made


def call_arguments(adapter: Any, function: Callable[..., Any], without: Collection[str] = ()) -> dict[str, Any]:
    """Return the adapter's arguments as the library function takes them.

    Left out are those that are None, and those at their default that this version of the library no longer knows:
    an option that a user sets goes to the library, which says what it thinks of it.

    Args:
        adapter: a loader or saver.
        function: what will be called.
        without: arguments that are passed some other way.
    """
    return renamed_arguments(adapter, function, {}, without)


def renamed_arguments(
    adapter: Any, function: Callable[..., Any], renames: dict[str, str | None], without: Collection[str] = ()
) -> dict[str, Any]:
    """Return the arguments of `call_arguments` under the names this version of the library has for them.

    Args:
        adapter: a loader or saver.
        function: what will be called.
        renames: new names of arguments; None for those that are gone and mean nothing any more.
        without: arguments that are passed some other way.
    """
    known = inspect.signature(function).parameters
    chosen: dict[str, Any] = {}
    for field in dataclasses.fields(adapter):
        given = getattr(adapter, field.name)
        if field.name in without or given is None:
            continue
        is_default = type(given) is type(field.default) and given == field.default
        name = field.name if field.name in known else renames.get(field.name, field.name)
        if name is not None and (field.name in known or not is_default):
            chosen[name] = given
    return chosen
