"""Hamilton's address of what turns requested variables into node names. It must not define anything."""

from __future__ import annotations

from dagscope.requested_names import convert_output_value, convert_output_values

__all__ = ["convert_output_value", "convert_output_values"]
