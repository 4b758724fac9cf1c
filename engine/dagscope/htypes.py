"""The type rules: which value may flow where. It knows types alone, neither nodes nor graphs."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Protocol, TypeVar, Union, get_args, get_origin

column = Annotated

ANNOTATE_ALLOWED = True
COLUMN_TYPE = "column_type"
SequentialElement = TypeVar("SequentialElement", covariant=True)
ParallelizableElement = TypeVar("ParallelizableElement", covariant=True)
CollectElement = TypeVar("CollectElement", covariant=True)

_UNION_ORIGINS: tuple[Any, ...] = (Union, types.UnionType)
_SERIES_ELEMENTS = (int, float, str, bool)


class InvalidTypeException(Exception):
    """A type annotation that a dataflow cannot use."""


class Parallelizable(Iterable[ParallelizableElement], Protocol[ParallelizableElement]):
    """Return type of a function whose elements are worked on in parallel."""


class Collect(Iterable[CollectElement], Protocol[CollectElement]):
    """Parameter type that gathers the results of the parallel branches."""


def is_parallelizable_type(type_: Any) -> bool:
    """Whether the type is `Parallelizable[...]`."""
    return get_origin(type_) is Parallelizable


def _is_annotated_type(type_: Any) -> bool:
    return get_origin(type_) is Annotated


def _strip_annotated(type_: Any) -> Any:
    while get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    return type_


def _is_union(type_: Any) -> bool:
    return get_origin(type_) in _UNION_ORIGINS


def _safe_subclass(candidate_type: Any, base_type: Any) -> bool:
    """`issubclass` that answers False where a class check makes no sense."""
    if not (isinstance(candidate_type, type) and isinstance(base_type, type)):
        return False
    try:
        return issubclass(candidate_type, base_type)
    except TypeError:  # A TypedDict, or a protocol with data members, refuses class checks.
        return False


def _is_container(origin: Any) -> bool:
    """Whether a bare class and its parametrised form say the same: true for the standard containers."""
    return isinstance(origin, type) and origin.__module__ in ("builtins", "collections", "collections.abc")


def custom_subclass_check(requested_type: Any, param_type: Any) -> bool:
    """Whether a value of `requested_type` may be given where `param_type` is asked for."""
    requested, param = _strip_annotated(requested_type), _strip_annotated(param_type)
    if requested is param or requested == param or param is Any:
        return True
    if _is_union(param):
        if _is_union(requested):
            return set(get_args(requested)) == set(get_args(param))
        requested = type(None) if requested is None else requested
        return any(custom_subclass_check(requested, each) for each in get_args(param))
    requested_origin, param_origin = get_origin(requested), get_origin(param)
    if requested_origin is Parallelizable and param_origin is not Parallelizable:
        return custom_subclass_check(get_args(requested)[0], param)
    if param_origin is Collect:
        return custom_subclass_check(requested, get_args(param)[0])
    if requested_origin is None and param_origin is None:
        return _safe_subclass(requested, param)
    if requested_origin is not None and param_origin is not None:
        return _safe_subclass(requested_origin, param_origin) and get_args(requested) == get_args(param)
    if requested_origin is not None:
        return _is_container(requested_origin) and _safe_subclass(requested_origin, param)
    return _is_container(param_origin) and _safe_subclass(requested, param_origin)


def types_match(param_type: Any, required_node_type: Any) -> bool:
    """Whether a node of type `required_node_type` may feed a parameter of type `param_type`."""
    if required_node_type is Any:
        return True
    if isinstance(required_node_type, TypeVar) or isinstance(param_type, TypeVar):
        return bool(required_node_type == param_type)
    if required_node_type == param_type:
        return True
    return custom_subclass_check(required_node_type, param_type)


def get_type_as_string(type_: Any) -> str | None:
    """A short name of a type: the class's own, without arguments."""
    if _is_annotated_type(type_):
        text: str | None = str(type_)
        return text
    if getattr(type_, "__name__", None):
        return str(type_.__name__)
    if getattr(type_, "_name", None):
        return str(type_._name)
    return None if type_ is None else str(type_)
