"""Put the pictures of its code into docs/how_to/modifiers.md: `python -m tests.docs.pictures`. A test compares them."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.docs.blocks import DOCS, Block, blocks

PAGE = DOCS / "how_to" / "modifiers.md"
_PICTURE = re.compile(r"\n\n```mermaid\n.*?^```$", re.MULTILINE | re.DOTALL)


def drawn(code: list[Block], folder: Path) -> list[str]:
    """Return the Mermaid text that `dagscope draw` writes for each module; one process draws them all."""
    calls = []
    for block in code:
        (folder / block.title).write_text(block.text, encoding="utf-8")
        config = [part for pair in block.config.split() for part in ("--config", pair)]
        calls.append(["draw", block.title, "--trust", *config, "-o", Path(block.title).stem + ".mmd"])
    program = f"from tests.docs.pictures import draw_all; draw_all({calls!r})"
    environment = {"PYTHONPATH": str(DOCS.parent), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [(folder / block.title).with_suffix(".mmd").read_text(encoding="utf-8") for block in code]


def draw_all(calls: list[list[str]]) -> None:
    """Call the command line once for each picture."""
    from dagscope.commands.command_line import run_command

    for call in calls:
        with contextlib.redirect_stdout(io.StringIO()):
            if run_command(call) != 0:
                raise SystemExit(f"dagscope {' '.join(call)} failed")


def with_pictures(text: str, folder: Path) -> str:
    """Return the page with the picture of each module right after it."""
    bare = _PICTURE.sub("", text)
    code = [block for block in blocks(bare) if block.title.endswith(".py")]
    for block, picture in reversed(list(zip(code, drawn(code, folder), strict=True))):
        bare = f"{bare[: block.end]}\n\n```mermaid\n{picture.rstrip()}\n```{bare[block.end :]}"
    return bare


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        PAGE.write_text(with_pictures(PAGE.read_text(encoding="utf-8"), Path(scratch)), encoding="utf-8")
