"""Reads the matrix of faults: a folder for each case. It must not run anything.

`projects/F10/case.toml` says what goes wrong, what is promised, and what tries it: `steps`, which the real window takes
with the code beside the file, and `tests`, which stand elsewhere. `gap` says what of a promise is not tried, and why.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).with_name("projects")


@dataclass(frozen=True)
class Step:
    """One run in the window and what becomes of it.

    Attributes:
        node: what is run.
        status: how the run ends.
        says: words of the banner, or of the value's preview where the run is ok.
        act: what is done once the node is running: `stop`, or `stop often`.
        after: words that the node prints once it is as it is to be; the act waits for them.
        until: what shows the same of a node that cannot print: `stopped`, its process is; `sign`, a folder of that name
            beside the project's.
    """

    node: str
    status: str = "ok"
    says: str = ""
    act: str = ""
    after: str = ""
    until: str = ""


@dataclass(frozen=True)
class Case:
    """One row of the matrix."""

    number: str
    group: str
    fault: str
    promise: str
    steps: tuple[Step, ...]
    tests: tuple[str, ...]
    gap: str

    @property
    def folder(self) -> Path:
        return CASES / self.number

    @property
    def verdict(self) -> str:
        """Say how much of the promise is tried."""
        if not self.steps and not self.tests:
            return "not tested"
        return "partly" if self.gap else "held"


def cases() -> list[Case]:
    """Return every case, in the order of their numbers."""
    return [_case(path) for path in sorted(CASES.glob("F*/case.toml"))]


def _case(path: Path) -> Case:
    data: dict[str, Any] = tomllib.loads(path.read_text())
    steps = tuple(Step(**step) for step in data.get("steps", ()))
    texts = (data["group"], data["fault"], data["promise"])
    return Case(path.parent.name, *texts, steps, tuple(data.get("tests", ())), data.get("gap", ""))


def is_there(test: str) -> bool:
    """Say whether a test of that address exists."""
    path, _, name = test.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    found = {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}
    return not name or name in found
