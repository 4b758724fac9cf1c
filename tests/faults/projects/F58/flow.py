import threading
from collections.abc import Iterator


def numbers() -> Iterator:
    return iter([1, 2, 3])


def used(numbers: Iterator) -> int:
    return sum(numbers)


def file() -> object:
    return open(__file__)


def lock() -> object:
    return threading.Lock()


def module() -> object:
    return threading

def good() -> int:
    return 7
