"""What the branches of a script change: names, and the modules these then stand for. It follows no statement itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.values import Choice, Driver, Module, Sequence, Table, Value

# More alternatives than this are none that anybody chooses from.
MOST_OPTIONS = 12
MOST_MODULES = 100  # of which fewer are offered, and that is said
_MOST_NODES = 4_000
_CHANGE = ("append", "extend", "insert", "update", "setdefault", "pop", "popitem", "clear")
_EXITS = ("sys.exit", "exit", "quit", "os._exit", "pytest.skip", "pytest.fail", "pytest.xfail")


def changed_names(statement: ast.stmt) -> tuple[str, ...]:
    """Return the names that the statement assigns, imports or appends to; none of a very long one."""
    found: dict[str, None] = {}
    for number, node in enumerate(ast.walk(statement)):
        if number > _MOST_NODES:
            return ()
        found.update(dict.fromkeys(_changed(node)))
    return tuple(found)


def ends(block: list[ast.stmt]) -> bool:
    """Return whether the last statement of a block raises or ends the program, so that nothing behind it runs."""
    last = block[-1] if block else None
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return dotted_name(last.value.func) in _EXITS
    return isinstance(last, ast.Raise)


def never_taken(test: ast.expr) -> bool:
    """Return whether a test never holds, whatever the script is given: `if False`, `if TYPE_CHECKING`."""
    is_false = isinstance(test, ast.Constant) and not test.value
    return is_false or (dotted_name(test) or "").rpartition(".")[2] == "TYPE_CHECKING"


def _changed(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store):
        yield dotted_name(node) or ""
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
        yield dotted_name(node.value) or ""
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGE:
        yield dotted_name(node.func.value) or ""


def modules_of(value: Value | None) -> tuple[Value, ...]:
    """Return the value if it is a module or nothing but modules, or the options of such a choice."""
    if isinstance(value, Choice):
        return tuple(option for _, each in value.options for option in modules_of(each))
    is_list = isinstance(value, Sequence) and value.items and all(isinstance(item, Module) for item in value.items)
    return (value,) if value is not None and (isinstance(value, Module) or is_list) else ()


def merged(name: str, before: Value | None, branches: list[tuple[str, Value]], by: object = None) -> Value:
    """Return what a name stands for behind branches: a choice where they make it different modules.

    Args:
        name: The name.
        before: What it was, where no branch need be taken.
        branches: What the branches that change it make of it, each with its label.
        by: What decides which branch is taken.
    """
    after = [value for _, value in branches]
    builders = [value for value in after if isinstance(value, Driver)]
    if len(builders) == len(after):
        return _merged_builders(before, builders)
    changed = [(label, option) for label, value in branches for option in modules_of(value)]
    options = [*(("", option) for option in (modules_of(before) if changed else ())), *changed]
    different = list(dict.fromkeys(option for _, option in options))
    if len(different) > MOST_OPTIONS:  # each once: what else each of them goes with is not followed
        options = [("", option) for option in different[:MOST_MODULES]]
        by = None
    if len(different) > 1:
        return Choice(tuple(options), ast.Name(name, ast.Load()), by)
    return different[0] if len(different) == 1 and changed else after[-1]


def tables_of(options: list[tuple[str, Value]], by: object) -> Choice | None:
    """Return the dicts that branches make of a name as a choice, if that is what they make."""
    tables = [(label, value) for label, value in options if isinstance(value, Table)]
    is_choice = 1 < len(tables) == len(options) <= MOST_OPTIONS
    return Choice(tuple(tables), tables[-1][1].node, by) if is_choice else None


def _merged_builders(before: Value | None, after: list[Driver]) -> Driver:
    """Return the builder with what each branch adds as a choice."""
    last = after[-1]
    every = [*([before] if isinstance(before, Driver) else []), *after]
    different = list(dict.fromkeys(each.modules for each in every))
    if len(different) < 2 or any(each.options for each in every):
        return last
    shared = 0
    while all(len(each) > shared and each[shared] == different[0][shared] for each in different):
        shared += 1
    options = tuple((str(number), each[shared:]) for number, each in enumerate(different))
    return last._replace(modules=different[0][:shared], options=options, before=shared)
