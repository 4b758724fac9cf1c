"""Which nodes read files that have changed since, in words. It must not look at any file."""

from __future__ import annotations

from collections.abc import Mapping

from dagscope.records import ReadFile

from dagscope_app.model.paths import last_part
from dagscope_app.model.translation import tr, trn


def reasons_of(read: Mapping[str, tuple[ReadFile, ...]], changes: Mapping[ReadFile, str]) -> dict[str, str]:
    """Return the nodes that read files of which something has become, and what: of the first file, in words.

    Args:
        read: the files that nodes read.
        changes: what has become of each file; empty for nothing.
    """
    found = {}
    for name, files in read.items():
        changed = [file for file in files if changes.get(file)]
        if changed:
            first = changed[0]
            reason = tr("{file} {change} since it ran", file=last_part(first.path), change=changes[first])
            if len(changed) > 1:
                more = len(changed) - 1
                reason = trn("{reason}, and {n} more file", "{reason}, and {n} more files", more, reason=reason)
            found[name] = reason
    return found
