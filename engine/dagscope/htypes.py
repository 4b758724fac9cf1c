"""The type rules: which value may flow where. It knows types alone, neither nodes nor graphs."""

from __future__ import annotations

import collections.abc
import inspect
import sys
import types
import typing
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Protocol, TypeVar, Union, get_args, get_origin

from dagscope.class_home import home_of
from dagscope.errors import DagscopeError
from dagscope.type_match import is_narrower, plain_type

column = Annotated

# parity: hamilton.htypes.ANNOTATE_ALLOWED
ANNOTATE_ALLOWED = True
COLUMN_TYPE = "column_type"
SequentialElement = TypeVar("SequentialElement", covariant=True)
ParallelizableElement = TypeVar("ParallelizableElement", covariant=True)
CollectElement = TypeVar("CollectElement", covariant=True)

_UNION_ORIGINS: tuple[Any, ...] = (Union, types.UnionType)
_valid_series_annotations = (int, float, str, bool)
# What a generic without arguments has for them; projects that read annotations compare with it.
# parity: hamilton.htypes.BASE_ARGS_FOR_GENERICS
BASE_ARGS_FOR_GENERICS = (typing.T,)  # type: ignore[attr-defined]


class InvalidTypeException(DagscopeError):
    """A type annotation that a dataflow cannot use."""


class Parallelizable(Iterable[ParallelizableElement], Protocol[ParallelizableElement]):
    """Return type of a function whose elements are worked on in parallel.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.htypes import Collect, Parallelizable
        >>> def word(text: str) -> Parallelizable[str]:
        ...     yield from text.split()
        >>> def length(word: str) -> int:
        ...     return len(word)
        >>> def lengths(length: Collect[int]) -> list[int]:
        ...     return list(length)
        >>> module = ad_hoc_utils.create_temporary_module(word, length, lengths)
        >>> dr = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True).build()
        >>> dr.execute(["lengths"], inputs={"text": "to whom it may concern"})
        {'lengths': [2, 4, 2, 3, 7]}
    """


class Collect(Iterable[CollectElement], Protocol[CollectElement]):
    """Parameter type that gathers the results of the parallel branches."""


# parity: hamilton.htypes.is_parallelizable_type
def is_parallelizable_type(type_: Any) -> bool:
    """Return whether the type is `Parallelizable[...]`."""
    return get_origin(type_) is Parallelizable


def _is_annotated_type(type_: Any) -> bool:
    return get_origin(type_) is Annotated


def _strip_annotated(type_: Any) -> Any:
    while get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    return type_


def _safe_subclass(candidate_type: Any, base_type: Any) -> bool:
    """Return `issubclass`, or False where a class check makes no sense."""
    if not (isinstance(candidate_type, type) and isinstance(base_type, type)):
        return False
    try:
        return issubclass(candidate_type, base_type)
    except TypeError:  # A TypedDict, or a protocol with data members, refuses class checks.
        return False


