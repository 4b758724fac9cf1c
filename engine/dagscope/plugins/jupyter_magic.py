"""Notebook magics: cells as dataflow modules, drawn and run where they are written.
IPython only; no other front end.
"""

from __future__ import annotations

import os
import pathlib
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import Code, display

from dagscope import ad_hoc_utils, driver
from dagscope.plugins.notebook_cells import (
    NotebookError,
    assigned_names,
    get_assigned_variables,
    parse_key_value_config,
    read_config,
    topological_sort,
)
from dagscope.whole_files import write_bytes

_DEFAULT_NAME = "cell_module"
_BUILDER_AND_CONFIG = "AssertionError: Pass a config with -c/--config or with a builder's with_config(), not with both."
_NO_LONGER_NEEDED = {
    "-r": "It has no effect: drivers are built with each cell.",
    "--rebuild-drivers": "It has no effect: drivers are built with each cell.",
    "--rebuilder-drivers": "It has no effect: drivers are built with each cell.",
    "-v": "It has no effect.",
    "--verbose": "It has no effect.",
    "--hide_results": "Results are hidden unless `--show_results` asks for them.",
}

__all__ = [
    "HamiltonMagics",
    "NotebookError",
    "assigned_names",
    "create_module",
    "determine_notebook_type",
    "display_in_databricks",
    "execute_and_get_assigned_values",
    "get_assigned_variables",
    "insert_cell_with_content",
    "load_ipython_extension",
    "parse_key_value_config",
    "parse_known_argstring",
    "read_config",
    "topological_sort",
]


def parse_known_argstring(magic_func: Any, argstring: str) -> tuple[Any, list[str]]:
    """Return the arguments a magic knows, and the rest.

    Args:
        magic_func: the magic.
        argstring: its line.
    """
    from IPython.utils.process import arg_split

    known, rest = magic_func.parser.parse_known_args(arg_split(argstring))
    return known, rest


def _normalize_result_names(node_name: str) -> str:
    """Return the variable a node's value is assigned to: dots cannot be part of its name."""
    return node_name.replace(".", "__")


def determine_notebook_type() -> str:
    """Return `databricks` in a Databricks notebook, which shows pictures its own way, else `default`."""
    return "databricks" if "DATABRICKS_RUNTIME_VERSION" in os.environ else "default"


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


def execute_and_get_assigned_values(shell: Any, cell: str) -> dict[str, Any]:
    """Run a cell in the notebook and return what it assigned.

    Args:
        shell: the notebook.
        cell: the source.
    """
    shell.ex(cell)
    return {name: shell.user_ns[name] for name in assigned_names(cell) if name in shell.user_ns}


def create_module(source: str, name: str) -> ModuleType:
    """Return a module made from source, importable under its name from now on.

    Args:
        source: its code.
        name: its name.
    """
    module: ModuleType = ad_hoc_utils.create_module(source, name, verbosity=0)
    sys.modules[name] = module
    return module


def _drawn(dr: driver.Driver, drawing: dict[str, Any], draw: Callable[..., Any]) -> Any:
    """Return a picture; drawing arguments that there are not are said, and the picture is drawn without."""
    try:
        return draw(**drawing)
    except Exception as error:  # noqa: BLE001 - whatever the arguments of a variable lead to: a cell keeps its picture
        print(f"Failed to display {error}.\n\nThe display config was: {drawing}")
        return dr.display_all_functions()


