# ruff: noqa: F405, F403
"""Further pairs of types with the answer of Python's rules: variables, signatures, structure, open tuples, NumPy.

The first table is `test_type_table.py`.
"""

from __future__ import annotations

import contextlib
import datetime
import decimal
import enum
import io
import os
import pathlib
import re
import sys
from typing import *

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pytest
import typing_extensions as te
from dagscope.htypes import Collect, check_input_type, types_match
from typing_extensions import Never, NotRequired, TypeVarTuple, Unpack

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
B = TypeVar("B", bound=int)
Co = TypeVar("Co", covariant=True)
Contra = TypeVar("Contra", contravariant=True)
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


class Base: ...


class Sub(Base): ...


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Single(enum.Enum):
    ONLY = 1


class Num(enum.IntEnum):
    A = 1


class Box(Generic[T]): ...


class Sink(Generic[Contra]): ...


class View(Generic[Co]): ...


class Reader(Protocol[Co]):
    def read(self) -> Co: ...


class IntReader:
    def read(self) -> int:
        return 1


class StrReader:
    def read(self) -> str:
        return ""


class Src(Generic[T]):
    def read(self) -> T: ...


class PairSrc(Generic[K, V]):
    def read(self) -> V: ...


class Named(Protocol):
    name: str


class HasName:
    name: str = ""


class BadName:
    name: int = 1


class Callb(Protocol):
    def __call__(self, x: int) -> str: ...


class TD(TypedDict):
    a: int


class TDopt(TypedDict):
    a: NotRequired[int]


class TD2(TypedDict):
    a: int
    b: NotRequired[str]


class TeTD(te.TypedDict):
    a: int


class TeTD2(TeTD):
    b: str


class GTD(TypedDict, Generic[T]):
    a: T


class RO(te.TypedDict):
    a: te.ReadOnly[object]


class It(Generic[K]):
    def __iter__(self) -> Iterator[str]: ...
    def __next__(self): ...


class NT(NamedTuple):
    x: int
    y: str


class GNT(NamedTuple, Generic[T]):
    x: T


class MyList(list): ...


class StrList(List[str]): ...


class MyStr(str): ...


