"""What a worker's processes are known by: a word in their environment, and a name. It must not look for them."""

from __future__ import annotations

TAG_NAME = "DAGSCOPE_WORKER"


def tag_of(pid: int, generation: int) -> str:
    """Return what a worker puts into its environment for its children to carry."""
    return f"{pid}-{generation}"


def process_name(tag: str) -> str:
    """Return what the worker calls itself: a forked child keeps the name, but not what was put into the environment
    since.
    """
    return f"dg{tag}"[:15]
