"""A node's code version for the window: its functions with all they use of the project, and what decorators bound.
Runs nothing.
"""

from __future__ import annotations

import hashlib

from dagscope.caching.code_versions import functions_of, version_of_function
from dagscope.compare.code import bound_values
from dagscope.node import Node


def code_version(node: Node) -> str:
    """Return a short text that is another one when the node's code is; empty where no code of the project makes it."""
    functions = functions_of(node)
    if not functions or node.user_defined:
        return ""
    parts = [version_of_function(function) or "" for function in functions]
    parts += [f"{key}={value}" for key, value in sorted(bound_values(node.callable, functions).items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
