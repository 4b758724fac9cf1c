"""Validators with pandera schemas. pandera is imported by the project, never here."""

from __future__ import annotations

import sys
from typing import Any

from dagscope.annotations import class_behind
from dagscope.data_quality.base import BaseDefaultValidator, ValidationResult
from dagscope.data_quality.lazy import computed

pandera_supported_extensions = frozenset({"pandas", "dask", "polars", "pyspark_pandas"})
_LAZY = frozenset({"polars_lazyframe"})


def _validate(schema: Any, data: Any) -> ValidationResult:
    # The project made the schema, so the library is there.
    import pandera.errors

    try:
        schema.validate(computed(data), lazy=True)
    except (pandera.errors.SchemaErrors, pandera.errors.SchemaError) as error:
        problems = getattr(error, "schema_errors", [error])
        return ValidationResult(passes=False, message=str(error), diagnostics={"schema_errors": problems})
    return ValidationResult(passes=True, message=f"Data passes pandera check for schema {schema}")


class _WithSchema(BaseDefaultValidator):
    """What both validators of `schema=` share; which type it is for, and what it says, is theirs."""

    def __init__(self, schema: Any, importance: str) -> None:
        super().__init__(importance)
        self.schema = schema

    def validate(self, data: Any) -> ValidationResult:
        return _validate(self.schema, data)

    @classmethod
    def arg(cls) -> str:
        return "schema"

    @classmethod
    def name(cls) -> str:
        return "pandera_schema_validator"


class PanderaDataFrameValidator(_WithSchema):
    """`schema=DataFrameSchema(...)`: the dataframe fits the schema."""

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        class_ = class_behind(datatype)
        if "pandera" not in sys.modules or class_ is None:
            return False
        from dagscope import registry

        known = registry.get_registered_dataframe_types()
        frames = tuple(known[name] for name in known if name in pandera_supported_extensions | _LAZY)
        return issubclass(class_, frames)

    def description(self) -> str:
        return "Validates that the returned dataframe matches the pandera schema"


class PanderaSeriesSchemaValidator(_WithSchema):
    """`schema=SeriesSchema(...)`: the series fits the schema."""

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        class_ = class_behind(datatype)
        if "pandera" not in sys.modules or class_ is None:
            return False
        from dagscope import registry

        columns = tuple(each for each in registry.get_registered_column_types().values() if isinstance(each, type))
        return issubclass(class_, columns)

    def description(self) -> str:
        return "Validates that the returned series matches the pandera schema"


PANDERA_VALIDATORS: list[type[BaseDefaultValidator]] = [
    PanderaDataFrameValidator,
    PanderaSeriesSchemaValidator,
]
