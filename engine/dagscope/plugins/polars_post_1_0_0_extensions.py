"""The polars adapters under the name projects may import them by. Nothing of its own."""

from __future__ import annotations

from dagscope.plugins import polars_extensions

globals().update(polars_extensions.ADAPTERS)
register_data_loaders = polars_extensions.register_data_loaders
