"""Everything that must hold, one check after the other; the first line of each says what it is. Run by `make test`."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

# Neither windows nor processes nor clusters: what is worth running before every commit.
QUICK = [
    *("tests/app/model", "tests/app/controllers", "tests/app/layout", "tests/engine/selection", "tests/engine/preview"),
    *("tests/architecture/test_sizes.py", "tests/fuzz"),
    # It runs a project and its tests in processes of their own.
    *(
        "--deselect",
        "tests/app/model/scenario/test_stub.py::test_the_template_is_a_project_that_runs_and_whose_tests_pass",
    ),
]

# What differs between systems is in the standard library: without the types of other libraries, which the check named
# `types` looks at, it takes less than half the time.
OTHER_SYSTEMS = [
    *("--no-site-packages", "--ignore-missing-imports", "--allow-subclassing-any", "--allow-untyped-decorators"),
    *("--no-warn-return-any", "--no-warn-unused-ignores", "--no-warn-redundant-casts"),
]

CHECKS = {
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "lint": [str(BIN / "ruff"), "check", "."],
    "types": [str(BIN / "mypy")],
    **{
        f"types-{system}": [
            *(str(BIN / "mypy"), "--platform", system, "--cache-dir", f".mypy_cache/{system}", *OTHER_SYSTEMS)
        ]
        for system in ("win32", "darwin")
    },
    "layers": [str(BIN / "lint-imports"), "--no-cache"],
    "quick": [sys.executable, "-m", "pytest", "-q", *QUICK],
    "tests": [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal"],
}


def main():
    only = sys.argv[2:] if sys.argv[1:2] == ["--only"] else [name for name in CHECKS if name != "quick"]
    environment = dict(os.environ, QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    failed = []
    for name in only:
        started = time.monotonic()
        print(f"== {name}", flush=True)
        if subprocess.run(CHECKS[name], check=False, cwd=ROOT, env=environment).returncode != 0:
            failed.append(name)
        print(f"== {name}: {'FAILED' if name in failed else 'ok'} in {time.monotonic() - started:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
