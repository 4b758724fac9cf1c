"""Which folders may run their code, and which interpreters of theirs: the one place that decides it.

The list is a file of the user's, never one of a project's. It must not open, import or start anything.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dagscope.data_folder import settings_folder
from dagscope.errors import DagscopeError
from dagscope.small_files import open_regular, read_small
from dagscope.whole_files import write_bytes

STORE_VARIABLE = "DAGSCOPE_TRUST_STORE"
"""An environment variable with another path of the list, for tests and for machines that work unattended."""
_LARGEST = 1_000_000
_LOCK_TRIES, _LOCK_PAUSE_S = 100, 0.01


class TrustProblem(DagscopeError):
    """The list of trusted folders cannot be read or written; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class TrustedFolder:
    """A folder that may run its code, with everything below it.

    Attributes:
        path: the real path.
        interpreter: the interpreter in or above the folder that was confirmed with it; empty for none.
        fingerprint: what that interpreter was like then.
        added: when, in UTC.
    """

    path: str
    interpreter: str = ""
    fingerprint: str = ""
    added: str = ""


# The list -----------------------------------------------------------------------------------------------------------


def store_path() -> Path:
    """Return where the list is kept: in the user's folder for settings."""
    given = os.environ.get(STORE_VARIABLE)
    if given:
        return Path(given)
    return settings_folder() / "trusted.json"


