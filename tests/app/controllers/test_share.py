"""One file with graph and values, a film of a run, a slide, the selection on the clipboard."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from dagscope.protocol.messages import AskValue, ErrorAnswer, ValueAnswer
from dagscope.protocol.values import LookAnswer
from dagscope.scenario import Scenario, ValueSpec
from dagscope.value_records import CellPage, Column, ImagePreview, NumberPreview, TablePreview, TextPreview
from dagscope_app.export.shared import MOST_VALUES, fitted
from dagscope_app.model.picture.sharing import LEFT_OUT, Kept, is_secret_name, is_secret_text, node_data, value_data
from dagscope_app.model.records.runs import NodeRun
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.runs.replay import moments, state_at

from tests.app.controllers.bench import Bench, node


@pytest.fixture
def ran(shop: Bench) -> Bench:
    """Return a bench whose run gave two values."""
    shop.do("run.final")
    shop.finish()
    return shop


def test_every_value_is_asked_for_and_the_file_is_written_when_all_have_come(ran: Bench) -> None:
    run = ran.state.run
    assert run is not None
    ran.c.share.share("/tmp/shop.html")
    while not ran.shared.calls:
        ran.worker.answer(AskValue, ValueAnswer(LookAnswer(NumberPreview("int", "7", text="7"))))
    ((kind, spec, path),) = ran.shared.calls
    assert ("share", "/tmp/shop.html") == (kind, path) and isinstance(spec, SceneSpec)
    assert set(ran.shared.data["nodes"]) == set(ran.state.graph.nodes)
    assert {"text": "7"} == ran.shared.data["nodes"]["total"]["value"]
    assert ran.shared.data["project"] == "shop" and "config" in ran.shared.data
    assert ran.shared.data["parents"]["north.chosen"] == "north" and "north" in ran.shared.data["groups"]
    assert not any(group.is_folded for group in spec.groups.values())


def test_a_value_that_cannot_be_had_does_not_hold_up_the_rest(ran: Bench) -> None:
    ran.c.share.share("/tmp/shop.html")
    while not ran.shared.calls:
        ran.worker.answer(AskValue, ErrorAnswer("gone"))
    assert all("value" not in told for told in ran.shared.data["nodes"].values())


def test_a_value_that_is_out_of_date_is_said_to_be(ran: Bench) -> None:
    state = replace(ran.state, stale={"total": "total changed"})
    assert "out of date" == node_data(state, "total", None)["state"]
    assert "ok" == node_data(state, "report", None)["state"]


def test_without_a_run_the_graph_alone_is_shared(shop: Bench) -> None:
    shop.c.share.share("/tmp/shop.html")
    assert [("share", "/tmp/shop.html")] == [(kind, path) for kind, _, path in shop.shared.calls]


def test_secrets_are_left_out_wherever_they_stand(shop: Bench) -> None:
    given = {"api_key": ValueSpec("literal", "'abc'"), "region": ValueSpec("literal", "'US'")}
    secret = Scenario("s", config=given, inputs={"url": ValueSpec("literal", "'postgres://me:word@host/db'")})
    shop.store.update(lambda now: replace(now, scenarios=(secret,), current="s"))
    shop.c.share.share("/tmp/shop.html")
    told = json.dumps({**shop.shared.data, "nodes": {}})
    assert "abc" not in told and "word@" not in told and "US" in told and told.count(LEFT_OUT) == 2


def test_what_is_left_out_is_said_before_and_after_and_can_be_included(shop: Bench) -> None:
    secret = Scenario("s", config={"api_key": ValueSpec("literal", "'abc'")})
    shop.store.update(lambda now: replace(now, scenarios=(secret,), current="s"))
    shop.do("export.share")
    assert ("Left out", "api_key") in shop.ask.question.facts
    shop.ask.agree_to(with_option=False)
    shop.ask.answer("/tmp/shop.html")
    assert LEFT_OUT == shop.shared.data["config"]["api_key"]
    assert shop.state.toast is not None and shop.state.toast.text.endswith("Left out as secrets: api_key.")
    shop.do("export.share")
    shop.ask.agree_to(with_option=True)
    shop.ask.answer("/tmp/shop.html")
    assert "'abc'" == shop.shared.data["config"]["api_key"]
    assert shop.state.toast is not None and "secret" not in shop.state.toast.text


def test_without_secrets_nothing_is_asked_but_the_place(shop: Bench) -> None:
    shop.do("export.share")
    shop.ask.answer("/tmp/shop.html")
    assert shop.shared.calls


@pytest.mark.parametrize("name", ["password", "db_passwd", "API_KEY", "aws.secret", "auth_token", "private_key", "dsn"])
def test_names_of_secrets_are_known(name: str) -> None:
    assert is_secret_name(name) and {"note": LEFT_OUT} == value_data(name, Kept(TextPreview("str", "x", text="x")))


@pytest.mark.parametrize("name", ["total", "keyboard", "author", "bypass_rate", "monkey", "dsn_count"])
def test_other_names_are_no_secrets(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_" + "a" * 36,
        "sk-" + "a" * 24,
        "https://me:pw@host/",
    ],
)
def test_texts_that_are_keys_are_left_out(text: str) -> None:
    assert is_secret_text(text)
    page = CellPage(index=("0",), cells=((text, "plain"),))
    table = TablePreview("DataFrame", "1 x 2", rows=1, columns=(Column("a"), Column("b")), column_count=2, page=page)
    assert [[LEFT_OUT, "plain"]] == value_data("frame", Kept(table))["rows"]


def test_a_long_table_is_cut_and_says_so() -> None:
    cells = tuple(tuple(str(at) for at in range(20)) for _ in range(100))
    page = CellPage(index=tuple(map(str, range(100))), cells=cells)
    columns = tuple(Column(f"c{at}") for at in range(20))
    told = value_data("t", Kept(TablePreview("DataFrame", "", rows=5000, columns=columns, column_count=20, page=page)))
    assert (
        "30 of 5,000 rows, 12 of 20 columns" == told["note"] and 30 == len(told["rows"]) and 12 == len(told["rows"][0])
    )


def test_what_would_make_the_file_too_large_is_left_out_and_counted() -> None:
    value = {"text": "x" * 4000}
    text = fitted({"nodes": {f"n{at}": {"value": value} for at in range(1200)}})
    data = json.loads(text)
    assert len(text) < MOST_VALUES * 1.1 and data["leftOut"] == sum(
        "note" in n["value"] for n in data["nodes"].values()
    )
    assert "</script" not in fitted({"nodes": {"a": {"value": {"text": "</script><script>"}}}})


def test_a_picture_is_said_by_its_bytes() -> None:
    assert {"image": b"png"} == value_data("plot", Kept(ImagePreview("Figure", "plot"), b"png"))


def test_a_run_is_as_it_was_at_each_moment(ran: Bench) -> None:
    run = ran.state.run
    assert run is not None
    nodes = {"a": NodeRun("ok", 1.0, begun=0.0), "b": NodeRun("failed", 1.0, begun=1.0), "c": NodeRun("skipped")}
    run = replace(run, nodes=nodes)
    states = [tuple(item.state for item in state_at(run, at).nodes.values()) for at in (0.0, 0.5, 1.5, 9.0)]
    assert [("running", "waiting", "waiting"), ("running", "waiting", "skipped")] == states[:2]
    assert [("ok", "running", "skipped"), ("ok", "failed", "skipped")] == states[2:]
    found = moments(run)
    assert found == sorted(found) and found[0] == 0.0 and found[-1] > 2.0


def test_the_film_and_the_slide_are_drawn_and_refusals_said(ran: Bench) -> None:
    ran.c.share.replay("/tmp/run.gif")
    kind, frames, _ = ran.shared.calls[-1]
    assert "film" == kind and isinstance(frames, tuple) and len(frames) > 10
    assert frames[0].nodes["total"].state == "running" and frames[-1].nodes["total"].state == "ok"
    ran.c.share.slide("/tmp/slide.png")
    assert "Saved /tmp/slide.png." == ran.toast
    ran.c.share.slide("/no/slide.png")
    assert "There is no such place." == ran.said


def test_the_selection_goes_to_the_clipboard(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("export.copy_selection")
    ((spec, path),) = shop.written
    assert "" == path and {"total", "orders", "shown_total", "report"} == set(spec.nodes)


def test_a_picture_few_programs_would_open_is_asked_about_before(bench: Bench) -> None:
    names = [f"n{at}" for at in range(120)]
    bench.open(tuple(node(name, *([names[at - 1]] if at else [])) for at, name in enumerate(names)))
    bench.do("view.rows")
    bench.c.export.export("/tmp/dag.png", False)
    assert not bench.written and not bench.shared.calls
    assert ["rows", "scale", "svg"] == [option.key for option in bench.ask.options]
    bench.ask.answer("svg")
    assert ["/tmp/dag.svg"] == [path for _, path in bench.written]
    for key in ("scale", "rows"):
        bench.c.export.export("/tmp/dag.png", False)
        bench.ask.answer(key)
    kinds, specs, _ = zip(*bench.shared.calls)
    assert ("scaled", "scaled") == kinds and specs[1].width < specs[0].width / 3
    bench.do("view.rows")
    bench.c.export.export("/tmp/dag.png", False)
    assert "/tmp/dag.png" == bench.written[-1][1], "in rows it is small enough"


def test_letters_are_written_as_shapes_by_choice(shop: Bench) -> None:
    shop.c.share.outlines("/tmp/dag.svg")
    assert [("outlined", "/tmp/dag.svg")] == [(kind, path) for kind, _, path in shop.shared.calls]
