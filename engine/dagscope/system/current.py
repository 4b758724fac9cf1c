"""The system this process runs on.
Nothing else imports `posix` or `windows`, nor asks which system it is to choose between them.
"""

from __future__ import annotations

import sys

from dagscope.system.protocol import System

if sys.platform == "win32":
    from dagscope.system import windows as _chosen
else:
    from dagscope.system import posix as _chosen

system: System = _chosen
