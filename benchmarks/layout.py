"""The layout: its speed, and its quality against Graphviz' `dot` on the same graphs. Draws nothing."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Sequence
from functools import partial

from dagscope.draw.render import find_program
from dagscope_app.layout.curves import Cubic, cubics
from dagscope_app.layout.layouter import layout
from dagscope_app.layout.types import LayoutOptions
from dagscope_app.model.placement import Layout, Point

from benchmarks.harness import Report, measure
from benchmarks.layout_graphs import Graph, fixture_graphs, flat_graph, nested_graph

POINTS_AN_INCH = 72.0
STEPS = 6


def run(report: Report) -> None:
    """Record every `layout.*` figure."""
    for size in (2000, 10000):
        graph = nested_graph(size)
        seconds = measure(partial(layout, *graph), runs=5)[0]
        report.add(f"layout.{size}", seconds, runs=5)
    if find_program() is None:
        names = ("layout.vs_dot", "layout.crossings", "layout.length")
        report.miss(names, "no program draws: pip install graphviz-pure, or install Graphviz")
        return
    graph = flat_graph(1000)
    source = dot_source(graph)
    report.compare("layout.vs_dot", lambda: layout(*graph), lambda: run_dot(source), runs=5)
    _quality(report)


def _quality(report: Report) -> None:
    crossings, lengths = [0.0, 0.0], [0.0, 0.0]
    for graph in fixture_graphs().values():
        for side, lines in enumerate((our_lines(layout(*graph)), dot_lines(run_dot(dot_source(graph))))):
            crossings[side] += count_crossings(lines)
            lengths[side] += sum([length(line) for line in lines])
    report.add("layout.crossings", crossings[0] / crossings[1], ours=crossings[0], peer=crossings[1])
    report.add("layout.length", lengths[0] / lengths[1], ours=lengths[0], peer=lengths[1])


def dot_source(graph: Graph, options: LayoutOptions | None = None) -> str:
    """Return the graph for `dot`: equal sizes, equal gaps, groups as clusters."""
    options = options or LayoutOptions()
    nodes, groups, edges = graph
    held: dict[str, list[str]] = {}
    for node in nodes:
        width, height = node.width / POINTS_AN_INCH, node.height / POINTS_AN_INCH
        held.setdefault(node.group, []).append(f'"{node.id}" [width={width:.4f},height={height:.4f}]')
    inside: dict[str, list[str]] = {}
    for group in groups:
        inside.setdefault(group.parent, []).append(group.id)

    def body(group: str) -> list[str]:
        lines = list(held.get(group, ()))
        for child in inside.get(group, ()):
            lines += [
                f'subgraph "cluster_{child}" {{',
                f'margin={options.padding}; label="{child}"',
                *body(child),
                "}",
            ]
        return lines

    gaps = f"nodesep={options.node_gap / POINTS_AN_INCH:.4f};ranksep={options.rank_gap / POINTS_AN_INCH:.4f}"
    head = f'digraph {{rankdir={options.direction};{gaps};node [shape=box,fixedsize=true,label=""]'
    wires = [f'"{edge.source}" -> "{edge.target}"' for edge in edges]
    return "\n".join([head, *body(""), *wires, "}"])


def run_dot(source: str) -> str:
    """Return the output of `dot -Tplain`, the system's or that of graphviz-pure."""
    return subprocess.run(
        [find_program() or "dot", "-Tplain"], input=source, capture_output=True, text=True, check=True
    ).stdout


def dot_lines(text: str) -> list[list[Point]]:
    """Return the wires of a plain picture as polylines."""
    lines = []
    for row in text.splitlines():
        words = row.split()
        if words[0] != "edge":
            continue
        numbers = [float(word) * POINTS_AN_INCH for word in words[4 : 4 + 2 * int(words[3])]]
        points = list(zip(numbers[::2], numbers[1::2]))
        pieces = [(points[at], points[at + 1], points[at + 2], points[at + 3]) for at in range(0, len(points) - 3, 3)]
        lines.append(flattened(pieces))
    return lines


def our_lines(result: Layout) -> list[list[Point]]:
    """Return our wires as polylines."""
    return [flattened(cubics(route.points)) for route in result.routes]


def flattened(pieces: Sequence[Cubic]) -> list[Point]:
    """Return a chain of curves as a polyline."""
    points = [pieces[0][0]]
    for a, b, c, d in pieces:
        if a[1] == d[1]:
            points.append(d)
            continue
        for step in range(1, STEPS + 1):
            t = step / STEPS
            w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x, y = (w[0] * a[k] + w[1] * b[k] + w[2] * c[k] + w[3] * d[k] for k in (0, 1))
            points.append((x, y))
    return points


def length(line: Sequence[Point]) -> float:
    """Return the length of a polyline."""
    return math.fsum([((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in zip(line, line[1:])])


def count_crossings(lines: Sequence[Sequence[Point]]) -> int:
    """Return the number of points where ink crosses ink; a stretch that several wires share is one stretch of ink."""
    pieces = {
        (round(a[0], 1), round(a[1], 1), round(b[0], 1), round(b[1], 1))
        for line in lines
        for a, b in zip(line, line[1:])
        if abs(a[0] - b[0]) + abs(a[1] - b[1]) > 0.05
    }
    found = 0
    active: list[tuple[float, float, float, float]] = []
    for ax, ay, bx, by in sorted(pieces, key=lambda piece: min(piece[0], piece[2])):
        left = min(ax, bx)
        active = [piece for piece in active if max(piece[0], piece[2]) > left]
        for cx, cy, dx, dy in active:
            c_side = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            d_side = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
            if c_side * d_side < 0:
                a_side = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
                b_side = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
                found += a_side * b_side < 0
        active.append((ax, ay, bx, by))
    return found
