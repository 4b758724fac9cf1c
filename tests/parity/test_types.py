# ruff: noqa: UP006, UP007, UP035, UP045
"""Types that Hamilton lets match do so here; what else matches here is in `tests/engine/test_type_table.py`."""

from __future__ import annotations

import collections.abc as abc
from typing import (
    Annotated,
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Literal,
    Mapping,
    Optional,
    Sequence,
    Set,
    Sized,
    Tuple,
    Type,
    TypeVar,
    Union,
)

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from dagscope import htypes
from hamilton import htypes as hamilton_htypes

T = TypeVar("T")
TYPES: list[Any] = [
    *(int, bool, float, str, object, Any, T, type(None), np.int64, np.float64, pd.Series, pd.DataFrame, np.ndarray),
    *(list, List, List[int], list[int], List[str], Set[int], Sequence[int], Iterable[int], abc.Collection[int], Sized),
    *(
        dict,
        Dict[str, int],
        dict[str, int],
        Mapping[str, int],
        tuple,
        Tuple[int, str],
        Tuple[int, ...],
        type,
        Type[int],
    ),
    *(Optional[int], Union[int, str], int | str, Annotated[int, "m"], Literal["a"], Literal["a", "b"]),
    *(abc.Callable, Callable[[int], int], npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[Any]),
    *(htypes.column[pd.Series, int], Annotated[List[int], "m"]),
]
# Their elements are others, whatever their classes are.
UNLIKE = {
    (Dict[str, int], Iterable[int]), (dict[str, int], Iterable[int]), (Mapping[str, int], Iterable[int]),
    (str, Sequence[int]), (str, Iterable[int]), (str, abc.Collection[int]), (Dict[str, int], abc.Collection[int]),
    (dict[str, int], abc.Collection[int]), (Mapping[str, int], abc.Collection[int]),
    (npt.NDArray[np.int64], Iterable[int]),
}  # fmt: skip


@pytest.mark.parametrize("wanted", TYPES, ids=str)
def test_what_hamilton_lets_match_matches(wanted: Any) -> None:
    allowed = [given for given in TYPES if _answer(hamilton_htypes, wanted, given)]
    refused = [given for given in allowed if not _answer(htypes, wanted, given)]

    assert [given for given in refused if (given, wanted) not in UNLIKE] == []


def _answer(engine: Any, wanted: Any, given: Any) -> bool:
    try:
        return bool(engine.types_match(wanted, given))
    except TypeError:  # Hamilton asks of some types what they do not answer.
        return False
