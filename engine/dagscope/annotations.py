"""Reads a function's parameters and type hints, quickly and exactly. It judges nothing and builds no nodes.

`typing.get_type_hints` and `inspect.signature` are right but cost thirty times as much as reading a plain function's
code object, so the plain cases go a short way and everything else goes through them.
"""

from __future__ import annotations

import builtins
import inspect
import types
import typing
from collections.abc import Callable
from typing import Any

EMPTY: Any = inspect.Parameter.empty
VARIADIC = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
_IMPLICIT_OPTIONAL = __import__("sys").version_info < (3, 11)


def is_class(type_: Any) -> bool:
    """Return whether `issubclass` accepts it: `list[int]` calls itself a type on Python 3.10, and is none."""
    return isinstance(type_, type) and not isinstance(type_, types.GenericAlias)


def class_behind(type_: Any) -> type | None:
    """Return the class that values of the type have, `dict` for `dict[str, int]`; None where it is no single class."""
    while (origin := typing.get_origin(type_)) is not None:
        type_ = typing.get_args(type_)[0] if origin is typing.Annotated else origin
    class_: type | None = type_ if is_class(type_) else None
    return class_


def is_wrapper(fn: Callable[..., Any]) -> bool:
    """Return whether the function stands for another one whose signature and hints count."""
    attributes: Any = getattr(fn, "__dict__", None)  # functions written in C have none
    return bool(attributes) and ("__wrapped__" in attributes or "__signature__" in attributes)


def parameters_of(fn: Callable[..., Any]) -> list[tuple[str, Any]]:
    """Return parameter names with their defaults (`inspect.Parameter.empty` where there is none), in order."""
    if type(fn) is not types.FunctionType or is_wrapper(fn):
        return [(name, each.default) for name, each in inspect.signature(fn).parameters.items()]
    code = fn.__code__
    if code.co_flags & VARIADIC:
        return [(name, each.default) for name, each in inspect.signature(fn).parameters.items()]
    positional = code.co_argcount
    defaults = fn.__defaults__ or ()
    first_default = positional - len(defaults)
    found = [
        (name, defaults[index - first_default] if index >= first_default else EMPTY)
        for index, name in enumerate(code.co_varnames[:positional])
    ]
    if code.co_kwonlyargcount:
        keywords = fn.__kwdefaults__ or {}
        names = code.co_varnames[positional : positional + code.co_kwonlyargcount]
        found.extend((name, keywords.get(name, EMPTY)) for name in names)
    return found


def parameter_problem(fn: Callable[..., Any]) -> str | None:
    """Return what is wrong with a parameter that cannot be passed by name, as nodes are; None where all can."""
    if type(fn) is types.FunctionType and not is_wrapper(fn):
        code = fn.__code__
        if not (code.co_flags & VARIADIC or code.co_posonlyargcount):
            return None
    if isinstance(getattr(fn, "registry", None), types.MappingProxyType) and hasattr(fn, "dispatch"):
        return (
            f"{fn.__qualname__} is a functools.singledispatch function, which chooses by its first argument by "
            "position, and nodes are passed by name. Write a function that calls it."
        )
    for name, each in inspect.signature(fn).parameters.items():
        if each.kind is each.VAR_POSITIONAL or each.kind is each.VAR_KEYWORD:
            stars = "*" if each.kind is each.VAR_POSITIONAL else "**"
            return (
                f"{fn.__qualname__} takes {stars}{name}, and a node is passed by name, one to a parameter. Write a "
                "parameter for each node it reads, or bind a list or dict of them with @inject(... = group(...))."
            )
        if each.kind is each.POSITIONAL_ONLY:
            return (
                f"{fn.__qualname__} takes {name} by position only, and nodes are passed by name. "
                "Take the slash out of its parameters."
            )
    return None


def annotations_of(fn: Callable[..., Any]) -> dict[str, Any]:
    """Return the resolved type hints, extras (`Annotated`) kept; raises NameError for a name that is not there."""
    if type(fn) is types.FunctionType and "__wrapped__" not in fn.__dict__:
        found = _read_plain(fn)
        if found is not None:
            return found
    elif is_wrapper(fn):
        inspect.unwrap(fn)  # one that wraps itself is refused; `get_type_hints` would follow it without an end
    return typing.get_type_hints(fn, include_extras=True)


def _read_plain(fn: types.FunctionType) -> dict[str, Any] | None:
    """Return the hints when each is a class, or a string that names one; None when more is needed."""
    if _IMPLICIT_OPTIONAL and fn.__defaults__ and None in fn.__defaults__:
        return None
    hints = fn.__annotations__
    for value in hints.values():
        if type(value) is not type:
            break
    else:
        return hints
    resolved = {}
    for name, value in hints.items():
        if isinstance(value, str):
            value = _lookup(value, fn.__globals__)
        if value is None:
            if hints[name] is not None and hints[name] != "None":
                return None
            value = type(None)
        elif not is_class(value) and (isinstance(hints[name], str) or not holds_no_names(value)):
            return None
        resolved[name] = value
    return resolved


def holds_no_names(hint: Any) -> bool:
    """Return whether a hint such as `Optional[int]` has no text inside that would have to be looked up."""
    if issubclass(type(hint), type):  # what a class of classes says of itself is code of the project's
        return False
    try:
        known = _NAMELESS.get(hint)
    except TypeError:  # A hint without a hash, such as Annotated with a list in it.
        return False
    if known is None:
        if len(_NAMELESS) > 4096:  # Hints of modules that were reloaded must not live for ever.
            _NAMELESS.clear()
        text = repr(hint)
        known = _NAMELESS[hint] = "ForwardRef" not in text and "'" not in text
    return known


_NAMELESS: dict[Any, bool] = {}


def _lookup(text: str, namespace: dict[str, Any]) -> Any:
    """Return the object a plain or dotted name stands for, or None when it is no such name."""
    first, *rest = text.split(".")
    if first in namespace:
        value = namespace[first]
    else:
        value = getattr(builtins, first, None)
    for part in rest:
        value = getattr(value, part, None)
    return value
