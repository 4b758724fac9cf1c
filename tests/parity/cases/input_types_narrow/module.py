from typing import Any, Optional, Union


def a(u: Union[int, str]) -> int:
    return 1


def b(u: int) -> int:
    return 2


def c(v: Optional[int] = None) -> int:
    return 3


def d(v: int) -> int:
    return 4


def e(w: Any) -> int:
    return 5


def f(w: int) -> int:
    return 6
