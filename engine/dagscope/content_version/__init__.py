"""The version of a value by its content: equal values have equal versions, others different ones. Re-exports only."""

from dagscope.content_version.version import data_version, is_data

__all__ = ["data_version", "is_data"]
