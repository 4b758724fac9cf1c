"""Marks functions and classes that go away with a later version. It only warns; it renames and forwards nothing."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Callable
from typing import Any, NoReturn

from dagscope.errors import DagscopeError
from dagscope.version import VERSION

logger = logging.getLogger(__name__)


@dataclasses.dataclass(repr=False)
class Version:
    """A version in three parts, which can be compared."""

    major: int
    minor: int
    patch: int

    def __lt__(self, other: Version) -> bool:
        return self._parts() < other._parts()

    def __gt__(self, other: Version) -> bool:
        return self._parts() > other._parts()

    def __repr__(self) -> str:
        return ".".join(map(str, self._parts()))

    def _parts(self) -> tuple[int, int, int]:
        return self.major, self.minor, self.patch

    @staticmethod
    def from_version_tuple(version_tuple: tuple[Any, ...]) -> Version:
        """Return a version of the first three parts of a longer tuple."""
        return Version(*version_tuple[:3])

    @staticmethod
    def current() -> Version:
        """Return the version whose behaviour this engine follows."""
        return CURRENT_VERSION


CURRENT_VERSION = Version.from_version_tuple(VERSION)


class DeprecationError(DagscopeError):
    """Something that is gone was used."""

    @staticmethod
    def raise_(message: str) -> NoReturn:
        """Raise the error with this message."""
        raise DeprecationError(message)


@dataclasses.dataclass
class deprecated:
    """Marks a function or class: using it warns that it goes away, and fails once it should be gone.

    Attributes:
        warn_starting: the version after which using it warns.
        fail_starting: the version after which using it fails.
        use_this: what to use instead, if there is something.
        explanation: why.
        migration_guide: where to read how to change; None if the replacement takes the same arguments.
        current_version: the version that runs.
        warn_action: called with the sentence to warn.
        fail_action: called with the sentence to fail.
    """

    warn_starting: tuple[int, int, int] | Version
    fail_starting: tuple[int, int, int] | Version
    use_this: Callable[..., Any] | None
    explanation: str
    migration_guide: str | None
    current_version: tuple[int, int, int] | Version = dataclasses.field(default_factory=lambda: CURRENT_VERSION)
    warn_action: Callable[[str], None] = logger.warning
    fail_action: Callable[[str], None] = DeprecationError.raise_

    def __post_init__(self) -> None:
        self.warn_starting = self._ensure_version_type(self.warn_starting)
        self.fail_starting = self._ensure_version_type(self.fail_starting)
        self.current_version = self._ensure_version_type(self.current_version)
        self._validate_fail_starting()
        if self.use_this is None and self.migration_guide is None:
            raise ValueError("@deprecate must include a migration guide if there is no replacement.")

    def _validate_fail_starting(self) -> None:
        warns, fails = map(self._ensure_version_type, (self.warn_starting, self.fail_starting))
        if fails < warns:
            raise ValueError(f"warn_starting must come before fail_starting. {fails} < {warns}")

    @staticmethod
    def _raise_failure(message: str) -> NoReturn:
        DeprecationError.raise_(message)

    @staticmethod
    def _ensure_version_type(version: tuple[int, int, int] | Version) -> Version:
        return version if isinstance(version, Version) else Version.from_version_tuple(version)

    def _should_warn(self) -> bool:
        now = self._ensure_version_type(self.current_version)
        return now > self._ensure_version_type(self.warn_starting) and not self._should_fail()

    def _should_fail(self) -> bool:
        return self._ensure_version_type(self.current_version) > self._ensure_version_type(self.fail_starting)

    def _do_deprecation_action(self, fn: Any) -> None:
        name, advice = fn.__qualname__, [self.explanation]
        if self.use_this is not None:
            advice.append(f"Instead, you should be using: {self.use_this.__qualname__}.")
        if self.migration_guide is not None:
            advice.append(f"For migration, see: {self.migration_guide}.")
        else:
            advice.append("This is a drop-in replacement.")
        until, text = self.fail_starting, " ".join(advice)
        if self._should_fail():
            self.fail_action(f"{name} has been deprecated, as of hamilton version: {until}. {text}")
        elif self._should_warn():
            self.warn_action(f"{name} will be deprecated by hamilton version: {until}. {text}")

    def __call__(self, fn: Any) -> Any:
        """Return the function, warning when it is called, or the class, warning when its instances are."""
        if isinstance(fn, type):
            original = fn.__call__

            def call(instance: Any, *args: Any, **kwargs: Any) -> Any:
                self._do_deprecation_action(fn)
                return original(instance, *args, **kwargs)

            functools.update_wrapper(call, original)
            fn.__call__ = call  # type: ignore[method-assign]  # the mark is on the class itself
            return fn

        @functools.wraps(fn)
        def replacement(*args: Any, **kwargs: Any) -> Any:
            self._do_deprecation_action(fn)
            return fn(*args, **kwargs)

        return replacement
