"""How a picture marks nodes: what was asked for, given or overridden. It draws nothing."""

from __future__ import annotations

from enum import Enum


class VisualizationNodeModifiers(Enum):
    """What makes a node look different in a picture."""

    IS_OUTPUT = 1
    IS_PATH = 2
    IS_USER_INPUT = 3
    IS_OVERRIDE = 4
