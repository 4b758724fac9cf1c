"""Where in a TOML text something stands, for messages. It must not judge what it finds: the parser does that."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*[^=]+)?\s*=""")
_LINE = re.compile(r"line (\d+)")


def line_of_error(message: str) -> int:
    """Return the line that a parser's message names; 1 where it names none."""
    found = _LINE.search(message)
    return int(found.group(1)) if found else 1


class TomlLines:
    """The lines of headers and keys: `scenario` tables are numbered in their order.

    Args:
        text: what the parser has read without complaint.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, ...], int] = {}
        path: tuple[str, ...] = ()
        seen: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            header = _HEADER.match(line)
            if header is not None:
                path = self._path(header.group(2), header.group(1) == "[[", seen)
                self._lines.setdefault(path, number)
                continue
            key = _KEY.match(line)
            if key is not None:
                self._lines.setdefault((*path, key.group(1).strip("\"'")), number)

    @staticmethod
    def _path(title: str, is_list: bool, seen: dict[str, int]) -> tuple[str, ...]:
        parts = tuple(part.strip().strip("\"'") for part in title.split("."))
        first = parts[0]
        if is_list and len(parts) == 1:
            seen[first] = seen.get(first, -1) + 1
        return (first, str(seen[first]), *parts[1:]) if first in seen else parts

    def line(self, *path: str | int) -> int:
        """Return the line of a key or a header, else that of what holds it, else 1."""
        parts = tuple(str(part) for part in path)
        while parts:
            # The first of a list that is written as one table has no number in its path.
            for way in (parts, (parts[0], *parts[2:]) if parts[1:2] == ("0",) else parts):
                if way in self._lines:
                    return self._lines[way]
            parts = parts[:-1]
        return 1
