# ruff: noqa: UP006, UP007, UP035, UP045
"""The right answer for pairs of types, as a type checker gives it: may the first feed a parameter of the second?

What Hamilton says otherwise is in docs/differences.md.
"""

from __future__ import annotations

import collections
import collections.abc as abc
import enum
import sys
from typing import (
    Annotated,
    Any,
    Awaitable,
    Callable,
    ChainMap,
    Collection,
    Coroutine,
    Counter,
    DefaultDict,
    Deque,
    Dict,
    FrozenSet,
    Generator,
    Generic,
    Iterable,
    Iterator,
    List,
    Literal,
    Mapping,
    MutableMapping,
    NamedTuple,
    NewType,
    NoReturn,
    Optional,
    OrderedDict,
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
import numpy.typing as npt
import pandas as pd
import pytest
from dagscope.htypes import Collect, Parallelizable, types_match

T = TypeVar("T")
C = TypeVar("C", covariant=True)
Bound = TypeVar("Bound", bound=int)
OneOf = TypeVar("OneOf", int, str)
Uid = NewType("Uid", int)
Small = NewType("Small", Uid)
Names = NewType("Names", List[str])


class Base: ...


class Sub(Base): ...


class Colour(enum.Enum):
    RED = 1


class Box(Generic[T]): ...


class View(Generic[C]): ...


class IntBox(Box[int]): ...


class Pair(Box[T], Generic[T]): ...


class Rows(List[int]): ...


class Table(Dict[str, T]): ...


class Point(NamedTuple):
    x: int
    y: str


class Record(TypedDict):
    a: int


class Wider(Record):
    b: str


class Same(TypedDict):
    a: int


class Loose(TypedDict, total=False):
    a: int


class Named(Protocol):
    def name(self) -> str: ...


@runtime_checkable
class Sized2(Protocol):
    size: int


class Thing:
    size: int

    def name(self) -> str:
        return ""


YES: list[tuple[Any, Any]] = [
    # equal, in two spellings, at any depth
    (int, int), (list[int], List[int]), (Dict[str, List[int]], dict[str, list[int]]), (type[int], Type[int]),
    (Optional[List[int]], list[int] | None), (Dict[str, Optional[int]], dict[str, int | None]),
    (List[Dict[str, Tuple[int, ...]]], list[dict[str, tuple[int, ...]]]), (abc.Sequence[int], Sequence[int]),
    (abc.Callable[[int], str], Callable[[int], str]), (Union[int, str], str | int),
    (List[Union[int, str]], list[str | int]), (collections.OrderedDict[str, int], OrderedDict[str, int]),
    (None, type(None)), (type(None), None), (Set[FrozenSet[int]], set[frozenset[int]]),
    # classes
    (bool, int), (Sub, Base), (Sub, object), (np.float64, float), (pd.DataFrame, object),
    # Any and generics without arguments
    (Any, int), (int, Any), (List[Any], List[int]), (List[int], List[Any]), (Dict[str, int], Dict[str, Any]),
    (list, List[int]), (List[int], list), (List[List[int]], List[list]), (Box[int], Box), (Box, Box[int]),
    (Dict[str, int], Mapping), (dict, Mapping[str, int]), (List[int], List), (Tuple[int, str], tuple),
    (Callable[[int], int], Callable), (Callable, Callable[[int], int]), (Type[int], type), (View[int], View),
    # unions
    (int, Optional[int]), (None, Optional[int]), (Optional[int], Union[int, str, None]), (int | str, int | str | float),
    (Union[bool, int], int), (Union[Sub, Base], Base), (Union[int, str], object), (List[int], Union[list[int], str]),
    (Optional[List[int]], Union[list[int], Dict[str, int], None]), (Union[int, str], Any), (bool | None, int | None),
    (Union[Sub, bool], Union[Base, int]), (Optional[Sub], Optional[Base]), (list | None, Optional[List[int]]),
    # literals
    (Literal["a"], str), (Literal["a", "b"], str), (Literal["a"], Literal["a", "b"]), (Literal[1], int),
    (Literal[True], bool), (Literal[True], int), (Literal[1, "a"], Union[int, str]), (Literal["a"], Optional[str]),
    (Literal[Colour.RED], Colour), (Literal["b", "a"], Literal["a", "b"]), (Literal["a", None], Optional[str]),
    (Literal["a"], Union[Literal["a"], int]), (Literal["a"], object), (Literal["a", 1], Literal["a"] | int),
    (Tuple[Literal["a"], int], Tuple[str, int]), (Sequence[Literal["a"]], Sequence[str]),
    # new types
    (Uid, int), (Small, int), (Small, Uid), (Uid, Optional[int]), (Uid, object), (Names, List[str]), (Names, list),
    (Names, Sequence[str]), (Sequence[Uid], Sequence[int]), (Tuple[Uid, ...], tuple[int, ...]), (Uid, Uid),
    # containers that are only read
    (List[int], Sequence[int]), (List[bool], Sequence[int]), (List[int], Iterable[int]), (List[int], Collection[int]),
    (Sequence[Sub], Sequence[Base]), (Dict[str, int], Mapping[str, int]), (Dict[str, bool], Mapping[str, int]),
    (Dict[str, int], Iterable[str]), (Mapping[str, int], Collection[str]), (Set[int], Iterable[int]),
    (FrozenSet[bool], FrozenSet[int]), (Generator[int, None, None], Iterator[int]), (Iterator[int], Iterable[int]),
    (Generator[bool, None, None], Iterable[int]), (str, Sequence[str]), (str, Iterable[str]), (bytes, Sequence[int]),
    (range, Sequence[int]), (Deque[int], Iterable[int]), (DefaultDict[str, int], Dict[str, int]),
    (Counter[str], Mapping[str, int]), (Counter[str], Dict[str, int]), (ChainMap[str, int], Mapping[str, int]),
    (OrderedDict[str, int], dict[str, int]), (Dict[str, int], MutableMapping[str, int]), (View[bool], View[int]),
    (Coroutine[Any, Any, int], Awaitable[int]), (Type[bool], Type[int]),
    # tuples
    (Tuple[int, str], tuple[int, str]), (Tuple[bool, str], Tuple[int, str]), (Tuple[int, int], Tuple[int, ...]),
    (Tuple[bool, ...], Tuple[int, ...]), (Tuple[int, str], Sequence[Union[int, str]]), (Tuple[int, ...], Iterable[int]),
    (Point, Tuple[int, str]), (Point, tuple),
    # classes of a project with arguments
    (IntBox, Box[int]), (IntBox, Box), (Pair[int], Box[int]), (Rows, List[int]), (Rows, Sequence[int]),
    (Table[int], Dict[str, int]), (Table[int], Mapping[str, int]), (Pair, Box[int]),
    # TypedDict and protocols
    (Record, Mapping[str, int]), (Record, dict), (Wider, Record), (Record, Same), (Record, Mapping[str, object]),
    (Record, Dict[str, Any]), (Thing, Named), (Thing, Sized2), (Sub, abc.Hashable), (List[int], abc.Sized),
    # callables
    (Callable[[int], bool], Callable[[int], int]), (Callable[[Base], int], Callable[[Sub], int]),
    (Callable[..., int], Callable[[int], int]), (Callable[[int], int], Callable[..., Any]),
    # annotated, variables, and what never comes
    (Annotated[int, "m"], int), (List[Annotated[int, "m"]], List[int]), (Annotated[List[int], 1], Annotated[list[int],
        2]),
    (int, T), (bool, Bound), (Bound, int), (OneOf, Union[int, str]), (str, OneOf), (T, Any), (T, T), (NoReturn, int),
    # what Hamilton adds
    (Parallelizable[int], int), (Parallelizable[List[int]], list[int]), (List[int], Collect[list[int]]),
    (Literal["a"], Collect[str]), (npt.NDArray[np.float64], np.ndarray), (np.ndarray, npt.NDArray[np.float64]),
]  # fmt: skip

NO: list[tuple[Any, Any]] = [
    (int, str), (int, float), (float, int), (Base, Sub), (object, int), (int, bool), (int, None), (None, int),
    (List[int], List[str]), (Dict[str, List[int]], Dict[str, List[str]]), (List[bool], List[int]),
    (Dict[str, bool], Dict[str, int]), (Set[bool], Set[int]), (Sequence[int], List[int]), (Iterable[int],
        Sequence[int]),
    (Mapping[str, int], Dict[str, int]), (Dict[str, int], Dict[int, int]), (Dict[str, int], Iterable[int]),
    (List[Optional[int]], List[int]), (List[int], List[Optional[int]]), (List[Literal["a"]], List[str]),
    (List[Uid], List[int]), (Optional[int], int), (Union[int, str], int), (Union[int, str, None], Optional[int]),
    (int | str | float, int | str), (Optional[List[int]], List[int]), (str, Literal["a"]), (Literal["a", "c"],
        Literal["a", "b"]),
    (Literal["a"], int), (Literal[1], Literal[True]), (Literal[1], str), (Literal["a", 1], str), (int, Uid), (Uid, str),
    (Uid, Small), (Uid, Names), (List[str], Names), (Names, List[int]), (str, Sequence[int]), (bytes, Sequence[str]),
    (Tuple[int, str], Tuple[int, int]), (Tuple[int, ...], Tuple[int, int]), (Tuple[int], Tuple[int, int]),
    (Tuple[int, str], Tuple[int, ...]), (Tuple[int, str], Sequence[int]), (Point, Tuple[str, int]), (tuple, List[int]),
    (Box[int], Box[str]), (Box[bool], Box[int]), (IntBox, Box[str]), (Pair[int], Box[str]), (Rows, List[str]),
    (Table[int], Dict[str, str]), (Box, IntBox), (View[int], View[bool]), (Generator[int, None, None], Iterator[str]),
    (dict, Record), (Record, Wider), (Record, Loose), (Record, Mapping[str, str]), (Base, Named), (Base, Sized2),
    (Callable[[int], str], Callable[[int], int]), (Callable[[Sub], int], Callable[[Base], int]),
    (Callable[[int], int], Callable[[int, int], int]), (int, Callable), (Type[int], Type[bool]), (int, Type[int]),
    (List[Annotated[int, "m"]], List[str]), (T, int), (str, Bound), (Bound, str), (float, OneOf), (OneOf, int),
    (Parallelizable[int], str), (Optional[int], Collect[int]), (List[int], Collect[int]), (pd.Series, pd.DataFrame),
    (npt.NDArray[np.float64], npt.NDArray[np.int64]),
]  # fmt: skip


def test_the_table_is_large_and_says_each_thing_once() -> None:
    assert len(YES) + len(NO) >= 150
    assert not [pair for pair in NO if pair in YES]


@pytest.mark.parametrize(("given", "wanted"), YES, ids=[f"{given} for {wanted}" for given, wanted in YES])
def test_it_fits(given: Any, wanted: Any) -> None:
    assert types_match(wanted, given)


@pytest.mark.parametrize(("given", "wanted"), NO, ids=[f"{given} for {wanted}" for given, wanted in NO])
def test_it_does_not_fit(given: Any, wanted: Any) -> None:
    assert not types_match(wanted, given)


NEWER = """
type Number = int | float
type Names[X] = list[X]
type Deep = dict[str, Names[int]]
class Crate[X]: ...
class Apple(Crate[int]): ...
def same[X](x: X) -> X: return x
"""


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is of Python 3.12")
def test_aliases_and_classes_in_the_newer_syntax() -> None:
    made: dict[str, Any] = {}
    exec(compile(NEWER, "<newer>", "exec", dont_inherit=True), made)

    assert types_match(made["Number"], int) and not types_match(made["Number"], str)
    assert types_match(made["Names"][int], list[int]) and not types_match(made["Names"][int], list[str])
    assert types_match(dict[str, list[int]], made["Deep"])
    assert types_match(made["Crate"][int], made["Apple"]) and not types_match(made["Crate"][str], made["Apple"])
    assert types_match(made["same"].__annotations__["x"], int)


def test_defaults_of_type_variables() -> None:
    extensions = pytest.importorskip("typing_extensions")
    variable = extensions.TypeVar("variable", default=int)

    assert types_match(variable, str) and types_match(variable, variable)
