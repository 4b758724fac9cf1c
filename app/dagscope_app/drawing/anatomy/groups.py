"""What a group consists of: a frame with a header, or a folded box.
It must not paint, write or know where the group is.
"""

from __future__ import annotations

from functools import lru_cache

from dagscope_app.drawing.anatomy.common import (
    DIFF_LINE,
    STATE_SIZE,
    diff_parts,
    mark_width,
    pin_parts,
    ring,
    state_sign,
)
from dagscope_app.drawing.anatomy.forms import HALF, Rect
from dagscope_app.drawing.anatomy.parts import Line, Part, Shape, Sign, Text
from dagscope_app.drawing.anatomy.wires import lit_role
from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.drawing.metrics import (
    EDGE_PAD,
    GROUP_HEADER,
    GROUP_RADIUS,
    TEXT_LEFT,
    elided,
    elided_name,
    text_width,
)
from dagscope_app.drawing.text import plain
from dagscope_app.drawing.translation import trn
from dagscope_app.model.records.scene import GroupItem

CHIP_TEXT = STATE_SIZE + 3.0
CHIP_GAP = 8.0
FULL_BOX = 44.0
LEAST_NAME = 96.0
STATE_BASELINE = 4.0


def tint_of(group: GroupItem) -> str:
    """Return the fill role of an unfolded frame: a slight tint by depth, three steps at most."""
    return f"group_{min(max(group.depth, 0), 2) + 1}"


def nodes_text(count: int) -> str:
    """Return `1 node`, `5 nodes`."""
    return trn("{n} node", "{n} nodes", count)


@lru_cache(maxsize=1024)
def group_card(group: GroupItem, *, is_filled: bool = True) -> tuple[Part, ...]:
    """Return a frame or folded box with its header at the origin, without selection marks."""
    return (*frame(group, is_filled=is_filled), *_header(group, *group.box.size), *diff_parts(group.diff))


def frame(group: GroupItem, *, is_filled: bool = True, far_line: float = 0.0) -> list[Part]:
    """Return the frame or box alone; `far_line` is how many device pixels its line is wide at any scale."""
    box = _outline(group)
    parts: list[Part] = []
    if group.is_folded:
        below = Rect(box.x + 4, box.y + 4, box.width - 8, box.height - 1, GROUP_RADIUS - 1)
        parts.append(Shape("below", below, "canvas", Line("group_folded_border", 1.0)))
        fill, line = "group_folded", Line("group_folded_border")
    else:
        fill = tint_of(group) if is_filled else ""
        line = Line("group_border", far_line or 1.0, "cosmetic" if far_line else "solid")
    if group.diff in DIFF_ROLES:
        line = Line(DIFF_ROLES[group.diff], DIFF_LINE)
        fill = f"{DIFF_ROLES[group.diff]}_fill" if group.is_folded else fill
    parts.append(Shape("frame", box, fill, line))
    if group.is_pinned:
        parts += pin_parts()
    return parts


def _outline(group: GroupItem) -> Rect:
    width, height = group.box.size
    return Rect(HALF, HALF, width - 2 * HALF, height - 2 * HALF, GROUP_RADIUS)


def _header(group: GroupItem, width: float, height: float) -> list[Part]:
    is_box = group.is_folded and height >= FULL_BOX
    middle = GROUP_HEADER / 2 if is_box or not group.is_folded else height / 2
    parts: list[Part] = [Sign("fold", "closed" if group.is_folded else "open", EDGE_PAD, middle - 6, "quiet")]
    right = width - EDGE_PAD
    if is_box:
        parts += _counts_row(group, width, height)
    else:
        found, right = _right_side(group, width, middle)
        parts += found
    name = elided_name(group.label, "group_name", right - TEXT_LEFT)
    return [*parts, Text("name", TEXT_LEFT, middle + 4.4, name, "group_name", "text")]