Uid = NewType("Uid", int)
JsonA = Union[int, str, List["JsonA"], Dict[str, "JsonA"]]
YES: list[tuple[Any, Any]] = [
    (Dict[str, str], Dict[T, T]),
    (Dict[str, List[str]], Dict[T, List[T]]),
    (Dict[str, int], Dict[K, V]),
    (Dict[str, Any], Dict[T, T]),
    (Tuple[int, str], Tuple[T, T]),
    (Dict[str, int], Mapping[K, V]),
    (Dict[int, bool], Mapping[T, T]),

(List[int],List[T]),(Dict[str,int],Dict[K,V]),(Box[int],Box[T]),(Set[int],Set[T]),(Dict[str,List[int]],Dict[str,List[T]]),(List[int],Optional[List[T]]),
(Callable[[int],int],Callable[P,int]),(Callable[[int,str],int],Callable[Concatenate[int,P],int]),(Callable[P,int],Callable[...,int]),(Callable[[int],str],Callable[P,T]),
(Type[int],Callable[...,int]),(Type[int],Callable),(Type[Sub],Type[Base]),(Type[int],Type[Any]),(Type[int],Type[Union[int,str]]),(Type[bool],Type[T]),(type,Type[int]),(Type[int],object),(Type[Union[int,bool]],Type[int]),
(bool,Literal[True,False]),(Single,Literal[Single.ONLY]),(Colour,Literal[Colour.RED,Colour.BLUE]),(None,Literal[None]),(None,Literal["a",None]),(Optional[Literal["a"]],Literal["a","b",None]),(Optional[Literal["a"]],Optional[str]),
(Num,int),(Literal[Num.A],int),(Literal[Num.A],Num),(Literal["a"],te.LiteralString),(te.LiteralString,str),(Literal[b"x"],bytes),
(tuple[int,str,str],Tuple[int,Unpack[Tuple[str,...]]]),(Tuple[int,Unpack[Tuple[str,...]]],Tuple[Union[int,str],...]),(Tuple[()],Tuple[int,...]),(Tuple[()],tuple),(Tuple[()],Tuple[()]),(Tuple[int,str],Tuple[Unpack[Ts]]),(Tuple[int,str],Tuple[int,Unpack[Ts]]),(Tuple[int,...],Sequence[int]),
(NT,Tuple[int,str]),(NT,Sequence[Union[int,str]]),(NT,Iterable[object]),(GNT[int],Tuple[int]),
(Sink[Base],Sink[Sub]),(View[Sub],View[Base]),(Generator[int,Base,None],Generator[int,Sub,None]),(Generator[bool,None,bool],Generator[int,None,int]),(AsyncGenerator[int,None],AsyncIterator[int]),(AsyncIterator[bool],AsyncIterable[int]),(Coroutine[Any,Any,bool],Awaitable[int]),
(IntReader,Reader[int]),(IntReader,Reader[object]),(Src[int],Reader[int]),(PairSrc[str,int],Reader[int]),(HasName,Named),(Callable[[int],str],Callb),
(TD,Mapping[str,object]),(TD2,TD),(TeTD,TD),(TeTD2,TeTD),(TD,TeTD),(TeTD,dict),(TeTD,Mapping[str,int]),(GTD[int],GTD[int]),(GTD[int],Mapping[str,int]),(TD,RO),
(It[int],Iterable[str]),(Dict[str,int],Reversible[str]),(KeysView[str],Iterable[str]),(ItemsView[str,int],Iterable[Tuple[str,int]]),(ValuesView[int],Iterable[int]),(Dict[str,int],Container[str]),
(StrList,List[str]),(StrList,Iterable[str]),(MyList,List[int]),(MyStr,Sequence[str]),(List[Any],Sequence[int]),
(io.StringIO,IO[str]),(io.BytesIO,IO[bytes]),(io.BytesIO,BinaryIO),(io.StringIO,TextIO),(TextIO,IO[str]),(io.TextIOWrapper,TextIO),(pathlib.Path,os.PathLike),(pathlib.Path,os.PathLike[str]),(pathlib.PosixPath,pathlib.Path),
(Pattern[str],re.Pattern[str]),(re.Pattern,Pattern[str]),
(contextlib.AbstractContextManager[int],ContextManager[int]),
(npt.NDArray[np.float64],npt.NDArray[np.floating]),(npt.NDArray[np.float64],npt.NDArray[Any]),(np.ndarray[Any,np.dtype[np.float64]],npt.NDArray[np.float64]),(npt.NDArray[np.int64],npt.ArrayLike),(np.int64,np.integer),(np.dtype[np.float64],np.dtype),(np.dtype[np.float64],np.dtype[np.floating]),(np.float64,np.floating),
(pd.DataFrame,pd.DataFrame),(pd.Series,Union[pd.Series,pd.DataFrame]),(pd.Timestamp,datetime.datetime),(datetime.datetime,datetime.date),(pl.DataFrame,Union[pl.DataFrame,pl.LazyFrame]),
(Annotated[Optional[Annotated[int,1]],2],Optional[int]),(List[Annotated[int,1]],List[Annotated[int,2]]),(int,Annotated[Union[int,str],"m"]),(Optional[Annotated[int,"x"]],Annotated[Optional[int],"y"]),
(NoReturn,str),(Never,List[int]),(Uid,Union[int,str]),(List[Uid],List[Uid]),(Sequence[Uid],Sequence[int]),
(DefaultDict[str,List[int]],Mapping[str,Sequence[int]]),(Counter[str],Mapping[str,int]),(frozenset[bool],AbstractSet[int]),(Set[int],AbstractSet[int]),(FrozenSet[int],Collection[int]),
(Dict[str,Any],Mapping[str,object]),(Mapping[str,bool],Mapping[str,int]),
(int,SupportsInt),(int,SupportsFloat),(float,SupportsFloat),(int,Hashable),(str,Hashable),
(Collect[int],Iterable[int]),
(int,B),(bool,B),(JsonA,JsonA),(int,JsonA),
(te.Self,Any),(decimal.Decimal,object),

(Literal["a"],Union[Literal["a"],Literal["b"]]),(Union[Literal["a"],Literal["b"]],Literal["b","a"]),(Union[Literal["a"],int],Union[str,int]),
(type(None),Optional[int]),(Optional[bool],Union[int,None,str]),
]  # fmt: skip

