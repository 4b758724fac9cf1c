"""Why the project's process ended, in words for whoever sits before the window. It must not know the process itself."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope_app.model.translation import tr

_FAILED, _FAILED_WORDS = "exited(70)", "a thread of Dagscope failed: "
"""How a process ends of which a thread of ours failed; the detail is Python's words."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the project's process ended.

    Attributes:
        cause: what the process' keeper found: `crashed(SIGSEGV)`, `exited(3)`, `killed-by-user`...
        detail: what was being done, or what the system said.
        node: the one node whose code ran; empty where none did, or several at once.
    """

    cause: str
    detail: str = ""
    node: str = ""


def ending_text(ending: Ending, *, has_values: bool) -> str:
    """Return what became of the process, and what that means, in one sentence or two.

    Args:
        ending: how it ended.
        has_values: whether there was a graph with values that are gone now.
    """
    cause, detail = ending.cause, ending.detail
    gone = " The values of earlier runs are gone; the graph stays." if has_values else ""
    where = tr(" while {detail}", detail=detail) if detail and "\n" not in detail and len(detail) < 200 else ""
    if cause == "killed-by-user":
        return tr("Stopped. The code did not react, so its process was ended.{gone}", gone=gone)
    if cause.startswith("crashed"):
        return tr(
            "The project's process crashed ({code}){where}.{gone}", code=cause[8:].rstrip(")"), where=where, gone=gone
        )
    what = detail.rstrip().rpartition("\n")[2]
    if cause == _FAILED and what.startswith(_FAILED_WORDS):
        return tr(
            "The project's process could not go on: its code may have replaced what Python or Dagscope need ({last})."
            "{gone}",
            last=what.removeprefix(_FAILED_WORDS)[:200],
            gone=gone,
        )
    if cause.startswith("exited("):
        return tr(
            "The project's process ended by itself with exit code {code}{where}.{gone}",
            code=cause[7:].rstrip(")"),
            where=where,
            gone=gone,
        )
    texts = {
        "launch-failed": tr(
            "The interpreter could not be started: {detail}. Choose another interpreter.", detail=detail
        ),
        "memory-limit": tr(
            "The project's process used too much memory{where} and was ended.{gone}", where=where, gone=gone
        ),
        "killed-unknown": (
            tr(
                "The project's process was killed from outside{where}, perhaps for lack of memory.{gone}",
                where=where,
                gone=gone,
            )
        ),
        "protocol": tr(
            "The project's process sent something unreadable ({detail}) and was ended.{gone}", detail=detail, gone=gone
        ),
    }
    return texts.get(cause, tr("The project's process ended by itself{where}.{gone}", where=where, gone=gone))
