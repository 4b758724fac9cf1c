"""What the notebook magics know of a cell: the variables it assigns, the config and the order that its line asks for.
It shows nothing and runs nothing.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from typing import Any

from dagscope.errors import DagscopeError

_OWN_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
_ASSIGNMENTS = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.NamedExpr)


class NotebookError(DagscopeError):
    """A mistake in a magic's line: one sentence that says what to write."""


def parse_key_value_config(config_string: str) -> dict[str, str]:
    """Return the config written as `key=value` pairs, with spaces or commas between them. Values stay texts.

    Args:
        config_string: the pairs.
    """
    return _pairs(config_string.replace(",", " ").split())


def _pairs(parts: list[str]) -> dict[str, str]:
    for part in parts:
        if "=" not in part:
            raise NotebookError(f"ValueError: -c/--config has `{part}` without a value: write `{part.strip()}=value`.")
    split = (part.partition("=") for part in parts)
    return {key.strip(): value.strip() for key, _, value in split}


def read_config(text: str, user_ns: dict[str, Any]) -> dict[str, Any]:
    """Return the config that `-c` stands for: a variable's name, `key=value,...`, or a JSON object.

    Args:
        text: what was written.
        user_ns: the notebook's variables.
    """
    text = text.strip().strip("'\"") if not text.strip().startswith("{") else text.strip()
    if text in user_ns:
        return dict(user_ns[text])
    if text.startswith("{"):
        try:
            read = json.loads(text)
        except json.JSONDecodeError as error:
            raise NotebookError(f"JSONDecodeError: -c/--config is no valid JSON: {error}") from error
        return dict(read)
    if "=" in text:
        return _pairs([part for part in text.split(",") if part.strip()])
    raise NotebookError(f"KeyError: Received `--config {text}` but variable not found.")


def assigned_names(source: str) -> list[str]:
    """Return the variables that a cell assigns, in order.

    Args:
        source: the cell.
    """
    return list(dict.fromkeys(_assigned(ast.parse(source))))


def get_assigned_variables(module_node: ast.Module) -> set[str]:
    """Return the variables that statements assign; those of functions and classes are their own.

    Args:
        module_node: the statements.
    """
    return set(_assigned(module_node))


def _assigned(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _OWN_SCOPES) or (isinstance(child, ast.AnnAssign) and child.value is None):
            continue
        targets = getattr(child, "targets", None) or [getattr(child, "target", None)]
        for target in targets if isinstance(child, _ASSIGNMENTS) else ():
            found = (each for each in ast.walk(target) if isinstance(each, ast.Name))
            yield from (each.id for each in found if isinstance(each.ctx, ast.Store))
        yield from _assigned(child)


def topological_sort(nodes: Any) -> list[str]:
    """Return the names of nodes in an order in which each comes after those it reads, which are among them.

    Args:
        nodes: what `list_available_variables` gave.
    """
    reads = {each.name: sorted(each.required_dependencies | each.optional_dependencies) for each in nodes}
    ordered: dict[str, None] = {}
    begun: set[str] = set()
    waiting = list(reversed(reads))
    while waiting:
        name = waiting[-1]
        missing = [each for each in reads.get(name, ()) if each not in begun]
        begun.add(name)
        if missing:
            waiting.append(missing[0])
        else:
            ordered[waiting.pop()] = None
    return list(ordered)
