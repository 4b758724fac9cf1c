"""What a shared file says of each node: its value cut to a page, without secrets unless they are wanted.
It must not draw, ask or write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dagscope.value_records import ErrorPreview, Preview, TablePreview

from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.paths import last_part
from dagscope_app.model.records.runs import WITH_RESULT, shown_state
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.state import AppState

ROWS, COLUMNS, CELL, TEXT = 30, 12, 80, 4000
LEFT_OUT = "left out: it looks like a secret"
_NAME = re.compile(
    r"pass(word|wd|phrase)|secret|token|credential|api_?key|private_?key|access_?key|auth(orization)?$|cookie|(^|_)dsn$|(^|_)pwd$",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE "
    r"KEY|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bsk-[\w-]{16,}|\bxox[abprs]-[\w-]{10,}"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.|://[^\s/:@]+:[^\s/@]+@"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The preview of a node's value, and the picture that belongs to it."""

    preview: Preview
    image: bytes = b""


def is_secret_name(name: str) -> bool:
    """Return whether something of this name had better not leave the machine: a password, a key, a token."""
    return _NAME.search(name.rpartition(".")[2]) is not None


def is_secret_text(text: str) -> bool:
    """Return whether a text holds a key, or a password in an address."""
    return _TEXT.search(text) is not None


def wanted(state: AppState) -> tuple[str, ...]:
    """Return the nodes whose values are shared, what was asked for first."""
    run = state.run
    if run is None:
        return ()
    found = [name for name, item in run.nodes.items() if item.state in WITH_RESULT and name in state.graph.nodes]
    first = [name for name in run.final_vars if name in found]
    return tuple(dict.fromkeys((*first, *found)))


def without_secrets(spec: SceneSpec) -> SceneSpec:
    """Return the picture without what the scenario gives secret inputs and config, and without such summaries."""
    nodes = {}
    for name, node in spec.nodes.items():
        is_secret = is_secret_name(name) or is_secret_text(node.type_text) or is_secret_text(node.tooltip)
        shown = replace(node, type_text=node.type_text.partition(" = ")[0], tooltip=f"{name}\n{LEFT_OUT}")
        nodes[name] = shown if is_secret else node
    return replace(spec, nodes=nodes)


def node_data(state: AppState, name: str, kept: Kept | None, *, with_secrets: bool = False) -> dict[str, Any]:
    """Return what the file has of a node, as JSON has it; a picture has its bytes under `image`."""
    node = state.graph.nodes[name]
    run = state.run.nodes.get(name) if state.run is not None else None
    record: dict[str, Any] = {"type": node.type, "kind": node.kind}
    if node.doc:
        record["doc"] = node.doc[:TEXT]
    if run is not None:
        shown = shown_state(state.run, name, state.stale, blocked_in(state))
        record["state"] = "out of date" if shown == "stale" else shown.replace("_", " ")
        if run.seconds is not None:
            record["seconds"] = round(run.seconds, 6)
    if kept is not None:
        record["value"] = value_data(name, kept, with_secrets=with_secrets)
    return record


def value_data(name: str, kept: Kept, *, with_secrets: bool = False) -> dict[str, Any]:
    """Return a value cut to a page, as JSON has it."""
    preview = kept.preview
    if is_secret_name(name) and not with_secrets:
        return {"note": LEFT_OUT}
    if isinstance(preview, TablePreview) and preview.page is not None:
        return _table(preview, with_secrets=with_secrets)
    if kept.image and preview.kind == "image":
        return {"image": kept.image}
    text = preview.as_text()
    if is_secret_text(text) and not with_secrets:
        return {"note": LEFT_OUT}
    if isinstance(preview, ErrorPreview):
        text = preview.message or preview.summary  # a traceback names parts of this machine
    cut = f"{len(text) - TEXT:,} more characters are not in this file" if len(text) > TEXT else ""
    return {"text": text[:TEXT]} | ({"note": cut} if cut else {})


def _table(preview: TablePreview, *, with_secrets: bool) -> dict[str, Any]:
    page = preview.page
    assert page is not None
    names = [column.name for column in preview.columns][:COLUMNS]
    hidden = {at for at, column in enumerate(names) if is_secret_name(column) and not with_secrets}
    rows = [
        [
            LEFT_OUT if at in hidden or (is_secret_text(cell) and not with_secrets) else cell[:CELL]
            for at, cell in enumerate(row[:COLUMNS])
        ]
        for row in page.cells[:ROWS]
    ]
    notes = []
    if preview.rows > len(rows):
        notes.append(f"{len(rows):,} of {preview.rows:,} rows")
    if preview.column_count > len(names):
        notes.append(f"{len(names)} of {preview.column_count:,} columns")
    record: dict[str, Any] = {"columns": names, "index": [label[:CELL] for label in page.index[:ROWS]], "rows": rows}
    return record | ({"note": ", ".join(notes)} if notes else {})


def run_data(state: AppState, *, with_secrets: bool = False) -> dict[str, Any]:
    """Return what the file says of the run and of what it was made with."""
    scenario, run = state.scenario, state.run
    record: dict[str, Any] = {"project": last_part(state.folder), "scenario": state.current}
    if scenario is not None:
        record["config"] = _given({key: spec.text for key, spec in scenario.config.items()}, with_secrets)
        record["inputs"] = _given(
            {key: _short(spec.kind, spec.text) for key, spec in scenario.inputs.items()}, with_secrets
        )
        record["overrides"] = _given(
            {key: _short(spec.kind, spec.text) for key, spec in scenario.overrides.items()}, with_secrets
        )
    if run is not None:
        record["run"] = run.describe()
        record["python"] = state.worker.python
    return record


def _short(kind: str, text: str) -> str:
    return last_part(text) if kind == "file" else text[:200]


def _given(values: Mapping[str, str], with_secrets: bool) -> dict[str, str]:
    return {
        key: LEFT_OUT if not with_secrets and (is_secret_name(key) or is_secret_text(text)) else text[:200]
        for key, text in values.items()
    }


def likely_secrets(state: AppState) -> tuple[str, ...]:
    """Return the nodes and what the scenario gives that look like secrets by name or text, before values are read."""
    given: dict[str, str] = {}
    if state.scenario is not None:
        for part in (state.scenario.config, state.scenario.inputs, state.scenario.overrides):
            given.update({key: spec.text for key, spec in part.items()})
    found = [key for key, text in given.items() if is_secret_name(key) or is_secret_text(text)]
    return tuple(dict.fromkeys((*found, *filter(is_secret_name, state.graph.nodes))))


def left_out(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a shared file's data says it has left out, by the names of nodes and of what was given."""
    given = [
        key
        for part in ("config", "inputs", "overrides")
        for key, text in data.get(part, {}).items()
        if text == LEFT_OUT
    ]
    nodes = [name for name, node in data.get("nodes", {}).items() if _is_cut(node.get("value", {}))]
    return tuple(dict.fromkeys((*given, *nodes)))


def _is_cut(value: Mapping[str, Any]) -> bool:
    return value.get("note") == LEFT_OUT or any(LEFT_OUT in row for row in value.get("rows", ()))


def groups_data(state: AppState, names: Iterable[str]) -> dict[str, Any]:
    """Return which group each node lies in, and each group."""
    grouping = state.grouping
    return {
        "parents": {name: grouping.parents[name] for name in names if grouping.parents.get(name)},
        "groups": dict(grouping.group_parents),
    }
