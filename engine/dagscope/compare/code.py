"""What the code of a function consists of, so that two can be told apart part by part. It must not run anything."""

from __future__ import annotations

import ast
import datetime
import decimal
import enum
import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dagscope.caching.code_versions import hash_of_code, parts_of_function, version_of_function
from dagscope.caching.constants import UNKNOWN
from dagscope.caching.opened import ORDER
from dagscope.caching.own_modules import is_project_module
from dagscope.caching.sources import definition_of
from dagscope.class_home import home_of
from dagscope.compare.values.sheets import is_sheet
from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version
from dagscope.function_modifiers.calls import function_behind, wiring_of
from dagscope.node import Node
from dagscope.preview.budget import attempt, cut, reason_of
from dagscope.preview.scalars import short_repr
from dagscope.records import Change
from dagscope.source_text import Function
from dagscope.value_code import is_from_outside

T = TypeVar("T")

_TEXT = 300
_DEPTH = 4
_PLAIN = (
    str,
    int,
    float,
    complex,
    bool,
    bytes,
    type(None),
    datetime.date,
    datetime.timedelta,
    decimal.Decimal,
    enum.Enum,
)
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A function's code as texts: its body, defaults, decorators, and what it uses of the project.

    A text that begins with `UNKNOWN` says why nothing can be known.
    `helpers` maps names to versions, `constants` to values; names of the function's own module stand without it.
    """

    module: str
    name: str
    body: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()
    helpers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The function as it is imported."""
        return f"{self.module}.{self.name}"


@functools.lru_cache(maxsize=20_000)
def code_of(fn: Any) -> CodeFacts:
    """Return the facts of a function; they are read once, as a process never loads code again."""
    module, name = home_of(fn), getattr(fn, "__qualname__", "?")
    found = definition_of(fn)
    helpers: dict[str, str] = {}
    constants: dict[str, str] = {}
    for used, version, is_constant in _parts(fn):
        short = used.removeprefix(f"{module}.")
        kept = constants if is_constant else helpers
        kept[short] = f"{kept[short]}; {version}" if short in kept else version
    if found is None:
        return CodeFacts(module, name, _text_of(fn), _defaults(fn, found), (), helpers, constants)
    body = "\n".join(ast.unparse(statement) for statement in found.body)
    arguments = ", ".join(each.arg for each in ast.walk(found.args) if isinstance(each, ast.arg))
    decorators = tuple(ast.unparse(each) for each in found.decorator_list)
    return CodeFacts(
        module,
        name,
        f"{type(found).__name__}({arguments})\n{body}",
        _defaults(fn, found),
        decorators,
        helpers,
        constants,
    )


def _parts(fn: Any) -> list[tuple[str, str, bool]]:
    return _whole(lambda: parts_of_function(fn), lambda reason: [("what it uses", f"{UNKNOWN}{reason}", True)])


def _version(make: Callable[[Any], str | None], value: Any) -> str:
    return _whole(lambda: make(value) or UNHASHABLE, lambda reason: UNHASHABLE)


def _whole(make: Callable[[], T], otherwise: Callable[[str], T]) -> T:
    """Return what is made, however long it takes, since what is left out would be called the same; `otherwise` gets
    the reason when code of the project ends it. Ctrl+C passes through.
    """
    try:
        return make()
    except BaseException as error:
        if is_from_outside(error):
            raise
        return otherwise(reason_of(error))


def _text_of(fn: Any) -> str:
    """Return the source, or what represents it where there is none: the code object."""
    try:
        return inspect.getsource(fn)
    except (OSError, TypeError):
        return hash_of_code(fn) or f"{UNKNOWN}it has no source"


def _defaults(fn: Any, found: Function | None) -> dict[str, str]:
    """Return the defaults of the parameters: as they were written, and what they are."""
    try:
        parameters = inspect.signature(fn).parameters
    except (TypeError, ValueError):
        return {}
    empty = inspect.Parameter.empty
    written = _written_defaults(found) if found is not None else {}
    return {
        name: _default_text(each.default, written.get(name, ""))
        for name, each in parameters.items()
        if each.default is not empty
    }


def _default_text(value: Any, written: str) -> str:
    """Return a default as a text; what no version can be made of is known by how it was written at least."""
    text, is_told = _versioned_text(value)
    if is_told:
        return text
    return f"{text} ({written})" if written else f"{UNKNOWN}nothing shows how {text} is made"


