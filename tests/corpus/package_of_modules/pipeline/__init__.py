"""Re-exports one function."""
from pipeline.cleaning import cleaned

__all__ = ["cleaned"]
