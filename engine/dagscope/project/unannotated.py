"""Functions that lack annotations and would be nodes with them, reported to the user.
It must not decide what is a dataflow.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from dagscope.project.source import (
    FunctionDef,
    SourceFile,
    dataflow_functions,
    is_annotated,
    public_functions,
    runs_on_import,
)
from dagscope.records import ProblemRecord


def no_dataflow(folder: Path, sources: Iterable[SourceFile]) -> ProblemRecord:
    """Return why a folder shows nothing, and the function that is nearest to being a node."""
    files = list(sources)
    if not files:
        return ProblemRecord(
            "empty", f"{folder} holds no Python files. Open the folder of a dataflow.", file=str(folder)
        )
    message = (
        f"no file in {folder} defines functions with annotated parameters and results, which are a dataflow's nodes"
    )
    for source in files:
        bare = [function for function in _open(source) if not is_annotated(function)]
        if bare:
            nearest = next((function for function in bare if _is_begun(function)), bare[0])
            hint = f"; annotate, for example, {nearest.name} in {source.path.name} at line {nearest.lineno}"
            return ProblemRecord("no_dataflow", message + hint, file=str(folder))
    return ProblemRecord("no_dataflow", message, file=str(folder))


def left_out(
    sources: Mapping[str, SourceFile], dataflows: Iterable[str], wanted: Collection[str]
) -> list[ProblemRecord]:
    """Return a warning for every file next to the dataflows that has not one whole node and seems to belong to them.

    It seems so when a function of it is annotated in part and shares names with the dataflows; what is merely a helper
    is passed over. What a scenario wants (`wanted`) is reported when it is built.
    """
    chosen = set(dataflows)
    names: set[str] = set()
    for name in chosen:
        for function in dataflow_functions(_tree(sources[name])):
            names.add(function.name)
            names.update(argument.arg for argument in function.args.args)
    problems = []
    for name, source in sources.items():
        if name in chosen or name in wanted:
            continue
        for function in _open(source):
            asked = {argument.arg for argument in function.args.args}
            if _is_begun(function) and not is_annotated(function) and (asked | {function.name}) & names:
                text = (
                    f"{source.path.name} is left out: {function.name} lacks annotations. Annotate all its "
                    "parameters and its result to make it a node."
                )
                problems.append(
                    ProblemRecord("missing_annotation", text, "", str(source.path), function.lineno, severity="warning")
                )
                break
    return problems


def _open(source: SourceFile) -> tuple[FunctionDef, ...]:
    """Return the functions of a file that others may import; none of a script's."""
    if source.tree is None or source.is_notebook or runs_on_import(source.text, source.tree):
        return ()
    return tuple(function for function in public_functions(source.tree) if function.name != "main")


def _is_begun(function: FunctionDef) -> bool:
    """Return whether something of it is annotated."""
    return function.returns is not None or any(item.annotation is not None for item in function.args.args)


def _tree(source: SourceFile) -> ast.Module:
    assert source.tree is not None
    return source.tree
