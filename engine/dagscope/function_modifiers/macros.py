"""The public home of steps, pipes, `mutate` and `does`. It only gathers names; nothing is defined here."""

from __future__ import annotations

from dagscope.function_modifiers.mutation import NotSameModuleError, mutate
from dagscope.function_modifiers.pipes import SingleTargetError, pipe, pipe_input, pipe_output
from dagscope.function_modifiers.steps import Applicable, NamespaceType, apply_to, chain_transforms, step
from dagscope.function_modifiers.substitutes import (
    _empty_function,
    _empty_function_with_docstring,
    does,
    dynamic_transform,
    ensure_function_empty,
    get_default_tags,
    model,
)

__all__ = [
    "Applicable",
    "NamespaceType",
    "NotSameModuleError",
    "SingleTargetError",
    "_empty_function",
    "_empty_function_with_docstring",
    "apply_to",
    "chain_transforms",
    "does",
    "dynamic_transform",
    "ensure_function_empty",
    "get_default_tags",
    "model",
    "mutate",
    "pipe",
    "pipe_input",
    "pipe_output",
    "step",
]

# Messages and pickles name the import path that projects use.
for _public in (Applicable, does, dynamic_transform, model, mutate, pipe, pipe_input, pipe_output):
    _public.__module__ = __name__
