"""A scenario as a Python script that gives the same results. It must not run the dataflow."""

from __future__ import annotations

import os
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dagscope.class_home import home_of
from dagscope.node import NodeType
from dagscope.preview.budget import attempt
from dagscope.project.opening import Project
from dagscope.project.values import make_value
from dagscope.scenario import Scenario, ValueSpec
from dagscope.session.building import Slot

_PLAIN = (str, int, bool, bytes, type(None))
_COLLECTIONS = (list, dict, tuple, set, frozenset)


def asked_for(slot: Slot) -> tuple[str, ...]:
    """Return what the scenario asks for, or every node that no other node needs."""
    if slot.scenario.final_vars:
        return slot.scenario.final_vars
    used = {dependency.name for node in slot.records.nodes for dependency in node.deps}
    return tuple(
        node.name
        for node in slot.records.nodes
        if node.name not in used and node.is_final_candidate and node.kind != "unavailable"
    )


def script_text(project: Project, slot: Slot, final_vars: tuple[str, ...], home: Path | None) -> str:
    """Return the scenario as a script that lies in `home`."""
    graph = slot.result.graph
    writer = _Values(project.folder)
    scenario = slot.scenario
    parts = {
        "config": writer.mapping({name: (spec, Any) for name, spec in scenario.config.items()}),
        "inputs": writer.mapping(_typed(scenario.inputs, slot)),
        "overrides": writer.mapping(_typed(scenario.overrides, slot)),
    }
    is_async = any(node.is_async for node in slot.records.nodes)
    is_dynamic = any(node.node_role in (NodeType.EXPAND, NodeType.COLLECT) for node in graph.nodes.values())
    body = _builder(slot, is_async, is_dynamic)
    lines = [
        f'"""The scenario {scenario.name!r}, written by `dagscope script`."""'.replace('\\"""', "'''"),
        "",
        *_imports(writer, is_async, bool(_chosen(scenario))),
        "",
        *_folder(project, home),
        *[f"{name} = {text}" for name, text in parts.items()],
        f"final_vars = {_listed([repr(name) for name in final_vars])}",
        "",
        *body,
    ]
    return "\n".join(lines) + "\n"


def _typed(specs: dict[str, ValueSpec], slot: Slot) -> dict[str, tuple[ValueSpec, Any]]:
    nodes = slot.result.graph.nodes
    return {name: (spec, nodes[name].type if name in nodes else Any) for name, spec in specs.items()}


def _imports(writer: _Values, is_async: bool, has_choices: bool) -> list[str]:
    lines = ["import importlib", "import os", "import sys", *sorted(writer.imports)]
    if has_choices:
        lines.insert(3, "import types")
    if is_async:
        lines.insert(0, "import asyncio")
    lines += [
        "",
        f"from dagscope import {'async_driver' if is_async else 'driver'}",
        "from dagscope.compat import install",
    ]
    if writer.needs_specs:
        lines += ["from dagscope.project.values import make_value", "from dagscope.scenario import ValueSpec"]
    return lines


def _folder(project: Project, home: Path | None) -> list[str]:
    """Return lines with the project's folder, as seen from the script's, to work in and to import from."""
    folder = project.folder
    way = os.path.relpath(folder, home) if home is not None else ""
    here = "os.path.dirname(os.path.abspath(__file__))"
    path = here if way == "." else f"os.path.normpath(os.path.join({here}, {Path(way).as_posix()!r}))"
    path = path if home is not None else repr(str(folder))
    lines = [f"folder = {path}", "os.chdir(folder)"]
    roots = [Path(os.path.relpath(root, folder)).as_posix() for root in project.roots] or ["."]
    paths = ["folder" if root == "." else f"os.path.join(folder, {root!r})" for root in roots]
    return [*lines, f"sys.path[:0] = {_listed(paths)}", "install()  # modules that import hamilton get Dagscope's", ""]