def _written_defaults(found: Function) -> dict[str, str]:
    positional = [*found.args.posonlyargs, *found.args.args]
    pairs = list(zip(reversed(positional), reversed(found.args.defaults)))
    pairs += [(each, given) for each, given in zip(found.args.kwonlyargs, found.args.kw_defaults) if given is not None]
    return {each.arg: cut(ast.unparse(given), _TEXT) for each, given in pairs}


def value_text(value: Any) -> str:
    """Return a text that is another one for each other value, and the same in each process."""
    return _versioned_text(value)[0]


def _versioned_text(value: Any) -> tuple[str, bool]:
    """Return the text, and whether it tells the value from all others."""
    if isinstance(value, enum.Enum):
        inner, is_told = _versioned_text(value.value)
        return f"{type(value).__qualname__}.{value.name or ''} ({inner})", is_told
    text = short_repr(value, _TEXT)
    if _is_plain(value) and len(text) < _TEXT - 2:
        return text, True
    if inspect.isfunction(value):
        text = str(value.__qualname__)  # equal code of another module is no other value
        version = _version(version_of_function, value)
    else:
        version = _version(data_version, value)
    if isinstance(value, (set, frozenset)):
        text = f"{{{', '.join(sorted(map(short_repr, value)))}}}"  # their order is another one in each process
    elif text.startswith("<"):
        text = attempt(lambda: repr(value), lambda reason: text)
    text = _ADDRESS.sub("", cut(text, _TEXT))
    return (text, False) if version == UNHASHABLE else (f"{text} [{version[:8]}]", True)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool, type(None)))


# Differences --------------------------------------------------------------------------------------------------------


def code_changes(left: CodeFacts, right: CodeFacts) -> list[Change]:
    """Return how two functions differ; a change of the module alone is reported when the code is equal."""
    found: list[Change] = []
    if left.body != right.body:
        is_same_address = left.address == right.address
        what = left.address if is_same_address else ""
        found.append(
            Change("code", what, "" if is_same_address else left.address, "" if is_same_address else right.address)
        )
    elif is_unknown(left.body):
        found.append(unknown_change(left.address, left.body, right.body))
    found += [_part("helper", *item) for item in _differing(left.helpers, right.helpers)]
    constants = _differing(left.constants, right.constants)
    found += [Change("constant", *each) for each in constants if not _is_order_of_other_keys(each[0], constants)]
    found += [Change("default", name, *texts) for name, *texts in _differing(left.defaults, right.defaults)]
    for ours, theirs in ((left.constants, right.constants), (left.defaults, right.defaults)):
        found += [
            unknown_change(name, ours[name], theirs[name]) for name in ours if _is_unknown_on_both(name, ours, theirs)
        ]
    if left.decorators != right.decorators:
        one = [each for each in left.decorators if each not in right.decorators]
        other = [each for each in right.decorators if each not in left.decorators]
        texts = [
            cut(", ".join(f"@{each}" for each in part), _TEXT)
            for part in (one or left.decorators, other or right.decorators)
        ]
        found.append(Change("decorator", left.address, *texts))
    if left.address != right.address and left.body == right.body:
        found.append(Change("module", left.name, left.address, right.address))
    return found


def is_unknown(text: str) -> bool:
    """Return whether a text says only why nothing can be known."""
    return text.startswith(UNKNOWN)


def unknown_change(what: str, left: str, right: str) -> Change:
    """Return that nothing can be known of something on either side: two equal reasons are no equal values."""
    return Change("unknown", what, left.removeprefix(UNKNOWN), right.removeprefix(UNKNOWN))


