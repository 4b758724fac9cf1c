from __future__ import annotations

from typing import TYPE_CHECKING

from hamilton.function_modifiers import config, extract_fields, group, inject, pipe_output, source, step, subdag, value

if TYPE_CHECKING:
    import collections


def seeds() -> list[Seed]:
    return [Seed(1), Seed(2)]


def _named(text: str, prefix: str = "<") -> str:
    return prefix + text


@pipe_output(step(_named), step(_named, prefix="["))
def described(seeds: list[Seed]) -> str:
    return ",".join(str(seed.size) for seed in seeds)


def _grown(seeds: list[Seed], by: int | float) -> list[Seed]:
    return [Seed(seed.size + int(by)) for seed in seeds]


@subdag(_grown, inputs={"seeds": source("seeds"), "by": source("amount")})
def garden(_grown: list[Seed]) -> dict[str, int]:
    return {f"seed_{i}": seed.size for i, seed in enumerate(_grown)}


def amount() -> int | float:
    return 10


class Seed:
    def __init__(self, size: int) -> None:
        self.size = size
