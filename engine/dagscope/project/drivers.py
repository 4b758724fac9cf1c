"""Scenarios read from scripts: `Builder()` chains and `Driver(config, ...)` calls. It must not run the scripts.

A small reading of the statements in order: names are followed to what was assigned to them, so that a chain over
several lines, a config in a variable and a list of final variables in a constant are all found. What is no literal
becomes an expression to evaluate in the worker when it only needs pandas, numpy and builtins, and is left open
otherwise.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dagscope import settings
from dagscope.project.expressions import UNREADABLE, dotted_name, text_or_none
from dagscope.project.source import SourceFile, literal_or_none
from dagscope.scenario import DEFAULT_CACHE, ModuleChoice, Scenario, ValueSpec

MAX_SCENARIOS_A_DRIVER = 6
_EVALUATED_NAMES = {"pandas": "pd", "numpy": "np"}
_MAX_EXPRESSION = 2_000
_MOST_NAMES = 2_000
_SELF = "__main__"

FindModule = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Driver:
    """A builder or a driver as far as it is read."""

    line: int
    modules: tuple[str, ...] = ()
    config: tuple[tuple[str, ValueSpec], ...] = ()
    allows_overrides: bool = False
    executor: str = "sync"
    cache: str = ""
    is_built: bool = False


@dataclass(frozen=True, slots=True)
class _Module:
    name: str


@dataclass(frozen=True, slots=True)
class _Expression:
    node: ast.expr


_Value = _Driver | _Module | _Expression


@dataclass(slots=True)
class _Reader:
    """State of reading one file; made and dropped in `read_scenarios`."""

    find_module: FindModule
    own_module: str | None
    names: dict[str, _Value] = field(default_factory=dict)
    drivers: list[_Driver] = field(default_factory=list)
    runs: list[tuple[_Driver, ast.Call]] = field(default_factory=list)


# Statements ---------------------------------------------------------------------------------------------------------


def _read_block(reader: _Reader, block: list[ast.stmt]) -> None:
    later: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    for statement in block:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            later.append(statement)
        else:
            _read_statement(reader, statement)
    for function in later:
        saved = dict(reader.names)
        for item in [*function.args.args, *function.args.kwonlyargs]:
            reader.names.pop(item.arg, None)
        _read_block(reader, function.body)
        reader.names = saved


def _read_statement(reader: _Reader, statement: ast.stmt) -> None:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            _bind_import(reader, alias.asname or alias.name.split(".")[0], alias.name, bool(alias.asname))
    elif isinstance(statement, ast.ImportFrom):
        for alias in statement.names:
            _bind_from(reader, statement, alias)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        _bind_assignment(reader, statement)
    elif isinstance(statement, ast.ClassDef):
        _read_block(reader, statement.body)
    else:
        for expression in _own_expressions(statement):
            _evaluate(reader, expression)
        for block in _blocks(statement):
            _read_block(reader, block)


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for handler in getattr(statement, "handlers", []):
        yield handler.body


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr


def _bind_import(reader: _Reader, bound: str, dotted: str, is_renamed: bool) -> None:
    if dotted == _SELF and reader.own_module:
        reader.names[bound] = _Module(reader.own_module)
        return
    known = reader.find_module(dotted)
    if known is not None and (is_renamed or "." not in dotted):
        reader.names[bound] = _Module(known)
    elif known is not None:
        reader.names[dotted] = _Module(known)
        reader.names.pop(bound, None)
    else:
        reader.names.pop(bound, None)


def _bind_from(reader: _Reader, statement: ast.ImportFrom, alias: ast.alias) -> None:
    stem = statement.module or ""
    if statement.level and reader.own_module:
        parts = reader.own_module.split(".")[: -statement.level]
        stem = ".".join([*parts, *([stem] if stem else [])])
    known = reader.find_module(f"{stem}.{alias.name}" if stem else alias.name)
    if known is not None:
        reader.names[alias.asname or alias.name] = _Module(known)
    else:
        reader.names.pop(alias.asname or alias.name, None)


def _bind_assignment(reader: _Reader, statement: ast.Assign | ast.AnnAssign) -> None:
    if statement.value is None:
        return
    value = _evaluate(reader, statement.value)
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for target in targets:
        if isinstance(target, ast.Name):
            reader.names[target.id] = value
        elif isinstance(target, ast.Attribute):
            reader.names[dotted_name(target) or ""] = value


# Expressions --------------------------------------------------------------------------------------------------------


def _evaluate(reader: _Reader, expression: ast.expr) -> _Value:
    if isinstance(expression, ast.Await):
        return _evaluate(reader, expression.value)
    if isinstance(expression, (ast.Name, ast.Attribute)):
        known = reader.names.get(dotted_name(expression) or "")
        if known is not None:
            return known
    if isinstance(expression, ast.Call):
        return _evaluate_call(reader, expression)
    if reader.own_module and _is_own_module(expression):
        return _Module(reader.own_module)
    if not isinstance(expression, ast.Lambda):
        for child in ast.walk(expression):
            if isinstance(child, ast.Call) and child is not expression and _is_driver_call(reader, child):
                _evaluate_call(reader, child)
    return _Expression(expression)


def _is_driver_call(reader: _Reader, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    root: ast.expr = call.func.value
    while isinstance(root, (ast.Call, ast.Attribute)) and dotted_name(root) not in reader.names:
        root = root.func if isinstance(root, ast.Call) else root.value
    return isinstance(reader.names.get(dotted_name(root) or ""), _Driver)


def _is_own_module(expression: ast.expr) -> bool:
    """`sys.modules[__name__]`, or with `"__main__"`."""
    if not isinstance(expression, ast.Subscript) or dotted_name(expression.value) != "sys.modules":
        return False
    key = expression.slice
    return dotted_name(key) == "__name__" or literal_or_none(key) == _SELF


def _called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _evaluate_call(reader: _Reader, call: ast.Call) -> _Value:
    name = _called_name(call)
    if isinstance(call.func, ast.Attribute):
        owner = _evaluate(reader, call.func.value)
        if isinstance(owner, _Driver):
            return _driver_method(reader, owner, name, call)
    if name == "Builder" and not call.args:
        return _Driver(call.lineno)
    if name in ("Driver", "AsyncDriver") and (call.args or call.keywords):
        return _old_driver(reader, call)
    if name in ("import_module", "reload") and call.args:
        return _imported_by_call(reader, call)
    for argument in [*call.args, *[keyword.value for keyword in call.keywords]]:
        _evaluate(reader, argument)
    return _Expression(call)


def _imported_by_call(reader: _Reader, call: ast.Call) -> _Value:
    dotted = literal_or_none(call.args[0])
    if isinstance(dotted, str):
        known = reader.find_module(dotted)
        return _Module(known) if known is not None else _Expression(call)
    return _evaluate(reader, call.args[0])


def _driver_method(reader: _Reader, owner: _Driver, name: str, call: ast.Call) -> _Value:
    if name in ("execute", "raw_execute", "materialize", "visualize_execution", "validate_execution"):
        reader.runs.append((owner, call))
        return _Expression(call)
    if owner.is_built:
        return _Expression(call)
    if name == "with_modules":
        return replace(owner, modules=owner.modules + _modules(reader, call.args))
    if name == "with_config" and call.args:
        return replace(owner, config=owner.config + tuple(_specs(reader, call.args[0]).items()))
    if name == "allow_module_overrides":
        return replace(owner, allows_overrides=True)
    if name == "with_executor" and call.args:
        where = literal_or_none(call.args[0])
        return replace(owner, executor=where) if isinstance(where, str) else owner
    if name == "with_cache":
        return replace(owner, cache=_cache_folder(call))
    if name == "build":
        built = replace(owner, is_built=True)
        reader.drivers.append(built)
        return built
    return owner


def _cache_folder(call: ast.Call) -> str:
    path = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "path"), None)
    found = literal_or_none(path) if path is not None else None
    return found if isinstance(found, str) and found else DEFAULT_CACHE


def _old_driver(reader: _Reader, call: ast.Call) -> _Driver:
    allows = any(
        keyword.arg == "allow_module_overrides" and literal_or_none(keyword.value) is True for keyword in call.keywords
    )
    config = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "config"), None)
    driver = _Driver(
        call.lineno,
        _modules(reader, call.args[1:]),
        tuple(_specs(reader, config).items()) if config is not None else (),
        allows,
        is_built=True,
    )
    reader.drivers.append(driver)
    return driver


def _modules(reader: _Reader, arguments: list[ast.expr]) -> tuple[str, ...]:
    found: list[str] = []
    for argument in arguments:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        value = _evaluate(reader, inner)
        if isinstance(value, _Module):
            found.append(value.name)
        elif isinstance(value, _Expression) and isinstance(value.node, (ast.List, ast.Tuple)):
            found.extend(_modules(reader, value.node.elts))
    return tuple(found)


# Values -------------------------------------------------------------------------------------------------------------


class _Substitute(ast.NodeTransformer):
    """Puts what a name was assigned in the place of the name, and calls pandas `pd`."""

    def __init__(self, names: Mapping[str, _Value]) -> None:
        self._names = names
        self._depth = 0
        self._visits = 0

    def visit_Name(self, node: ast.Name) -> ast.expr:
        self._visits += 1
        if self._visits > _MOST_NAMES:
            raise ValueError("names that stand for names that stand for many more")
        value = self._names.get(node.id)
        if isinstance(value, _Expression) and self._depth < 8:
            self._depth += 1
            found = self.visit(copy.deepcopy(value.node))
            self._depth -= 1
            assert isinstance(found, ast.expr)
            return found
        return ast.Name(_EVALUATED_NAMES.get(node.id, node.id), ast.Load())


def _resolved(reader: _Reader, expression: ast.expr) -> ast.expr:
    found = _Substitute(reader.names).visit(copy.deepcopy(expression))
    assert isinstance(found, ast.expr)
    return found


def _free_names(expression: ast.expr) -> set[str]:
    bound: set[str] = set()
    used: set[str] = set()
    for item in ast.walk(expression):
        if isinstance(item, ast.Name):
            (used if isinstance(item.ctx, ast.Load) else bound).add(item.id)
        elif isinstance(item, ast.arg):
            bound.add(item.arg)
    return used - bound


def _spec(reader: _Reader, expression: ast.expr) -> ValueSpec:
    try:
        resolved = _resolved(reader, expression)
    except UNREADABLE:
        return ValueSpec("none")
    text = text_or_none(resolved)
    if text is None or len(text) > _MAX_EXPRESSION:
        return ValueSpec("none")
    try:
        ast.literal_eval(resolved)
        return ValueSpec("literal", text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        pass
    allowed = {"pd", "np", "pathlib", "datetime", "math"}
    if all(name in allowed or hasattr(builtins, name) for name in _free_names(resolved)):
        return ValueSpec("expression", text)
    return ValueSpec("none")


def _key_name(reader: _Reader, key: ast.expr | None) -> object:
    """A dict's key as text; settings' constants are known by their names."""
    if (dotted_name(key) or "").endswith("ENABLE_POWER_USER_MODE"):
        return settings.ENABLE_POWER_USER_MODE
    return literal_or_none(_resolved(reader, key)) if key is not None else None


def _specs(reader: _Reader, expression: ast.expr) -> dict[str, ValueSpec]:
    """The entries of a dict given as a display, a variable holding one, or `dict(a=1)`."""
    value = _evaluate(reader, expression)
    node = value.node if isinstance(value, _Expression) else expression
    specs: dict[str, ValueSpec] = {}
    if isinstance(node, ast.Dict):
        for key, item in zip(node.keys, node.values):
            name = _key_name(reader, key)
            if key is None:
                specs.update(_specs(reader, item))
            elif isinstance(name, str):
                specs[name] = _spec(reader, item)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        specs.update({word.arg: _spec(reader, word.value) for word in node.keywords if word.arg})
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        specs = {**_specs(reader, node.left), **_specs(reader, node.right)}
    return specs


def _final_vars(reader: _Reader, expression: ast.expr) -> tuple[str, ...]:
    value = _evaluate(reader, expression)
    node = value.node if isinstance(value, _Expression) else expression
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        found: list[str] = []
        for item in node.elts:
            inner = item.value if isinstance(item, ast.Starred) else item
            text = literal_or_none(_resolved(reader, inner))
            if isinstance(text, str):
                found.append(text)
            elif isinstance(inner, ast.Attribute) and isinstance(_evaluate(reader, inner.value), _Module):
                found.append(inner.attr.split("__")[0])  # `execute([module.function])`
            elif isinstance(item, ast.Starred):
                found.extend(_final_vars(reader, inner))
        return tuple(dict.fromkeys(found))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return tuple(dict.fromkeys(_final_vars(reader, node.left) + _final_vars(reader, node.right)))
    return ()


# Scenarios ----------------------------------------------------------------------------------------------------------


def _argument(call: ast.Call, name: str, position: int | None) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(call.args):
        return call.args[position]
    return None


def _run_of(reader: _Reader, call: ast.Call) -> tuple[tuple[str, ...], dict[str, ValueSpec], dict[str, ValueSpec]]:
    name = _called_name(call)
    finals = _argument(call, "additional_vars" if name == "materialize" else "final_vars", None)
    if finals is None and name != "materialize" and call.args:
        finals = call.args[0]
    position = 1 if name in ("execute", "raw_execute") else None
    inputs = _argument(call, "inputs", None)
    overrides = _argument(call, "overrides", position)
    return (
        _final_vars(reader, finals) if finals is not None else (),
        _specs(reader, inputs) if inputs is not None else {},
        _specs(reader, overrides) if overrides is not None else {},
    )


def _scenarios_of(reader: _Reader, driver: _Driver, place: str) -> list[Scenario]:
    base = Scenario(
        name="",
        origin=f"{place}:{driver.line}",
        modules=tuple(ModuleChoice(name) for name in dict.fromkeys(driver.modules)),
        allow_module_overrides=driver.allows_overrides,
        config=dict(driver.config),
        executor=driver.executor,
        cache=driver.cache,
    )
    found: list[Scenario] = []
    calls = [call for owner, call in reader.runs if owner is driver]
    executed = [call for call in calls if not _called_name(call).startswith(("visualize", "validate"))]
    for call in executed or calls:
        final_vars, inputs, overrides = _run_of(reader, call)
        scenario = replace(base, final_vars=final_vars, inputs=inputs, overrides=overrides)
        if scenario not in found and len(found) < MAX_SCENARIOS_A_DRIVER:
            found.append(scenario)
    return found or [base]


def read_scenarios(
    source: SourceFile, place: str, own_module: str | None, find_module: FindModule
) -> tuple[Scenario, ...]:
    """Every driver the file builds, a scenario for each different execution.

    Args:
        source: the parsed script or notebook.
        place: how the file is called in `origin`, e.g. `run.py`.
        own_module: the file's own module name, for `__main__` given to a driver.
        find_module: a dotted name as the script imports it -> the project's module name, or `None`.
    """
    if source.tree is None or not ("Builder" in source.text or "Driver" in source.text):
        return ()
    reader = _Reader(find_module, own_module)
    _read_block(reader, source.tree.body)
    scenarios = [item for driver in reader.drivers for item in _scenarios_of(reader, driver, place)]
    scenarios = [scenario for scenario in scenarios if scenario.modules]
    # A package's own file goes by the package.
    stem = place.rsplit(".", 1)[0].removesuffix("/__init__")
    if stem == "__init__":
        stem = source.path.parent.name
    named: list[Scenario] = []
    for number, scenario in enumerate(scenarios, 1):
        name = stem if len(scenarios) == 1 else f"{stem} {number}"
        named.append(replace(scenario, name=name))
    return tuple(named)
