"""The public home of subdags and of what similar decorators are built from.
It only gathers names; nothing is defined here.
"""

from __future__ import annotations

from dagscope.function_modifiers.frame_columns import _default_inject_parameter, with_columns_base
from dagscope.function_modifiers.namespaces import (
    NON_FINAL_TAGS,
    assign_namespace,
    create_identity_node,
    create_static_node,
    derive_type,
    extract_all_known_types,
    prune_nodes,
)
from dagscope.function_modifiers.subdags import (
    SubdagParams,
    _resolve_subdag_configuration,
    _validate_config_inputs,
    parameterized_subdag,
    subdag,
)

__all__ = [
    "NON_FINAL_TAGS",
    "SubdagParams",
    "_default_inject_parameter",
    "_resolve_subdag_configuration",
    "_validate_config_inputs",
    "assign_namespace",
    "create_identity_node",
    "create_static_node",
    "derive_type",
    "extract_all_known_types",
    "parameterized_subdag",
    "prune_nodes",
    "subdag",
    "with_columns_base",
]

# Messages and pickles name the import path that projects use.
for _public in (parameterized_subdag, subdag, with_columns_base):
    _public.__module__ = __name__
