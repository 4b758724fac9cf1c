"""One object for all adapters of a driver: who implements what, and the calls. Must not know single adapters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dagscope.lifecycle import registration as _points
from dagscope.lifecycle.registration import ValidationResult

_ByName = dict[str, list[Any]]


def _by_name(adapters: Iterable[Any], attribute: str) -> _ByName:
    found: _ByName = {}
    for adapter in adapters:
        for cls in type(adapter).__mro__:
            name = cls.__dict__.get(attribute)
            if isinstance(name, str):
                implementers = found.setdefault(name, [])
                if not any(known is adapter for known in implementers):
                    implementers.append(adapter)
    return found


class LifecycleAdapterSet:
    """Groups adapters by lifecycle point; hooks stack in the given order, methods may exist once."""

    def __init__(self, *adapters: Any) -> None:
        self._adapters = self._uniqify_adapters(list(adapters))
        self.sync_hooks, self.async_hooks = self._get_lifecycle_hooks()
        self.sync_methods, self.async_methods = self._get_lifecycle_methods()
        self.sync_validators = self._get_lifecycle_validators()
        self._check_methods()

    def _get_lifecycle_hooks(self) -> tuple[_ByName, _ByName]:
        return _by_name(self._adapters, _points.SYNC_HOOK), _by_name(self._adapters, _points.ASYNC_HOOK)

    def _get_lifecycle_methods(self) -> tuple[_ByName, _ByName]:
        return _by_name(self._adapters, _points.SYNC_METHOD), _by_name(self._adapters, _points.ASYNC_METHOD)

    def _get_lifecycle_validators(self) -> _ByName:
        return _by_name(self._adapters, _points.SYNC_VALIDATOR)

    def _uniqify_adapters(self, adapters: list[Any]) -> list[Any]:
        unique: dict[int, Any] = {}
        for adapter in adapters:
            unique.setdefault(id(adapter), adapter)
        return list(unique.values())

    def _check_methods(self) -> None:
        doubled_sync = sorted(name for name, who in self.sync_methods.items() if len(who) > 1)
        doubled_async = sorted(name for name, who in self.async_methods.items() if len(who) > 1)
        if doubled_sync or doubled_async:
            raise ValueError(
                "Multiple adapters cannot (currently) implement the same lifecycle method. "
                f"Sync methods: {doubled_sync}. Async methods: {doubled_async}"
            )

    @property
    def adapters(self) -> list[Any]:
        """The adapters, each once, in the given order."""
        return self._adapters

    def does_hook(self, hook_name: str, is_async: bool | None = None) -> bool:
        """Return whether an adapter has the hook; `is_async=None` asks for either kind."""
        if is_async is not True and hook_name in self.sync_hooks:
            return True
        if is_async is not False and hook_name in self.async_hooks:
            return True
        sync, asynchronous = _points.REGISTERED_SYNC_HOOKS, _points.REGISTERED_ASYNC_HOOKS
        _check_registered("Hook", hook_name, is_async, sync, asynchronous)
        return False

    def does_method(self, method_name: str, is_async: bool | None = None) -> bool:
        """Return whether an adapter has the method; `is_async=None` asks for either kind."""
        if is_async is not True and method_name in self.sync_methods:
            return True
        if is_async is not False and method_name in self.async_methods:
            return True
        sync, asynchronous = _points.REGISTERED_SYNC_METHODS, _points.REGISTERED_ASYNC_METHODS
        _check_registered("Method", method_name, is_async, sync, asynchronous)
        return False

    def does_validation(self, validator_name: str) -> bool:
        """Return whether an adapter has the validator."""
        if validator_name not in _points.REGISTERED_SYNC_VALIDATORS:
            raise ValueError(
                f"Validator {validator_name} is not registered as a lifecycle validator. "
                f"Registered validators are {sorted(_points.REGISTERED_SYNC_VALIDATORS)}"
            )
        return validator_name in self.sync_validators

    def call_all_lifecycle_hooks_sync(self, hook_name: str, **kwargs: Any) -> None:
        """Call the hook on every adapter that has it, in order."""
        for adapter in self.sync_hooks.get(hook_name, ()):
            getattr(adapter, hook_name)(**kwargs)

    async def call_all_lifecycle_hooks_async(self, hook_name: str, **kwargs: Any) -> None:
        """Call the asynchronous hook on every adapter that has it, all at once."""
        import asyncio

        calls = [getattr(adapter, hook_name)(**kwargs) for adapter in self.async_hooks.get(hook_name, ())]
        if calls:
            await asyncio.gather(*calls)

    async def call_all_lifecycle_hooks_sync_and_async(self, hook_name: str, **kwargs: Any) -> None:
        """Call the synchronous hooks in order, then the asynchronous ones."""
        self.call_all_lifecycle_hooks_sync(hook_name, **kwargs)
        await self.call_all_lifecycle_hooks_async(hook_name, **kwargs)

    def call_lifecycle_method_sync(self, method_name: str, **kwargs: Any) -> Any:
        """Call the one adapter that has the method and give its result."""
        return getattr(_only(self.sync_methods, method_name), method_name)(**kwargs)

    async def call_lifecycle_method_async(self, method_name: str, **kwargs: Any) -> Any:
        """Await the one adapter that has the asynchronous method and give its result."""
        return await getattr(_only(self.async_methods, method_name), method_name)(**kwargs)

    def call_all_validators_sync(
        self, validator_name: str, output_only_failures: bool = True, **kwargs: Any
    ) -> list[ValidationResult]:
        """Ask every adapter that has the validator; by default only refusals are given back."""
        results = []
        for adapter in self.sync_validators.get(validator_name, ()):
            is_valid, message = getattr(adapter, validator_name)(**kwargs)
            if not is_valid or not output_only_failures:
                results.append(ValidationResult(success=is_valid, error=message, validator=adapter))
        return results

    async def ainit(self) -> None:
        """Await `ainit()` of every adapter that has one."""
        import asyncio

        calls = [adapter.ainit() for adapter in self._adapters if hasattr(adapter, "ainit")]
        if calls:
            await asyncio.gather(*calls)


def _only(methods: _ByName, method_name: str) -> Any:
    implementers = methods.get(method_name, [])
    if not implementers:
        raise ValueError(
            f"Method {method_name} is not implemented by any of the adapters in this group. "
            f"Registered methods are {methods}"
        )
    return implementers[0]


def _check_registered(kind: str, name: str, is_async: bool | None, sync: set[str], asynchronous: set[str]) -> None:
    if (is_async is not True and name in sync) or (is_async is not False and name in asynchronous):
        return
    adverb, known = {
        None: ("a", sync | asynchronous),
        True: ("an asynchronous", asynchronous),
        False: ("a synchronous", sync),
    }[is_async]
    raise ValueError(
        f"{kind} {name} is not registered as {adverb} lifecycle {kind.lower()}. "
        f"Registered {kind.lower()}s are {sorted(known)}"
    )
