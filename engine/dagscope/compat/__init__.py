"""What answers to the name `hamilton`. It holds no second implementation and is not imported by the engine itself."""

from dagscope.compat.finder import ENVIRONMENT_NAME, install, is_installed, share_with_children

__all__ = ["ENVIRONMENT_NAME", "install", "is_installed", "share_with_children"]
