"""What the calls in a script give: modules imported or made by name, containers changed, drivers built and run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.command_options import OPTION, added_option, is_parsed
from dagscope.project.scripts.containers import items_of, key_value, text_of
from dagscope.project.scripts.module_calls import ModuleCallReader
from dagscope.project.scripts.values import (
    Captured,
    Choice,
    Driver,
    Expression,
    Function,
    Module,
    Partial,
    Record,
    Sequence,
    Table,
    Value,
)
from dagscope.project.source import literal_or_none
from dagscope.scenario import DEFAULT_CACHE

_RUNS = ("execute", "raw_execute", "materialize", "visualize_execution", "validate_execution")
_RUNS_ENDING = "_materialization"
_PASSED_THROUGH = ("list", "tuple", "set", "frozenset", "sorted", "reversed", "reload", "deepcopy")
_PASSES_ON = ("nullcontext", "closing", "enter_context", "enter_async_context", "run", "run_until_complete", "gather")


def called_name(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_super(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Call) and called_name(expression) == "super"


class CallReader(ModuleCallReader):
    """Evaluates calls."""

    __slots__ = ()

    def call(self, call: ast.Call) -> Value:
        name = called_name(call)
        owner: Value | None = None
        if isinstance(call.func, ast.Attribute):
            owner = self.evaluate(call.func.value)
            if isinstance(owner, Driver):
                return self._driver_called(owner, name, call)
            drivers = (
                [each for _, each in owner.options if isinstance(each, Driver)] if isinstance(owner, Choice) else []
            )
            if drivers:
                return [self._driver_called(each, name, call) for each in drivers][-1]
            changed = self.container_call(owner, name, call)
            if changed is not None:
                return changed
        partial = self.evaluate(call.func) if isinstance(call.func, (ast.Name, ast.Call)) else None
        if isinstance(partial, Partial):
            whole = partial.call
            every = ast.Call(whole.func, [*whole.args, *call.args], [*whole.keywords, *call.keywords])
            return self.call(ast.copy_location(every, call))
        if isinstance(partial, Function) and isinstance(call.func, ast.Call):
            return self.inline(partial, call)
        name = self._own_name(call, name)
        self.become(dotted_name(call.func) or "")
        function = self._called(call, owner)
        if not isinstance(function, Function) and name.endswith("Builder") and not call.args:
            return Driver(self.line or call.lineno)
        if not isinstance(function, Function) and name.endswith("Driver") and (call.args or call.keywords):
            return self._old_driver(call)
        if name == "__init__" and isinstance(function, Module) and function.name.endswith("Driver"):
            return self._old_driver(call)
        if not isinstance(function, Function):
            special = self._special(name, call) or self.known(name, owner, call) or self.handed_on(name, owner, call)
            if special is not None:
                return special
        if isinstance(function, Function):
            return self.inline(function, call)
        if isinstance(function, Choice):
            return self._called_each(function, call)
        self._hand(call)
        return Expression(call)

    def _hand(self, call: ast.Call) -> None:
        """Take note of the builders that something unknown is given."""
        for argument in [*call.args, *[keyword.value for keyword in call.keywords]]:
            value = self.evaluate(argument)
            if isinstance(value, Driver) and not value.is_built and (value.modules or value.options):
                self.handed.append(value)

    def _own_name(self, call: ast.Call, name: str) -> str:
        """Return the name of what is called where the script imports it under another one."""
        known = (self.names.get(name) or self.held.get(name)) if isinstance(call.func, ast.Name) else None
        return known.name.rpartition(".")[2] if isinstance(known, Module) and known.is_outside else name

    def become(self, class_: str) -> None:
        """Take note of an object of this class being made, where it is a class of the script."""
        raise NotImplementedError

    def inherited(self, method: str) -> Value | None:
        """Return what `super().method` is."""
        raise NotImplementedError

    def _called(self, call: ast.Call, owner: Value | None) -> Value | None:
        """Return the callee; a method of a class of this script also where the object is not known."""
        if isinstance(call.func, ast.Attribute) and _is_super(call.func.value):
            return self.inherited(call.func.attr)
        called = dotted_name(call.func) or ""
        known = self.names.get(called) or self.held.get(called)
        if isinstance(known, (Expression, Record)) and isinstance(known.node, ast.Call):
            return self.names.get("self.__call__", known)  # an object that can be called
        if known is not None or owner is None:
            return known
        if isinstance(owner, Module):
            return self.part(owner, called_name(call))
        if isinstance(owner, Expression) and is_parsed(owner.node):
            return self.names.get(f"{OPTION}{called_name(call)}")
        return self.names.get(f"self.{called_name(call)}") if isinstance(owner, (Expression, Record)) else None

    def _special(self, name: str, call: ast.Call) -> Value | None:
        """Return the value of a call whose result is known, or None for others."""
        found = self.module_call(name, call)
        if found is not None:
            return found
        if name == "set_defaults":
            return self._parser_defaults(call)
        if name == "add_argument":
            option = added_option(call)
            if option is not None:
                self.names[OPTION + option[0]] = option[1]
            return Expression(call)
        if name == "namedtuple" and len(call.args) > 1:
            return self._named_tuple(call)
        if name == "getattr" and len(call.args) > 1:
            owner, part = self.evaluate(call.args[0]), self.constant(call.args[1])
            if isinstance(owner, Module) and isinstance(part, str):
                return self.part(owner, part) or Expression(call)
        if name in _PASSED_THROUGH and len(call.args) == 1:
            value = self.evaluate(call.args[0])
            if isinstance(value, Table) and name != "deepcopy":
                return Sequence(tuple(key_value(key, call) for key, _ in value.items), call)
            return self.copied(value) if not isinstance(value, Expression) else Expression(call)
        if name in _PASSES_ON and len(call.args) == 1 and isinstance(call.func, ast.Attribute):
            value = self.evaluate(call.args[0])
            return value if isinstance(value, Driver) else Expression(call)
        made = self.made_container(name, call)
        if made is not None:
            return made
        if name == "map" and len(call.args) == 2:
            items = items_of(self.evaluate(call.args[1]))
            if items is not None and called_name(ast.Call(call.args[0], [], [])) == "import_module":
                nodes = [item.node for item in items if isinstance(item, Expression)]
                return Sequence(tuple(self.imported(self.constant(node), call) for node in nodes), call)
        return None

    def make_class(self, statement: ast.ClassDef) -> Value:
        """Return a class with fields."""
        raise NotImplementedError

    def _named_tuple(self, call: ast.Call) -> Value:
        """Return the class that `namedtuple("Plan", "modules outputs")` makes."""
        name, given = self.constant(call.args[0]), self.evaluate(call.args[1])
        text = text_of(given)
        names = text.replace(",", " ").split() if text is not None else list(map(text_of, items_of(given) or ()))
        if not isinstance(name, str) or not all(isinstance(each, str) and each.isidentifier() for each in names):
            return Expression(call)
        body: list[ast.stmt] = [
            ast.AnnAssign(ast.Name(str(each), ast.Store()), ast.Name("object", ast.Load()), None, 1) for each in names
        ]
        made = ast.ClassDef(name, [ast.Name("NamedTuple", ast.Load())], [], body, [])
        return self.make_class(ast.fix_missing_locations(ast.copy_location(made, call)))

    def _parser_defaults(self, call: ast.Call) -> Value:
        """Take note of what `set_defaults` gives the options; several parsers' are a choice."""
        for word in call.keywords:
            value, before = self.evaluate(word.value), self.names.get(f"{OPTION}{word.arg}")
            options = before.options if isinstance(before, Choice) else (("0", before),) if before is not None else ()
            every = [each for _, each in options if each != value] + [value]
            choice = Choice(tuple((str(n), each) for n, each in enumerate(every)), word.value)
            self.names[f"{OPTION}{word.arg}"] = choice if len(every) > 1 else value
        return Expression(call)

    def _called_each(self, functions: Choice, call: ast.Call) -> Value:
        """Return what a call gives where one of several functions is called."""
        values = [self.inline(each, call) for _, each in functions.options if isinstance(each, Function)]
        if len(values) > 1 and all(isinstance(value, Driver) for value in values):
            return Choice(tuple((str(number), value) for number, value in enumerate(values)), call)
        return values[-1] if values else Expression(call)

    def _captured(self, expression: ast.expr) -> Captured:
        value = self.evaluate(expression)
        expression = self.hold(value) if isinstance(value, Choice) else self._settled(self._with_parts(expression))
        names = {**self.names, **self.held} if self.held else dict(self.names)
        return Captured(expression, names, tuple(self._choices_in(expression, names)))

    def _choices_in(self, expression: ast.expr, names: Mapping[str, Value]) -> Iterator[tuple[str, Choice]]:
        """Return the names in an expression that stand for one of several dicts."""
        written = (dotted_name(node) for node in ast.walk(expression) if isinstance(node, (ast.Name, ast.Attribute)))
        for name in dict.fromkeys(filter(None, written)):
            value = names.get(name)
            if id(value) in self.many:
                text = "gives a driver one of very many configs; its scenario has the last of them"
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
        is_taken = isinstance(expression, (ast.Subscript, ast.Attribute, ast.Call, ast.BinOp))
        is_sum = isinstance(expression, ast.BinOp)
        is_known = isinstance(value, (Sequence, Table)) and (is_sum or value.node is not expression)
        return self.hold(value) if is_taken and is_known else expression

    def _driver_called(self, owner: Driver, name: str, call: ast.Call) -> Value:
        """Return what a method gives; a builder changes itself, so every name of it stands for what it is then."""
        found = self._driver_method(owner, name, call)
        if isinstance(found, Driver) and found is not owner and not found.is_built and name != "copy":
            self.replace(owner, found)
        return found

    def _driver_method(self, owner: Driver, name: str, call: ast.Call) -> Value:
        if name in _RUNS or name.endswith(_RUNS_ENDING):
            arguments = [self._settled(self._with_parts(argument)) for argument in call.args]
            keywords = [ast.keyword(word.arg, self._settled(self._with_parts(word.value))) for word in call.keywords]
            run = ast.copy_location(ast.Call(call.func, arguments, keywords), call)
            self.found.runs.append((owner, run, {**self.names, **self.held} if self.held else dict(self.names)))
            return Expression(call)
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
        return owner

    def _cache_folder(self, call: ast.Call) -> str:
        path = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "path"), None)
        found = self.constant(path) if path is not None else None
        return found if isinstance(found, str) and found else DEFAULT_CACHE

    def _old_driver(self, call: ast.Call) -> Value:
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
        return driver

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
