"""Takes one way through each `try` of a script: nothing fails, or a statement does and a handler takes the error.
It runs nothing.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import ends
from dagscope.project.scripts.branching import BranchReader
from dagscope.project.scripts.command_options import is_parsed
from dagscope.project.scripts.failures import (
    Raised,
    are_of_imports,
    kinds_of,
    may_fail,
    narrowed,
    raised_by,
    swallowing,
    takes,
)
from dagscope.project.scripts.values import Expression, Function, Record

_MOST_POINTS = 8
_SAFE_DEPTH = 3


@dataclass(slots=True)
class Attempt:
    """A body whose errors something takes."""

    depth: int
    """How many calls it is inside of."""
    only_imports: bool
    points: int = 0
    """How many of its statements may have failed so far."""
    is_changed: bool = True
    """Whether it makes a difference which of the last two statements that may fail does."""


@dataclass(slots=True)
class AttemptReader(BranchReader):
    """Reads what may fail."""

    attempts: list[Attempt] = field(default_factory=list)
    """The bodies being read."""
    raised: Raised = field(default_factory=Raised)
    """The error on the way, when a block was left by one."""
    handled: Raised | None = None
    """The error that the handler being read has taken."""

    def fails(self, statement: ast.stmt) -> bool:
        """Return whether a statement fails on this way, where something takes the error."""
        attempt = self.attempts[-1] if self.attempts else None
        if self.ways is None or attempt is None or attempt.depth != len(self.returned):
            return False
        if attempt.is_changed and may_fail(statement, self._is_safe, attempt.only_imports):
            attempt.points += 1
            attempt.is_changed = False
            if attempt.points > _MOST_POINTS:
                self.found.has_many_ways = True
            elif self.ways.take(2):
                self.leaving, self.raised = "raise", Raised()
                return True
        if not hasattr(statement, "body") and self.relevance.has_part(statement):
            for each in self.attempts:
                each.is_changed = True
        return False

    def fail(self, statement: ast.stmt) -> None:
        """Leave by a `raise`, or by the end of the program."""
        self.leaving = "raise" if isinstance(statement, ast.Raise) else "exit"
        if isinstance(statement, ast.Raise):
            self.raised = raised_by(statement, self.handled)

    def attempt(self, statement: ast.Try) -> bool:
        """Read the body, or as much of it as comes before an error and the handler that takes it."""
        has_left = self._attempted(statement)
        leaving, raised, self.leaving = self.leaving, self.raised, ""
        if self.block(statement.finalbody):
            return True
        self.leaving, self.raised = leaving, raised
        return has_left

    def enter(self, statement: ast.With | ast.AsyncWith) -> None:
        """Bind what the contexts of a `with` give."""
        for item in statement.items:
            value = self.evaluate(item.context_expr)
            enter = self.names.get("self.__enter__") or self.names.get("self.__aenter__")
            if (
                isinstance(value, (Expression, Record))
                and isinstance(enter, Function)
                and isinstance(value.node, ast.Call)
            ):
                made = self.names.get(dotted_name(value.node.func) or "")
                if isinstance(made, Function) and made.node in self.owners:
                    value = self.inline(enter, ast.copy_location(ast.Call(value.node.func, [], []), value.node))
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)

    def guarded(self, statement: ast.With | ast.AsyncWith) -> ast.Try | None:
        """Return the `try` that a `with` is whose context takes errors; None for any other."""
        handlers = [found for item in statement.items if (found := swallowing(item)) is not None]
        return ast.copy_location(ast.Try(statement.body, handlers, [], []), statement) if handlers else None

    def _attempted(self, statement: ast.Try) -> bool:
        handlers = statement.handlers
        goes_on = bool(self.attempts) or any(not ends(each.body) for each in handlers)
        if handlers and goes_on:
            self.attempts.append(Attempt(len(self.returned), are_of_imports(handlers)))
        has_left = self.block(statement.body)
        if handlers and goes_on:
            self.attempts.pop()
        if self.leaving in ("raise", "exit"):
            return self._handled(handlers)
        return has_left or self.block(statement.orelse)

    def _handled(self, handlers: list[ast.ExceptHandler]) -> bool:
        """Read the handler that takes the error, if one does; whether the block around it is left."""
        assert self.ways is not None
        raised = Raised(("SystemExit",)) if self.leaving == "exit" else self.raised
        for handler in handlers:
            kinds = kinds_of(handler)
            is_taken = takes(kinds, raised)
            if is_taken is None:
                is_last = handler is handlers[-1] and not self.attempts  # what nothing takes ends the script
                is_taken = is_last or self.ways.take(2) == 0
                raised = narrowed(kinds, raised, is_taken)
            if is_taken:
                outer, self.leaving, self.handled = self.handled, "", raised
                has_left = self.block(handler.body)
                self.handled = outer
                return has_left
        self.raised = raised
        return True

    def _is_safe(self, expression: ast.expr, depth: int = 0) -> bool:
        """Return whether it is sure to succeed: an option, a function of the script in which nothing fails."""
        if isinstance(expression, ast.Attribute):
            owner = self.names.get(dotted_name(expression.value) or "")
            return is_parsed(owner.node) if isinstance(owner, Expression) else _is_of_python(expression)
        function = self.names.get(dotted_name(expression.func) or "") if isinstance(expression, ast.Call) else None
        if not isinstance(function, Function) or depth > _SAFE_DEPTH:
            return False
        inner = (node for part in function.node.body for node in ast.walk(part) if isinstance(node, ast.stmt))
        return not any(
            isinstance(each, (ast.Raise, ast.Try)) or may_fail(each, lambda made: self._is_safe(made, depth + 1))
            for each in inner
        )


def _is_of_python(expression: ast.expr) -> bool:
    return dotted_name(expression) in ("sys.argv", "os.environ")
