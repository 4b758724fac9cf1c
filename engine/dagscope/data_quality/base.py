"""What a validator is, what it finds, and what happens when it finds something. It knows no ready-made validator."""

from __future__ import annotations

import abc
import copyreg
import dataclasses
import enum
import inspect
import logging
from typing import Any

from dagscope.errors import DagscopeError

logger = logging.getLogger(__name__)


class DataValidationError(DagscopeError):
    """Data did not pass; the only argument is the list of messages."""


class DataValidationLevel(enum.Enum):
    """What to do when data does not pass."""

    WARN = "warn"
    FAIL = "fail"


@dataclasses.dataclass
class ValidationResult:
    """What a validator found."""

    passes: bool
    message: str
    diagnostics: dict[str, Any] = dataclasses.field(default_factory=dict)


def _stored_result(passes: bool, message: str, diagnostics: dict[str, Any]) -> ValidationResult:
    return ValidationResult(passes, message, diagnostics)


def _reduced(result: ValidationResult) -> Any:
    if vars(result).keys() == {"passes", "message", "diagnostics"}:
        return _stored_result, (result.passes, result.message, result.diagnostics)
    return object.__reduce_ex__(result, 2)


# By our own name also where the type has Hamilton's: whoever reads a stored result may not serve that one.
copyreg.pickle(ValidationResult, _reduced)


class DataValidator(abc.ABC):
    """Checks one value."""

    def __init__(self, importance: str) -> None:
        """Store the importance, `warn` or `fail`."""
        self._importance = DataValidationLevel(importance)

    @property
    def importance(self) -> DataValidationLevel:
        """What to do when the value does not pass."""
        return self._importance

    @abc.abstractmethod
    def applies_to(self, datatype: type) -> bool:
        """Return whether values of the type can be checked."""

    @abc.abstractmethod
    def description(self) -> str:
        """Return what is checked, as text."""

    @classmethod
    @abc.abstractmethod
    def name(cls) -> str:
        """Return the end of the name of the node that checks."""

    @abc.abstractmethod
    def validate(self, dataset: Any) -> ValidationResult:
        """Check the value."""


# parity: hamilton.data_quality.base.AsyncDataValidator
class AsyncDataValidator(DataValidator, abc.ABC):
    """Checks one value in a coroutine, for the async driver."""

    @abc.abstractmethod
    async def validate(self, dataset: Any) -> ValidationResult:  # type: ignore[override]
        """Check the value."""


class BaseDefaultValidator(DataValidator, abc.ABC):
    """A validator that `check_output` finds by an argument's name and the type of the value."""

    def __init__(self, importance: str) -> None:
        super().__init__(importance)

    @classmethod
    @abc.abstractmethod
    def applies_to(cls, datatype: type) -> bool:
        """Return whether values of the type can be checked."""

    @abc.abstractmethod
    def description(self) -> str:
        """Return what is checked, as text."""

    @abc.abstractmethod
    def validate(self, data: Any) -> ValidationResult:
        """Check the value."""

    @classmethod
    @abc.abstractmethod
    def arg(cls) -> str:
        """Return the argument of `check_output` that asks for it; also that of the constructor."""

    @classmethod
    def name(cls) -> str:
        return f"{cls.arg()}_validator"


# parity: hamilton.data_quality.base.AsyncBaseDefaultValidator
class AsyncBaseDefaultValidator(BaseDefaultValidator, abc.ABC):
    """A ready-made validator that checks in a coroutine."""

    @abc.abstractmethod
    async def validate(self, data: Any) -> ValidationResult:  # type: ignore[override]
        """Check the value."""


def is_async_validator(validator: DataValidator) -> bool:
    """Return whether the validator checks in a coroutine."""
    return inspect.iscoroutinefunction(validator.validate)


def act_warn(node_name: str, validation_result: ValidationResult, validator: DataValidator) -> None:
    """Log that a value did not pass, if it did not."""
    if not validation_result.passes:
        logger.warning(_create_error_string(node_name, validation_result, validator))


def _create_error_string(node_name: str, validation_result: ValidationResult, validator: DataValidator) -> str:
    return (
        f"[{node_name}:{validator.name()}] validator failed. Message was: {validation_result.message}. "
        f"Diagnostic information is: {validation_result.diagnostics}."
    )


def act_fail_bulk(node_name: str, failures: list[tuple[ValidationResult, DataValidator]]) -> None:
    """Log all that did not pass, and raise `DataValidationError` with it; without any, do nothing."""
    messages = [
        _create_error_string(node_name, result, validator) + "\n" for result, validator in failures if not result.passes
    ]
    for message in messages:
        logger.error(message)
    if messages:
        raise DataValidationError(messages)
