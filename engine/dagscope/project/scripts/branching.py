"""Takes one branch of each `if`, `match` and `try` of a script, and comes back for the others.

What a test asks may be certain, as Python would find it, or was decided before on the same way; else both are tried.
It runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import never_taken
from dagscope.project.scripts.facts import equals, note_equal, truth_of
from dagscope.project.scripts.imports import ImportReader
from dagscope.project.scripts.values import Expression, Module, Table, is_open
from dagscope.project.scripts.ways import MOST_WAYS
from dagscope.project.source import literal_or_none

# Calls that give the same when they are called again.
_SAME_AGAIN = frozenset(
    ("get", "getenv", "len", "isinstance", "issubclass", "hasattr", "getattr", "bool", "str", "int", "startswith")
    + ("endswith", "lower", "upper", "strip", "exists", "is_file", "is_dir", "keys", "Path", "isdigit")
)
_OPPOSITES: dict[type[ast.cmpop], ast.cmpop] = {ast.NotEq: ast.Eq(), ast.NotIn: ast.In(), ast.IsNot: ast.Is()}


@dataclass(slots=True)
class BranchReader(ImportReader):
    """Reads branches."""

    same: dict[int, int] = field(default_factory=dict)
    """What a default became where it was given, and the default, by their identities."""

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
        return self.attempt(statement)

    def attempt(self, statement: ast.Try) -> bool:
        """Read a `try` on this way; whether it leaves the block."""
        raise NotImplementedError

    def holds(self, test: ast.expr, is_first: bool = True) -> bool:
        """Return whether a test holds on this way; `is_first` is tried first where it can be either."""
        assert self.ways is not None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return not self.holds(test.operand, not is_first)
        if isinstance(test, ast.BoolOp):
            found = (self.holds(each, is_first) for each in test.values)
            return any(found) if isinstance(test.op, ast.Or) else all(found)
        if isinstance(test, ast.Compare) and type(test.ops[0]) in _OPPOSITES and len(test.ops) == 1:
            other = ast.copy_location(ast.Compare(test.left, [_OPPOSITES[type(test.ops[0])]], test.comparators), test)
            return not self.holds(other, not is_first)
        self.evaluate(test)
        certain = self._certain(test)
        if certain is not None:
            return certain
        asked = self._asked(test)
        known = truth_of(self.ways.facts, asked) if asked is not None else None
        if known is not None:
            return known
        value, wanted = self._compared_with(test)
        known = equals(self.ways.facts, value, wanted) if value is not None else None
        if known is not None:
            return known
        found_now = (self.ways.take(2) == 0) is is_first
        if asked is not None:
            self.ways.facts[asked] = found_now
        if value is not None:
            note_equal(self.ways.facts, value, wanted, found_now)
        self._settle_defaults(test, wanted[0] if found_now and len(wanted) == 1 else None, found_now)
        return found_now

    def _settle_defaults(self, test: ast.expr, equal: object, holds: bool) -> None:
        """Have a default stand for what it must be on this way, where a test finds that it is not the default."""
        named = (each for each in ast.walk(test) if isinstance(each, (ast.Name, ast.Attribute)))
        for before in [value for each in named if id(value := self.evaluate(each)) in self.unsure]:
            del self.unsure[id(before)]
            as_default = self.truth(test)
            self.unsure[id(before)] = before
            if as_default is holds or not isinstance(before, Expression):
                continue
            default = literal_or_none(before.node)
            known = not default if isinstance(default, bool) else equal
            node = ast.Name("\0given", ast.Load()) if known is None else ast.Constant(known)  # type: ignore[arg-type]
            given = Expression(ast.copy_location(node, before.node))
            self.same[id(given)] = self.same.get(id(before), id(before))
            self.replace(before, given)

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
        lookups = [each for each in calls if self._is_lookup(each)]
        is_plain = all(each in lookups or isinstance(each, ast.Name) and each.id == "len" for each in calls)
        others = [node for node in ast.walk(test) if isinstance(node, (ast.Attribute, ast.Await))]
        own = [each for each in others if self.inside and self.inside[-1] and dotted_name(each) in self.names]
        is_plain &= all(each in lookups or each in own for each in others)
        is_known = all(name in self.names or name == "len" or name == "self" and own for name in named)
        return self.truth(test) if is_plain and is_known else None

    def _is_lookup(self, function: ast.expr) -> bool:
        """Return whether it is `config.get` of a dict whose keys are known."""
        if not isinstance(function, ast.Attribute) or function.attr != "get":
            return False
        table = self.names.get(dotted_name(function.value) or "")
        return isinstance(table, Table) and not is_open(table) and id(table) not in self.unsure

    def _asked(self, expression: ast.expr) -> Hashable:
        """Return what an expression asks for, by which the answer is found again; None where it may change."""
        assert self.ways is not None
        if not _is_same_again(expression):
            return None
        named = (dotted_name(node) for node in ast.walk(expression) if isinstance(node, (ast.Name, ast.Attribute)))
        values = [self.names.get(name or "") for name in named]
        self.ways.kept += values
        own = self.names.get(dotted_name(expression) or "")
        if isinstance(own, Expression) and self._is_outside(own.node):
            return ast.dump(own.node)
        return (ast.dump(expression), *(self.same.get(id(each), id(each)) for each in values))

    def _is_outside(self, expression: ast.expr) -> bool:
        """Return whether an expression asks for what no script changes: `"--all" in sys.argv`."""
        named = [node.id for node in ast.walk(expression) if isinstance(node, ast.Name)]
        values = [self.names.get(name) for name in named]
        is_outside = all(isinstance(each, Module) and each.is_outside for each in values)
        return bool(named) and is_outside and _is_same_again(expression)

    def _compared_with(self, test: ast.expr) -> tuple[Hashable, tuple[object, ...]]:
        """Return what is compared, and the constants it is compared with; nothing for any other test."""
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            return None, ()
        other, wanted = test.comparators[0], literal_or_none(test.comparators[0])
        if isinstance(test.ops[0], (ast.Eq, ast.Is)) and (wanted is not None or isinstance(other, ast.Constant)):
            return self._asked(test.left), (wanted,)
        if isinstance(test.ops[0], ast.In) and isinstance(wanted, (tuple, list, set)) and wanted:
            return self._asked(test.left), tuple(wanted)
        return None, ()

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


def _is_same_again(expression: ast.expr) -> bool:
    """Return whether everything that an expression calls gives the same when it is called again."""
    calls = [node for node in ast.walk(expression) if isinstance(node, (ast.Call, ast.Await, ast.NamedExpr))]
    functions = [getattr(call, "func", None) for call in calls]
    return all((getattr(f, "attr", "") or getattr(f, "id", "")) in _SAME_AGAIN for f in functions)
