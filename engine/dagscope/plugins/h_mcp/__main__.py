"""Starts the MCP server on standard input and output. It takes no arguments."""

from __future__ import annotations

from dagscope.plugins.h_mcp import get_mcp_server


def main() -> None:
    """Run the server until its input ends."""
    get_mcp_server().run()


if __name__ == "__main__":
    main()
