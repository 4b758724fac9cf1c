"""What the comparison of two values says, before it becomes a record, and what it works with. It must not compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from dagscope.preview.budget import cut, type_name
from dagscope.records import Beside, CompareRule, DiffCell, DiffCounts, DiffRow, Verdict

Kind = Literal["scalar", "text", "table", "tree", "image", "object"]
RANK: dict[Verdict, int] = {"equal": 0, "close": 1, "partial": 2, "incomparable": 3, "different": 4}
MAX_BESIDE = 100
MAX_ENTRIES = 5_000_000
CELL = 1_000


def worst(one: Verdict, other: Verdict) -> Verdict:
    """Return the verdict of a whole of which two parts are judged so."""
    return one if RANK[one] >= RANK[other] else other


@dataclass(frozen=True, slots=True)
class Outcome:
    """One comparison's result; `rows` are the page that the context asked for, `png` shows where pictures differ."""

    verdict: Verdict
    kind: Kind
    summary: str
    beside: tuple[Beside, ...] = ()
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    columns_left: tuple[str, ...] = ()
    columns_right: tuple[str, ...] = ()
    rows: tuple[DiffRow, ...] = ()
    row_count: int = 0
    counts: DiffCounts = DiffCounts()
    png: bytes = b""


@dataclass(slots=True)
class Context:
    """What the parts of one comparison share: the rule, the page that is wanted, what proved hostile, how much is
    left.
    """

    rule: CompareRule
    judge: Callable[[Any, Any, Context], Outcome]
    kind_name: Callable[[Any], str]
    start: int = 0
    count: int = 0
    hostile: dict[type, str] = field(default_factory=dict)
    entries_left: int = 0
    cells: int = 0
    """In how many tables' cells, one within another, the parts stand that are compared."""
    met: dict[tuple[int, int], tuple[Any, Any, Outcome | None]] = field(default_factory=dict)
    """The objects that were compared, and with what outcome; None while that goes on: they hold each other."""

    def once(self, left: Any, right: Any, compare: Callable[[], Outcome]) -> Outcome:
        """Compare two objects by their parts; where these lead back to the two, they are no difference."""
        key = id(left), id(right)
        if key in self.met:
            return self.met[key][2] or single("equal", ("", ""), self, kind="object")
        self.met[key] = left, right, None  # held, so that no other object gets their number
        found = compare()
        self.met[key] = left, right, found
        return found

    def inside(self, left: Any, right: Any, rows: int = 0) -> Outcome:
        """Compare two parts of the values, with no rows of theirs or the first few."""
        start, count = self.start, self.count
        self.start, self.count = 0, rows
        try:
            return self.judge(left, right, self)
        finally:
            self.start, self.count = start, count

    def inside_cell(self, left: Any, right: Any, rows: int = 0) -> Outcome:
        """Compare what two cells of tables hold: the key columns are the tables' own, a table in a cell has others."""
        rule = self.rule
        self.cells += 1
        if rule.key:
            self.rule = replace(rule, rows="auto", key=())
        try:
            return self.inside(left, right, rows)
        finally:
            self.cells -= 1
            self.rule = rule

    def is_listed(self, number: int) -> bool:
        """Return whether the difference of this number is on the page."""
        return self.start <= number < self.start + self.count


def types_beside(left: Any, right: Any) -> tuple[Beside, ...]:
    """Return that two values are of different types; nothing when they are not, or of a class that was made twice."""
    if type(left) is type(right):
        return ()
    names = type_name(left), type_name(right)
    return (Beside("type", *names),) if names[0] != names[1] else ()


def capped(found: Sequence[Beside], unsaid: int = 0) -> tuple[Beside, ...]:
    """Return the first hundred, and how many more there are, `unsaid` ones among them."""
    count = len(found) + unsaid
    if count <= MAX_BESIDE:
        return tuple(found)
    more = f"{count - MAX_BESIDE:,} more"
    return (*found[:MAX_BESIDE], Beside("and", more, more))


def single(
    verdict: Verdict, texts: tuple[str, str], context: Context, *, kind: Kind = "scalar", **more: Any
) -> Outcome:
    """Return the outcome of two values that have no parts."""
    if verdict in ("equal", "close"):
        is_close = verdict == "close"
        summary = f"equal within tolerance: {cut(texts[0], 80)} → {cut(texts[1], 80)}" if is_close else "equal"
        summary = more.pop("summary", summary)
        return Outcome(verdict, kind, summary, counts=DiffCounts(same=1, close=int(is_close)), **more)
    row = DiffRow("", (DiffCell(cut(texts[0], CELL), cut(texts[1], CELL), True),))
    summary = more.pop("summary", f"{cut(texts[0], 80)} → {cut(texts[1], 80)}")
    rows = (row,) if context.is_listed(0) else ()
    return Outcome(
        verdict, kind, summary, columns=("value",), rows=rows, row_count=1, counts=DiffCounts(changed=1), **more
    )
