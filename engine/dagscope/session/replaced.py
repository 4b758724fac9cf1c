"""Python's own functions and classes that a project's code replaced, so that what fails for that can be explained.
It must not be asked while all goes well: to replace some of them is often meant.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

from dagscope.project.source import SourceFile

# Held here, because what is looked up later may be what was replaced.
_SETATTR, _VARS, _MISSING = setattr, vars, object()
_NAMED = 3
_originals: dict[str, dict[str, object]] = {}
_sources: dict[str, SourceFile] = {}


def remember_originals(sources: Mapping[str, SourceFile]) -> None:
    """Note what Python's modules hold, before the first code of a project runs; later calls add its modules alone."""
    _sources.update(sources)
    if _originals:
        return
    for name in ("builtins", *sorted((sys.stdlib_module_names & sys.modules.keys()) - {"builtins"})):
        _originals[name] = {key: value for key, value in vars(sys.modules[name]).items() if callable(value)}


def replaced_names() -> list[str]:
    """Return the names of what was replaced, which stays so: `builtins.len`; `sys.modules` if modules have gone."""
    if _originals.keys() - sys.modules.keys():
        return ["sys.modules"]
    return [
        f"{name}.{key}"
        for name, held in _originals.items()
        for key, value in held.items()
        if _VARS(sys.modules[name]).get(key, _MISSING) is not value
    ]


def put_originals_back() -> list[str]:
    """Put Python's own functions, classes and streams back; return the names of what was replaced: `builtins.len`."""
    found = []
    for name, held in _originals.items():  # builtins come first: after them this code may call what it likes
        module = sys.modules.get(name)
        now = {} if module is None else _VARS(module)
        for key, value in held.items():
            if module is not None and now.get(key, _MISSING) is not value:
                _SETATTR(module, key, value)
                found += [f"{name}.{key}"]
    for key in ("stdout", "stderr"):  # wrapped ones are common, and work
        if getattr(sys, key) is None:
            setattr(sys, key, getattr(sys, f"__{key}__"))
            found.append(f"sys.{key}")
    return found


def replaced_words(names: list[str]) -> str:
    """Return who replaced which of these names, as the first half of a sentence; empty where it is not the project.

    What a library replaces, such as sockets that wait otherwise, is not the project's mistake.
    """
    by_module: dict[str, list[str]] = {}
    for name in names:
        module = _module_that_replaces(name)
        if module or name.startswith(("builtins.", "sys.modules")):
            by_module.setdefault(module, []).append(name)
    parts = []
    for module, replaced in by_module.items():
        rest = f" and {len(replaced) - _NAMED} more" if len(replaced) > _NAMED else ""
        who = f"module {module!r}" if module else "the project's code"
        parts.append(f"{who} replaces {', '.join(replaced[:_NAMED])}{rest}")
    return " and ".join(parts)


def _module_that_replaces(name: str) -> str:
    """Return the module whose text plainly replaces a name; empty where none does."""
    home, _, key = name.rpartition(".")
    word, text = re.escape(key), rf"['\"]{re.escape(key)}['\"]"
    replaces = re.compile(rf"\b{word}\s*=(?!=)|{text}\s*,|{text}\s*\]\s*=(?!=)|{text}\s*:")
    says = re.compile(rf"\b(__)?{re.escape(home)}(__)?\b")
    found = [module for module, source in _sources.items() if replaces.search(source.text) and says.search(source.text)]
    return found[0] if found else ""


def raised_in(error: BaseException) -> str:
    """Return the project's function that raised an error, such as an audit hook; empty where it was none."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    code = trace.tb_frame.f_code
    module = next((name for name, source in _sources.items() if str(source.path) == code.co_filename), "")
    return f"{code.co_name!r} of module {module!r} (line {trace.tb_lineno})" if module else ""
