"""Sets up everything `make run` and `make test` need, with the standard library alone. It must not need a second call.

python3 .ci/setup.py app|dev|docs|release   make .venv, the system libraries Qt lacks, and the package with its extras
python .ci/setup.py run FOLDER    open the window, or do the same job offscreen where there is no display
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
NEEDED = {"app": "app", "dev": "dev", "docs": "docs", "release": "dev,release"}

# Shared library -> Debian package. The last ones are only needed for a window on X11.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}


def say(text):
    """Print progress to standard error, so that the table of `make run` stays clean."""
    print(text, file=sys.stderr, flush=True)


def stop(text):
    say("dagscope: " + text)
    raise SystemExit(1)


def call(command, **options):
    return subprocess.run(command, check=False, **options).returncode


def missing_libraries():
    """Return the Debian packages of the shared libraries that the loader cannot find."""
    import ctypes

    lacking = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            lacking.append(package)
    return lacking


def install_libraries():
    if sys.platform != "linux":
        return
    lacking = missing_libraries()
    if not lacking:
        return
    words = " ".join(lacking)
    if shutil.which("apt-get") is None:
        say(
            f"dagscope: Qt may lack system libraries here (Debian names: {words}); install them with your package "
            "manager."
        )
        return
    if os.geteuid() != 0:
        stop(f"Qt lacks system libraries. Type:  sudo apt-get install {words}\nand then the same make command again.")
    say(f"installing the system libraries Qt lacks: {words}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    quiet = {"stdout": subprocess.DEVNULL, "env": environment}
    call(["apt-get", "update", "-qq"], **quiet)
    if call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking], **quiet) != 0:
        stop(f"apt-get could not install the libraries Qt needs. Type:  apt-get install {words}")


def make_venv():
    """Make a virtual environment, also on Debian where `venv` comes without `ensurepip`."""
    if PYTHON.exists():
        return
    say(f"making {VENV.name} with Python {sys.version.split()[0]}")
    if call([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    # Debian splits ensurepip off into python3-venv; virtualenv, put aside by pip, needs no system package.
    tools = ROOT / "build" / "virtualenv"
    if call([sys.executable, "-m", "pip", "install", "-q", "--target", str(tools), "virtualenv"]) != 0:
        stop("neither venv nor pip works for this Python. Install python3-venv (or python3-pip) and try again.")
    environment = dict(os.environ, PYTHONPATH=str(tools))
    if call([sys.executable, "-m", "virtualenv", "-q", str(VENV)], env=environment) != 0:
        stop("the virtual environment could not be made; install python3-venv and try again.")


def install(extra):
    """Install the package with its extras; a stamp of pyproject.toml makes the second call quick."""
    stamp = VENV / f".dagscope-{extra}"
    content = (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    want = hashlib.sha256(content).hexdigest()
    if stamp.exists() and stamp.read_text() == want:
        return
    say(f"installing dagscope[{extra}] into {VENV.name} (a few minutes the first time)")
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    log = ROOT / "build" / "setup.log"
    log.parent.mkdir(exist_ok=True)
    with open(log, "w", encoding="utf-8") as out:
        code = call([*pip, "-e", f"{ROOT}[{extra}]"], stdout=out, stderr=out)
    if code != 0:
        say(log.read_text()[-2000:])
        stop("pip could not install the package; the lines above say why (build/setup.log has them all).")
    stamp.write_text(want)


def compile_sources():
    """Compile what pip compiles of a wheel and not of a clone: where the environment forbids Python to write such
    files, every start would do it, and take twice as long.
    """
    sources = [str(ROOT / name) for name in ("engine/dagscope", "app/dagscope_app", "resources/dagscope_resources")]
    call([str(PYTHON), "-m", "compileall", "-q", *sources])


def set_up(kind):
    if sys.version_info < (3, 10):
        stop(
            f"Python 3.10 or newer is needed, this is {sys.version.split()[0]}. Say which:  make run PYTHON=python3.12"
        )
    os.chdir(ROOT)
    make_venv()
    install_libraries()
    install(NEEDED[kind])
    compile_sources()


def has_display():
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(folder):
    """Open the window on `folder`; without a display do the same job offscreen into build/demo."""
    where = Path(folder)
    where = where if where.is_absolute() else ROOT / where
    if has_display():
        raise SystemExit(call([str(PYTHON), "-m", "dagscope_app.cli", str(where)]))
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    target = ROOT / "build" / "demo"
    command = [str(PYTHON), "-m", "dagscope_app.cli", str(where), "--offscreen-demo", str(target)]
    raise SystemExit(call(command, env=environment))


if __name__ == "__main__":
    if sys.argv[1] == "run":
        run(sys.argv[2])
    else:
        set_up(sys.argv[1])
