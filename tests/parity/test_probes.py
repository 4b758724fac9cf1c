"""Small pieces of code against the public and the semi-public API come out alike under both engines.

Each block of `probes/*.txt`, written for the name `hamilton`, leaves what it saw in `out`. A block is a unit test of
Hamilton's behaviour: what differs on purpose has no block here, but a line in docs/differences.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import enum
import importlib
import io
import linecache
import logging
import re
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dagscope.compat.homes import HOMES, own_name

FOLDER = Path(__file__).parent / "probes"
EXTENSIONS = ("pandas", "polars", "polars_lazyframe", "numpy", "yaml", "pydantic")
_IMPORT = re.compile(r"^(\s*(?:from|import) )hamilton\b", re.MULTILINE)
_MOVED = re.compile(r"\bdagscope\.(" + "|".join(re.escape(each) for each in HOMES) + r")\b")
_NAME = re.compile(r"\bhamilton\b(?!_)")
_ADDRESS = re.compile(r"0x[0-9a-f]+")
_SECONDS = re.compile(r"[\d.]+ ?[µumn]?s\b")


def blocks() -> Iterator[Any]:
    """Yield every block with its title."""
    for file in sorted(FOLDER.glob("*.txt")):
        parts = re.split(r"^# ---- (.*)$", file.read_text("utf-8"), flags=re.MULTILINE)
        for title, source in zip(parts[1::2], parts[2::2]):
            yield pytest.param(source, id=f"{file.stem}: {title}")


@pytest.fixture(scope="module", autouse=True)
def _engines() -> None:
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
        warnings.simplefilter("ignore")
        for engine in ("hamilton", "dagscope"):
            importlib.import_module(f"{engine}.driver")
            registry = importlib.import_module(f"{engine}.registry")
            for extension in EXTENSIONS:
                registry.load_extension(extension)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("source", list(blocks()))
def test_both_engines_answer_alike(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {}
    for engine in ("hamilton", "dagscope"):
        folder = tmp_path / engine
        folder.mkdir()
        monkeypatch.chdir(folder)
        answers[engine] = _observe(source, engine)

    assert answers["dagscope"] == answers["hamilton"]
    assert "no answer" not in answers["dagscope"]


def _observe(source: str, engine: str) -> tuple[str, str]:
    before = dict(sys.modules)
    printed = io.StringIO()

    def module(text: str, name: str = "m1", **known: Any) -> types.ModuleType:
        made = types.ModuleType(name)
        made.__file__ = f"<probe {engine} {name}>"
        made.__dict__.update(known)
        text = _MOVED.sub(lambda found: own_name(found[1]), _IMPORT.sub(rf"\g<1>{engine}", text))
        linecache.cache[made.__file__] = (len(text), None, text.splitlines(keepends=True), made.__file__)
        sys.modules[name] = made
        exec(compile(text, made.__file__, "exec", dont_inherit=True), made.__dict__)
        return made

    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            probe = module(source, "probe", _mod=module, attempt=_attempt, run=asyncio.run)
            answer = _plain(vars(probe).get("out", "no answer"))
    except Exception as error:
        answer = _kind(error)
    finally:
        for name in set(sys.modules) - set(before):
            if getattr(sys.modules[name], "__spec__", None) is None:  # made here, not imported
                del sys.modules[name]
    return _same_name(answer), _same_name(_SECONDS.sub("", printed.getvalue()))


def _attempt(call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    try:
        return call(*arguments, **named)
    except Exception as error:
        return error


def _same_name(text: str) -> str:
    return _NAME.sub("dagscope", _ADDRESS.sub("0x", text).replace("dagscope.hamilton.", "dagscope."))


def _kind(error: BaseException) -> str:
    return "raises " + next(
        each.__name__ for each in type(error).__mro__ if not each.__module__.startswith("dagscope.errors")
    )


def _plain(value: Any, depth: int = 0) -> str:
    """Return a value as text that is equal for both engines if the value is."""
    if depth > 6:
        return "..."

    def inner(part: Any) -> str:
        return _plain(part, depth + 1)

    if type(value) in (list, tuple):
        return f"{type(value).__name__}{[inner(each) for each in value]}"
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}{sorted(inner(each) for each in value)}"
    if isinstance(value, dict):
        return f"{[(inner(key), inner(each)) for key, each in value.items()]}"
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, types.FunctionType):
        return f"<function {value.__name__}>"
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, BaseException):
        return _kind(value)
    if type(value).__name__ == "Node" and hasattr(value, "input_types"):
        return _plain_node(value, inner)
    if hasattr(value, "to_csv"):
        return str(value.to_csv())
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return f"{type(value).__name__}{[(each.name, inner(getattr(value, each.name))) for each in fields]}"
    if type(value).__name__ in ("dict_keys", "dict_values", "map", "filter", "generator"):
        return inner(list(value))
    return value if isinstance(value, str) else repr(value)


def _plain_node(found: Any, inner: Callable[[Any], str]) -> str:
    inputs = {name: (inner(type_), kind.name) for name, (type_, kind) in found.input_types.items()}
    functions = [each.__name__ for each in found.originating_functions or ()]
    role, text = found.node_role.name, found.documentation or ""
    return f"Node{[found.name, inner(found.type), inputs, inner(found.tags), role, functions, text]}"
