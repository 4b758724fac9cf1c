"""Source code as a syntax tree, without its docstrings. One rule for all who compare code; it must not read files."""

from __future__ import annotations

import ast
import textwrap

Function = ast.FunctionDef | ast.AsyncFunctionDef
_TRIES = 50


def parsed_module(text: str | bytes) -> ast.Module:
    """Return the syntax tree of a text, as `ast.parse` does, beside other threads that parse as well.

    Until Python 3.13 threads share the count of how deep a tree is, and one of them may be told that it does not tally.

    Raises:
        SyntaxError: it is no Python.
    """
    for _ in range(_TRIES):
        try:
            return ast.parse(text)
        except SystemError:
            continue
    return ast.parse(text)


def functions_without_docs(tree: ast.AST) -> list[Function]:
    """Take the docstrings off all functions in the tree and return these functions."""
    found = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for node in found:
        _take_off(node)
    return found


def without_docs(tree: ast.AST) -> ast.AST:
    """Take the docstrings off everything in the tree, the module, classes and functions, and return it."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            _take_off(node)
    return tree


def differ_in_decorators_alone(one: str, other: str) -> bool:
    """Return whether two texts of a function have the same code below their decorators; false where it is not known."""
    try:
        trees = [without_docs(parsed_module(textwrap.dedent(text))) for text in (one, other)]
        for node in (node for tree in trees for node in ast.iter_child_nodes(tree)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                node.decorator_list = []
        return ast.dump(trees[0]) == ast.dump(trees[1])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def is_same_code(one: str, other: str) -> bool:
    """Return whether two texts differ in nothing but docstrings, comments and layout; false where that is not known."""
    try:
        trees = [ast.dump(without_docs(parsed_module(textwrap.dedent(text)))) for text in (one, other)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return one == other
    return trees[0] == trees[1]


def _take_off(node: ast.Module | ast.ClassDef | Function) -> None:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        node.body = node.body[1:]
