"""What a plugin says when its library is not installed: on use, not on import, so that a module keeps its other
nodes.
"""

from __future__ import annotations


def missing_library(plugin: str, package: str) -> ImportError:
    """Return the error for using a plugin without its library.

    Args:
        plugin: the plugin's module, such as `h_slack`.
        package: what to install.
    """
    return ImportError(
        f"The plugin {plugin} needs a library that is not installed: `pip install {package}`.", name=package
    )
