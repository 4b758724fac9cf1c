"""What a run changes in its process is put back."""

from __future__ import annotations

import locale
import os
import random
import signal
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from dagscope.session.run_state import restored


def test_the_next_run_begins_as_this_one_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.setenv("CHANGED", "1")
    before = (os.getcwd(), dict(os.environ), list(sys.path), sys.getrecursionlimit(), locale.setlocale(locale.LC_ALL))

    with pytest.raises(KeyError), restored():
        os.chdir(tmp_path)
        os.environ["NEW"] = "1"
        os.environ["CHANGED"] = "2"
        del os.environ["KEPT"]
        sys.path.insert(0, "/zz")
        sys.setrecursionlimit(5000)
        locale.setlocale(locale.LC_ALL, "C.UTF-8" if before[4] == "C" else "C")
        raise KeyError

    after = (os.getcwd(), dict(os.environ), list(sys.path), sys.getrecursionlimit(), locale.setlocale(locale.LC_ALL))
    assert before == after


@pytest.mark.skipif(sys.platform == "win32", reason="neither timers nor masks are there")
def test_no_timer_of_a_run_rings_in_the_next_and_new_files_have_the_usual_permissions() -> None:
    mask = os.umask(0o022)
    try:
        with restored():
            signal.alarm(1000)
            signal.setitimer(signal.ITIMER_PROF, 1000)
            os.umask(0o777)
        assert [(0.0, 0.0)] * 2 == [signal.getitimer(each) for each in (signal.ITIMER_REAL, signal.ITIMER_PROF)]
        signal.setitimer(signal.ITIMER_REAL, 1000)  # of an import, say
        with restored():
            pass
        assert 0 < signal.setitimer(signal.ITIMER_REAL, 0)[0]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        assert 0o022 == os.umask(mask)


def test_a_folder_that_is_gone_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with restored():
        os.chdir(tmp_path)

    assert str(tmp_path) == os.getcwd()


def test_filters_of_warnings_and_who_shows_them_are_put_back() -> None:
    before = list(warnings.filters), warnings.showwarning
    with restored():
        warnings.simplefilter("ignore")
        warnings.showwarning = print  # type: ignore[assignment]

    assert before == (list(warnings.filters), warnings.showwarning)
    with pytest.warns(UserWarning, match="heard again"):
        warnings.warn("heard again", stacklevel=1)


@pytest.mark.parametrize(("seed", "is_same"), [("7", True), ("-1", True), ("", False), ("seven", False)])
def test_random_numbers_begin_anew_on_request(seed: str, is_same: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSCOPE_SEED", seed)
    found = []
    for _ in range(2):
        with restored():
            found.append((random.random(), float(np.random.random())))

    assert is_same == (found[0] == found[1])
