"""Every module can be imported on Windows, Linux and macOS; what differs between them is behind `dagscope.system`."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    ("signal", name)
    for name in ("SIGALRM", "SIGPROF", "SIGKILL", "SIGUSR1", "SIGHUP", "SIGCONT", "setitimer", "pthread_kill")
} | {("os", name) for name in ("fork", "forkpty", "killpg", "setsid", "getuid", "sysconf", "mkfifo")}
MAY_NAME = re.compile(rf"\b({'|'.join((*POSIX_MODULES, *(name for _, name in POSIX_NAMES)))})\b")
FULFILMENTS = ("dagscope.system.posix", "dagscope.system.windows")


def _modules() -> list[Path]:
    return [path for folder in ("engine", "app", "resources") for path in sorted((ROOT / folder).rglob("*.py"))]


def _at_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield what is run when the module is imported: no bodies of functions."""
    for each in body:
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for part in (*each.decorator_list, *each.args.defaults, *filter(None, each.args.kw_defaults)):
                yield from ast.walk(part)
        elif isinstance(each, ast.ClassDef):
            yield from _at_import(each.body)
        else:
            yield from (part for part in ast.walk(each) if not isinstance(part, ast.Lambda))


def _faults(source: str) -> list[str]:
    found: list[str] = []
    if not MAY_NAME.search(source):  # much quicker than to parse it
        return found
    for each in _at_import(ast.parse(source).body):
        if isinstance(each, ast.Import):
            found += [alias.name for alias in each.names if alias.name.partition(".")[0] in POSIX_MODULES]
        elif isinstance(each, ast.ImportFrom):
            found += [each.module] if each.module in POSIX_MODULES else []
            found += [alias.name for alias in each.names if (each.module, alias.name) in POSIX_NAMES]
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            found += [each.attr] if (each.value.id, each.attr) in POSIX_NAMES else []
    return found


def test_what_only_posix_has_is_imported_by_its_fulfilment_alone() -> None:
    faults = {
        path.relative_to(ROOT).as_posix(): found
        for path in _modules()
        if not (path.parent.name == "system" and path.name.startswith("posix"))
        and (found := _faults(path.read_text(encoding="utf-8")))
    }

    assert {} == faults


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import fcntl", ["fcntl"]),
        ("from termios import FIONREAD", ["termios"]),
        ("try:\n    import resource\nexcept ImportError:\n    pass", ["resource"]),
        ("import signal\nX = signal.SIGALRM", ["SIGALRM"]),
        ("from os import fork", ["fork"]),
        ("import os\ndef f(x=os.getuid()): pass", ["getuid"]),
        ("def f():\n    import fcntl", []),
        ("import signal\nX = signal.SIGINT", []),
    ],
)
def test_such_an_import_is_found(source: str, expected: list[str]) -> None:
    assert expected == _faults(source)


def test_nobody_but_current_chooses_between_the_fulfilments() -> None:
    faults = [
        path.relative_to(ROOT).as_posix()
        for path in _modules()
        if path.parent.name != "system" and "dagscope.system" in (text := path.read_text(encoding="utf-8"))
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.ImportFrom)
        and any(f"{each.module}.{alias.name}".startswith(FULFILMENTS) for alias in each.names)
    ]

    assert [] == faults


def test_windows_parts_can_be_imported_anywhere() -> None:
    code = "import dagscope.system.windows as w, dagscope.system.windows_guard; assert not w.signal_group(0, 'kill')"

    subprocess.run([sys.executable, "-c", code], check=True)
