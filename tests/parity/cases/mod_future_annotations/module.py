from __future__ import annotations

from hamilton.function_modifiers import extract_fields, inject, pipe_input, source, step, subdag, unpack_fields, value, group


def _add(x: Number, y: Number = 1) -> Number:
    return x + y


Number = int


@extract_fields({"a": int})
def fields() -> dict:
    return {"a": 1}


@unpack_fields("b", "c")
def pair() -> tuple[int, str]:
    return 1, "c"


@inject(numbers=group(source("a"), value(2)))
def summed(numbers: list[int]) -> int:
    return sum(numbers)


@pipe_input(step(_add, y=5))
def piped(summed: int) -> int:
    return summed


@subdag(_add, inputs={"x": source("piped")})
def inside(_add: Number) -> int:
    return _add
