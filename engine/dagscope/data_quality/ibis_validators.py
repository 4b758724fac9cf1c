"""The validator of ibis tables by their schema. ibis is imported by the project, never here."""

from __future__ import annotations

import sys
from typing import Any

from dagscope.annotations import is_class
from dagscope.data_quality.base import BaseDefaultValidator, ValidationResult
from dagscope.data_quality.lazy import native


class SchemaValidatorIbis(BaseDefaultValidator):
    """`schema=ibis.schema(...)`: the table has exactly that schema."""

    def __init__(self, schema: Any, importance: str) -> None:
        super().__init__(importance)
        self.schema = schema

    @classmethod
    def name(cls) -> str:
        return "schema_validator"

    @classmethod
    def arg(cls) -> str:
        return "schema"

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        if "ibis" not in sys.modules or not is_class(datatype):
            return False
        import ibis.expr.types

        return issubclass(datatype, ibis.expr.types.Table)

    def description(self) -> str:
        return "Validates that the returned table has the specified ibis schema"

    def validate(self, data: Any) -> ValidationResult:
        found, wanted = dict(native(data).schema()), dict(self.schema)
        different = [column for column in dict.fromkeys((*wanted, *found)) if wanted.get(column) != found.get(column)]
        if not different and list(found) == list(wanted):
            return ValidationResult(
                passes=True, message="Data passes Ibis schema check", diagnostics={"schema": wanted}
            )
        return ValidationResult(
            passes=False,
            message="Data failed Ibis schema check",
            diagnostics={"schema": wanted, "found": found, "different": different},
        )
