"""The graph of a report folds: a namespace is one node with counts, and what is inside it a graph of its own."""

from __future__ import annotations

from dataclasses import replace

from dagscope.compare.report import Report
from dagscope.compare.report_folding import counts_of, folded, groupings_of, inside, namespaces_of
from dagscope.compare.report_html import html
from dagscope.records import Change, NodeDiff

CAUSE = NodeDiff("us.price", "cause", (Change("code", "price"),))
ROWS = (
    NodeDiff("x"),
    CAUSE,
    NodeDiff("us.total", "affected"),
    NodeDiff("eu.price"),
    NodeDiff("eu.total"),
    NodeDiff("load.loader"),
    NodeDiff("both", "affected"),
)
EDGES = (
    ("x", "us.price"), ("us.price", "us.total"), ("x", "eu.price"), ("eu.price", "eu.total"),
    ("us.total", "both"), ("eu.total", "both"), ("load.loader", "both"),
)  # fmt: skip
REPORT = Report("left", "right", (), ROWS, edges=EDGES)


def test_a_namespace_is_one_node_that_adds_up() -> None:
    found = folded(REPORT, namespaces_of(REPORT))
    rows = {row.name: row for row in found.rows}
    assert {"x", "us", "eu", "load.loader", "both"} == set(rows)
    assert ("cause", "1 cause, 1 affected of 2 nodes") == (rows["us"].role, rows["us"].detail)
    assert not rows["eu"].differs and "none differ of 2 nodes" == rows["eu"].detail
    assert {("x", "us"), ("x", "eu"), ("us", "both"), ("eu", "both"), ("load.loader", "both")} == set(found.edges)


def test_inside_are_its_nodes_and_their_neighbours() -> None:
    found = inside(REPORT, namespaces_of(REPORT)["us"])
    assert {"x", "us.price", "us.total", "both"} == {row.name for row in found.rows}
    assert 3 == len(found.edges)


def test_what_a_subdag_gives_is_folded_with_it() -> None:
    rows = (NodeDiff("a.b"), NodeDiff("a.c"), NodeDiff("a"), NodeDiff("d"))
    report = Report("l", "r", (), rows, edges=(("a.b", "a"), ("a", "d")))
    assert {"a": list(rows[:3])} == namespaces_of(report)
    assert (("a", "d"),) == folded(report, namespaces_of(report)).edges


def test_nothing_is_left_out_of_the_page() -> None:
    page = html(REPORT)
    assert "1 cause, 1 affected of 2 nodes" in page
    assert 1 == page.count("<b>Graph</b>") and "<b>us</b>" in page and "<b>eu</b>" in page
    assert 1 == page.count(REPORT.summary())
    assert "made the same way" not in page.partition("<b>Graph</b>")[2]
    assert page.index("<b>us</b>") < page.index("<b>eu</b>")
    assert "http://" not in page.replace("http://www.w3.org/", "") and "<script" not in page


def test_the_graph_folds_by_each_grouping_that_folds_anything() -> None:
    modules = {"x": "load", "us.price": "prices", "us.total": "prices", "both": "load", "load.loader": "other"}
    tags = {"x": {"team": "a", "id": "1"}, "both": {"team": "a", "id": "2"}, "eu.price": {"team": "b"}}
    report = replace(REPORT, modules=modules, tags=tags)

    found = groupings_of(report)
    names = {
        name: {group: [row.name for row in rows] for group, rows in groups.items()} for name, groups in found.items()
    }
    assert ["namespace", "module", "module, then namespace", "tag team"] == [name for name in names if name != "tag id"]
    assert {"module load": ["x", "both"], "module prices": ["us.price", "us.total"]} == names["module"]
    assert {"module load", "us", "eu"} == set(names["module, then namespace"])
    assert {"team=a": ["x", "both"]} == names["tag team"]
    assert "tag id" not in names


def test_the_page_switches_between_groupings_without_a_script() -> None:
    page = html(replace(REPORT, modules={"x": "load", "both": "load"}))

    assert 4 == page.count('type="radio"') and 1 == page.count(" checked>")
    for number, name in enumerate(("namespace", "module", "module, then namespace", "nothing")):
        assert f'<label for="by{number}">{name}</label>' in page and f'<div class="by by{number}">' in page
        assert f"#by{number}:checked ~ .by{number} {{ display: block; }}" in page
    assert "<script" not in page


def test_a_page_with_one_way_to_fold_asks_nothing() -> None:
    page = html(Report("left", "right", (), (NodeDiff("x"), NodeDiff("y")), edges=(("x", "y"),)))

    assert "radio" not in page and 1 == page.count("<svg")


def test_a_graph_larger_than_a_page_is_shown_as_large_as_the_page() -> None:
    names = [f"a_name_of_some_length_{number}" for number in range(12)]
    report = Report("l", "r", (), tuple(map(NodeDiff, names)), edges=tuple(zip(names, names[1:])))

    assert 1 == html(report).count('<input type="checkbox"> full size')
    assert "checkbox" not in html(REPORT)


def test_what_differs_in_values_alone_is_counted() -> None:
    assert "1 other difference of 1 node" == counts_of([NodeDiff("a", value="different")])
