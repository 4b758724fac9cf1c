# ruff: noqa: UP006, UP007, UP035, UP045
"""The type rules, row by row: what may be connected, and which values are inputs of which type."""

from __future__ import annotations

import collections.abc
import enum
from typing import (
    Annotated,
    Any,
    Callable,
    Dict,
    Generic,
    Iterable,
    List,
    Literal,
    Mapping,
    NewType,
    Optional,
    Protocol,
    Sequence,
    Set,
    Tuple,
    Type,
    TypedDict,
    TypeVar,
    Union,
    runtime_checkable,
)

import numpy as np
import pandas as pd
import pytest
from dagscope import htypes
from dagscope.htypes import Collect, Parallelizable, check_input_type, check_instance, types_match

T = TypeVar("T")
UserId = NewType("UserId", int)


class Base: ...


class Sub(Base): ...


class Number(enum.IntEnum):
    ONE = 1


class Colour(enum.Enum):
    RED = 1


@runtime_checkable
class Named(Protocol):
    def name(self) -> str: ...


class Thing:
    def name(self) -> str:
        return "thing"


class Record(TypedDict):
    a: int


class Box(Generic[T]): ...


class IntBox(Box[int]): ...


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (int, Any), (Any, int), (Any, List[str]), (int, object), (bool, int), (Sub, Base), (Thing, Named),
        (np.float64, float), (Number, int), (int, Optional[int]), (int, Union[int, str]),
        (Union[int, str], Union[str, int]), (int | str, Union[str, int]), (type(None), Optional[int]),
        (list, Optional[List[int]]), (List[int], Union[List[int], str]), (list, List), (List, list), (List[int], list),
        (list, List[int]), (list[int], List[int]), (List[int], Sequence[int]), (List[int], Iterable[int]),
        (Dict[str, int], Mapping[str, int]), (Dict[str, int], dict), (dict, Dict[str, int]), (Tuple[int, str], tuple),
        (Set[int], set), (Type[int], type), (Annotated[int, "m"], int), (int, Annotated[int, "m"]),
        (Annotated[int, "m"], Annotated[int, "n"]), (Literal["a"], Literal["a"]), (T, T), (Any, T), (Record, dict),
        (Record, Dict[str, Any]), (Record, Mapping[str, Any]), (IntBox, Box), (Callable, Callable),
        (Callable[[int], int], Callable[[int], int]), (Parallelizable[int], int), (Parallelizable[bool], int),
        (Parallelizable[int], Parallelizable[int]), (int, Collect[int]), (bool, Collect[int]), (Box[int], object),
        (Literal["a"], object), (UserId, object), (Callable, object), (Annotated[List[int], "m"], list),
    ],
)  # fmt: skip
def test_types_that_match(given: Any, wanted: Any) -> None:
    assert types_match(wanted, given)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (object, int), (int, float), (float, int), (int, bool), (Base, Sub), (np.int64, int), (Colour, int),
        (int, UserId), (Optional[int], int), (Union[int, str], int), (List[int], List[str]), (List[bool], List[int]),
        (Tuple[int, str], Tuple[int, int]), (Tuple[int, ...], Tuple[int, int]), (str, Literal["a"]), (T, int),
        (dict, Record), (Parallelizable[int], List[int]), (Optional[int], Collect[int]),
    ],
)  # fmt: skip
def test_types_that_do_not_match(given: Any, wanted: Any) -> None:
    assert not types_match(wanted, given)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (int, True), (List[int], ["a"]), (List[int], [1, "a"]), (List[int], (1, 2)), (List[int], []), (Set[int], [1]),
        (Set[int], {"a"}), (Iterable[int], {1}), (Sequence[str], "abc"), (Dict[str, int], {"a": "b"}), (T, object()),
        (Literal["a", "b"], "a"), (Annotated[int, "m"], 1), (float, np.float64(1)), (Optional[int], None), (Any, 1),
        (Union[int, str], "a"), (pd.DataFrame, pd.DataFrame()), (Named, Thing()), (Record, {"a": 1}), (Type[int], bool),
        (Type[int], str), (Callable, print), (Callable[[int], str], print),
        (Box, IntBox()), (htypes.column[pd.Series, int], pd.Series([1])),
    ],
)  # fmt: skip
def test_values_that_are_accepted(type_: Any, value: Any) -> None:
    assert check_input_type(type_, value)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (int, 1.0), (float, 1), (bool, 1), (int, np.int64(1)), (Tuple[int, str], ("a", 1)),
        (Iterable[int], "abc"), (Mapping[str, int], [1]), (UserId, "a"), (Literal["a"], "b"),
        (Sub, Base()), (List[int], {1}), (Type[int], 1), (Callable, 1), (int, None),
    ],
)  # fmt: skip
def test_values_that_are_rejected(type_: Any, value: Any) -> None:
    assert not check_input_type(type_, value)


def test_looking_at_an_iterator_does_not_use_it_up() -> None:
    numbers = iter([1, 2])

    assert check_input_type(Iterable[int], numbers)
    assert list(numbers) == [1, 2]


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ([1, 2], List[int], True), ([1, "a"], List[int], False), ({"a": 1}, Dict[str, int], True),
        ({"a": "b"}, Dict[str, int], False), ((1, "a"), Tuple[int, str], True), ((1, 2), Tuple[int, str], False),
        ((1, 2, 3), Tuple[int, ...], True), ({"a": [1]}, Mapping[str, List[int]], True), (None, Optional[int], True),
        (1, Literal[1, 2], True), (1, Annotated[int, "m"], True), ("a", Any, True), (Sub(), Base, True),
        (None, None, True), ([], List[int], True), ({1, "a"}, collections.abc.Collection[int], False), (int,
            Type[int], True),
    ],
)  # fmt: skip
def test_check_instance_looks_at_every_element(value: Any, type_: Any, expected: bool) -> None:
    assert check_instance(value, type_) is expected


@pytest.mark.parametrize(
    ("type_", "expected"),
    [(int, "int"), (List[int], "List"), (list[int], "list"), (Optional[int], Optional[int].__name__),
        (Annotated[int, "m"], "int"), (Any, "Any"), (None, "None"), (pd.DataFrame, "DataFrame")],
)  # fmt: skip
def test_type_as_string(type_: Any, expected: str) -> None:
    assert htypes.get_type_as_string(type_) == expected


def test_column_annotations() -> None:
    assert htypes.validate_type_annotation(htypes.column[pd.Series, int])
    assert htypes.get_type_information(htypes.column[pd.Series, int]) == (pd.Series, [int])
    with pytest.raises(htypes.InvalidTypeException):
        htypes.validate_type_annotation(htypes.column[int, int])
    with pytest.raises(htypes.InvalidTypeException):
        htypes.validate_type_annotation(htypes.column[pd.Series, dict])
