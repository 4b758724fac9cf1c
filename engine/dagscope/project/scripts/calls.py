"""What the calls in a script give: modules imported or made by name, containers changed, drivers built and run."""

from __future__ import annotations

import ast

from dagscope.project.expressions import dotted_name, text_or_none
from dagscope.project.made_modules import functions_as_text
from dagscope.project.scripts.command_options import OPTION, added_option
from dagscope.project.scripts.containers import items_of, key_value
from dagscope.project.scripts.library_calls import LibraryReader
from dagscope.project.scripts.values import (
    Captured,
    Choice,
    Driver,
    Expression,
    Function,
    Made,
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
_MAKES_MODULE = ("temporary_module", "module_from_source", "create_module")
_PASSED_THROUGH = ("list", "tuple", "set", "frozenset", "sorted", "reversed", "reload", "deepcopy")
_PASSES_ON = ("nullcontext", "closing", "enter_context", "enter_async_context", "run", "run_until_complete", "gather")
_CALLS_LATER = ("submit", "to_thread", "run_in_executor", "run_sync", "apply", "apply_async", "call_soon")


def called_name(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_super(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Call) and called_name(expression) == "super"


class CallReader(LibraryReader):
    """Evaluates calls."""

    __slots__ = ()

    def inline(self, function: Function, call: ast.Call) -> Value:
        """Return what a function of the script returns for this call."""
        raise NotImplementedError

    def call(self, call: ast.Call) -> Value:
        name = called_name(call)
        owner: Value | None = None
        if isinstance(call.func, ast.Attribute):
            owner = self.evaluate(call.func.value)
            if isinstance(owner, Driver):
                return self._driver_called(owner, name, call)
            if isinstance(owner, (Table, Sequence)):
                return self._container_method(owner, name, call)
            if name in ("append", "extend", "insert"):
                return self._grown(call)
        partial = self.evaluate(call.func) if isinstance(call.func, (ast.Name, ast.Call)) else None
        if isinstance(partial, Partial):
            whole = partial.call
            every = ast.Call(whole.func, [*whole.args, *call.args], [*whole.keywords, *call.keywords])
            return self.call(ast.copy_location(every, call))
        name = self._own_name(call, name)
        self.become(dotted_name(call.func) or "")
        function = self._called(call, owner)
        if not isinstance(function, Function) and name.endswith("Builder") and not call.args:
            return Driver(call.lineno)
        if not isinstance(function, Function) and name.endswith("Driver") and (call.args or call.keywords):
            return self._old_driver(call)
        if name == "__init__" and isinstance(function, Module) and function.name.endswith("Driver"):
            return self._old_driver(call)
        if not isinstance(function, Function):
            special = self._special(name, call) or self.known(name, owner, call) or self._handed_on(name, call)
            if special is not None:
                return special
        if isinstance(function, Function):
            return self.inline(function, call)
        for argument in [*call.args, *[keyword.value for keyword in call.keywords]]:
            self.evaluate(argument)
        return Expression(call)

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
        if known is not None or owner is None:
            return known
        if isinstance(owner, Module):
            return self.part(owner, called_name(call))
        return self.names.get(f"self.{called_name(call)}") if isinstance(owner, (Expression, Record)) else None

    def _special(self, name: str, call: ast.Call) -> Value | None:
        """Return the value of a call whose result is known, or None for others."""
        if name in ("import_module", "__import__") and call.args:
            return self._from_hub(call) or self._import_call(call)
        if name == "add_argument":
            option = added_option(call)
            if option is not None:
                self.names[OPTION + option[0]] = option[1]
            return Expression(call)
        if name.endswith(_MAKES_MODULE):
            return self._made(name, call)
        if name == "getattr" and len(call.args) > 1:
            owner, part = self.evaluate(call.args[0]), self.constant(call.args[1])
            if isinstance(owner, Module) and isinstance(part, str):
                return self.part(owner, part) or Expression(call)
        if name in _PASSED_THROUGH and len(call.args) == 1:
            value = self.evaluate(call.args[0])
            if isinstance(value, Table):
                return Sequence(tuple(key_value(key, call) for key, _ in value.items), call)
            return value if not isinstance(value, Expression) else Expression(call)
        if name in _PASSES_ON and len(call.args) == 1 and isinstance(call.func, ast.Attribute):
            value = self.evaluate(call.args[0])
            return value if isinstance(value, Driver) else Expression(call)
        if name == "dict" and not call.args:
            return Table(tuple((k.arg, self.evaluate(k.value)) for k in call.keywords if k.arg), call)
        if name == "map" and len(call.args) == 2:
            items = items_of(self.evaluate(call.args[1]))
            if items is not None and called_name(ast.Call(call.args[0], [], [])) == "import_module":
                nodes = [item.node for item in items if isinstance(item, Expression)]
                return Sequence(tuple(self.imported(self.constant(node), call) for node in nodes), call)
        return None

    def _handed_on(self, name: str, call: ast.Call) -> Value | None:
        """Return what a function gives that is called by another one, or later: `partial(f, x)`, `submit(f, x)`."""
        if name in ("partial", "partialmethod") and call.args:
            arguments = [
                ast.Starred(self.hold(self.evaluate(a.value)), ast.Load())
                if isinstance(a, ast.Starred)
                else self._held(a)
                for a in call.args[1:]
            ]
            keywords = [ast.keyword(keyword.arg, self._held(keyword.value)) for keyword in call.keywords]
            func = call.args[0]
            target = self.evaluate(func)
            if isinstance(target, Partial):
                whole = target.call
                return Partial(ast.Call(whole.func, [*whole.args, *arguments], [*whole.keywords, *keywords]))
            if isinstance(target, Expression):
                return None
            return Partial(ast.copy_location(ast.Call(self.hold(target), arguments, keywords), call))
        if name == "kedro_pipeline_to_driver":
            text = "makes a driver of a Kedro pipeline, whose nodes are known only when it runs; it has no scenario"
            self.found.remarks.append((text, call.lineno))
        if name in _CALLS_LATER:
            for number, argument in enumerate(call.args[:2]):
                if isinstance(self.evaluate(argument), Function):
                    return self.call(
                        ast.copy_location(ast.Call(argument, call.args[number + 1 :], call.keywords), call)
                    )
        if name == "cast" and len(call.args) == 2:
            return self.evaluate(call.args[1])
        if name == "map" and len(call.args) == 2 and isinstance(self.evaluate(call.args[0]), Function):
            items = items_of(self.evaluate(call.args[1])) or ()
            values = [self.call(ast.copy_location(ast.Call(call.args[0], [self.hold(i)], []), call)) for i in items]
            return Sequence(tuple(values), call)
        return None

    def _held(self, expression: ast.expr) -> ast.expr:
        """Return a name for what an expression stands for here; the expression itself where that is all there is."""
        value = self.evaluate(expression)
        return expression if isinstance(value, Expression) and value.node is expression else self.hold(value)

    def _from_hub(self, call: ast.Call) -> Value | None:
        """Return the call as it is where it takes a dataflow from Hamilton's hub, which it downloads."""
        owner = self.evaluate(call.func.value) if isinstance(call.func, ast.Attribute) else None
        if not (isinstance(owner, Module) and owner.name.endswith(".dataflows")):
            return None
        name = (text_or_none(call.args[0]) or "a dataflow")[:80]
        text = f"takes {name} from the hub of dataflows, which is not read; give it as a file"
        self.found.remarks.append((text, call.lineno))
        return Expression(call)

    def _import_call(self, call: ast.Call) -> Value:
        given = self.evaluate(call.args[0])
        if isinstance(given, Choice):
            nodes = [(label, value.node) for label, value in given.options if isinstance(value, Expression)]
            return Choice(tuple((label, self.imported(self.constant(node), call)) for label, node in nodes), call)
        name = self.constant(call.args[0])
        if isinstance(name, str) and name.startswith("."):
            package = next((k.value for k in call.keywords if k.arg == "package"), None)
            anchor = package if package is not None else call.args[1] if len(call.args) > 1 else None
            stem = self.constant(anchor) if anchor is not None else None
            name = f"{stem}{name}" if isinstance(stem, str) and not name.startswith("..") else None
        return self.imported(name, call)

    def _made(self, called: str, call: ast.Call) -> Value:
        """Return a module made of functions, or of a text."""
        argument = next((k.value for k in call.keywords if k.arg == "module_name"), None)
        if not called.endswith("temporary_module"):
            text = self.constant(call.args[0]) if call.args else None
            argument = argument if argument is not None else call.args[1] if len(call.args) > 1 else None
            functions: tuple[str, ...] = ()
        else:
            values = [value for each in call.args for value in self._argument_values(each)]
            nodes = [value.node for value in values if isinstance(value, Function)]
            functions = tuple(node.name for node in nodes)
            text = functions_as_text(self.source) if nodes and len(nodes) == len(values) else None
        if not isinstance(text, str):
            return Expression(call)
        given = self.constant(argument) if argument is not None else None
        name = given if isinstance(given, str) and given.isidentifier() else f"temporary_module_{call.lineno}"
        self.found.made[name] = Made(name, text, functions)
        return Module(name)

    def _argument_values(self, argument: ast.expr) -> list[Value]:
        if isinstance(argument, ast.Starred):
            items = items_of(self.evaluate(argument.value))
            return list(items) if items is not None else [Expression(argument)]
        return [self.evaluate(argument)]

    def _container_method(self, owner: Table | Sequence, name: str, call: ast.Call) -> Value:
        if isinstance(owner, Table):
            if name == "values":
                return Sequence(tuple(value for _, value in owner.items), call)
            if name == "keys":
                return Sequence(tuple(key_value(key, call) for key, _ in owner.items), call)
            if name == "items":
                pairs = [Sequence((key_value(key, call), value), call) for key, value in owner.items]
                return Sequence(tuple(pairs), call)
            if name == "get" and call.args:
                return self.item(owner, call.args[0], call)
        elif name in ("append", "extend"):
            return self._grown(call)
        elif name == "copy":
            return owner
        return Expression(call)

    def _grown(self, call: ast.Call) -> Value:
        """Return the list that `modules.append(a)` makes."""
        assert isinstance(call.func, ast.Attribute)
        owner = dotted_name(call.func.value)
        known = self.names.get(owner or "")
        if owner is not None and isinstance(known, Choice) and len(call.args) == 1:
            value = self.evaluate(call.args[0])
            more = value if call.func.attr == "extend" else Sequence((value,), call)
            self.replace(known, self.joined(known, more, call))
        elif owner is not None and isinstance(known, Sequence) and len(call.args) == 1:
            value = self.evaluate(call.args[0])
            added = items_of(value) if call.func.attr == "extend" else (value,)
            items = added if added is not None else (Expression(call),)
            node = known.node
            if isinstance(node, ast.List) and call.func.attr == "append":
                node = ast.List([*node.elts, call.args[0]], ast.Load())
            self.replace(known, Sequence((*known.items, *items), node))
        else:
            for argument in call.args:
                self.evaluate(argument)
        return Expression(call)

    def _captured(self, expression: ast.expr) -> Captured:
        self.evaluate(expression)
        return Captured(expression, {**self.names, **self.held} if self.held else dict(self.names))

    def _driver_called(self, owner: Driver, name: str, call: ast.Call) -> Value:
        """Return what a method gives; a builder changes itself, so every name of it stands for what it is then."""
        found = self._driver_method(owner, name, call)
        if isinstance(found, Driver) and found is not owner and not found.is_built and name != "copy":
            self.replace(owner, found)
        return found

    def _driver_method(self, owner: Driver, name: str, call: ast.Call) -> Value:
        if name in _RUNS or name.endswith(_RUNS_ENDING):
            for argument in [*call.args, *[keyword.value for keyword in call.keywords]]:
                self.evaluate(argument)
            self.found.runs.append((owner, call, dict(self.names)))
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
        driver = self._with_modules(Driver(call.lineno), call.args[1:])
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
            known = tuple((label, found.modules) for label, found in options if found.modules)
            if known and not driver.options:
                is_partial = driver.is_partial or len(known) < len(options)
                return driver._replace(options=known, before=len(driver.modules), is_partial=is_partial)
            return driver._replace(is_partial=True)
        items = items_of(value) if is_starred or isinstance(value, Sequence) else None
        if items is None:
            return driver._replace(is_partial=True)
        for item in items:
            driver = self._with_value(driver, item, False)
        return driver
