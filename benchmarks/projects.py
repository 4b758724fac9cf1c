"""Seeded projects in folders, as a person would have them. Nothing is measured here."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

COMPARED = """[[scenario]]
name = "small"
modules = [{modules}]
[scenario.config]
size = "small"

[[scenario]]
name = "large"
modules = [{modules}]
[scenario.config]
size = "large"
"""


def write_project(folder: Path, count: int, per_module: int, seed: int = 7, twofold: int = 0) -> list[Path]:
    """Write modules with `count` functions in all, each reading up to three earlier ones; every input has a default.

    `twofold` of the later half's nodes have one definition for each `size` of the config.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    chosen = frozenset(random.Random(seed).sample(range(count // 2, count), twofold))
    files: list[Path] = []
    names: list[str] = []
    for first in range(0, count, per_module):
        indexes = range(first, min(first + per_module, count))
        functions = [_function(rng, names, index, index in chosen) for index in indexes]
        head = "from hamilton.function_modifiers import config" if twofold else '"""A part of the flow."""'
        files.append(folder / f"part_{first // per_module:03d}.py")
        files[-1].write_text("\n\n".join([head, *functions]), "utf-8")
    return files


def _function(rng: random.Random, names: list[str], index: int, is_twofold: bool) -> str:
    """Return one function; most of what it reads lies near by, as in real projects."""
    window = names[-60:] if rng.random() < 0.9 else names[-1000:]
    needs = rng.sample(window, min(rng.randrange(1, 4), len(window)))
    parameters = [f"{name}: int" for name in needs]
    if rng.random() < 0.05 or not needs:
        parameters.append(f"input_{index % 20}: int = 1")
    name = f"node_{index:05d}"
    names.append(name)
    total = " + ".join(parameter.partition(":")[0] for parameter in parameters)

    def text(ending: str, mask: int) -> str:
        head = f"def {name}{ending}({', '.join(parameters)}) -> int:"
        return f'{head}\n    """Sum up step {index}."""\n    return ({total}) & {mask}\n'

    if not is_twofold:
        return text("", 1023)
    return "\n\n".join(
        f'@config.when(size="{size}")\n' + text(f"__{size}", mask) for size, mask in (("small", 1023), ("large", 511))
    )


def write_compared(folder: Path, count: int, differing: int) -> None:
    """Write a project with two scenarios, `small` and `large`, that differ in so many nodes."""
    files = write_project(folder, count, 100, twofold=differing)
    modules = ", ".join(f'"{file.stem}"' for file in files)
    (folder / "dagscope.toml").write_text(COMPARED.format(modules=modules), "utf-8")


def import_seconds(folder: Path) -> float:
    """Return what a bare interpreter needs to import the project, the quickest of three: no window can be quicker."""
    code = (
        "import sys, time, importlib, pathlib\n"
        "sys.dont_write_bytecode = True\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "names = sorted(path.stem for path in pathlib.Path(sys.argv[1]).glob('*.py'))\n"
        "began = time.perf_counter()\n"
        "for name in names: importlib.import_module(name)\n"
        "print(time.perf_counter() - began)\n"
    )
    command = [sys.executable, "-I", "-c", code, str(folder)]
    return min(float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(3))
