"""Following a column: what is asked of which tables, what is lit and said."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import AskValue, ErrorAnswer, ValueAnswer
from dagscope.protocol.values import HasColumnAnswer, HasColumnAsk
from dagscope.records import DefinitionRecord, NodeRecord
from dagscope_app.model.graph.lineage import Lineage, candidates, lineage_of, names_in
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.results import ResultKey

from tests.app.controllers.bench import PLAIN, Bench, node

SOURCES = {
    "raw": '@extract_columns("price", "n")\ndef raw(count): ...',
    "clean": 'def clean(raw):\n    return raw[raw["price"] > 0]',
    "features": "@with_columns(tax)\ndef features(clean): ...",
    "tax": "def tax(price, n):\n    return price * n",
    "total": 'def total(features):\n    return features["tax"].sum()',
    "rows": "def rows(features):\n    return len(features)",
}
DEFINED = {"price": "raw", "n": "raw", "features.price": "features", "features.n": "features", "features.tax": "tax"}


def flow() -> GraphSnapshot:
    """Return a graph in which columns are taken out of `raw`; others are computed and put into `features`."""
    nodes = [
        node("count", kind="input"), node("raw", "count"), node("price", "raw"), node("n", "raw"), node("clean", "raw"),
        node("features.price", "clean"), node("features.n", "clean"), node("features.tax", "features.price",
            "features.n"),
        node("features._append", "features.tax", "clean"), node("features", "features._append"),
        node("total", "features"), node("rows", "features"), node("double", "price"),
    ]  # fmt: skip
    frames = ("raw", "clean", "features._append", "features")
    found: dict[str, NodeRecord] = {}
    definitions: list[DefinitionRecord] = []
    for at, item in enumerate(nodes):
        function = DEFINED.get(item.name, item.name.partition(".")[0])
        definitions.append(
            DefinitionRecord(at, item.name, function, source=SOURCES.get(function, f"def {function}(): ..."))
        )
        found[item.name] = replace(item, type="DataFrame" if item.name in frames else "Series", definitions=(at,))
    consumers: dict[str, list[str]] = {}
    for item in found.values():
        for dep in item.deps:
            consumers.setdefault(dep.name, []).append(item.name)
    return GraphSnapshot(
        nodes=found, definitions=dict(enumerate(definitions)), consumers={k: tuple(v) for k, v in consumers.items()}
    )


HAS = {
    "price": {"raw": True, "clean": True, "features._append": True, "features": True},
    "tax": {"raw": False, "clean": False, "features._append": True, "features": True},
}


def test_a_column_that_is_carried_along_is_followed_to_where_it_is_made() -> None:
    found = lineage_of(flow(), "features", "price", HAS["price"])

    assert (("raw",), {"features", "features._append", "clean", "raw"}) == (found.made, set(found.carried))
    assert "count" in found.lit and "n" not in found.lit
    assert ("total", "rows") == tuple(name for name in found.perhaps if "." not in name)


def test_a_column_that_is_put_in_comes_from_the_node_that_computes_it() -> None:
    found = lineage_of(flow(), "features", "tax", HAS["tax"])

    assert ("features.tax",) == found.made
    assert {"features.price", "features.n", "clean", "raw", "count"} <= found.lit, "and from what that is made of"
    assert ("total",) == found.read and ("rows",) == found.perhaps
    assert (
        "The column tax is made by features.tax. It is in 2 tables. It is read by total. "
        "rows gets the whole table and may read it." == found.sentence()
    )


def test_downwards_it_is_taken_out_named_or_carried() -> None:
    found = lineage_of(flow(), "raw", "price", HAS["price"])

    assert {"price", "clean", "features.price", "double", "features.tax"} == set(found.read)
    assert "n" not in {*found.read, *found.perhaps}
    assert {"raw", "clean", "features", "features._append"} == set(found.carried)


def test_a_node_that_is_a_column_is_followed_as_one() -> None:
    found = lineage_of(flow(), "features.tax", "tax", HAS["tax"])

    assert ("features.tax",) == found.made and {"features", "features._append"} <= set(found.carried)
    assert "total" in found.read
    out = lineage_of(flow(), "price", "price", HAS["price"])
    assert (("raw",), ("double",)) == (out.made, out.read)


def test_without_values_what_is_not_known_is_said() -> None:
    found = lineage_of(flow(), "features", "price", {})

    assert found.sentence().endswith("Run it, and the values tell which tables have the column.")
    assert Lineage("x").sentence() == (
        "Where the column x is made cannot be seen here. No function reads it by its name."
    )


def test_a_cycle_free_walk_ends_on_large_graphs_and_odd_code() -> None:
    assert names_in("def f(:") == names_in("(" * 10_000) == names_in("\0") == frozenset()
    assert {"a", "b", "c"} <= names_in("    df.a = df['b']\n    g(c=1)")
    assert ("raw", "clean", "features._append", "features") == candidates(flow(), "clean")


def followed(shop: Bench) -> None:
    tables = tuple(
        replace(item, type="DataFrame") if item.name in ("orders", "total", "report") else item
        for item in flow_of_shop()
    )
    shop.open(tables, (PLAIN,))
    shop.ran("report", "gap")


def flow_of_shop() -> tuple[NodeRecord, ...]:
    from tests.app.controllers.bench import SHOP

    return SHOP


def test_tables_are_asked_and_the_way_is_lit(shop: Bench) -> None:
    followed(shop)
    shop.c.lineage.follow("total", "price")
    asked = [body for body in shop.worker.sent(AskValue) if body.ask == HasColumnAsk("price")]
    assert ["orders", "total", "report"] == [body.node for body in asked]
    shop.worker.answer(AskValue, ValueAnswer(HasColumnAnswer(True)))
    shop.worker.answer(AskValue, ValueAnswer(HasColumnAnswer(True)))
    assert shop.state.view.path is None, "not all have answered"
    shop.worker.answer(AskValue, ErrorAnswer("gone"))

    path = shop.state.view.path
    assert path is not None and {"orders", "total", "count"} <= path and "gap" not in path
    assert shop.said.startswith("The column price is made by orders. It is in 2 tables.")


def test_a_later_column_makes_earlier_answers_void(shop: Bench) -> None:
    followed(shop)
    shop.c.lineage.follow("total", "price")
    shop.c.lineage.follow("total", "other")
    for _ in range(3):
        shop.worker.answer(AskValue, ValueAnswer(HasColumnAnswer(True)))
    assert shop.state.view.path is None


def test_a_column_is_chosen_of_the_selected_table(shop: Bench) -> None:
    followed(shop)
    shop.c.graph.select(["total"])
    shop.do("view.column_path")
    assert "Show the table of total first" in shop.said
    shop.c.graph.select(["shown_total"])
    shop.do("view.column_path")
    assert shop.worker.sent(AskValue)
    shop.c.lineage.follow_in(ResultKey("nothing"), "price")
