"""What Python lets one put into a module is a node, or a sentence with its place says what to write."""

from __future__ import annotations

import functools
import linecache
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from dagscope.ad_hoc_utils import create_temporary_module, module_from_source
from dagscope.build import BuildResult, build_dataflow
from dagscope.driver import Builder
from dagscope.function_modifiers.base import InvalidDecoratorException

HEAD = "import functools\nfrom typing import *\nfrom dagscope.function_modifiers import *\n"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    sys.modules.pop("flow", None)


def _module(text: str) -> ModuleType:
    source = HEAD + text
    module = ModuleType("flow")
    module.__file__ = "<flow>"
    linecache.cache["<flow>"] = (len(source), None, source.splitlines(keepends=True), "<flow>")
    sys.modules["flow"] = module
    exec(compile(source, "<flow>", "exec", dont_inherit=True), module.__dict__)
    return module


def _build(text: str, config: dict[str, Any] | None = None) -> BuildResult[Any]:
    return build_dataflow([_module(text)], config or {})


def _run(text: str, final: str, **inputs: Any) -> Any:
    return Builder().with_modules(_module(text)).build().execute([final], inputs=inputs)[final]


class _NumbaLike:
    """What numba and joblib make: an object of their own class that stands for a function."""

    def __init__(self, fn: Any) -> None:
        functools.update_wrapper(self, fn)
        self.py_func = fn

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.py_func(*args, **kwargs)


@pytest.mark.parametrize(
    "decorator",
    ["@functools.lru_cache(maxsize=None)", "@functools.lru_cache", "@functools.cache", "@NUMBA"],
)
@pytest.mark.parametrize("place", ["alone", "above", "below"])
def test_a_cached_or_compiled_function_is_a_node(decorator: str, place: str) -> None:
    lines = {"alone": [decorator], "above": ["@tag(a='b')", decorator], "below": [decorator, "@tag(a='b')"]}[place]
    text = "\n".join(lines) + "\ndef twice(n: int) -> int:\n    return 2 * n\n"
    text += "def out(twice: int) -> int:\n    return twice + 1\n"
    if decorator == "@NUMBA":
        text = "from tests_numba_like import NumbaLike as NUMBA\n" + text
        sys.modules["tests_numba_like"] = ModuleType("tests_numba_like")
        sys.modules["tests_numba_like"].NumbaLike = _NumbaLike  # type: ignore[attr-defined]
    try:
        driver = Builder().with_modules(_module(text)).build()
        again = Builder().with_modules(sys.modules["flow"]).build()
    finally:
        sys.modules.pop("tests_numba_like", None)

    for each in (driver, again):
        assert [variable.name for variable in each.list_available_variables()] == ["out", "twice", "n"]
        assert each.execute(["out"], inputs={"n": 4}) == {"out": 9}
        assert each.graph.nodes["twice"].tags.get("a") == (None if place == "alone" else "b")


def test_a_cached_function_is_called_once() -> None:
    text = "CALLS = []\n@functools.cache\ndef a(n: int) -> int:\n    CALLS.append(n)\n    return n\n"
    driver = Builder().with_modules(_module(text)).build()
    driver.execute(["a"], inputs={"n": 1})
    driver.execute(["a"], inputs={"n": 1})

    assert sys.modules["flow"].CALLS == [1]


def test_a_second_name_of_a_cached_function_is_said() -> None:
    result = _build("def plain(n: int) -> int:\n    return n\nquick = functools.cache(plain)\n")

    assert list(result.graph.nodes) == ["plain", "n"]
    assert [(each.kind, each.node) for each in result.warnings] == [("alias", "quick")]


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (
            "def _f(n: int, k: int) -> int:\n    return n\nsettings = functools.partial(_f, k=1)\n",
            "a functools.partial of _f",
        ),
        (
            "class _C:\n    @classmethod\n    def make(cls, n: int) -> int:\n        return n\nsettings = _C.make\n",
            "a method, _C.make",
        ),
        (
            "class _C:\n    def __call__(self, n: int) -> int:\n        return n\nsettings = _C()\n",
            "an object of the class _C",
        ),
        ("from json import dumps as settings\n", "a function of json"),
    ],
    ids=["partial", "class method", "object", "imported"],
)
def test_a_callable_that_is_no_function_is_said_where_the_dataflow_asks_for_it(definition: str, words: str) -> None:
    result = _build(definition + "def out(settings: int) -> int:\n    return settings\n")

    (warning,) = result.warnings
    assert warning.node == "settings" and words in warning.message and "Write `def settings(" in warning.message
    assert warning.file and warning.line
    assert _build(definition + "def out(n: int) -> int:\n    return n\n").warnings == ()


