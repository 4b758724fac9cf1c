"""The tables of a TOML file while it is edited: each right below its own, without the comments between them.

tomlkit moves `[[a]]` next to the other `[[a]]` when `[b]` stands between them, and `[a.c]` next to its `[[a]]`.
Comments before a table count there as the end of the one above. So an edit works on a text without either, in which
the number of each table stands in its header, and all is put back after it. It must not know what the tables say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_MARK = re.compile(r"[ \t]*#-dagscope-(\d+)-")
_KEY = r"""(?:[\w-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_KEY}(?:[ \t]*\.[ \t]*{_KEY})*)[ \t]*\]\]?")
_PART = re.compile(_KEY)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<open>[\[{])"
    r"|(?P<close>[\]}])"
    r"|(?P<line>\n)"
    r"|(?P<space>[ \t\r]+)"
    r"|[^\s\[\]{}\"'#]+",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Block:
    """A table as it is written: the comments and empty lines before it, its header, and the lines below that."""

    path: tuple[str, ...]
    lead: str
    head: str
    body: str
    number: int = -1

    @property
    def text(self) -> str:
        return self.lead + self.head + self.body


class Order:
    """How the tables of a text stand, and what stands before them.

    Args:
        text: what a parser has read without complaint.
    """

    def __init__(self, text: str) -> None:
        self._top, blocks, self._tail = _split(text)
        self._blocks = [replace(block, number=number) for number, block in enumerate(blocks)]
        self._has_end = text.endswith("\n")

    def together(self) -> str:
        """Return the text to edit."""
        lines = [_ended(self._top)]
        for block in _together(self._blocks, 0):
            lines.append(_ended(f"{_plain_head(block.head)} #-dagscope-{block.number}-{block.body}"))
        return "".join(lines)

    def put_back(self, edited: str) -> str:
        """Return an edited text with the tables where they stood and what is new behind what it follows.

        Args:
            edited: what was made of `together`.
        """
        if not self._blocks:
            return edited
        top, found, tail = _split(edited)
        leads = [*(block.lead for block in found), tail]  # `together` has none: they were left over in the table above
        top += _comments(leads[0])
        followers: dict[int, list[_Block]] = {}
        left: dict[int, _Block] = {}
        last = -1
        for block, after in zip(found, leads[1:]):
            body = _ended(block.body) + _comments(after)
            mark = _MARK.match(body)
            if mark is None:
                followers.setdefault(last, []).append(replace(block, lead="\n", body=body))
                continue
            last = int(mark[1])
            old = self._blocks[last]
            left[last] = replace(block, lead=old.lead, head=old.head, body=body[mark.end() :])
        return self._written(top, left, followers)

    def _written(self, top: str, left: dict[int, _Block], followers: dict[int, list[_Block]]) -> str:
        parts = [top, *(block.text for block in followers.get(-1, []))]
        kept = gap = ""
        for old in self._blocks:
            if old.number in left:
                before = kept or (gap if not old.lead.startswith("\n") else "")
                parts += [before + left[old.number].text, *(block.text for block in followers.get(old.number, []))]
                kept = gap = ""
            elif "#" in old.lead:
                kept += old.lead  # what comments say is never thrown away
            else:
                gap = gap or old.lead
        text = "".join([*map(_ended, filter(None, parts)), kept, self._tail])
        return text if self._has_end else text.removesuffix("\n")


def _plain_head(head: str) -> str:
    """Return a header as every other of its table is written: tomlkit gives all tables of a list the first one's."""
    found = _HEADER.search(head)
    if found is None or not found[0].endswith("]" * len(found[1])):
        return head  # `[[a]` is broken, and has to stay so
    names = [
        part if part[0] not in "\"'" or not _BARE.fullmatch(part[1:-1]) else part[1:-1]
        for part in _PART.findall(found[2])
    ]
    names = [f'"{name[1:-1]}"' if name[0] == "'" and not _SPECIAL.search(name[1:-1]) else name for name in names]
    return f"{found[1]}{'.'.join(names)}{']' * len(found[1])}"


def _comments(lead: str) -> str:
    """Return the comments that the key below them left; the empty lines behind it are of the next table."""
    return lead[: _ended(lead).find("\n", lead.rfind("#")) + 1] if "#" in lead else ""


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


# Reading --------------------------------------------------------------------------------------------------------------


def _split(text: str) -> tuple[str, list[_Block], str]:
    """Return what stands before the first table, the tables, and the comments at the end."""
    found = list(_headers(text))
    if not found:
        return text, [], ""
    blocks = []
    for number, (lead, start, end, path) in enumerate(found):
        stop = found[number + 1][0] if number + 1 < len(found) else _end_of_last(text, end)
        blocks.append(_Block(path, text[lead:start], text[start:end], text[end:stop]))
    return text[: found[0][0]], blocks, text[_end_of_last(text, found[-1][2]) :]


def _headers(text: str) -> Iterator[tuple[int, int, int, tuple[str, ...]]]:
    """Yield of each header where its comments begin, where it begins and ends, and its path."""
    depth, position, content, is_line_start = 0, 0, 0, True
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:  # a quote that nothing closes
            return
        position = token.end()
        header = _HEADER.match(text, token.start()) if token["open"] == "[" and is_line_start and not depth else None
        if header is not None:
            path = tuple(part.strip("\"'") for part in _PART.findall(header[2]))
            yield _line_after(text, content), _line_of(text, token.start()), header.end(), path
            content = position = header.end()
            is_line_start = False
            continue
        depth += bool(token["open"]) - bool(token["close"])
        if not (token["comment"] or token["line"] or token["space"]):
            content = position
        is_line_start = bool(token["line"]) or (is_line_start and bool(token["space"]))


def _line_of(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _line_after(text: str, position: int) -> int:
    """Return where the line after the one of a position begins; the beginning for the beginning."""
    return text.find("\n", position) + 1 if position else 0


def _end_of_last(text: str, start: int) -> int:
    """Return where the last table's lines end and the comments at the end of the file begin."""
    content = start
    position = start
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            break
        position = token.end()
        if not (token["comment"] or token["line"] or token["space"]):
            content = position
    after = text.find("\n", content)
    return len(text) if after < 0 else after + 1


# Order ----------------------------------------------------------------------------------------------------------------


def _together(blocks: Sequence[_Block], depth: int) -> list[_Block]:
    """Return tables whose paths share their first parts, each right below its own."""
    named: dict[str, list[_Block]] = {}
    for block in blocks:
        named.setdefault(block.path[depth], []).append(block)
    found: list[_Block] = []
    for members in named.values():
        rest: list[_Block] = []
        for block in members:
            if len(block.path) == depth + 1:
                found += _together(rest, depth + 1)
                rest = []
                found.append(block)
            else:
                rest.append(block)
        found += _together(rest, depth + 1)
    return found
