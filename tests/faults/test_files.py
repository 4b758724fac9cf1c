"""What a kill leaves behind: the old file or the new one, and strays that the next start removes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from dagscope import strays, whole_files

OLD = time.time() - 120


def ended_process() -> int:
    """Return the number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def make(path: Path, is_old: bool = True) -> Path:
    path.touch()
    if is_old:
        os.utime(path, (OLD, OLD))
    return path


def test_f65_trails_of_killed_windows_are_swept(tmp_path: Path) -> None:
    gone = ended_process()
    place = strays.owner().partition("-")[0]
    left = make(tmp_path / f"dagscope-worker-{place}-{gone}-aB3.trail")
    folder = tmp_path / f"dagscope-revision-{place}-{gone}-x"
    folder.mkdir()
    make(folder / "file")
    os.utime(folder, (OLD, OLD))
    stays = [
        make(tmp_path / f"dagscope-worker-{strays.owner()}-aB3.trail"),
        make(tmp_path / f"dagscope-worker-{place}-{gone}-new.trail", is_old=False),
        make(tmp_path / f"dagscope-worker-0123456789-{gone}-aB3.trail"),  # of a container or a machine beside this one
        make(tmp_path / f"dagscope-worker-{gone}-aB3.trail"),
        make(tmp_path / "dagscope-notes.txt"),
        make(tmp_path / "other-1-2"),
    ]

    assert sorted([left.name, folder.name]) == sorted(strays.sweep(str(tmp_path)))

    assert sorted(path.name for path in stays) == sorted(path.name for path in tmp_path.iterdir())


def test_what_a_killed_writer_left_is_swept_by_the_next_one(tmp_path: Path) -> None:
    gone = ended_process()
    place = strays.owner().partition("-")[0]
    make(tmp_path / f".dag.png.{place}-{gone}-abc.png")
    others = [
        make(tmp_path / f".dag.png.{strays.owner()}-abc.png"),
        make(tmp_path / f".dag.png.0123456789-{gone}-abc.png"),
        make(tmp_path / ".dag.png.backup.png"),
    ]

    whole_files.write_bytes(tmp_path / "dag.png", b"new")

    assert sorted(["dag.png", *(path.name for path in others)]) == sorted(path.name for path in tmp_path.iterdir())


WRITER = """
import sys
from dagscope.whole_files import write_bytes
number = 0
while True:
    number += 1
    write_bytes(sys.argv[1], bytes([48 + number % 10]) * 300_000)
    if number == 3:
        print("begun", flush=True)
"""


@pytest.mark.parametrize("number", range(10))
def test_f85_a_kill_leaves_the_old_file_or_the_new_one(tmp_path: Path, number: int) -> None:
    target = tmp_path / "settings.bin"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    for _ in range(number * 50):
        target.read_bytes()
    writer.kill()
    writer.wait()
    writer.stdout.close()

    content = target.read_bytes()

    assert 300_000 == len(content) and 1 == len(set(content))