def _parts(type_: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a class with its arguments; `List` and `list` are one bare class."""
    origin = get_origin(type_)
    return (type_, ()) if origin is None else (origin, get_args(type_))


def custom_subclass_check(requested_type: Any, param_type: Any) -> bool:
    """Return whether a value of `requested_type` may be given where `param_type` is asked for."""
    requested, param = plain_type(requested_type), plain_type(param_type)
    if requested is Any:  # a class since 3.11, a special form before: the same answer for both
        return param is Any or param is object
    (origin, arguments), param_origin = _parts(requested), get_origin(param)
    if origin is Parallelizable and param_origin is not Parallelizable and arguments and param is not Any:
        return custom_subclass_check(arguments[0], param)
    if param_origin is Collect and origin is not Collect:
        return custom_subclass_check(requested, get_args(param)[0])
    # `ndarray` and `NDArray[...]` say the same.
    if arguments and not get_args(param) and origin is param:
        return True
    return is_narrower(requested, param)


def types_match(param_type: Any, required_node_type: Any) -> bool:
    """Return whether a node of type `required_node_type` may feed a parameter of type `param_type`."""
    if plain_type(required_node_type) is Any or param_type == required_node_type:
        return True
    return custom_subclass_check(required_node_type, param_type)


def get_type_as_string(type_: Any) -> str:
    """Return a short name of a type: the class's own, without arguments."""
    type_ = _strip_annotated(type_)
    for attribute in ("__name__", "_name"):
        if getattr(type_, attribute, None):
            return str(getattr(type_, attribute))
    return repr(type_)


def get_type_information(some_type: Any) -> tuple[Any, list[Any]]:
    """Return the type without its annotations, and the annotations."""
    if _is_annotated_type(some_type):
        base, *extras = get_args(some_type)
        return base, extras
    return some_type, []


def _is_valid_series_type(candidate_type: Any) -> bool:
    registered = sys.modules.get("dagscope.registry")
    known = getattr(registered, "DF_TYPE_AND_COLUMN_TYPES", {})
    if any(_safe_subclass(candidate_type, each.get(COLUMN_TYPE)) for each in known.values()):
        return True
    module = home_of(candidate_type)
    return candidate_type.__name__ == "Series" and module.split(".")[0] in ("pandas", "polars")


# parity: hamilton.htypes.validate_type_annotation
def validate_type_annotation(annotation: Any) -> bool:
    """Return whether a return annotation can be used; raises InvalidTypeException for a wrong `column[...]`."""
    if not _is_annotated_type(annotation):
        return True
    base, extras = get_type_information(annotation)
    if not isinstance(base, type) or not _is_valid_series_type(base):
        raise InvalidTypeException(f"{base} is no column type: `column` takes a registered series type first.")
    if len(extras) != 1 or not any(custom_subclass_check(extras[0], each) for each in _valid_series_annotations):
        raise InvalidTypeException(f"{extras} is no element type of a column: use one of {_valid_series_annotations}.")
    return True


def check_input_type(node_type: Any, input_value: Any) -> bool:
    """Return whether a value may be an input of this type; only a container's first element is looked at."""
    if type(node_type) is type:
        return isinstance(input_value, node_type)
    node_type = _plain_input_type(node_type)
    if node_type is Any or isinstance(node_type, TypeVar):
        return True
    origin, arguments = get_origin(node_type), get_args(node_type)
    if origin is None:
        return _is_plain_instance(input_value, node_type)
    if origin is Literal:
        return _is_one_of(input_value, arguments)
    if origin in _UNION_ORIGINS:
        return any(check_input_type(each, input_value) for each in arguments)
    if origin is type:
        return isinstance(input_value, type)
    if origin is collections.abc.Callable:
        return callable(input_value)
    if type(input_value) is origin and origin is not tuple:
        return True
    if origin in (list, collections.abc.Sequence):
        return isinstance(input_value, collections.abc.Sequence) and _first_element_fits(arguments, input_value)
    if origin in (set, collections.abc.Iterable, Parallelizable, Collect):
        return _first_element_fits(arguments, input_value)
    if origin is tuple:
        return check_instance(input_value, node_type)
    return isinstance(origin, type) and _is_plain_instance(input_value, origin)


def _plain_input_type(type_: Any) -> Any:
    """Return the type whose instances an input's values are: of a `NewType` its base."""
    type_ = plain_type(type_)
    while hasattr(type_, "__supertype__"):
        type_ = plain_type(type_.__supertype__)
    return str if type_ is getattr(typing, "LiteralString", None) else type_


def _first_element_fits(arguments: tuple[Any, ...], value: Any) -> bool:
    if not isinstance(value, Iterable):
        return False
    if not arguments:
        return True
    if isinstance(value, collections.abc.Iterator):  # Taking its first element would lose it.
        return True
    return all(check_input_type(arguments[0], each) for each, _ in zip(value, range(1)))


def _is_plain_instance(value: Any, class_: Any) -> bool:
    if typing.is_typeddict(class_):
        return isinstance(value, dict)
    if not inspect.isclass(class_):
        return False
    try:
        return isinstance(value, class_)
    except TypeError:  # A protocol that is not runtime checkable says nothing about a value.
        return True


def _is_one_of(value: Any, choices: tuple[Any, ...]) -> bool:
    return any(type(value).__hash__ is not None and value == each for each in choices)


def check_instance(obj: Any, type_: Any) -> bool:
    """Return whether a value is of a type, its elements included."""
    type_ = _strip_annotated(type_)
    if type_ is Any or isinstance(type_, TypeVar):
        return True
    if type_ is None:
        return obj is None
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is None:
        return _is_plain_instance(obj, type_)
    if origin is Literal:
        return _is_one_of(obj, arguments)
    if origin in _UNION_ORIGINS:
        return any(check_instance(obj, each) for each in arguments)
    if origin is type:
        return isinstance(obj, type) and (not arguments or _safe_subclass(obj, arguments[0]))
    if not _is_plain_instance(obj, origin):
        return False
    return not arguments or _elements_fit(obj, arguments)


def _elements_fit(obj: Any, arguments: tuple[Any, ...]) -> bool:
    if isinstance(obj, tuple) and not (len(arguments) == 2 and arguments[1] is Ellipsis) and len(arguments) > 1:
        return len(obj) == len(arguments) and all(map(check_instance, obj, arguments))
    if isinstance(obj, collections.abc.Mapping) and len(arguments) == 2:
        key_type, value_type = arguments
        return all(check_instance(k, key_type) and check_instance(v, value_type) for k, v in obj.items())
    if isinstance(obj, collections.abc.Collection):
        return all(check_instance(each, arguments[0]) for each in obj)
    return True
