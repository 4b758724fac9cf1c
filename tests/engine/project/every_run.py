"""Runs a script on every way that it can take: what it is told, and which of its statements fail.
It knows no statement of the script.
"""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

Built = tuple[tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]
"""The modules of a driver, its config, and the outputs that it is asked for."""

_ERRORS = (ValueError, KeyError, OSError)


class _Unknown:
    """What a call gives that nothing is known of."""


class _Way:
    """One way through a script: the decisions it takes, which come in the same order when it is run again."""

    def __init__(self, trail: list[list[int]]) -> None:
        self._trail, self._at = trail, 0
        self._told: dict[str, Any] = {}
        self.built: list[Built] = []

    def take(self, options: int) -> int:
        """Return which of some options this way takes."""
        if self._at == len(self._trail):
            self._trail.append([0, options])
        self._at += 1
        return self._trail[self._at - 1][0]

    def told(self, name: str, values: tuple[Any, ...]) -> Any:
        """Return what the script is told: the same whenever it asks."""
        if name not in self._told:
            self._told[name] = values[self.take(len(values))]
        return self._told[name]

    def go_on(self) -> bool:
        """Begin the next way; whether there is one."""
        del self._trail[self._at :]
        while self._trail and self._trail[-1][0] + 1 == self._trail[-1][1]:
            self._trail.pop()
        if self._trail:
            self._trail[-1][0] += 1
        return bool(self._trail)

    def risky(self, number: int = 0) -> _Unknown:
        """Fail, or do not."""
        taken = self.take(1 + len(_ERRORS))
        if taken:
            raise _ERRORS[taken - 1](number)
        return _Unknown()

    @contextlib.contextmanager
    def open_it(self) -> Iterator[None]:
        """Be a context that takes no errors."""
        self.risky()
        yield


class _Builder:
    def __init__(self, way: _Way) -> None:
        self._way, self._modules, self._config = way, [], {}  # type: ignore[var-annotated]

    def with_modules(self, *modules: ModuleType) -> _Builder:
        self._modules += [module.__name__ for module in modules]
        return self

    def with_config(self, config: dict[str, Any]) -> _Builder:
        self._config.update(config)
        return self

    def build(self) -> _Builder:
        return self

    def execute(self, outputs: list[str]) -> None:
        config = {key: "" if isinstance(value, _Unknown) else repr(value) for key, value in self._config.items()}
        modules, wanted = tuple(dict.fromkeys(self._modules)), tuple(dict.fromkeys(outputs))
        self._way.built.append((modules, tuple(sorted(config.items())), wanted))


def every_run(script: str, most: int) -> set[Built] | None:
    """Return every driver that some run of a script asks for something; None where it has more ways than `most`."""
    code, trail, found = compile(script, "job.py", "exec"), [], set[Built]()  # type: ignore[var-annotated]
    for _ in range(most):
        way = _Way(trail)
        with contextlib.suppress(Exception, SystemExit):
            exec(
                code,
                {"__name__": "__main__", "__builtins__": vars(builtins) | {"__import__": _importer(way)}} | _own(way),
            )
        found.update(way.built)
        if not way.go_on():
            return found
    return None


def _own(way: _Way) -> dict[str, Callable[..., Any]]:
    return {"o": lambda number: bool(way.take(2)), "risky": way.risky, "open_it": way.open_it}


def _importer(way: _Way) -> Callable[..., Any]:
    environment = {"ENV": ("x", "y", "z", "w"), "E": (None, "", "x", "y")}
    options = {"fast": (False, True), "mode": (None, "", "x", "y")}
    asked = type("Asked", (), {"__getattr__": lambda _, name: way.told(name, options[name])})()
    argv = type("Argv", (), {"__contains__": lambda _, name: way.told(name, (False, True))})()
    modules: dict[str, Any] = {
        "hamilton": SimpleNamespace(driver=SimpleNamespace(Builder=lambda: _Builder(way))),
        "os": SimpleNamespace(environ=SimpleNamespace(get=lambda name, default="": way.told(name, environment[name]))),
        "sys": SimpleNamespace(argv=argv, exit=_exit),
        "argparse": SimpleNamespace(ArgumentParser=lambda: SimpleNamespace(parse_args=lambda: asked)),
        "contextlib": contextlib,
        "a": ModuleType("a"),
        "b": ModuleType("b"),
    }
    return lambda name, *_: modules[name]


def _exit(code: int) -> None:
    raise SystemExit(code)
