from __future__ import annotations

from dagscope.protocol.messages import Hello, Open, Project
from dagscope_app.commands.table import BY_ID
from dagscope_app.model.records.trust import Agreement, Trust

from tests.app.controllers.bench import DISCOUNTED, FOLDER, MODULES, PLAIN, Bench


def preview(bench: Bench) -> None:
    """Open the shop, which nobody trusts yet."""
    bench.trust.unknown.add(FOLDER)
    bench.c.project.open(FOLDER)
    load(bench, is_preview=True)


def load(bench: Bench, *, is_preview: bool) -> None:
    bench.c.project.on_hello(Hello("3.12", "python", 7, "1"))
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED), is_preview=is_preview))
    bench.build()


def test_an_unknown_folder_is_read_by_our_python_and_not_loaded(bench: Bench) -> None:
    preview(bench)

    assert ["start ours"] == [call for call in bench.worker.calls if call.startswith("start")]
    assert Open(FOLDER, may_run=False) == bench.worker.sent(Open)[-1]
    assert Trust(True, "python") == bench.state.trust
    assert bench.state.graph.nodes


def test_nothing_runs_compares_or_writes_before_trust(bench: Bench) -> None:
    preview(bench)

    refused = ("run.final", "run.selection", "run.only", "compare.open", "scenario.save")
    assert [] == [name for name in refused if BY_ID[name].enabled_when(bench.state)]
    assert BY_ID["project.trust"].enabled_when(bench.state)
    assert BY_ID["export.picture"].enabled_when(bench.state)


def test_the_question_shows_what_would_run(bench: Bench) -> None:
    preview(bench)

    bench.do("project.trust")

    question = bench.ask.question
    assert isinstance(question, Agreement)
    facts = dict(question.facts)
    assert f"/real{FOLDER}" == facts["Folder"]
    assert ("python", "2", "https://example.org/shop.git") == (facts["Python"], facts["Modules"], facts["Repository"])


def test_a_yes_loads_the_folder_with_its_python(bench: Bench) -> None:
    preview(bench)
    bench.do("project.trust")
    bench.ask.agree_to()

    assert [(FOLDER, "python", False)] == bench.trust.added
    assert "start python" == bench.worker.calls[-1]
    load(bench, is_preview=False)
    assert Open(FOLDER) == bench.worker.sent(Open)[-1]
    assert Trust(False, "python") == bench.state.trust
    assert BY_ID["run.final"].enabled_when(bench.state)
    assert frozenset() == bench.state.changed


def test_what_is_loaded_after_a_preview_is_laid_out_as_if_there_had_been_none(bench: Bench) -> None:
    preview(bench)
    bench.do("project.trust")
    bench.ask.agree_to()
    load(bench, is_preview=False)
    bench.do("project.reload")
    bench.reload()
    bench.do("view.fold_all")

    assert [True, True, False] == [asked["is_fresh"] for asked in bench.layout.asked][:3]


def test_the_folder_above_is_trusted_on_request(bench: Bench) -> None:
    preview(bench)
    bench.do("project.trust")
    bench.ask.agree_to(with_option=True)

    assert [(FOLDER, "python", True)] == bench.trust.added


def test_a_late_yes_loads_no_other_folder(bench: Bench) -> None:
    preview(bench)
    bench.do("project.trust")
    bench.trust.unknown.add("/projects/other")
    bench.c.project.open("/projects/other")
    starts = len(bench.worker.calls)
    bench.ask.agree_to()

    assert starts == len(bench.worker.calls)


def test_a_python_that_nobody_confirmed_is_asked_about_too(bench: Bench) -> None:
    bench.trust.strangers.add("python")
    bench.c.project.open(FOLDER)

    assert ["start ours"] == [call for call in bench.worker.calls if call.startswith("start")]
    assert Trust(True, "python", is_interpreter_new=True) == bench.state.trust


def test_a_list_that_cannot_be_written_loads_nothing(bench: Bench) -> None:
    preview(bench)
    bench.trust.problem = "the disk is full"
    bench.do("project.trust")
    starts = len(bench.worker.calls)
    bench.ask.agree_to()

    assert starts == len(bench.worker.calls)
    assert bench.state.banner is not None and "the disk is full" in bench.state.banner.text


def test_a_worker_that_says_preview_is_believed(bench: Bench) -> None:
    bench.c.project.open(FOLDER)
    load(bench, is_preview=True)

    assert bench.state.trust.is_preview
    assert not BY_ID["run.final"].enabled_when(bench.state)


def test_taking_it_back_goes_back_to_the_preview(bench: Bench) -> None:
    preview(bench)
    bench.do("project.trust")
    bench.ask.agree_to()
    load(bench, is_preview=False)

    bench.do("project.trusted_folders")
    bench.ask.answer(FOLDER)

    assert "start ours" == bench.worker.calls[-1]
    assert bench.state.trust.is_preview


def test_an_empty_list_is_said(bench: Bench) -> None:
    bench.do("project.trusted_folders")

    assert bench.state.banner is not None and "No folder is trusted" in bench.state.banner.text


def test_what_a_preview_is_can_be_read(bench: Bench) -> None:
    bench.do("project.about_trust")

    assert isinstance(bench.ask.question, Agreement)
    assert not bench.ask.question.yes


def test_whatever_wants_a_run_learns_why_there_is_none(bench: Bench) -> None:
    preview(bench)

    assert "" == bench.c.run.run(("report",))
    assert not bench.state.runs
    assert "project.trust" == bench.offered