def _builder(slot: Slot, is_async: bool, is_dynamic: bool) -> list[str]:
    modules = _listed([repr(name) for name in slot.scenario.module_names()])
    lines = [f"modules = [importlib.import_module(name) for name in {modules}]", *_chosen(slot.scenario)]
    chain = [f"{'async_driver' if is_async else 'driver'}.Builder()", ".with_modules(*modules)", ".with_config(config)"]
    if slot.scenario.allow_module_overrides:
        chain.append(".allow_module_overrides()")
    executor = slot.scenario.executor or "sync"
    if executor != "sync" and not is_async:
        chain.append(f".with_executor({executor!r})")
    elif is_dynamic and not is_async:
        chain.append(".enable_dynamic_execution(allow_experimental_mode=True)")
    if slot.scenario.cache and not is_async:
        chain.append(f".with_cache(path={slot.scenario.cache!r})")
    if is_async:
        lines += [
            "",
            "",
            "async def main():",
            "    dr = await (",
            *(f"        {each}" for each in [*chain, ".build()"]),
            "    )",
        ]
        lines += ["    return await dr.execute(final_vars, inputs=inputs, overrides=overrides)", ""]
        call = "asyncio.run(main())"
    else:
        lines += ["dr = (", *(f"    {each}" for each in [*chain, ".build()"]), ")"]
        call = "dr.execute(final_vars, inputs=inputs, overrides=overrides)"
    return [*lines, "", 'if __name__ == "__main__":', f"    results = {call}", *_printing()]


def _chosen(scenario: Scenario) -> list[str]:
    """Return the lines that take chosen functions from their modules: a module that has these alone, last in order."""
    if not scenario.definitions or not scenario.allow_module_overrides:
        return []
    pairs = [f"    {name!r}: {module!r}," for name, module in scenario.definitions.items()]
    return [
        "definitions = {  # these functions are taken from these modules, whatever the order",
        *pairs,
        "}",
        "for name, module in definitions.items():",
        "    chosen = types.ModuleType(module)",
        "    setattr(chosen, name, getattr(importlib.import_module(module), name))",
        "    modules.append(chosen)",
    ]


def _printing() -> list[str]:
    return ["    for name, value in results.items():", '        print(f"{name}: {value}")']


def _listed(texts: list[str]) -> str:
    return "[" + ", ".join(texts) + "]"


class _Values:
    """Writes a scenario's values as Python, and remembers what they need to be imported."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.imports: set[str] = set()
        self.needs_specs = False

    def mapping(self, specs: dict[str, tuple[ValueSpec, Any]]) -> str:
        """Return a dict of values as source, one a line."""
        made = {name: self._one(spec, wanted) for name, (spec, wanted) in specs.items() if spec.kind != "none"}
        if not made:
            return "{}"
        return "{\n" + "".join(f"    {name!r}: {text},\n" for name, text in made.items()) + "}"

    def _one(self, spec: ValueSpec, wanted: Any) -> str:
        if spec.kind == "literal":
            value = attempt(lambda: make_value(spec, wanted, self._folder), lambda reason: _NOTHING)
            if _is_plain(value):
                return repr(value)
        self.needs_specs = True
        kind, text = spec.kind, spec.text
        return f"make_value(ValueSpec({kind!r}, {text!r}), {self._type(wanted)}, folder)"

    def _type(self, wanted: Any) -> str:
        """Return the type as an expression, with its arguments; any class is imported from where it is."""
        origin, arguments = get_origin(wanted), get_args(wanted)
        if origin is Annotated:
            return self._type(arguments[0])
        if origin in (Union, types.UnionType, Literal):
            self.imports.add("import typing")
            texts = [repr(each) if origin is Literal else self._type(each) for each in arguments]
            return f"typing.{'Literal' if origin is Literal else 'Union'}[{', '.join(texts)}]"
        if origin in _COLLECTIONS:
            texts = ["..." if each is Ellipsis else self._type(each) for each in arguments]
            return f"{origin.__name__}[{', '.join(texts)}]"
        if wanted is type(None):
            return "None"
        module, name = home_of(wanted), getattr(wanted, "__qualname__", "")
        if not isinstance(wanted, type) or "<" in name or not module:
            self.imports.add("import typing")
            return "typing.Any"
        return name if module == "builtins" else f"importlib.import_module({module!r}).{name}"


_NOTHING = object()


def _is_plain(value: Any) -> bool:
    """Return whether evaluating the value's `repr` gives the value again."""
    if type(value) is float:
        return value == value and abs(value) != float("inf")
    if type(value) in (list, tuple, set):
        return all(map(_is_plain, value)) and (bool(value) or type(value) is not set)
    if type(value) is dict:
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    return type(value) in _PLAIN
