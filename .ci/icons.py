"""Writes the icons of Windows and macOS programs from the PNGs of the desktop entry: `python .ci/icons.py`.

Both formats are containers of PNGs. It must not draw anything.
"""

import struct
from pathlib import Path

ICONS = Path(__file__).resolve().parent.parent / "resources" / "dagscope_resources" / "desktop" / "icons"
IN_ICO = (16, 24, 32, 48, 64, 128, 256)
IN_ICNS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512}


def png(size):
    return (ICONS / f"{size}.png").read_bytes()


def ico():
    """Return the content of an .ico file: a header, an entry for each size, the pictures."""
    pictures = [png(size) for size in IN_ICO]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for size, picture in zip(IN_ICO, pictures):
        side = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures)


def icns():
    """Return the content of an .icns file: the length of all, then each picture with its kind and length."""
    parts = b"".join(kind + struct.pack(">I", len(png(size)) + 8) + png(size) for kind, size in IN_ICNS.items())
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


if __name__ == "__main__":
    (ICONS / "dagscope.ico").write_bytes(ico())
    (ICONS / "dagscope.icns").write_bytes(icns())
