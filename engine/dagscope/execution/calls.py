"""Single calls on their way to another process. Must not know where they go or what they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from dagscope.class_home import package_of
from dagscope.execution.error_shipping import travelling
from dagscope.execution.own_functions import Recorded
from dagscope.execution.shipping import Parcel, dumps, loads, project_modules


@dataclass(frozen=True)
class PackedCall:
    """A function (opened once in a process) and the values of one call."""

    name: str
    function: Parcel
    kwargs: bytes


_packed: dict[int, tuple[Callable[..., Any], Parcel]] = {}


def pack_function(name: str, function: Callable[..., Any], modules: list[ModuleType]) -> Parcel:
    """Pickle a function; the same function again costs nothing."""
    known = _packed.get(id(function))
    if known is not None and known[0] is function:
        return known[1]
    parcel = Parcel.pack(function, modules, f"the function of node {name}", Recorded.behind(function))
    if len(_packed) > 4096:  # functions of dropped graphs must not live for ever
        _packed.clear()
    _packed[id(function)] = (function, parcel)
    return parcel


def pack_call(name: str, function: Callable[..., Any], kwargs: dict[str, Any], modules: list[ModuleType]) -> PackedCall:
    """Pickle a call."""
    return PackedCall(
        name, pack_function(name, function, modules), dumps(kwargs, modules, f"the inputs of node {name}")
    )


def run_packed(call: PackedCall) -> bytes:
    """Make a packed call, in the process it came to; gives its value, packed."""
    function = call.function.open()
    modules = project_modules([function])
    try:
        value = function(**{name: opened(each) for name, each in loads(call.kwargs).items()})
        return dumps(value, modules, f"the result of node {call.name}")
    except BaseException as error:  # noqa: BLE001 - users' code raises anything, and all of it has to travel
        carried = travelling(error, modules)
    raise carried  # with no context: some clusters pickle that as well


@dataclass(frozen=True)
class PackedValue:
    """A value on its way; it is opened by the call that reads it."""

    payload: bytes


def run_open(function: Parcel, /, **kwargs: Any) -> Any:
    """Call a packed function with values that are already here, or packed."""
    values = {name: opened(each) for name, each in kwargs.items()}
    return function.open()(**values)


@dataclass(frozen=True, slots=True)
class CallThere:
    """A call of a packed function with values in a row: for systems that look into each argument of a task, which take
    twice as long over a dictionary. An error is packed for the way back.
    """

    function: Parcel
    names: tuple[str, ...]

    def __call__(self, *values: Any) -> Any:
        return _with_errors_packed(run_open, self.function, dict(zip(self.names, values, strict=True)))


def run_packing_there(function: Parcel, /, **kwargs: Any) -> Any:
    """Call a packed function as `run_packing`; an error is packed for the way back."""
    return _with_errors_packed(run_packing, function, kwargs)


def _with_errors_packed(run: Callable[..., Any], function: Parcel, kwargs: dict[str, Any]) -> Any:
    try:
        return run(function, **kwargs)
    except BaseException as error:  # noqa: BLE001 - users' code raises anything, and all of it has to travel
        carried = travelling(error, _modules_of(function))
    raise carried


def _modules_of(function: Parcel) -> list[ModuleType]:
    try:
        return project_modules([function.open()])
    except BaseException:  # noqa: BLE001 - what cannot be opened is the error that is on its way
        return []


_TRAVELS_WELL = frozenset({"numpy", "pandas", "polars", "pyarrow"})


def run_packing(function: Parcel, /, **kwargs: Any) -> Any:
    """Call a packed function for an executor that pickles by other means: the project's objects come back packed.

    A class that travelled by value is only recognised when it comes back by the way it went.
    """
    value = run_open(function, **kwargs)
    if value is None or issubclass(type(value), bool | int | float | str | bytes):
        return value
    if package_of(type(value)) in _TRAVELS_WELL:
        return value
    return PackedValue(dumps(value, project_modules([function.open()]), "the result"))


def opened(value: Any) -> Any:
    """Return the value that `run_packing` returned, unpacked if it was packed."""
    return loads(value.payload) if issubclass(type(value), PackedValue) else value
