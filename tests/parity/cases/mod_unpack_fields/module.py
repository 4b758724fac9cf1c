from typing import List, Tuple

from hamilton.function_modifiers import tag, unpack_fields


@tag(k="v")
@unpack_fields("train", "test")
def split(n: int) -> Tuple[List[int], List[int]]:
    """Halves."""
    return list(range(n)), list(range(n, 2 * n))


@unpack_fields("head")
def three() -> tuple[int, str, float]:
    return 1, "two", 3.0


@unpack_fields("i", "j")
def many() -> tuple[int, ...]:
    return (1, 2, 3)


@unpack_fields("k", "too_far")
def short() -> tuple[int, ...]:
    return (1,)
