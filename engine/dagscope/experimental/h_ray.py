"""The older path of the Ray adapter, kept for projects that import it. It must not hold anything of its own."""

from dagscope.plugins.h_ray import RayGraphAdapter, RayTaskExecutor

__all__ = ["RayGraphAdapter", "RayTaskExecutor"]
