"""The node: what it reads off a function, and the copies it makes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, Optional

import pytest
from dagscope.htypes import Collect, Parallelizable
from dagscope.node import DependencyType, Node, NodeType, matches_query

REQUIRED, OPTIONAL = DependencyType.REQUIRED, DependencyType.OPTIONAL


def price(amount: int, *, unit: str = "kg", note: Optional[str] = None) -> float:  # noqa: UP045
    """Return the price."""
    return amount * 2.0


def test_from_fn_reads_inputs_defaults_and_tags() -> None:
    node = Node.from_fn(price)

    assert (node.name, node.type, node.documentation) == ("price", float, "Return the price.")
    assert node.input_types == {
        "amount": (int, REQUIRED),
        "unit": (str, OPTIONAL),
        "note": (Optional[str], OPTIONAL),  # noqa: UP045
    }
    assert node.default_parameter_values == {"unit": "kg", "note": None}
    assert node.tags == {"module": price.__module__}
    assert node(amount=2) == 4.0


def _without_return(x: int):  # type: ignore[no-untyped-def]
    return x


def _without_parameter_hint(x) -> int:  # type: ignore[no-untyped-def]
    return int(x)


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (_without_return, "Missing type hint for return value in function _without_return."),
        (
            _without_parameter_hint,
            "Missing type hint for x in function _without_parameter_hint. Please add one to fix.",
        ),
        (len, "Missing type hint for return value in function len."),
    ],
)
def test_missing_hint_names_the_function(fn: Callable[..., Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        Node.from_fn(fn)

    assert str(caught.value) == message


def test_role_follows_from_parallelizable_and_collect() -> None:
    def items() -> Parallelizable[int]:
        return [1]

    def total(items: Collect[int], k: int) -> int:
        return sum(items) + k

    assert Node.from_fn(items).node_role is NodeType.EXPAND
    assert Node.from_fn(total).node_role is NodeType.COLLECT
    assert Node.from_fn(total).collect_dependency == "items"
    with pytest.raises(ValueError, match="is not a collect node"):
        _ = Node.from_fn(items).collect_dependency


def test_reassign_inputs_renames_and_fixes_and_keeps_defaults() -> None:
    node = Node.from_fn(price).reassign_inputs({"amount": "tons", "note": "remark"}, {"unit": "t"})

    assert node.input_types == {"tons": (int, REQUIRED), "remark": (Optional[str], OPTIONAL)}  # noqa: UP045
    assert node(tons=3) == 6.0
    assert node.default_parameter_values == {"remark": None}


def test_reassign_inputs_of_two_parameters_to_one_source() -> None:
    def product(a: int, b: int = 3) -> int:
        return a * b

    node = Node.from_fn(product).reassign_inputs({"a": "x", "b": "x"})

    assert node.input_types == {"x": (int, REQUIRED)}
    assert node(x=4) == 16


def test_transform_output_gives_value_and_inputs_to_the_transform() -> None:
    node = Node.from_fn(price).transform_output(lambda value, inputs: (value, inputs), tuple)

    assert node.type is tuple
    assert node(amount=1) == (2.0, {"amount": 1})


def test_copy_with_leaves_the_original_alone() -> None:
    node = Node.from_fn(price)
    copy = node.copy_with(name="cost", namespace=("shop",))
    copy.add_tag("owner", "me")

    assert copy.name == "shop.cost"
    assert node.tags == {"module": price.__module__}
    assert node == Node.from_fn(price) != copy


def test_shared_tags_are_copied_before_a_reader_can_change_them() -> None:
    shared = {"module": "m"}
    node = Node("a", int, input_types={}, tags=shared)
    node.tags_are_shared = True
    node.tags["k"] = "v"

    assert (shared, node.tags) == ({"module": "m"}, {"module": "m", "k": "v"})


def test_pickle_keeps_the_node_and_drops_its_neighbours() -> None:
    node = Node.from_fn(price)
    node.dependencies.append(Node("amount", int, node_source=NodeType.EXTERNAL))
    copy = pickle.loads(pickle.dumps(node))

    assert (copy.name, copy.input_types, copy.dependencies) == ("price", node.input_types, [])


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ({}, True),
        ({"a": "b"}, True),
        ({"a": None, "c": ["x", "d"]}, True),
        ({"c": "q"}, False),
        ({"z": None}, False),
    ],
)
def test_matches_query(query: dict[str, Any], matches: bool) -> None:
    assert matches_query({"a": "b", "c": ["d", "e"]}, query) is matches
