"""The decorators projects use. It only gathers names; the families are in the modules next to it."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from dagscope.function_modifiers import (
    base,
    delayed,
    dependencies,
    expanders,
    macros,
    metadata,
    recursive,
    validation,
)
from dagscope.function_modifiers import configuration as _configuration

if TYPE_CHECKING:
    from dagscope.function_modifiers.adapters import dataloader as dataloader
    from dagscope.function_modifiers.adapters import datasaver as datasaver
    from dagscope.function_modifiers.adapters import load_from as load_from
    from dagscope.function_modifiers.adapters import save_to as save_to

InvalidDecoratorException = base.InvalidDecoratorException

config = _configuration.config
hamilton_exclude = _configuration.hamilton_exclude()

# The function takes the place of the module `configuration` among the names of this package.
configuration = dependencies.configuration
group = dependencies.group
source = dependencies.source
value = dependencies.value
LiteralDependency = dependencies.LiteralDependency
UpstreamDependency = dependencies.UpstreamDependency

ParameterizedExtract = expanders.ParameterizedExtract
extract_columns = expanders.extract_columns
extract_fields = expanders.extract_fields
inject = expanders.inject
parameterize = expanders.parameterize
parameterize_extract_columns = expanders.parameterize_extract_columns
parameterize_sources = expanders.parameterize_sources
parameterize_values = expanders.parameterize_values
parameterized_inputs = expanders.parameterized_inputs
parametrized = expanders.parametrized
parametrized_input = expanders.parametrized_input
unpack_fields = expanders.unpack_fields

apply_to = macros.apply_to
does = macros.does
dynamic_transform = macros.dynamic_transform
model = macros.model
mutate = macros.mutate
pipe = macros.pipe
pipe_input = macros.pipe_input
pipe_output = macros.pipe_output
step = macros.step

cache = metadata.cache
schema = metadata.schema
tag = metadata.tag
tag_outputs = metadata.tag_outputs

parameterized_subdag = recursive.parameterized_subdag
subdag = recursive.subdag

ResolveAt = delayed.ResolveAt
resolve = delayed.resolve
resolve_from_config = delayed.resolve_from_config

DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG = validation.DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG
IS_DATA_VALIDATOR_TAG = validation.IS_DATA_VALIDATOR_TAG
check_output = validation.check_output
check_output_custom = validation.check_output_custom

logger = logging.getLogger(__name__)

_FROM_ADAPTERS = ("dataloader", "datasaver", "load_from", "save_to")
__all__ = [name for name in dir() if not name.startswith("_")]
__all__ += ["adapters", *_FROM_ADAPTERS]
for _name in ("importlib", "logging", "Any", "TYPE_CHECKING", "annotations"):
    __all__.remove(_name)


def __getattr__(name: str) -> Any:
    """Load the adapters' decorators when one is first used: they bring the registry with them."""
    if name == "adapters" or name in _FROM_ADAPTERS:
        adapters = importlib.import_module("dagscope.function_modifiers.adapters")
        globals().update({each: getattr(adapters, each) for each in _FROM_ADAPTERS})
        return adapters if name == "adapters" else globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
