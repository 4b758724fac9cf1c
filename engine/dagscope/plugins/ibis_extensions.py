"""Ibis tables: the type, its columns and the check of its schema. Loads and saves nothing."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ibis_types

from dagscope import registry
from dagscope.data_quality import default_validators
from dagscope.data_quality.ibis_validators import SchemaValidatorIbis

DATAFRAME_TYPE = ibis_types.Table
COLUMN_TYPE = ibis_types.Column


@registry.get_column.register(ibis_types.Table)
def get_column_ibis(df: Any, column_name: str) -> Any:
    """Return one column."""
    return df[column_name]


@registry.fill_with_scalar.register(ibis_types.Table)
def fill_with_scalar_ibis(df: Any, column_name: str, scalar_value: Any) -> Any:
    """Return the table with one column set to a scalar."""
    return df.mutate(**{column_name: scalar_value})


def register_types() -> None:
    """Register the frame and column types."""
    registry.register_types("ibis", DATAFRAME_TYPE, COLUMN_TYPE)


def register_validators() -> None:
    """Register the check of the schema; it is there from the start, but a list that a project changed may lack it."""
    if SchemaValidatorIbis not in default_validators.AVAILABLE_DEFAULT_VALIDATORS:
        default_validators.AVAILABLE_DEFAULT_VALIDATORS.append(SchemaValidatorIbis)


register_types()
register_validators()
