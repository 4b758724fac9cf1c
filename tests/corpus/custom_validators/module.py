from typing import Any, List

from hamilton.data_quality.base import BaseDefaultValidator, DataValidator, ValidationResult
from hamilton.function_modifiers import check_output, check_output_custom


class Sorted(DataValidator):
    """The list goes up."""

    def __init__(self, importance: str = "fail"):
        super().__init__(importance)

    def applies_to(self, datatype: type) -> bool:
        return issubclass(datatype, list)

    def description(self) -> str:
        return "Checks that a list is sorted"

    @classmethod
    def name(cls) -> str:
        return "sorted_validator"

    def validate(self, dataset: list) -> ValidationResult:
        wrong = [i for i in range(1, len(dataset)) if dataset[i - 1] > dataset[i]]
        return ValidationResult(not wrong, f"{len(wrong)} steps down", {"positions": wrong})


class AtLeast(BaseDefaultValidator):
    def __init__(self, at_least: int, importance: str):
        super().__init__(importance)
        self.at_least = at_least

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return issubclass(datatype, list)

    def description(self) -> str:
        return f"Checks that there are at least {self.at_least} items"

    @classmethod
    def arg(cls) -> str:
        return "at_least"

    def validate(self, data: list) -> ValidationResult:
        return ValidationResult(len(data) >= self.at_least, f"{len(data)} items", {"wanted": self.at_least})


@check_output_custom(Sorted())
def ladder(numbers: List[int]) -> list:
    return numbers


@check_output(default_validator_candidates=[AtLeast], at_least=3, importance="fail")
def crowd(numbers: List[int]) -> list:
    return numbers


@check_output_custom(Sorted("warn"), AtLeast(at_least=1, importance="warn"))
def relaxed(numbers: List[int]) -> list:
    return numbers
