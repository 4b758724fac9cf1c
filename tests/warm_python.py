"""Python programs in processes of their own that begin as a fork of one that has imported what most need.

A fresh interpreter spends half a second on importing pandas and the engine; a fork of one that has them, hundredths.
Tests about what is imported, about the interpreter's own start, or of processes that run processes take `subprocess`.
It must not be a way to run anything in the tests' own process.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO

from tests.patience import PATIENCE_S

_READY = "."


def run_python(
    *arguments: str, cwd: str | Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run what `python ARGUMENTS` runs (`-m module`, `-c code` or a script), and return what it wrote and its code."""
    environment = dict(os.environ if env is None else env)
    place = os.fspath(cwd or os.getcwd())
    if sys.platform != "linux" or not _is_fit(environment):
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        code = _stove().run({"arguments": arguments, "cwd": place, "env": environment}, out, error)
        return subprocess.CompletedProcess([sys.executable, *arguments], code, _text(out), _text(error))


def _is_fit(environment: Mapping[str, str]) -> bool:
    """Tell whether an interpreter that starts with these variables is as the one that has started already."""
    names = {name for name in (*environment, *os.environ) if name.startswith(("PYTHON", "LC_", "LANG"))}
    return all(environment.get(name) == os.environ.get(name) for name in names)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


class _Stove:
    """The process that forks, and the line to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, str(Path(__file__).with_name("warm_process.py")), str(theirs.fileno())]
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        ours.settimeout(PATIENCE_S)
        self.line = ours

    def run(self, request: dict[str, object], out: IO[bytes], error: IO[bytes]) -> int:
        """Return the exit code of one program, which a signal makes negative."""
        with tempfile.TemporaryFile() as body:
            body.write(json.dumps(request).encode(errors="surrogateescape"))
            body.flush()
            files = array.array("i", [body.fileno(), out.fileno(), error.fileno()])
            self.line.sendmsg([_READY.encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
            return int(self.line.recv(64))

    def close(self) -> None:
        self.line.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE_S)


@cache
def _stove() -> _Stove:
    stove = _Stove()
    atexit.register(stove.close)
    return stove
