"""`check_output` by a function's pydantic annotation. The check itself is in `data_quality.pydantic_validators`."""

from __future__ import annotations

import pydantic

from dagscope import node
from dagscope.annotations import is_class
from dagscope.data_quality import base as dq_base
from dagscope.data_quality.pydantic_validators import PydanticModelValidator
from dagscope.function_modifiers.mistakes import InvalidDecoratorException
from dagscope.function_modifiers.validation import AnnotatedOutputCheck


class check_output(AnnotatedOutputCheck):
    """Checks that what a function gives fits the pydantic model it is annotated with."""

    def get_validators(self, node_to_validate: node.Node) -> list[dq_base.DataValidator]:
        type_ = node_to_validate.type
        if not (is_class(type_) and issubclass(type_, pydantic.BaseModel)):
            raise InvalidDecoratorException(
                f"Output of function {node_to_validate.name} must be a Pydantic model: annotate it with a subclass of "
                f"pydantic.BaseModel, not {type_}."
            )
        return [PydanticModelValidator(model=type_, importance=self.importance)]
