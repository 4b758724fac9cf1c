"""Takes one branch of each `if`, `match` and `try` of a script, and comes back for the others.

What a test asks may be certain, as Python would find it, or was decided before on the same way; else both are tried.
It runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import ends, never_taken
from dagscope.project.scripts.imports import ImportReader
from dagscope.project.scripts.ways import MOST_WAYS
from dagscope.project.source import literal_or_none

# Calls that give the same when they are called again.
_SAME_AGAIN = frozenset(
    ("get", "getenv", "len", "isinstance", "issubclass", "hasattr", "getattr", "bool", "str", "int", "startswith")
    + ("endswith", "lower", "upper", "strip", "exists", "is_file", "is_dir", "keys", "Path", "isdigit")
)
_HARMLESS = frozenset(
    ("append", "extend", "insert", "add", "update", "copy", "get", "setdefault", "items", "keys", "values", "print")
    + ("dict", "list", "tuple", "set", "str", "len", "clear", "format", "join")
)
_MISSING = ("ImportError", "ModuleNotFoundError")
_MOST_POINTS = 4


@dataclass(slots=True)
class BranchReader(ImportReader):
    """Reads branches."""

    def each_way(self, read: Callable[[], object]) -> None:
        """Read a part of the script once for each way through it; once with all branches where there are too many."""
        outer = self.ways
        if outer is None:
            read()
            return
        names, self.ways = dict(self.names), outer.inside()
        drivers, runs = len(self.found.drivers), len(self.found.runs)
        for _ in range(MOST_WAYS):
            self.names, self.leaving = dict(names), ""
            read()
            if not self.ways.go_on():
                break
        else:
            del self.found.drivers[drivers:], self.found.runs[runs:]
            self.names, self.ways, self.leaving = dict(names), None, ""
            self.found.has_many_ways = True
            read()
        self.ways, self.leaving = outer, ""

    def branch(self, statement: ast.If | ast.Match | ast.Try) -> bool:
        """Read the branch that this way takes; whether it leaves the block."""
        if isinstance(statement, ast.If):
            holds = self.holds(statement.test, bool(statement.orelse))
            return self.block(statement.body if holds else statement.orelse)
        if isinstance(statement, ast.Match):
            return self._match(statement)
        return self._try(statement)

    def holds(self, test: ast.expr, is_first: bool = True) -> bool:
        """Return whether a test holds on this way; `is_first` is tried first where it can be either."""
        assert self.ways is not None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return not self.holds(test.operand, not is_first)
        if isinstance(test, ast.BoolOp):
            found = (self.holds(each, is_first) for each in test.values)
            return any(found) if isinstance(test.op, ast.Or) else all(found)
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.NotEq, ast.NotIn)) and len(test.ops) == 1:
            op = ast.Eq() if isinstance(test.ops[0], ast.NotEq) else ast.In()
            other = ast.copy_location(ast.Compare(test.left, [op], test.comparators), test)
            return not self.holds(other, not is_first)
        self.evaluate(test)
        certain = self._certain(test)
        if certain is not None:
            return certain
        asked = self._asked(test)
        known = self.ways.facts.get(asked) if asked is not None else None
        if isinstance(known, bool):
            return known
        equal = self._equal(test)
        if equal is not None:
            return equal
        found_now = (self.ways.take(2) == 0) is is_first
        if asked is not None:
            self.ways.facts[asked] = found_now
        self._note_equal(test, found_now)
        return found_now

    def _certain(self, test: ast.expr) -> bool | None:
        """Return what a test gives whenever the script runs; None where that depends on anything else."""
        if isinstance(test, ast.Constant):
            return bool(test.value)
        if never_taken(test):
            return False
        if ast.unparse(test) == "__name__ == '__main__'":
            return True
        named = [node.id for node in ast.walk(test) if isinstance(node, ast.Name)]
        if not named or any(id(self.names.get(name)) in self.unsure for name in named):
            return None
        given = self.given[-1] if self.given else ()
        if set(named).issubset(given):
            return self.truth(test)
        calls = [node.func for node in ast.walk(test) if isinstance(node, ast.Call)]
        is_plain = all(isinstance(each, ast.Name) and each.id == "len" for each in calls)
        is_plain &= not any(isinstance(node, (ast.Attribute, ast.Await)) for node in ast.walk(test))
        is_known = all(name in self.names or name == "len" for name in named)
        return self.truth(test) if is_plain and is_known else None

    def _asked(self, expression: ast.expr) -> Hashable:
        """Return what an expression asks for, by which the answer is found again; None where it may change."""
        assert self.ways is not None
        calls = [node for node in ast.walk(expression) if isinstance(node, (ast.Call, ast.Await, ast.NamedExpr))]
        functions = [getattr(call, "func", None) for call in calls]
        if any((getattr(f, "attr", "") or getattr(f, "id", "")) not in _SAME_AGAIN for f in functions):
            return None
        values = [self.names.get(node.id) for node in ast.walk(expression) if isinstance(node, ast.Name)]
        self.ways.kept += values
        return (ast.dump(expression), *map(id, values))

    def _equal(self, test: ast.expr) -> bool | None:
        """Return what a comparison with a constant gives, from other ones with the same value."""
        asked, wanted = self._compared_with(test)
        assert self.ways is not None
        if asked is None:
            return None
        if ("is", asked) in self.ways.facts:
            return self.ways.facts["is", asked] in wanted
        others = self.ways.facts.get(("is not", asked), ())
        assert isinstance(others, tuple)
        return False if all(each in others for each in wanted) else None

    def _note_equal(self, test: ast.expr, holds: bool) -> None:
        asked, wanted = self._compared_with(test)
        assert self.ways is not None
        if asked is not None and holds and len(wanted) == 1:
            self.ways.facts["is", asked] = wanted[0]
        elif asked is not None and not holds:
            others = self.ways.facts.get(("is not", asked), ())
            assert isinstance(others, tuple)
            self.ways.facts["is not", asked] = (*others, *wanted)

    def _compared_with(self, test: ast.expr) -> tuple[Hashable, tuple[object, ...]]:
        """Return what is compared, and the constants it is compared with; nothing for any other test."""
        if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], (ast.Eq, ast.In)):
            return None, ()
        found = literal_or_none(test.comparators[0])
        is_one = isinstance(test.ops[0], ast.Eq)
        wanted = (found,) if is_one and found is not None else found
        if not isinstance(wanted, (tuple, list, set)) or not wanted:
            return None, ()
        return self._asked(test.left), tuple(wanted)

    def _match(self, statement: ast.Match) -> bool:
        self.evaluate(statement.subject)
        for case in statement.cases:
            fits = self._fits(case.pattern, statement.subject)
            if fits and (case.guard is None or self.holds(case.guard)):
                return self.block(case.body)
        return False

    def _fits(self, pattern: ast.pattern, subject: ast.expr) -> bool:
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
            return True
        if isinstance(pattern, ast.MatchOr):
            return any(self._fits(each, subject) for each in pattern.patterns)
        if isinstance(pattern, ast.MatchValue):
            return self.holds(ast.copy_location(ast.Compare(subject, [ast.Eq()], [pattern.value]), subject))
        assert self.ways is not None
        return self.ways.take(2) == 0

    def _try(self, statement: ast.Try) -> bool:
        """Read the body, or a handler after what comes before the statement that fails."""
        assert self.ways is not None
        handlers = [each for each in statement.handlers if not ends(each.body)]
        fails = [(each, point) for each in handlers for point in _points(statement.body, each)]
        taken = self.ways.take(1 + len(fails)) if fails else 0
        if taken:
            handler, point = fails[taken - 1]
            has_left = self.block(statement.body[:point]) or self.block(handler.body)
        else:
            has_left = self.block(statement.body)
            if self.leaving == "raise" and statement.handlers:
                self.leaving = ""
                has_left = self.block(statement.handlers[0].body)
            elif not has_left:
                has_left = self.block(statement.orelse)
        leaving, self.leaving = self.leaving, ""
        if self.block(statement.finalbody):
            return True
        self.leaving = leaving
        return has_left


def _points(body: list[ast.stmt], handler: ast.ExceptHandler) -> list[int]:
    """Return before which statements of a body an error may come that a handler takes."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    is_import = all((dotted_name(each) or "") in _MISSING for each in kinds)
    points = [n for n, each in enumerate(body) if (_imports(each) if is_import else _may_fail(each))]
    return points[:_MOST_POINTS]


def _may_fail(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Pass)):
        return False
    called = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
    names = {getattr(function, "attr", "") or getattr(function, "id", "") for function in called}
    failing = (ast.Subscript, ast.Attribute, ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.For)
    others = [node for node in ast.walk(statement) if isinstance(node, failing) and node not in called]
    return not names <= _HARMLESS or any(not isinstance(getattr(node, "ctx", None), ast.Store) for node in others)


def _imports(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.Import, ast.ImportFrom)) or any(
        isinstance(node, ast.Call) and "import" in (dotted_name(node.func) or "") for node in ast.walk(statement)
    )
