"""Which differences of a text are none of its code."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from dagscope.source_text import is_same_code, parsed_module

CODE = "    @tag(a='b')\n    def f(x: int = 1) -> int:\n        return x + 1\n"


@pytest.mark.parametrize(
    "other",
    [
        CODE,
        "@tag(a='b')\ndef f(x: int = 1) -> int:\n  # why\n  return (x+1)\n",
        "@tag(a=\"b\")\ndef f(\n    x: int = 1,\n) -> int:\n    '''Return more.'''\n    return x + 1\n",
    ],
)
def test_layout_comments_and_docstrings_are_none(other: str) -> None:
    assert is_same_code(CODE, other)


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("'b'", "'c'"),
        CODE.replace("= 1", "= 2"),
        CODE.replace("x + 1", "x - 1"),
        CODE.replace("-> int", "-> float"),
        CODE.replace("return", "'no docstring, but on its own'; return") + "        x\n",
        "def f(",
        "",
    ],
)
def test_all_else_is_a_change(other: str) -> None:
    assert not is_same_code(CODE, other)


def test_what_cannot_be_read_is_compared_as_it_stands() -> None:
    assert is_same_code("def f(", "def f(") and not is_same_code("def f(", "def g(")
    deep = "x = " + "(" * 5_000 + ")" * 5_000
    assert is_same_code(deep, deep) and not is_same_code(deep, deep + "#")


def test_other_threads_that_parse_at_once_are_no_mistake_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    parse: Callable[..., ast.Module] = ast.parse
    errors = [SystemError("AST constructor recursion depth mismatch (before=63, after=59)")] * 3

    def parse_in_turn(text: str) -> ast.Module:
        if errors:
            raise errors.pop()
        return parse(text)

    monkeypatch.setattr(ast, "parse", parse_in_turn)
    assert "x" == ast.unparse(parsed_module("x")) and not errors
    with pytest.raises(SyntaxError):
        parsed_module("def f(")
