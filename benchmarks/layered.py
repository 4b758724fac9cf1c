"""A layered graph, as files of Dagscope, Netron and Kedro: each task reads two of the layer before.
Nothing is measured here.
"""

from __future__ import annotations

import random
from pathlib import Path

# A task and the tasks that it reads.
Flow = list[tuple[str, tuple[str, ...]]]


def layers(depth: int, width: int, seed: int = 3) -> Flow:
    """Return `depth` layers of `width` tasks."""
    choose = random.Random(seed)
    flow: Flow = []
    before: list[str] = []
    for layer in range(depth):
        names = [f"n_{layer:02d}_{number:02d}" for number in range(width)]
        flow += [(name, tuple(sorted(choose.sample(before, 2))) if before else ()) for name in names]
        before = names
    return flow


def write_python(flow: Flow, folder: Path) -> None:
    """Write one module with a function for each task."""
    folder.mkdir()
    functions = [
        f"def {name}({', '.join(f'{each}: int' for each in needs)}) -> int:\n    return {' + '.join(needs) or '1'}\n"
        for name, needs in flow
    ]
    (folder / "flow.py").write_text("\n\n".join(functions), "utf-8")


def write_onnx(flow: Flow, path: Path) -> None:
    """Write an ONNX model with a node for each task, in the few fields of its format that make a graph."""
    nodes = b"".join(
        _field(
            1,
            b"".join(_field(1, each.encode()) for each in needs or ("x",))
            + _field(2, name.encode())
            + _field(3, name.encode())
            + _field(4, b"Sum"),
        )
        for name, needs in flow
    )
    last = flow[-1][0].encode()
    graph = nodes + _field(2, b"layered") + _field(11, _field(1, b"x")) + _field(12, _field(1, last))
    version = b"\x08\x08"  # field 1, the format's version 8
    path.write_bytes(version + _field(7, graph) + _field(8, b"\x10\x0d"))


def _field(number: int, content: bytes) -> bytes:
    """Return a field of a protobuf message that holds bytes."""
    return _whole(number << 3 | 2) + _whole(len(content)) + content


def _whole(number: int) -> bytes:
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def write_kedro(flow: Flow, folder: Path, version: str) -> None:
    """Write a Kedro project with a node for each task and a dataset in memory for each result."""
    package = folder / "src" / "layered"
    package.mkdir(parents=True)
    (folder / "conf" / "base").mkdir(parents=True)
    (folder / "conf" / "local").mkdir()
    (folder / "conf" / "base" / "catalog.yml").write_text("", "utf-8")
    (folder / "pyproject.toml").write_text(
        '[tool.kedro]\npackage_name = "layered"\nproject_name = "layered"\n'
        f'kedro_init_version = "{version}"\n'
        'source_dir = "src"\n',
        "utf-8",
    )
    for name, text in (("__init__", '__version__ = "0.1"\n'), ("settings", "")):
        (package / f"{name}.py").write_text(text, "utf-8")
    nodes = "\n".join(
        f"        node(task, {[f'{each}_data' for each in needs] or None!r}, '{name}_data', name='{name}'),"
        for name, needs in flow
    )
    (package / "pipeline_registry.py").write_text(
        "from kedro.pipeline import node, pipeline\n\n\ndef task(*values):\n    return 1\n\n\n"
        f"def register_pipelines():\n    return {{'__default__': pipeline([\n{nodes}\n    ])}}\n",
        "utf-8",
    )
