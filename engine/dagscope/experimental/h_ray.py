"""The older path of the Ray adapter, kept for projects that import it. It must not hold anything of its own."""

import logging

from dagscope.plugins.h_ray import RayGraphAdapter, RayTaskExecutor

__all__ = ["RayGraphAdapter", "RayTaskExecutor"]

logging.getLogger(__name__).warning(
    "Importing from this module is deprecated. Please use hamilton.plugins.h_ray instead."
)
