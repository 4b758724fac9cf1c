"""A notebook's cells as one script, and the cells that are modules of their own. It must not run any of them.

What IPython does for a magic is written as the Python that does the same: `%aimport a` as `import a`,
`%insert_module a.py` as loading that file, and a cell under `%%cell_to_module flow` as the import of a module `flow`
and a driver of it. Other magics become comments.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
from dataclasses import dataclass
from typing import Any

CELL_DRIVER = "_dr"
_DEFAULT_NAME = "jupyter_module"
_MODULE_MAGICS = ("cell_to_module", "incr_cell_to_module")
# Magics whose cell runs like any other.
_PLAIN_MAGICS = ("time", "timeit", "capture", "prun", "memit", "heat", "skip", "scalene", "with_profile")
_OPTIONS = {
    "-m": "module_name",
    "--module_name": "module_name",
    "-b": "builder",
    "--builder": "builder",
    "-c": "config",
    "--config": "config",
    "-i": "inputs",
    "--inputs": "inputs",
    "-o": "overrides",
    "--overrides": "overrides",
    "-x": "execute",
    "--execute": "execute",
    "-d": "display",
    "--display": "display",
    "-w": "write_to_file",
    "--write_to_file": "write_to_file",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is a module: its name as the notebook says it, its name in the project's list, its text."""

    name: str
    module: str
    text: str


def read_notebook(text: str) -> tuple[str, tuple[Cell, ...]]:
    """Return the code cells as one script, and the modules among them; a cell that is no Python costs only itself."""
    sources = [_source(cell) for cell in _cells_of(json.loads(text)) if cell.get("cell_type") == "code"]
    found: list[tuple[str, str]] = []
    script: list[list[str]] = []
    for source in sources:
        lines = source.splitlines()
        magic, options = _cell_magic(lines)
        body = "\n".join(lines[1:])
        if magic in _MODULE_MAGICS:
            name = _module_name(options)
            if magic == "incr_cell_to_module":
                body = "\n\n".join([*(each for of, each in found if of == name)][-1:] + [body])
            found.append((name, body))
            script.append([f"\0{len(found) - 1}", *_driver_of(name, options)])
        elif magic == "writefile" and options and options[-1].endswith(".py"):
            name = options[-1].removesuffix(".py").replace("/", ".").lstrip(".")
            if all(part.isidentifier() for part in name.split(".")):
                found.append((name, body))
        elif not magic or magic in _PLAIN_MAGICS:
            script.append([_plain_line(line) for line in (lines[1:] if magic else lines)])
    cells = _named(found)
    imports = {f"\0{number}": _import_of(cell) for number, cell in enumerate(cells)}
    texts = ["\n".join(imports.get(line, line) for line in lines) for lines in script]
    whole = "\n".join(texts) + "\n"
    if not _is_code(whole):
        whole = "\n".join(each for each in texts if _is_code(each)) + "\n"
    return whole, cells


def _cells_of(notebook: Any) -> list[dict[str, Any]]:
    """Return what can be cells of a notebook; what is no notebook at all raises ValueError."""
    cells = notebook.get("cells", []) if isinstance(notebook, dict) else None
    if isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):  # before version 4
        sheets = [sheet.get("cells") for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for each in sheets if isinstance(each, list) for cell in each]
    if not isinstance(cells, list):
        raise ValueError("it has no list of cells, as a notebook has")
    return [cell for cell in cells if isinstance(cell, dict)]


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source", cell.get("input", ""))
    return "".join(str(line) for line in source) if isinstance(source, list) else str(source)


def _cell_magic(lines: list[str]) -> tuple[str, list[str]]:
    """Return the name of the cell's magic and the words after it; an empty name where there is none."""
    first = next((line for line in lines if line.strip()), "")
    if not first.startswith("%%"):
        return "", []
    while lines[0] != first:
        lines.pop(0)
    try:
        words = shlex.split(first[2:])
    except ValueError:
        words = first[2:].split()
    return (words[0], words[1:]) if words else ("", [])


