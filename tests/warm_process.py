"""The process behind `tests.warm_python`: it imports what most programs need, and forks for each request."""

from __future__ import annotations

import array
import atexit
import contextlib
import json
import os
import runpy
import signal
import socket
import sys
import threading
from types import ModuleType
from typing import Any

_SIZE = array.array("i").itemsize
_MODULES = ("pandas", "dagscope.commands.command_line", "dagscope.commands.opened", "dagscope.commands.printing")


def serve(line: socket.socket) -> dict[str, Any] | None:
    """Fork for each request: return it in the child, and nothing in the parent once the line has ended."""
    while True:
        _, ancillary, _, _ = line.recvmsg(1, socket.CMSG_SPACE(3 * _SIZE))
        if not ancillary:
            return None
        files = array.array("i", ancillary[0][2])
        child = os.fork()
        if child == 0:
            line.close()
            return _taken_over(files)
        for file in files:
            os.close(file)
        with contextlib.suppress(BrokenPipeError):  # the tests have ended before the program
            line.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _taken_over(files: array.array[int]) -> dict[str, Any]:
    """Make the request's place, variables and streams those of this process."""
    with open(files[0], "rb") as body:
        body.seek(0)
        request: dict[str, Any] = json.loads(body.read().decode(errors="surrogateescape"))
    for number, file in zip((1, 2), files[1:]):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    return request


def start(how: str, *rest: str) -> None:
    """Do what the interpreter does with its arguments."""
    if how == "-m":
        sys.argv[:], sys.path[0] = rest, os.getcwd()
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif how == "-c":
        sys.argv[:], sys.path[0] = ["-c", *rest[1:]], ""
        sys.modules["__main__"] = ModuleType("__main__")
        exec(compile(rest[0], "<string>", "exec", dont_inherit=True), sys.modules["__main__"].__dict__)
    else:
        sys.argv[:], sys.path[0] = [how, *rest], os.path.dirname(os.path.abspath(how))
        runpy.run_path(how, run_name="__main__")


def finished(arguments: list[str]) -> int:
    """Start it, and return its exit code after all that an interpreter does at its end but taking modules apart.

    To take pandas apart costs as much as to import it.
    """
    code = 0
    try:
        start(*arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _MODULES:
        __import__(name)
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os._exit(finished(request["arguments"]))
