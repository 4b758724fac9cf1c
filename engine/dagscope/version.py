"""The one place that knows the version. It must not import anything."""

__version__ = "0.1.0"