def test_a_callable_may_be_an_input() -> None:
    text = "from json import dumps\ndef out(dumps: Callable[..., str]) -> str:\n    return dumps({})\n"

    assert _build(text).warnings == ()


def test_a_static_method_under_its_own_name_is_a_node() -> None:
    text = "class _C:\n    @staticmethod\n    def price(n: int) -> int:\n        return n + 1\nprice = _C.price\n"

    assert _run(text, "price", n=1) == 2


def test_functions_put_into_a_module_by_hand_are_said() -> None:
    def by_hand(n: int) -> int:
        return n

    module = ModuleType("made")
    module.by_hand = by_hand  # type: ignore[attr-defined]
    (warning,) = build_dataflow([module], {}).warnings

    assert (warning.kind, warning.node) == ("by_hand", "by_hand")
    assert "create_temporary_module(by_hand)" in warning.message and "decorator" not in warning.message
    assert Builder().with_modules(create_temporary_module(by_hand)).build().execute(["by_hand"], inputs={"n": 2})


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        ("n: int, *rest: int", "takes *rest"),
        ("n: int, **more: int", "takes **more"),
        ("n: int, /", "takes n by position only"),
        ("n: int, /, m: int = 1", "takes n by position only"),
    ],
)
@pytest.mark.parametrize("above", ["", "@tag(a='b')\n", "@functools.cache\n"])
def test_parameters_that_cannot_be_passed_by_name_are_said(signature: str, words: str, above: str) -> None:
    text = f"{above}def u({signature}) -> int:\n    return 1\ndef fine(n: int) -> int:\n    return n\n"
    module = _module(text)
    for _ in range(2):  # anew, and from what is remembered
        result = build_dataflow([module], {})
        (warning,) = result.warnings

        assert (warning.kind, warning.node, warning.file, warning.line) == ("parameter", "u", "<flow>", 4)
        assert words in warning.message and result.problems == ()
    assert {"u", "fine"} <= set(result.graph.nodes)


@pytest.mark.parametrize("helper", ["*parts", "**parts", "first, /", "first: int, *parts"])
def test_a_function_that_makes_no_node_and_takes_no_names_is_a_helper_unless_it_is_named(helper: str) -> None:
    text = f"def added({helper}) -> int:\n    return 5\ndef total(a: int) -> int:\n    return added(a)\n"
    result = _build(text)

    assert [(each.kind, each.node, each.line) for each in result.warnings] == [("helper", "added", 4)]
    assert result.problems == () and "added" not in result.graph.nodes
    (problem,) = _build(text + "def reader(added: int) -> int:\n    return added\n").problems
    assert (problem.kind, problem.node) == ("parameter", "added") and "<flow>:4" in problem.message


def test_a_function_that_does_takes_may_stand_beside_it() -> None:
    text = "def added(**parts: int) -> int:\n    return sum(parts.values())\n"
    module = _module(text + "@does(added)\ndef total(a: int, b: int = 2) -> int:\n    pass\n")

    assert Builder().with_modules(module).build().execute(["total"], inputs={"a": 1}) == {"total": 3}


RAISED = [
    "tag",
    "tag_outputs",
    "cache",
    "inject",
    "parameterize",
    "parameterize_sources",
    "parameterize_values",
    "extract_fields",
    "extract_columns",
    "unpack_fields",
    "parameterize_extract_columns",
    "resolve",
    "resolve_from_config",
    "dataloader",
    "datasaver",
    "check_output",
    "check_output_custom",
]


@pytest.mark.parametrize("name", [*RAISED, "schema", "load_from", "save_to"])
def test_a_decorator_without_parentheses_raises_where_it_is_written(name: str) -> None:
    with pytest.raises(InvalidDecoratorException, match="without parentheses: write @" + name) as caught:
        _module(f"@{name}\ndef record(n: int) -> Dict[str, int]:\n    return {{}}\n")

    assert (caught.value.file, caught.value.line) == ("<flow>", 4)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["subdag", "does", "config"])
