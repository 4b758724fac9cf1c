from typing import List

from hamilton.function_modifiers import configuration, parameterized_subdag, source, value


def _selected(numbers: List[int], modulus: int) -> List[int]:
    return [each for each in numbers if each % modulus == 0]


def _described(_selected: List[int], label: str) -> str:
    return f"{label}: {_selected}"


def numbers(limit: int) -> List[int]:
    return list(range(1, limit))


@parameterized_subdag(
    _selected,
    _described,
    inputs={"numbers": source("numbers"), "label": value("plain")},
    config={"unit": "items"},
    evens={"inputs": {"modulus": value(2)}},
    threes={"inputs": {"modulus": value(3), "label": value("threes")}},
    given={"inputs": {"modulus": source("modulus_given")}, "config": {"unit": "pieces"}},
)
def chosen(_described: str, _selected: List[int], unit: str) -> str:
    return f"{_described} ({len(_selected)} {unit})"
