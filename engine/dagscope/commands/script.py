"""The command `script`: a scenario as a Python script that gives the same results. It must not run the dataflow."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from dagscope.commands.opened import Opened
from dagscope.commands.options import UsageProblem, add_command, chosen_scenario
from dagscope.commands.printing import print_json, report_problems
from dagscope.node import NodeType
from dagscope.preview.budget import attempt
from dagscope.scenario import Scenario, ValueSpec
from dagscope.session.building import Slot
from dagscope.whole_files import write_bytes

_PLAIN = (str, int, bool, bytes, type(None))


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    parser = add_command(
        subparsers,
        "script",
        run,
        "write a scenario as a Python script that gives the same results",
        "dagscope script examples/module_overrides --scenario run -o overridden.py",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write it there, instead of printing it")


def run(arguments: argparse.Namespace) -> int:
    """Print or write the script."""
    target = Path(arguments.output).expanduser().resolve() if arguments.output else None
    if target is not None and (target.suffix != ".py" or not target.parent.is_dir()):
        raise UsageProblem(f"-o {arguments.output!r}: name a file that ends in .py, in a folder that exists")
    opened = Opened(arguments.folder, is_trusted=arguments.trust)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    code = report_problems(opened.problems(slot) if not slot.result.graph.nodes else slot.problems)
    if not slot.result.graph.nodes:
        return code or 1
    text = script_text(opened, slot, target.parent if target is not None else opened.project.folder)
    if target is not None:
        write_bytes(target, text.encode())
    if arguments.json:
        print_json({"script": text, "path": str(target) if target is not None else ""})
    else:
        print(target if target is not None else text, end="\n" if target is not None else "")
    return code


def script_text(opened: Opened, slot: Slot, home: Path) -> str:
    """Return the scenario as a script that lies in `home`."""
    graph = slot.result.graph
    writer = _Values(opened, slot)
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
        *_folder(opened, home),
        *[f"{name} = {text}" for name, text in parts.items()],
        f"final_vars = {_listed([repr(name) for name in opened.final_vars(slot)])}",
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


def _folder(opened: Opened, home: Path) -> list[str]:
    """Return the lines that make the project's folder, seen from the script's, the one to work in and to import
    from.
    """
    folder = opened.project.folder
    way = os.path.relpath(folder, home)
    here = "os.path.dirname(os.path.abspath(__file__))"
    place = here if way == "." else f"os.path.normpath(os.path.join({here}, {Path(way).as_posix()!r}))"
    lines = [f"folder = {place}", "os.chdir(folder)"]
    roots = [Path(os.path.relpath(root, folder)).as_posix() for root in opened.project.roots] or ["."]
    paths = ["folder" if root == "." else f"os.path.join(folder, {root!r})" for root in roots]
    return [*lines, f"sys.path[:0] = {_listed(paths)}", "install()  # modules that import hamilton get Dagscope's", ""]


def _builder(slot: Slot, is_async: bool, is_dynamic: bool) -> list[str]:
    modules = _listed([repr(name) for name in slot.scenario.module_names()])
    lines = [f"modules = [importlib.import_module(name) for name in {modules}]", *_chosen(slot.scenario)]
    chain = [f"{'async_driver' if is_async else 'driver'}.Builder()", ".with_modules(*modules)", ".with_config(config)"]
    if slot.scenario.allow_module_overrides:
        chain.append(".allow_module_overrides()")
    if is_dynamic and not is_async:
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

    def __init__(self, opened: Opened, slot: Slot) -> None:
        self._opened = opened
        self._slot = slot
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
            value = attempt(lambda: _made(self._opened, spec, wanted), lambda reason: _NOTHING)
            if _is_plain(value):
                return repr(value)
        self.needs_specs = True
        kind, text = spec.kind, spec.text
        return f"make_value(ValueSpec({kind!r}, {text!r}), {self._type(wanted)}, folder)"

    def _type(self, wanted: Any) -> str:
        """Return the type as an expression; any class is imported from where it is."""
        module, name = getattr(wanted, "__module__", ""), getattr(wanted, "__qualname__", "")
        if not isinstance(wanted, type) or "<" in name or not module:
            self.imports.add("import typing")
            return "typing.Any"
        if module == "builtins":
            return name
        return f"importlib.import_module({module!r}).{name}"


_NOTHING = object()


def _made(opened: Opened, spec: ValueSpec, wanted: Any) -> Any:
    from dagscope.project.values import make_value

    return make_value(spec, wanted, opened.project.folder)


def _is_plain(value: Any) -> bool:
    """Return whether evaluating the value's `repr` gives the value again."""
    if type(value) is float:
        return value == value and abs(value) != float("inf")
    if type(value) in (list, tuple, set):
        return all(map(_is_plain, value)) and (bool(value) or type(value) is not set)
    if type(value) is dict:
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    return type(value) in _PLAIN