def _right_side(group: GroupItem, width: float, middle: float) -> tuple[list[Part], float]:
    """Return time, counts by state and number of nodes at the right end of a header, and where the name must end."""
    right, baseline = width - EDGE_PAD, middle + STATE_BASELINE
    least = TEXT_LEFT + min(LEAST_NAME, text_width(plain(group.label, 200), "group_name"))
    parts: list[Part] = []
    time_text = plain(group.time_text, 24)
    if time_text and right - text_width(time_text, "node_time") > least:
        parts.append(Text("time", right, baseline, time_text, "node_time", "quiet", "end"))
        right -= text_width(time_text, "node_time") + CHIP_GAP + 2
    chips, right = right_chips(group, right, least, middle)
    parts += chips
    if group.is_folded and not counts_of(group):
        text = nodes_text(group.count)
        if right - text_width(text, "node_time") > least:
            parts.append(Text("count", right, baseline, text, "node_time", "quiet", "end"))
            right -= text_width(text, "node_time") + CHIP_GAP
    return parts, right


def right_chips(group: GroupItem, right: float, least: float, middle: float) -> tuple[list[Part], float]:
    """Return counts by state from the right, as many as end right of `least`, and where they begin."""
    parts: list[Part] = []
    for state, count in reversed(counts_of(group)):
        text = str(count)
        taken = CHIP_TEXT + text_width(text, "node_time")
        if right - taken < least:
            break
        parts += chip(state, text, right - taken, middle)
        right -= taken + CHIP_GAP
    return parts, right


def counts_of(group: GroupItem) -> tuple[tuple[str, int], ...]:
    """Return how many nodes differ in which way, then how many are in which state."""
    return (*group.diff_counts, *group.state_counts)


def chip(key: str, text: str, left: float, middle: float) -> list[Part]:
    """Return the sign of a state or a difference, and a number."""
    top = middle - STATE_SIZE / 2
    sign = Sign("diff", key, left, top, DIFF_ROLES[key]) if key in DIFF_ROLES else state_sign(key, left, top)
    return [
        sign,
        Text("chip", left + CHIP_TEXT, middle + STATE_BASELINE, text, "node_time", "text"),
    ]


def _counts_row(group: GroupItem, width: float, height: float) -> list[Part]:
    """Return the second row of a folded box: number of nodes, or counts by state, and the time."""
    middle, right = height - 16.0, width - EDGE_PAD
    baseline = middle + STATE_BASELINE
    parts: list[Part] = []
    time_text = plain(group.time_text, 24)
    if time_text:
        parts.append(Text("time", right, baseline, time_text, "node_time", "quiet", "end"))
        right -= text_width(time_text, "node_time")
    if not counts_of(group):
        text = elided(nodes_text(group.count), "node_time", right - TEXT_LEFT)
        return [*parts, Text("count", TEXT_LEFT, baseline, text, "node_time", "quiet")]
    left = TEXT_LEFT
    for state, count in counts_of(group):
        number = f"{count:,}"
        taken = CHIP_TEXT + text_width(number, "node_time")
        if left + taken > right - 6:
            break
        parts += chip(state, number, left, middle)
        left += taken + CHIP_GAP
    return parts


def group_marks(group: GroupItem, scale: float = 1.0) -> list[Part]:
    """Return the ring of selection or path, and that of a search; `match_badge` says how many it found inside."""
    thick = mark_width(scale)
    parts: list[Part] = []
    if group.matches:
        gap = 3.0 + (thick if group.is_selected else 0.0)
        parts.append(ring("match", "match", group.box.size, GROUP_RADIUS, thick, gap))
    if group.is_selected:
        parts.append(ring("selection", "accent", group.box.size, GROUP_RADIUS, thick))
    elif group.is_on_path:
        parts.append(Shape("path", _outline(group), "", Line(lit_role(group), thick)))
    return parts


def match_badge(group: GroupItem, right: float) -> list[Part]:
    """Return how many a search found inside, at the upper right corner: `right` is where that is."""
    if not group.matches:
        return []
    text = f"{group.matches:,}"
    taken = max(18.0, text_width(text, "small_strong") + 10)
    left = right - taken + 6
    return [
        Shape("badge", Rect(left, -11.0, taken, 15.0, 7.5), "badge_fill", Line("canvas", 1.5)),
        Text("matches", left + taken / 2, 0.5, text, "small_strong", "badge_text", "middle"),
    ]
