"""Notebook magics: cells as dataflow modules, drawn and run where they are written.
IPython only; no other front end.
"""

from __future__ import annotations

import ast
import json
import pathlib
import sys
from types import ModuleType
from typing import Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import Code, display

from dagscope import ad_hoc_utils, driver
from dagscope.errors import DagscopeError
from dagscope.whole_files import write_bytes

_DEFAULT_NAME = "cell_module"
_BUILDER_AND_CONFIG = "Pass a config with -c/--config or with a builder's with_config(), not with both."


def parse_known_argstring(magic_func: Any, argstring: str) -> tuple[Any, list[str]]:
    """Return the arguments a magic knows, and the rest.

    Args:
        magic_func: the magic.
        argstring: its line.
    """
    from IPython.utils.process import arg_split

    known, rest = magic_func.parser.parse_known_args(arg_split(argstring))
    return known, rest


def parse_key_value_config(config_string: str) -> dict[str, str]:
    """Return the config written as `key=value` pairs, with spaces or commas between them. Values stay texts.

    Args:
        config_string: the pairs.
    """
    pairs = (pair.partition("=") for pair in config_string.replace(",", " ").split())
    return {key: value for key, _, value in pairs}


def _normalize_result_names(node_name: str) -> str:
    """Return the variable a node's value is assigned to: dots cannot be part of its name."""
    return node_name.replace(".", "__")


def determine_notebook_type() -> str:
    """Return `default`: other kinds of notebooks are not told apart."""
    return "default"


def display_in_databricks(dot: Any) -> Any:
    """Show a picture in a Databricks notebook, which shows HTML alone; in another one only return the picture.

    Args:
        dot: a `graphviz.Digraph`.
    """
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    show = shell.user_ns.get("displayHTML") if shell is not None else None
    try:
        text = dot.pipe(format="svg").decode()
    except Exception as error:  # noqa: BLE001 - whatever draws it: a cell goes on without its picture
        print(f"Failed to display graph: {error}")
        return None
    if show is None:
        return dot
    show(text)
    return None


def insert_cell_with_content() -> None:
    """Do nothing: every front end here takes `set_next_input` as it is."""


def get_assigned_variables(module_node: ast.Module) -> set[str]:
    """Return the variables that statements assign.

    Args:
        module_node: the statements.
    """
    return set(_assigned(module_node))


def execute_and_get_assigned_values(shell: Any, cell: str) -> dict[str, Any]:
    """Run a cell in the notebook and return what it assigned.

    Args:
        shell: the notebook.
        cell: the source.
    """
    shell.ex(cell)
    return {name: shell.user_ns[name] for name in assigned_names(cell)}


def topological_sort(nodes: Any) -> list[Any]:
    """Return nodes of a driver in an order in which each comes after those it reads.

    Args:
        nodes: what `list_available_variables` gave.
    """
    waiting = {each.name: each for each in nodes}
    ordered: list[Any] = []
    while waiting:
        ready = [
            each
            for each in waiting.values()
            if not any(name in waiting for name in (each.required_dependencies | each.optional_dependencies))
        ]
        if not ready:  # A cycle: any order is as good.
            return [*ordered, *waiting.values()]
        for each in sorted(ready, key=lambda node: str(node.name)):
            ordered.append(waiting.pop(each.name))
    return ordered


class NotebookError(DagscopeError):
    """A mistake in a magic's line: one sentence that says what to write."""


def create_module(source: str, name: str) -> ModuleType:
    """Return a module made from source, importable under its name from now on.

    Args:
        source: its code.
        name: its name.
    """
    module: ModuleType = ad_hoc_utils.create_module(source, name, verbosity=0)
    sys.modules[name] = module
    return module


def read_config(text: str, user_ns: dict[str, Any]) -> dict[str, Any]:
    """Return the config that `-c` stands for: a variable's name, `key=value,...`, or a JSON object.

    Args:
        text: what was written.
        user_ns: the notebook's variables.
    """
    text = text.strip().strip("'\"") if not text.strip().startswith("{") else text.strip()
    if text in user_ns:
        return dict(user_ns[text])
    if text.startswith("{"):
        try:
            read = json.loads(text)
        except json.JSONDecodeError as error:
            raise NotebookError(f"-c/--config is no valid JSON: {error}") from error
        return dict(read)
    if "=" in text:
        return {key.strip(): value.strip() for key, _, value in (pair.partition("=") for pair in text.split(","))}
    raise NotebookError(f"KeyError: Received `--config {text}` but variable not found.")


def assigned_names(source: str) -> list[str]:
    """Return the variables that a cell assigns, in order.

    Args:
        source: the cell.
    """
    return _assigned(ast.parse(source))


def _assigned(module: ast.Module) -> list[str]:
    names: dict[str, None] = {}
    for statement in module.body:
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        if isinstance(statement, ast.AnnAssign) and statement.value is None:
            continue
        for target in targets:
            for each in ast.walk(target) if target is not None else ():
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    names[each.id] = None
    return list(names)


