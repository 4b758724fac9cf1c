"""What a session refuses. It must not decide anything."""

from __future__ import annotations

from dagscope.errors import DagscopeError


class Refusal(DagscopeError):
    """A request cannot be answered; the text is one sentence for the user."""
