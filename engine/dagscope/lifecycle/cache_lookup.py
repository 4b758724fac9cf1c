"""The cache among adapters, found without importing caching. It must not cache anything."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any


def cache_among(adapters: Sequence[Any]) -> Any:
    """Return the cache among the adapters, or None when there is none or caching was never imported."""
    module = sys.modules.get("dagscope.caching.adapter")
    if module is None:
        return None
    return next((each for each in adapters if isinstance(each, module.HamiltonCacheAdapter)), None)


def end_in_cache(adapters: Sequence[Any], run_id: str) -> None:
    """Tell the cache, if there is one, that a run is over, also when a hook of another adapter failed.

    Args:
        adapters: The adapters of the driver.
        run_id: The run.
    """
    cache = cache_among(adapters)
    if cache is not None:
        cache.forget_run(run_id)
