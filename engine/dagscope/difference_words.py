"""Differences in words, the same ones in the window, on the command line and in reports.
It must not decide anything.
"""

from __future__ import annotations

from dagscope.records import Change, NodeDiff, ValueState
from dagscope.scenario import ScenarioChange

_CHANGES = {
    "left": "only on the left",
    "right": "only on the right",
    "unavailable": "could not be built",
    "kind": "kind differs",
    "override": "override differs",
    "config": "config differs",
    "input": "input differs",
    "code": "code differs",
    "helper": "helper differs",
    "constant": "constant differs",
    "default": "default differs",
    "type": "type differs",
    "inputs": "dependencies differ",
    "bound": "bound value differs",
    "decorator": "decorator differs",
    "unknown": "it cannot be known whether it differs",
    "tags": "tag differs",
    "module": "same code in another module",
}
_BEFORE = 40
_WHITE = {" ": "␣", "\n": "⏎", "\r": "␍", "\t": "⇥"}
_VALUES: dict[ValueState, str] = {
    "unknown": "not compared yet",
    "equal": "equal value",
    "close": "equal value within tolerance",
    "partial": "compared in part",
    "incomparable": "value not comparable",
    "different": "value differs",
    "left": "value on the left only",
    "right": "value on the right only",
    "failed": "failed",
    "skipped": "skipped",
    "not_run": "not run",
}
_SCENARIO = {
    "modules": "modules",
    "allow_module_overrides": "later modules override",
    "definitions": "definition of",
    "config": "config",
    "inputs": "input",
    "overrides": "override",
    "final_vars": "final variables",
    "executor": "executor",
    "cache": "cache",
}


def change_text(change: Change) -> str:
    """Return one change as text: what it is, of what, and both sides."""
    if change.kind == "unknown":
        is_one = change.left == change.right
        reason = change.left if is_one else f"{change.left} on the left; {change.right} on the right"
        return f"it cannot be known whether {change.what} differs: {reason}"
    text = _CHANGES[change.kind]
    if change.what and change.kind not in ("override", "config", "input", "unavailable", "module"):
        text += f" {change.what}"
    if change.left or change.right:
        text += f": {change.left or 'not set'} → {change.right or 'not set'}"
    return text


def value_text(diff: NodeDiff) -> str:
    """Return how a node's values compare, as text."""
    text = _VALUES[diff.value]
    if diff.detail:
        text = (
            diff.detail
            if diff.value in ("incomparable", "left", "right", "failed", "skipped")
            else f"{text}: {diff.detail}"
        )
    beside = [f"{item.what}: {item.left} → {item.right}" for item in diff.beside]
    return "; ".join([text, *beside])


def words_of(diff: NodeDiff) -> str:
    """Return everything that is reported of a node, as text."""
    parts = [change_text(change) for change in diff.structure]
    if diff.value not in ("unknown", "equal", "not_run") or diff.beside:
        parts.append(value_text(diff))
    elif diff.role == "affected":
        parts.append("needs what differs")
    return "; ".join(parts)


def scenario_text(change: ScenarioChange) -> tuple[str, str, str]:
    """Return a row of what differs between two scenarios: what, left, right."""
    what = _SCENARIO.get(change.what, change.what)
    return f"{what} {change.key}".strip(), change.left or "not set", change.right or "not set"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 row`, `2,000 rows`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def part_that_differs(number: int, total: int, noun: str, plural: str = "") -> str:
    """Return how many of all differ: `1 of 20 rows differs`."""
    return f"{number:,} of {counted(total, noun, plural)} {'differs' if number == 1 else 'differ'}"


def seen_apart(left: str, right: str, limit: int) -> tuple[str, str]:
    """Return two texts that differ so that it is seen: the stretch around it, spelled where nothing is to be seen."""
    if max(len(left), len(right)) > limit:
        same = next(
            (at for at, (one, other) in enumerate(zip(left, right)) if one != other), min(len(left), len(right))
        )
        start = max(0, same - _BEFORE)
        left, right = (_stretch(text, start, limit) for text in (left, right))
    if left != right and left.split() == right.split():
        return _spelled(left), _spelled(right)
    if not (left.isascii() or right.isascii()):
        from unicodedata import normalize  # few texts need it

        if normalize("NFC", left) == normalize("NFC", right):  # one letter in two ways looks like one
            left, right = (text.encode("ascii", "backslashreplace").decode() for text in (left, right))
    return left, right


def _stretch(text: str, start: int, limit: int) -> str:
    found = text[start : start + limit]
    return f"{'…' if start else ''}{found}{'…' if start + limit < len(text) else ''}"


def _spelled(text: str) -> str:
    """Return a text whose white space can be seen."""
    signs = (_WHITE.get(sign) or (f"\\u{ord(sign):04x}" if sign.isspace() else sign) for sign in text)
    return "".join(signs)
