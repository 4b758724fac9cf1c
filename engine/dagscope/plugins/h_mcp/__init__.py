"""What stands around the original's MCP server: helpers and examples. The server itself is left out."""

from __future__ import annotations

from typing import NoReturn

from dagscope.plugins.left_out import left_out


def get_mcp_server() -> NoReturn:
    """Raises `PluginLeftOutError`: there is no server here."""
    raise left_out("h_mcp.server", "the MCP server")


__all__ = ["get_mcp_server"]
