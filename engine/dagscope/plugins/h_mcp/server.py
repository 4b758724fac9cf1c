"""the MCP server: left out; importing this module says so."""

from dagscope.plugins.left_out import left_out

raise left_out("h_mcp.server", "the MCP server")
