"""The MCP server of dataflows and what stands around it. Nothing of it is imported before it is asked for."""

from __future__ import annotations

from typing import Any


def get_mcp_server() -> Any:
    """Return the server, ready to run.

    Raises:
        ImportError: if fastmcp is not installed.
    """
    from dagscope.plugins.h_mcp.server import mcp

    return mcp


__all__ = ["get_mcp_server"]
