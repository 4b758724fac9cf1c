"""The public address of the base classes of loaders and savers, which live in `dagscope.data_adapters`.
Defines nothing.
"""

from __future__ import annotations

from dagscope.data_adapters import AdapterCommon, DataLoader, DataSaver

__all__ = ["AdapterCommon", "DataLoader", "DataSaver"]
