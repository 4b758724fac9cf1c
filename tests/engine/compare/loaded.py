"""What a test calls to load the text of a module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Load = Callable[[str], Any]
