"""What stands on a side of the comparison: what was before an edit, an earlier run, a git revision."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from dagscope.protocol.messages import Build, Compare, CompareEnd, ComparePage, ErrorAnswer, Execute
from dagscope.records import Change, NodeDiff
from dagscope.run_history import PastRun
from dagscope.scenario import ValueSpec
from dagscope_app.model.compare.comparison import count_words
from dagscope_app.model.compare.side_choices import SideChoice, choice_of, side_choices
from dagscope_app.model.records.history import moment_text

from tests.app.controllers.bench import SHOP, Bench, pages

DIFFS = (NodeDiff("total", "cause", (Change("code", "orders.total"),)),)


def answer_both(bench: Bench) -> None:
    bench.worker.answer(Build, *pages())
    bench.worker.answer(Build, *pages())
    bench.do_all_turns()


def edit(bench: Bench) -> None:
    bench.c.scenario.set_config("rounding", ValueSpec("literal", "half"))
    bench.build(SHOP)


def test_before_an_edit_there_is_nothing_to_compare_with(shop: Bench) -> None:
    assert not [each for each in ("compare.before",) if shop.state.edits.done]
    shop.c.compare_sides.with_before()
    assert not shop.state.compare.is_open and shop.state.banner is not None


def test_what_was_before_stays_what_it_was(shop: Bench) -> None:
    before = shop.state.scenario
    edit(shop)
    shop.do("compare.before")
    assert ("plain, before", "plain") == (shop.state.compare.left, shop.state.compare.right)
    built = {item.slot: item.scenario for item in shop.worker.sent(Build)[-2:]}
    assert before == built["left"] and shop.state.scenario == built["right"]
    answer_both(shop)
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(1, 1))
    assert [] == shop.worker.sent(Execute), "nothing ran before: nothing is run unasked"


def test_values_are_two_clicks_away_where_it_ran_before(shop: Bench) -> None:
    run = shop.ran("report", "gap")
    edit(shop)
    shop.do("compare.before")
    answer_both(shop)
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(1, 1))
    asked = shop.worker.last(Execute)
    assert "right" == asked.slot
    done = shop.finish()
    assert (run.id, done.id) == (shop.worker.last(Compare).left_run, shop.worker.last(Compare).right_run)


def test_an_earlier_run_is_a_side_with_its_values(shop: Bench) -> None:
    run = shop.ran("report", "gap")
    edit(shop)
    shop.do("compare.open")
    answer_both(shop)
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(1, 1))
    choices = [choice for choice, _ in side_choices(shop.state)]
    assert SideChoice("run", run.id) in choices
    shop.c.compare_sides.choose("left", SideChoice("run", run.id))
    assert "run #1 of plain" == shop.state.compare.left
    assert SideChoice("run", run.id) == choice_of(shop.state, "run #1 of plain")
    assert run.made_of == shop.worker.sent(Build)[-2].scenario
    answer_both(shop)
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(1, 1))
    shop.do("compare.run")
    assert ["right"] == [item.slot for item in shop.worker.sent(Execute)[1:]], "what has run is not run again"


def test_head_is_built_at_its_revision(shop: Bench) -> None:
    shop.do("compare.head")
    assert ("plain at HEAD", "plain") == (shop.state.compare.left, shop.state.compare.right)
    sent = shop.worker.sent(Build)[-2:]
    assert [("left", "plain", "HEAD"), ("right", "plain", "")] == [(b.slot, b.scenario.name, b.revision) for b in sent]


def test_a_run_of_the_files_here_is_none_of_a_revision(shop: Bench) -> None:
    shop.ran("report", "gap")
    shop.do("compare.head")
    answer_both(shop)
    asked = shop.worker.last(Compare)
    assert ("", "") == (asked.left_run, asked.right_run)
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(1, 1))
    shop.do("compare.run")
    left = shop.finish()
    right = shop.finish()
    assert ("HEAD", "") == (left.revision, right.revision)
    assert (left.id, right.id) == (shop.worker.last(Compare).left_run, shop.worker.last(Compare).right_run)


@pytest.mark.parametrize(("typed", "wanted"), [("HEAD~1", "HEAD~1"), ("  main ", "main"), ("", "")])
def test_another_revision_is_asked_for(shop: Bench, typed: str, wanted: str) -> None:
    shop.do("compare.revision")
    shop.ask.answer(typed)
    assert bool(wanted) == shop.state.compare.is_open
    assert not wanted or wanted == shop.worker.sent(Build)[-2].revision


def test_a_revision_that_is_not_there_opens_no_empty_comparison(shop: Bench) -> None:
    for _ in range(2):
        shop.do("compare.head")
        shop.worker.answer(Build, ErrorAnswer("there is no revision 'HEAD'"))
        assert shop.state.banner is not None
        assert "plain at HEAD: there is no revision 'HEAD'" == shop.state.banner.text
        shop.worker.answer(Build, *pages())  # the other side is there: nothing comes of it
        assert not shop.state.compare.is_open and not shop.state.compare.message


def test_a_revision_put_on_a_side_that_is_not_there_is_one_sentence_and_no_difference(shop: Bench) -> None:
    shop.do("compare.open")
    answer_both(shop)
    shop.c.compare_sides.choose("left", SideChoice("revision", "HEAD"))
    shop.worker.answer(Build, ErrorAnswer("there is no revision 'HEAD'"))
    assert "plain at HEAD: there is no revision 'HEAD'" == shop.state.compare.message
    assert "not compared" == count_words(shop.state, 0)


def test_a_side_keeps_its_kind_when_it_is_put_on_the_other(shop: Bench) -> None:
    shop.do("compare.head")
    shop.do("compare.swap")
    assert ("plain", "plain at HEAD") == (shop.state.compare.left, shop.state.compare.right)
    assert ["", "HEAD"] == [item.revision for item in shop.worker.sent(Build)[-2:]]
    shop.c.compare_sides.choose("right", SideChoice("scenario", "discounted"))
    assert "discounted" == shop.state.compare.right
    shop.c.compare_sides.choose("left", SideChoice("revision", "v1"))
    assert "plain at v1" == shop.state.compare.left


def test_a_run_whose_values_are_gone_is_offered_to_be_run_again(shop: Bench) -> None:
    now, ago = shop.state.scenario, 1_700_000_000.0
    assert now is not None
    then = replace(now, config={"rounding": ValueSpec("literal", "half")})
    plain, other = (json.loads(json.dumps(asdict(each))) for each in (then, now))
    runs = (
        PastRun(7, 1, ago, plain),
        PastRun(8, 2, ago + 100, {"modules": [1]}),
        PastRun(9, 3, ago + 200, plain),
        PastRun(10, 4, ago + 300, other),
    )
    shop.store.update(lambda state: replace(state, past=replace(state.past, runs=runs)))
    shop.do("compare.open")
    offered = [(choice, text) for choice, text in side_choices(shop.state) if choice.kind == "past"]
    assert [f"plain of {moment_text(ago + 200)} (values cleared, runs again)"] == [text for _, text in offered]

    shop.c.compare_sides.choose("left", offered[0][0])

    assert f"plain of {moment_text(ago + 200)}" == shop.state.compare.left
    side = shop.state.side_named(shop.state.compare.left)
    assert side is not None and not side.run and then == side.scenario
