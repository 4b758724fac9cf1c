"""What Qt needs of the system before it can show a window: a display, and shared libraries.
It must not import Qt, which ends the process where they are missing.
"""

from __future__ import annotations

import ctypes
import os
import sys

# Shared library -> Debian package. Qt needs the first ones to be imported, the others for a window on X11.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
ON_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}


def problem_with_display() -> str:
    """Return an empty text, or the sentence that says why no window can be shown and what to do."""
    if sys.platform != "linux":
        return ""
    if not any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")):
        return (
            "there is no display to open a window on. `dagscope draw FOLDER` and the other commands need none "
            "(dagscope --help); `dagscope FOLDER --offscreen-demo DIR` writes a picture of the window"
        )
    return problem_with_libraries()


def problem_with_libraries() -> str:
    """Return an empty text, or the sentence that says which shared libraries are missing and what to install."""
    if sys.platform != "linux":
        return ""
    is_on_x11 = "DISPLAY" in os.environ and not any(map(os.environ.get, ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")))
    needed = {**LIBRARIES, **ON_X11} if is_on_x11 else LIBRARIES
    lacking = [name for name in needed if not _can_load(name)]
    if not lacking:
        return ""
    packages = " ".join(needed[name] for name in lacking)
    return (
        f"Qt lacks {'a system library' if len(lacking) == 1 else 'system libraries'} ({', '.join(lacking)}). "
        f"On Debian or Ubuntu type: sudo apt-get install {packages}"
    )


def _can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
