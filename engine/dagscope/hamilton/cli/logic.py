"""What the verbs work with: context files, modules of another git revision, versions and their differences.
Prints nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pathlib
import subprocess
from types import ModuleType
from typing import Any

from dagscope import ad_hoc_utils, driver, graph_types, module_functions
from dagscope.function_modifiers.base import sanitize_function_name
from dagscope.programs import GIT_OPTIONS, program
from dagscope.project.loading import FreshLoader

CONFIG_HEADER = "HAMILTON_CONFIG"
FINAL_VARS_HEADER = "HAMILTON_FINAL_VARS"
INPUTS_HEADER = "HAMILTON_INPUTS"
OVERRIDES_HEADER = "HAMILTON_OVERRIDES"

_EMPTY: dict[str, Any] = {CONFIG_HEADER: {}, FINAL_VARS_HEADER: [], INPUTS_HEADER: {}, OVERRIDES_HEADER: {}}


def load_context(file_path: pathlib.Path) -> dict[str, Any]:
    """Return the config, final variables, inputs and overrides written in a context file.

    Args:
        file_path: a `.json` or `.py` file with the keys `HAMILTON_CONFIG`, `HAMILTON_FINAL_VARS`, `HAMILTON_INPUTS`
            and `HAMILTON_OVERRIDES`.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is of another kind or a key has the wrong kind of value.
    """
    if not os.path.exists(file_path):
        raise FileNotFoundError(f"`{file_path}` doesn't exist.")
    readers = {".json": _read_json_context, ".py": _read_py_context}
    reader = readers.get(file_path.suffix)
    if reader is None:
        raise ValueError(f"A context file is a .json or a .py file; received {file_path.name}.")
    return _validate_context(reader(file_path))


def _read_json_context(file_path: pathlib.Path) -> dict[str, Any]:
    read = json.loads(file_path.read_text(encoding="utf-8"))
    return {key: read[key] for key in _EMPTY if key in read}


def _read_py_context(file_path: pathlib.Path) -> dict[str, Any]:
    module = _import_file(file_path)
    return {key: getattr(module, key) for key in _EMPTY if hasattr(module, key)}


def _validate_context(context: dict[str, Any]) -> dict[str, Any]:
    checked = {key: context[key] if context.get(key) is not None else type(empty)() for key, empty in _EMPTY.items()}
    for key, empty in _EMPTY.items():
        if not isinstance(checked[key], type(empty)):
            raise ValueError(f"{key} must be a {type(empty).__name__}; received {checked[key]!r}.")
    return checked


def import_modules(paths: list[pathlib.Path]) -> list[ModuleType]:
    """Import files as modules, each named like its file.

    Args:
        paths: the files.
    """
    return [_import_file(path) for path in paths]


def _import_file(path: pathlib.Path) -> ModuleType:
    import sys

    # From its source: bytecode that lies beside it, and may be of another text, is not looked at.
    spec = importlib.util.spec_from_file_location(path.stem, path, loader=FreshLoader(path.stem, str(path)))
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is no Python module.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _git(*arguments: str) -> str:
    done = subprocess.run(
        [program("git") or "git", *GIT_OPTIONS, *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    if done.returncode != 0:
        raise OSError(done.stderr.strip())
    return done.stdout


def get_git_base_directory() -> str:
    """Return the top folder of the git repository that the working folder is in.

    Raises:
        OSError: if we are in none.
    """
    return _git("rev-parse", "--show-toplevel").strip()


def get_git_reference(git_relative_path: str | pathlib.Path, git_reference: str) -> str:
    """Return the text of a file as it was at a revision.

    Args:
        git_relative_path: the file, from the repository's top folder.
        git_reference: a commit, branch or tag.
    """
    return _git("show", f"{git_reference}:{pathlib.PurePath(git_relative_path).as_posix()}")


def load_modules_from_git(module_paths: list[pathlib.Path], git_reference: str = "HEAD") -> list[ModuleType]:
    """Return modules as they were at a revision.

    Args:
        module_paths: their files.
        git_reference: a commit, branch or tag.
    """
    base = pathlib.Path(get_git_base_directory()).resolve()
    sources = [get_git_reference(path.resolve().relative_to(base), git_reference) for path in module_paths]
    return [ad_hoc_utils.module_from_source(source) for source in sources]


def version_hamilton_functions(module: ModuleType) -> dict[str, str]:
    """Return the version of every dataflow function of a module.

    Args:
        module: the module.
    """
    return {name: graph_types.hash_source_code(fn, strip=True) for name, fn in module_functions.find_functions(module)}


def hash_hamilton_nodes(dr: driver.Driver) -> dict[str, str]:
    """Return the version of every node; an input's is the version of the function that reads it.

    Args:
        dr: the dataflow.
    """
    nodes = dr.list_available_variables()
    return {node.name: str(node.version) for node in sorted(nodes, key=lambda node: node.name)}


def hash_dataflow(nodes_version: dict[str, str]) -> str:
    """Return the version of a whole dataflow.

    Args:
        nodes_version: the version of each node.
    """
    return hashlib.sha256(str(sorted(nodes_version.values())).encode()).hexdigest()


def map_nodes_to_functions(dr: driver.Driver) -> dict[str, str]:
    """Return the function that each node comes from.

    Args:
        dr: the dataflow.
    """
    nodes = dr.list_available_variables()
    # The functions that `config.when` chose go by the name of their node: another one may be chosen tomorrow.
    variants = {
        node.originating_functions[0] for node in nodes if node.originating_functions and "hamilton.config" in node.tags
    }
    found: dict[str, str] = {}
    for node in sorted(nodes, key=lambda node: node.name):
        if node.originating_functions:  # a config key that nothing reads has none
            function = node.originating_functions[0]
            name = function.__name__
            found[node.name] = sanitize_function_name(name) if function in variants else name
    return found


def diff_versions(current_map: dict[str, str], reference_map: dict[str, str]) -> dict[str, list[str]]:
    """Return what only one of two versions has, and what differs.

    Args:
        current_map: versions by name, now.
        reference_map: versions by name, then.
    """
    return {
        "current_only": sorted(name for name in current_map if name not in reference_map),
        "reference_only": sorted(name for name in reference_map if name not in current_map),
        "edit": sorted(
            name for name in current_map if name in reference_map and current_map[name] != reference_map[name]
        ),
    }


def diff_nodes_against_functions(
    nodes_version: dict[str, str], origins_version: dict[str, str], node_to_origin: dict[str, str]
) -> dict[str, list[str]]:
    """Return the nodes whose function is not as in the reference, and the functions that no node comes from unchanged.

    Args:
        nodes_version: the versions of the nodes now.
        origins_version: the versions of the functions then.
        node_to_origin: the function each node stems from.
    """
    origins = {node: node_to_origin[node] for node in nodes_version}
    unchanged = {
        origins[node] for node, version in nodes_version.items() if origins_version.get(origins[node]) == version
    }
    return {
        "nodes_added": [node for node in nodes_version if origins[node] not in origins_version],
        "code_diff": [
            node for node, version in nodes_version.items() if origins_version.get(origins[node], version) != version
        ],
        "origins_removed": [origin for origin in origins_version if origin not in unchanged],
    }


def visualize_diff(
    current_dr: driver.Driver,
    reference_dr: driver.Driver,
    current_only: list[str],
    reference_only: list[str],
    edit: list[str],
) -> Any:
    """Draw the nodes of both dataflows, what differs in colours of its own.

    Args:
        current_dr: the dataflow now.
        reference_dr: the dataflow then.
        current_only: nodes that are new.
        reference_only: nodes that are gone.
        edit: nodes that changed.
    """
    import functools

    style = functools.partial(_custom_diff_style, current_only=current_only, reference_only=reference_only, edit=edit)
    gone = {name: reference_dr.graph.nodes[name] for name in reference_only if name in reference_dr.graph.nodes}
    both = current_dr.graph.with_nodes({k: v for k, v in gone.items() if k not in current_dr.graph.nodes})
    return both.display_all(output_file_path=None, custom_style_function=style)


def _custom_diff_style(
    *, node: Any, node_class: str, current_only: list[str], reference_only: list[str], edit: list[str]
) -> tuple[dict[str, str], str, str | None]:
    for names, colour, legend in (
        (current_only, "greenyellow", "Current only"),
        (reference_only, "tomato1", "Reference only"),
        (edit, "yellow2", "Edited"),
    ):
        if node.name in names:
            return {"fillcolor": colour}, node_class, legend
    return {}, node_class, None
