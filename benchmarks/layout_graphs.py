"""Graphs to lay out: made by chance from a seed, flat or nested, and in the shapes dataflows have. Measures nothing."""

from __future__ import annotations

import random

from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode

Graph = tuple[list[LayoutNode], list[LayoutGroup], list[LayoutEdge]]


def nested_graph(count: int, seed: int = 1, size: int = 20, fan: int = 4, inside: float = 0.85) -> Graph:
    """Return groups of `size` nodes, nested three deep; most edges stay inside, others come from before."""
    choose = random.Random(seed)
    nodes: list[LayoutNode] = []
    groups: dict[str, LayoutGroup] = {}
    edges: list[LayoutEdge] = []
    for number in range(count):
        leaf = number // size
        path = [f"c{leaf // fan // fan}", f"b{leaf // fan}", f"a{leaf}"]
        for depth in range(3):
            name = ".".join(path[: depth + 1])
            groups.setdefault(name, LayoutGroup(name, ".".join(path[:depth]), path[depth]))
        nodes.append(LayoutNode(f"n{number}", 140.0, 44.0, ".".join(path)))
        first, near = leaf * size, leaf // fan * fan * size
        found = set()
        for _ in range(choose.choices([0, 1, 2, 3], [0.1, 0.45, 0.3, 0.15])[0]):
            chance = choose.random()
            low, high = (first, number) if chance < inside else (near, first) if chance < inside + 0.1 else (0, first)
            if low < high:
                found.add(choose.randrange(low, high))
        edges.extend([LayoutEdge(f"n{source}", f"n{number}") for source in sorted(found)])
    return nodes, list(groups.values()), edges


def flat_graph(count: int, seed: int = 1, window: int = 20) -> Graph:
    """Return a graph without groups; most edges come from the last `window` nodes."""
    choose = random.Random(seed)
    edges: list[LayoutEdge] = []
    for number in range(1, count):
        found = set()
        for _ in range(choose.choices([0, 1, 2, 3], [0.08, 0.45, 0.3, 0.17])[0]):
            low = max(0, number - window) if choose.random() < 0.85 else 0
            found.add(choose.randrange(low, number))
        edges.extend([LayoutEdge(f"n{source}", f"n{number}") for source in sorted(found)])
    return [LayoutNode(f"n{number}", 140.0, 44.0) for number in range(count)], [], edges


def feature_graph(inputs: int, features: int, seed: int = 1) -> Graph:
    """Return raw columns, features of them and of each other, a joined table, a model and its reports."""
    choose = random.Random(seed)
    names = [f"raw_{number}" for number in range(inputs)]
    edges: list[LayoutEdge] = []
    for number in range(features):
        name = f"feature_{number}"
        edges.extend(
            [LayoutEdge(source, name) for source in sorted(choose.sample(names, min(len(names), choose.randint(1, 3))))]
        )
        names.append(name)
    edges.extend([LayoutEdge(name, "table") for name in names[inputs:]])
    edges += [LayoutEdge("table", "train"), LayoutEdge("table", "test"), LayoutEdge("train", "model")]
    edges += [LayoutEdge("model", "scores"), LayoutEdge("test", "scores"), LayoutEdge("scores", "report")]
    names += ["table", "train", "test", "model", "scores", "report"]
    return [LayoutNode(name, 140.0, 44.0) for name in names], [], edges


def subdag_graph(copies: int, size: int, seed: int = 1) -> Graph:
    """Return a small dataflow once for each of several regions, fed by shared inputs and joined at the end."""
    choose = random.Random(seed)
    nodes = [LayoutNode(name, 140.0, 44.0) for name in ("data", "settings", "calendar")]
    groups: list[LayoutGroup] = []
    edges: list[LayoutEdge] = []
    inner = [(choose.randrange(number), number) for number in range(1, size)]
    inner += [pair for pair in [(choose.randrange(number), number) for number in range(2, size)] if pair not in inner]
    for copy in range(copies):
        groups.append(LayoutGroup(f"region_{copy}", "", f"region_{copy}"))
        nodes += [LayoutNode(f"region_{copy}.step_{number}", 140.0, 44.0, f"region_{copy}") for number in range(size)]
        edges += [
            LayoutEdge("data", f"region_{copy}.step_0"),
            LayoutEdge("settings", f"region_{copy}.step_1"),
        ]
        edges += [LayoutEdge(f"region_{copy}.step_{one}", f"region_{copy}.step_{other}") for one, other in inner]
        edges.append(LayoutEdge(f"region_{copy}.step_{size - 1}", "combined"))
    edges += [LayoutEdge("calendar", "combined"), LayoutEdge("combined", "summary")]
    nodes += [LayoutNode("combined", 140.0, 44.0), LayoutNode("summary", 140.0, 44.0)]
    return nodes, groups, edges


def fixture_graphs() -> dict[str, Graph]:
    """Return the graphs the quality of the layout is judged on."""
    found = {
        f"flat {size}, {seed}": flat_graph(size, seed, size // 4 + 2) for size in (30, 80, 200) for seed in range(3)
    }
    found |= {f"features {size}": feature_graph(size // 3, size, size) for size in (9, 20, 45)}
    found |= {
        f"subdags {copies} x {size}": subdag_graph(copies, size, copies) for copies, size in ((3, 4), (5, 6), (8, 9))
    }
    found |= {f"nested {size}": nested_graph(size, size, size=8, fan=3) for size in (50, 120)}
    return found
