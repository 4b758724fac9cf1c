"""Builds the standalone program: `build/bundle/dagscope`, and an archive of it. It must not publish anything.

Run by `make bundle`. PyInstaller and not pyside6-deploy: workers import the engine's source files by their path, which
PyInstaller can leave as they are (`module_collection_mode`); Nuitka, which pyside6-deploy uses, compiles them away and
takes ten times as long. An environment of its own keeps what the tests need out of the program.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bundle"
LIMIT_MB = 120
BIN = "Scripts" if os.name == "nt" else "bin"


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def environment():
    """Return the Python of an environment that has the program, the builder, and nothing else."""
    folder = BUILD / "env"
    python = folder / BIN / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        f"{ROOT}[app]",
        "pyinstaller",
        "pillow",
    )
    return python


def build(python):
    """Return the folder of the program."""
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", BUILD]
    run(*command, "--workpath", BUILD / "work", ROOT / ".ci" / "dagscope.spec", cwd=BUILD)
    return BUILD / "dagscope"


def check(program):
    """Open an example with the program itself and run it: window, layout process and worker start from one file."""
    examples = program.parent / "_internal" / "dagscope_app" / "examples" / "reusing_functions"
    target = BUILD / "check"
    shutil.rmtree(target, ignore_errors=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run(program, "--version")
    run(program, examples, "--offscreen-demo", target, env=environment, stdout=subprocess.DEVNULL)
    missing = [name for name in ("dag.png", "window.png") if not (target / name).is_file()]
    if missing:
        sys.exit(f"The program did not write {', '.join(missing)}.")


def archive(folder):
    """Return the archive and its size in megabytes."""
    path = BUILD / f"dagscope-{sysconfig.get_platform()}.tar.xz"
    with tarfile.open(path, "w:xz") as file:
        file.add(folder, arcname="dagscope")
    return path, path.stat().st_size / 1e6


def appimage(folder):
    """Lay out an AppDir, and make an AppImage of it where appimagetool is; return what was made."""
    place = BUILD / "Dagscope.AppDir"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder, place / "usr" / "lib" / "dagscope", symlinks=True)
    desktop = ROOT / "resources" / "dagscope_resources" / "desktop"
    entry = (desktop / "dagscope.desktop").read_text("utf-8").replace("@program@", "dagscope")
    (place / "dagscope.desktop").write_text(entry, "utf-8")
    shutil.copy(desktop / "icons" / "256.png", place / "dagscope.png")
    metadata = place / "usr" / "share" / "metainfo"
    metadata.mkdir(parents=True)
    shutil.copy(desktop / "dagscope.metainfo.xml", metadata)
    start = place / "AppRun"
    start.write_text('#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/usr/lib/dagscope/dagscope" "$@"\n', "utf-8")
    start.chmod(0o755)
    tool = shutil.which("appimagetool")
    if tool is None:
        return f"{place.relative_to(ROOT)} (appimagetool makes an AppImage of it; it is not on this machine)"
    target = BUILD / "Dagscope.AppImage"
    run(tool, place, target)
    return target.relative_to(ROOT)


def main():
    BUILD.mkdir(parents=True, exist_ok=True)
    folder = build(environment())
    check(folder / ("dagscope.exe" if os.name == "nt" else "dagscope"))
    path, size = archive(folder)
    print(f"{folder.relative_to(ROOT)}\n{path.relative_to(ROOT)}: {size:.0f} MB (at most {LIMIT_MB})")
    if sys.platform.startswith("linux"):
        print(appimage(folder))
    return 1 if size > LIMIT_MB else 0


if __name__ == "__main__":
    raise SystemExit(main())
