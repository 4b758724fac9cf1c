"""The validator with a pydantic model. pydantic is imported by the project, never at import."""

from __future__ import annotations

import sys
from typing import Any

from dagscope.annotations import class_behind
from dagscope.data_quality.base import BaseDefaultValidator, ValidationResult
from dagscope.data_quality.lazy import computed


class PydanticModelValidator(BaseDefaultValidator):
    """`model=Model`: the dict or model instance fits the model, strictly."""

    def __init__(self, model: Any, importance: str) -> None:
        super().__init__(importance)
        import pydantic

        self.model = model
        self._adapter = pydantic.TypeAdapter(model)

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        pydantic = sys.modules.get("pydantic")
        class_ = class_behind(datatype)
        return pydantic is not None and class_ is not None and issubclass(class_, (dict, pydantic.BaseModel))

    def description(self) -> str:
        return "Validates that the returned object is compatible with the specified pydantic model"

    def validate(self, data: Any) -> ValidationResult:
        import pydantic

        try:
            self._adapter.validate_python(computed(data), strict=True)
        except pydantic.ValidationError as error:
            return ValidationResult(passes=False, message=str(error), diagnostics={"model_errors": error.errors()})
        return ValidationResult(passes=True, message=f"Data passes pydantic check for model {self.model}")

    @classmethod
    def arg(cls) -> str:
        return "model"

    @classmethod
    def name(cls) -> str:
        return "pydantic_validator"
