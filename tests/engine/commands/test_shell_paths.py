"""Paths that a command proposes to paste: a shell reads them as what they are, and each can be seen."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from dagscope.shown_text import for_a_shell

NAMES = [b"caf\xe9", "x\u202ey".encode(), b"a\nb", b"it's \\ $HOME `id`", b"\xff9'", b"plain", b"-x y", "é".encode()]


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="there is no bash")
@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_shell_reads_the_path_and_everything_in_it_is_seen(name: bytes) -> None:
    text = for_a_shell(os.fsdecode(name))

    done = subprocess.run(["bash", "-c", f"printf %s {text}"], capture_output=True, check=True)

    assert name == done.stdout
    assert text.isprintable()
