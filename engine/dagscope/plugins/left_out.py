"""The plugins that are left out, and the error that says so. Must not import any of them."""

from __future__ import annotations

from dagscope.errors import DagscopeError


class PluginLeftOutError(DagscopeError, ImportError):
    """A plugin that Dagscope does not have was imported."""


def left_out(plugin: str, what: str) -> PluginLeftOutError:
    """Return the error for importing a plugin that is left out."""
    return PluginLeftOutError(
        f"The plugin {plugin} ({what}) is left out of Dagscope. Nodes that need it cannot run here; "
        "the rest of the dataflow works.",
        name=f"dagscope.plugins.{plugin}",
    )
