"""The command line's verbs, one module each, on a session in this process. It must not import any of them here.

A verb's module has `add_parser(subparsers)`, which adds its parser and sets `run`: a function of the parsed arguments
that returns the exit code. 0: done. 1: the project has problems; they stand on stderr. 2: wrong usage. A traceback is
never what a user sees for a mistake of theirs.
"""

COMMANDS = {
    "graph": "dagscope.commands.graph",
    "draw": "dagscope.commands.draw",
    "run": "dagscope.commands.run",
    "compare": "dagscope.commands.compare",
    "hamilton": "dagscope.hamilton.cli.__main__",
    "cache": "dagscope.commands.cache",
}
"""The module of each verb; imported when the verb is chosen."""
