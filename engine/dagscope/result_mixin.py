"""The base of users' result builders, and the plain dictionary. Must not know dataframes."""

from __future__ import annotations

from typing import Any

from dagscope.lifecycle.api import LegacyResultMixin


class ResultMixin(LegacyResultMixin):
    """Base class of result builders: override `build_result(**outputs)`."""


class DictResult(ResultMixin):
    """Gives the requested values as a dictionary, in the order they were asked for.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope import base
        >>> def doubled(number: int) -> int:
        ...     return number * 2
        >>> module = ad_hoc_utils.create_temporary_module(doubled)
        >>> dr = driver.Builder().with_modules(module).with_adapters(base.DictResult()).build()
        >>> dr.execute(["doubled"], inputs={"number": 4})
        {'doubled': 8}
    """

    @staticmethod
    def build_result(**outputs: Any) -> dict[str, Any]:
        """Give the values as they are."""
        return outputs

    def input_types(self) -> list[type[type]] | None:  # type: ignore[override]
        return [Any]  # type: ignore[list-item]

    def output_type(self) -> type:
        return dict[str, Any]


__all__ = ["DictResult", "ResultMixin"]
