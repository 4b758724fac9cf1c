"""Every message by its name: commands one way, events the other. It must not define any."""

from __future__ import annotations

from dagscope.protocol.batch import *  # noqa: F403
from dagscope.protocol.commands import *  # noqa: F403
from dagscope.protocol.events import *  # noqa: F403
