"""The one place that knows the version. It must not import anything."""

__version__ = "0.1.0"

# What scripts ask of `hamilton.version`: the release whose behaviour this engine follows.
VERSION = (1, 90, 0)
