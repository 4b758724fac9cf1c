"""Hooks of the documentation's site: links out of docs/ lead to the repository, and modules are drawn as pictures.
They must not change what a page says.
"""

import base64
import posixpath
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = "https://github.com/dagscope/dagscope/blob/main/"
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)(#[^)\s]*)?\)")
# A module, perhaps with its config, and the picture of it as Mermaid's text, which readers of the source see drawn.
DRAWN = re.compile(
    r'^```python title="([^"]+)\.py"(?: config="([^"]*)")?\n(.*?)^```\n\n```mermaid\n.*?^```$', re.MULTILINE | re.DOTALL
)
DRAW = "import sys; from dagscope.commands.command_line import run_command as run; sys.exit(any(map(run, {calls!r})))"


def pictures_of(modules):
    """Return the SVG that `dagscope draw` makes of each `(name, config, code)`; the site needs no script for it."""
    with tempfile.TemporaryDirectory() as folder:
        calls = []
        for name, config, code in modules:
            Path(folder, f"{name}.py").write_text(code, "utf-8")
            options = [part for pair in config.split() for part in ("--config", pair)]
            calls.append(["draw", f"{name}.py", "--trust", "--quiet", *options, "-o", f"{name}.svg"])
        command = [sys.executable, "-c", DRAW.format(calls=calls)]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return [Path(folder, f"{name}.svg").read_bytes() for name, _, _ in modules]


def with_pictures(markdown):
    pictures = iter(pictures_of([(each[1], each[2] or "", each[3]) for each in DRAWN.finditer(markdown)]))

    def drawn(match):
        data = base64.b64encode(next(pictures)).decode()
        code = match[0].rpartition("```mermaid")[0]
        look = "background: white"  # the lines are black, and pages may be dark
        return f'{code}<img style="{look}" alt="the dataflow of {match[1]}.py" src="data:image/svg+xml;base64,{data}">'

    return DRAWN.sub(drawn, markdown)


def on_page_markdown(markdown, page, **_):
    """Point each relative link that leaves docs/ to GitHub, and draw what is to be drawn."""
    if DRAWN.search(markdown):
        markdown = with_pictures(markdown)
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))

    def outside(match):
        target = posixpath.normpath(posixpath.join(folder, match[1]))
        return match[0] if target.startswith("docs/") else f"]({SOURCE}{target}{match[2] or ''})"

    return LINK.sub(outside, markdown)