def _values(options: list[str]) -> dict[str, str]:
    """Return what each option was given, an empty text for an option alone; the module's name is under `name`."""
    found: dict[str, str] = {}
    last = ""
    for word in options:
        option, _, given = word.partition("=")
        if word.startswith("-") and (option in _OPTIONS or word.startswith("--") or len(word) == 2):
            last = _OPTIONS.get(option, "other")
            found[last] = given
            if given:
                last = ""
        elif last and last != "other" and not found[last]:
            found[last] = word
        else:
            found.setdefault("name", word)
    return found


def _module_name(options: list[str]) -> str:
    given = _values(options)
    name = given.get("name") or given.get("module_name") or ""
    return name if name.isidentifier() else _DEFAULT_NAME


def _driver_of(name: str, options: list[str]) -> list[str]:
    """Return the lines of the driver that the magic makes of its cell, and of the run it was asked for."""
    given = _values(options)
    text = f"{given.get('builder') or 'Builder()'}.with_modules({name})"
    config = given.get("config", "")
    if config and _is_expression(config):
        text += f".with_config({config})"
    elif "=" in config:
        key, _, value = config.partition("=")
        text += f".with_config({{{key!r}: {value!r}}})"
    lines = [f"{name}{CELL_DRIVER} = {text}.build()"]
    if "execute" in given and _is_expression(given["execute"] or "[]"):
        rest = "".join(f", {key}={given[key]}" for key in ("inputs", "overrides") if given.get(key))
        lines.append(f"{name}{CELL_DRIVER}.execute({given['execute'] or '[]'}{rest})")
    return [line for line in lines if _is_code(line)]


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def _is_code(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def _plain_line(line: str) -> str:
    stripped = line.lstrip()
    indent = line[: len(line) - len(stripped)]
    wanted = re.match(r"%aimport\s+(.*)", stripped)
    if wanted:
        names = [name.strip() for name in wanted.group(1).partition("#")[0].split(",")]
        chosen = [name for name in names if name and all(part.isidentifier() for part in name.split("."))]
        return f"{indent}import {', '.join(chosen)}" if chosen else f"{indent}pass"
    inserted = re.match(r"%(?:insert_module|module_to_cell)\s+([\w./\\-]*?(\w+)\.py)\b", stripped)
    if inserted:
        path, name = inserted.groups()
        loaded = f"importlib.util.module_from_spec(importlib.util.spec_from_file_location({name!r}, {path!r}))"
        return f"{indent}import importlib.util; {name} = {loaded}"
    timed = re.match(r"%(?:time|timeit|prun|memit)\s+(?!-)(.+)", stripped)
    if timed and _is_code(timed.group(1)):
        return f"{indent}{timed.group(1)}"
    assigned = re.match(r"([\w.,\s]+=)\s*[%!]", line)
    if assigned:
        return f"{assigned.group(1)} None"
    if stripped[:1] in ("%", "!"):
        return f"{indent}pass  # {stripped}"
    if stripped.startswith("?") or stripped.rstrip().endswith("?"):
        return f"{indent}pass  # {stripped}"
    return line


def _named(found: list[tuple[str, str]]) -> tuple[Cell, ...]:
    """Return the cells as modules: versions of one name are each a module; the last has the plain name."""
    versions: dict[str, list[str]] = {}
    for name, body in found:
        texts = versions.setdefault(name, [])
        if body not in texts:
            texts.append(body)
    cells = []
    for name, body in found:
        number = versions[name].index(body) + 1
        cells.append(Cell(name, name if number == len(versions[name]) else f"{name}__{number}", body))
    return tuple(cells)


def _import_of(cell: Cell) -> str:
    return f"import {cell.module} as {cell.name}" if cell.module != cell.name else f"import {cell.name}"
