"""Builds the sdist and the wheel, checks both, and says what to upload. It must not upload anything itself.

Run by `make dist`. The checkers are no dependency of the tests: where one is missing, this says how to install it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
CHECKERS = {"twine": ["check", "--strict"], "check_wheel_contents": [], "pyroma": []}


def build():
    shutil.rmtree(DIST, ignore_errors=True)
    for kind in ("sdist", "wheel"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(DIST)]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return sorted(str(path) for path in DIST.iterdir())


def check(name, files):
    """Return whether the checker passes; one that is not installed does not."""
    if subprocess.run([sys.executable, "-c", f"import {name}"], check=False, capture_output=True).returncode != 0:
        print(f"{name} is not installed here: {sys.executable} -m pip install {name.replace('_', '-')}")
        return False
    wheels = [file for file in files if file.endswith(".whl")]
    targets = {"twine": files, "check_wheel_contents": wheels, "pyroma": [str(ROOT)]}[name]
    command = [sys.executable, "-m", name, *CHECKERS[name], *targets]
    return subprocess.run(command, check=False, cwd=ROOT).returncode == 0


def main():
    files = build()
    results = [check(name, files) for name in CHECKERS]
    if not all(results):
        print("Not ready: see above.")
        return 1
    print("Ready. To publish:\n  git tag v$(.venv/bin/python -c 'import dagscope.version as v; print(v.__version__)')")
    print("  .venv/bin/python -m twine upload " + " ".join(str(Path(file).relative_to(ROOT)) for file in files))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
