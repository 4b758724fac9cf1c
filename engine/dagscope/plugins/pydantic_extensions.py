"""pydantic: brings the `model` validator of `check_output`. Neither frames nor adapters."""

from __future__ import annotations

from dagscope.data_quality.pydantic_validators import PydanticModelValidator

__all__ = ["COLUMN_FRIENDLY_DF_TYPE", "PydanticModelValidator", "register_validators"]

COLUMN_FRIENDLY_DF_TYPE = False


def register_validators() -> None:
    """Do nothing: `data_quality` finds pydantic's validator when a check asks for it."""