def _is_unknown_on_both(name: str, left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    return is_unknown(left.get(name, "")) and is_unknown(right.get(name, ""))


def _is_order_of_other_keys(name: str, all_of_them: list[tuple[str, str, str]]) -> bool:
    """Return whether a dict's keys stand in another order because there are others, which is said by itself."""
    owner = name.removesuffix(ORDER)
    if owner == name:
        return False
    return any(each.startswith(f"{owner}[") and not (left and right) for each, left, right in all_of_them)


def _part(kind: Any, name: str, left: str, right: str) -> Change:
    """Return a change for a helper that differs: there are no versions to be shown, only on which side it is."""
    return Change(
        kind,
        name,
        "" if left and right else ("used" if left else "not used"),
        "" if left and right else ("used" if right else "not used"),
    )


def _differing(left: Mapping[str, str], right: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the names whose texts differ; names that differ in their module alone count as equal."""
    names = [
        name
        for name in dict.fromkeys([*left, *right])
        if left.get(name) != right.get(name) and not _is_unknown_on_both(name, left, right)
    ]
    ones = [(name, left[name]) for name in names if name in left and name not in right and not is_unknown(left[name])]
    others = {(name.rpartition(".")[2], right[name]): name for name in names if name in right and name not in left}
    moved: set[str] = set()
    for name, text in ones:
        twin = others.pop((name.rpartition(".")[2], text), None)
        if twin is not None:
            moved |= {name, twin}
    return [(name, left.get(name, ""), right.get(name, "")) for name in names if name not in moved]


# Values bound by decorators -----------------------------------------------------------------------------------------


def bound_changes(left: Mapping[str, str], right: Mapping[str, str], is_computed: bool) -> list[Change]:
    """Return how the values differ that decorators bound.

    One that no version can be made of is the same as long as what the decorators mention is; it cannot be known where
    they were computed of the config.
    """
    found = []
    for name in dict.fromkeys([*left, *right]):
        one, other = left.get(name, ""), right.get(name, "")
        texts = one.removeprefix(UNKNOWN), other.removeprefix(UNKNOWN)
        if one != other:
            found.append(Change("bound", name, *texts))
        elif is_computed and is_unknown(one):
            reason = f"nothing tells this {texts[0]} from another"
            found.append(unknown_change(f"the bound {name}", reason, reason))
    return found


def bound_values(call: Any, functions: tuple[Any, ...]) -> dict[str, str]:
    """Return what decorators put into a node's function: literals, and whatever plain its wrappers hold.

    The text of what no version can be made of begins with `UNKNOWN`.
    """
    found: dict[str, str] = {}
    if call is not None and call not in functions:
        _collect(call, "", found, set(map(id, functions)), 0)
    return found


def _collect(call: Any, prefix: str, found: dict[str, str], seen: set[int], depth: int) -> None:
    if id(call) in seen or depth > _DEPTH:
        return
    seen.add(id(call))
    wiring = wiring_of(call)
    if wiring is not None:
        for name, value in wiring.literals.items():
            _put(f"{prefix}{name}", value, found)
        _collect(function_behind(call), prefix, found, seen, depth + 1)
        return
    code = getattr(call, "__code__", None)
    if code is None or not home_of(call).startswith("dagscope"):
        return
    held = dict(zip(code.co_freevars, (_content(cell) for cell in call.__closure__ or ())))
    held.update({f"{name}": value for name, value in zip(code.co_varnames[::-1], (call.__defaults__ or ())[::-1])})
    for name, value in held.items():
        _hold(f"{prefix}{name}", value, found, seen, depth)


def _hold(name: str, value: Any, found: dict[str, str], seen: set[int], depth: int) -> None:
    """Record plain data as it is; of our objects and the project's their fields; of libraries' only tables."""
    if inspect.isfunction(value):
        if is_project_module(home_of(value)):
            _put(name, value, found)
        else:
            _collect(value, f"{name}.", found, seen, depth + 1)
    elif _is_data(value):
        _put(name, value, found)
    elif id(value) in seen or depth >= _DEPTH or isinstance(value, (type, Node)):
        return
    elif isinstance(value, (dict, list, tuple)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in items:
            _hold(f"{name}[{short_repr(key, 60)}]", part, found, seen, depth + 1)
    elif hasattr(value, "__dict__") and _is_ours(type(value)):
        seen.add(id(value))
        for key, part in vars(value).items():
            _hold(f"{name}.{key}", part, found, seen, depth + 1)


def _is_data(value: Any) -> bool:
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        return all(map(_is_data, value.values() if isinstance(value, dict) else value))
    return isinstance(value, _PLAIN) or is_sheet(value)


def _is_ours(kind: type) -> bool:
    module = home_of(kind)
    return module.partition(".")[0] in ("dagscope", "hamilton") or is_project_module(module)


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _put(name: str, value: Any, found: dict[str, str]) -> None:
    text, is_told = _versioned_text(value)
    found[name] = text if is_told else f"{UNKNOWN}{text}"
