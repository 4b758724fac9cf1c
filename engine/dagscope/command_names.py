"""The command line's verbs and the module of each, which is imported when the verb is chosen. It must not import any.

A verb's module has `add_parser(subparsers)`, which adds its parser and sets `run`: a function of the parsed arguments
that returns the exit code.
"""

COMMANDS = {
    "graph": "dagscope.commands.graph",
    "draw": "dagscope.commands.draw",
    "run": "dagscope.commands.run",
    "compare": "dagscope.commands.compare",
    "sweep": "dagscope.commands.sweep",
    "script": "dagscope.commands.script",
    "hamilton": "dagscope.hamilton.cli.__main__",
    "trust": "dagscope.commands.trust",
    "cache": "dagscope.commands.cache",
    "completion": "dagscope.commands.completion",
    "desktop": "dagscope_app.desktop_entry",
}
COMMAND_LINE = "dagscope.commands.command_line"
"""What parses a verb's arguments and runs it."""
