"""The command line's work without a window: graph, draw, run, compare. Each has `add_parser`; nothing here knows Qt."""

from dagscope.commands.commands import add_parsers, find_command

__all__ = ["add_parsers", "find_command"]
