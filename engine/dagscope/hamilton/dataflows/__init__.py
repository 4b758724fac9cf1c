"""Hamilton's download of dataflows from a hub, which this engine leaves out. Every name exists and says so."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, NoReturn

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

# Where Hamilton keeps what it downloads: for projects that look for it there.
COMMON_PATH = "{commit_ish}/contrib/hamilton/contrib"
BASE_URL = f"https://raw.githubusercontent.com/apache/hamilton/{COMMON_PATH}"
DATAFLOW_FOLDER = os.path.expanduser("~/.hamilton/dataflows")
USER_PATH = f"{DATAFLOW_FOLDER}/{COMMON_PATH}/user/{{user}}/{{dataflow}}"
OFFICIAL_PATH = f"{DATAFLOW_FOLDER}/{COMMON_PATH}/dagworks/{{dataflow}}"

__all__ = [
    *_NAMES,
    "BASE_URL",
    "COMMON_PATH",
    "DATAFLOW_FOLDER",
    "InspectModuleResult",
    "InspectResult",
    "OFFICIAL_PATH",
    "USER_PATH",
]


class InspectResult(NamedTuple):
    """What is known of a shared dataflow without importing it."""

    version: str
    user: str
    dataflow: str
    python_dependencies: list[str]
    configurations: list[str]


class InspectModuleResult(NamedTuple):
    """What is known of a shared dataflow's module."""

    version: str
    user: str
    dataflow: str
    python_dependencies: list[str]
    configurations: list[str]
    possible_inputs: list[tuple[str, type]]
    nodes: list[tuple[str, type]]
    designated_outputs: list[tuple[str, type]]


def _left_out(name: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise LeftOutError(
            f"dataflows.{name} downloads from a hub, which this engine does not do. Copy the dataflow's module into "
            "your project and import it from there."
        )

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


globals().update({name: _left_out(name) for name in _NAMES})
