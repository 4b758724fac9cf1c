"""Decorators that are used wrongly raise the same kind of error under both engines, and ours says where."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

PRELUDE = """
from typing import *
import pandas as pd
import {engine}.function_modifiers as fm
from {engine} import node
from {engine}.function_modifiers import *
from {engine}.function_modifiers import base, macros, recursive
from {engine}.function_modifiers import ParameterizedExtract

class Typed(TypedDict):
    a: int
    b: str

def plain(a: int, b: float = 2.0) -> dict: return {{}}
def other(x: int) -> int: return x
def frame(a: int) -> pd.DataFrame: ...
def lists(a: List[int], d: Dict[str, int]) -> int: ...
def pair(a: int) -> Tuple[int, str]: ...
def braces(a: int) -> int:
    "a {{'k': 1}}"
def empty(x: int) -> int: pass
def typed() -> Typed: ...
def mapping() -> Dict[str, int]: ...
def positional(x: int, /) -> int: return x
def unannotated(x) -> int: return x
def without_parameters() -> int: return 1
def ends__(a: int) -> int: ...
"""

SAME = """
parameterize(a={'x': 1})(plain)
parameterize(a={'zz': value(1)})(plain)
parameterize(n={'a': value(1)})(braces)
parameterize(a={'a': group(source('x'))})(plain)
parameterize_sources()
parameterize_sources(a={'zz': 'q'})(plain)
parameterize_values('a', {'n': 1})
parameterize_values('zz', {('n', 'd'): 1})(plain)
inject(zz=value(1))(plain)
inject(a=1)(plain)
inject(a=group(x=source('x')))(lists)
inject(d=group(source('x')))(lists)
group()
group(source('x'), a=source('y'))
group(1)
group(group(source('x')))
extract_columns()
extract_columns(['a'])
extract_columns('a')(plain)
extract_fields()(plain)
extract_fields()(mapping)
extract_fields({'c': int})(typed)
extract_fields({'a': str})(typed)
extract_fields({'a': int})(other)
extract_fields({'a': 'int'})(plain)
extract_fields({1: int})(plain)
extract_fields({})(plain)
extract_fields('a', 'b')(plain)
extract_fields([1])(mapping)
unpack_fields('a', 'b', 'c')(pair)
unpack_fields('a')(plain)
parameterize_extract_columns(ParameterizedExtract(('x',), {'a': value(1)}))(plain)
subdag()
subdag(other, inputs={'x': 1})
subdag(other, inputs={'x': configuration('z')})
subdag(other, config={'x': 1}, inputs={'x': value(1)})
subdag(other)(subdag(other)(empty))
does(other)(plain)
does(lambda *k: 1)(empty)
does(lambda y: 1)(empty)
step('other')
apply_to('other')
pipe_input(step(unannotated))(plain)
pipe_input(step(without_parameters))(plain)
pipe_input(step(positional))(plain)
pipe_input(step(other, 2))(plain)
pipe_input(step(other, y=2))(plain)
pipe_input(step(other), on_input=...)
pipe_input(step(other).named('a', namespace='x'), namespace='y')(plain)
pipe_input(step(other), collapse=True)
pipe_output(step(other), on_output=...)
pipe_output(step(other).on_output('x'), on_output='x')
pipe_output(step(other), collapse=True)
pipe_output(step(positional))(plain)
mutate(pd.concat)(other)
mutate(plain, zz=1)(other)
mutate(plain)(without_parameters)
mutate(plain, collapse=True)
tag(a=1)(plain)
tag(a=[])(plain)
tag(a=['x', 'x'])(plain)
tag(a=['x', 1])(plain)
tag(**{'a.': 'c'})(plain)
tag(**{'a-b': 'c'})(plain)
tag(**{'hamilton.x': 'c'})(plain)
tag(module='c')(plain)
cache('x')
config.when(a=1)(ends__)
resolve(decorate_with=lambda a: tag(a='b'))
resolve(when=1, decorate_with=lambda a: tag(a='b'))
resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda *a: tag(a='b'))
resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda **a: tag(a='b'))
resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=1)
dynamic_transform(dict, 'k')(plain)
dynamic_transform(dict, 'k')(empty)
load_from.zzz
load_from.json(path='x')(plain)
load_from.json(path='x', inject_='zz')(plain)
load_from.json(path='x', inject_='a')(plain)
base.NodeTransformer.select_nodes('q', [node.Node.from_fn(plain)])
base.NodeTransformer.select_nodes(['q', 'plain'], [node.Node.from_fn(plain)])
base.NodeTransformer.select_nodes(1, [node.Node.from_fn(plain)])
base.resolve_config('name', {}, ['a', 'b'], {'c': 1})
"""

# Where Hamilton says nothing, or stumbles over itself.
OURS = """
InvalidDecoratorException  parameterize(a=({'a': value(1)},))(plain)
InvalidDecoratorException  parameterize(a=1)
InvalidDecoratorException  extract_fields({'a': int}, 'c')
InvalidDecoratorException  unpack_fields(['a', 'b'])
InvalidDecoratorException  subdag('module')
InvalidDecoratorException  subdag([other])
InvalidDecoratorException  subdag(other, inputs=1)
InvalidDecoratorException  parameterized_subdag(other, a=1)
InvalidDecoratorException  does(other, x='y')(empty)
InvalidDecoratorException  pipe_input(other)
InvalidDecoratorException  pipe_output(other)
InvalidDecoratorException  mutate(1)
InvalidDecoratorException  mutate(step(other))
InvalidDecoratorException  check_output_custom(1)
ValueError                 check_output(importance='zz', range=(0, 1))
InvalidDecoratorException  check_output(range=(0, 1), target_=1)
InvalidDecoratorException  tag(a='b', target_=[1])
InvalidDecoratorException  tag_outputs(a=1)
ValueError                 schema.output('a')
ValueError                 cache(behavior='sometimes')
InvalidDecoratorException  config.when_in(a=1)
InvalidDecoratorException  config(1)
InvalidDecoratorException  config.when(name=1)
InvalidDecoratorException  pipe_output(step(other), on_output=1)
"""


def _error(engine: str, expression: str) -> Exception:
    name = "decorated_module"
    module = ModuleType(name)
    sys.modules[name] = module
    source = PRELUDE.format(engine=engine)
    line = source.count("\n") + 1
    try:
        exec(compile(f"{source}{expression}\n", "user_module.py", "exec"), module.__dict__)
    except Exception as error:
        error.expected_line = line  # type: ignore[attr-defined]
        return error
    finally:
        del sys.modules[name]
    raise AssertionError(f"{expression} is accepted by {engine}")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("expression", SAME.strip().splitlines())
def test_misuse_raises_the_same_kind_of_error(expression: str) -> None:
    expected, actual = _error("hamilton", expression), _error("dagscope", expression)

    assert type(expected).__name__ == type(actual).__name__


@pytest.mark.parametrize("line", OURS.strip().splitlines())
def test_misuse_is_named_where_it_is_written(line: str) -> None:
    kind, expression = line.split(maxsplit=1)

    error: Any = _error("dagscope", expression)

    assert kind == type(error).__name__
    assert error.file == "user_module.py"
    assert f"at user_module.py:{error.line}" in str(error)
    assert error.line == error.expected_line or "(plain)" in expression or "(empty)" in expression
