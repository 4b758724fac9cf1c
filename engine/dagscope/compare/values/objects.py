"""Values without parts that are looked at: by their own `==` under guard, and never called the same without one."""

from __future__ import annotations

import enum
import re
import types
from dataclasses import replace
from functools import partial
from typing import Any

from dagscope.compare.values.attributes import is_method_of_library, with_attributes
from dagscope.compare.values.outcome import Context, Outcome, single, types_beside
from dagscope.compare.values.pairs import texts_of
from dagscope.compare.values.stand_ins import keeps_data_alone, pickled, stand_in, states_of_closures
from dagscope.compare.values.trees import different_types
from dagscope.preview.budget import attempt, is_a, type_name
from dagscope.preview.errors import error_message
from dagscope.preview.markup import rendering_of
from dagscope.records import Beside

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")  # what a message shows of an object that the error holds
_SILENT = "does not say when two of it are equal"


def compare_nothing(left: Any, right: Any, context: Context) -> Outcome:
    """Compare None with None."""
    return single("equal", ("", ""), context)


def compare_errors(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two exceptions: their type, what they say and carry, and what they were raised from."""
    if type_name(left) != type_name(right):
        return different_types(left, right, context)
    texts = error_message(left), error_message(right)
    is_said_otherwise = _ADDRESS.sub("", texts[0]) != _ADDRESS.sub("", texts[1])
    if is_said_otherwise and not (_says_its_arguments(left) and _says_its_arguments(right)):
        return single("different", texts, context)
    found = context.once(left, right, lambda: context.judge(_error_parts(left), _error_parts(right), context))
    if is_said_otherwise and (found.verdict != "equal" or found.beside):
        return single("different", texts, context)
    return single("equal", texts, context, beside=found.beside) if found.verdict == "equal" else found


def _says_its_arguments(error: BaseException) -> bool:
    """Return whether a message is the arguments alone, which may be written in several ways: sets have no order."""
    return _method_of(type(error), "__str__") in ("BaseException.__str__", "KeyError.__str__")


def _method_of(kind: type, name: str) -> str:
    """Return the qualified name of a method that Python itself has; empty for anyone else's."""
    found = next(base.__dict__[name] for base in type.mro(kind) if name in base.__dict__)
    return found.__qualname__ if type(found) is types.WrapperDescriptorType else ""


def _error_parts(error: BaseException) -> dict[str, Any]:
    own = attempt(lambda: dict(object.__getattribute__(error, "__dict__")), lambda reason: {})
    notes = own.pop("__notes__", [])
    return {"args": error.args, "notes": notes, "attributes": own, "raised from": error.__cause__}


def compare_members(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two members of enumerations, by the enumeration's name, their own and their value."""
    if type_name(left) != type_name(right):
        return different_types(left, right, context)
    if left is right:
        return single("equal", ("", ""), context)
    found = context.inside(left.value, right.value)
    is_same = left.name == right.name and found.verdict == "equal"
    beside = found.beside if is_same else ()
    return single("equal" if is_same else "different", texts_of(left, right), context, beside=beside)


def is_member(value: Any) -> bool:
    """Return whether it is a member of an enumeration."""
    return issubclass(type(value), enum.Enum)


def compare_objects(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two objects by what their class says of equality, or not at all."""
    if left is right:
        return single("equal", ("", ""), context, kind="object")
    if type(left) is not type(right) and type_name(left).rsplit(".", 1)[-1] != type_name(right).rsplit(".", 1)[-1]:
        return _of_other_types(left, right, context)
    twins = attempt(lambda: states_of_closures(left, right), lambda reason: None)
    if twins is not None:
        return context.once(left, right, lambda: context.judge(*twins, context))
    plain = [attempt(partial(stand_in, value), lambda reason: None) for value in (left, right)]
    if plain[0] is not None and plain[1] is not None:
        found = context.once(left, right, lambda: context.judge(plain[0], plain[1], context))
        beside = (*types_beside(left, right), *found.beside)
        return with_attributes(replace(found, beside=beside), left, right, context)
    if plain == [None, None] and type(left) is type(right):
        found_same = _as_kept(left, right, context)
        if found_same is not None:
            return found_same
    answer = _asked(left, right, context)
    if isinstance(answer, str):
        is_asked = answer.endswith(_SILENT)
        return (_as_shown if is_asked else incomparable)(left, right, context, answer)
    beside = types_beside(left, right)
    if answer and not beside and (type(left) is range or is_a(left, "pyarrow", "DataType")):
        texts = str(left), str(right)  # the ends of ranges and the names of lists' items say nothing to `==`
        beside = (Beside("written as", *texts),) if texts[0] != texts[1] else ()
    found = single("equal" if answer else "different", texts_of(left, right), context, kind="object", beside=beside)
    return with_attributes(found, left, right, context) if is_method_of_library(left, "__eq__") else found


def _as_kept(left: Any, right: Any, context: Context) -> Outcome | None:
    """Compare two objects of a library by what they are pickled as; None where that says nothing.

    What differs may be a cache or a number of its own, unless it is known that the library keeps none of these.
    """
    kept = [attempt(partial(pickled, value), lambda reason: None) for value in (left, right)]
    if kept[0] is None or kept[1] is None:
        return None
    if isinstance(kept[0], str) and kept[0] == kept[1]:
        return None  # found by one name, and not one object
    found = context.once(left, right, lambda: context.judge(kept[0], kept[1], context))
    return found if found.verdict in ("equal", "close") or keeps_data_alone(left) else None


def _as_shown(left: Any, right: Any, context: Context, reason: str) -> Outcome:
    """Compare two values by what they show: equal pages prove something, others may hold random names."""
    said = [attempt(partial(rendering_of, value), lambda why: None) for value in (left, right)]
    if said[0] is None or said[1] is None:
        return incomparable(left, right, context, reason)
    if said[0] != said[1]:
        return incomparable(left, right, context, f"{reason}, and they show themselves differently")
    summary = f"they show themselves alike; {reason}"
    return single("partial", texts_of(left, right), context, kind="object", summary=summary)


def _of_other_types(left: Any, right: Any, context: Context) -> Outcome:
    if _asked(left, right, context) is True:
        return single("equal", ("", ""), context, kind="object", beside=types_beside(left, right))
    return different_types(left, right, context)


def incomparable(left: Any, right: Any, context: Context, reason: str) -> Outcome:
    """Return the outcome for two values of which nothing is known."""
    summary = f"not comparable: {reason}"
    return single("incomparable", texts_of(left, right), context, kind="object", summary=summary)


def _asked(left: Any, right: Any, context: Context) -> bool | str:
    """Return the answer of `==`, or why there is none that counts."""
    kind = type(left)
    if kind in context.hostile:
        return context.hostile[kind]
    if isinstance(left, (type, types.ModuleType)) and type(left) is type(right):
        return False if _address(left) != _address(right) else f"both are called {left.__name__}, and are not one"
    if isinstance(left, (type, types.FunctionType, types.MethodType, types.ModuleType)):
        return "functions, classes and modules are only equal to themselves"
    if all(type.__getattribute__(each, "__eq__") is object.__eq__ for each in (kind, type(right))):
        return f"{type_name(left)} {_SILENT}"
    answer = attempt(lambda: _truth(left, right), lambda reason: reason)
    if isinstance(answer, str):
        context.hostile[kind] = answer
    return answer


def _address(value: Any) -> tuple[str, str]:
    """Return where a class or a module is found."""
    if isinstance(value, types.ModuleType):
        return value.__name__, str(value.__dict__.get("__file__"))
    return type.__getattribute__(value, "__module__"), type.__getattribute__(value, "__qualname__")


def _truth(left: Any, right: Any) -> bool | str:
    if _both_decline(left, right):
        return f"{type_name(left)} {_SILENT}"
    answer = left == right
    if type(answer) is bool or is_a(answer, "numpy", "bool_", "bool"):
        return bool(answer)
    return f"their comparison gives {type_name(answer)}, no yes or no"


def _asks(value: Any) -> Any:
    return type(value).__eq__


def _both_decline(left: Any, right: Any) -> bool:
    """Return whether both classes refuse to answer, so that Python would compare identities."""
    return all(_asks(one)(one, other) is NotImplemented for one, other in ((left, right), (right, left)))
