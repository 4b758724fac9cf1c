"""Every case of the matrix: those with code are taken through the real window, the others name tests that exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.window.conftest import Desk, started
from tests.faults.document import PAGE, page
from tests.faults.matrix import Case, cases, is_there
from tests.faults.trial import listening, processes, strangers, try_case
from tests.patient_bot import PatientBot

CASES = cases()


@pytest.fixture(scope="module")
def window(
    qapp: QApplication, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Give one window for all cases: each has to leave it whole for the next."""
    around = processes()
    with started(PatientBot(request), tmp_path_factory.mktemp("matrix")) as desk:
        yield desk
    assert [] == strangers(around)


@pytest.mark.parametrize("case", [case for case in CASES if case.steps], ids=lambda case: case.number)
def test_the_window_survives(case: Case, window: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    window.qtbot = qtbot
    with listening() as ears:
        assert "" == "\n".join(try_case(window, ears, case, tmp_path))


def test_there_are_84_cases_and_what_they_name_exists() -> None:
    assert 84 == len(CASES)
    assert [] == [(case.number, test) for case in CASES for test in case.tests if not is_there(test)]
    assert [] == [case.number for case in CASES if not case.steps and not case.tests and not case.gap]


def test_the_page_has_the_table_of_now() -> None:
    text = PAGE.read_text()

    assert text == page(text), "run `python -m tests.faults.document`"