NO: list[tuple[Any, Any]] = [
    (Dict[str, int], Dict[T, T]),
    (Dict[bool, int], Dict[T, T]),
    (Dict[str, List[int]], Dict[T, List[T]]),
    (Dict[str, int], Mapping[T, T]),
    (Dict[str, str], Dict[B, B]),

(List[str],List[B]),(Dict[int,str],Dict[str,V]),(Box[str],Box[B]),
(Callable[[str],int],Callable[Concatenate[int,P],int]),(Callable[[int],str],Callable[P,int]),
(Type[str],Callable[...,int]),(Type[Base],Type[Sub]),(Type[Union[int,str]],Type[int]),(Type[int],int),
(bool,Literal[True]),(Colour,Literal[Colour.RED]),(None,Literal["a"]),(Optional[Literal["c"]],Literal["a","b",None]),(Literal["a",None],str),(str,te.LiteralString),(Literal[1],Num),(Literal[b"x"],str),
(tuple[int,str,int],Tuple[int,Unpack[Tuple[str,...]]]),(Tuple[()],Tuple[int]),(Tuple[int],Tuple[()]),(Tuple[int,...],Tuple[()]),(Tuple[str],Tuple[int,Unpack[Ts]]),
(NT,Tuple[int,int]),(NT,Sequence[int]),(GNT[int],Tuple[str]),
(Sink[Sub],Sink[Base]),(View[Base],View[Sub]),(Generator[int,Sub,None],Generator[int,Base,None]),(Generator[int,None,str],Generator[int,None,int]),(AsyncGenerator[int,None],AsyncIterator[str]),(Iterator[int],AsyncIterator[int]),
(StrReader,Reader[int]),(Src[str],Reader[int]),(BadName,Named),(Callable[[str],str],Callb),(Base,Reader[int]),
(TDopt,TD),(TeTD,TeTD2),(GTD[int],GTD[str]),(GTD[int],Mapping[str,str]),(TD,TDopt),(dict,TeTD),
(ItemsView[str,int],Iterable[str]),(ItemsView[str,int],Iterable[Tuple[str,str]]),(KeysView[str],Iterable[int]),(ValuesView[int],Iterable[str]),
(StrList,List[int]),(MyStr,Sequence[int]),
(io.StringIO,IO[bytes]),(io.BytesIO,TextIO),(pathlib.Path,os.PathLike[bytes]),(Pattern[str],Pattern[bytes]),(str,os.PathLike),
(npt.NDArray[np.floating],npt.NDArray[np.float64]),(npt.NDArray[np.int64],npt.NDArray[np.str_]),(np.integer,np.int64),(np.dtype[np.int64],np.dtype[np.float64]),
(datetime.date,datetime.datetime),(pd.DataFrame,pl.DataFrame),(pl.LazyFrame,pl.DataFrame),
(Annotated[Optional[int],2],int),(List[Annotated[int,1]],List[Annotated[str,2]]),
(int,Never),(int,NoReturn),
(Mapping[str,int],MutableMapping[str,int]),(FrozenSet[int],Set[int]),(Sequence[int],List[int]),(Iterable[int],Iterator[int]),(Iterator[int],Generator[int,None,None]),
(str,SupportsInt),(list,Hashable),(List[int],Hashable),(dict,Hashable),
(str,B),(float,JsonA),(int,Optional[str]),
(List[bool],List[Literal[True]]),(Awaitable[int],Coroutine[Any,Any,int]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), YES, ids=[f"{given} for {wanted}" for given, wanted in YES])
def test_it_fits(given: Any, wanted: Any) -> None:
    assert types_match(wanted, given)


@pytest.mark.parametrize(("given", "wanted"), NO, ids=[f"{given} for {wanted}" for given, wanted in NO])
def test_it_does_not_fit(given: Any, wanted: Any) -> None:
    assert not types_match(wanted, given)


NEWER = """
type Json = dict[str, Json] | list[Json] | str | int | None
type Same = dict[str, Same] | list[Same] | str | int | None
type Other = dict[str, Other] | list[Other] | bytes
type Pairs[X] = list[tuple[X, X]]
class Reads[X]:
    def read(self) -> X: ...
class Ints(Reads[int]): ...
"""


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is of Python 3.12")
def test_aliases_that_stand_for_themselves_further_down() -> None:
    made: dict[str, Any] = {}
    exec(compile(NEWER, "<newer>", "exec", dont_inherit=True), made)

    assert types_match(made["Json"], made["Same"]) and types_match(made["Json"], list[made["Same"]])
    assert types_match(made["Json"], int) and types_match(made["Json"], dict[str, made["Json"]])
    assert not types_match(made["Json"], made["Other"]) and not types_match(made["Json"], bytes)
    assert types_match(made["Pairs"][int], list[tuple[int, int]])
    assert not types_match(made["Pairs"][int], list[tuple[int, str]])
    assert types_match(made["Reads"][int], made["Ints"]) and not types_match(made["Reads"][str], made["Ints"])


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (Uid, 3, True),
        (Uid, "a", False),
        (Optional[Uid], 3, True),
        (Annotated[Uid, "m"], 3, True),
        (te.LiteralString, "a", True),
        (te.LiteralString, 1, False),
        (Tuple[int, str], (1, "a"), True),
        (Tuple[int, str], (1, 2), False),
        (Tuple[int, ...], (1, 2, 3), True),
        (Tuple[int, ...], [1], False),
        (Mapping[str, int], {"a": 1}, True),
        (Mapping[str, int], [1], False),
        (Collection[int], [1], True),
        (Iterator[int], iter([1]), True),
        (Iterator[int], [1], False),
        (Box[int], Box(), True),
        (Box[int], 1, False),
    ],
)
def test_values_that_are_given_as_inputs(type_: Any, value: Any, expected: bool) -> None:
    assert check_input_type(type_, value) is expected
