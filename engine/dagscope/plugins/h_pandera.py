"""`check_output` by a function's pandera annotation. The check itself is in `data_quality.pandera_validators`."""

from __future__ import annotations

import typing
from typing import Any

from dagscope import node
from dagscope.data_quality import base as dq_base
from dagscope.data_quality.pandera_validators import PanderaDataFrameValidator
from dagscope.function_modifiers.mistakes import InvalidDecoratorException
from dagscope.function_modifiers.validation import AnnotatedOutputCheck


def _schema_model(type_: Any) -> Any:
    """Return the model in `DataFrame[Model]`, or None where there is none."""
    arguments = getattr(type_, "__args__", None) or typing.get_args(type_)
    models = [each for each in arguments if isinstance(each, type) and hasattr(each, "to_schema")]
    return models[0] if len(models) == 1 else None


class check_output(AnnotatedOutputCheck):
    """Checks that the dataframe a function gives fits the pandera model it is annotated with: `DataFrame[Model]`."""

    def get_validators(self, node_to_validate: node.Node) -> list[dq_base.DataValidator]:
        model = _schema_model(node_to_validate.type)
        if model is None:
            raise InvalidDecoratorException(
                f"Output type {node_to_validate.type} is not a valid pandera schema. "
                "Annotate the function with pandera.typing.DataFrame[Model], where Model is a pandera.DataFrameModel."
            )
        return [PanderaDataFrameValidator(schema=model.to_schema(), importance=self.importance)]
