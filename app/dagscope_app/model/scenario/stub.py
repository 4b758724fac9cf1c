"""The function to write for an input that nobody gives: its text, and which file it belongs to.
It must not write anything.
"""

from __future__ import annotations

import ast
import keyword
from dataclasses import dataclass

from dagscope_app.model.records.graph import GraphSnapshot

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Stub:
    """A function to add at the end of a file."""

    file: str
    text: str


def stub_for(graph: GraphSnapshot, name: str) -> Stub | None:
    """Return the function that would compute an input, next to the first function that needs it; None where there is
    none.

    Its type is the one that function declares, in the words of that file.
    """
    node = graph.nodes.get(name)
    if node is None or node.kind != "input" or not name.isidentifier() or keyword.iskeyword(name):
        return None
    consumers = graph.consumers.get(name, ())
    for consumer in consumers:
        definition = graph.active_definition(consumer)
        if definition is not None and definition.file and definition.file.endswith(".py"):
            named = ", ".join(consumers[:MOST_NAMED]) + (", ..." if len(consumers) > MOST_NAMED else "")
            returns = _annotation(definition.source, name) or node.type or "object"
            body = (
                f'    raise NotImplementedError("Write {name}: {named} need{"s" if len(consumers) == 1 else ""} it.")'
            )
            return Stub(definition.file, f'def {name}() -> {returns}:\n    """Say what this is."""\n{body}\n')
    return None


def _annotation(source: str, parameter: str) -> str:
    """Return how a function's source declares a parameter; empty where it does not say."""
    try:
        tree = ast.parse(source.strip() or "pass")
    except SyntaxError:
        return ""
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            arguments = function.args
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                if argument.arg == parameter and argument.annotation is not None:
                    return ast.unparse(argument.annotation)
    return ""


def appended(text: str, stub: str, name: str) -> str:
    """Return a module's text with a function at its end.

    Raises:
        ValueError: the text is no Python, or has the name already.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise ValueError(f"has a syntax error in line {error.lineno}; correct it first") from None
    taken = {item.name for item in tree.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    if name in taken:
        raise ValueError(f"has a function {name} already; reload the project to see it")
    newline = "\r\n" if "\r\n" in text else "\n"
    body = text.rstrip()
    gap = newline * 3 if body else ""
    return body + gap + stub.replace("\n", newline)