@magics_class
class HamiltonMagics(Magics):
    """The magics."""

    def __init__(self, shell: Any = None, **kwargs: Any) -> None:
        super().__init__(shell, **kwargs)
        self.builder: Any = None
        self.notebook_env = determine_notebook_type()
        self.incremental_cells_state: defaultdict[str, dict[int, str]] = defaultdict(dict)

    @property
    def _variables(self) -> dict[str, Any]:
        variables: dict[str, Any] = self.shell.user_ns
        return variables

    def resolve_unknown_args_cell_to_module(self, unknown: list[str]) -> None:
        """Print which arguments were not understood or are no longer needed; the cell runs without them.

        Args:
            unknown: the arguments.
        """
        for each in unknown:
            if each in _NO_LONGER_NEEDED:
                print(f"DeprecationWarning: {each} is no longer needed. {_NO_LONGER_NEEDED[each]}")
        others = [each for each in unknown if each not in _NO_LONGER_NEEDED]
        if others:
            print(f"Not understood and left out: {' '.join(others)}. See %%cell_to_module? for what there is.")

    def resolve_config_arg(self, config_arg: str | None) -> bool | dict[str, Any]:
        """Return the config that `-c` stands for; False, and a printed sentence, if it stands for none.

        Args:
            config_arg: what was written; None without `-c`.
        """
        if config_arg is None:
            return {}
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

    def _show(self, picture: Any) -> None:
        shown = display_in_databricks(picture) if self.notebook_env == "databricks" else picture
        if shown is not None:
            display(shown)

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
        # The cell's own mistakes show as those of any cell.
        self.shell.ex(cell)
        if args.name and isinstance(args.module_name, str):
            print(f"ValueError: Received two names, {args.name} and -m {args.module_name}. Leave one out.")
            return
        name = args.name or (args.module_name if isinstance(args.module_name, str) else _DEFAULT_NAME)
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
                self._show(_drawn(dr, drawing, dr.display_all_functions))
            return
        everything = topological_sort([each for each in dr.list_available_variables() if not each.is_external_input])
        if args.execute is not True and args.execute not in self._variables:
            raise KeyError(args.execute)
        final_vars = everything if args.execute is True else list(self._variables[args.execute])
        if drawing is not None:
            drawn = partial(dr.visualize_execution, final_vars, inputs=inputs, overrides=overrides)
            self._show(_drawn(dr, drawing, drawn))
        results = dr.execute(final_vars, inputs=inputs, overrides=overrides)
        if args.display_cache:
            if dr.cache is None:
                raise NotebookError(
                    "--display_cache needs a builder with a cache: Builder().with_cache(), given by -b."
                )
            self._show(dr.cache.view_run())
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
    def incr_cell_to_module(self, line: str, cell: str) -> str | None:
        """Add the cell to a module made of several; its driver is the variable `<MODULE_NAME>_dr`.

        A mistake in the line is the cell's result.
        """
        args = parse_argstring(self.incr_cell_to_module, line)
        name = args.module_name or _DEFAULT_NAME
        self.shell.ex(cell)
        try:
            drawing = self._variable("display", args.display, {})
            self._builder(args, ModuleType(name))  # A mistake in the line leaves the module as it was.
            self.incremental_cells_state[name][args.identifier] = cell
            source = self._source_of(name)
            self._write(args, name, source)
            module = create_module(source, name)
            dr = self._builder(args, module).build()
            self.shell.push({name: module, f"{name}_dr": dr})
            if args.display is not None:
                self._show(_drawn(dr, drawing, dr.display_all_functions))
        except NotebookError as error:
            return str(error)
        return None

    def _source_of(self, name: str) -> str:
        parts = self.incremental_cells_state[name]
        return "\n\n".join(parts[identifier] for identifier in sorted(parts))

    @magic_arguments()
    @argument("name", type=str, help="Name of the dictionary.")
    @cell_magic
    def set_dict(self, line: str, cell: str) -> None:
        """Run the cell and keep what it assigns in a dictionary, ready to be given as inputs."""
        args = parse_argstring(self.set_dict, line)
        self.shell.push({args.name: execute_and_get_assigned_values(self.shell, cell)})

    @line_magic
    def module_to_cell(self, line: str) -> None:
        """Put the source of a module - a file's path, or a module's name - into the next cell."""
        name = line.strip().strip("'\"")
        path = pathlib.Path(name)
        if not os.path.exists(path) and name in self.incremental_cells_state:
            source = self._source_of(name)
        elif not os.path.exists(path) and getattr(sys.modules.get(name), "__file__", None):
            source = pathlib.Path(str(sys.modules[name].__file__)).read_text(encoding="utf-8")
        else:
            source = path.read_text(encoding="utf-8")
        self.shell.set_next_input(f"%%cell_to_module {path.stem}\n{source}", replace=False)

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
        if name in self.incremental_cells_state:
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
        known = self.incremental_cells_state.pop(name, None) is not None
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
