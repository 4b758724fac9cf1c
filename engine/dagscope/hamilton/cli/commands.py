"""The verbs as functions: they return what the command line prints."""

from __future__ import annotations

import pathlib
from typing import Any

from dagscope import driver
from dagscope.draw.render import write as write_picture
from dagscope.hamilton.cli import logic


def build(modules: list[pathlib.Path], context_path: pathlib.Path | None = None) -> driver.Driver:
    """Build a dataflow.

    Args:
        modules: its files.
        context_path: where the config is.
    """
    config = logic.load_context(context_path)[logic.CONFIG_HEADER] if context_path is not None else {}
    return (
        driver.Builder()
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_modules(*logic.import_modules(modules))
        .with_config(config)
        .build()
    )


def _build_reference(modules: list[Any], context_path: pathlib.Path | None) -> driver.Driver:
    config = logic.load_context(context_path)[logic.CONFIG_HEADER] if context_path is not None else {}
    builder = driver.Builder().enable_dynamic_execution(allow_experimental_mode=True)
    return builder.with_modules(*modules).with_config(config).build()


def diff(
    current_dr: driver.Driver,
    modules: list[pathlib.Path],
    git_reference: str | None = "HEAD",
    view: bool = False,
    output_file_path: pathlib.Path = pathlib.Path("diff.png"),
    context_path: pathlib.Path | None = None,
) -> dict[str, Any]:
    """Compare a dataflow with itself at a git revision.

    Args:
        current_dr: the dataflow now.
        modules: its files.
        git_reference: the revision.
        view: whether to draw both.
        output_file_path: where to save the picture.
        context_path: where the config is.
    """
    reference_dr = _build_reference(logic.load_modules_from_git(modules, git_reference or "HEAD"), context_path)
    differing = logic.diff_versions(logic.hash_hamilton_nodes(current_dr), logic.hash_hamilton_nodes(reference_dr))
    now, then = logic.map_nodes_to_functions(current_dr), logic.map_nodes_to_functions(reference_dr)
    found = {
        kind: {name: (then if kind == "reference_only" else now)[name] for name in names}
        for kind, names in differing.items()
    }
    if view:
        picture = logic.visualize_diff(
            current_dr,
            reference_dr,
            current_only=list(found["current_only"]),
            reference_only=list(found["reference_only"]),
            edit=list(found["edit"]),
        )
        write_picture(picture, output_file_path.resolve(), None, keep_dot=False)
    return found


def validate(dr: driver.Driver, context_path: pathlib.Path) -> dict[str, Any]:
    """Check that what a context file asks for can run, without running it.

    Args:
        dr: the dataflow.
        context_path: what is asked for.
    """
    context = logic.load_context(context_path)
    dr.validate_execution(
        final_vars=context[logic.FINAL_VARS_HEADER],
        inputs=context[logic.INPUTS_HEADER],
        overrides=context[logic.OVERRIDES_HEADER],
    )
    return context


def version(dr: driver.Driver) -> dict[str, Any]:
    """Return the versions of the nodes and of the whole dataflow.

    Args:
        dr: the dataflow.
    """
    nodes = logic.hash_hamilton_nodes(dr)
    return {"nodes_hash": nodes, "dataflow_hash": logic.hash_dataflow(nodes)}


def view(dr: driver.Driver, output_file_path: pathlib.Path = pathlib.Path("dag.png")) -> None:
    """Draw the dataflow.

    Args:
        dr: the dataflow.
        output_file_path: where to save the picture; the suffix says the format.
    """
    dr.display_all_functions(str(output_file_path))
