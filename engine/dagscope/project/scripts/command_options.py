"""Values that a script's user chooses on its command line, as far as the script lists them: argparse, click, typer.
It runs nothing.
"""

from __future__ import annotations

import ast

from dagscope.project.scripts.values import Choice, Expression, Value
from dagscope.project.source import literal_or_none

# What an option is called among the names a script knows: no name of Python begins so.
OPTION = "--"
_OPTIONS = ("Option", "Argument", "Query", "Body", "Header", "Form", "Cookie", "Parameter")
_FLAGS = {"store_true": False, "store_false": True}
PARSERS = ("parse_args", "parse_known_args", "parse_intermixed_args")


def added_option(call: ast.Call) -> tuple[str, Value] | None:
    """Return the name and the values of `add_argument("--mode", choices=[...])`; else its default."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    name = _option_name(call, keywords.get("dest"))
    default = keywords.get("default")
    found: Value | None = _choice(keywords.get("choices"), default) if "nargs" not in keywords else None
    if found is None and isinstance(default, (ast.Constant, ast.List, ast.Tuple)):
        found = Expression(default)
    action = literal_or_none(keywords["action"]) if "action" in keywords else None
    if default is None and action in _FLAGS:
        found = Expression(ast.copy_location(ast.Constant(_FLAGS[str(action)]), call))
    return (name, found) if name and found is not None else None


def option_default(
    function: ast.FunctionDef | ast.AsyncFunctionDef, parameter: ast.arg, default: ast.expr | None
) -> ast.expr | None:
    """Return a parameter's default: the one of typer's `Option("x")`, of click's option of its name."""
    if isinstance(default, ast.Call) and _called(default) in _OPTIONS:
        keywords = {keyword.arg: keyword.value for keyword in default.keywords}
        found = default.args[0] if default.args else keywords.get("default")
        return None if isinstance(found, ast.Constant) and found.value is ... else found
    if default is not None:
        return default
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and _called(decorator) in ("option", "argument"):
            keywords = {keyword.arg: keyword.value for keyword in decorator.keywords}
            if parameter.arg in (_option_name(decorator, None), *map(literal_or_none, decorator.args)):
                return keywords.get("default") or (ast.Constant(False) if "is_flag" in keywords else None)
    return None


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def parameter_choice(function: ast.FunctionDef | ast.AsyncFunctionDef, parameter: ast.arg) -> Value | None:
    """Return what a parameter of a command can be: of click's option of its name, or of its `Literal` annotation."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and _option_name(decorator, None) == parameter.arg:
            keywords = {keyword.arg: keyword.value for keyword in decorator.keywords}
            kind = keywords.get("type")
            listed = kind.args[0] if isinstance(kind, ast.Call) and kind.args else None
            found = _choice(listed, keywords.get("default"))
            if found is not None:
                return found
    annotation = parameter.annotation
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value).endswith("Literal"):
        return _choice(annotation.slice, None)
    return None


def is_parsed(node: ast.expr) -> bool:
    """Return whether it is what a parser makes of the command line."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PARSERS


def _option_name(call: ast.Call, dest: ast.expr | None) -> str:
    given = literal_or_none(dest) if dest is not None else None
    if isinstance(given, str):
        return given
    texts = [text for text in map(literal_or_none, call.args) if isinstance(text, str)]
    plain = next((text for text in texts if not text.startswith("-")), None)
    long = next((text for text in texts if text.startswith("--")), None)
    return (plain or long or "").lstrip("-").replace("-", "_")


def _choice(listed: ast.expr | None, default: ast.expr | None) -> Choice | None:
    """Return the choice of listed texts, the default one first."""
    if not isinstance(listed, (ast.List, ast.Tuple, ast.Set)):
        return None
    texts = [text for text in map(literal_or_none, listed.elts) if isinstance(text, str)]
    first = literal_or_none(default) if default is not None else None
    texts.sort(key=lambda text: text != first)
    if len(texts) != len(listed.elts):
        return None
    return Choice(tuple((text, Expression(ast.copy_location(ast.Constant(text), listed))) for text in texts), listed)
