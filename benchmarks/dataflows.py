"""Seeded dataflows of any size, made for either engine. Nothing is measured here.

Functions are made from a few code objects, not from text: compiling 100,000 functions takes longer than what is
measured.
"""

from __future__ import annotations

import random
import sys
import types
from collections.abc import Callable, Sequence
from importlib import import_module
from types import CodeType, FunctionType, ModuleType
from typing import Any

PER_MODULE = 500


def _templates() -> list[CodeType]:
    made = []
    for count in range(6):
        names = ", ".join(f"p{i}" for i in range(count))
        total = " + ".join(f"p{i}" for i in range(count)) or "1"
        namespace: dict[str, Any] = {}
        exec(f"def f({names}):\n    return ({total}) & 1023\n", namespace)
        made.append(namespace["f"].__code__)
    return made


_TEMPLATES = _templates()


def function(name: str, parameters: Sequence[str], module: str, defaults: tuple[Any, ...] = ()) -> FunctionType:
    """Return a function that adds its parameters up."""
    code = _TEMPLATES[len(parameters)].replace(co_name=name, co_varnames=tuple(parameters))
    fn = FunctionType(code, {"__name__": module}, name, defaults or None)
    fn.__module__ = module
    fn.__qualname__ = name
    fn.__annotations__ = {**dict.fromkeys(parameters, int), "return": int}
    return fn


def _module(name: str) -> ModuleType:
    """Return a module that `inspect` finds, as Hamilton needs."""
    module = sys.modules[name] = ModuleType(name)
    return module


def discard(modules: list[ModuleType]) -> None:
    """Drop modules, so that the next subject does not run in a heap full of the last one."""
    for module in modules:
        sys.modules.pop(module.__name__, None)
        vars(module).clear()
    modules.clear()


def random_modules(count: int, engine: str, seed: int = 7, decorated: float = 0.1) -> list[ModuleType]:
    """Return modules with `count` functions in all, some decorated, each reading up to four earlier ones or inputs."""
    rng = random.Random(seed)
    modifiers = import_module(f"{engine}.function_modifiers") if decorated else None
    names: list[str] = []
    modules: list[ModuleType] = []
    for index in range(count):
        if index % PER_MODULE == 0:
            modules.append(_module(f"random_{engine}_{seed}_{count}_{index // PER_MODULE}"))
        module = modules[-1]
        name = f"node_{index:06d}"
        window = names[-200:]
        parameters = rng.sample(window, min(rng.randrange(5), len(window)))
        if rng.random() < 0.1 or not parameters:
            parameters = [*parameters[:3], f"input_{rng.randrange(max(count // 50, 1))}"]
        fn = function(name, parameters, module.__name__)
        if modifiers is not None and rng.random() < decorated:
            fn = _decorate(fn, name, parameters, modifiers, rng)
        names.append(name)
        setattr(module, fn.__name__, fn)
    return modules


def _decorate(fn: FunctionType, name: str, parameters: Sequence[str], modifiers: Any, rng: random.Random) -> Any:
    kind = rng.randrange(4)
    if kind == 0:
        return modifiers.tag(owner="team", stage="raw")(fn)
    if kind == 1:
        fn.__name__ = fn.__qualname__ = f"{name}__small"
        return modifiers.config.when(size="small")(fn)
    if kind == 2:
        outputs = {name: {parameters[0]: modifiers.value(1)}, f"{name}_other": {parameters[0]: modifiers.value(2)}}
        return modifiers.parameterize(**outputs)(fn)
    fn.__annotations__["return"] = dict
    fn.__name__ = fn.__qualname__ = f"{name}_both"
    return modifiers.extract_fields({name: int, f"{name}_rest": int})(fn)


CONFIG = {"size": "small"}


def tree(count: int) -> tuple[ModuleType, Callable[[int], Any]]:
    """Return a dataflow whose node `n0` needs all `count` nodes, and these calls written out by hand."""
    module = _module(f"tree_{count}")
    rng = random.Random(count)
    lines: dict[int, str] = {}
    children_of: dict[int, list[int]] = {}
    namespace: dict[str, Any] = {}
    for index in reversed(range(count)):
        children = [child for child in (2 * index + 1, 2 * index + 2) if child < count]
        if children and rng.random() < 0.5:
            children.append(rng.randrange(children[-1], count))
        parameters = list(dict.fromkeys(f"n{child}" for child in children)) or ["x"]
        fn = function(f"n{index}", parameters, module.__name__)
        setattr(module, fn.__name__, fn)
        namespace[f"f{index}"] = fn
        children_of[index] = children
        lines[index] = f"    n{index} = f{index}({', '.join(parameters)})"
    # In the order both engines run in: another one would measure where the functions lie in memory.
    body = "\n".join(lines[index] for index in _depth_first(children_of))
    exec(f"def by_hand(x):\n{body}\n    return {{'n0': n0}}\n", namespace)
    by_hand: Callable[[int], Any] = namespace["by_hand"]
    return module, by_hand


def _depth_first(children_of: dict[int, list[int]]) -> list[int]:
    done: dict[int, None] = {}
    stack = [0]
    while stack:
        waiting = [child for child in children_of[stack[-1]] if child not in done]
        if waiting:
            stack.append(waiting[0])
        else:
            done[stack.pop()] = None
    return list(done)


def chain(length: int, make: Callable[[], Any], change: Callable[[Any], Any], type_: type) -> ModuleType:
    """Return a dataflow `n0 -> n1 -> ...` whose values are made by `make` and `change`."""
    module = _module(f"chain_{length}")
    template: dict[str, Any] = {"change": change, "make": make}
    exec("def first():\n    return make()\ndef step(p0):\n    return change(p0)\n", template)
    for index in range(length):
        name, parameters = f"n{index}", [f"n{index - 1}"] if index else []
        code = template["step" if index else "first"].__code__
        code = code.replace(co_name=name, co_varnames=tuple(parameters))
        fn = types.FunctionType(code, template, name)
        fn.__module__ = module.__name__
        fn.__annotations__ = {**dict.fromkeys(parameters, type_), "return": type_}
        setattr(module, name, fn)
    return module
