from __future__ import annotations

import collections
from typing import List, Optional


def words(text: str, limit: Optional[int] = None) -> List[str]:
    return text.split()[:limit]


def counts(words: List[str]) -> collections.Counter:
    return collections.Counter(words)


def best(counts: collections.Counter, thing: Thing) -> Thing:
    return thing


class Thing:
    def __repr__(self) -> str:
        return "a thing"


def late() -> "Thing":
    return Thing()


def late_list(late: Thing) -> list[Thing]:
    return [late]
