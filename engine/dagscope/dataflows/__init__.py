"""The original's download of dataflows from a hub, which this engine leaves out. Every name exists and says so."""

from __future__ import annotations

from typing import Any, NoReturn

from dagscope.errors import LeftOutError

_NAMES = (
    "are_py_dependencies_satisfied",
    "clear_storage",
    "copy",
    "find",
    "import_module",
    "init",
    "inspect",
    "inspect_module",
    "install_dependencies_string",
    "latest_commit",
    "list",
    "pull_module",
    "resolve_latest_branch_commit",
)

__all__ = [*_NAMES]


def _left_out(name: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise LeftOutError(
            f"dataflows.{name} downloads from a hub, which this engine does not do. Copy the dataflow's module into "
            "your project and import it from there."
        )

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


globals().update({name: _left_out(name) for name in _NAMES})
