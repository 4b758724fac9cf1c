"""What functions give in a script that others call for it, at once or later: partial calls, tasks, threads, maps.
It runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from dagscope.project.scripts.container_calls import ContainerCallReader
from dagscope.project.scripts.values import Driver, Expression, Function, Module, Partial, Sequence, Value, items_of

_TARGETS = ("target", "python_callable", "func", "function", "fn", "callable", "callback")
_LISTS = ("args", "op_args")
_TABLES = ("kwargs", "op_kwargs")
# Methods of tasks and services that call the function with what they are given.
_RUN_IT = ("delay", "remote", "submit", "bind", "s", "si", "call_function", "spawn", "send", "serve", "__call__")
_SAME_FUNCTION = ("options", "with_options", "override", "set", "__wrapped__")


@dataclass(slots=True)
class LaterCallReader(ContainerCallReader):
    """Evaluates calls that call a function of the script."""

    inlined: set[ast.AST] = field(default_factory=set)
    """The functions that were read with what a call gives them."""
    line: int = 0
    """The line of the call that is read in another file; 0 in the script itself."""
    handed: list[Driver] = field(default_factory=list)
    """Builders that something unknown is given, which will build them."""
    outside: Mapping[str, Value] = field(default_factory=dict)
    """The script's own names while a function of another file is read."""

    def inline(self, function: Function, call: ast.Call) -> Value:
        """Return what a function of the script returns for this call."""
        raise NotImplementedError

    def handed_on(self, name: str, owner: Value | None, call: ast.Call) -> Value | None:
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
        if name == "cast" and len(call.args) == 2:
            return self.evaluate(call.args[1])
        if name in ("map", "imap", "imap_unordered", "starmap", "map_async") and len(call.args) > 1:
            return self._mapped(name, call)
        if name == "reduce" and len(call.args) == 3:
            return self._reduced(call)
        if isinstance(owner, Function) and name in _RUN_IT:
            return self.inline(owner, self._call_of(call.args, call))
        if isinstance(owner, Function) and name in _SAME_FUNCTION:
            return owner
        return self._given_function(call)

    def _mapped(self, name: str, call: ast.Call) -> Value | None:
        function = self.evaluate(call.args[0])
        if not isinstance(function, Function):
            return None
        values: list[Value] = []
        for item in items_of(self.evaluate(call.args[1])) or ():
            given = (items_of(item) or (item,)) if name == "starmap" else (item,)
            values.append(self.inline(function, self._call_of([self.hold(each) for each in given], call)))
        return Sequence(tuple(values), call)

    def _reduced(self, call: ast.Call) -> Value | None:
        """Return `reduce(lambda builder, module: builder.with_modules(module), modules, Builder())`."""
        function, items, found = (self.evaluate(each) for each in call.args)
        known = items_of(items)
        if not isinstance(function, Function) or known is None:
            return None
        for item in known:
            found = self.inline(function, self._call_of([self.hold(found), self.hold(item)], call))
        return found

    def _given_function(self, call: ast.Call) -> Value | None:
        """Return what a function gives that an unknown one is given, with what else it is given.

        Tasks, threads, containers of dependencies and schedulers call it so: `Thread(target=run, args=(a,))`,
        `Factory(make, a)`, `add_task(run, a)`. A function alone is what a decorator gives back: `delayed(run)(a)`.
        """
        words = {word.arg: word.value for word in call.keywords if word.arg}
        for number, argument in enumerate(call.args[:2]):
            function = self.evaluate(argument) if isinstance(argument, (ast.Name, ast.Attribute)) else None
            if not self._is_callable(function):
                continue
            rest = self._list_words(words) or call.args[number + 1 :]
            if not rest and len(call.args) == 1 and isinstance(function, Function):
                return function
            keywords = [word for word in call.keywords if word.arg not in (*_LISTS, *_TABLES)]
            found = self._tried(function, argument, rest, [*keywords, *self._tables(words)], call)
            if found is not None:
                return found
        for name in _TARGETS:
            function = self.evaluate(words[name]) if name in words else None
            if self._is_callable(function):
                return self._tried(function, words[name], self._list_words(words), self._tables(words), call)
        return None

    def _is_callable(self, value: Value | None) -> bool:
        is_framework = isinstance(value, Module) and value.is_outside and value.name.endswith("Driver")
        return is_framework or isinstance(value, Function)

    def _list_words(self, words: Mapping[str, ast.expr]) -> list[ast.expr]:
        return [ast.Starred(words[name], ast.Load()) for name in _LISTS if name in words]

    def _tables(self, words: Mapping[str, ast.expr]) -> list[ast.keyword]:
        return [ast.keyword(None, words[name]) for name in _TABLES if name in words]

    def _tried(
        self, value: Value | None, function: ast.expr, rest: list[ast.expr], words: list[ast.keyword], call: ast.Call
    ) -> Value | None:
        """Return what the function gives for this; where no driver comes of it, it is still read by itself."""
        if not rest and not words:
            return None
        before = len(self.found.drivers)
        found = self.call(ast.copy_location(ast.Call(function, rest, words), call))
        if not any(driver.modules or driver.options for driver in self.found.drivers[before:]):
            if isinstance(value, Function):
                self.inlined.discard(value.node)
            del self.found.drivers[before:]
        return None if isinstance(found, Expression) else found

    def _call_of(self, arguments: list[ast.expr], call: ast.Call) -> ast.Call:
        return ast.copy_location(ast.Call(call.func, arguments, call.keywords), call)

    def _held(self, expression: ast.expr) -> ast.expr:
        """Return a name for what an expression stands for here; the expression itself where that is all there is."""
        value = self.evaluate(expression)
        return expression if isinstance(value, Expression) and value.node is expression else self.hold(value)