def test_a_decorator_that_takes_functions_is_noticed_in_the_build(name: str) -> None:
    result = _build(f"@{name}\ndef record(n: int) -> dict:\n    pass\n")

    (problem,) = result.problems
    assert (problem.node, problem.line) == ("record", 4)
    assert f"without parentheses and has taken its place: write @{name}(...)" in problem.message


@pytest.mark.parametrize("name", ["mutate", "step"])
def test_mutate_and_step_above_a_function_are_noticed(name: str) -> None:
    result = _build(f"@{name}\ndef _change(n: int) -> int:\n    return n\ndef a(n: int) -> int:\n    return n\n")

    assert [each.node for each in result.problems] == ["_change"]


def test_a_decorator_kept_under_a_name_is_no_mistake() -> None:
    text = "def _other(**k: int) -> int:\n    return 1\nmine = does(_other)\nmarked = tag(a='b')\n"
    text += "@marked\n@mine\ndef a(n: int) -> int:\n    pass\n"

    assert _build(text).problems == ()


@pytest.mark.parametrize(
    ("text", "error", "kind", "words"),
    [
        ("def a(x: 'Missing') -> int:\n    return 1\n", NameError, "unresolved_name", "not under `if TYPE_CHECKING:`"),
        ("def a(x: int) -> 'Missing':\n    return 1\n", NameError, "unresolved_name", "Import it where"),
        ("@tag(a='b')\ndef a(x: 'Missing') -> int:\n    return 1\n", NameError, "unresolved_name", "Import it where"),
        ("def a(x: '1/0') -> int:\n    return 1\n", ZeroDivisionError, "annotation", "Write a type there"),
        ("def a(x: 'a thing') -> int:\n    return 1\n", SyntaxError, "annotation", "Write a type there"),
    ],
)
def test_annotations_that_fail_say_where_and_what_to_write(
    text: str, error: type[Exception], kind: str, words: str
) -> None:
    (problem,) = _build(text).problems
    assert (problem.kind, problem.node, problem.file) == (kind, "a", "<flow>") and problem.line
    assert "in an annotation of a" in problem.message and words in problem.message
    with pytest.raises(error, match=f"at <flow>:{problem.line}"):
        Builder().with_modules(_module(text)).build()


def test_a_function_that_chooses_by_its_first_argument_is_said() -> None:
    text = "@functools.singledispatch\ndef a(x: int) -> int:\n    return 1\ndef b(x: int) -> int:\n    return x\n"
    (warning,) = _build(text).warnings

    assert (warning.kind, warning.node) == ("parameter", "a") and "singledispatch" in warning.message


def test_a_function_made_by_another_one_says_what_its_node_is_called() -> None:
    make = "def _make(n):\n    def inner(x: int) -> int:\n        return x * n\n    return inner\n"
    reads = "def out(twice: int) -> int:\n    return twice\n"
    (warning,) = _build(f"{make}twice = _make(2)\n{reads}").warnings

    assert (warning.kind, warning.node) == ("no_node", "twice")
    assert 'Write `twice.__name__ = "twice"`' in warning.message
    assert _run(f'{make}twice = _make(2)\ntwice.__name__ = "twice"\n{reads}', "out", x=4) == 8


def test_a_decorator_of_the_module_that_hides_its_function_is_said() -> None:
    text = (
        "def _hide(fn):\n    def inner(*args, **kwargs):\n        return fn(*args, **kwargs)\n    return inner\n"
        "@_hide\ndef a(x: int) -> int:\n    return x\n"
    )
    (warning,) = _build(text).warnings

    assert (warning.kind, warning.node) == ("foreign_wrapper", "a") and "functools.wraps" in warning.message


def test_what_is_built_in_is_called_so() -> None:
    (warning,) = _build("size = len\ndef out(size: int) -> int:\n    return size\n").warnings

    assert "flow.size is builtins.len, which is built in" in warning.message


def test_a_class_whose_own_class_raises_can_be_an_annotation() -> None:
    module = module_from_source(
        """
class Meta(type):
    def __repr__(cls):
        raise KeyboardInterrupt

class Kind(metaclass=Meta):
    pass

def made(given: Kind) -> Kind:
    return given
""",
        "hostile_annotations",
    )
    result = build_dataflow([module], {})

    assert not result.problems
    assert "made" in result.graph.nodes
