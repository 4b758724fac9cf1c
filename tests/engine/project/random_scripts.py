"""Random scripts that build a driver behind branches, loops and statements that may fail. It runs none of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

HEAD = """import argparse, contextlib, os, sys
from contextlib import suppress
from hamilton import driver
import a, b
"""
NAMES = {
    "c": "c = {'k': 0}",
    "d": "d = {'z': 0}",
    "ms": "ms = [a]",
    "outs": "outs = ['a']",
    "flag": "flag = o(1)",
    "other": "other = o(2)",
    "env": "env = os.environ.get('ENV', 'x')",
    "args": "args = argparse.ArgumentParser().parse_args()",
}
TESTS = (
    ("flag", "not flag", "other", "flag and other", "flag or other", "not (flag and other)"),
    ("env == 'x'", "env != 'x'", "env == 'y'", "env in ('x', 'y')", "env not in ('x', 'z')"),
    ("'k' in c", "len(outs) > 1", "c.get('j')", "'b' in outs", "c.get('q', 0)"),
    ("args.fast", "not args.fast", "args.mode == 'x'", "args.mode != 'x'", "args.mode is None", "args.mode"),
    ("'--all' in sys.argv", "os.environ.get('E')", "os.environ.get('E') == 'x'", "os.environ.get('E') is not None"),
)
CHANGES = (
    "c['k'] = {}",
    "c['j'] = {}",
    "c = {{'k': {}}}",
    "c.update({{'i': {}}})",
    "c.pop('j', None)",
    "c = {{**c, 'm': {}}}",
    "c |= {{'q': {}}}",
    "d = {{'z': {}}}",
    "c = dict(c, **d)",
    "ms = [a]",
    "ms = [b]",
    "ms = ms + [a]",
    "ms.append(b)",
    "ms = [a, b]",
    "outs = ['o{}']",
    "outs.append('b')",
    "flag = '--f{}' in sys.argv",
)
MAY_FAIL = ("risky({})", "c['r'] = risky({})", "c = dict(c, v=risky({}))", "x = risky({})")
HANDLERS = ("ValueError", "Exception as e", "(ValueError, KeyError)", "KeyError", "")
CONTEXTS = ("suppress(ValueError)", "contextlib.suppress(Exception)", "suppress(KeyError, ValueError)", "open_it()")
BUILDS = ["dr = driver.Builder().with_modules(*ms).with_config(c).build()", "dr.execute(outs)"]
HELPER = """def make(flag):
    c = {'k': -1}
    if flag:
        c['j'] = -2
        return c
    c['w'] = -3
    return c
"""
_DEEPEST = 2


class Writer:
    """Writes scripts of some forms of statements.

    Args:
        seed: What decides the script.
        forms: The forms of statements that it may have besides changes: `if`, `same`, `try`, `with`, `for`, `leave`.
    """

    def __init__(self, seed: int, forms: tuple[str, ...]) -> None:
        self._random = random.Random(seed)
        self._forms = forms
        self._number = 0
        self._in_loop = self._in_function = self._in_try = False

    def script(self) -> str:
        """Return a whole script: at its top, in a function, or with a config that a function makes."""
        shape = self._random.randrange(3)
        self._in_function = shape > 0
        body = [line for _ in range(self._random.randint(2, 3)) for line in self._statement(0)]
        written = "\n".join(body)
        needed = [
            line for name, line in NAMES.items() if re.search(rf"\b{name}\b", written) or name in ("c", "ms", "outs")
        ]
        if shape == 2:
            needed += ["c = make(o(3))"]
        lines = [*needed, *body, *BUILDS]
        if shape:
            return f"{HEAD}{HELPER}def main():\n" + "\n".join(_inside(lines)) + "\nmain()\n"
        return HEAD + "\n".join(lines) + "\n"

    def _next(self, texts: tuple[str, ...]) -> str:
        self._number += 1
        return self._random.choice(texts).format(self._number)

    def _test(self) -> str:
        return self._random.choice(self._random.choice(TESTS))

    def _block(self, depth: int) -> list[str]:
        return [line for _ in range(self._random.choice((1, 1, 2))) for line in self._statement(depth + 1)]

    def _statement(self, depth: int) -> list[str]:
        made: dict[str, Callable[[int], list[str]]] = {
            "if": self._if,
            "same": self._same,
            "try": self._try,
            "with": self._with,
            "for": self._for,
            "leave": self._leave,
        }
        form = self._random.choice(("change", *self._forms)) if depth < _DEEPEST else "change"
        return made[form](depth) if form in made else [self._next(CHANGES)]

    def _if(self, depth: int) -> list[str]:
        lines = [f"if {self._test()}:", *_inside(self._block(depth))]
        if self._random.random() < 0.3:
            lines += [f"elif {self._test()}:", *_inside(self._block(depth))]
        if self._random.random() < 0.5:
            lines += ["else:", *_inside(self._block(depth))]
        return lines

    def _same(self, depth: int) -> list[str]:
        """Return one condition asked twice."""
        test = self._test()
        first, between, second = self._block(depth), self._next(CHANGES), self._block(depth)
        return [f"if {test}:", *_inside(first), between, f"if {test}:", *_inside(second)]

    def _leave(self, depth: int) -> list[str]:
        ways = [*(("break", "continue") if self._in_loop else ()), *(("return",) if self._in_function else ())]
        return [f"if {self._test()}:", f"    {self._random.choice(ways)}"] if ways else [self._next(CHANGES)]

    def _for(self, depth: int) -> list[str]:
        outer, self._in_loop = self._in_loop, True
        body = [self._random.choice(("c['f'] = i", "outs.append(f'n{i}')", "c[f'g{i}'] = i")), *self._block(depth)]
        self._in_loop = outer
        lines = [f"for i in {self._random.choice(('(1, 2)', '[3]'))}:", *_inside(body)]
        return lines if self._random.random() < 0.8 else [*lines, "else:", *_inside([self._next(CHANGES)])]

    def _failing(self, depth: int) -> list[str]:
        """Return a block in which one of the outermost statements may fail."""
        body = self._block(depth)
        headless = (" ", "else", "elif", "except", "finally")
        places = [number for number, line in enumerate(body) if not line.startswith(headless)]
        body.insert(self._random.choice([*places, len(body)]), self._next(MAY_FAIL))
        return body

    def _try(self, depth: int) -> list[str]:
        lines = ["try:", *_inside(self._failing(depth))]
        kinds = self._random.sample(HANDLERS, self._random.choice((0, 1, 1, 2)))
        for kind in sorted(kinds, key=lambda each: each == ""):  # a handler of every error comes last
            ends = [self._random.choice(("raise", "sys.exit(1)"))] if self._random.random() < 0.2 else []
            lines += [f"except {kind}".rstrip() + ":", *_inside([*self._block(depth), *ends])]
        if kinds and self._random.random() < 0.4:
            lines += ["else:", *_inside(self._block(depth))]
        if not kinds or self._random.random() < 0.4:
            lines += ["finally:", *_inside([self._next(CHANGES)])]
        return lines

    def _with(self, depth: int) -> list[str]:
        return [f"with {self._random.choice(CONTEXTS)}:", *_inside(self._failing(depth))]


def _inside(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
