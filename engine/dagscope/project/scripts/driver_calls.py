"""What a script calls of drivers and their builders: the modules and the config that they are given, their runs.
It builds and runs none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.module_calls import ModuleCallReader
from dagscope.project.scripts.specs import outputs_of
from dagscope.project.scripts.values import (
    Captured,
    Choice,
    Driver,
    Expression,
    Module,
    Sequence,
    Table,
    Value,
    is_open,
    items_of,
)
from dagscope.project.source import literal_or_none
from dagscope.scenario import DEFAULT_CACHE

WITHOUT = "known only when it runs; it has no scenario without them"
LACKS = "known only when it runs; its scenario lacks them"
MANY = "one of very many configs"
_RUNS = ("execute", "raw_execute", "materialize", "visualize_execution", "validate_execution")
_RUNS_ENDING = "_materialization"
_MATERIALIZES = ("materialize", "materialization")


class DriverCallReader(ModuleCallReader):
    """Evaluates calls of drivers' methods."""

    __slots__ = ()

    def _captured(self, expression: ast.expr) -> Captured:
        value = self.evaluate(expression)
        self._note_open(value, expression)
        expression = self.hold(value) if isinstance(value, Choice) else self._settled(self._with_parts(expression))
        names = {**self.names, **self.held} if self.held else dict(self.names)
        return Captured(expression, names, tuple(self._choices_in(expression, names)))

    def _note_open(self, value: Value, near: ast.expr) -> None:
        """Have it said that a config or inputs have more keys than can be known."""
        is_known = not is_open(value) if isinstance(value, Table) else _is_written_out(value)
        if not is_known:
            text = f"gives a driver a dict with keys that are {LACKS}"
            self.found.remarks.append((text, self.line or near.lineno))

    def _note_outputs(self, run: ast.Call, names: Mapping[str, Value]) -> None:
        """Have it said that a driver is asked for outputs that cannot be known."""
        finals = final_vars_in(run)
        value = self.evaluate(finals) if finals is not None else None
        options = [each for _, each in value.options] if isinstance(value, Choice) else []
        asked = [self.hold(each) for each in options] if options else [finals] if finals is not None else []
        if any(None in outputs_of({**names, **self.held}, each) for each in asked):
            text = f"asks a driver for outputs that are {LACKS}"
            self.found.remarks.append((text, self.line or run.lineno))

    def _choices_in(self, expression: ast.expr, names: Mapping[str, Value]) -> Iterator[tuple[str, Choice]]:
        """Return the names in an expression that stand for one of several dicts."""
        written = (dotted_name(node) for node in ast.walk(expression) if isinstance(node, (ast.Name, ast.Attribute)))
        for name in dict.fromkeys(filter(None, written)):
            value = names.get(name)
            if id(value) in self.many:
                text = f"gives a driver {MANY}; its scenario has the last of them"
                self.found.remarks.append((text, self.line or expression.lineno))
            found = value if isinstance(value, Choice) else self.alternatives.get(id(value))
            if found is not None and all(isinstance(option, Table) for _, option in found.options):
                yield name, found

    def _with_parts(self, expression: ast.expr) -> ast.expr:
        """Return a dict in which names stand for the calls that give parts of it: `{**defaults(), "a": 1}`."""
        if isinstance(expression, ast.Dict):
            items = zip(expression.keys, expression.values)
            values = [self._settled(self._with_parts(value)) if key is None else value for key, value in items]
            return ast.copy_location(ast.Dict(expression.keys, values), expression)
        if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.BitOr):
            left, right = (self._settled(self._with_parts(each)) for each in (expression.left, expression.right))
            return ast.copy_location(ast.BinOp(left, expression.op, right), expression)
        if isinstance(expression, ast.Call) and dotted_name(expression.func) == "dict":
            given = [self._settled(self._with_parts(argument)) for argument in expression.args]
            words = [
                ast.keyword(word.arg, word.value if word.arg else self._settled(self._with_parts(word.value)))
                for word in expression.keywords
            ]
            return ast.copy_location(ast.Call(expression.func, given, words), expression)
        return expression

    def _settled(self, expression: ast.expr) -> ast.expr:
        """Return a name for what is taken out of a container or comes from a call: `flow["outputs"]`."""
        value = self.evaluate(expression)
        is_display = isinstance(expression, ast.Dict) and None not in expression.keys
        is_taken = is_display or isinstance(expression, (ast.Subscript, ast.Attribute, ast.Call, ast.BinOp))
        is_sum = isinstance(expression, ast.BinOp)
        is_known = isinstance(value, (Sequence, Table)) and (is_sum or value.node is not expression)
        return self.hold(value) if is_taken and is_known else expression

    def driver_called(self, owner: Driver, name: str, call: ast.Call) -> Value:
        """Return what a method gives; a builder changes itself, so every name of it stands for what it is then."""
        found = self._driver_method(owner, name, call)
        if isinstance(found, Driver) and found is not owner and not found.is_built and name != "copy":
            self.replace(owner, found)
        return found

    def _driver_method(self, owner: Driver, name: str, call: ast.Call) -> Value:
        if name in _RUNS or name.endswith(_RUNS_ENDING):
            return self._run(owner, call)
        if owner.is_built:
            return Expression(call)
        if name == "with_modules":
            return self._with_modules(owner, call.args)
        if name == "with_config" and call.args:
            return owner._replace(config=(*owner.config, self._captured(call.args[0])))
        if name == "allow_module_overrides":
            return owner._replace(allows_overrides=True)
        if name == "with_executor" and call.args:
            where = self.constant(call.args[0])
            return owner._replace(executor=where) if isinstance(where, str) else owner
        if name == "with_cache":
            return owner._replace(cache=self._cache_folder(call))
        if name == "copy":
            return owner._replace()
        if name in ("build", "build_without_init"):
            built = owner._replace(is_built=True)
            self.found.drivers.append(built)
            return built
        for argument in (*call.args, *(word.value for word in call.keywords)):
            self.evaluate(argument)  # it may assign: `with_adapters(seen := Seen())`
        return owner

    def _run(self, owner: Driver, call: ast.Call) -> Value:
        """Take note of a run, with what it asks for and is given."""
        arguments = [self._settled(self._with_parts(argument)) for argument in call.args]
        keywords = [ast.keyword(word.arg, self._settled(self._with_parts(word.value))) for word in call.keywords]
        for word in call.keywords:
            if word.arg in ("inputs", "overrides"):
                given = self.evaluate(word.value)
                self._note_open(Expression(word.value) if isinstance(given, Choice) else given, word.value)
        run = ast.copy_location(ast.Call(call.func, arguments, keywords), call)
        finals = final_vars_in(run)
        choice = self.evaluate(finals) if finals is not None else None
        held = self.hold(choice) if choice is not None and _is_elsewhere(choice, finals) else None
        if held is not None and finals in run.args:
            run.args[0] = held
        elif held is not None:
            run.keywords = [ast.keyword(w.arg, held if w.value is finals else w.value) for w in run.keywords]
        names = {**self.names, **self.held} if self.held else dict(self.names)
        self.found.runs.append((owner, run, names))
        self._note_outputs(run, names)
        return Expression(call)

    def _cache_folder(self, call: ast.Call) -> str:
        path = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "path"), None)
        found = self.constant(path) if path is not None else None
        return found if isinstance(found, str) and found else DEFAULT_CACHE

    def old_driver(self, call: ast.Call) -> Value:
        keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        config = call.args[0] if call.args else keywords.get("config")
        driver = self._with_modules(Driver(self.line or call.lineno), call.args[1:])
        driver = driver._replace(
            config=(self._captured(config),) if config is not None else (),
            allows_overrides=literal_or_none(keywords.get("allow_module_overrides")) is True,
            is_built=True,
        )
        if not driver.modules and not driver.options:
            return Expression(call)  # a driver of something else
        self.found.drivers.append(driver)
        return driver

    def _with_modules(self, driver: Driver, arguments: list[ast.expr]) -> Driver:
        for argument in arguments:
            starred = isinstance(argument, ast.Starred)
            value = self.evaluate(argument.value if isinstance(argument, ast.Starred) else argument)
            driver = self._with_value(driver, value, starred)
        if driver.is_partial and not driver.modules and not driver.options and not all(map(self._is_given, arguments)):
            text = f"gives a driver modules that are {WITHOUT}"
            self.found.remarks.append((text, self.line or arguments[0].lineno))
        return driver

    def _is_given(self, argument: ast.expr) -> bool:
        """Return whether it is a parameter, which whoever calls the function knows."""
        value = self.evaluate(argument.value if isinstance(argument, ast.Starred) else argument)
        return isinstance(value, Expression) and isinstance(value.node, ast.Name)

    def _with_value(self, driver: Driver, value: Value, is_starred: bool) -> Driver:
        self.step()
        if isinstance(value, Module) and not is_starred:
            return driver._replace(modules=(*driver.modules, value.name))
        if isinstance(value, Choice):
            options = [(label, self._with_value(Driver(0), option, is_starred)) for label, option in value.options]
            empty = [label for label, each in value.options if isinstance(each, Sequence) and not each.items]
            known = tuple((label, found.modules) for label, found in options if found.modules or label in empty)
            if known and not driver.options:
                is_partial = driver.is_partial or len(known) < len(options)
                before = len(driver.modules)
                return driver._replace(options=known, chosen_by=value.by, before=before, is_partial=is_partial)
            return driver._replace(is_partial=True)
        items = items_of(value) if is_starred or isinstance(value, Sequence) else None
        if items is None:
            return driver._replace(is_partial=True)
        for item in items:
            driver = self._with_value(driver, item, False)
        return driver


def final_vars_in(run: ast.Call) -> ast.expr | None:
    """Return what a call that runs a driver asks for."""
    is_materializing = getattr(run.func, "attr", "").endswith(_MATERIALIZES)
    name = "additional_vars" if is_materializing else "final_vars"
    given = next((word.value for word in run.keywords if word.arg == name), None)
    return run.args[0] if given is None and not is_materializing and run.args else given


def _is_elsewhere(value: Value, expression: ast.expr | None) -> bool:
    """Return whether an expression stands for one of several lists, or for a list written at another place."""
    is_list = isinstance(value, Expression) and isinstance(value.node, (ast.List, ast.Tuple))
    return isinstance(value, Choice) or is_list and getattr(value, "node", None) is not expression


def _is_written_out(value: Value) -> bool:
    """Return whether a value is a dict with all that it holds, nothing, or a choice, of which its own is said."""
    if isinstance(value, Choice):
        return True
    node = value.node if isinstance(value, Expression) else None
    return isinstance(node, ast.Constant) or isinstance(node, ast.Dict) and None not in node.keys
