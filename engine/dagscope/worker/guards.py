"""Guards around each answer: what fails becomes one `error` with a sentence, user code is captured and can be stopped.
It must not answer.
"""

from __future__ import annotations

import traceback
from collections.abc import Generator
from contextlib import contextmanager, nullcontext

from dagscope.preview import AskProblem
from dagscope.preview.budget import reason_of
from dagscope.protocol import messages as m
from dagscope.protocol.breadcrumb import Phase, Trail
from dagscope.session.interrupts import Interrupts
from dagscope.session.refusal import Refusal
from dagscope.session.replaced import replaced_names, replaced_words
from dagscope.session.run_state import timers_ended
from dagscope.worker.capture import Capture
from dagscope.worker.outbox import Outbox


class Guard:
    """What every answer is given within."""

    def __init__(self, outbox: Outbox, capture: Capture, trail: Trail, interrupts: Interrupts) -> None:
        self._outbox = outbox
        self._capture = capture
        self._trail = trail
        self._interrupts = interrupts

    @contextmanager
    def answering(self, id: int) -> Generator[None, None, None]:
        """Answer with an error whatever fails in the block."""
        try:
            yield
        except (Refusal, AskProblem) as refusal:
            self._outbox.send(m.ErrorAnswer(str(refusal)), id)
        except KeyboardInterrupt:
            self._outbox.send(m.ErrorAnswer("stopped"), id)
        except LookupError as error:
            self._outbox.send(m.ErrorAnswer(f"there is no such thing (any more): {error}"), id)
        except BaseException as error:  # noqa: BLE001 - the worker goes on, and the window hears of it
            detail = "".join(traceback.format_exception(type(error), error, error.__traceback__))[-8_000:]
            self._outbox.send(m.ErrorAnswer(why_it_failed(error), detail), id)

    @contextmanager
    def working_on(self, name: str, phase: Phase) -> Generator[None, None, None]:
        """Let work on values and graphs be named in the trail and be stopped; in the middle of a run as well."""
        with self._trail.during("", name[:200], phase):
            if self._interrupts.is_open:  # a run on threads goes on: what stops it stops this
                yield
                return
            with self._interrupts.user_code():
                yield

    def name_compared(self, name: str) -> None:
        """Say whose values are compared from now on."""
        self._trail.drop("", name[:200], "compare")

    @contextmanager
    def user_code(self, run: str, name: str, phase: Phase) -> Generator[None, None, None]:
        """Let user code outside of a run (imports, values) be captured, left in the trail, and open to interrupts."""
        self._interrupts.install()
        self._trail.drop(run, name, phase)
        self._capture.enter(run, name)
        try:
            with timers_ended() if phase == "import" else nullcontext(), self._interrupts.user_code():
                yield
        finally:
            self._capture.leave()
            self._trail.clear()


def why_it_failed(error: BaseException) -> str:
    """Return the sentence for an error that reached Dagscope's own code: the project's, if it replaced what that needs.

    Such things stay as the project left them: what ran so far ran with them, and the next run must not run without.
    """
    reason = reason_of(error)
    try:
        words = replaced_words(replaced_names())
    except BaseException:  # noqa: BLE001 - this is as broken as the rest
        words = ""
    if not words:
        return f"this failed in Dagscope's engine: {reason}"
    return f"{words}, and Dagscope cannot go on in this process ({reason}); Reload starts a new one"
