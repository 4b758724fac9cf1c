"""Builds the sdist and the wheel, checks both, and says what to upload. It must not upload anything itself.

Run by `make release`. The checkers are no dependency of the tests: where one is missing, this says how to install it.
The wheel is installed with all that it needs into a fresh environment of each Python on this machine, and opens and
runs an example there; that takes some minutes and the package index.
"""

import os
import shutil
import subprocess
import sys
import tempfile
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


def pythons():
    """Return the interpreters of this machine that the wheel is for, by their versions."""
    found = {}
    for minor in range(10, 16):
        name = f"python3.{minor}"
        paths = [shutil.which(name), *map(str, Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/{name}"))]
        for path in filter(None, paths):
            asked = [path, "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
            answer = subprocess.run(asked, check=False, capture_output=True, text=True)
            if answer.stdout.strip() == f"3.{minor}":
                found.setdefault(f"3.{minor}", path)
    return found


def works_installed(version, python, wheel):
    """Return whether the wheel, in an environment of its own, opens an example and runs it."""
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / "env" / ("Scripts" if os.name == "nt" else "bin")
        subprocess.run([python, "-m", "venv", inner.parent], check=True)
        installed = [inner / "python", "-m", "pip", "install", "--quiet", f"{wheel}[app]"]
        if subprocess.run(installed, check=False, stderr=subprocess.DEVNULL).returncode != 0:
            print(f"Python {version}: the wheel cannot be installed.")
            return False
        (examples,) = inner.parent.glob("**/dagscope_app/examples")
        demo = [inner / "dagscope", examples / "reusing_functions", "--offscreen-demo", Path(folder) / "out"]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(demo, check=False, cwd=folder, env=environment, capture_output=True, text=True)
        is_right = done.returncode == 0 and "34 ok" in done.stdout
        print(f"Python {version}: the installed wheel {'opens and runs an example' if is_right else 'fails'}.")
        print("" if is_right else done.stdout + done.stderr, end="")
        return is_right


def has_notes(wheel):
    """Return whether there are release notes for the version of the wheel."""
    notes = ROOT / "docs" / "releases" / f"{Path(wheel).name.split('-')[1]}.md"
    print("" if notes.is_file() else f"There are no release notes: write {notes.relative_to(ROOT)}.\n", end="")
    return notes.is_file()


def main():
    files = build()
    (wheel,) = (file for file in files if file.endswith(".whl"))
    results = [has_notes(wheel), *(check(name, files) for name in CHECKERS)]
    results += [works_installed(version, path, wheel) for version, path in pythons().items()]
    if not all(results):
        print("Not ready: see above.")
        return 1
    version = Path(wheel).name.split("-")[1]
    uploads = " ".join(str(Path(file).relative_to(ROOT)) for file in files)
    print(f"Ready. To publish:\n  git tag v{version} && git push origin v{version}")
    print(f"  .venv/bin/python -m twine upload {uploads}")
    print(f"  gh release create v{version} --notes-file docs/releases/{version}.md {uploads}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