@magics_class
class HamiltonMagics(Magics):
    """The magics."""

    def __init__(self, shell: Any = None, **kwargs: Any) -> None:
        super().__init__(shell, **kwargs)
        self.cell_parts: dict[str, dict[int, str]] = {}

    @property
    def _variables(self) -> dict[str, Any]:
        variables: dict[str, Any] = self.shell.user_ns
        return variables

    def resolve_unknown_args_cell_to_module(self, unknown: list[str]) -> None:
        """Print which arguments were not understood; the cell runs without them.

        Args:
            unknown: the arguments.
        """
        if unknown:
            print(f"Not understood and left out: {' '.join(unknown)}. See %%cell_to_module? for what there is.")

    def resolve_config_arg(self, config_arg: str) -> bool | dict[str, Any]:
        """Return the config that `-c` stands for; False, and a printed sentence, if it stands for none.

        Args:
            config_arg: what was written.
        """
        try:
            return read_config(config_arg, self._variables)
        except NotebookError as error:
            print(error)
            return False

    def _variable(self, option: str, name: str | bool | None, empty: Any) -> Any:
        """Return the value of the variable an option names."""
        if name is None or isinstance(name, bool):
            return empty
        if name not in self._variables:
            raise NotebookError(f"KeyError: Received `--{option} {name}` but variable not found.")
        return self._variables[name]

    def _builder(self, args: Any, module: ModuleType) -> driver.Builder:
        config = read_config(args.config, self._variables) if args.config else {}
        if args.builder is None:
            return driver.Builder().with_modules(module).with_config(config)
        given = self._variable("builder", args.builder, None)
        builder: driver.Builder = given.copy()
        if config and getattr(builder, "config", None):
            raise NotebookError(_BUILDER_AND_CONFIG)
        # The cell comes last, whatever was run before: a cell that is run again replaces its module.
        builder.modules = [each for each in builder.modules if each.__name__ != module.__name__]
        return builder.with_modules(module).with_config(config)

    def _write(self, args: Any, name: str, source: str) -> None:
        if args.write_to_file is None:
            return
        path = pathlib.Path(f"{name}.py" if args.write_to_file is True else args.write_to_file)
        write_bytes(path, source.encode("utf-8"))

    def _push(self, results: dict[str, Any]) -> None:
        self.shell.push({_normalize_result_names(name): value for name, value in results.items()})

    @magic_arguments()
    @argument("name", nargs="?", type=str, help="Name of the module that the cell becomes.")
    @argument("-m", "--module_name", nargs="?", const=True, help="The same; for older notebooks.")
    @argument("-d", "--display", nargs="?", const=True, help="Draw the dataflow. [variable: drawing arguments]")
    @argument("--display_cache", action="store_true", help="After the run, draw what came from the cache.")
    @argument("-x", "--execute", nargs="?", const=True, help="Run it. [variable: list of nodes; else all]")
    @argument("-b", "--builder", help="Builder (a variable) to which the module is added.")
    @argument("-c", "--config", help="Config: a variable, key=value or JSON.")
    @argument("-i", "--inputs", help="Inputs (a variable holding a dict).")
    @argument("-o", "--overrides", help="Overrides (a variable holding a dict).")
    @argument("--show_results", action="store_true", help="Show the value of every node that was asked for.")
    @argument("-w", "--write_to_file", nargs="?", const=True, help="Write the cell to a file. [path; else NAME.py]")
    @cell_magic
    def cell_to_module(self, line: str, cell: str) -> None:
        """Make the cell a dataflow module, and draw or run it if asked to.

        `%%cell_to_module dataflow --display --execute`: the module is then the variable `dataflow`, and the values of
        the nodes are variables named like them, a dot written as two underscores.
        """
        args, unknown = parse_known_argstring(self.cell_to_module, line)
        if {"-h", "--help"} & set(unknown):
            print(self.cell_to_module.parser.format_help())
            return
        self.resolve_unknown_args_cell_to_module(unknown)
        name = args.name or (args.module_name if isinstance(args.module_name, str) else _DEFAULT_NAME)
        # The cell's own mistakes show as those of any cell.
        self.shell.ex(cell)
        try:
            self._run_cell(args, name, cell)
        except NotebookError as error:
            print(error)

    def _run_cell(self, args: Any, name: str, cell: str) -> None:
        self._write(args, name, cell)
        module = create_module(cell, name)
        dr = self._builder(args, module).build()
        self.shell.push({name: module, f"{name}_dr": dr})
        inputs = self._variable("inputs", args.inputs, {})
        overrides = self._variable("overrides", args.overrides, {})
        drawing = None if args.display is None else dict(self._variable("display", args.display, {}))
        if args.execute is None:
            if drawing is not None:
                display(dr.display_all_functions(**drawing))
            return
        everything = [each.name for each in dr.list_available_variables() if not each.is_external_input]
        if args.execute is not True and args.execute not in self._variables:
            raise KeyError(args.execute)
        final_vars = everything if args.execute is True else list(self._variables[args.execute])
        if drawing is not None:
            display(dr.visualize_execution(final_vars, inputs=inputs, overrides=overrides, **drawing))
        results = dr.execute(final_vars, inputs=inputs, overrides=overrides)
        if args.display_cache:
            if dr.cache is None:
                raise NotebookError(
                    "--display_cache needs a builder with a cache: Builder().with_cache(), given by -b."
                )
            display(dr.cache.view_run())
        if isinstance(results, dict):
            self._push(results)
        if args.show_results:
            for value in results.values() if isinstance(results, dict) else (results,):
                display(value)

    @magic_arguments()
    @argument("module_name", nargs="?", help="Name of the module.")
    @argument("identifier", type=int, help="Which part of the module the cell is; parts follow their numbers.")
    @argument("-c", "--config", help="Config: a variable, key=value or JSON.")
    @argument("-b", "--builder", help="Builder (a variable) to which the module is added.")
    @argument("-d", "--display", nargs="?", const=True, help="Draw the dataflow. [variable: drawing arguments]")
    @argument(
        "-w",
        "--write_to_file",
        nargs="?",
        const=True,
        help="Write the module to a file. [path; else NAME.py]",
    )
    @cell_magic
    def incr_cell_to_module(self, line: str, cell: str) -> None:
        """Add the cell to a module made of several; its driver is the variable `<MODULE_NAME>_dr`."""
        args = parse_argstring(self.incr_cell_to_module, line)
        name = args.module_name or _DEFAULT_NAME
        self.shell.ex(cell)
        self.cell_parts.setdefault(name, {})[args.identifier] = cell
        source = self._source_of(name)
        try:
            self._write(args, name, source)
            module = create_module(source, name)
            dr = self._builder(args, module).build()
            self.shell.push({name: module, f"{name}_dr": dr})
            if args.display is not None:
                display(dr.display_all_functions(**self._variable("display", args.display, {})))
        except NotebookError as error:
            print(error)

    def _source_of(self, name: str) -> str:
        parts = self.cell_parts[name]
        return "\n\n".join(parts[identifier].strip("\n") for identifier in sorted(parts)) + "\n"

    @magic_arguments()
    @argument("name", type=str, help="Name of the dictionary.")
    @cell_magic
    def set_dict(self, line: str, cell: str) -> None:
        """Run the cell and keep what it assigns in a dictionary, ready to be given as inputs."""
        args = parse_argstring(self.set_dict, line)
        scope = dict(self._variables)
        exec(compile(cell, "<set_dict>", "exec", dont_inherit=True), scope)
        self.shell.push({args.name: {name: scope[name] for name in assigned_names(cell)}})

    @line_magic
    def module_to_cell(self, line: str) -> None:
        """Put the source of a module - a file's path, or a module's name - into the next cell."""
        name = line.strip().strip("'\"")
        path = pathlib.Path(name)
        if not path.exists() and name in self.cell_parts:
            source = self._source_of(name)
        elif not path.exists() and getattr(sys.modules.get(name), "__file__", None):
            source = pathlib.Path(str(sys.modules[name].__file__)).read_text(encoding="utf-8")
        else:
            source = path.read_text(encoding="utf-8")
        self.shell.set_next_input(f"%%cell_to_module {path.stem}\n\n{source}", replace=False)

    @line_magic
    def insert_module(self, line: str) -> None:
        """Put the source of a module into the next cell, as `%module_to_cell` does."""
        self.module_to_cell(line)

    @magic_arguments()
    @argument("module_name", nargs="?", help="Name of the module.")
    @line_magic
    def print_module(self, line: str) -> None:
        """Show the source of a module made of cells."""
        args = parse_argstring(self.print_module, line)
        name = args.module_name or _DEFAULT_NAME
        if name in self.cell_parts:
            display(Code(self._source_of(name), language="python"))
        elif getattr(sys.modules.get(name), "__file__", None):
            display(
                Code(
                    pathlib.Path(str(sys.modules[name].__file__)).read_text(encoding="utf-8"),
                    language="python",
                )
            )
        else:
            print(f"There is no module {name}: make one with %%cell_to_module {name}.")

    @magic_arguments()
    @argument("module_name", nargs="?", help="Name of the module.")
    @line_magic
    def reset_module(self, line: str) -> None:
        """Forget a module made of cells."""
        args = parse_argstring(self.reset_module, line)
        name = args.module_name or _DEFAULT_NAME
        known = self.cell_parts.pop(name, None) is not None
        known = sys.modules.pop(name, None) is not None or known
        for variable in (name, f"{name}_dr"):
            self._variables.pop(variable, None)
        print(f"Module {name} is forgotten." if known else f"There is no module {name}.")


def load_ipython_extension(ipython: Any) -> None:
    """Register the magics.

    Args:
        ipython: the running IPython.
    """
    ipython.register_magics(HamiltonMagics(ipython))
