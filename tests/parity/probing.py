"""Runs a probe - a few lines written against `hamilton` - under one engine and gives the lines that it showed.

A probe is a block of a file in `probes/`, between `# %% title` lines. It may call:
`mod(text, name="m")` a module with everything a module usually imports, `build(*modules, config=, ...)` a driver,
`show(...)` one line a value (of a callable: what it returns or raises), `graph(driver)` a line a node.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import linecache
import logging
import os
import re
import sys
import textwrap
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from dagscope.compat.homes import HOMES, OURS, own_name

_IMPORT = re.compile(r"^(\s*)(from|import) hamilton\b", re.MULTILINE)
_MOVED = re.compile(r"\bdagscope\.(" + "|".join(re.escape(each) for each in HOMES) + r")\b")
_TITLE = re.compile(r"^# %% (.+)$", re.MULTILINE)
_ADDRESS = re.compile(r"0x[0-9a-f]+")
_PRELUDE = (
    "import typing, collections, dataclasses; from typing import *\n"
    "from hamilton.function_modifiers import *\n"
    "from hamilton.htypes import Collect, Parallelizable\n"
    "from hamilton.plugins import h_pandas\n"
    "import pandas as pd, numpy as np\n"
)


def probes_of(file: Path) -> dict[str, str]:
    """Return the probes of a file by their titles."""
    parts = _TITLE.split(file.read_text("utf-8"))
    titles, texts = parts[1::2], parts[2::2]
    assert len(set(titles)) == len(titles), f"{file.name}: two probes of one title"
    return dict(zip(titles, texts, strict=True))


def written_for(engine: str, text: str) -> str:
    """Return a text written against `hamilton` with the addresses that the engine has."""
    return _MOVED.sub(lambda found: own_name(found[1]), _IMPORT.sub(rf"\1\2 {engine}", text))


class Probe:
    """What a probe can call, for one engine."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.lines: list[str] = []
        self.made: list[str] = []

    def __getattr__(self, part: str) -> ModuleType:
        return importlib.import_module(own_name(part) if self.engine == OURS else f"{self.engine}.{part}")

    def mod(self, text: str, name: str = "m", *, bare: bool = False) -> ModuleType:
        """Return a module made of a text."""
        source = written_for(self.engine, ("" if bare else _PRELUDE) + textwrap.dedent(text))
        file = f"<probe {self.engine} {name} {len(self.made)}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        module = ModuleType(name)
        module.__file__ = file
        sys.modules[name] = module
        self.made.append(name)
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
        return module

    def build(
        self,
        *modules: Any,
        config: Any = None,
        adapters: Any = (),
        overrides: bool = False,
        dynamic: bool = False,
        materializers: Any = (),
    ) -> Any:
        """Return a driver of modules, or of one text."""
        made = [self.mod(each) if isinstance(each, str) else each for each in modules]
        builder = self.driver.Builder().with_modules(*made).with_config(config or {}).with_adapters(*adapters)
        if materializers:
            builder = builder.with_materializers(*materializers)
        if overrides:
            builder = builder.allow_module_overrides()
        if dynamic:
            executors = self.__getattr__("execution.executors")
            builder = builder.enable_dynamic_execution(allow_experimental_mode=True)
            builder = builder.with_remote_executor(executors.SynchronousLocalTaskExecutor())
        return builder.build()

    def show(self, *values: Any) -> None:
        """Show one line a value; of a callable, what it returns or raises."""
        for value in values:
            try:
                self.lines.append(self.plain(value() if callable(value) else value))
            except Exception as error:
                self.lines.append(self.failure(error))

    def fails(self, *values: Any) -> None:
        """Show one line a callable, with the kind and the beginning of its error: advice is each engine's own."""
        start = len(self.lines)
        self.show(*values)
        self.lines[start:] = [line[:66] for line in self.lines[start:]]

    def graph(self, driver: Any) -> None:
        """Show one line a node."""
        for n in sorted(driver.list_available_variables(), key=lambda each: each.name):
            tags = {key: n.tags[key] for key in sorted(n.tags) if key != "module"}
            reads = [list(driver.graph.nodes[n.name].input_types), sorted(n.optional_dependencies)]
            kind = "input" if n.is_external_input else "node"
            self.lines.append(self.plain(f"{kind} {n.name}: {self.plain(n.type)} <- {reads} {tags}"))

    def plain(self, value: Any) -> str:
        """Return a value as text that is equal for both engines if the value is."""
        if isinstance(value, type):
            text = f"{value.__module__}.{value.__qualname__}"
        else:
            text = f"{type(value).__name__} {value.to_csv()}" if hasattr(value, "to_csv") else repr(value)
        return (
            _ADDRESS.sub("0x", text).replace(f"{OURS}.hamilton.", f"{OURS}.").replace(OURS, "hamilton").replace("`", "")
        )

    def failure(self, error: BaseException) -> str:
        """Return an error's kind and the first line of its message."""
        own = [each.__name__ for each in type(error).__mro__ if not each.__module__.startswith("dagscope.errors")]
        lines = self.plain(error if not str(error) else _Text(str(error))).strip().splitlines()
        # After "Please fix" comes advice, which each engine words for itself.
        first = lines[0].partition("Please fix")[0].strip() if lines else ""
        return f"{own[0]}: {first}"


class _Text(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def run(text: str, engine: str) -> list[str]:
    """Return the lines that a probe shows under an engine; an error that leaves it is the last line."""
    probe = Probe(engine)
    script = sys.modules["probe"] = ModuleType("probe")
    probe.made.append("probe")
    told = {"E": probe, **{name: getattr(probe, name) for name in ("mod", "build", "show", "graph", "fails")}}
    script.__dict__.update(told)
    with _quiet():
        try:
            exec(compile(written_for(engine, text), "<probe>", "exec", dont_inherit=True), script.__dict__)
        except Exception as error:
            probe.lines.append(f"ends with {probe.failure(error)}")
        finally:
            for name in probe.made:
                sys.modules.pop(name, None)
    return probe.lines


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            for engine in ("hamilton", "dagscope"):
                importlib.import_module(f"{engine}.registry").load_extension("pandas")
            yield
    finally:
        logging.disable(logging.NOTSET)
        os.environ.pop("HAMILTON_AUTOLOAD_EXTENSIONS", None)
