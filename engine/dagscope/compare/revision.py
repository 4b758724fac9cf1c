"""A project as it was at a git revision: its files in a scratch folder, one side of a comparison from a process of its
own.

Nothing is written to the repository. It must not compare.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dagscope.compare.compared_side import ComparedSide
from dagscope.preview.budget import reason_of
from dagscope.programs import GIT_OPTIONS, program, python_module
from dagscope.session.refusal import Refusal
from dagscope.strays import sweep, temporary_prefix
from dagscope.value_code import value_code

_ENTRY = "dagscope.commands.revision_side"
"""What the other process runs, by its name: it stands above this part."""


class RevisionProblem(Refusal):
    """There is no such side: no git, no repository, no such revision, or it cannot be built."""


def _git(folder: Path, *arguments: str, index: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"GIT_INDEX_FILE": str(index)} if index is not None else {})}
    git = program("git")
    if git is None:
        raise RevisionProblem("a side at a revision needs git, and there is no program of that name")
    try:
        return subprocess.run(
            [git, *GIT_OPTIONS, "-C", str(folder), *arguments],
            capture_output=True,
            encoding="utf-8",  # what git writes everywhere, also where programs speak another
            errors="surrogateescape",
            check=False,
            env=environment,
        )
    except OSError as error:
        raise RevisionProblem(f"git cannot be started: {error}") from None


def _first_line(text: str) -> str:
    return next((line.removeprefix("fatal: ") for line in text.splitlines() if line.strip()), "it says nothing")


@contextlib.contextmanager
def files_at(folder: Path, revision: str) -> Iterator[Path]:
    """Yield the project's folder as it was at a revision, for as long as the block lasts.

    Raises:
        RevisionProblem: there is no git, no repository, no such revision, or no such folder in it.
    """
    found = _git(folder, "rev-parse", "--show-toplevel", "--show-prefix")
    if found.returncode:
        raise RevisionProblem(f"{str(folder)!r} is in no git repository, so there is no revision {revision!r} of it")
    top, prefix = [*found.stdout.split("\n"), ""][:2]
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        raise RevisionProblem(f"there is no revision {revision!r} in the repository of {str(folder)!r}")
    sweep(tempfile.gettempdir())
    scratch = Path(tempfile.mkdtemp(prefix=temporary_prefix("revision")))
    try:
        _check_out(Path(top), commit.stdout.strip(), scratch)
        subfolder = scratch / "tree" / prefix
        if not os.path.isdir(subfolder):
            raise RevisionProblem(f"at the revision {revision!r} there is no folder {prefix.rstrip('/')!r}")
        yield subfolder
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _check_out(top: Path, commit: str, scratch: Path) -> None:
    """Write all files of a commit, by an index of our own: the repository's stays as it is."""
    tree = scratch / "tree"
    tree.mkdir()
    for arguments in (("read-tree", commit), ("checkout-index", "--all", "--force", f"--prefix={tree.as_posix()}/")):
        done = _git(top, *arguments, index=scratch / "index")
        if done.returncode:
            raise RevisionProblem(f"git cannot write the files of {commit[:12]}: {_first_line(done.stderr)}")


def side_at(folder: Path, revision: str, scenario: str, wanted: dict[str, Any]) -> ComparedSide:
    """Return one side of a comparison from the project at a revision, built and run in a process of its own.

    Args:
        folder: the project.
        revision: what git knows it by.
        scenario: the name of a scenario there.
        wanted: what else the process is to know, see `commands.revision_side`.

    Raises:
        RevisionProblem: git or the process refuses; the text is its sentence.
    """
    with files_at(folder if os.path.isdir(folder) else folder.parent, revision) as checkout:
        project = checkout if os.path.isdir(folder) else checkout / folder.name
        target = Path(tempfile.mkdtemp(prefix=temporary_prefix("side"))) / "side"
        try:
            wanted = {**wanted, "folder": str(project), "scenario": scenario}
            done = subprocess.run(
                python_module(_ENTRY, json.dumps(wanted), str(target)),
                cwd=project if os.path.isdir(project) else project.parent,  # modules are found there, never today's
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr.fileno() if _has_fileno() else subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                encoding="locale",
                errors="replace",  # the project's code may write any bytes there
                check=False,
            )
            said = done.stderr.replace(str(checkout), revision)
            if done.returncode or not os.path.exists(target):
                sentence = said.strip().split("\n")[-1].removeprefix("dagscope: ")
                raise RevisionProblem(f"{revision}:{scenario}: {sentence or 'its process ended without an answer'}")
            sys.stderr.write(said)
            return _read(target.read_bytes(), str(checkout), revision)
        finally:
            shutil.rmtree(target.parent, ignore_errors=True)


def _has_fileno() -> bool:
    try:
        return sys.stderr.fileno() >= 0
    except (OSError, ValueError, AttributeError):
        return False


def _read(data: bytes, folder: str, revision: str) -> ComparedSide:
    """Return the side, with its values unpickled as far as their classes are here."""
    side: ComparedSide
    side, values = pickle.loads(data)
    for name, packed in values.items():
        if isinstance(packed, str):
            side.run.values[name] = UnreadableValue(packed)
            continue
        try:
            with value_code():
                side.run.values[name] = pickle.loads(packed)
        except Exception as error:  # noqa: BLE001 - the class may be another one here, or gone
            side.run.values[name] = UnreadableValue(f"its value cannot be read here: {reason_of(error)}")
    return side.named(folder, revision)


class UnreadableValue:
    """Stands for a value that could not leave its process; equal to nothing, not even to itself."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __eq__(self, other: object) -> bool:
        raise TypeError(self.reason)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self.reason}>"
