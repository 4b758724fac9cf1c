"""First code of a worker, run by its path in the project's interpreter. It must not need anything installed there.

Its syntax is that of Python 3.6, so that an old interpreter can say that it is too old. Order matters:
standard library first, then the private copies of the pipes, and the project's folder only when it is opened.
"""

import gc
import json
import os
import struct
import sys

OLDEST = (3, 10)
PROTOCOL_VERSION = 1


def _option(name: str, default: str = "") -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv[:-1] else default


def _refuse() -> None:
    """Say in one frame that this Python is too old."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    generation = _option("--generation", "0")
    message = {
        "v": PROTOCOL_VERSION,
        "gen": int(generation),
        "seq": 1,
        "id": 0,
        "type": "unsupported",
        "python": python,
    }
    payload = json.dumps(message).encode("ascii")
    os.write(1, struct.pack(">IB", len(payload), ord("J")) + payload)


def _private_pipes() -> "list[int]":
    """Return copies of the protocol's pipes and of stderr that no child inherits; input becomes /dev/null."""
    copies = [os.dup(number) for number in (0, 1, 2)]
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return copies


def _serve_engine() -> None:
    """Make `dagscope`, and that name alone, importable: its folder's neighbours stay out of reach."""
    import importlib.util

    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    spec = importlib.util.spec_from_file_location(
        "dagscope", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["dagscope"] = module
    spec.loader.exec_module(module)


def _start() -> int:
    if sys.version_info < OLDEST:
        _refuse()
        return 0
    sys.path[:] = [entry for entry in sys.path if entry and os.path.abspath(entry) != os.path.dirname(__file__)]
    # What is compiled of the engine is kept, as of any program; `run_worker` ends that before a project is opened.
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    gc.disable()  # what is imported stays; `run_worker` turns it on, before anything of a project is there
    _serve_engine()
    from dagscope.system.current import system

    parent = system.stand_guard(int(_option("--parent", "0")), int(_option("--memory", "0")))
    commands, events, errors = _private_pipes()
    from dagscope.worker.main import Options, run_worker

    options = Options(
        commands=commands,
        events=events,
        errors=errors,
        generation=int(_option("--generation", "0")),
        breadcrumb=_option("--breadcrumb"),
        parent=parent,
    )
    return run_worker(options)


if __name__ == "__main__":
    sys.exit(_start())
