"""pydantic: brings the `model` validator of `check_output`. Neither frames nor adapters."""

from __future__ import annotations

COLUMN_FRIENDLY_DF_TYPE = False


def register_validators() -> None:
    """Nothing to do: `data_quality` finds pydantic's validator when a check asks for it."""
