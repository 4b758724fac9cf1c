"""Exceptions, with the traceback cut to the project's own frames. It must not trust the exception's text."""

from __future__ import annotations

import os
import re
import traceback
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from dagscope.class_home import own_name
from dagscope.data_quality.base import DataValidationError
from dagscope.preview.budget import TEXT_LIMIT, attempt, cut, guarded_text, name_of_type
from dagscope.preview.frame_variables import variables_of
from dagscope.preview.kind import Kind, Shown
from dagscope.value_records import ErrorPreview, ObjectPreview, TraceFrame

_ENGINE = str(Path(__file__).resolve().parent.parent) + os.sep
_FOREIGN_PARTS = ("site-packages", "dist-packages", ".venv", "venv")
_CHECK = re.compile(
    r"\[.+?\] validator failed\. Message was: (?P<what>.*)\. Diagnostic information is: .*\.\n?", re.DOTALL
)
_MAX_FRAMES = 60
_MAX_CAUSES = 5
_MAX_MEMBERS = 10
_MAX_DEPTH = 3


def trace_frames(
    trace: TracebackType | None, folder: Path | None, has_variables: bool = False
) -> tuple[TraceFrame, ...]:
    """Return the frames without those of the engine and of imports; the project's own are marked."""
    frames: list[TraceFrame] = []
    for (running, _), summary in zip(traceback.walk_tb(trace), traceback.extract_tb(trace)):
        where = (summary.filename, summary.lineno or 0, summary.name, summary.line or "")
        frame = _frame(where, folder)
        if frame is not None:
            with_them = has_variables and frame.is_project
            frames.append(replace(frame, variables=variables_of(running)) if with_them else frame)
    return _bounded(frames)


def _frame(where: tuple[str, int, str, str], folder: Path | None) -> TraceFrame | None:
    """Return a frame of the project or of a library; none for one of the engine or of imports."""
    name, line, function, text = where
    if name.startswith((_ENGINE, "<frozen ")):
        return None
    is_own = folder is not None and name.startswith(str(folder) + os.sep)
    is_project = is_own and not any(part in _FOREIGN_PARTS for part in Path(name).parts)
    return TraceFrame(cut(name, 1_000), line, cut(function, 200), cut(text, 300), is_project)


def frames_of(error: BaseException, folder: Path | None, has_variables: bool = False) -> tuple[TraceFrame, ...]:
    """Return an error's frames, of this process and of the one that it came from."""
    here = trace_frames(error.__traceback__, folder, has_variables)
    there: list[TraceFrame] = []
    for *where, variables in attempt(lambda: list(getattr(error, "dagscope_frames", ())), lambda reason: []):
        frame = _frame((*where,), folder)
        if frame is not None:
            there.append(replace(frame, variables=variables) if has_variables and frame.is_project else frame)
    own = [frame for frame in here if frame.is_project] if there else list(here)  # pools have frames of libraries
    return _bounded([*own, *there])


def _bounded(frames: list[TraceFrame]) -> tuple[TraceFrame, ...]:
    if len(frames) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        dropped = TraceFrame("", 0, f"… {len(frames) - _MAX_FRAMES:,} frames …")
        frames = [*frames[:half], dropped, *frames[-half:]]
    return tuple(frames)


def error_message(error: BaseException) -> str:
    """Return an exception's message, in a sentence."""
    if isinstance(error, SystemExit):
        return f"the code called sys.exit({guarded_text(repr, _code_of(error), 100)})"
    if isinstance(error, DataValidationError) and (failed := guarded_text(_failed_checks, error, 4_000)):
        return failed
    return guarded_text(str, error, 4_000) + guarded_text(_resolved, error, 1_000)


def _failed_checks(error: BaseException) -> str:
    """Return which checks did not pass, without the list that the exception's text is; the traceback has that."""
    texts = error.args[0] if error.args and type(error.args[0]) is list else []
    found = [_CHECK.fullmatch(each) if type(each) is str else None for each in texts]
    if not found or None in found:
        return ""
    said = "; ".join(match["what"].strip().rstrip(".") for match in found if match is not None)
    return f"{len(found)} {'check' if len(found) == 1 else 'checks'} failed: {said}"


def _resolved(error: BaseException) -> str:
    """Return where a file was looked for that is not there, when its path begins nowhere."""
    if type(error) is not FileNotFoundError or type(error.filename) is not str or os.path.isabs(error.filename):
        return ""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    is_program = last is not None and os.path.basename(last.tb_frame.f_code.co_filename) == "subprocess.py"
    path = os.path.abspath(error.filename)
    if is_program or not error.filename or os.path.lexists(path):
        return ""
    folder = os.path.dirname(path)
    return f" (there is no {path}{'' if os.path.isdir(folder) else f', and no folder {folder}'})"


def _chain(error: BaseException) -> list[BaseException]:
    found = [error]
    while len(found) < _MAX_CAUSES:
        last = found[-1]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None or before in found:
            break
        found.append(before)
    return found


def _shown(frames: tuple[TraceFrame, ...]) -> list[str]:
    """Return the lines of the project's frames, and of the last one where it failed in a library."""
    lines: list[str] = []
    for number, frame in enumerate(frames):
        if frame.is_project or number == len(frames) - 1 or not frame.file:
            lines.append(
                f'  File "{frame.file}", line {frame.line}, in {frame.function}'
                if frame.file
                else f"  {frame.function}"
            )
            if frame.text:
                lines.append(f"    {frame.text}")
    return lines


def _members(error: BaseException, folder: Path | None, depth: int) -> list[str]:
    """Return the lines of the exceptions of a group, each with its own traceback, indented."""
    members: object = getattr(error, "exceptions", ()) if own_name(type(error)).endswith("ExceptionGroup") else ()
    if type(members) is not tuple or not members:
        return []
    if depth == _MAX_DEPTH:
        return [f"  … {len(members):,} more inside"]
    lines: list[str] = []
    for number, member in enumerate(members[:_MAX_MEMBERS], 1):
        lines.append(f"  {number} of {len(members):,}:")
        lines += [f"    {line}" for line in _text(member, folder, depth + 1).split("\n")]
    if len(members) > _MAX_MEMBERS:
        lines.append(f"  … {len(members) - _MAX_MEMBERS:,} more")
    return lines


def _text(error: BaseException, folder: Path | None, depth: int = 0) -> str:
    blocks: list[str] = []
    for item in reversed(_chain(error)):
        lines = _shown(frames_of(item, folder))
        lines.append(f"{own_name(type(item))}: {error_message(item)}")
        lines += _members(item, folder, depth)
        blocks.append("\n".join(lines))
    return cut("\n\nThis led to:\n".join(blocks), TEXT_LIMIT)


def error_preview(error: BaseException, folder: Path | None) -> ErrorPreview:
    """Return the preview of an exception."""
    kind = own_name(type(error))
    message = error_message(error)
    return ErrorPreview(
        name_of_type(type(error)),
        cut(f"{kind}: {message}" if message else kind, 300),
        text=_text(error, folder),
        error_type=kind,
        message=message,
        frames=frames_of(error, folder, has_variables=True),
    )


def _look(value: BaseException) -> Shown:
    found = error_preview(value, None)
    return Shown(ObjectPreview(found.type, found.summary, text=found.text))


# An exception that a function returned is a value like any other: nothing failed.
KIND = Kind("exception", lambda value: issubclass(type(value), BaseException), _look)


def _code_of(error: SystemExit) -> object:
    """Return what `sys.exit` was called with; what came from elsewhere may have it among its arguments alone."""
    return error.args[0] if error.code is None and len(error.args) == 1 else error.code
