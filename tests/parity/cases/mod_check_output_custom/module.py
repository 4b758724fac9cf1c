from hamilton.data_quality.base import BaseDefaultValidator, DataValidator, ValidationResult
from hamilton.function_modifiers import check_output, check_output_custom


class IsEven(DataValidator):
    def applies_to(self, datatype: type) -> bool:
        return datatype is int

    def description(self) -> str:
        return "Numbers are even"

    @classmethod
    def name(cls) -> str:
        return "even_validator"

    def validate(self, dataset: int) -> ValidationResult:
        return ValidationResult(passes=dataset % 2 == 0, message=f"{dataset} was looked at", diagnostics={"rest": dataset % 2})


class Below(BaseDefaultValidator):
    def __init__(self, below: int, importance: str):
        super().__init__(importance)
        self.below = below

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return issubclass(datatype, int)

    def description(self) -> str:
        return f"Below {self.below}"

    @classmethod
    def arg(cls) -> str:
        return "below"

    def validate(self, data: int) -> ValidationResult:
        return ValidationResult(passes=data < self.below, message="compared")


@check_output_custom(IsEven("fail"), IsEven("warn"))
def number(x: int) -> int:
    return x


@check_output(default_validator_candidates=[Below], below=5, importance="fail")
def small(x: int) -> int:
    return x
