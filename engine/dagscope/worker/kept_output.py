"""One node's output on one stream: the first and the last of it, no line beyond 4 KB. It must not send anything."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

HEAD = 256 * 1024
TAIL = 256 * 1024
LINE = 4096


@dataclass(slots=True)
class KeptOutput:
    """One node's output on one stream: the first and the last of it."""

    sent: int = 0
    dropped: int = 0
    waiting: list[str] = field(default_factory=list)
    tail: deque[str] = field(default_factory=deque)
    tail_size: int = 0
    line: int = 0

    def add(self, text: str) -> None:
        text = self._cut_lines(text)
        room = HEAD - self.sent
        if room > 0:
            self.waiting.append(text[:room])
            self.sent += min(room, len(text))
            text = text[room:]
        if text:
            self.tail.append(text)
            self.tail_size += len(text)
            while self.tail_size - len(self.tail[0]) >= TAIL:  # whole pieces: no text is copied
                gone = len(self.tail.popleft())
                self.tail_size -= gone
                self.dropped += gone

    def _cut_lines(self, text: str) -> str:
        """Drop what of a line is beyond 4 KB."""
        lines = text.split("\n")
        first = self.line + len(lines[0])
        if first <= LINE and (len(text) <= LINE or max(map(len, lines)) <= LINE):
            self.line = len(lines[-1]) if len(lines) > 1 else first
            return text
        for number, line in enumerate(lines):
            room = max(0, LINE - self.line) if number == 0 else LINE
            if len(line) > room:
                self.dropped += len(line) - room
                lines[number] = line[:room]
        self.line = len(lines[-1]) + (self.line if len(lines) == 1 else 0)
        return "\n".join(lines)

    def take(self) -> str:
        text, self.waiting = "".join(self.waiting), []
        return text

    def finish(self) -> tuple[str, int]:
        text = "".join(self.tail)
        self.tail.clear()
        over = max(0, len(text) - TAIL)
        dropped, self.dropped = self.dropped + over, 0
        return text[over:], dropped