def trusted_folders() -> tuple[TrustedFolder, ...]:
    """Return the list, oldest first; an empty one where there is no file.

    Raises:
        TrustProblem: the file is broken, or others can write to it.
    """
    path = store_path()
    try:
        data = _read(path)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise TrustProblem(
            f"the list of trusted folders {path} cannot be read: {error.strerror}, so no folder is trusted"
        ) from None
    try:
        return tuple(_entry(item) for item in json.loads(data)["folders"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise TrustProblem(
            f"the list of trusted folders {path} is damaged, so no folder is trusted; correct it or move it away"
        ) from None


def _read(path: Path) -> bytes:
    with open_regular(path) as file:
        found = os.fstat(file.fileno())
        if found.st_size > _LARGEST:
            raise TrustProblem(f"the list of trusted folders {path} is no file of Dagscope's, so no folder is trusted")
        if sys.platform != "win32" and (found.st_mode & 0o022 or found.st_uid not in (os.getuid(), 0)):
            raise TrustProblem(
                f"others can write to the list of trusted folders {path}, so no folder is trusted; "
                "make it yours alone (chmod 600)"
            )
        return file.read()


def _entry(item: Any) -> TrustedFolder:
    texts = {name: item.get(name, "") for name in ("path", "interpreter", "fingerprint", "added")}
    if not all(isinstance(text, str) for text in texts.values()) or not os.path.isabs(texts["path"]):
        raise ValueError("no entry of the list")
    return TrustedFolder(**texts)


def add(folder: str | os.PathLike[str], interpreter: str = "") -> TrustedFolder:
    """Trust a folder and everything below it, together with the interpreter that it brings along.

    Raises:
        TrustProblem: there is no such folder, or the list cannot be read or written.
    """
    from datetime import datetime, timezone

    path = real_folder(folder)
    if not os.path.isdir(path):
        raise TrustProblem(f"there is no folder {os.fspath(folder)!r}")
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    entry = TrustedFolder(path, interpreter, fingerprint_of(interpreter, path) if interpreter else "", now)
    with _alone():
        _write([item for item in trusted_folders() if item.path != path] + [entry])
    return entry


def remove(folder: str | os.PathLike[str]) -> bool:
    """Stop trusting a folder; return whether it was in the list. It may be gone, or lie in another that is trusted.

    Raises:
        TrustProblem: the list cannot be read or written.
    """
    wanted = {os.fspath(folder), real_folder(folder)}
    with _alone():
        before = trusted_folders()
        after = [item for item in before if item.path not in wanted]
        if len(after) < len(before):
            _write(after)
    return len(after) < len(before)


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else change the list meanwhile: what was read before would bring back a folder that was removed.

    Raises:
        TrustProblem: another process keeps it for long.
    """
    from dagscope.system.current import system  # asking what is trusted does not need it

    path = store_path()
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.with_name(f".{path.name}.lock"), flags, 0o600)
    except OSError as error:
        raise TrustProblem(f"the list of trusted folders {path} cannot be written: {error.strerror}") from None
    try:
        for _ in range(_LOCK_TRIES):
            if system.try_lock(descriptor):
                yield
                return
            time.sleep(_LOCK_PAUSE_S)
        raise TrustProblem(f"the list of trusted folders {path} is being changed by another Dagscope; try again")
    finally:
        os.close(descriptor)


def _write(folders: Iterable[TrustedFolder]) -> None:
    path = store_path()
    text = json.dumps({"folders": [asdict(item) for item in folders]}, indent=1) + "\n"
    is_new = not os.path.exists(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_new:  # with its rights from the beginning
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        os.chmod(path, 0o600)
        write_bytes(path, text.encode("utf-8", "surrogateescape"), is_durable=True)
    except OSError as error:
        if is_new:
            with suppress(OSError):
                path.unlink()  # an empty list would be a damaged one
        raise TrustProblem(f"the list of trusted folders {path} cannot be written: {error.strerror}") from None


# The questions ------------------------------------------------------------------------------------------------------


def real_folder(folder: str | os.PathLike[str]) -> str:
    """Return the real path of a folder, or of the folder a file lies in."""
    path = os.path.realpath(os.path.expanduser(folder))
    return os.path.dirname(path) if os.path.isfile(path) else path


def _entry_for(path: str, folders: Iterable[TrustedFolder]) -> TrustedFolder | None:
    """Return the innermost entry that covers a path."""
    found = [item for item in folders if is_inside(path, item.path)]
    return max(found, key=lambda item: len(item.path), default=None)


def is_inside(path: str, folder: str) -> bool:
    """Return whether a real path is a folder's or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def is_trusted(folder: str | os.PathLike[str]) -> bool:
    """Return whether the code of a folder, or of a file's folder, may run.
    A list that cannot be read trusts nothing.
    """
    path = real_folder(folder)
    if is_shipped(path):
        return True
    try:
        return _entry_for(path, trusted_folders()) is not None
    except TrustProblem:
        return False


def is_shipped(folder: str | os.PathLike[str]) -> bool:
    """Return whether a folder is one of the examples that come with Dagscope."""
    path = real_folder(folder)
    return any(is_inside(path, str(example)) for example in _examples())


def _examples() -> list[Path]:
    """Return the folders of examples: in a source tree next to the packages, in a wheel inside the window's package."""
    package = Path(__file__).resolve().parent
    found = [package.parent / "dagscope_app" / "examples"]
    tree = package.parents[1]
    if package.parent.name == "engine" and os.path.isdir(tree / "app" / "dagscope_app"):
        found.append(tree / "examples")
    return found


def may_start(interpreter: str, folder: str | os.PathLike[str]) -> bool:
    """Return whether an interpreter that was found in or above a folder may be started for it.

    Our own may; any other must have been confirmed with the folder, and be as it was then.
    """
    if is_own(interpreter):
        return True
    path = real_folder(folder)
    try:
        entry = _entry_for(path, trusted_folders())
    except TrustProblem:
        return False
    return (
        entry is not None
        and entry.interpreter == interpreter
        and entry.fingerprint == fingerprint_of(interpreter, entry.path)
    )


def is_own(interpreter: str) -> bool:
    """Return whether an interpreter is the one that runs this."""

    def folder_of(program: str) -> str:
        return os.path.realpath(os.path.dirname(os.path.abspath(program)))

    own = sys.executable
    return os.path.realpath(interpreter) == os.path.realpath(own) and folder_of(interpreter) == folder_of(own)


def fingerprint_of(interpreter: str, folder: str) -> str:
    """Return what an interpreter is: where its path leads, and a hash of its bytes if that lies in the folder.

    What lies outside (the system's Python, that a virtual environment links to) is updated by others, and changes.
    """
    target = os.path.realpath(interpreter)
    environment = os.path.dirname(os.path.dirname(os.path.abspath(interpreter)))
    if not is_inside(target, os.path.realpath(environment)) and not is_inside(target, folder):
        return f"link {target}"
    import hashlib

    digest = hashlib.sha256()
    try:
        with open_regular(target) as file:  # a pipe in its place would be waited for
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError:
        return ""
    return f"sha256 {digest.hexdigest()}"


# What the question shows --------------------------------------------------------------------------------------------


def git_remote(folder: str | os.PathLike[str]) -> str:
    """Return the address of the folder's repository, read from its files; empty where there is none. Runs no git."""
    path = Path(real_folder(folder))
    for above in (path, *path.parents):
        config = above / ".git" / "config"
        if os.path.isfile(config):
            return _remote_in(config)
    return ""


def _remote_in(config: Path) -> str:
    try:
        lines = read_small(config).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    section = ""
    for line in (item.strip() for item in lines):
        if line.startswith("["):
            section = line
        elif section.startswith("[remote ") and line.partition("=")[0].strip() == "url":
            return _without_secret(line.partition("=")[2].strip())
    return ""


def _without_secret(address: str) -> str:
    """Return the address without the name and password in front of its host."""
    scheme, sign, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{sign}{host.rpartition('@')[2]}{slash}{path}" if sign else address
