"""Says that the MCP server is left out. It must not start one."""

from __future__ import annotations

from dagscope.plugins.h_mcp import get_mcp_server


def main() -> None:
    """Raises `PluginLeftOutError`."""
    get_mcp_server()


if __name__ == "__main__":
    main()
